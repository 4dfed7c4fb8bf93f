"""A moment, a place or what was heard instead of one, and numbers in decimals.

1. Moments are six bytes of decimals in UTC.
2. A place has sixteen bytes: altitude, longitude, latitude as numbers of single precision, low byte first, speed in tenths of
   km/h as decimals, course. Without a place the same bytes list cells: bit 15 of the country says that it is one of LTE.
3. The first devices wrote cells low byte first. A country tells which: no code is below 200 or above 799.
4. All ones are none; a place of 0, 0 is none.
"""

import math
import struct
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.fields import HIGHEST_M, Reader, bcd_digits, mac_text, measured
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
PLACE: Final = 16
FIXED, REPLAYED, SATELLITES = 0x40, 0x80, 0x1F
FULL: Final = 100
_POSITION: Final = struct.Struct("<fff")
_LTE: Final = 0x8000
_COUNTRIES: Final = range(200, 800)
_NONE: Final = 0xFFFF
_NO_MAC: Final = frozenset({bytes(6), b"\xff" * 6})


def read_moment(fields: Reader) -> Instant | None:
    """Return the instant of six bytes of decimals, or None where they are none."""
    digits = bcd_digits(fields.take(6))
    if digits is None:
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    return instant_of(2000 + year, month, day, hour, minute, second)


def decimals(data: bytes) -> int | None:
    """Return the number of binary-coded decimals, or None where they are none."""
    digits = bcd_digits(data)
    return None if digits is None else int(digits)


def put_state(state: int, draft: Draft) -> None:
    """Keep what the byte before a place says: is it fixed, was it kept back, how many satellites."""
    draft.valid, draft.replayed, draft.satellites = bool(state & FIXED), bool(state & REPLAYED), state & SATELLITES


def put_place(data: bytes, draft: Draft, *, with_speed: bool = True) -> None:
    """Keep the place of sixteen bytes, or the cells; `draft.valid` says which."""
    if not draft.valid or data == b"\xff" * PLACE:
        draft.valid = False
        put_cells(data, draft)
        return
    put_position(data[:12], draft)
    if draft.lat is not None:
        speed, course = decimals(data[12:14]), int.from_bytes(data[14:16], "big")
        draft.speed_mps = None if speed is None or not with_speed else speed / 10 * KMH_MPS
        draft.course_deg = float(course) if course <= 360 else None


def put_position(data: bytes, draft: Draft) -> None:
    """Keep altitude, longitude and latitude."""
    altitude, lon, lat = _POSITION.unpack(data)
    if math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon):
        draft.lat, draft.lon, draft.source = lat, lon, "gnss"
        draft.altitude_m = measured(altitude, HIGHEST_M)


def put_cells(data: bytes, draft: Draft) -> None:
    """Keep the cells of sixteen bytes: three of GSM, or one of LTE with its neighbours' numbers."""
    order: Final = "big" if int.from_bytes(data[:2], "big") & ~_LTE in _COUNTRIES else "little"
    country, mnc, *rest = (int.from_bytes(data[at : at + 2], order) for at in range(0, PLACE, 2))
    mcc = country & ~_LTE
    if mcc not in _COUNTRIES or mnc == _NONE:
        return
    if country & _LTE:
        put_network(draft, Cell(mcc, mnc, rest[2], rest[0] << 16 | rest[1]))
        return
    for lac, cid in zip(rest[::2], rest[1::2], strict=True):
        if _NONE not in (lac, cid) and (lac or cid):
            put_network(draft, Cell(mcc, mnc, lac, cid))


def read_wifi(fields: Reader, draft: Draft) -> None:
    """Read the device's own address, and three access points with how strong they are."""
    fields.skip(6)
    for _ in range(3):
        mac, signal = fields.take(6), fields.number(1)
        if mac not in _NO_MAC:
            put_network(draft, wifi=Wifi(mac_text(mac), signal - 256 if signal >= 128 else None))


def put_network(draft: Draft, cell: Cell | None = None, wifi: Wifi | None = None) -> None:
    """Add what was heard."""
    cells, heard = (draft.network.cells, draft.network.wifi) if draft.network else ((), ())
    draft.network = Network(cells if cell is None else (*cells, cell), heard if wifi is None else (*heard, wifi))


def put_battery(byte: int, draft: Draft) -> None:
    """Keep a level in decimals; 00 is full."""
    level = decimals(bytes((byte,)))
    if level is not None:
        draft.battery_pct = float(level or FULL)
