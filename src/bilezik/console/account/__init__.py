"""One's own account. It answers: who am I here, how do I sign in, and what if I lose my phone."""
