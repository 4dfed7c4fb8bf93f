"""Where: positions of both shapes, access points and cells, the alarm byte, the device's health.

1. 0x10 and 0x11 have GT06's position: minutes times 30,000, and a word with course, north, west, fixed.
2. 0x08 and 0x09 have degrees and millionths with a sign in between, twice; the second pair is not read: no manual at hand says
   which of the two is corrected, and published frames differ by a few metres. They say nothing of whether it is fixed.
3. Cells of 0x18 to 0x1a may have nine bytes, area and cell of four each. The length that fits tells.
"""

from typing import Final

from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.topin.framing import NARROW_CELL, WIDE_CELL
from bilezik.wire.fields import Reader, Short, bcd_digits, mac_text
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
DEGREE: Final = 1_800_000
FIXED, WEST, NORTH = 0x1000, 0x0800, 0x0400
BITS: Final = {0: "topin:vibration", 1: "topin:overspeed", 4: "low_battery"}
"""Bits of the alarm byte; one that no source names is `topin:bit_n`."""
_ALTITUDE_AND_ALARM: Final = 3


def put_alarm(draft: Draft, alarm: int) -> None:
    """Take the alarm byte: each set bit is its own event (law 6)."""
    draft.status = alarm
    draft.say(*(BITS.get(bit, f"topin:bit_{bit}") for bit in range(8) if alarm >> bit & 1))


def read_place(fields: Reader, draft: Draft) -> None:
    """Read 0x10 and 0x11: time, satellites, place, speed, word; where they are, altitude and alarms."""
    _read_moment(fields, draft)
    draft.satellites = fields.number(1) & 0x0F
    lat, lon, speed, word = fields.number(4), fields.number(4), fields.number(1), fields.number(2)
    draft.valid = bool(word & FIXED)
    if (lat or lon or draft.valid) and lat <= 90 * DEGREE and lon <= 180 * DEGREE:
        draft.lat = (lat if word & NORTH else -lat) / DEGREE
        draft.lon = (-lon if word & WEST else lon) / DEGREE
        draft.speed_mps = speed * KMH_MPS
        course = word & 0x03FF
        draft.course_deg = float(course) if course <= 360 else None
        draft.source = "gnss" if draft.valid else None
    if fields.left >= _ALTITUDE_AND_ALARM:
        altitude = int.from_bytes(fields.take(2), "big", signed=True)
        draft.altitude_m = None if draft.lat is None else float(altitude)
        put_alarm(draft, fields.number(1))


def read_decimal_place(fields: Reader, draft: Draft) -> None:
    """Read 0x08 and 0x09: time, place, place again, speed, half the course, satellites."""
    _read_moment(fields, draft)
    lat, lon = _decimal(fields), _decimal(fields)
    fields.skip(8)
    speed, course, satellites = fields.number(1), fields.number(1) * 2, fields.number(1)
    draft.satellites = satellites
    if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon):
        draft.lat, draft.lon = lat, lon
        draft.speed_mps, draft.course_deg = speed * KMH_MPS, float(course) if course <= 360 else None
        draft.source = "gnss" if satellites else None


def _decimal(fields: Reader) -> float:
    degrees, rest = fields.number(1), fields.number(3)
    value = degrees + (rest & 0x0FFFFF) / 1_000_000
    return -value if rest >> 20 else value


def _read_moment(fields: Reader, draft: Draft) -> None:
    year, month, day, hour, minute, second = fields.take(6)
    draft.at = instant_of(2000 + year, month, day, hour, minute, second)


def read_list(count: int, fields: Reader, draft: Draft) -> None:
    """Read 0x17 to 0x1a, 0x69: a time of two-digit decimals, access points, cells, perhaps the alarm byte."""
    digits = bcd_digits(fields.take(6))
    if digits is not None:
        draft.at = instant_of(2000 + int(digits[:2]), *(int(digits[at : at + 2]) for at in (2, 4, 6, 8, 10)))
    cells: list[Cell] = []
    wifi: list[Wifi] = []
    try:
        wifi.extend(Wifi(mac_text(fields.take(6)), -fields.number(1)) for _ in range(count))
        number, mcc, mnc = fields.number(1), fields.number(2), fields.number(1)
        size = WIDE_CELL if fields.left in (number * WIDE_CELL, number * WIDE_CELL + 1) else NARROW_CELL
        half = size // 2
        for _ in range(number):
            lac, cid, signal = fields.number(half), fields.number(half), -fields.number(1)
            if lac or cid:
                cells.append(Cell(mcc, mnc, lac, cid, signal or None))
        if fields.left >= 1:
            put_alarm(draft, fields.number(1))
    except Short:
        pass  # as many as there were
    draft.network = Network(tuple(cells), tuple(wifi)) if cells or wifi else None


def read_status(fields: Reader, draft: Draft) -> None:
    """Read 0x13: battery, edition, time zone, interval; where they are, signal, temperature, charger."""
    battery = fields.number(1)
    draft.battery_pct = float(battery) if battery <= 100 else None
    if fields.left >= 4:
        fields.skip(3)
        draft.signal = fields.number(1)
    if fields.left >= 4:
        fields.skip(3)
        draft.charging = fields.number(1) > 0
