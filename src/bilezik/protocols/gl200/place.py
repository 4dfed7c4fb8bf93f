"""Positions in a text: found by their shape, for where they stand differs by kind, model and edition.

1. A position is seven fields: accuracy, speed km/h, azimuth, altitude m, longitude and latitude with their decimals, the time of
   the fix as fourteen digits UTC. The oldest dialect has the accuracy between altitude and longitude.
2. Behind it may stand access points (their number, and five fields each), and the serving cell in four fields.
3. Accuracy is the HDOP in whole numbers; 0 means that this position could not be found and is the last one (manual). Its place and
   its own time are stated, so they are kept; neither HDOP nor source is, and `valid` is left open.
4. Behind other positions seven empty fields and a cell are a position that was not found: a place without one, so that what is true
   now is not put on an older position.
5. A GT501 always states how many access points it heard; none is 0 before its cell.
"""

import re
from typing import Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}\.[0-9]{4,7}")
_MOMENT: Final = re.compile(r"[0-9]{14}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{0,7})?")
_SMALL: Final = re.compile(r"[0-9]{1,2}")
_TENTHS: Final = re.compile(r"-?[0-9]{1,6}\.[0-9]{1,2}")
_MAC: Final = re.compile(r"[0-9A-Fa-f]{12}")
_CODE: Final = re.compile(r"[0-9]{1,4}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}")
_CELL_ID: Final = re.compile(r"[0-9A-Fa-f]{4,8}")
FIRST_LONGITUDE: Final = 6
"""Head, id, and four fields of a position stand before the first longitude."""
FIRST_COUNTRY, LAST_COUNTRY = 200, 799
PLACE: Final = 7
"""How many fields a position has."""


class Found(msgspec.Struct):
    """Positions of a text, which field follows the cell of each and of the last, the last one's accuracy.

    In `ends` a position that the next one follows at once, without a cell, has the end of the text.
    """

    places: list[Draft] = msgspec.field(default_factory=list)
    ends: list[int] = msgspec.field(default_factory=list)
    network: Network | None = None
    start: int = 0
    end: int = 0
    accuracy: float | None = None


def read_places(fields: list[str], *, has_count: bool = False) -> Found:
    """Return every position; `start` is where the first begins, `end` the field behind the last one's cell.

    `has_count`: the number of access points stands behind each, even where it is 0.
    """
    found = Found()
    at = FIRST_LONGITUDE
    while at < len(fields) - 2:
        if not _is_place(fields, at):
            at += 1
            continue
        draft, accuracy = _read_place(fields, at)
        if found.end == 0:
            found.start = at - 4
        end, network = _read_radio(fields, at + 3, has_count=has_count)
        found.end, found.accuracy = end, accuracy
        if draft is not None:
            draft.network = network if accuracy else None
            found.places.append(draft)
            found.ends.append(len(fields) if _is_place(fields, end + 4) else end)
        found.network = network or found.network
        at = end
    _read_empty(fields, found)
    return found


def _read_empty(fields: list[str], found: Found) -> None:
    """Read positions without a place behind those that have one."""
    while found.places and fields[found.end + 1 : found.end + 1 + PLACE] == [""] * PLACE:
        cell_at = found.end + 1 + PLACE
        cell = _sure_cell(fields, cell_at)
        if cell is None:
            return
        draft = Draft()
        draft.valid, draft.network = False, Network((cell,))
        found.places.append(draft)
        found.end, found.accuracy, found.network = cell_at + 4, None, draft.network
        found.ends.append(found.end)


def _is_place(fields: list[str], at: int) -> bool:
    return (
        at + 2 < len(fields)
        and _DEGREES.fullmatch(fields[at]) is not None
        and _DEGREES.fullmatch(fields[at + 1]) is not None
        and _MOMENT.fullmatch(fields[at + 2]) is not None
    )


