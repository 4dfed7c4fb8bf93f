"""One's own sessions. It answers: where am I signed in, and is one of them not mine."""
