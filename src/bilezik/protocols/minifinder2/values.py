"""The keys of a data frame and what they hold. A value that is too short is passed over; what others said stands.

1. 0x02 alarms, 0x14 battery, 0x20 position, 0x21 and 0x29 cells, 0x22 and 0x19 access points, 0x24 time and status. Pulse, steps,
   sleep and barking are no part of any order.
2. 0x23, 0x26, 0x28, 0x2C are Bluetooth beacons and 0x2A a known access point. Where one of them has a place written into it, that
   place is the position of a device that has no position of its own: its source says so. 0x27 is a place that the device worked
   out, it does not say from what. The first of them stands.
3. A position of satellites that is not fixed replaces no place that is known.
4. The status: bit 4 charging, 7 from the memory, 9 moving, 19 to 23 the signal, 24 to 31 the battery in per cent.
"""

from collections.abc import Callable, Mapping
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Source, Wifi
from bilezik.protocols.draft import Draft
from bilezik.wire.fields import Reader, mac_text

KMH_MPS: Final = 1 / 3.6
DEGREE: Final = 10_000_000
CHARGING, KEPT, MOVING, SIGNAL_AT, BATTERY_AT = 4, 7, 9, 19, 24
HAS_PLACE: Final = 0x80
_OWN: Final = "minifinder2:"
BITS: Final[Mapping[int, str]] = {
    0: "low_battery", 1: _OWN + "overspeed", 2: "fall", 8: "power_off", 9: "power_on", 12: "sos",
}  # fmt: skip
"""Bits of the alarm word; one that no source at hand names is `minifinder2:bit_n` (law 6)."""


def number(fields: Reader, width: int) -> int:
    """Return the next `width` bytes, low byte first."""
    return int.from_bytes(fields.take(width), "little")


def signed(fields: Reader, width: int) -> int:
    """Return the next `width` bytes as a signed number."""
    return int.from_bytes(fields.take(width), "little", signed=True)


def _dbm(fields: Reader) -> int | None:
    """Return a signal: some write dBm as a signed byte, some leave the sign out."""
    return -abs(signed(fields, 1)) or None


def _put_place(draft: Draft, fields: Reader, source: Source) -> bool:
    lat, lon = signed(fields, 4), signed(fields, 4)
    if (lat == 0 and lon == 0) or abs(lat) > 90 * DEGREE or abs(lon) > 180 * DEGREE:
        return False
    draft.lat, draft.lon, draft.source = lat / DEGREE, lon / DEGREE, source
    return True


def _alarms(fields: Reader, draft: Draft) -> None:
    word = number(fields, 4)
    draft.say(*(BITS.get(bit, f"{_OWN}bit_{bit}") for bit in range(32) if word >> bit & 1))


def _battery(fields: Reader, draft: Draft) -> None:
    _put_level(draft, number(fields, 1))
    draft.battery_v = number(fields, 2) / 1000


def _put_level(draft: Draft, level: int) -> None:
    draft.battery_pct = float(level) if level <= 100 else None


def _position(fields: Reader, draft: Draft) -> None:
    value = Reader(fields.take(21), 0, 21, 21)
    if _is_known(draft) and not any(value.data[14:16]):
        draft.satellites = value.data[20]
        return
    has_place = _put_place(draft, value, "gnss")
    speed, course, altitude, hdop = number(value, 2), number(value, 2), signed(value, 2), number(value, 2)
    value.skip(4)  # mileage
    draft.satellites, draft.valid = number(value, 1), hdop > 0
    if has_place:
        draft.speed_mps, draft.course_deg = speed * KMH_MPS, float(course) if course <= 360 else None
        draft.altitude_m, draft.hdop = float(altitude), hdop / 10 if hdop else None
        draft.source = "gnss" if draft.valid else None


def _cells(fields: Reader, draft: Draft, width: int = 2) -> None:
    mcc, mnc = number(fields, 2), number(fields, 1)
    cells: list[Cell] = []
    while fields.left >= 3 + width:
        signal, lac, cid = _dbm(fields), number(fields, 2), number(fields, width)
        cells.append(Cell(mcc, mnc, lac, cid, signal))
    _hear(draft, cells, [])


def _cells_of_lte(fields: Reader, draft: Draft) -> None:
    _cells(fields, draft, 4)


def _wifi(fields: Reader, draft: Draft) -> None:
    wifi: list[Wifi] = []
    while fields.left >= 7:
        signal = _dbm(fields)
        wifi.append(Wifi(mac_text(fields.take(6)), signal))
    _hear(draft, [], wifi)


def _named_wifi(fields: Reader, draft: Draft) -> None:
    wifi: list[Wifi] = []
    while fields.left >= 8:
        signal = _dbm(fields)
        wifi.append(Wifi(mac_text(fields.take(6)), signal))
        fields.skip(min(number(fields, 1), fields.left))
    _hear(draft, [], wifi)


def _hear(draft: Draft, cells: list[Cell], wifi: list[Wifi]) -> None:
    before = draft.network or Network()
    if cells or wifi:
        draft.network = Network((*before.cells, *cells), (*before.wifi, *wifi))


def _status(fields: Reader, draft: Draft) -> None:
    draft.at = Instant(number(fields, 4) * 1_000_000)
    word = number(fields, 4)
    draft.status = word
    draft.charging, draft.replayed, draft.moving = (bool(word >> bit & 1) for bit in (CHARGING, KEPT, MOVING))
    draft.signal = word >> SIGNAL_AT & 0x1F
    _put_level(draft, word >> BATTERY_AT)


def _is_known(draft: Draft) -> bool:
    """Return whether the report has a place that another may not replace."""
    return draft.lat is not None and bool(draft.valid)


def _place_of(skipped: int, source: Source, *, flagged: bool) -> Callable[[Reader, Draft], None]:
    """Return how to read a neighbour whose place stands behind so many bytes, where its flags say that there is one."""

    def read(fields: Reader, draft: Draft) -> None:
        has_place = not flagged or bool(number(fields, 1) & HAS_PLACE)
        fields.skip(skipped)
        if has_place and not _is_known(draft) and fields.left >= 8 and _put_place(draft, fields, source):
            draft.valid = True
            draft.speed_mps = draft.course_deg = draft.altitude_m = draft.hdop = None

    return read


def _with_height(read: Callable[[Reader, Draft], None]) -> Callable[[Reader, Draft], None]:
    """Return how to read a place that has its precision and its height behind it."""

    def read_both(fields: Reader, draft: Draft) -> None:
        was_known = _is_known(draft)
        read(fields, draft)
        if not was_known and _is_known(draft):
            hdop, altitude = number(fields, 2), signed(fields, 2)
            draft.hdop, draft.altitude_m = hdop / 10 if hdop else None, float(altitude)

    return read_both


KEYS: Final[Mapping[int, Callable[[Reader, Draft], None]]] = {
    0x02: _alarms, 0x14: _battery, 0x19: _named_wifi, 0x20: _position, 0x21: _cells, 0x22: _wifi, 0x24: _status,
    0x29: _cells_of_lte,
    0x23: _place_of(6, "beacon", flagged=False), 0x28: _place_of(8, "beacon", flagged=True),
    0x2A: _place_of(7, "wifi", flagged=True), 0x2C: _place_of(9, "beacon", flagged=True),
    0x26: _with_height(_place_of(6, "beacon", flagged=False)), 0x27: _with_height(_place_of(0, "unknown", flagged=False)),
}  # fmt: skip
"""How each key is read."""
