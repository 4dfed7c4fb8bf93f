"""The envelope of every message: who sends what, is it whole, and how it is answered.

1. Between the marks: kind, properties of the body (its length in the lower ten bits), the sender's number, a serial number, in
   parts of a long message how many there are and which this is, the body, and all of it exclusive-or'ed into one byte.
2. The edition of 2019 says so in bit 14 of the properties, has a byte of its own for its edition, and numbers of twenty digits
   for twelve; the mark E7 has numbers of fourteen.
3. A number that is no decimals is an IMEI without its last digit, as one binary number.
4. Kinds 0x5501 and 0x5502 have a serial number of one byte, and use the other bits of the properties for themselves. Bit 14 is the
   edition of 2019 only where the head of that edition leaves a body of the stated length.
5. Bits 10 to 12 say that the body is encrypted, bit 10 by RSA. Makers whose bodies are longer than ten bits can state use them for
   the length: such a body is longer than the lower ten bits say, one that is encrypted is not.
"""

from typing import Final

import msgspec

from bilezik.domain.report import Integrity
from bilezik.protocols.jt808.framing import MARK, OTHER_MARK, between_marks
from bilezik.wire.checksums import xor_sum

LOCK, LOCK_BLIND = 0x5501, 0x5502
ANSWER: Final = 0x8001
LOCK_ANSWER: Final = 0x4401
EDITION: Final = 0x4000
IN_PARTS: Final = 0x2000
LENGTH: Final = 0x03FF
WIDE_LENGTH: Final = 0x1FFF
"""As makers count on whose bodies are longer than the standard's ten bits allow."""
SUCCESS: Final = b"\x00"
ENCRYPTED: Final = WIDE_LENGTH & ~LENGTH
IMEI_BYTES: Final = 6
NEW_LOCK_BODY: Final = 17
PART: Final = 4
"""How many bytes say which part of a message it is. Bit 13 alone, on a body of the stated length, is a maker's own."""
ENDING: Final = 2
"""The sum and the mark."""


class Sender(msgspec.Struct, frozen=True):
    """Who sends: the mark its frames have, its edition (None: before 2019), its number's bytes as they came."""

    mark: int
    edition: int | None
    number: bytes

    @property
    def digits(self) -> str:
        """Return the number in digits, with the zeros it is filled up with."""
        digits = self.number.hex()
        if digits.isdecimal() or len(self.number) != IMEI_BYTES:
            return digits
        imei = int.from_bytes(self.number, "big")
        return f"{imei}{check_digit(imei)}"

    @property
    def device(self) -> str:
        """Return the number as the device is known by."""
        return self.digits.lstrip("0") or "0"


class Message(msgspec.Struct, frozen=True):
    """One message. `part`: which of how many, or None: it is whole."""

    kind: int
    sender: Sender
    serial: int
    body: bytes
    integrity: Integrity
    wants_answer: bool
    part: tuple[int, int] | None = None
    is_encrypted: bool = False


def check_digit(number: int) -> int:
    """Return the last digit of an IMEI by its first fourteen (Luhn's sum)."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return -total % 10


def read(frame: bytes) -> Message | None:
    """Return the message of a frame; None: its head is not whole, or it is none."""
    if len(frame) < 5 or frame[0] not in (MARK, OTHER_MARK):
        return None
    mark, kind, properties = frame[0], int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    is_lock = kind in (LOCK, LOCK_BLIND)
    is_new = bool(properties & EDITION) and (not is_lock or len(frame) == NEW_LOCK_BODY + (properties & LENGTH) + ENDING)
    number_at = 5 + is_new
    serial_at = number_at + (10 if is_new else 7 if mark == OTHER_MARK else 6)
    body_at = serial_at + (1 if is_lock else 2)
    if len(frame) < body_at:
        return None
    sender = Sender(mark, frame[5] if is_new else None, frame[number_at:serial_at])
    serial = int.from_bytes(frame[serial_at:body_at], "big")
    is_ended = len(frame) >= body_at + ENDING and frame[-1] == mark
    is_right = is_ended and xor_sum(frame[1:-1]) == 0
    body = frame[body_at:-ENDING] if is_ended else frame[body_at:]
    part = None
    is_whole = is_ended and len(body) == properties & LENGTH
    if properties & IN_PARTS and not is_lock and len(body) >= PART and not is_whole:
        part = int.from_bytes(body[2:PART], "big"), int.from_bytes(body[:2], "big")
        body = body[PART:]
    is_long = len(body) in (properties & LENGTH, properties & WIDE_LENGTH)
    integrity: Integrity = "ok" if is_right and is_long else "failed"
    longest = (properties & LENGTH) + (not is_ended)  # the sum stays on a body whose end did not come
    is_encrypted = bool(properties & ENCRYPTED) and not is_lock and 0 < len(body) <= longest
    return Message(kind, sender, serial, body, integrity, bool(properties & 0x8000), part, is_encrypted)


def written(sender: Sender, kind: int, body: bytes, serial: bytes = bytes(2)) -> bytes:
    """Return a message to the device, as it stands on the wire."""
    edition = b"" if sender.edition is None else bytes((sender.edition,))
    properties = len(body) | (EDITION if edition else 0)
    said = kind.to_bytes(2, "big") + properties.to_bytes(2, "big") + edition + sender.number + serial + body
    return between_marks(said + bytes((xor_sum(said),)), sender.mark)


def answer(message: Message) -> bytes:
    """Return the platform's general answer: serial number and kind of what came, and that it was received."""
    body = message.serial.to_bytes(2, "big") + message.kind.to_bytes(2, "big") + SUCCESS
    return written(message.sender, ANSWER, body)


def lock_answer(message: Message) -> bytes:
    """Return the answer to a lock's position: its kind, and that it was received."""
    return written(message.sender, LOCK_ANSWER, message.kind.to_bytes(2, "big") + SUCCESS, b"\x01")
