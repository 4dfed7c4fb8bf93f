"""One record of a message with positions: a moment, health, alarms, and where.

1. Alarms are bits, and each is an event (law 6); one that no table names is `xexun2:bit_N`.
2. Places are in degrees and minutes as one number, ddmm.mmmm; first the longitude.
3. Parts stand in the order of their bits. Behind a part whose length nobody documents (bit 4) nothing is read.
"""

import math
import struct
from collections.abc import Mapping
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.fields import HIGHEST_M, Reader, mac_text, measured

ALARMS: Final[Mapping[int, str]] = {0: "sos", 1: "strap_open", 15: "fall"}
"""Bit 1: the device was taken off."""
KMH_MPS: Final = 1 / 3.6
_SECOND: Final = 1_000_000
_SINGLE: Final = struct.Struct(">ff")
_DOUBLE: Final = struct.Struct(">dd")
_FLOAT: Final = struct.Struct(">f")


def read_record(fields: Reader, draft: Draft) -> None:
    """Read a record, as far as it goes."""
    fields.skip(1)  # its number
    draft.at = Instant(fields.number(4) * _SECOND)
    draft.signal = fields.number(1)
    health = fields.number(2)
    draft.charging = bool(health & 0x8000)
    draft.battery_pct = float(health & 0x7FFF) if health & 0x7FFF <= 100 else None
    mask = fields.number(1)
    if mask & 1:
        status = draft.status = fields.number(4)
        draft.say(*(ALARMS.get(bit, f"xexun2:bit_{bit}") for bit in range(32) if status >> bit & 1))
    if mask & 2:
        _read_place(fields, draft)


def _read_place(fields: Reader, draft: Draft) -> None:
    mask = fields.number(1)
    if mask & 0x01:
        _put(draft, fields.number(1), *_SINGLE.unpack(fields.take(_SINGLE.size)))
    wifi = tuple(Wifi(mac_text(fields.take(6)), _dbm(fields.number(1))) for _ in range(fields.number(1))) if mask & 0x02 else ()
    cells = tuple(_cell(fields) for _ in range(fields.number(1))) if mask & 0x04 else ()
    if cells or wifi:
        draft.network = Network(cells, wifi)
    if mask & 0x08:
        fields.skip(12 * fields.number(1))  # distances to beacons
    if mask & 0x10:
        return
    if mask & 0x20:
        _put_way(draft, fields.number(2), fields.number(2))
    if mask & 0x40:
        _put(draft, fields.number(1), *_DOUBLE.unpack(fields.take(_DOUBLE.size)))
    if mask & 0x80:
        _read_parts(fields, draft)


def _read_parts(fields: Reader, draft: Draft) -> None:
    """Read the extended parts: a length, then parts of a name and a length each; `G` is a position."""
    end = fields.at + 2 + fields.number(2)
    while fields.at + 3 <= end:
        name, size = fields.number(1), fields.number(2)
        after = fields.at + size
        if name == 0x47 and size >= 27:
            lon, lat = _DOUBLE.unpack(fields.take(_DOUBLE.size))
            is_fixed, satellites, _noise, speed, course = (fields.number(width) for width in (1, 1, 1, 2, 2))
            (altitude,) = _FLOAT.unpack(fields.take(_FLOAT.size))
            _put(draft, satellites, lon, lat)
            if draft.lat is not None:
                draft.valid, draft.altitude_m = bool(is_fixed), measured(altitude, HIGHEST_M)
                _put_way(draft, speed, course)
        fields.skip(after - fields.at)


def _put(draft: Draft, satellites: int, lon: float, lat: float) -> None:
    """Keep a position, unless it is no place of the Earth, or none at all."""
    if not (math.isfinite(lon) and math.isfinite(lat)) or (lon == 0 and lat == 0):
        return
    east, north = _degrees(lon), _degrees(lat)
    if abs(north) <= 90 and abs(east) <= 180:
        draft.lat, draft.lon, draft.satellites, draft.valid, draft.source = north, east, satellites, True, "gnss"


def _degrees(value: float) -> float:
    """Return ddmm.mmmm in degrees; the sign is of both, degrees and minutes."""
    whole = math.trunc(value / 100)
    return whole + (value - whole * 100) / 60


def _put_way(draft: Draft, speed: int, course: int) -> None:
    draft.speed_mps = speed / 10 * KMH_MPS
    draft.course_deg = course / 10 if course <= 3600 else None


def _cell(fields: Reader) -> Cell:
    mcc, mnc, lac, cid, signal = (fields.number(width) for width in (2, 2, 4, 4, 1))
    return Cell(mcc, mnc, lac, cid, _dbm(signal))


def _dbm(byte: int) -> int | None:
    return byte - 256 if byte >= 128 else None
