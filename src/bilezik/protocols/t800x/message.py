"""The head of every message, and how it is answered."""

from typing import Final

import msgspec

from bilezik.domain.report import Integrity
from bilezik.protocols.t800x.framing import HEAD, length_of
from bilezik.wire.fields import bcd_digits

FIRST, VEHICLE, PLUG, ASSET = 0x2323, 0x2525, 0x2626, 0x2727
MARKS: Final = frozenset({FIRST, VEHICLE, PLUG, ASSET})
_NUMBER_OF_FIRST: Final = b"\x00\x01"
"""Devices of the first mark want this number in every answer, whatever theirs was."""


class Message(msgspec.Struct, frozen=True):
    """One message: its mark, kind, IMEI, and the content behind its head."""

    mark: int
    kind: int
    imei: str
    body: bytes
    integrity: Integrity
    head: bytes


def read(frame: bytes) -> Message | None:
    """Return the message of a frame; None: it is none. A length that lies is `failed`; what stands behind it is not read."""
    mark, imei = int.from_bytes(frame[:2], "big"), bcd_digits(frame[7:HEAD])
    if len(frame) < HEAD or mark not in MARKS or imei is None:
        return None
    length = length_of(frame)
    integrity: Integrity = "none" if length == len(frame) else "failed"
    body = frame[HEAD:length] if HEAD <= length <= len(frame) else frame[HEAD:]
    return Message(mark, frame[2], imei[1:], body, integrity, frame[:HEAD])


def answer(message: Message, content: bytes = b"") -> bytes:
    """Return the answer: the same mark, kind, number and IMEI, and of an alarm its code."""
    head = message.head
    number = _NUMBER_OF_FIRST if message.mark == FIRST else head[5:7]
    return head[:3] + (HEAD + len(content)).to_bytes(2, "big") + number + head[7:] + content
