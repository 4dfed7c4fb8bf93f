"""A message of JT/T 808: what it says and what to answer.

1. Every message states its sender's number. A connection remembers it as bytes, so that a command can be written, and of a report
   in parts what is left over.
2. What a device sends of its own accord is answered: registration with the number as the word to sign in with, a question for
   the time with it, a lock's location if it asks, all else with the general answer. Its own answers are not answered.
3. A batch is one report a location. One that breaks off costs the others nothing.
4. Pictures, sound and film (0x0801, 0x8888) are kept as length and hash. Nobody asks for them.
5. 0x0001 answers the command whose number it repeats, if that was done; 0x0104, 0x0201 and 0x0500 answer theirs.
6. What is encrypted is answered like the rest, so that it does not come for ever, and nothing is read out of it.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import msgspec

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.batch import BATCH, SHORT_BATCH, read_batch, read_short_batch
from bilezik.protocols.jt808.items import read_report
from bilezik.protocols.jt808.locks import read_lock
from bilezik.protocols.jt808.message import LOCK, LOCK_BLIND, SUCCESS, Message, answer, lock_answer, read, written
from bilezik.protocols.jt808.passed import read_passed
from bilezik.protocols.jt808.place import read_moment
from bilezik.protocols.jt808.sender import MODEL, REST, remembered
from bilezik.protocols.jt808.values import put_pct, word
from bilezik.wire.fields import Reader, Short

DONE, BEAT, REGISTER, REGISTERED, ASKS_TIME, TIME = 0x0001, 0x0002, 0x0100, 0x8100, 0x0109, 0x8109
LOCATION, LOCATION_ASKED, CONTROLLED, PARAMETERS, DRIVER, PASSED = 0x0200, 0x0201, 0x0500, 0x0104, 0x0702, 0x0900
MEDIA: Final = frozenset({0x0801, 0x8888})
ANSWERED: Final = frozenset({
    BEAT, 0x0003, 0x0102, 0x0107, 0x0108, LOCATION, SHORT_BATCH, 0x0301, 0x0303, 0x0506, BATCH, 0x0705, 0x0800, PASSED, 0x0901,
    0x1007, 0x6006, *MEDIA,
})  # fmt: skip
SILENT: Final = frozenset({DONE, REGISTER, PARAMETERS, ASKS_TIME, 0x0302, 0x0700, 0x0701, 0x0802, 0x0805, 0x1300, 0x2070})
"""Kinds that say nothing of where the device is, beside those of `ANSWERED`."""
_SWITCHES_OFF: Final = 2
_TIME_WANTED: Final = b"BASE,2"


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    if frame.startswith(b"("):
        return _text(frame, session, received_at)
    message = read(frame)
    if message is None:
        return Decoded(session, session.device, integrity="failed", error="not a message of JT/T 808")
    device = message.sender.device
    found = _found(message, session)
    reports = () if found.error else tuple(draft.report() for draft in found.drafts or [Draft()])
    return Decoded(
        remembered(session, message.sender, found.rest), device, reports, _replies(message, received_at), message.integrity,
        found.error, _answers(message), found.dropped,
    )  # fmt: skip


class _Found(msgspec.Struct):
    """What a message says, what is left over of it, why it says nothing, what of it is not kept."""

    drafts: list[Draft] = []
    rest: str = ""
    error: str | None = None
    dropped: str | None = None


def _found(message: Message, session: Session) -> _Found:
    kind, body, memory = message.kind, message.body, dict(session.memory)
    model = str(memory.get(MODEL, ""))
    if kind in MEDIA:
        return _Found(dropped=f"jt808 0x{kind:04x}: {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}")
    if message.is_encrypted:
        return _Found(error="the body is encrypted")
    if kind == BATCH:
        batch = read_batch(message, str(memory.get(REST, "")) if session.device == message.sender.device else "", model)
        unknown = None if batch.is_known else "a part of a batch whose beginning did not come"
        return _Found(batch.drafts, batch.rest, unknown)
    if kind == SHORT_BATCH and len(body) != LEVEL_AND_TIME:
        return _Found(read_short_batch(body, model))
    if kind in READERS:
        draft = Draft()
        with suppress(Short):
            READERS[kind](message, draft, model)
        return _Found([draft])
    is_known = kind in ANSWERED or kind in SILENT
    return _Found(error=None if is_known else f"no source at hand describes kind 0x{kind:04x}")


def _replies(message: Message, received_at: Instant) -> tuple[bytes, ...]:
    if message.kind in ANSWERED:
        return (answer(message),)
    if message.kind == REGISTER:
        body = message.serial.to_bytes(2, "big") + SUCCESS + message.sender.digits.encode("ascii")
        return (written(message.sender, REGISTERED, body),)
    if message.kind == ASKS_TIME:
        now = _clock(received_at)
        body = now.year.to_bytes(2, "big") + bytes((now.month, now.day, now.hour, now.minute, now.second)) + SUCCESS
        return (written(message.sender, TIME, body),)
    return (lock_answer(message),) if message.kind in (LOCK, LOCK_BLIND) and message.wants_answer else ()


def _clock(received_at: Instant) -> datetime:
    return to_datetime(received_at).astimezone(UTC)


def _answers(message: Message) -> str | None:
    body = message.body
    is_answer = message.kind in (LOCATION_ASKED, CONTROLLED, PARAMETERS) or (message.kind == DONE and body[4:5] == SUCCESS)
    return str(int.from_bytes(body[:2], "big")) if is_answer and len(body) >= 2 and not message.is_encrypted else None


def _text(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """A line of text between brackets: a question for the time, or the answer to a command in words."""
    now = _clock(received_at).strftime("%Y%m%d%H%M%S").encode("ascii")
    replies = (frame.replace(b"TIME", now),) if _TIME_WANTED in frame else ()
    return Decoded(session, session.device, (Report(),), replies)


def _beat(message: Message, draft: Draft, _model: str) -> None:
    """A heartbeat is empty by the standard; some makers add battery, signal and state."""
    if len(message.body) >= 2:
        put_pct(draft, message.body[0])
        draft.signal = message.body[1]
    if message.body[2:3] == bytes((_SWITCHES_OFF,)):
        draft.say("power_off")


def _location(message: Message, draft: Draft, model: str) -> None:
    read_report(message.body, draft, model)


def _asked(message: Message, draft: Draft, model: str) -> None:
    """The number of the command comes first."""
    read_report(message.body[2:], draft, model)


def _level(message: Message, draft: Draft, _model: str) -> None:
    put_pct(draft, word(message.body, 0, 1))
    draft.at = read_moment(Reader(message.body, 1, len(message.body), len(message.body)))


def _driver(message: Message, draft: Draft, _model: str) -> None:
    draft.at = read_moment(Reader(message.body, 1, len(message.body), len(message.body)))


def _lock(message: Message, draft: Draft, _model: str) -> None:
    read_lock(message.kind, message.body, draft)


def _passed(message: Message, draft: Draft, model: str) -> None:
    read_passed(message.body, draft, model)


READERS: Final[Mapping[int, Callable[[Message, Draft, str], None]]] = {
    BEAT: _beat, LOCATION: _location, LOCATION_ASKED: _asked, CONTROLLED: _asked, SHORT_BATCH: _level, DRIVER: _driver,
    PASSED: _passed, LOCK: _lock, LOCK_BLIND: _lock,
}  # fmt: skip
LEVEL_AND_TIME: Final = 7
"""A message 0x0210 of so many bytes is no batch: a battery's level and the time."""
