"""An Eelink frame: what it says and what to answer.

1. A frame is one package, or a datagram of several behind a head that states the IMEI. Each package is answered by its kind and
   number; what is behind a package that breaks off is not read, and the frame is `failed`.
2. The first edition (0x02 to 0x07) and the second (0x12 to 0x1B) have different positions; a device speaks one of them.
3. A package without a position is a report all the same: the device is there, with its battery, its charger, its warning.
4. The car's own computer (0x07, 0x17 to 0x19), steps (0x1A) and parameters (0x1B) are no part of any order: the device is heard.
   0x07 of four bytes begins, as a published server has it, with a status like the heartbeat's.
   Of a message (0x16) when and where it came is read, not from whom nor what it says; no status vouches for its place, so it is not
   called fixed.
5. Pictures (0x1E, 0x1F) nobody asked for: answered, so that they are not sent again; length and hash are kept, the content is not.
"""

import hashlib
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.eelink.commands import INSTRUCTION
from bilezik.protocols.eelink.framing import HEAD, MARK
from bilezik.protocols.eelink.packages import LOGIN, answer, rotating_sum, written
from bilezik.protocols.eelink.place import read_first, read_second, read_told
from bilezik.protocols.eelink.status import FIXED, HAS_MOTION_SENSOR, MOVING, has, put_status, warning
from bilezik.wire.fields import Reader, Short, bcd_digits

GPS, HEARTBEAT, ALARM, STATE, SMS = 0x02, 0x03, 0x04, 0x05, 0x06
OBD = 0x07
LOCATION, WARNING, REPORT, MESSAGE = 0x12, 0x14, 0x15, 0x16
OTHERS: Final = frozenset({HEARTBEAT, OBD, 0x08, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x81, 0x91})
PICTURES: Final = frozenset({0x1E, 0x1F})
_TIMED: Final = frozenset({1, 2, 3})
"""Kinds of state behind which the device's time and its status stand."""


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    integrity: Integrity = "none"
    at = 0
    if frame.startswith(HEAD):
        imei = bcd_digits(frame[6:14]) if len(frame) >= 14 else None
        if imei is None:
            return Decoded(session, session.device, integrity="failed", error="a datagram without an IMEI")
        session = Session(imei[1:], session.memory)
        whole = int.from_bytes(frame[2:4], "big") == len(frame) - 4
        integrity = "ok" if whole and int.from_bytes(frame[4:6], "big") == rotating_sum(frame[6:]) else "failed"
        at = 14
    told = _Told(session)
    while frame.startswith(MARK, at) and len(frame) - at >= 7:
        end = at + 5 + int.from_bytes(frame[at + 3 : at + 5], "big")
        if end > len(frame) or end < at + 7:
            integrity = "failed"
        told.package(frame[at + 2], Reader(frame, at + 5, min(end, len(frame)), len(frame)), received_at)
        at = max(end, at + 7)
    if at == 0 or (at == 14 and not told.count):
        return Decoded(session, session.device, integrity="failed", error="not a frame of Eelink")
    return told.decoded("failed" if at != len(frame) else integrity)


class _Told:
    """What the packages of one frame say together."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.count = 0
        self.reports: list[Report] = []
        self.replies: list[bytes] = []
        self.error: str | None = None
        self.answers: str | None = None
        self.dropped: str | None = None

    def decoded(self, integrity: Integrity) -> Decoded:
        """Return the outcome."""
        replies = tuple(written(self.session, reply) for reply in self.replies)
        return Decoded(
            self.session, self.session.device, tuple(self.reports), replies, integrity, None if self.reports else self.error,
            self.answers, self.dropped,
        )  # fmt: skip

    def package(self, kind: int, fields: Reader, received_at: Instant) -> None:
        """Read one package, as far as it goes."""
        self.count += 1
        self.replies += answer(kind, fields.number(2), received_at)
        draft = Draft()
        try:
            self._read(kind, fields, draft)
        except Short:
            self.error = f"a package of kind 0x{kind:02x} breaks off"
        if draft.stated() or self.error is None:
            self.reports.append(draft.report())

    def _read(self, kind: int, fields: Reader, draft: Draft) -> None:
        if kind == LOGIN:
            self._login(fields)
        elif kind in {GPS, ALARM, STATE, SMS}:
            read_first(fields, draft)
            _first_edition(kind, fields, draft)
        elif kind in {LOCATION, WARNING, REPORT}:
            read_second(fields, draft)
            _second_edition(kind, fields, draft)
        elif kind == MESSAGE:
            read_second(fields, draft)
            draft.valid = False if draft.lat is not None else None
        elif (kind == HEARTBEAT and fields.left >= 2) or (kind == OBD and fields.left == 4):
            put_status(draft, fields.number(2))
        elif kind == INSTRUCTION:
            fields.skip(1)
            self.answers = str(fields.number(4))
            read_told(fields.rest().decode("utf-8", "replace"), draft)
        elif kind in PICTURES:
            rest = fields.rest()
            self.dropped = f"eelink 0x{kind:02x}: {len(rest)} bytes, sha256 {hashlib.sha256(rest).hexdigest()}"
        elif kind not in OTHERS:
            self.error = f"no manual at hand describes the package 0x{kind:02x}"

    def _login(self, fields: Reader) -> None:
        imei = bcd_digits(fields.take(8))
        if imei is None:
            self.error = "a login whose IMEI is no number"
        elif self.session.device is None:
            self.session = Session(imei[1:], self.session.memory)


def _first_edition(kind: int, fields: Reader, draft: Draft) -> None:
    """Read what stands behind a position of the first edition."""
    if kind == GPS:
        if fields.left >= 2:
            put_status(draft, fields.number(2))
        if fields.left >= 8:
            draft.battery_v = fields.number(2) / 1000
            draft.signal = fields.number(2)
    elif kind == ALARM:
        draft.say(warning(fields.number(1)))
    elif kind == STATE and fields.number(1) in _TIMED and fields.left >= 6:
        fields.skip(4)  # the device's time, again
        put_status(draft, fields.number(2))


def _second_edition(kind: int, fields: Reader, draft: Draft) -> None:
    """Read what stands behind a position of the second edition."""
    if kind == WARNING:
        draft.say(warning(fields.number(1)))
    elif kind == REPORT:
        fields.skip(1)  # why it reports
    status = fields.number(2)
    put_status(draft, status)
    if draft.lat is not None:
        draft.valid = has(status, FIXED)
    if has(status, HAS_MOTION_SENSOR):
        draft.moving = has(status, MOVING)
    if kind == LOCATION and fields.left >= 2:
        draft.battery_v = fields.number(2) / 1000
