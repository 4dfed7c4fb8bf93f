"""A MiniFinder frame: what it says. The protocol has no answers.

1. `!1,imei` names the connection. `!3,ok` and `!4,…` answer commands. `!5,signal,A|V,battery` is the heartbeat.
2. `!D` is a report as it happens, `!B` one from the memory, `!C` one without satellites, `!A` date, time and place alone: date
   d/m/yy or d/m/yyyy, time h:m:s in UTC, latitude, longitude, speed km/h, course, flags in hex, altitude m, battery per cent,
   satellites used, satellites seen, HDOP.
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
from bilezik.wire.sentences import KMH_MPS, field, hexadecimal, number, whole

_KIND: Final = re.compile(r"!([0-9A-Z]),(.*)", re.DOTALL)
_IMEI: Final = re.compile(r"[0-9A-Za-z]{1,32}")
_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/(?:20)?([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
MOST_FLAGS: Final = 2**64 - 1
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
        draft.signal, draft.battery_pct = whole(field(fields, 0), 0, 999), _percent(fields, 2)
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
    date, time = _DATE.fullmatch(field(fields, 0)), _TIME.fullmatch(field(fields, 1))
    if date is not None and time is not None:
        draft.at = instant_of(2000 + int(date[3]), int(date[2]), int(date[1]), int(time[1]), int(time[2]), int(time[3]))
    draft.replayed = True if kind == "B" else None
    word = hexadecimal(field(fields, 6), MOST_FLAGS) if kind in WITH_STATE else None
    if word is not None:
        put_flags(draft, word)
    elif kind not in WITH_STATE:
        draft.valid = False
    lat, lon = number(field(fields, 2), -90, 90), number(field(fields, 3), -180, 180)
    if lat is not None and lon is not None and (lat or lon or draft.valid):
        draft.lat, draft.lon = lat, lon
        if draft.valid and word is not None:
            draft.source = "cell" if is_by_cells(word) else "gnss"
    if kind in WITH_STATE:
        _read_state(kind, fields, draft)


def _read_state(kind: str, fields: list[str], draft: Draft) -> None:
    draft.battery_pct = _percent(fields, 8)
    if draft.lat is not None:
        speed = number(field(fields, 4), 0)
        draft.speed_mps = None if speed is None else speed * KMH_MPS
        draft.course_deg = number(field(fields, 5), 0, 360)
        draft.altitude_m = number(field(fields, 7))
    if kind in WITH_SATELLITES:
        draft.satellites = whole(field(fields, 9), 0, 999)
        draft.hdop = number(field(fields, 11), 0) or None


def _percent(fields: list[str], index: int) -> float | None:
    value = whole(field(fields, index), 0, 100)
    return None if value is None else float(value)
