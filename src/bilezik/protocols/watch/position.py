"""The position of UD, AL and WT: comma-separated fields, each read for itself, so that a broken one loses only itself.

Order (4P-Touch manual, "Position data report"): date ddmmyy, time hhmmss, A|V, latitude, N|S, longitude, E|W, speed km/h,
course, altitude m, satellites, signal, battery per cent, steps, tumbles, state word in hex; then the number of cells, timing
advance, country, network, (area, cell, signal) for each; then the number of access points, (name, MAC, signal) for each, and
the accuracy in metres.

Nearly every watch writes every field as the manual says: `Scanner` reads those. Both ways say the same of them.
"""

import re
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.watch.events import MOVED, events_of
from bilezik.wire.scan import Odd, Scanner
from bilezik.wire.sentences import KMH_MPS, field, hexadecimal, moment, number, whole

CELLS_AT: Final = 16
"""The field in which the number of cells stands."""

MOST_CELLS: Final = 16
LEAST: Final = -(10**12)
SHORTEST_ACCURACY: Final = 3
"""`0.0`."""
_WIFI: Final = re.compile(rb"((?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}),(-?[0-9]{1,3})")
_ACCURACY: Final = re.compile(rb"[0-9]{1,6}\.[0-9]{1,8}")
_LETTER: Final = re.compile(r"[A-Fa-f]")
_COMMA: Final = 0x2C
_A, _V, _N, _S, _E, _W = b"AVNSEW"


def read_position(frame: bytes, at: int, end: int, draft: Draft) -> None:
    """Fill the draft from what stands in the frame from `at`, behind the kind, to `end`."""
    scanner = Scanner(frame, at, end)
    try:
        _read_usual(scanner, draft)
        cells_at = scanner.at
    except Odd:
        fields = frame[at:end].decode("utf-8", "replace").split(",")
        _read_fields(fields, draft)
        cells_at = end - len(b",".join(frame[at:end].split(b",")[CELLS_AT:]))
    draft.network = _network(frame, cells_at, end)
    last = end
    while last > cells_at and frame[last - 1] != _COMMA:
        last -= 1
    if last > cells_at and end - last >= SHORTEST_ACCURACY and _ACCURACY.fullmatch(frame, last, end):
        draft.accuracy_m = float(frame[last:end]) or None


def _read_usual(scanner: Scanner, draft: Draft) -> None:
    """Take every field as the manual writes it, or raise `Odd` and take none."""
    at = scanner.day_and_time()
    flag = scanner.letter(_A, _V)
    lat, north = scanner.number(), scanner.letter(_N, _S)
    lon, east = scanner.number(), scanner.letter(_E, _W)
    speed, course, altitude = scanner.number(), scanner.number(), scanner.number()
    satellites, signal, charge = scanner.whole(), scanner.whole(), scanner.whole()
    scanner.skip()
    scanner.skip()
    word = scanner.hexadecimal()
    if flag == 0:
        raise Odd
    draft.at = None if at is None else Instant(at)
    draft.valid = flag == _A
    draft.satellites, draft.signal = satellites, signal
    if 0 <= charge <= 100:
        draft.battery_pct = float(charge)
    _read_word(word, draft)
    if _put_place(lat, lon, draft, is_south=north == _S, is_west=east == _W):
        draft.speed_mps, draft.course_deg, draft.altitude_m = speed * KMH_MPS, course, altitude


def _read_fields(fields: list[str], draft: Draft) -> None:
    """Take each field for itself."""
    draft.at = moment(field(fields, 1), field(fields, 0))
    flag = field(fields, 2)
    draft.valid = flag == "A" if flag in ("A", "V") else None
    draft.satellites = _whole(fields, 10)
    draft.signal = _whole(fields, 11)
    draft.battery_pct = number(field(fields, 12), 0, 100)
    word = hexadecimal(field(fields, 15))
    if word is not None:
        _read_word(word, draft)
    lat, lon = number(field(fields, 3)), number(field(fields, 5))
    is_south, is_west = field(fields, 4) == "S", field(fields, 6) == "W"
    if lat is None or lon is None or not _put_place(lat, lon, draft, is_south=is_south, is_west=is_west):
        return
    speed = number(field(fields, 7))
    draft.speed_mps = None if speed is None else speed * KMH_MPS
    draft.course_deg, draft.altitude_m = number(field(fields, 8)), number(field(fields, 9))


