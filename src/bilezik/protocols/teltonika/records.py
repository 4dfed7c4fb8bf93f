"""Records of codecs 8, 8 Extended and 16: time, priority, place, elements by their width.

Source: "Codec", sections "Codec 8", "Codec 8 Extended", "Codec 16". They differ in how wide counts and names of elements are.
"""

import struct
from typing import Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.protocols.draft import Draft
from bilezik.protocols.teltonika.elements import Elements
from bilezik.protocols.teltonika.place import put_movement, put_place
from bilezik.wire.fields import Reader

PANIC: Final = 2
"""The priority above low and high: a device's owner gave it to an element."""
DEGREE: Final = 10_000_000
_LAST_MS: Final = 253_402_300_800_000
"""The end of the calendar: a time beyond it cannot be written."""
_GPS: Final = struct.Struct(">QBiihHBH")


class Codec(msgspec.Struct, frozen=True):
    """How wide counts and names are; whether a kind of making follows the cause; whether elements of any length end a record."""

    count: int
    name: int
    has_making: bool = False
    has_any_length: bool = False


CODECS: Final = {0x08: Codec(1, 1), 0x8E: Codec(2, 2, has_any_length=True), 0x10: Codec(1, 2, has_making=True)}


def read_record(fields: Reader, codec: Codec, model: str, draft: Draft) -> None:
    """Read one record into `draft`; `Short` where the frame ends within it."""
    time_ms, priority, lon, lat, altitude, course, satellites, speed = fields.unpack(_GPS)
    draft.at = Instant(time_ms * 1000) if 0 < time_ms < _LAST_MS else None
    put_place(draft, lat / DEGREE, lon / DEGREE, valid=satellites > 0)
    draft.satellites = satellites
    put_movement(draft, float(altitude), float(speed), float(course))
    if priority == PANIC:
        draft.say("teltonika:panic")
    _read_elements(fields, codec, model, draft)


def _read_elements(fields: Reader, codec: Codec, model: str, draft: Draft) -> None:
    cause = fields.number(codec.name)
    elements = Elements(draft, cause, model)
    try:
        fields.skip(codec.has_making + codec.count)
        for width in (1, 2, 4, 8):
            for _ in range(fields.number(codec.count)):
                elements.take(fields.number(codec.name), width, fields.number(width))
        if codec.has_any_length:
            for _ in range(fields.number(2)):
                fields.skip(2)
                fields.skip(fields.number(2))
    finally:
        elements.close()
