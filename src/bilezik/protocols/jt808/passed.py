"""Kind 0x0900: what a device passes through, by its first byte.

0xF0 (a vehicle's readings, alarms, trips), 0xFF (a place at a collision), 0x53 and 0x54 (a place with tags or samples beside it),
0xF3 (parts, one of them a moment), 0x41 (text of a reader of vehicles). Others say that the device is there, no more.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.alarms import BEHAVIOUR, OBD, of_code
from bilezik.protocols.jt808.place import put_place, read_moment, read_place, read_way
from bilezik.wire.fields import Reader, Short

_SERIAL, _TAGS, _SAMPLES, _VEHICLE, _PARTS, _COLLISION = 0x41, 0x53, 0x54, 0xF0, 0xF3, 0xFF
_READINGS, _FAULTS, _ALARMS, _BEHAVIOUR = 0x01, 0x02, 0x03, 0x15
_SUPPLY: Final = 0x0530
_MOMENT: Final = 0x0006
_OBD_TEXT: Final = re.compile(rb"\$OBD-RT,([0-9]{1,3}(?:\.[0-9]{1,4})?),")


def read_passed(body: bytes, draft: Draft, model: str) -> None:
    """Read what was passed through, as far as it goes."""
    fields = Reader(body, 0, len(body), len(body))
    kind = fields.number(1)
    if kind == _VEHICLE:
        draft.at = read_moment(fields)
        draft.replayed = fields.number(1) > 0
        fields.skip(1)  # what kind of vehicle
        _read_vehicle(fields, draft, model)
    elif kind in (_TAGS, _SAMPLES):
        read_place(fields, draft, model)
        read_way(fields, draft)
        draft.at = read_moment(fields)
    elif kind == _COLLISION:
        draft.at = read_moment(fields)
        draft.valid = True
        put_place(draft, _signed(fields), _signed(fields))
        read_way(fields, draft)
    elif kind == _PARTS:
        for name, value in _parts(fields):
            if name == _MOMENT:
                draft.at = read_moment(Reader(value, 0, len(value), len(value)))
    elif kind == _SERIAL:
        read_text(fields.rest(), draft, model)


def _read_vehicle(fields: Reader, draft: Draft, model: str) -> None:
    kind = fields.number(1)
    if kind == _READINGS:
        for _ in range(fields.number(1)):
            name, value = fields.number(2), fields.take(fields.number(1))
            if name == _SUPPLY and len(value) == 2:
                draft.external_v = int.from_bytes(value, "big") / 1000
    elif kind == _FAULTS:
        for _ in range(fields.number(2)):
            fields.skip(4)  # which system
            for _ in range(fields.number(2)):
                fields.skip(8)  # fault, state
                fields.skip(fields.number(2))
    elif kind == _ALARMS:
        for _ in range(fields.number(1)):
            draft.say(of_code(fields.number(1), OBD, "obd"))
            fields.skip(fields.number(1))
    elif kind == _BEHAVIOUR:
        draft.say(of_code(fields.number(4), BEHAVIOUR, "behaviour"))
        return
    else:
        return  # trips and the like have no place of their own
    read_place(fields, draft, model)


def _parts(fields: Reader) -> Iterator[tuple[int, bytes]]:
    with suppress(Short):
        while fields.left >= 4:
            name, size = fields.number(2), fields.number(2)
            yield name, fields.take(size)


def _signed(fields: Reader) -> int:
    return int.from_bytes(fields.take(4), "big", signed=True)


def read_text(text: bytes, draft: Draft, _model: str) -> None:
    """Read the text of a reader of vehicles: the supply, its first reading. Item 0xE6 has the same text."""
    found = _OBD_TEXT.match(text)
    if found is not None:
        draft.external_v = float(found[1])
