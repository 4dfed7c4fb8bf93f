"""Frames of R16H: text from `@` to `$`."""

from typing import Final

from bilezik.wire.framing import DelimitedFramer

LONGEST: Final = 4096
"""The longest report of the manual has under 300 characters; cells and Wi-Fi may add some."""


def r16h_framer() -> DelimitedFramer:
    """Return the framer of a new connection."""
    return DelimitedFramer(b"@", b"$", LONGEST)
