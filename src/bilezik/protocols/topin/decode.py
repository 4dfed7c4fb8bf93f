"""A Topin frame: what it says and what to answer.

1. The login names the device; everything behind it is the connection's. Nothing has a checksum; a frame that has none of the
   lengths its kind may have is `failed`, and read as far as it goes.
2. Answered are the login (accepted, and the time), the time, a position and a list with their own time, the status with itself. The
   length byte of an answer is the one that came, as devices expect.
3. 0x82 and 0x83 say that the charger came and went, 0x94 that the device was shaken, 0x99 is the SOS button.
4. Kinds that only a server sends, or that ask for settings, say that the device is there.
"""

from datetime import UTC, datetime
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.report import Integrity
from bilezik.protocols.draft import Draft
from bilezik.protocols.topin.framing import HEAD, LISTS, LOGIN, PLACES, STATUS, TAIL, lengths_of
from bilezik.protocols.topin.place import read_decimal_place, read_list, read_place, read_status
from bilezik.wire.fields import Reader, Short, bcd_digits

MARK: Final = b"xx"
DECIMAL_PLACES: Final = frozenset({0x08, 0x09})
LATER: Final = frozenset({0x09, 0x11, 0x17, 0x19})
"""Kinds of what was kept while there was no connection."""
TIME: Final = 0x30
ASKED: Final = 0x80
EVENTS: Final = {
    0x14: "topin:sleep", 0x15: "topin:factory_reset", 0x81: "topin:battery_full", 0x82: "topin:charger_on",
    0x83: "topin:charger_off", 0x94: "topin:vibration", 0x99: "sos",
}  # fmt: skip
CHARGERS: Final = {0x82: True, 0x83: False}
OTHERS: Final = frozenset(
    {0x05, 0x16, 0x33, 0x34, *range(0x40, 0x44), *range(0x46, 0x4B), 0x50, 0x56, 0x57, 0x58, 0x67, 0x92, 0x93, 0x97, 0x98}
)


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    if not frame.startswith(MARK) or len(frame) < HEAD:
        return Decoded(session, session.device, integrity="failed", error="not a frame of Topin")
    has_tail = frame.endswith(TAIL) and len(frame) >= HEAD + len(TAIL)
    is_fitting = has_tail and len(frame) in (lengths_of(frame, 0) or ())
    integrity: Integrity = "none" if is_fitting else "failed"
    end = len(frame) - len(TAIL) if has_tail else len(frame)
    count, kind = frame[2], frame[3]
    fields = Reader(frame, HEAD, end, end)
    content = frame[HEAD:end]
    if kind == LOGIN:
        return _login(count, content, session, received_at, integrity)
    draft = Draft()
    error = None
    try:
        _read(kind, count, fields, draft)
    except Short:
        error = f"kind 0x{kind:02x} ends before its content"
    if error is None and not _is_known(kind):
        error = f"no manual at hand describes kind 0x{kind:02x}"
    is_silent = error is not None and not draft.stated()
    if kind in LATER:
        draft.replayed = True
    return Decoded(
        session, session.device, () if is_silent else (draft.report(),), _replies(kind, count, content, received_at), integrity,
        error if is_silent else None, f"{ASKED:02x}" if kind == ASKED else None,
    )  # fmt: skip


def _read(kind: int, count: int, fields: Reader, draft: Draft) -> None:
    if kind in PLACES:
        read_place(fields, draft)
    elif kind in DECIMAL_PLACES and fields.left > 0:  # without content 0x08 is a heartbeat
        read_decimal_place(fields, draft)
    elif kind in LISTS:
        read_list(count, fields, draft)
    elif kind == STATUS:
        read_status(fields, draft)
    elif kind in EVENTS:
        draft.say(EVENTS[kind])
        draft.charging = CHARGERS.get(kind)


def _is_known(kind: int) -> bool:
    return kind in PLACES | DECIMAL_PLACES | LISTS | OTHERS or kind in EVENTS or kind in (STATUS, TIME, ASKED)


def _login(count: int, content: bytes, session: Session, received_at: Instant, integrity: Integrity) -> Decoded:
    digits = bcd_digits(content[:8]) if len(content) >= 8 else None
    if digits is None:
        return Decoded(session, session.device, integrity=integrity, error="a login whose IMEI is no number")
    known = session if session.device is not None else Session(digits[1:], session.memory)
    replies = (_frame(count, LOGIN, b"\x01"), _time(received_at))
    return Decoded(known, known.device, (Draft().report(),), replies, integrity)


def _replies(kind: int, count: int, content: bytes, received_at: Instant) -> tuple[bytes, ...]:
    if kind == TIME:
        return (_time(received_at),)
    if kind == STATUS:
        return (_frame(count, kind, content),) if content else ()
    if kind in PLACES | LISTS and len(content) >= 6:
        return (_frame(count, kind, content[:6]),)
    return ()


def _frame(length: int, kind: int, content: bytes) -> bytes:
    return MARK + bytes((length, kind)) + content + TAIL


def _time(received_at: Instant) -> bytes:
    """Return the time in UTC, the year in two bytes."""
    try:
        now = to_datetime(received_at)
    except OverflowError:
        now = datetime(1970, 1, 1, tzinfo=UTC)
    rest = bytes((now.month, now.day, now.hour, now.minute, now.second))
    return _frame(7, TIME, now.year.to_bytes(2, "big") + rest)


def locate_now() -> bytes:
    """Return 0x80, "manual positioning": the device locates and reports, or answers 0x80 with why it cannot."""
    return _frame(1, ASKED, b"")
