"""A Laipac line: what it says and what to answer.

1. `$AVRMC,id,hhmmss,status,ddmm.mmmm,N|S,dddmm.mmmm,E|W,knots,course,ddmmyy,event,battery,mileage,GPS on,input,input(,area and
   cell,country and network)*sum` is a report. AVSYS and EAVSYS tell of the device. ECHK asks whether anybody listens.
2. The sum is NMEA's, of all between `$` and `*`. A line with a wrong one is read all the same and not answered: it comes again.
3. A report with a status in small letters wants its event and its sum back (EAVACK), an alarm wants to be acknowledged (AVCFG),
   ECHK wants itself.
4. The status is A, R or P where the place holds, V where it does not. What R and P say beside that, no source at hand tells.
"""

import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Cell, Integrity, Network, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.laipac.commands import PASSWORD, written
from bilezik.protocols.laipac.events import ANSWERS, events_of
from bilezik.wire.checksums import xor_sum
from bilezik.wire.sentences import field, number, rmc

_LINE: Final = re.compile(rb"\$([A-Z]{4,8}),([^*]*)(?:\*([0-9A-Fa-f]{2}))?")
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,20}")
_CELL: Final = re.compile(r"([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_OPERATOR: Final = re.compile(r"0([0-9]{3})([0-9]{2})|([1-9][0-9]{2})([0-9]{3})")
"""020408 is 204-08: no country begins with a nought (E.212). 310260 is 310-260."""
_EVENT: Final = re.compile(r"[0-9A-Za-z]")
FIXED: Final = frozenset("ARP")
TELLS: Final = frozenset({"AVSYS", "EAVSYS"})
EVENT, BATTERY, CELL, OPERATOR = 9, 10, 15, 16
"""Places of fields behind the time."""
LEAST_V: Final = 1.0


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the line says. Never raises."""
    frame = frame.strip(b"\r\n\0 ")
    line = _LINE.fullmatch(frame)
    if line is None:
        return Decoded(session, session.device, error="not a line of Laipac")
    is_right = line[3] is not None and xor_sum(frame[1 : line.start(3) - 1]) == int(line[3], 16)
    integrity: Integrity = "ok" if is_right else "failed"
    kind, fields = line[1].decode("ascii"), line[2].decode("ascii", "replace").split(",")
    device = field(fields, 0)
    known = session
    if _ID.fullmatch(device) and device != session.device:
        known = Session(device, session.memory)
    replies: list[bytes] = []
    if kind == "AVRMC":
        draft = Draft()
        code = _read(fields[1:], draft)
        report = draft.report()
        if is_right and code:
            replies = _answers(field(fields, 2), code, line[3].decode("ascii"))
    elif kind == "ECHK" or kind in TELLS:
        report = Report()
        replies = [frame + b"\r\n"] if kind == "ECHK" and is_right else []
    else:
        return Decoded(session, session.device, integrity=integrity, error=f"no source at hand describes ${kind}")
    return Decoded(known, known.device, (report,), tuple(replies), integrity)


def _answers(status: str, code: str, stated: str) -> list[bytes]:
    answers = [written(f"EAVACK,{code},{stated}")] if status.islower() else []
    if code in ANSWERS:
        answers.append(written(f"AVCFG,{PASSWORD},{ANSWERS[code]}"))
    return answers


def _read(fields: list[str], draft: Draft) -> str:
    """Read a report; return its event code, or nothing: it has none."""
    said = rmc(fields)
    draft.at = said.at
    status = said.status.upper()
    draft.valid = status in FIXED if status and status in "ARPV" else None
    if said.place is not None:
        draft.lat, draft.lon = said.place
        draft.source = "gnss" if draft.valid else None
        draft.speed_mps, draft.course_deg = said.speed_mps, said.course_deg
    code = field(fields, EVENT)
    if not _EVENT.fullmatch(code):
        code = ""
    else:
        draft.status = ord(code)
        draft.say(*events_of(code))
    draft.battery_v = _volts(field(fields, BATTERY))
    cell, operator = _CELL.fullmatch(field(fields, CELL)), _OPERATOR.fullmatch(field(fields, OPERATOR))
    if cell is not None and operator is not None:
        draft.network = Network(
            (Cell(int(operator[1] or operator[3]), int(operator[2] or operator[4]), int(cell[1], 16), int(cell[2], 16)),)
        )
    return code


def _volts(text: str) -> float | None:
    """Return volts, which are written with a point, or in thousandths."""
    value = number(text, 0, 99_999)
    if value is not None and "." not in text:
        value /= 1_000
    return value if value is not None and value >= LEAST_V else None
