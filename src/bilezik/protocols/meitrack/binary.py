"""CCC and CCE: reports as bytes, low byte first, several in a frame.

1. CCC: edition, length of a record, how many wait, then records of 52 bytes.
2. CCE: how many wait, how many come, then records of a stated length: values of one byte, of two, of four, and of a stated length,
   each group with its number of values, each value with its name. A name beginning with FE has two bytes. A value no manual names
   is passed over; a record that breaks off says what it said before.
3. FEA8 holds three batteries, each a state (0: there is none) and a level, and an alert: the first battery is the device's own. No
   manual at hand describes it; published frames show it. An alert of any value is `meitrack:battery_alert` (law 6).
"""

import struct
from collections.abc import Iterator
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.meitrack.place import put_cell, put_event, put_movement, put_place, put_volts
from bilezik.wire.fields import Reader, Short

RECORD: Final = struct.Struct("<BiiIBBBHHHhIIHHHHHHHHI")
"""Event, place, time, valid, satellites, GSM level, speed, course, HDOP, altitude, mileage, run time, cell, ports, analog inputs
1, battery and supply, fence."""
_CELL: Final = struct.Struct("<HHHIh")
YEAR_2000_S: Final = 946_684_800
DEGREE: Final = 1_000_000
EXTENDED: Final = 0xFE

EVENT, EVENT_WIDE = 0x01, 0x40
LAT, LON, TIME, VALID, SATELLITES, SIGNAL, SPEED, COURSE, HDOP, ALTITUDE = (
    0x02,
    0x03,
    0x04,
    0x05,
    0x06,
    0x07,
    0x08,
    0x09,
    0x0A,
    0x0B,
)
CELL, OUTPUTS, INPUTS, BATTERY, SUPPLY, BATTERY_PCT, BATTERIES = 0x0E, 0x14, 0x15, 0x19, 0x1A, 0xFE69, 0xFEA8

KNOWN: Final = {
    1: frozenset({EVENT, VALID, SATELLITES, SIGNAL, OUTPUTS, INPUTS, BATTERY_PCT}),
    2: frozenset({EVENT_WIDE, SPEED, COURSE, HDOP, ALTITUDE, BATTERY, SUPPLY}),
    4: frozenset({LAT, LON, TIME}),
    0: frozenset({CELL, BATTERIES}),
}
"""Names by the group they stand in; in another group a name means something else, or nothing."""


class Records:
    """The reports of one frame, and whether they fill it."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.reports: list[Report] = []
        self.is_whole = True


def read_ccc(content: bytes) -> Records:
    """Read records of one shape."""
    found = Records()
    step = max(int.from_bytes(content[2:4], "little"), RECORD.size)
    rest = content[8:]
    for at in range(0, len(rest) - RECORD.size + 1, step):
        found.reports.append(_record(RECORD.unpack_from(rest, at)))
    found.is_whole = len(content) >= 8 and len(rest) % step == 0
    return found


def _record(values: tuple[int, ...]) -> Report:
    code, lat, lon, time, valid, satellites, level, speed, course, hdop, altitude, _, _, mcc, mnc, lac, cid, *more = values
    draft = Draft()
    draft.at, draft.valid, draft.satellites, draft.signal = _instant(time), valid == 1, satellites, level
    draft.hdop, draft.status = hdop / 10, more[0]
    put_event(draft, code)
    put_place(draft, lat / DEGREE, lon / DEGREE)
    put_movement(draft, float(speed), float(course), float(altitude))
    put_cell(draft, mcc, mnc, lac, cid)
    put_volts(draft, more[2], None)
    return draft.report()


def read_cce(content: bytes) -> Records:
    """Read records of named values."""
    found = Records()
    fields = Reader(content, 0, len(content), len(content))
    try:
        fields.skip(4)
        for _ in range(_number(fields, 2)):
            size = _number(fields, 2)
            end = min(fields.at + size, len(content))
            draft = Draft()
            is_whole = _read_record(Reader(content, fields.at, end, end), draft)
            if draft.stated():
                found.reports.append(draft.report())
            found.is_whole &= is_whole
            fields.skip(size)
    except Short:
        found.is_whole = False
    found.is_whole &= fields.left == 0
    return found


def _read_record(fields: Reader, draft: Draft) -> bool:
    """Read one record; return whether it was whole."""
    values: dict[int, bytes] = {}
    is_whole = True
    try:
        fields.skip(2)  # its number in the frame
        values.update(_values(fields))
    except Short:
        is_whole = False
    numbers = {name: int.from_bytes(value, "little") for name, value in values.items()}
    _put_numbers(numbers, draft)
    if {LAT, LON} <= values.keys():
        put_place(draft, _signed(values[LAT]) / DEGREE, _signed(values[LON]) / DEGREE)
    altitude = None if ALTITUDE not in values else float(_signed(values[ALTITUDE]))
    put_movement(draft, _float(numbers, SPEED), _float(numbers, COURSE), altitude)
    if len(values.get(CELL, b"")) == _CELL.size:
        put_cell(draft, *_CELL.unpack(values[CELL]))
    _put_batteries(values.get(BATTERIES, b""), draft)
    return is_whole and fields.left == 0


def _put_numbers(numbers: dict[int, int], draft: Draft) -> None:
    for name in (EVENT, EVENT_WIDE):
        if name in numbers:
            put_event(draft, numbers[name])
    draft.at = _instant(numbers[TIME]) if TIME in numbers else None
    draft.valid = numbers[VALID] > 0 if VALID in numbers else None
    draft.satellites, draft.signal = numbers.get(SATELLITES), numbers.get(SIGNAL)
    draft.hdop = None if HDOP not in numbers else numbers[HDOP] / 10
    draft.battery_pct = float(numbers[BATTERY_PCT]) if numbers.get(BATTERY_PCT, 101) <= 100 else None
    draft.battery_v = None if BATTERY not in numbers else numbers[BATTERY] / 100
    draft.external_v = None if SUPPLY not in numbers else numbers[SUPPLY] / 100
    if INPUTS in numbers or OUTPUTS in numbers:
        draft.status = numbers.get(INPUTS, 0) << 8 | numbers.get(OUTPUTS, 0)


def _put_batteries(value: bytes, draft: Draft) -> None:
    if len(value) >= 2 and value[0] and value[1] <= 100:
        draft.battery_pct = float(value[1])
    if len(value) >= 7 and value[6]:
        draft.say("meitrack:battery_alert")


def _values(fields: Reader) -> Iterator[tuple[int, bytes]]:
    """Yield names and values of the four groups."""
    for width in (1, 2, 4, 0):
        for _ in range(fields.number(1)):
            name = fields.number(1)
            if name == EXTENDED:
                name = name << 8 | fields.number(1)
            value = fields.take(width or fields.number(1))
            if name in KNOWN[width]:
                yield name, value


def _instant(seconds: int) -> Instant:
    return Instant((YEAR_2000_S + seconds) * 1_000_000)


def _number(fields: Reader, width: int) -> int:
    return int.from_bytes(fields.take(width), "little")


def _signed(value: bytes) -> int:
    return int.from_bytes(value, "little", signed=True)


def _float(numbers: dict[int, int], name: int) -> float | None:
    return float(numbers[name]) if name in numbers else None
