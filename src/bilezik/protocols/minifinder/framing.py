"""Frames of MiniFinder: text from `!` to `;`."""

from typing import Final

from bilezik.wire.framing import DelimitedFramer

LONGEST: Final = 1024
"""The longest report of the manual has under 120 characters."""


def minifinder_framer() -> DelimitedFramer:
    """Return the framer of a new connection."""
    return DelimitedFramer(b"!", b";", LONGEST)
