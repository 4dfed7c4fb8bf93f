"""Orders. The screens answer: what does the paper say, does it hold now, what follows from changing it."""
