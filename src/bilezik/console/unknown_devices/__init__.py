"""Unknown devices. It answers: who speaks to us that nobody registered, since when, and from where."""
