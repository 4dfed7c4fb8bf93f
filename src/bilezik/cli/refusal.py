"""The one way a command says no."""

import contextlib
from collections.abc import Iterator


class Refusal(Exception):  # noqa: N818 - it is what the command says, not an error of the program
    """An expected failure: one line for the person at the terminal, with what to do about it."""

    def __init__(self, line: str, *, exit_code: int = 1) -> None:
        """Keep the line and the exit code (2: the input is at fault)."""
        super().__init__(line)
        self.exit_code = exit_code


@contextlib.contextmanager
def writing(what: object) -> Iterator[None]:
    """Refuse in one line where a file that the command line names cannot be written."""
    try:
        yield
    except OSError as error:
        raise Refusal(f"{what} cannot be written: {error.strerror}") from None
