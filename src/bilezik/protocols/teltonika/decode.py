"""A Teltonika frame: what it says and what to answer.

1. A login is answered `01`, a packet of records the number of records it states, a datagram its numbers and that number. A device
   sends again for ever what is not answered, and nothing after it; the frame is kept either way.
2. A wrong checksum, a wrong length, two counts that differ or records that do not end where they should are `integrity: failed`;
   what could be read stands. A datagram has no checksum.
3. Text (codecs 12 to 15) is the answer to a command, or what another device said to this one's serial port. It is not answered.
4. Pictures (codec 12, kind 0x0D) nobody asked for and nobody asks for: length and hash are kept, the content is not.
"""

import hashlib
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.teltonika.commands import GETGPS, read_position
from bilezik.protocols.teltonika.framing import LOGIN, PING, PREAMBLE
from bilezik.protocols.teltonika.personal import read_personal
from bilezik.protocols.teltonika.records import CODECS, read_record
from bilezik.wire.checksums import crc_arc
from bilezik.wire.fields import Reader, Short

PERSONAL: Final = 0x07
TIMED: Final = frozenset({0x0D, 0x0F})
"""Codecs whose text begins with a time."""
TEXTS: Final = frozenset({0x0C, 0x0E, *TIMED})
"""Codecs of text; in 0x0E and 0x0F the IMEI stands before it, in eight bytes."""
PICTURE: Final = 0x0D
"""The kind of a text that is none."""


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    if frame == PING:
        return Decoded(session, session.device, (Report(),))
    if frame.startswith(PREAMBLE) and len(frame) > 8:
        return _packet(frame, session)
    if LOGIN.fullmatch(frame):
        named = Session(frame[2:].decode("ascii"), session.memory)
        return Decoded(named, named.device, (Report(),), (b"\x01",))
    imei = LOGIN.match(frame, 6)
    if imei is not None and len(frame) > imei.end():
        return _datagram(frame, imei.end(), Session(imei[0][2:].decode("ascii"), session.memory))
    return Decoded(session, session.device, integrity="failed", error="not a frame of Teltonika")


def _packet(frame: bytes, session: Session) -> Decoded:
    fits = int.from_bytes(frame[4:8], "big") + 12 == len(frame)
    end = len(frame) - 4 if fits else len(frame)
    told = _Told(session, Reader(frame, 8, end, end))
    told.read()
    is_right = fits and told.is_closed() and crc_arc(frame[8:-4]) == int.from_bytes(frame[-4:], "big")
    reply = () if told.count is None else (told.count.to_bytes(4, "big"),)
    return told.decoded(reply, "ok" if is_right else "failed")


def _datagram(frame: bytes, at: int, session: Session) -> Decoded:
    fits = int.from_bytes(frame[:2], "big") + 2 == len(frame)
    told = _Told(session, Reader(frame, at, len(frame), len(frame)))
    told.read()
    reply = () if told.count is None else (b"\x00\x05" + frame[2:4] + b"\x01" + frame[5:6] + bytes((told.count,)),)
    return told.decoded(reply, "none" if fits and told.is_closed() else "failed")


class _Told:
    """What the records of one frame say together."""

    def __init__(self, session: Session, fields: Reader) -> None:
        self.count: int | None = None
        """How many records the frame states; None: it has none to acknowledge."""
        self._session, self._fields = session, fields
        self._reports: list[Report] = []
        self._stated = -1
        self._error: str | None = None
        self._answers: str | None = None
        self._dropped: str | None = None

    def is_closed(self) -> bool:
        """Return whether behind the last record stands their number, and nothing behind it."""
        data, at = self._fields.data, self._fields.at
        return self._error is None and at + 1 == self._fields.end and data[at] == self._stated

    def decoded(self, replies: tuple[bytes, ...], integrity: Integrity) -> Decoded:
        """Return the outcome."""
        error = None if self._reports else self._error or "there is no record in the frame"
        return Decoded(
            self._session, self._session.device, tuple(self._reports), replies, integrity, error, self._answers, self._dropped
        )

    def read(self) -> None:
        """Read the records, as far as they go."""
        codec = -1
        try:
            codec, self._stated = self._fields.number(1), self._fields.number(1)
            if codec in CODECS or codec == PERSONAL:
                self.count = self._stated
            elif codec not in TEXTS:
                self._error = f"no manual at hand describes codec 0x{codec:02x}"
                return
            for _ in range(self._stated):
                self._record(codec)
        except Short:
            self._error = "the frame breaks off" if codec < 0 else f"a record of codec 0x{codec:02x} breaks off"

    def _record(self, codec: int) -> None:
        draft = Draft()
        try:
            if codec in TEXTS:
                self._read_text(codec, draft)
            elif codec == PERSONAL:
                read_personal(self._fields, draft)
            else:
                read_record(self._fields, CODECS[codec], self._model, draft)
        except Short:
            if draft.stated():
                self._reports.append(draft.report())
            raise
        self._reports.append(draft.report())

    @property
    def _model(self) -> str:
        """The model, where the register or a recording names one."""
        return next((str(value) for name, value in self._session.memory if name == "model"), "").upper()

    def _read_text(self, codec: int, draft: Draft) -> None:
        kind, size = self._fields.number(1), self._fields.number(4)
        content = self._fields.take(size)
        if codec == 0x0C and kind == PICTURE:
            self._dropped = f"teltonika picture: {size} bytes, sha256 {hashlib.sha256(content).hexdigest()}"
            return
        if codec in TIMED and size >= 4:
            draft.at = Instant(int.from_bytes(content[:4], "big") * 1_000_000)
        if read_position(content.decode("ascii", "replace"), draft):
            self._answers = GETGPS
