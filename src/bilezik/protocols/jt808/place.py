"""The beginning of every location: alarms, state, place, way, time.

1. The clock is Beijing's, eight hours before UTC: the standard says so of every time in it.
2. Angles are in millionths of a degree; bits 2 and 3 of the state make them south and west. A place of 0, 0 is none.
3. Bit 1 of the state is whether the position was fixed now. A device without a fix repeats its last place.
4. Fields are read in their order: a body that ends too early says what it said before.
"""

from typing import Final

from bilezik.domain.instant import Instant, hours
from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.alarms import CIRCUIT_OPEN, of_word
from bilezik.wire.fields import Reader, bcd_digits
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
BEIJING: Final = hours(8)
DEGREE: Final = 1_000_000
_FIXED, _SOUTH, _WEST, _MOTION, _CIRCUIT, _CHARGING = 0x02, 0x04, 0x08, 0x10, 0x0800, 0x0400_0000
_MOTION_IN_STATE: Final = frozenset({"G1C Pro"})
UNKNOWN: Final = 0xFFFF
LOCATION: Final = 28
"""How many bytes alarms, state, place, way and time are."""


def read_moment(fields: Reader) -> Instant | None:
    """Return the instant of six bytes of decimals, or None where they are none."""
    digits = bcd_digits(fields.take(6))
    if digits is None:
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    local = instant_of(2000 + year, month, day, hour, minute, second)
    return None if local is None else Instant(local - BEIJING)


def read_location(fields: Reader, draft: Draft, model: str) -> None:
    """Read alarms, state, place, way and time."""
    draft.status = fields.number(4)
    draft.say(*of_word(draft.status, model))
    read_place(fields, draft, model)
    read_way(fields, draft)
    draft.at = read_moment(fields)


def read_place(fields: Reader, draft: Draft, model: str) -> None:
    """Read state and place."""
    state = fields.number(4)
    draft.valid = bool(state & _FIXED)
    if state & _CIRCUIT:
        draft.say(CIRCUIT_OPEN)
    if state & _CHARGING:
        draft.charging = True
    if model in _MOTION_IN_STATE:
        draft.moving = bool(state & _MOTION)
    lat, lon = fields.number(4), fields.number(4)
    put_place(draft, -lat if state & _SOUTH else lat, -lon if state & _WEST else lon)


def put_place(draft: Draft, lat: int, lon: int) -> None:
    """Keep a place of the Earth, in millionths of a degree."""
    if (lat or lon) and abs(lat) <= 90 * DEGREE and abs(lon) <= 180 * DEGREE:
        draft.lat, draft.lon = lat / DEGREE, lon / DEGREE
        draft.source = "gnss" if draft.valid else None


def read_way(fields: Reader, draft: Draft) -> None:
    """Read altitude, speed and course, which belong to a place."""
    altitude, speed, course = fields.number(2), fields.number(2), fields.number(2)
    if draft.lat is not None:
        draft.altitude_m = float(altitude - 0x10000 if altitude & 0x8000 else altitude)
        draft.speed_mps = None if speed == UNKNOWN else speed / 10 * KMH_MPS
        draft.course_deg = float(course) if course <= 360 else None
