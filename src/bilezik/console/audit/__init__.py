"""The audit log. It answers: who did or looked at what, when, why and from where; and whether the log is sealed."""
