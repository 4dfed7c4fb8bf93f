"""What is written to a device: flags, kind, number, IMEI, length, sum, content."""

from typing import Final

from bilezik.protocols.xexun2.framing import FLAG, escaped

ANSWERED: Final = b"\x01"


def ones_sum(data: bytes) -> int:
    """Return the sum of a message: its bytes added, carries added at the bottom, inverted, sixteen bits."""
    total = sum(data)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def message(kind: int, number: int, imei: bytes, content: bytes) -> bytes:
    """Return a message as it stands on the wire; `imei` is its eight bytes."""
    head = kind.to_bytes(2, "big") + number.to_bytes(2, "big") + imei
    said = head + len(content).to_bytes(2, "big") + ones_sum(content).to_bytes(2, "big") + content
    return FLAG + escaped(said) + FLAG
