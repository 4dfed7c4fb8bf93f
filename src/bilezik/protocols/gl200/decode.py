"""A Queclink frame: which of its three forms it is, who sent it, what it says. See the modules of the forms for their rules.

1. Text names its device in every sentence; so does Pro. A HEX frame may name it by a name alone, or not at all: it is then of whom
   its connection is known to be.
2. HEX and Pro have checksums: a wrong one is `failed`, and the report stands.
"""

from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.gl200.framing import TEXT
from bilezik.protocols.gl200.hexform import Head, read_report
from bilezik.protocols.gl200.hexothers import dropped, read_answer, read_heartbeat, read_information
from bilezik.protocols.gl200.models import remembered
from bilezik.protocols.gl200.pro import is_sound, read_pro
from bilezik.protocols.gl200.text import decode_text
from bilezik.protocols.gl200.told import Told
from bilezik.wire.checksums import crc_ccitt_false

_PRO: Final = (b"+\0", b"-\0", b"+\x10")
_BUFFERED: Final = (b"+BSP", b"+BVT", b"+BNF", b"+BRD")
_REPORTS: Final = (b"+RSP", b"+BSP", b"+EVT", b"+BVT")
_SUMMED: Final = 12
"""The shortest HEX frame: its head, checksum, line end and something to count."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    frame = frame.lstrip(b"\r\n ")  # what a framer that ends a frame at its `$` leaves of the one before
    if TEXT.match(frame):
        return decode_text(frame, session)
    if frame[:2] in _PRO:
        return _pro(frame, session)
    return _hex(frame, session)


def _pro(frame: bytes, session: Session) -> Decoded:
    imei, told, is_whole = read_pro(frame)
    integrity: Integrity = "ok" if is_whole and is_sound(frame) else "failed"
    reports = tuple(report for one in told for report in one.reports()) or (Report(),)
    device = imei or session.device
    known = remembered(session, device, "")
    error = "the frame breaks off before its device" if imei is None else None
    return Decoded(known, device, () if error else reports, (), integrity, error)


def _hex(frame: bytes, session: Session) -> Decoded:
    kind = frame[:4]
    summed = len(frame) >= _SUMMED and frame.endswith(b"\r\n")
    is_right = summed and crc_ccitt_false(frame[4:-4]) == int.from_bytes(frame[-4:-2], "big")
    integrity: Integrity = "ok" if is_right else "failed"
    told = Told(is_replayed=kind in _BUFFERED)
    head: Head | None = None
    answers = payload = error = None
    if kind in _REPORTS:
        head = read_report(frame, told)
        error = None if head is not None else "the frame breaks off before its kind"
    elif kind in (b"+INF", b"+BNF"):
        head = read_information(frame, told)
    elif kind == b"+ACK":
        imei, answers = read_answer(frame)
        head = Head(0, 0, imei=imei)
    elif kind == b"+HBD":
        head = Head(0, 0, imei=read_heartbeat(frame))
    elif kind in (b"+CRD", b"+BRD"):
        told.now.say("gl200:crash")
    elif kind == b"+DAT":
        payload = dropped(frame)
    elif kind not in (b"+CAN", b"+ATI", b"+ACC", b"+LGN"):
        return Decoded(session, session.device, integrity="failed", error="not a frame of Queclink")
    known = _known(session, head)
    reports = () if error else told.reports()
    return Decoded(known, known.device, reports, (), integrity, error, answers, payload)


def _known(session: Session, head: Head | None) -> Session:
    if head is None:
        return session
    return remembered(session, head.imei or session.device or head.name or None, head.device_type)
