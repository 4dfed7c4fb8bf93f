"""Report -> fix or event, and what the fixes say about where a person is.

1. `plausibility` gives a doubtful fix its word; nothing is dropped (law 6), a doubted fix decides nothing.
2. `track` remembers the last believed fix, and finds out when it was the liar.
3. `worth` says what a stated error is worth, by source.
4. `presence` keeps the odds that the person is outside a zone. Its thresholds are the only ones.
5. Numbers that reach a decision are whole (law 7): `arithmetic` uses only what IEEE 754 rounds exactly.
"""
