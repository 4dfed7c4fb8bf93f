"""Kinds 0x5501 and 0x5502: locks and their kin, a location in decimals.

1. Day, month, year, hour, minute, second in UTC; latitude ddmm.mmmm in eight digits, longitude dddmm.mmmm in nine; the half-byte
   behind them says whether the position is fixed (bit 0), north (1), east (2); speed in knots; course in units of two degrees.
2. Signal, satellites, mileage, battery (above 100: on the charger), cell, area; product, state, alarms; items.
3. Of 0x5501 a set bit 0 says that the position is fixed. What a nought says no manual at hand tells: the report then says nothing
   of it but how many satellites were heard. 0x5502 is sent from where nothing is received: its position is not valid.
4. Alarm bits are the product's. Those no source names are `jt808:lock_N`.
"""

from typing import Final

from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.alarms import LOCKS, OLD_LOCKS, of_bits
from bilezik.protocols.jt808.message import LOCK_BLIND
from bilezik.protocols.jt808.values import put_pct, row
from bilezik.wire.fields import Reader, bcd_digits
from bilezik.wire.moments import instant_of

KNOT_MPS: Final = 1852 / 3600
_FIXED, _NORTH, _EAST = 0x1, 0x2, 0x4
_ON_CHARGER: Final = frozenset({0xAA, 0xAB})
_ALTITUDE: Final = 0x02
_PRODUCT_3: Final = 3


def read_lock(kind: int, body: bytes, draft: Draft) -> None:
    """Read a lock's location, as far as it goes."""
    fields = Reader(body, 0, len(body), len(body))
    _read_moment(fields.take(6), draft)
    _read_place(fields.take(9), kind, draft)
    _read_way(fields, draft)
    draft.signal, draft.satellites = fields.number(1), fields.number(1)
    fields.skip(4)  # mileage
    battery = fields.number(1)
    put_pct(draft, battery)
    if battery in _ON_CHARGER:
        draft.charging = True
    cid, lac = fields.number(4), fields.number(2)
    if cid and lac:
        draft.network = Network((Cell(lac=lac, cid=cid),))
    product, state, alarms = fields.number(1), fields.number(2), fields.number(2)
    draft.status = alarms << 16 | state
    draft.say(*of_bits(alarms, 16, LOCKS if product == _PRODUCT_3 else OLD_LOCKS, "lock"))
    for item, value in row(fields.rest()):
        if item == _ALTITUDE and len(value) == 2 and draft.lat is not None:
            draft.altitude_m = float(int.from_bytes(value, "big", signed=True))


def _read_moment(data: bytes, draft: Draft) -> None:
    digits = bcd_digits(data)
    if digits is not None:
        day, month, year, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
        draft.at = instant_of(2000 + year, month, day, hour, minute, second)


def _read_place(data: bytes, kind: int, draft: Draft) -> None:
    flags = data[8] & 0x0F
    draft.valid = False if kind == LOCK_BLIND else True if flags & _FIXED else None
    digits = data.hex()[:17]
    if not digits.isdecimal():
        return
    lat, lon = _degrees(digits[:2], digits[2:8]), _degrees(digits[8:11], digits[11:])
    if (lat or lon) and lat <= 90 and lon <= 180:
        draft.lat = lat if flags & _NORTH else -lat
        draft.lon = lon if flags & _EAST else -lon
        draft.source = "gnss" if draft.valid else None


def _degrees(degrees: str, minutes: str) -> float:
    return int(degrees) + int(minutes) / 10_000 / 60


def _read_way(fields: Reader, draft: Draft) -> None:
    speed, course = bcd_digits(fields.take(1)), fields.number(1) * 2
    if draft.lat is not None:
        draft.speed_mps = None if speed is None else int(speed) * KNOT_MPS
        draft.course_deg = float(course) if course <= 360 else None
