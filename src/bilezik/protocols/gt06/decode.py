"""A GT06 frame: what it says and what to answer.

1. `78 78 length kind content serial crc 0D 0A`, or `79 79` with a length of two bytes. Structure by `KINDS` and `LONG_KINDS`.
2. A wrong checksum, a wrong length or a missing tail is `integrity: failed`; the message is read as far as it goes, and
   answered: the manual's devices send again for ever what is not answered, and the frame is kept either way.
3. Where the length fits, content ends before serial and checksum; where it lies, it may run to the tail.
4. Two messages make up nearly all traffic, 0x12 and 0x22 with one cell: these are read in one step.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Integrity, Network, Report
from bilezik.protocols.gt06 import answers, health, modules, places, radio
from bilezik.protocols.gt06.message import (
    DEGREE,
    KMH_MPS,
    MOST_COURSE,
    MOST_LAT,
    MOST_LON,
    NORTH,
    VALID,
    WEST,
    Message,
    begins_with_imei,
    date_at,
)  # fmt: skip
from bilezik.wire.checksums import crc_x25
from bilezik.wire.fields import Reader, Short
from bilezik.wire.moments import instant_of

Handler = Callable[[Message], None]

KINDS: Final[Mapping[int, Handler]] = {
    0x01: health.login, 0x08: health.alive, 0x13: health.status, 0x1F: health.alive, 0x23: health.heartbeat,
    0x10: places.location, 0x11: places.location, 0x12: places.location, 0x22: places.location, 0x2D: places.location,
    0x31: places.location_az735, 0x37: places.location, 0xA0: places.location, 0x1A: places.place_and_more,
    0x1E: places.place_and_more,
    0x16: places.alarm, 0x26: places.alarm, 0x27: places.alarm, 0x32: places.alarm, 0xA3: places.alarm, 0xA4: places.alarm,
    0x95: places.camera_alarm, 0x19: radio.cell_and_status, 0xA5: radio.cell_and_status, 0xA7: radio.cell_and_phone,
    0x18: radio.neighbours, 0x28: radio.neighbours, 0x2C: radio.neighbours, 0x2E: radio.neighbours,
    0x33: radio.neighbours, 0xA1: radio.neighbours, 0x69: radio.listed_wifi, 0xF3: radio.scanned_wifi,
    0x15: health.text, 0x2A: health.address, 0x35: health.picture, 0x80: health.silent, 0x81: health.silent,
    0x82: health.silent, 0x40: health.battery, 0x8A: health.clock, 0x94: health.supply, 0x41: modules.media, 0x8D: modules.media,
}  # fmt: skip
"""What reads a message in a short frame. Kinds that mean several things are told apart by `_TOLD_APART`."""

LONG_KINDS: Final[Mapping[int, Handler]] = {
    0x15: health.text, 0x21: health.text, 0x94: modules.information, 0x9B: health.alive, 0x65: health.alive, 0x66: health.alive,
    0x8C: health.alive, 0x70: modules.modular, 0xF1: modules.condition, 0xF2: modules.peripheral,
    0x32: places.extended_location, 0x33: places.extended_location, 0x38: places.extended_location,
    0x41: modules.media, 0x8D: modules.media,
}  # fmt: skip
"""What reads a message in a long frame; where no handler says otherwise, it is not answered."""

SHORT_IN_LONG: Final = frozenset({0x01, 0x23, 0x36, 0x40, 0x61, 0x8A})
"""Kinds of short frames that some models send in long ones: read and answered as in short ones."""
LONG_IN_SHORT: Final = frozenset({0x21, 0x38, 0x9B, 0xF1, 0xF2})
"""Kinds of long frames that some models send in short ones: read and answered as in long ones."""

_BARE: Final = b"xx\x01\x08\r\n"
"""The heartbeat of the 365GPS dialect has neither serial nor checksum."""
_PLAIN: Final = struct.Struct(">7BIIBHHBHBH")
_PLAIN_SIZES: Final = frozenset({(0x12, 36), (0x22, 39), (0x22, 43)})


def decode(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Return what the frame says. Never raises."""
    size = len(frame)
    if size >= 36 and (frame[3], size) in _PLAIN_SIZES and frame.startswith(b"xx") and frame[2] + 5 == size:
        decoded = _plain(frame, session)
        if decoded is not None:
            return decoded
    if frame.startswith((b"xx", b"yy")) and size >= 5:
        return _read(frame, session, received_at)
    return Decoded(session, device=session.device, integrity="failed", error="not a GT06 frame")


def _plain(frame: bytes, session: Session) -> Decoded | None:
    """Read a whole location with one cell, or return None: it is not that plain."""
    size = len(frame)
    if crc_x25(frame[2:-4]) != frame[-4] << 8 | frame[-3] or not frame.endswith(b"\r\n"):
        return None
    year, month, day, hour, minute, second, satellites, lat, lon, speed, word, mcc, mnc, lac, high, low = _PLAIN.unpack_from(
        frame, 4
    )
    if mcc & 0x8000 or not lat or not lon or (size > 36 and (frame[30] > 1 or frame[32] > 1)):
        return None
    course = word & 0x03FF
    at = instant_of(2000 + year, month, day, hour, minute, second)
    if at is None or lat > MOST_LAT or lon > MOST_LON or course > MOST_COURSE:
        return None
    valid = word & VALID != 0
    report = Report(
        at=at,
        valid=valid,
        lat=(lat if word & NORTH else -lat) / DEGREE,
        lon=(-lon if word & WEST else lon) / DEGREE,
        speed_mps=speed * KMH_MPS,
        course_deg=float(course),
        satellites=satellites & 0x0F,
        source="gnss" if valid else None,
        replayed=None if size == 36 else frame[32] != 0,
        network=Network((Cell(mcc, mnc, lac, high << 16 | low),)) if lac or high or low else None,
    )
    return Decoded(session, session.device, (report,), (answers.short(frame[3], frame[-6:-4]),), "ok")


