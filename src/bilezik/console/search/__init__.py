"""Search: where is what one has a name or a number of."""
