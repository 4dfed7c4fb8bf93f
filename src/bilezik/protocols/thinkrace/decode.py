"""A ThinkRace frame: what it says and what to answer.

1. The twelve letters and digits are the maker's; who it is, the login says by its IMEI.
2. The sum is that of all bytes before it; the answer to a login carries none, as published ones do.
3. A position states time, flags of the hemispheres, degrees and minutes, course, cell. In which unit its speed is, nobody says.
"""

from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Integrity, Network, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.thinkrace.framing import HEAD
from bilezik.wire.fields import Reader, Short

LOGIN, POSITION = 0x80, 0x90
_HELLO: Final = 0x01
_NORTH, _EAST = 1, 2
_SECOND: Final = 1_000_000


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    if not frame.startswith(b"HA") or len(frame) < HEAD or frame[14] != 0x2C:
        return Decoded(session, session.device, integrity="failed", error="not a frame of ThinkRace")
    fits = int.from_bytes(frame[16:18], "big") + HEAD + 2 == len(frame)
    integrity: Integrity = "ok" if fits and sum(frame[:-2]) & 0xFFFF == int.from_bytes(frame[-2:], "big") else "failed"
    end = len(frame) - 2 if fits else len(frame)
    fields, kind = Reader(frame, HEAD, end, end), frame[15]
    if kind == LOGIN:
        return _login(frame, fields, session, integrity)
    if kind != POSITION:
        error = f"no frame at hand shows the kind 0x{kind:02x}"
        return Decoded(session, session.device, integrity=integrity, error=error)
    draft = Draft()
    try:
        _read_position(fields, draft)
    except Short:
        integrity = "failed"
    return Decoded(session, session.device, (draft.report(),), (), integrity)


def _login(frame: bytes, fields: Reader, session: Session, integrity: Integrity) -> Decoded:
    try:
        said, imei = fields.number(1), fields.rest()[:15]
    except Short:
        said, imei = 0, b""
    if said != _HELLO:  # a heartbeat
        return Decoded(session, session.device, (Report(),), (), integrity)
    if len(imei) != 15 or not imei.isdigit():
        return Decoded(session, session.device, integrity=integrity, error="a login whose IMEI is no number")
    known = Session(imei.decode("ascii"), session.memory)
    answer = b"HR" + frame[2:16] + b"\x00\x02\x80\x00\x00\x00"
    return Decoded(known, known.device, (Report(),), (answer,), integrity)


def _read_position(fields: Reader, draft: Draft) -> None:
    draft.at = Instant(fields.number(4) * _SECOND)
    flags, lat, lon = fields.number(1), _degrees(fields.number(4)), _degrees(fields.number(4))
    if (lat or lon) and lat <= 90 and lon <= 180:
        draft.lat, draft.lon = lat if flags & _NORTH else -lat, lon if flags & _EAST else -lon
        draft.valid, draft.source = True, "gnss"
    fields.skip(1)  # its speed
    course = fields.number(1)
    if draft.lat is not None:
        draft.course_deg = float(course)
    draft.network = Network((Cell(lac=fields.number(2), cid=fields.number(2)),))


def _degrees(raw: int) -> float:
    """Return degrees of a number of degrees and ten-thousandths of minutes, ddmmmmmm."""
    return raw // 1_000_000 + raw % 1_000_000 / 600_000
