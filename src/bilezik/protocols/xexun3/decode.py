"""A frame of Xexun's third edition: what it says and what to answer.

1. The head states edition, kind, number and IMEI: every frame is complete in itself.
2. Kind 0x20 is a row of sub-messages, each with its kind and length; one that is not known is passed over by its length.
3. Every alarm of the row is an event, whatever stands beside it (law 6). A second position begins a second report.
4. All ones mean that a value is not stated. A position of 34 bytes has its accuracy in tenths of a metre behind the course, and one
   byte more. Of one of 33 nothing is read there: which bytes those are is nowhere explained.
5. Everything but the device's own answer to a command (0x21) is answered: its kind and number, and a nought for "received".
"""

import math
import struct
from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Integrity, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.xexun3.alarms import event_of
from bilezik.protocols.xexun3.framing import AROUND, HEAD, TAIL
from bilezik.wire.checksums import crc_ccitt_false
from bilezik.wire.fields import HIGHEST_M, Reader, Short, bcd_digits, mac_text, measured

DATA, COMMAND = 0x20, 0x21
KMH_MPS: Final = 1 / 3.6
_SECOND: Final = 1_000_000
_NO_TIME: Final = 0xFFFFFFFF
ACCURATE: Final = 3
"""Bytes behind the course of a position that states its accuracy."""
_PLACE: Final = struct.Struct(">ddf")


def decode(frame: bytes, session: Session) -> Decoded:
    """Return what the frame says. Never raises."""
    imei = bcd_digits(frame[6:14]) if len(frame) >= 14 else None
    if imei is None or not frame.startswith(b"\xfc"):
        return Decoded(session, session.device, integrity="failed", error="not a frame of Xexun's third edition")
    end = len(frame) - 3
    stated = int.from_bytes(frame[1:3], "big")
    whole = stated + AROUND == len(frame) and stated >= HEAD and frame.endswith(TAIL)
    integrity: Integrity = (
        "ok" if whole and crc_ccitt_false(frame[3:end]) == int.from_bytes(frame[end : end + 2], "big") else "failed"
    )
    kind, known = frame[4], Session(imei[1:], session.memory)
    replies = () if kind == COMMAND else (_answer(frame[3:14]),)
    body = Reader(frame, 3 + HEAD, end if whole else len(frame), len(frame))
    drafts = _sub_messages(body) if kind == DATA else [Draft()]
    return Decoded(known, known.device, tuple(draft.report() for draft in drafts), replies, integrity)


def _answer(head: bytes) -> bytes:
    said = head + b"\x00"
    return b"\xfc" + len(said).to_bytes(2, "big") + said + crc_ccitt_false(said).to_bytes(2, "big") + TAIL


def _sub_messages(body: Reader) -> list[Draft]:
    drafts = [Draft()]
    while body.left >= 2:
        kind, length = body.number(1), body.number(1)
        fields = Reader(body.data, body.at, min(body.at + length, body.end), min(body.at + length, body.wall))
        if kind == 0x64 and drafts[-1].lat is not None:
            drafts.append(Draft())
        try:
            _READERS.get(kind, _pass)(fields, drafts[-1])
        except Short:
            break
        body.at += length
    return drafts


def _pass(fields: Reader, draft: Draft) -> None:
    """Leave it alone: what no table knows."""


def _put_time(fields: Reader, draft: Draft) -> None:
    """Keep the first time that is stated; a position's own replaces it."""
    at = fields.number(4)
    if draft.at is None and at != _NO_TIME:
        draft.at = Instant(at * _SECOND)


def _position(fields: Reader, draft: Draft) -> None:
    at = fields.number(4)
    draft.at = None if at == _NO_TIME else Instant(at * _SECOND)
    lat, lon, altitude = _PLACE.unpack(fields.take(_PLACE.size))
    _ephemeris, satellites, _signal, speed, course = (fields.number(width) for width in (1, 1, 1, 2, 2))
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180) or (lat == 0 and lon == 0):
        return
    draft.lat, draft.lon, draft.valid, draft.source, draft.satellites = lat, lon, True, "gnss", satellites
    draft.altitude_m = measured(altitude, HIGHEST_M)
    draft.speed_mps = None if speed == 0xFFFF else speed / 10 * KMH_MPS
    draft.course_deg = course / 10 if course <= 3600 else None
    if fields.left >= ACCURATE:
        accuracy = fields.number(2)
        draft.accuracy_m = accuracy / 10 if accuracy not in (0, 0xFFFF) else None


def _access_points(fields: Reader, draft: Draft) -> None:
    _put_time(fields, draft)
    heard = tuple(Wifi(mac_text(fields.take(6)), fields.number(1) - 256) for _ in range(fields.number(1)))
    cells = draft.network.cells if draft.network else ()
    draft.network = Network(cells, heard)


def _cell(fields: Reader, draft: Draft) -> None:
    _put_time(fields, draft)
    mcc, mnc, lac, cid, signal = (fields.number(width) for width in (2, 2, 4, 4, 1))
    heard = Cell(mcc, mnc, lac, cid, signal - 256 if signal >= 128 else None)
    cells, wifi = (draft.network.cells, draft.network.wifi) if draft.network else ((), ())
    draft.network = Network((*cells, heard), wifi)


def _alarm(fields: Reader, draft: Draft) -> None:
    _put_time(fields, draft)
    draft.say(event_of(fields.number(1)))


def _health(fields: Reader, draft: Draft) -> None:
    battery = fields.number(1)
    draft.battery_pct = float(battery) if battery <= 100 else None
    fields.skip(2)  # how long it has had a network
    signal = fields.number(1)
    draft.signal = None if signal == 0xFF else signal
    fields.skip(1)  # its number in the track
    moving, charging = fields.number(1), fields.number(1)
    draft.moving = None if moving == 0xFF else moving > 0
    draft.charging = None if charging == 0xFF else charging > 0


_READERS: Final = {0x64: _position, 0x65: _access_points, 0x66: _cell, 0x69: _alarm, 0x6A: _health}
"""Kinds of sub-messages. Steps, temperature, pulse and pressure behind a device's health are no part of any order."""
