"""Who sees whom beyond their roles. It answers: who opened my people's cases, who must not see whom, who may for a while."""
