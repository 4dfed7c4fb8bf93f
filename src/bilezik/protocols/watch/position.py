"""The position of UD, AL and WT: comma-separated fields, each read for itself, so that a broken one loses only itself.

Order (4P-Touch manual, "Position data report"): date ddmmyy, time hhmmss, A|V, latitude, N|S, longitude, E|W, speed km/h,
course, altitude m, satellites, signal, battery per cent, steps, tumbles, state word in hex; then the number of cells, timing
advance, country, network, (area, cell, signal) for each; then the number of access points, (name, MAC, signal) for each, and
the accuracy in metres.
"""

import re
from typing import Final

from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.watch.events import MOVED, events_of
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
CELLS_AT: Final = 16
"""The field in which the number of cells stands."""

_SIX: Final = re.compile(r"[0-9]{6}")
_NUMBER: Final = re.compile(r" *-?[0-9]{1,12}(?:\.[0-9]{0,12})?")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}")
_WIFI: Final = re.compile(r"((?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}),(-?[0-9]{1,3})")
_LAST: Final = re.compile(r",([0-9]{1,6}\.[0-9]{1,8})$")


def read_position(fields: list[str], draft: Draft) -> None:
    """Fill the draft from the fields behind the kind."""
    if len(fields) > 1 and _SIX.fullmatch(fields[0]) and _SIX.fullmatch(fields[1]):
        (day, month, year), (hour, minute, second) = _pairs(fields[0]), _pairs(fields[1])
        draft.at = instant_of(2000 + year, month, day, hour, minute, second)
    flag = _field(fields, 2)
    draft.valid = flag == "A" if flag in ("A", "V") else None
    _read_place(fields, draft)
    draft.signal = _whole(fields, 11)
    battery = _number(fields, 12)
    draft.battery_pct = battery if battery is not None and 0 <= battery <= 100 else None
    word = _field(fields, 15)
    if _HEX.fullmatch(word):
        _read_word(int(word, 16), draft)
    draft.network = _network(fields[CELLS_AT:])
    last = _LAST.search(",".join(fields[CELLS_AT:]))
    if last is not None and (accuracy := float(last[1])) > 0:
        draft.accuracy_m = accuracy


def _read_place(fields: list[str], draft: Draft) -> None:
    lat, lon = _number(fields, 3), _number(fields, 5)
    if lat is None or lon is None or (draft.valid is False and lat == 0 and lon == 0):
        lat = lon = None
    else:  # some write the sign, some the letter, some both
        draft.lat = -abs(lat) if _field(fields, 4) == "S" else lat
        draft.lon = -abs(lon) if _field(fields, 6) == "W" else lon
        draft.source = "gnss" if draft.valid else None
    draft.satellites = _whole(fields, 10)
    if lat is None:
        return
    speed = _number(fields, 7)
    draft.speed_mps = None if speed is None else speed * KMH_MPS
    draft.course_deg, draft.altitude_m = _number(fields, 8), _number(fields, 9)


def _read_word(word: int, draft: Draft) -> None:
    draft.status = word
    draft.say(*events_of(word))
    if word & 1 << MOVED:
        draft.moving = True
    if "strap_open" in draft.happened:
        draft.strap_locked = False


def _network(fields: list[str]) -> Network | None:
    """Read cells by their number, access points by their shape: their names may hold commas."""
    cells: list[Cell] = []
    count = _whole(fields, 0) or 0
    mcc, mnc = _whole(fields, 2), _whole(fields, 3)
    if count and mcc is not None and mnc is not None:
        for at in range(4, min(4 + 3 * min(count, 16), len(fields) - 2), 3):
            lac, cid, signal = (_whole(fields, n) for n in (at, at + 1, at + 2))
            if lac is None or cid is None:
                break
            cells.append(Cell(mcc, mnc, lac, cid, None if signal is None else -abs(signal)))
    wifi = tuple(Wifi(_mac(mac), int(signal)) for mac, signal in _WIFI.findall(",".join(fields)))
    return Network(tuple(cells), wifi) if cells or wifi else None


def _mac(written: str) -> str:
    """Some watches leave out a leading zero: `c:5a:…`."""
    return ":".join(part.zfill(2) for part in written.lower().split(":"))


def _pairs(six: str) -> tuple[int, int, int]:
    return int(six[:2]), int(six[2:4]), int(six[4:])


def _field(fields: list[str], index: int) -> str:
    return fields[index] if index < len(fields) else ""


def _number(fields: list[str], index: int) -> float | None:
    field = _field(fields, index)
    return float(field) if _NUMBER.fullmatch(field) else None


def _whole(fields: list[str], index: int) -> int | None:
    field = _field(fields, index)
    return int(field) if re.fullmatch(r"-?[0-9]{1,12}", field) else None
