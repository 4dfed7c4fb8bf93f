"""A message of TopFlytech: what it says and what to answer.

1. Every message states its IMEI. Answers repeat the head of the message; those of alarms say which alarm was heard.
2. A location is not answered, an alarm and all else is: also a kind that nobody knows, which the device would repeat for ever.
   A message that broke off is not answered: it comes again.
3. Tags (0x10) are answered twice, as a published server does. What devices of the mark 27 27 say of tags, locks, fences, samples
   and numbered values is answered only where all of it came, numbered values where the device wants it. A tag that no source names,
   unanswered, would come for ever: it is answered.
4. A frame that is followed by another in one line of a recording is read, and the other is not.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.report import Integrity
from bilezik.protocols.draft import Draft
from bilezik.protocols.t800x import asset, vehicle
from bilezik.protocols.t800x.framing import length_of
from bilezik.protocols.t800x.message import ASSET, Message, answer, read
from bilezik.protocols.t800x.place import read_moment, read_wifi
from bilezik.protocols.t800x.tags import TAGS, TAGS_AND_PLACE, read_tags
from bilezik.protocols.t800x.values import read_values
from bilezik.wire.fields import Reader, Short

LOCATION, ALARM, SECOND_LOCATION, SECOND_ALARM, THIRD_LOCATION, THIRD_ALARM = 0x02, 0x04, 0x13, 0x14, 0x16, 0x18
FOURTH_LOCATION, FOURTH_ALARM, HEARD, HEARD_ALARM, VALUES, VALUES_ALARM = 0x33, 0x34, 0x24, 0x25, 0x62, 0x64
DRIVING, FORCE, CRASH, NETWORK, SECOND_NETWORK, WIFI, LOCK, FENCES, SAMPLES, OTHER_LOCK = (
    0x05, 0x06, 0x07, 0x05, 0x11, 0x15, 0x17, 0x20, 0x26, 0x27,
)  # fmt: skip
ALARMS: Final = frozenset({ALARM, SECOND_ALARM, THIRD_ALARM, FOURTH_ALARM, HEARD_ALARM})
SILENT: Final = frozenset({0x01, 0x03, 0x31, 0x81})
"""Signing in, heartbeats, the answer to a command: they say nothing of where the device is."""
MOMENTS: Final = frozenset({0x09, SECOND_NETWORK, 0x21, 0x22, 0x23})
"""Kinds of which only the moment is read: the network's name, readings of the vehicle and of what is plugged in."""
UNANSWERED: Final = frozenset({LOCATION, SECOND_LOCATION})
CAREFUL: Final = frozenset({TAGS_AND_PLACE, LOCK, FENCES, HEARD, HEARD_ALARM, SAMPLES, OTHER_LOCK, VALUES, VALUES_ALARM})
"""Kinds that devices of the mark 27 27 have answered only where all could be read."""


class _Found(msgspec.Struct):
    """What a message says, the code of its alarm, was all of it read, does the device want an answer."""

    drafts: list[Draft]
    alarm: int | None = None
    is_whole: bool = True
    wants_answer: bool = True
    integrity: Integrity = "none"
    error: str | None = None


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    message = read(frame)
    if message is None:
        return Decoded(session, session.device, integrity="failed", error="not a message of TopFlytech")
    found = _found(message, str(dict(session.memory).get("model", "")))
    return Decoded(
        Session(message.imei, session.memory), message.imei, () if found.error else tuple(draft.report() for draft in found.drafts),
        _replies(message, found) if length_of(frame) <= len(frame) else (),
        "failed" if message.integrity == "failed" else found.integrity, found.error,
    )  # fmt: skip


def _found(message: Message, model: str) -> _Found:
    mark, kind, body, draft = message.mark, message.kind, message.body, Draft()
    if kind in (VALUES, VALUES_ALARM):
        values = read_values(mark, body, draft)
        error = "numbered values, encrypted" if values.is_encrypted else None
        return _Found([draft], values.alarm, values.integrity == "ok", values.wants_answer, values.integrity, error)
    if mark != ASSET and kind in (DRIVING, CRASH):
        return _Found((vehicle.read_driving if kind == DRIVING else vehicle.read_crash)(mark, body))
    found, reader = _Found([draft]), (OF_THINGS if mark == ASSET else OF_VEHICLES).get(kind)
    if reader is None:
        found.error = None if kind in SILENT else f"no source at hand describes kind 0x{kind:02x}"
        return found
    try:
        reader(message, draft, model)
    except Short:
        found.is_whole = False
    found.alarm = (draft.status or 0) >> 16 if kind in ALARMS else None
    return found


def _replies(message: Message, found: _Found) -> tuple[bytes, ...]:
    kind, alarm = message.kind, found.alarm
    said = b"" if alarm is None else bytes((alarm,))
    if message.mark == ASSET and kind in CAREFUL:
        is_wanted = found.is_whole and found.wants_answer and kind != HEARD and message.integrity != "failed"
        return (answer(message, said),) if is_wanted and not (kind == VALUES_ALARM and alarm is None) else ()
    if kind in UNANSWERED:
        return ()
    return (answer(message, said if alarm else b""),) * (2 if kind == TAGS else 1)


def _moment(message: Message, draft: Draft, _model: str) -> None:
    draft.at = read_moment(Reader(message.body, 0, len(message.body), len(message.body)))


def _location(message: Message, draft: Draft, model: str) -> None:
    if message.mark == ASSET:
        asset.read_location(message.body, draft)
    else:
        vehicle.read_location(message.mark, message.kind, message.body, draft, model)


def _heard(message: Message, draft: Draft, _model: str) -> None:
    asset.read_heard(message.body, draft)


def _force(message: Message, draft: Draft, _model: str) -> None:
    vehicle.read_force(message.body, draft)


def _tags(message: Message, draft: Draft, _model: str) -> None:
    read_tags(message.kind, message.body, draft)


def _wifi(message: Message, draft: Draft, _model: str) -> None:
    fields = Reader(message.body, 0, len(message.body), len(message.body))
    draft.at = read_moment(fields)
    read_wifi(fields, draft)


def _peripheral(message: Message, draft: Draft, _model: str) -> None:
    PERIPHERALS[message.kind](message.body, draft)


PERIPHERALS: Final[Mapping[int, Callable[[bytes, Draft], None]]] = {
    LOCK: asset.read_lock, FENCES: asset.read_fences, SAMPLES: asset.read_samples, OTHER_LOCK: asset.read_other_lock,
}  # fmt: skip
Readers = Mapping[int, Callable[[Message, Draft, str], None]]
OF_BOTH: Final[Readers] = {
    **dict.fromkeys((LOCATION, ALARM, SECOND_LOCATION, SECOND_ALARM), _location), **dict.fromkeys(MOMENTS, _moment),
    TAGS: _tags, TAGS_AND_PLACE: _tags, WIFI: _wifi,
}  # fmt: skip
OF_VEHICLES: Final[Readers] = {
    **OF_BOTH, **dict.fromkeys((THIRD_LOCATION, THIRD_ALARM, FOURTH_LOCATION, FOURTH_ALARM), _location), FORCE: _force,
}  # fmt: skip
OF_THINGS: Final[Readers] = {
    **OF_BOTH, HEARD: _heard, HEARD_ALARM: _heard, NETWORK: _moment, **dict.fromkeys(PERIPHERALS, _peripheral),
}  # fmt: skip
