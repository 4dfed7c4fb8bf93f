"""GT06 messages about the device itself: login, heartbeats, status, clock, text."""

import re
from typing import Final

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant, to_datetime
from bilezik.protocols.draft import Draft
from bilezik.protocols.gt06 import answers
from bilezik.protocols.gt06.message import KMH_MPS, Message, ends_in_modules, put_alarm, put_info, put_level, read_status
from bilezik.wire.fields import Reader, bcd_digits
from bilezik.wire.moments import instant_of

_LONGEST_HEARTBEAT: Final = 64
"""The status block and every module the manual has for it."""


def login(message: Message) -> None:
    """0x01: the IMEI of 15 digits in eight bytes; a model and a time zone may follow (the clock itself is UTC)."""
    digits = bcd_digits(message.fields.take(8))
    if digits is None:
        message.replies, message.error = (), "the login names no IMEI"
        return
    message.session = Session(digits[1:], message.session.memory)


def clock(message: Message) -> None:
    """0x8A: answered with the time in UTC."""
    now = to_datetime(message.received_at)
    content = bytes((now.year % 100, now.month, now.day, now.hour, now.minute, now.second))
    message.replies = (answers.short(message.kind, message.serial, content),)


def address(message: Message) -> None:
    """0x2A: the device wants to tell its wearer the address of a place it has already reported."""
    message.replies = (answers.no_address(),)


def alive(message: Message) -> None:
    """A message that says nothing more than that the device lives."""
    message.begin()


def status(message: Message) -> None:
    """0x13: terminal information, level, signal, alarm, language; and what models made of it."""
    fields, draft, model = message.fields, message.begin(), message.model
    if fields.left >= 14:
        _vehicle_status(fields, draft)
    elif model.startswith("LW"):
        put_info(draft, fields.number(1))
        put_level(draft, fields.number(1))
        draft.signal = fields.number(1)
        draft.external_v = (fields.number(2) & 0x0FFF) / 10
    elif model == "SEEWORLD":
        put_info(draft, fields.number(1))
        put_level(draft, fields.number(1))
        draft.signal = fields.number(1)
        draft.external_v = float(fields.number(1))
    elif model == "R11":
        put_info(draft, fields.number(1))
        draft.external_v = fields.number(2) / 100
        draft.signal = fields.number(1)
        put_alarm(draft, fields.number(1))
    else:
        read_status(fields, draft)


def _vehicle_status(fields: Reader, draft: Draft) -> None:
    """OBD and battery models: information, satellites and signal, alarm, language, per cent, mode, and in 14 bytes the supply.

    In the longer message the first byte is no terminal information as far as published frames show.
    """
    is_whole = fields.left == 14
    info, word = fields.number(1), fields.number(2)
    if is_whole:
        put_info(draft, info)
        draft.satellites = (word >> 10 & 31) + (word >> 5 & 31)
        draft.signal = word & 31
    put_alarm(draft, fields.number(1))
    fields.skip(1)
    _per_cent(fields, draft)
    if is_whole:
        fields.skip(1)
        draft.external_v = fields.number(2) / 100


def _per_cent(fields: Reader, draft: Draft) -> None:
    per_cent = fields.number(1)
    draft.battery_pct = float(per_cent) if per_cent <= 100 else None


def heartbeat(message: Message) -> None:
    """0x23: terminal information, battery in hundredths of a volt, signal, language."""
    fields, draft = message.fields, message.begin()
    put_info(draft, fields.number(1))
    draft.battery_v = fields.number(2) / 100
    if fields.left >= 1:
        draft.signal = fields.number(1)


def battery(message: Message) -> None:
    """0x40: serial number, time, and among the values of a battery its voltage (WD-209)."""
    fields, draft = message.fields, message.begin()
    fields.skip(8)
    at = Instant(fields.number(4) * 1_000_000)
    fields.skip(11)
    draft.battery_v = fields.number(2) / 1000
    draft.at = at


