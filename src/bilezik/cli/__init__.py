"""The command line: one module a command, each a thin shell over `bilezik.app` or the core.

1. `main.app` is the whole table: what is not added there does not exist.
2. A command module imports what it runs inside its function, so that `--help` and `decode` start fast.
3. An expected failure is one line on standard error that says what to do: exit 2 for bad input, 1 otherwise. Raise `Refusal`.
"""

from bilezik.cli.main import main

__all__ = ["main"]
