"""A Meitrack frame: what it says and what to answer.

1. Every frame states the device's id. The sum counts all up to `*`; a wrong sum or length is `failed`, the content is read all the
   same.
2. AAA and AFF are a report as text, CCC and CCE several as bytes. CCC is answered by its number of reports, AAC by itself.
3. Any other kind is the answer to a command; what it says beyond OK is no report, unless it is one by its shape: a time and A or V
   where a report has them.
4. A picture nobody asked for (D00) is kept as length and hash. That a picture waits (D03) is not answered: none is fetched.
"""

import hashlib
import re
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.meitrack.binary import read_ccc, read_cce
from bilezik.protocols.meitrack.commands import LOCATE, written
from bilezik.protocols.meitrack.events import ANSWER
from bilezik.protocols.meitrack.framing import MARK
from bilezik.protocols.meitrack.text import begin_of, read_text

_HEAD: Final = re.compile(rb"([0-9A-Za-z]{1,20}),([A-F][0-9A-F]{2})(?:,|(?=\*))")
"""Id, kind."""
_SUM: Final = re.compile(rb"\*([0-9A-Fa-f]{2})")
_TEXT: Final = {"AAA": 0, "AFF": 1}
"""How many fields stand before the event code where the time does not tell."""
_BINARY: Final = {"CCC": read_ccc, "CCE": read_cce}
PICTURE: Final = "D00"
ALIVE: Final = "AAC"


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    mark = MARK.match(frame)
    head = None if mark is None else _HEAD.match(frame, mark.end())
    if mark is None or head is None:
        return Decoded(session, session.device, integrity="failed", error="not a frame of Meitrack")
    device, kind, letter = head[1].decode(), head[2].decode(), mark[1].decode()
    known = session if session.device == device else Session(device, session.memory)
    body = frame.removesuffix(b"\r\n")
    is_summed = _SUM.fullmatch(body[-3:]) is not None
    is_right = is_summed and sum(body[:-2]) & 0xFF == int(body[-2:], 16)
    is_long = int(mark[2]) == len(body) + 2 - (mark.end() - 1)
    integrity: Integrity = "ok" if is_right and is_long else "failed"
    content = body[head.end() : max(head.end(), len(body) - 3)] if is_summed else body[head.end() :]
    if kind in _BINARY:
        return _binary(kind, content, known, letter, integrity)
    if kind == PICTURE:
        dropped = f"meitrack {kind}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}"
        return Decoded(known, device, (Report(),), (), integrity, payload_dropped=dropped)
    fields = content.decode("ascii", "replace").split(",")
    if kind in _TEXT or begin_of(fields) is not None:
        return _text(fields, kind, known, integrity)
    if kind == ALIVE:
        return Decoded(known, device, (Report(),), (written(letter, device, f"{ALIVE},1"),), integrity)
    return Decoded(known, device, (Report(),), (), integrity, answers=kind)


def _text(fields: list[str], kind: str, session: Session, integrity: Integrity) -> Decoded:
    draft = Draft()
    begin = begin_of(fields)
    code = read_text(fields[_TEXT.get(kind, 0) if begin is None else begin :], draft)
    answers = LOCATE if code == ANSWER else None if kind in _TEXT else kind
    error = None if code is not None or draft.stated() else "a report that says nothing"
    reports = () if error else (draft.report(),)
    return Decoded(session, session.device, reports, (), integrity, error, answers)


def _binary(kind: str, content: bytes, session: Session, letter: str, integrity: Integrity) -> Decoded:
    found = _BINARY[kind](content)
    device = session.device or ""
    replies = (written(letter, device, f"CCC,{len(found.reports)}"),) if kind == "CCC" and found.reports else ()
    error = None if found.reports else "no whole record"
    return Decoded(session, session.device, tuple(found.reports), replies, integrity if found.is_whole else "failed", error)
