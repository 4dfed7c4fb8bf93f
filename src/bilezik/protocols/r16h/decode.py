"""An R16H ankle bracelet's frame: what it says. The protocol has no answers: the bracelet counts what it wrote as delivered.

1. `@LINK,imei` · `@GPSD,imei,R|S,yyyymmdd,hhmmss,lat,N|S,lon,E|W,speed,course,altitude,battery,L|R,flags` ·
   `@LBSD,imei,R|S,yyyymmdd,hhmmss,cells…,battery,L|R,flags`. R: as it happens, S: from the buffer.
2. The strap is L (locked) or R (released). Released is `strap_open`, with the flag ULK or without it (law 6).
3. Flags: SOS, LBT (battery low), ULK (unlocked); several may stand together, in one field or in more.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Cell, Network, Report, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
FLAGS: Final = {"SOS": "sos", "LBT": "low_battery", "ULK": "strap_open"}

_CELL: Final = re.compile(r"(\d{1,3})-(\d{1,3})-([0-9a-fA-F]{1,8})-([0-9a-fA-F]{1,15})(?::(-?\d{1,3}))?")
_WIFI: Final = re.compile(r"((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})(?:[:|,](-\d{1,3}))?")
_WORD: Final = re.compile(r"[A-Z]+")
_IMEI: Final = re.compile(r"[0-9A-Za-z]{1,32}")


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    text = frame.strip(b"\r\n $").decode("ascii", "replace")
    kind, *fields = text.split(",")
    if not kind.startswith("@") or not fields or not _IMEI.fullmatch(fields[0]):
        return Decoded(session, session.device, error="not an R16H frame")
    known = Session(fields[0], session.memory)
    if kind == "@LINK":
        return Decoded(known, known.device, (Report(),))
    if kind == "@GPSD":
        draft = _position(fields)
    elif kind == "@LBSD":
        draft = _cells(fields)
    else:
        return Decoded(known, known.device, error=f"no manual at hand describes {kind[:16]}")
    return Decoded(known, known.device, (draft.report(),))


def _begin(fields: list[str]) -> Draft:
    draft = Draft()
    if len(fields) > 1 and fields[1] in ("R", "S"):
        draft.replayed = fields[1] == "S"
    if len(fields) > 3 and re.fullmatch(r"[0-9]{8}", fields[2]) and re.fullmatch(r"[0-9]{6}", fields[3]):
        day, time = fields[2], fields[3]
        draft.at = instant_of(int(day[:4]), int(day[4:6]), int(day[6:]), int(time[:2]), int(time[2:4]), int(time[4:]))
    return draft


def _position(fields: list[str]) -> Draft:
    """Read `@GPSD`, each field by its place; one that is missing or no number is left out."""
    draft = _begin(fields)
    lat, lon = _number(fields, 4), _number(fields, 6)
    if lat is not None and lon is not None:
        draft.valid, draft.source = True, "gnss"
        draft.lat = -abs(lat) if _field(fields, 5) == "S" else lat
        draft.lon = -abs(lon) if _field(fields, 7) == "W" else lon
        speed = _number(fields, 8)
        draft.speed_mps = None if speed is None else speed * KMH_MPS
        draft.course_deg, draft.altitude_m = _number(fields, 9), _number(fields, 10)
    _health(draft, fields[11:])
    return draft


def _cells(fields: list[str]) -> Draft:
    """Read `@LBSD`: the strap, a lone L or R after the cells, tells where they end."""
    draft = _begin(fields)
    places = [n for n in range(5, len(fields)) if fields[n] in ("L", "R")]
    strap_at = places[-1] if places else len(fields)
    heard = ",".join(fields[4 : max(4, strap_at - 1)])
    cells = tuple(
        Cell(int(mcc), int(mnc), int(lac, 16), int(cid, 16), int(signal) if signal else None)
        for mcc, mnc, lac, cid, signal in _CELL.findall(heard)
    )
    wifi = tuple(Wifi(mac.lower(), int(signal) if signal else None) for mac, signal in _WIFI.findall(heard))
    draft.network = Network(cells, wifi) if cells or wifi else None
    _health(draft, fields[max(4, strap_at - 1) :])
    return draft


def _health(draft: Draft, fields: list[str]) -> None:
    """Read battery, strap and flags."""
    battery = _number(fields, 0)
    draft.battery_pct = battery if battery is not None and 0 <= battery <= 100 else None
    strap = _field(fields, 1)
    if strap in ("L", "R"):
        draft.strap_locked = strap == "L"
        if strap == "R":
            draft.say("strap_open")
    for flag in _WORD.findall(" ".join(fields[2:])):
        draft.say(FLAGS.get(flag, f"r16h:{flag.lower()[:32]}"))


def _field(fields: list[str], index: int) -> str:
    return fields[index] if index < len(fields) else ""


def _number(fields: list[str], index: int) -> float | None:
    """Return the field as a number, or None; only digits, a sign and a point, so no infinity comes in."""
    field = _field(fields, index)
    return float(field) if re.fullmatch(r"-?[0-9]{1,12}(?:\.[0-9]{0,12})?", field) else None
