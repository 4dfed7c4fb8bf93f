"""The demo: everything on embedded engines with simulated people, in a folder of its own.

1. Each start is a new day: the database and the stream of the demo are made anew, because its incidents are laid around now.
2. What it makes for itself (password, token, names) is random or invented, and is told to whoever started it, nobody else.
"""