def _read_place(fields: list[str], at: int) -> tuple[Draft | None, float | None]:
    """Return the position whose longitude is field `at`, or None where it is none, and its accuracy."""
    before = fields[at - 4 : at]
    if _SMALL.fullmatch(before[3]) and _TENTHS.fullmatch(before[2]):  # the oldest dialect
        before = [before[3], *before[:3]]
    accuracy, speed, course, altitude = (number(field) for field in before)
    lon, lat = float(fields[at]), float(fields[at + 1])
    if abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None, accuracy
    draft = Draft()
    draft.at, draft.lat, draft.lon, draft.altitude_m = moment(fields[at + 2]), lat, lon, altitude
    if speed is not None and speed >= 0:
        draft.speed_mps = speed * KMH_MPS
    if course is not None and 0 <= course <= 360:
        draft.course_deg = course
    if accuracy is not None and accuracy > 0:
        draft.valid, draft.hdop, draft.source = True, accuracy, "gnss"
    return draft, accuracy


def _read_radio(fields: list[str], at: int, *, has_count: bool) -> tuple[int, Network | None]:
    """Return the field behind access points and cell that begin at `at`, and what they say."""
    access: list[Wifi] = []
    if at + 1 < len(fields) and _SMALL.fullmatch(fields[at]) and _MAC.fullmatch(fields[at + 1]):
        access = read_access_points(fields[at + 1 : at + 1 + 5 * int(fields[at])])
        at += 1 + 5 * int(fields[at])
    elif has_count and fields[at : at + 1] in (["0"], ["00"]):
        at += 1
    if _is_place(fields, at + 4):  # positions one after the other, with one cell behind the last
        return at, Network(wifi=tuple(access)) if access else None
    cell = cell_of(fields, at)
    cells = () if cell is None else (cell,)
    return at + 4, Network(cells, tuple(access)) if cells or access else None


def read_access_points(fields: list[str]) -> list[Wifi]:
    """Return access points of five fields each: MAC, dBm, three reserved."""
    found = []
    for at in range(0, len(fields) - 1, 5):
        if _MAC.fullmatch(fields[at]):
            mac, level = bytes.fromhex(fields[at]).hex(":"), number(fields[at + 1])
            found.append(Wifi(mac, int(level) if level is not None and -140 <= level < 0 else None))
    return found


def cell_of(fields: list[str], at: int) -> Cell | None:
    """Return the cell in the four fields at `at`: country and network decimal, area and cell hexadecimal."""
    mcc, mnc, lac, cid = (*fields[at : at + 4], "", "", "", "")[:4]
    if not (_CODE.fullmatch(mcc) and _CODE.fullmatch(mnc) and _HEX.fullmatch(lac) and _HEX.fullmatch(cid)) or int(mcc) == 0:
        return None
    return Cell(int(mcc), int(mnc), int(lac, 16), int(cid, 16))


def find_cell(fields: list[str]) -> tuple[int, Cell | None]:
    """Return the field behind the first cell of a text without a position, and the cell; 0: there is none."""
    for at in range(4, len(fields) - 4):
        if not fields[at - 1] and (cell := _sure_cell(fields, at)) is not None:
            return at + 4, cell
    return 0, None


def _sure_cell(fields: list[str], at: int) -> Cell | None:
    """Return the cell at `at` where nothing else can look like it: a country's code, and a cell of four digits."""
    mcc, cid = (*fields[at : at + 4], "", "", "", "")[0:4:3]
    if len(mcc) < 3 or not _CODE.fullmatch(mcc) or not FIRST_COUNTRY <= int(mcc) <= LAST_COUNTRY:
        return None
    return cell_of(fields, at) if _CELL_ID.fullmatch(cid) else None


def moment(text: str) -> Instant | None:
    """Return fourteen digits as an instant, or None."""
    if not _MOMENT.fullmatch(text):
        return None
    year, month, day, hour, minute, second = int(text[:4]), *(int(text[at : at + 2]) for at in range(4, 14, 2))
    return instant_of(year, month, day, hour, minute, second) if year else None


def number(text: str) -> float | None:
    """Return a number as it is written, or None."""
    return float(text) if _NUMBER.fullmatch(text) else None
