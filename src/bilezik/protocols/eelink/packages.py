"""What is written to a device: an answer to a package, a command. In a datagram both stand behind a head with the IMEI.

The head's sum is the rotating one of Eelink's manuals: doubled, the carry added at the bottom, a byte added, sixteen bits.
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols.eelink.framing import HEAD, MARK

LOGIN: Final = 0x01
UNANSWERED: Final = frozenset({0x02, 0x81})
"""Positions of the first edition are not acknowledged, nor is what the server itself sends."""
_SECOND: Final = 1_000_000


def rotating_sum(data: bytes) -> int:
    """Return the sum of a datagram's head, over everything behind it."""
    value = 0
    for byte in data:
        value = ((value << 1 | value >> 15) + byte) & 0xFFFF
    return value


def package(kind: int, serial: int, content: bytes = b"") -> bytes:
    """Return a package."""
    return MARK + bytes((kind,)) + (len(content) + 2).to_bytes(2, "big") + serial.to_bytes(2, "big") + content


def written(session: Session, what: bytes) -> bytes:
    """Return `what` as this device hears it: as it is on a connection, behind a head in a datagram."""
    imei = session.device
    if ("transport", "udp") not in session.memory or imei is None or len(imei) != 15 or not imei.isdecimal():
        return what
    body = bytes.fromhex("0" + imei) + what
    return HEAD + (len(body) + 2).to_bytes(2, "big") + rotating_sum(body).to_bytes(2, "big") + body


def answer(kind: int, serial: int, received_at: Instant) -> tuple[bytes, ...]:
    """Return what a package is answered with: its own kind and number; a login hears the time, edition 1, and no parameters."""
    if kind in UNANSWERED:
        return ()
    if kind == LOGIN:
        return (package(kind, serial, (received_at // _SECOND & 0xFFFFFFFF).to_bytes(4, "big") + b"\x00\x01\x00"),)
    return (package(kind, serial),)