def _put_place(lat: float, lon: float, draft: Draft, *, is_south: bool, is_west: bool) -> bool:
    """Set the place, or return False: 0, 0 without a fix is none. Some write the sign, some the letter, some both."""
    if draft.valid is False and lat == 0 and lon == 0:
        return False
    draft.lat = -abs(lat) if is_south else lat
    draft.lon = -abs(lon) if is_west else lon
    if draft.valid:
        draft.source = "gnss"
    return True


def _read_word(word: int, draft: Draft) -> None:
    draft.status = word
    if not word:
        return
    draft.say(*events_of(word))
    if word & 1 << MOVED:
        draft.moving = True
    if "strap_open" in draft.happened:
        draft.strap_locked = False


def _network(frame: bytes, at: int, end: int) -> Network | None:
    """Read cells by their number, access points too; by their shape where a name holds a comma."""
    scanner = Scanner(frame, at, end)
    try:
        cells = _usual_cells(scanner)
        wifi_at = scanner.at
    except Odd:
        cells, wifi_at = _read_cells(frame[at:end].decode("utf-8", "replace").split(",")), at
    wifi: list[Wifi] = []
    if frame.find(b":", wifi_at, end) >= 0:
        try:
            wifi = _usual_wifi(scanner) if wifi_at > at else _read_wifi(frame, at, end)
        except Odd:
            wifi = _read_wifi(frame, at, end)
    return Network(tuple(cells), tuple(wifi)) if cells or wifi else None


def _usual_cells(scanner: Scanner) -> list[Cell]:
    """Read every cell that was promised, or raise `Odd`."""
    count = scanner.whole()
    if count == 0:
        return []
    if not 0 < count <= MOST_CELLS:
        raise Odd
    scanner.skip()
    mcc, mnc = scanner.whole(), scanner.whole()
    found: list[Cell] = []
    for _ in range(count):
        lac, cid, signal = scanner.whole(), scanner.whole(), scanner.whole()
        found.append(Cell(mcc, mnc, lac, cid, -signal if signal > 0 else signal))
    return found


def _usual_wifi(scanner: Scanner) -> list[Wifi]:
    """Read every access point that was promised, or raise `Odd`."""
    found: list[Wifi] = []
    for _ in range(scanner.whole()):
        scanner.skip()
        mac, signal = scanner.mac(), scanner.whole()
        if not -1000 < signal < 1000:
            raise Odd
        found.append(Wifi(mac, signal))
    return found


def _read_wifi(frame: bytes, at: int, end: int) -> list[Wifi]:
    """Read what looks like an access point."""
    return [Wifi(_mac(mac), int(signal)) for mac, signal in _WIFI.findall(frame, at, end)]


def _read_cells(fields: list[str]) -> list[Cell]:
    """Read cells up to the first that cannot be read; where one number has a letter, all of them are hexadecimal."""
    cells: list[Cell] = []
    count = _whole(fields, 0) or 0
    mcc, mnc = _whole(fields, 2), _whole(fields, 3)
    if count and mcc is not None and mnc is not None:
        places = range(4, min(4 + 3 * min(count, MOST_CELLS), len(fields) - 2), 3)
        read = _hexadecimal if any(_LETTER.search(fields[at] + fields[at + 1]) for at in places) else _whole
        for at in places:
            lac, cid, signal = read(fields, at), read(fields, at + 1), _whole(fields, at + 2)
            if lac is None or cid is None:
                break
            cells.append(Cell(mcc, mnc, lac, cid, None if signal is None else -abs(signal)))
    return cells


def _mac(written: bytes) -> str:
    """Some watches leave out a leading zero: `c:5a:…`."""
    text = written.decode("ascii").lower()
    return text if len(text) == 17 else ":".join(part.zfill(2) for part in text.split(":"))


def _whole(fields: list[str], index: int) -> int | None:
    return whole(field(fields, index), LEAST)


def _hexadecimal(fields: list[str], index: int) -> int | None:
    return hexadecimal(field(fields, index))
