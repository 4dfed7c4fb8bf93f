"""What a framer gives out."""

import msgspec


class Frame(msgspec.Struct, frozen=True, gc=False):
    """A frame: its bytes as they came, and after framing (equal where framing changes nothing; empty: junk)."""

    wire: bytes
    frame: bytes
