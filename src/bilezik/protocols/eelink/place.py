"""Where and when: the position of the first edition, the position with a mask of the second, and the answer to WHERE#.

1. Degrees are 1/1,800,000; times are seconds since 1970. A place of exactly 0, 0 is none.
2. The first edition says whether the position is good in its last flag; the second in the status behind it.
3. The signal of a neighbour is dBm where it is below zero as a signed byte; a level above zero has no scale in a manual at hand.
"""

import re
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.fields import Reader, mac_text
from bilezik.wire.moments import instant_of

DEGREE: Final = 1_800_000
KMH_MPS: Final = 1 / 3.6
_SECOND: Final = 1_000_000
_TOLD: Final = re.compile(
    r"Lat:([NS])(\d{1,3}\.\d{1,9}).{0,40}?Lon:([EW])(\d{1,3}\.\d{1,9}).{0,40}?Course:(\d{1,3}(?:\.\d{1,6})?)"
    r".{0,40}?Speed:(\d{1,4}(?:\.\d{1,6})?).{0,40}?Date ?Time:(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)",
    re.DOTALL,
)


def signed(data: bytes) -> int:
    """Return big-endian bytes as a signed number."""
    return int.from_bytes(data, "big", signed=True)


def dbm(byte: int) -> int | None:
    """Return a neighbour's signal, where its byte is dBm."""
    return byte - 256 if byte >= 128 else None


def put_place(draft: Draft, lat: int, lon: int) -> None:
    """Keep a position, unless it is no place of the Earth, or none at all."""
    if (lat or lon) and abs(lat) <= 90 * DEGREE and abs(lon) <= 180 * DEGREE:
        draft.lat, draft.lon, draft.source = lat / DEGREE, lon / DEGREE, "gnss"


def read_first(fields: Reader, draft: Draft) -> None:
    """Read the position of the first edition: time, place, speed, course, cell, flag."""
    draft.at = Instant(fields.number(4) * _SECOND)
    put_place(draft, signed(fields.take(4)), signed(fields.take(4)))
    speed, course = fields.number(1), fields.number(2)
    cell = Cell(fields.number(2), fields.number(2), fields.number(2), fields.number(3))
    if draft.lat is not None:
        draft.speed_mps, draft.course_deg = speed * KMH_MPS, float(course) if course <= 360 else None
    if cell.mcc:
        draft.network = Network((cell,))
    draft.valid = bool(fields.number(1) & 1)


def read_second(fields: Reader, draft: Draft) -> None:
    """Read the position of the second edition: time, a mask, and what the mask says is there."""
    draft.at = Instant(fields.number(4) * _SECOND)
    mask = fields.number(1)
    if mask & 1:
        put_place(draft, signed(fields.take(4)), signed(fields.take(4)))
        altitude, speed, course, satellites = signed(fields.take(2)), fields.number(2), fields.number(2), fields.number(1)
        if draft.lat is not None:
            draft.altitude_m, draft.speed_mps = float(altitude), speed * KMH_MPS
            draft.course_deg, draft.satellites = float(course) if course <= 360 else None, satellites
    mcc, mnc = (fields.number(2), fields.number(2)) if mask & 2 else (None, None)
    cells = [
        Cell(mcc, mnc, fields.number(2), fields.number(4), dbm(fields.number(1))) for bit in (1, 2, 3) if mask >> bit & 1
    ]  # fmt: skip
    wifi = [_access_point(fields) for bit in (4, 5, 6) if mask >> bit & 1]
    if mask & 0x80:
        _read_radio(fields, cells, wifi)
    if cells or wifi:
        draft.network = Network(tuple(cells), tuple(wifi))


def _read_radio(fields: Reader, cells: list[Cell], wifi: list[Wifi]) -> None:
    """Read the neighbours of LTE devices: the network in use, its cell, other cells by five bytes, access points."""
    fields.skip(1)  # the radio technology
    counts = fields.number(1)
    if others := counts & 7:
        mcc, mnc, lac, _tac, cid = (fields.number(width) for width in (2, 2, 2, 2, 4))
        fields.skip(6)  # timing advance, the cell's number on the air, its channel: none of them a place
        cells.append(Cell(mcc, mnc, lac, cid, dbm(fields.number(1))))
        fields.skip(5 * (others - 1))
    wifi += [_access_point(fields) for _ in range(counts >> 3 & 15)]


def _access_point(fields: Reader) -> Wifi:
    return Wifi(mac_text(fields.take(6)), dbm(fields.number(1)))


def read_told(text: str, draft: Draft) -> bool:
    """Read the position in the answer to WHERE#; return whether there is one."""
    found = _TOLD.search(text)
    if found is None:
        return False
    ns, lat, ew, lon, course, speed, *moment = found.groups()
    put_place(draft, round(float(lat) * DEGREE) * (-1 if ns == "S" else 1), round(float(lon) * DEGREE) * (-1 if ew == "W" else 1))
    year, month, day, hour, minute, second = (int(part) for part in moment)
    draft.at, draft.valid = instant_of(year, month, day, hour, minute, second), draft.lat is not None or None
    if draft.lat is not None:
        draft.speed_mps, draft.course_deg = float(speed) * KMH_MPS, min(float(course), 360.0)
    return True