def heartbeat_4g(message: Message) -> None:
    """0x36: the status block, then modules of two bytes of name and one of length (JM-LL301, "Heartbeat Packet").

    What is longer and of another shape is a piece of a picture (X1), as is whatever else a long frame holds: kept as length and
    hash, and not asked for again.
    """
    fields, draft = message.fields, message.begin()
    if (message.extended or fields.left > _LONGEST_HEARTBEAT) and not _is_heartbeat(fields):
        message.replies = ()
        message.drop(fields.rest())
        return
    read_status(fields, draft)
    fields.skip(1)  # language
    while fields.left >= 3:
        module, value = fields.number(2), fields.take(fields.number(1))
        if module == 0x18 and len(value) == 2:
            draft.battery_v = int.from_bytes(value, "big") / 100
        elif module == 0x6A and len(value) == 1 and value[0] <= 100:
            draft.battery_pct = float(value[0])


def _is_heartbeat(fields: Reader) -> bool:
    """Return whether the modules behind the status block end where the content ends."""
    return ends_in_modules(fields, fields.at + 5)


def supply(message: Message) -> None:
    """0x94 in a short frame: the supply in hundredths of a volt; no answer."""
    message.replies = ()
    message.begin().external_v = message.fields.number(2) / 100


def silent(message: Message) -> None:
    """0x80 to 0x82: text of or for the server that wants no answer."""
    message.replies = ()


def picture(message: Message) -> None:
    """0x35 announces a photograph and waits to be asked for it. It is not asked: Bilezik takes no pictures."""
    message.replies = ()
    message.begin()


# Of digits only as many as a receiver writes: hundreds of them would be read as infinity.
_LAT_LON: Final = re.compile(r"Lat:\s*([NS])\s*([0-9.dm]{1,16})\s*,\s*Lon:\s*([EW])\s*([0-9.dm]{1,16})\s*,", re.IGNORECASE)
_NUMBER: Final = {name: re.compile(rf"{name}:\s*([0-9.]{{1,10}})(?![0-9.])", re.IGNORECASE) for name in ("Course", "Speed")}
_WHEN: Final = re.compile(r"DateTime:\s*(\d{2,4})-(\d\d)-(\d\d)\s+(\d\d):(\d\d):(\d\d)", re.IGNORECASE)


def text(message: Message) -> None:
    """0x15: length, server flag, text; 0x21: server flag, encoding, text. The answer to a command, perhaps with a place."""
    fields, draft = message.fields, message.begin()
    if message.kind == 0x15:
        stated = fields.number(1)
        size = max(0, stated - 4)
        flag = fields.number(4) if stated else 0
        words = fields.take(min(size, max(0, fields.left))).decode("ascii", "replace")
    else:
        flag = fields.number(4)
        encoding = fields.number(1)
        words = fields.rest().decode("utf-16-be" if encoding == 2 else "ascii", "replace")
    if flag:
        message.answers = str(flag)
    _put_words(words, draft)


def _put_words(words: str, draft: Draft) -> None:
    """Take the place out of `Lat:N54.73,Lon:E25.27,Course:…,Speed:…,DateTime:…` (manual, `DWXX`; later models in degrees)."""
    found = _LAT_LON.search(words)
    if found is None:
        return
    north, lat, east, lon = _degrees(found[2]), found[1].upper(), _degrees(found[4]), found[3].upper()
    if north is None or east is None or north > 90 or east > 180:
        return
    draft.valid, draft.source = True, "gnss"
    draft.lat, draft.lon = (-north if lat == "S" else north), (-east if lon == "W" else east)
    if (course := _number("Course", words)) is not None and course <= 360:
        draft.course_deg = course
    if (speed := _number("Speed", words)) is not None:
        draft.speed_mps = speed * KMH_MPS
    if (when := _WHEN.search(words)) is not None:
        year, *rest = (int(part) for part in when.groups())
        draft.at = instant_of(year if year > 99 else 2000 + year, *rest)


def _degrees(written: str) -> float | None:
    """Read `54.739332` or `23d5.1708m`."""
    whole, _, minutes = written.rstrip("m").partition("d")
    try:
        return float(whole) + (float(minutes) / 60 if minutes else 0.0)
    except ValueError:
        return None


def _number(name: str, words: str) -> float | None:
    found = _NUMBER[name].search(words)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None
