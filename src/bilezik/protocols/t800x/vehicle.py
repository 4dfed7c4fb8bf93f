"""Messages of the marks 23 23, 25 25 and 26 26 with a place.

1. A location has settings, how strong the network is, a state, inputs; analog inputs in 25 25 and 23 23; alarm, mileage, battery,
   moment, place; behind the place a supply, in the later kinds (0x13, 0x14, 0x33, 0x34) the battery's voltage before it.
2. In 26 26 the speed stands behind the supply, and the place has something else there.
3. How somebody drives (0x05) is a beginning and an end, by the force (0x06) one place, a collision (0x07)
   what was felt before and after it. In 25 25 a place has no revolutions.
"""

from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.t800x.alarms import BY_FORCE, BY_PLACE, COLLISION, VEHICLE, of_code, of_driving
from bilezik.protocols.t800x.message import PLUG
from bilezik.protocols.t800x.place import (
    KMH_MPS,
    PLACE,
    decimals,
    put_battery,
    put_cells,
    put_place,
    put_position,
    put_state,
    read_moment,
)
from bilezik.wire.fields import Reader

SECOND: Final = frozenset({0x13, 0x14, 0x33, 0x34})
"""Kinds of the second shape."""
_BATTERY_FIRST: Final = frozenset({"TLW2-2BL"})
_SIGNAL: Final = 0x7F
_ONES: Final = b"\xff" * 12


def read_location(mark: int, kind: int, body: bytes, draft: Draft, model: str) -> None:
    """Read a location as far as it goes. The alarm's code is `draft.status` >> 16."""
    fields = Reader(body, 0, len(body), len(body))
    fields.skip(7)  # intervals, angle, distance
    draft.signal = fields.number(2) & _SIGNAL
    put_state(fields.number(1), draft)
    fields.skip(6)  # sensor, switches, heartbeat, relay, dragging
    inputs = fields.number(2)
    fields.skip(2 if kind in SECOND else 0)  # outputs
    if mark != PLUG:
        fields.skip(10 if kind in SECOND else 4)  # analog inputs
    alarm = fields.number(1)
    draft.status = alarm << 16 | inputs
    draft.say(*of_code(alarm, VEHICLE))
    fields.skip(5)  # switches, mileage
    put_battery(fields.number(1), draft)
    draft.at = read_moment(fields)
    put_place(fields.take(PLACE), draft, with_speed=mark != PLUG)
    if kind in SECOND or model in _BATTERY_FIRST:
        draft.battery_v = _volts(fields)
    draft.external_v = _volts(fields)
    if mark == PLUG:
        _put_speed(fields.take(2), draft)


def _volts(fields: Reader) -> float | None:
    hundredths = decimals(fields.take(2))
    return None if hundredths is None else hundredths / 100


def _put_speed(data: bytes, draft: Draft) -> None:
    speed = decimals(data)
    draft.speed_mps = None if speed is None else speed / 10 * KMH_MPS


def read_driving(mark: int, body: bytes) -> list[Draft]:
    """Read how somebody drove by the change of the place: a beginning and an end, which has the event."""
    drafts = []
    for record in _records(body, 24 if mark == PLUG else 22):
        draft = Draft()
        draft.at = read_moment(record)
        _read_moving(record, draft)
        drafts.append(draft)
    return _ended(drafts, *of_driving(body[0], BY_PLACE)) if body else [Draft()]


def read_force(body: bytes, draft: Draft) -> None:
    """Read how somebody drove by what the sensor felt, as far as it goes."""
    fields = Reader(body, 0, len(body), len(body))
    draft.say(*of_driving(fields.number(1), BY_FORCE))
    _read_felt(fields, draft)


def read_crash(mark: int, body: bytes) -> list[Draft]:
    """Read what the sensor felt before and after a collision; the last has the event."""
    drafts = []
    for record in _records(body, 30 if mark == PLUG else 28):
        draft = Draft()
        _read_felt(record, draft)
        drafts.append(draft)
    return _ended(drafts, *COLLISION)


def _records(body: bytes, size: int) -> list[Reader]:
    return [Reader(body, at, at + size, at + size) for at in range(1, len(body) - size + 1, size)]


def _ended(drafts: list[Draft], *events: str) -> list[Draft]:
    drafts = drafts or [Draft()]
    drafts[-1].say(*events)
    return drafts


def _read_felt(fields: Reader, draft: Draft) -> None:
    draft.at = read_moment(fields)
    put_state(fields.number(1), draft)
    fields.skip(5)  # acceleration
    if draft.valid:
        _read_moving(fields, draft)
    else:
        put_cells(fields.take(PLACE), draft)


def _read_moving(fields: Reader, draft: Draft) -> None:
    """Read a place whose course is in tenths of a degree."""
    position = fields.take(12)
    draft.valid = position != _ONES
    if draft.valid:
        put_position(position, draft)
    _put_speed(fields.take(2), draft)
    course = fields.number(2)
    if draft.lat is not None and course <= 3600:
        draft.course_deg = course / 10
