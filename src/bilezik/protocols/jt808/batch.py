"""Locations in one message: 0x0704 (a count, whether they were kept back, each with a length of two bytes), 0x0210 (of one).

A long 0x0704 comes in parts: what a part leaves over, the beginning of a location, waits for the next one.
"""

from contextlib import suppress
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.items import read_report
from bilezik.protocols.jt808.message import Message
from bilezik.wire.fields import Short

BATCH, SHORT_BATCH = 0x0704, 0x0210

LONGEST: Final = 1024 + 2
"""A location is at most what a message could hold, and its length. One that says it is longer is not waited for, but read as far as
it goes: what waits is the connection's memory."""


class Batch:
    """The locations of a message, what is left over of it, and whether its beginning is known."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.drafts: list[Draft] = []
        self.rest = ""
        self.is_known = True


def read_batch(message: Message, waiting: str, model: str) -> Batch:
    """Return the locations of 0x0704; `waiting` is what the part before left over."""
    which, many = message.part or (1, 1)
    found = Batch()
    if which <= 1:
        kept, data = message.body[2:3], message.body[3:]
    else:
        serial, _, left = waiting.partition(":")
        if serial != _expected(message.serial, which):
            found.is_known = False
            return found
        kept, data = bytes.fromhex(left[:2]), bytes.fromhex(left[2:]) + message.body
    is_last = which >= many
    at = _read_all(data, 2, found.drafts, model, is_last=is_last)
    for draft in found.drafts:
        draft.replayed = True if kept > b"\0" else None
    if not is_last:
        found.rest = f"{_expected(message.serial + 1, which + 1)}:{(kept + data[at:]).hex()}"
    return found


def read_short_batch(body: bytes, model: str) -> list[Draft]:
    """Return the locations of 0x0210."""
    drafts: list[Draft] = []
    _read_all(body, 1, drafts, model, is_last=True)
    return drafts


def _expected(serial: int, which: int) -> str:
    return f"{serial & 0xFFFF}-{which}"


def _read_all(data: bytes, width: int, drafts: list[Draft], model: str, *, is_last: bool) -> int:
    """Read each location, and return where the first that is not whole begins; of the last message it is read as far as it goes.

    One that says nothing costs the others nothing.
    """
    at = 0
    while at + width < len(data):
        end = at + width + int.from_bytes(data[at : at + width], "big")
        if end > len(data) and not is_last and end - at <= LONGEST:
            break
        draft = Draft()
        with suppress(Short):
            read_report(data[at + width : end], draft, model)
        if draft.stated():
            drafts.append(draft)
        elif end > len(data):
            break
        at = end
    return at
