"""A location with what stands behind it: items of a number, a length and a value, in any order.

1. Numbers up to 0x31 are the standard's; the others are makers', several of whom use the same for different things: the length
   tells them apart (0xFE of one byte is a battery, of two a supply, of four a mileage). One that no table knows is passed over.
2. An item that is longer than what is left ends the row. One that is too short for its kind costs nothing but itself.
3. Behind an item 0x80 another row begins, which numbers its items otherwise (readings of a vehicle).
4. Eighteen bytes that are no row and end with noughts are an older device's: battery and signal at fixed places.
5. Vehicles' own matters (fuel, tyres, trips, drivers, cameras), temperatures, tags and locks beside the device are no part of any
   order and are not read.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808 import aovx, bsj, jimi, makers, radio
from bilezik.protocols.jt808.passed import read_text
from bilezik.protocols.jt808.place import LOCATION, read_location
from bilezik.protocols.jt808.values import Read, row, satellites, signal, supply, volts
from bilezik.wire.fields import Reader, Short

_OBD: Final = 0x80
_OLD_LENGTH: Final = 18


def read_report(body: bytes, draft: Draft, model: str) -> None:
    """Read a location and its items."""
    items = body[LOCATION:]
    rows = list(row(items))
    model = aovx.model_of(rows) or model
    read_location(Reader(body, 0, len(body), len(body)), draft, model)
    if len(items) == _OLD_LENGTH and items.endswith(bytes(3)) and sum(2 + len(value) for _, value in rows) != _OLD_LENGTH:
        draft.battery_v, draft.signal = int.from_bytes(items[8:10], "big") / 10, items[14]
        return
    table = ITEMS
    for kind, value in rows:
        read = table.get(kind)
        if table is ITEMS and kind == _OBD:
            table = OBD
        elif read is not None:
            with suppress(Short):
                read(value, draft, model)


ITEMS: Final[Mapping[int, Read]] = {
    0x06: makers.battery, 0x12: makers.area, 0x30: signal, 0x31: satellites, 0x33: makers.padlock_text,
    0x53: radio.counted(radio.read_cell_2g), 0x54: radio.counted(radio.read_wifi), 0x56: makers.battery_tenths,
    0x57: makers.extra, 0x5D: radio.counted(radio.read_cell_4g), 0x60: makers.lock_event, 0x61: supply(100),
    0x64: makers.assistance("adas"), 0x65: makers.assistance("dms"), 0x68: makers.battery_hundredths, 0x69: volts(100),
    0x70: makers.driving, 0x82: supply(10), 0x91: supply(10), 0xD0: makers.user_state, 0xD3: supply(10), 0xD4: makers.level,
    0xD5: makers.battery_volts, 0xDA: makers.padlock_state, 0xE1: makers.level_or_more, 0xE3: makers.battery_whole,
    0xE4: makers.charger, 0xE5: makers.motion, 0xE6: read_text, 0xE7: makers.buttons, 0xE8: jimi.read, 0xE9: makers.level,
    0xEB: bsj.read, 0xEC: radio.listed(radio.read_wifi), 0xEE: makers.health, 0xF0: radio.listed(radio.read_wide_cell),
    0xF1: makers.supply_exact, 0xF3: aovx.read_f3, 0xF4: aovx.read_f4, 0xF6: aovx.read_f6, 0xF7: aovx.read_f7,
    0xF9: aovx.read_f9, 0xFE: makers.last,
}  # fmt: skip

OBD: Final[Mapping[int, Read]] = {0x56: makers.battery_second, 0x61: supply(100), 0x69: volts(100), 0x82: supply(10)}
"""Items behind 0x80."""
