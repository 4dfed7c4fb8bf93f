"""A wristband's frame: what it says and what to answer.

1. The text is `YXimei|version|model|{Fnn#data}`: every frame states who it is of. There is no sum; a wrong length is `failed`.
2. F01 is health: `battery,number,…`, and wants the number back. F02 is positions, F03 access points and cells, F04 cells. F64 asks
   whether anybody listens, and wants itself back.
3. F90 asks where the server is, F91 what time it is and where the server is. Bilezik does not know by which address it is seen from
   outside, and a wrong one would send the device away: F91 is answered with the time alone, F90 with nothing.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.report import Cell, Integrity, Network, Report, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.wristband.framing import AROUND, HEAD, MARK, TAIL
from bilezik.wire.moments import instant_of
from bilezik.wire.sentences import KMH_MPS, field, number, whole

HEALTH, PLACES, NEARBY, CELLS, ALIVE, SERVER, CLOCK = 1, 2, 3, 4, 64, 90, 91
MOST_PLACES: Final = 200

_TEXT: Final = re.compile(rb"..([0-9]{1,20})\|([vV][0-9]{1,3}\.[0-9]{1,3})\|[0-9]{1,9}\|\{F([0-9]{1,3})(?:#([^}]*))?", re.DOTALL)
"""IMEI, version, kind, data."""
_MINUTE: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
_WIFI: Final = re.compile(r"((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}),(-?[0-9]{1,3})")
_LEAST_COUNTRY: Final = 100


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    text = _TEXT.match(frame, HEAD)
    if not frame.startswith(MARK) or text is None:
        return Decoded(session, session.device, integrity="failed", error="not a frame of the wristband")
    is_whole = int.from_bytes(frame[3:HEAD], "big") + AROUND == len(frame) and frame.endswith(TAIL)
    integrity: Integrity = "ok" if is_whole else "failed"
    device, version, kind = text[1].decode(), text[2].decode(), int(text[3])
    data = (text[4] or b"").decode("ascii", "replace")
    known = session if session.device == device else Session(device, session.memory)
    reports, answer = _read(kind, data, received_at)
    error = None if reports else f"no source at hand describes F{kind:02}"
    replies = () if answer is None else (written(device, version, kind, answer),)
    return Decoded(known, device, tuple(reports), replies, integrity, error)


def written(device: str, version: str, kind: int, data: str) -> bytes:
    """Return a frame to the device."""
    text = f"YX{device}|{version}|0|{{F{kind:02}#{data}}}\r\n".encode("ascii", "replace")
    return MARK + len(text).to_bytes(2, "big") + text + TAIL


def _read(kind: int, data: str, received_at: Instant) -> tuple[list[Report], str | None]:
    """Return the reports of a frame, none of a kind that is not known, and what it is answered."""
    draft, answer = Draft(), None
    if kind == PLACES:
        return [_place(one.split(",")) for one in data.split("|", MOST_PLACES)[:MOST_PLACES]], None
    if kind == HEALTH:
        fields = data.split(",")
        draft.battery_pct = number(field(fields, 0), 0, 100)
        answer = field(fields, 1) or None
    elif kind in (NEARBY, CELLS):
        near, _, cells = data.partition("|") if kind == NEARBY else ("", "", data.partition("|")[0])
        draft.network = _network(near, cells.partition("|")[0])
    elif kind == ALIVE:
        answer = data
    elif kind == CLOCK:
        answer = f"{to_datetime(received_at):%Y-%m-%d-%H-%M-%S}"
    elif kind != SERVER:
        return [], None
    return [draft.report()], answer


def _place(fields: list[str]) -> Report:
    """Read `longitude,latitude,yyyymmddhhmm,speed`: degrees with a sign, km/h; the minute in UTC."""
    draft = Draft()
    lon, lat = number(field(fields, 0), -180, 180), number(field(fields, 1), -90, 90)
    minute = _MINUTE.fullmatch(field(fields, 2))
    if minute is not None:
        year, month, day, hour, of_hour = (int(part) for part in minute.groups())
        draft.at = instant_of(year, month, day, hour, of_hour, 0)
    if lat is not None and lon is not None and (lat or lon):
        speed = number(field(fields, 3), 0, 9_999)
        draft.lat, draft.lon, draft.valid, draft.source = lat, lon, True, "gnss"
        draft.speed_mps = None if speed is None else speed * KMH_MPS
    return draft.report()


def _network(near: str, cells: str) -> Network | None:
    wifi = tuple(Wifi(mac.lower(), -abs(int(signal))) for mac, signal in _WIFI.findall(near))
    found = tuple(cell for one in cells.split(":") if (cell := _cell(one.split(","))) is not None)
    return Network(found, wifi) if found or wifi else None


def _cell(fields: list[str]) -> Cell | None:
    """Read `area,network,country,cell,signal`; the scale of the signal is not known."""
    lac, mnc, mcc, cid = (whole(field(fields, n), 0, 0xFFFF_FFFF) for n in range(4))
    if lac is None or cid is None:
        return None
    return Cell(mcc if mcc is not None and _LEAST_COUNTRY <= mcc <= 999 else None, mnc, lac, cid)
