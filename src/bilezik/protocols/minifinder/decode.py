"""A MiniFinder frame: what it says. The protocol has no answers.

1. `!1,imei` names the connection. `!3,ok` and `!4,…` answer commands. `!5,signal,A|V,battery` is the heartbeat.
2. `!D` is a report as it happens, `!B` one from the memory, `!C` one without satellites, `!A` date, time and place alone: date
   d/m/yy, time h:m:s in UTC, latitude, longitude, speed km/h, course, flags in hex, altitude m, battery per cent, satellites used,
   satellites seen, HDOP.
3. Each field is read for itself, so that a broken one loses only itself. `!A` has no flags: no receiver vouches for its
   place, so it is not called fixed.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.minifinder.flags import is_by_cells, put_flags
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
_KIND: Final = re.compile(r"!([0-9A-Z]),(.*)", re.DOTALL)
_IMEI: Final = re.compile(r"[0-9A-Za-z]{1,32}")
_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
_NUMBER: Final = re.compile(r"-?[0-9]{1,8}(?:\.[0-9]{0,12})?")
_WHOLE: Final = re.compile(r"[0-9]{1,3}")
_FLAGS: Final = re.compile(r"[0-9A-Fa-f]{1,16}")
WITH_STATE: Final = frozenset("BCD")
WITH_SATELLITES: Final = frozenset("BD")


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    found = _KIND.fullmatch(frame.strip(b"\r\n\0 ;").decode("ascii", "replace"))
    if found is None:
        return Decoded(session, session.device, error="not a frame of MiniFinder")
    kind, fields = found[1], found[2].split(",")
    if kind == "1":
        return _login(fields, session)
    if kind in ("3", "4"):
        return Decoded(session, session.device, (Report(),), answers=kind)
    draft = Draft()
    if kind == "5":
        draft.signal, draft.battery_pct = _whole(fields, 0), _percent(fields, 2)
    elif kind in "ABCD":
        _read(kind, fields, draft)
    else:
        return Decoded(session, session.device, error=f"no manual at hand describes !{kind}")
    return Decoded(session, session.device, (draft.report(),))


def _login(fields: list[str], session: Session) -> Decoded:
    if not _IMEI.fullmatch(fields[0]):
        return Decoded(session, session.device, error="a login without an id")
    known = session if session.device == fields[0] else Session(fields[0], session.memory)
    return Decoded(known, known.device, (Report(),))


def _read(kind: str, fields: list[str], draft: Draft) -> None:
    date, time = _DATE.fullmatch(_field(fields, 0)), _TIME.fullmatch(_field(fields, 1))
    if date is not None and time is not None:
        draft.at = instant_of(2000 + int(date[3]), int(date[2]), int(date[1]), int(time[1]), int(time[2]), int(time[3]))
    draft.replayed = True if kind == "B" else None
    flags = _field(fields, 6) if kind in WITH_STATE else ""
    word = int(flags, 16) if _FLAGS.fullmatch(flags) else None
    if word is not None:
        put_flags(draft, word)
    elif kind not in WITH_STATE:
        draft.valid = False
    lat, lon = _number(fields, 2), _number(fields, 3)
    if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon or draft.valid):
        draft.lat, draft.lon = lat, lon
        if draft.valid and word is not None:
            draft.source = "cell" if is_by_cells(word) else "gnss"
    if kind in WITH_STATE:
        _read_state(kind, fields, draft)


def _read_state(kind: str, fields: list[str], draft: Draft) -> None:
    draft.battery_pct = _percent(fields, 8)
    if draft.lat is not None:
        speed, course = _number(fields, 4), _number(fields, 5)
        draft.speed_mps = None if speed is None or speed < 0 else speed * KMH_MPS
        draft.course_deg = course if course is not None and 0 <= course <= 360 else None
        draft.altitude_m = _number(fields, 7)
    if kind in WITH_SATELLITES:
        hdop = _number(fields, 11)
        draft.satellites = _whole(fields, 9)
        draft.hdop = hdop if hdop is not None and hdop > 0 else None


def _field(fields: list[str], index: int) -> str:
    return fields[index].strip() if index < len(fields) else ""


def _number(fields: list[str], index: int) -> float | None:
    field = _field(fields, index)
    return float(field) if _NUMBER.fullmatch(field) else None


def _whole(fields: list[str], index: int) -> int | None:
    field = _field(fields, index)
    return int(field) if _WHOLE.fullmatch(field) else None


def _percent(fields: list[str], index: int) -> float | None:
    value = _whole(fields, index)
    return float(value) if value is not None and value <= 100 else None
