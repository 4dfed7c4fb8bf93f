"""HEX frames: what the text says, in bytes; which fields stand there, a mask in the frame says.

1. `+RSP` is a report of positions, `+EVT` an event; `+BSP` and `+BVT` come from memory. CRC-16/CCITT-FALSE counts all between the
   head and itself.
2. What a kind puts before its positions differs by model (the caller of GTLBC, how long the ignition was on). Everything else has
   the length that the mask says, so what is left over is that, whatever it is.
3. The eight bytes of the id are an IMEI, two digits a byte, or a name the device was given (mask bit 6). A name is nobody's id
   where the connection has said whose it is: many devices have the name they left the factory with.
4. Country and network are decimal digits, area and cell are numbers.
5. The lower half of the byte of satellites is their number; the upper one is the state of the receiver's outer antenna. More
   than 15 do not fit.
6. An accuracy of 0 is the last position again, as in text; `valid` is then false.

Source: "GV200 @Track Air Interface Protocol" (page 209: the bits of the masks; pages 214, 218: +RSP; page 228: +INF), a published
study of the manuals of GV300CAN 12.00 and GV500CG 3.02 (order and widths of the fields, id, checksum), published frames.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.gl200.events import MOTIONS, events_of
from bilezik.protocols.gl200.place import KMH_MPS
from bilezik.protocols.gl200.told import Told
from bilezik.wire.fields import Reader, Short, bcd_digits
from bilezik.wire.moments import instant_of

DEGREE: Final = 1_000_000
TAIL: Final = 4
"""Checksum and line end."""
SPEED, AZIMUTH, ALTITUDE, CELL, SENT, COUNT, NAMED, LENGTH, TYPE, VERSION, FIRMWARE, LEVEL, SUPPLY = range(13)
ANALOG, DIGITAL, MOTION, SATELLITES = 14, 17, 18, 19
MILEAGE, TOTAL_MILEAGE, HOURS, TOTAL_HOURS, CARD, VEHICLE, EXPANDER = range(20, 27)
_BEHIND: Final = ((MILEAGE, 3), (TOTAL_MILEAGE, 5), (HOURS, 3), (TOTAL_HOURS, 6), (CARD, 4), (SENT, 7), (COUNT, 2))
"""Fields behind the positions, and their lengths."""
_BLOCK: Final = ((SPEED, 3), (AZIMUTH, 2), (ALTITUDE, 2), (CELL, 9))
COMPRESSED: Final = 100
BACKUP: Final = 2
"""The voltage that a low battery states."""

REPORTS: Final[dict[int, str]] = {
    1: "TOW", 3: "LBC", 4: "EPS", 5: "DIS", 6: "IOB", 7: "FRI", 8: "GEO", 9: "SPD", 10: "SOS", 11: "RTL", 12: "DOG", 15: "HBM",
    16: "IGL", 17: "IDA", 18: "ERI", COMPRESSED: "FRI",
}  # fmt: skip
EVENT_KINDS: Final[dict[int, str]] = {
    6: "BPL", 9: "STT", 13: "IGN", 14: "IGF", 15: "UPD", 17: "IDF", 21: "GSS", 23: "CRA", 25: "DOS", 31: "GPJ", 32: "RMD",
    33: "JDS", 45: "VGN", 46: "VGF", 50: "VGN", 51: "VGF",
}  # fmt: skip
"""Kinds of events whose number no two sources give to different ones."""
_CONTESTED: Final[dict[tuple[int, int], str]] = {(34, 1): "JDS", (34, 3): "UPC", (35, 1): "RMD", (35, 3): "UPC"}
"""34 and 35 are one thing on one model and another on the next: how many bytes come with it tells (jamming and roaming one state,
an update its number and result)."""


class Head(msgspec.Struct):
    """Who says it: kind, mask, device type, id or name."""

    kind: int
    mask: int
    device_type: str = ""
    imei: str | None = None
    name: str = ""

    def has(self, bit: int) -> bool:
        """Return whether the mask has a bit."""
        return bool(self.mask >> bit & 1)


def read_identity(data: bytes, head: Head, *, is_named: bool) -> None:
    """Read eight bytes as the name they are, or as an IMEI of two digits a byte."""
    if is_named:
        head.name = data.rstrip(b"\0").decode("ascii", "replace")
    elif all(byte < 100 for byte in data[:7]) and data[7] < 10:
        head.imei = "".join(f"{byte:02d}" for byte in data[:7]) + str(data[7])


def read_type(fields: Reader) -> str:
    """Read a device type: one byte, or three that begin with 80."""
    first = fields.take(1)
    return (first + fields.take(2) if first == b"\x80" else first).hex().upper()


def read_moment(fields: Reader) -> Instant | None:
    """Read seven bytes: year, month, day, hour, minute, second."""
    year = fields.number(2)
    month, day, hour, minute, second = fields.take(5)
    return instant_of(year, month, day, hour, minute, second) if 0 < year < 10_000 else None


def read_cell(fields: Reader) -> Cell | None:
    """Read eight bytes of a cell."""
    mcc, mnc = bcd_digits(fields.take(2)), bcd_digits(fields.take(2))
    lac, cid = fields.number(2), fields.number(2)
    return Cell(int(mcc), int(mnc), lac, cid) if mcc and mnc and int(mcc) else None


def read_report(frame: bytes, told: Told) -> Head | None:
    """Read +RSP, +EVT and their like; return who says it, or None: it ends before that."""
    wall = max(4, len(frame) - TAIL)
    fields = Reader(frame, 4, wall, wall)
    head = None
    try:
        head = Head(fields.number(1), fields.number(4))
        fields.skip(2 if head.has(LENGTH) else 0)
        head.device_type = read_type(fields) if head.has(TYPE) else ""
        fields.skip(2 * (head.has(VERSION) + head.has(FIRMWARE)))
        read_identity(fields.take(8), head, is_named=head.has(NAMED))
        _read_state(fields, head, told.now)
        if frame[1:4] in (b"RSP", b"BSP") and head.kind == COMPRESSED:
            read_compressed(fields, told)
        else:
            _read_places(fields, head, told, is_event=frame[1:4] in (b"EVT", b"BVT"))
    except Short:
        pass
    return head


def _read_state(fields: Reader, head: Head, now: Draft) -> None:
    """Read what every frame says of the device, as far as its mask has it."""
    if head.has(LEVEL):
        level = fields.number(1)
        now.battery_pct = float(level) if level <= 100 else None
    if head.has(SUPPLY):
        now.external_v = fields.number(2) / 1000
    fields.skip(2 * head.has(ANALOG) + 2 * head.has(DIGITAL) + 2 * head.has(EXPANDER))
    if head.has(MOTION):
        state = fields.number(1)
        now.status = state
        now.moving, warning = MOTIONS.get(f"{state:02X}", (None, ""))
        now.say(*filter(None, (warning,)))
    if head.has(SATELLITES):
        now.satellites = fields.number(1) & 0x0F


def _read_places(fields: Reader, head: Head, told: Told, *, is_event: bool) -> None:
    block = 1 + 8 + 7 + sum(size for bit, size in _BLOCK if head.has(bit))
    behind = sum(size for bit, size in _BEHIND if head.has(bit) or (is_event and head.kind in (13, 14) and bit in (20, 21)))
    extra = _extra(fields, block, behind, least=0 if is_event else 1)
    if is_event:
        _say_event(head, extra, told.now)
    else:
        report = f"{extra[0]:02X}" if extra else "00"
        told.now.say(*events_of(REPORTS.get(head.kind, f"{head.kind:03d}"), report[1], report[0], report[1]))
    for _ in range(fields.number(1)):
        draft = Draft()
        accuracy = fields.number(1)
        if head.has(SPEED):
            draft.speed_mps = _with_fraction(fields.number(2), fields.number(1)) * KMH_MPS
        course = fields.number(2) if head.has(AZIMUTH) else None
        draft.course_deg = float(course) if course is not None and course <= 360 else None
        draft.altitude_m = float(_signed(fields.take(2))) if head.has(ALTITUDE) else None
        lon, lat = _signed(fields.take(4)) / DEGREE, _signed(fields.take(4)) / DEGREE
        draft.at = read_moment(fields)
        cell = read_cell(fields) if head.has(CELL) else None
        fields.skip(head.has(CELL))
        told.now.network = None if cell is None else Network((cell,))
        told.now.valid = None if accuracy else False
        if abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
            continue
        draft.lat, draft.lon, draft.valid = lat, lon, accuracy > 0
        if accuracy:
            draft.hdop, draft.source, draft.network = float(accuracy), "gnss", told.now.network
        draft.satellites = told.now.satellites
        told.places.append(draft)
        told.is_found = accuracy > 0


def _extra(fields: Reader, block: int, behind: int, *, least: int) -> bytes:
    """Take what stands before the number of positions, and leave the reader there."""
    for count in range(fields.left // block, 0, -1):
        size = fields.left - behind - 1 - count * block
        if size >= least and fields.data[fields.at + size] == count:
            return fields.take(size)
    return fields.take(least)


def _say_event(head: Head, extra: bytes, now: Draft) -> None:
    kind = EVENT_KINDS.get(head.kind) or _CONTESTED.get((head.kind, len(extra)))
    if kind is None:
        now.say(f"gl200:event_{head.kind}")
        return
    state = str(extra[1] if kind == "GPJ" and len(extra) > 1 else extra[0]) if extra else ""
    now.say(*events_of(kind, state, "", ""))
    if kind == "BPL" and len(extra) == BACKUP:
        now.battery_v = int.from_bytes(extra, "big") / 1000


def read_compressed(fields: Reader, told: Told) -> None:
    """Read kind 100: positions a second apart, the first whole, the others as differences, bit by bit.

    Three bytes of two bits 01, fix type, speed in tenths of km/h (12) and azimuth (9), then longitude, latitude and, in the first,
    seconds since 1970. Or five bytes of two bits 10, fix type, and signed differences of speed (7), azimuth (7), longitude (12) and
    latitude (11). Any other byte is a second without a position. As a published server reads it; no manual at hand describes it.
    """
    seconds = 0
    speed = course = lat = lon = 0
    for _ in range(fields.number(2)):
        seconds += 1 if seconds else 0
        tag = fields.data[fields.at] >> 6 if fields.left > 0 else 0
        if tag == 1:
            word = fields.number(3)
            speed, course = word >> 9 & 0xFFF, word & 0x1FF
            lon, lat = _signed(fields.take(4)), _signed(fields.take(4))
            seconds = seconds or fields.number(4)
        elif tag == 2:
            word = fields.number(5)
            speed, course = speed + _bits(word, 30, 7), course + _bits(word, 23, 7)
            lon, lat = lon + _bits(word, 11, 12), lat + _bits(word, 0, 11)
        else:
            fields.skip(1)
            continue
        if abs(lat) > 90 * DEGREE or abs(lon) > 180 * DEGREE or (lat == 0 and lon == 0) or not seconds:
            continue
        draft = Draft()
        draft.at, draft.lat, draft.lon, draft.source = Instant(seconds * 1_000_000), lat / DEGREE, lon / DEGREE, "gnss"
        draft.speed_mps = speed / 10 * KMH_MPS if speed >= 0 else None
        draft.course_deg = float(course) if 0 <= course <= 360 else None
        told.places.append(draft)
        told.is_found = True


def _bits(word: int, shift: int, width: int) -> int:
    value = word >> shift & ((1 << width) - 1)
    return value - (1 << width) if value >> (width - 1) else value


def _with_fraction(whole: int, fraction: int) -> float:
    """A byte of decimals; whether tenths or hundredths no source says: the text has tenths."""
    return whole + (fraction / 10 if fraction < 10 else fraction / 100)


def _signed(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)