def _read(frame: bytes, session: Session, received_at: Instant) -> Decoded:
    """Read any frame, as far as it goes."""
    size, extended = len(frame), frame[0] == 0x79
    has_tail = frame.endswith(b"\r\n")
    wall = size - 2 if has_tail else size
    at = 5 if extended else 4
    kind = frame[at - 1]
    serial = frame[-6:-4] if has_tail and size >= 6 else b""
    listed = not extended and kind in (0x17, 0x69) and frame[2] + 5 != size
    integrity: Integrity = "none" if listed and has_tail else _integrity(frame, at, has_tail=has_tail)
    end = wall if listed else max(at, size - 6 if has_tail else size)
    fits = has_tail and int.from_bytes(frame[2 : at - 1], "big") + at + 1 == size
    fields = Reader(frame, at, end, end if fits else wall)
    message = Message(kind, fields, serial, session, received_at, extended=extended, fits=fits)
    handler = _long_handler(message) if extended else radio.listed_wifi if listed else _handler(message)
    is_silent = (handler is None or kind in LONG_KINDS) if extended else kind in LONG_IN_SHORT
    if serial and not is_silent:
        is_long = extended and kind not in SHORT_IN_LONG
        message.replies = (answers.extended(kind, serial) if is_long else answers.short(kind, serial),)
    if handler is None:
        message.error = f"no manual at hand describes kind 0x{kind:02x}"
        return _decoded(message, integrity)
    try:
        handler(message)
    except Short:
        if message.draft is None or not message.draft.stated():
            message.draft, message.replies, message.error = None, (), f"kind 0x{kind:02x} ends before its content"
    return _decoded(message, integrity)


def _decoded(message: Message, integrity: Integrity) -> Decoded:
    reports = () if message.draft is None else (message.draft.report(),)
    return Decoded(
        message.session, message.session.device, reports, message.replies, integrity, message.error, message.answers,
        message.dropped,
    )  # fmt: skip


def _integrity(frame: bytes, at: int, *, has_tail: bool) -> Integrity:
    """Return whether length, checksum and tail agree."""
    stated = int.from_bytes(frame[2 : at - 1], "big")
    if frame == _BARE:
        return "none"
    if not has_tail or stated + at + 1 != len(frame) or len(frame) < at + 6:
        return "failed"
    return "ok" if crc_x25(frame[2:-4]) == int.from_bytes(frame[-4:-2], "big") else "failed"


def _handler(message: Message) -> Handler | None:
    """Return what reads a short message; kinds that two families use differently are told apart by their content."""
    kind = message.kind
    if kind in LONG_IN_SHORT:
        return LONG_KINDS[kind]
    choose = _TOLD_APART.get(kind)
    return KINDS.get(kind) if choose is None else choose(message)


def _long_handler(message: Message) -> Handler | None:
    """Return what reads a long message; some models put an ordinary location into a long frame."""
    if message.kind in SHORT_IN_LONG:
        return _handler(message)
    return LONG_KINDS.get(message.kind) or (KINDS.get(message.kind) if _has_place(message) else None)


def _begins_with_date(fields: Reader) -> bool:
    """Return whether 0x34 begins with its date (SL4X, with cells), and not with the X1's bits, which the date follows."""
    return fields.left >= 11 and date_at(fields.data, fields.at) and not date_at(fields.data, fields.at + 4)


def _has_place(message: Message) -> bool:
    """Return whether the content begins with a date and a place."""
    data, at = message.fields.data, message.fields.at
    if message.fields.left < 18:
        return False
    length = data[at + 6]
    plausible = data[at] >= 8 and date_at(data, at)
    lat, lon = (int.from_bytes(data[n : n + 4], "big") for n in (at + 7, at + 11))
    return plausible and lat <= MOST_LAT and lon <= MOST_LON and length >> 4 in (0x0, 0x7, 0x9, 0xC, 0xD, 0xE, 0xF)


def _counted_or_sr411(message: Message) -> Handler | None:
    return places.tracker_sr411 if message.fields.left == 0x2E - 5 and _has_place(message) else radio.neighbours


def _named(message: Message) -> Handler | None:
    return places.tracker_with_imei if places.names_itself(message) else None


def _x1_or_sl4x(message: Message) -> Handler | None:
    if _has_place(message):
        return places.location
    return radio.neighbours if _begins_with_date(message.fields) else places.x1_location


def _heartbeat_or_vl103(message: Message) -> Handler | None:
    return places.tracker_4g if message.fields.left >= 35 and _has_place(message) else health.heartbeat_4g


def _ibutton(message: Message) -> Handler | None:
    return places.place_and_driver if begins_with_imei(message.fields) else None


def _place_or_4g_list(message: Message) -> Handler | None:
    return places.location_4g if message.fields.left < 6 + 3 + 7 * 13 and _has_place(message) else radio.neighbours


def _card_or_phone(message: Message) -> Handler | None:
    return places.place_and_more if _has_place(message) else radio.cell_and_phone


_TOLD_APART: Final[Mapping[int, Callable[[Message], Handler | None]]] = {
    0x17: _card_or_phone, 0x24: _counted_or_sr411, 0x25: _named, 0x34: _x1_or_sl4x, 0x36: _heartbeat_or_vl103, 0x61: _ibutton,
    0xA2: _place_or_4g_list,
}  # fmt: skip
"""What chooses between the readers of a kind that means several things."""


__all__ = ["KINDS", "LONG_KINDS", "decode"]
