"""@Track Protocol Pro, the second generation: a head, records of named values, a number, CRC-8, `24`.

1. `2B` is a report of now, `2D` one from memory. The IMEI is digits, its first half-byte nothing.
2. A record: its length with itself, the second it was made, its number, its kind, what brought it about, then values: name, length,
   content. Lengths and names have a second byte where the first has its highest bit.
3. A record or value that breaks off says what it said before; the frame is then `failed`. A value no table names is passed over.
4. A kind of record in no table is `gl200:record_`, its number and that of its event, in hexadecimal (law 6).
5. What was not found now is the last position: `valid` is false, as the device says.

Sources: the pages "Overview" and "Report" of Queclink's "@Track Protocol Pro" for GL601 (frame, records, names of two bytes); kinds
of records and values as a published study of those pages and a published program for GL533CG have them; published frames.
"""

from typing import Final

from bilezik.domain.instant import Instant
from bilezik.protocols.draft import Draft
from bilezik.protocols.gl200.place import KMH_MPS
from bilezik.protocols.gl200.told import Told
from bilezik.wire.fields import Reader, Short

HEARTBEAT: Final = 0x10
FROM_MEMORY: Final = 0x2D
MANY: Final = 0x80
TAIL: Final = 4
"""Number, checksum, end."""
DEGREE: Final = 1_000_000
MINI, FULL, LEVEL, BATTERY, MOTION, LIGHT = 0x51, 0x52, 0x0A, 0x61, 0x17, 0x2B
MINI_SIZE, FULL_SIZE, BATTERY_SIZE = 15, 22, 4
FOUND: Final = 2

RECORDS: Final[dict[int, str]] = {0x01: "power_on", 0x05: "power_off", 0x10: "sos", 0x87: "gl200:light"}
"""Kinds of records that are an event."""
ROUTINE: Final = frozenset({0x04, 0x11, 0x12, 0x21, 0x50})
"""Fixed reports, who the device is, an answer, motion."""


def crc_8(data: bytes) -> int:
    """Return CRC-8: 0x31, all ones in, nothing out."""
    value = 0xFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ (0x31 if value & 0x80 else 0)) & 0xFF
    return value


def is_sound(frame: bytes) -> bool:
    """Return whether checksum, end and length are right."""
    length = frame[2] if frame[1:2] == b"\x10" else int.from_bytes(frame[2:4], "big")
    return len(frame) > TAIL and length == len(frame) and frame[-1:] == b"$" and crc_8(frame[:-2]) == frame[-2]


def read_pro(frame: bytes) -> tuple[str | None, list[Told], bool]:
    """Return the IMEI, where there is one, what each record says, and whether the frame was whole."""
    wall = max(3, len(frame) - TAIL)
    fields = Reader(frame, 3, wall, wall)
    told: list[Told] = []
    imei = None
    try:
        if frame[1] != HEARTBEAT:
            fields.skip(1)
            fields.skip(2 if fields.number(1) & MANY else 0)
        digits = fields.take(8).hex()[1:]
        imei = digits if digits.isdecimal() else None
        if frame[1] == HEARTBEAT:
            return imei, told, True
        fields.skip(5)
        fields.skip(fields.number(1))
        while fields.left > 0:
            _read_record(fields, told, is_replayed=frame[0] == FROM_MEMORY)
    except Short:
        return imei, told, False
    return imei, told, True


def _wide(fields: Reader) -> int:
    value = fields.number(1)
    return (value & 0x7F) << 8 | fields.number(1) if value & 0x80 else value


def _read_record(fields: Reader, told: list[Told], *, is_replayed: bool) -> None:
    begin = fields.at
    end = begin + _wide(fields)
    is_broken = end > fields.end or end <= fields.at
    record = Reader(fields.data, fields.at, min(end, fields.end), min(end, fields.end))
    said = Told(is_replayed=is_replayed)
    try:
        said.now.at = Instant(record.number(4) * 1_000_000)
        record.skip(2)
        told.append(said)
        kind, code = record.number(1), record.number(1)
        if kind in RECORDS:
            said.now.say(RECORDS[kind])
        elif kind not in ROUTINE:
            said.now.say(f"gl200:record_{kind:02x}_{code:02x}")
        while record.left > 0:
            name = _wide(record)
            _read_value(name, record.take(_wide(record)), said)
    except Short:
        is_broken = True
    if is_broken:
        raise Short
    fields.at = end


def _read_value(name: int, value: bytes, said: Told) -> None:
    now = said.now
    if (name, len(value)) in ((MINI, MINI_SIZE), (FULL, FULL_SIZE)):
        _read_place(value, said)
    elif name == LEVEL and len(value) == 1 and value[0] <= 100:
        now.battery_pct = float(value[0])
    elif name == BATTERY and len(value) >= BATTERY_SIZE:
        now.battery_v = int.from_bytes(value[1:3], "big") / 1000
        now.battery_pct = float(value[3]) if value[3] <= 100 else None
    elif name == MOTION and value in (b"\0", b"\1"):
        now.moving = value == b"\1"
    elif name == LIGHT and value == b"\1":
        now.say("gl200:light")


def _read_place(value: bytes, said: Told) -> None:
    fields = Reader(value, 0, len(value), len(value))
    is_found = fields.number(1) >> 2 & 3 == FOUND
    lon, lat = (int.from_bytes(fields.take(4), "big", signed=True) / DEGREE for _ in range(2))
    draft = Draft()
    draft.at, draft.valid, draft.speed_mps = Instant(fields.number(4) * 1_000_000), is_found, fields.number(2) / 10 * KMH_MPS
    if fields.left:
        hdop, course = fields.number(1), fields.number(2)
        draft.hdop = hdop / 10 if is_found and hdop else None
        draft.course_deg = float(course) if course <= 360 else None
        draft.altitude_m = int.from_bytes(fields.take(3), "big", signed=True) / 10
        draft.satellites = fields.number(1)
    said.now.valid = None if is_found else False
    if abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return
    draft.lat, draft.lon, draft.source = lat, lon, "gnss" if is_found else None
    said.places.append(draft)
    said.is_found = is_found
