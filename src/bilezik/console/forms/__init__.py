"""Forms. What was typed, what is wrong with it at its field, and what the deeds say when they refuse, in the reader's language."""
