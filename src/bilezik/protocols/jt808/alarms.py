"""What bits and codes are called: the alarm word of the standard, and the words makers add to it.

1. Every bit of the alarm word is an event. Bits 15 to 17 are free in the edition of 2013, and in that of 2019 they are about
   driving, tyres and turning; makers of small trackers use them for what they have. Where makers differ, the graver reading is
   given: 15 is a low battery (G10LS, S21L; vibration with others), 16 and 17 are a tamper (G10LS: 16 vibration, 17 removal). Bit
   18, driving too long in one day, is a low battery with makers.
2. Bit 8, "main power of the terminal has failed", is `power_cut`: nobody switched the device off.
3. Padlocks have a word of their own. What it says beyond taken off and tampered with is `jt808:bit_N`.
4. A code no table knows is an event with its number.
"""

from collections.abc import Iterator, Mapping
from typing import Final

_OWN: Final = "jt808:"

STANDARD: Final[Mapping[int, str]] = {
    0: "sos", 1: _OWN + "overspeed", 2: _OWN + "fatigue", 3: _OWN + "danger", 4: _OWN + "receiver_fault", 5: "antenna_cut",
    6: "antenna_cut", 7: "low_battery", 8: "power_cut", 9: _OWN + "display_fault", 10: _OWN + "speech_fault",
    11: _OWN + "camera_fault", 12: _OWN + "card_reader_fault", 13: _OWN + "overspeed_warning", 14: _OWN + "fatigue_warning",
    15: "low_battery", 16: "tamper", 17: "tamper", 18: "low_battery", 19: _OWN + "parked_too_long", 20: _OWN + "fence",
    21: _OWN + "route", 22: _OWN + "route_time", 23: _OWN + "off_route", 24: _OWN + "speed_sensor_fault", 25: _OWN + "fuel",
    26: _OWN + "theft", 27: _OWN + "illegal_ignition", 28: _OWN + "moved", 29: _OWN + "collision", 30: _OWN + "rollover",
    31: _OWN + "door",
}  # fmt: skip
"""7: the supply of the terminal is low; of a wearable one that is its battery. 5: antenna missing or cut; 6: short-circuited."""

PADLOCK: Final[Mapping[int, str]] = {0: "strap_open", 1: "tamper", 4: "strap_open"}
AOVX: Final = frozenset({"AL300", "GL100"})
_PADLOCKS: Final = frozenset({"G-360P", "G-508P"})
BY_MODEL: Final[Mapping[str, Mapping[int, str]]] = {
    "G10LS": {16: _OWN + "vibration"}, "S21L": {16: _OWN + "vibration"},
    "AL300": {16: _OWN + "movement"}, "GL100": {16: _OWN + "movement"},
    "VL300": {29: _OWN + "bit_29", 30: _OWN + "bit_30"},
}  # fmt: skip
"""What some models mean otherwise. AL300 and GL100: a movement; VL300: its bits 29 and 30 are no accident."""

CIRCUIT_OPEN: Final = _OWN + "circuit_open"
"""Bit 11 of the status word: the circuit of the vehicle, or the main supply, is interrupted."""

EXTENDED: Final[Mapping[int, str]] = {
    0: _OWN + "battery_on", 4: _OWN + "collision", 8: _OWN + "hard_acceleration", 9: _OWN + "hard_braking", 12: "strap_open",
    25: _OWN + "hard_cornering", 30: _OWN + "false_base_station_near", 31: _OWN + "false_base_station",
}  # fmt: skip
"""The word 0x0089 behind 0xEB: a bit that is nought is an alarm. 12: removed against the rules. 0: the switch of the battery."""
SECOND_EXTENDED: Final[Mapping[int, str]] = {6: _OWN + "vibration", 14: "tamper"}
"""The word 0x00C5 behind 0xEB, noughts again. 14: the light sensor sees light, where the device was taken off or opened."""
DRIVING: Final[Mapping[int, str]] = {
    1: _OWN + "hard_acceleration", 2: _OWN + "hard_braking", 3: _OWN + "hard_cornering", 0x16: _OWN + "collision",
}  # fmt: skip
"""Kinds of the item 0x70."""
EXTRA: Final[Mapping[int, str]] = {8: _OWN + "hard_acceleration", 9: _OWN + "hard_braking", 10: _OWN + "hard_cornering"}
"""Bits of the item 0x57."""
BUTTONS: Final[Mapping[int, str]] = {0: _OWN + "vibration", 1: "sos", 2: "sos", 3: "sos"}
"""Bits of the item 0xE7: three ways to ask for help."""
MARKED: Final[Mapping[int, str]] = {
    0: _OWN + "hard_acceleration", 1: _OWN + "hard_braking", 2: _OWN + "hard_cornering", 3: _OWN + "collision", 4: "tamper",
}  # fmt: skip
"""Bits of the first word behind 0xFE 0x7C."""
EXTENDED_G10: Final[Mapping[int, str]] = {
    0: _OWN + "hard_acceleration", 1: _OWN + "hard_braking", 2: _OWN + "hard_braking", 3: _OWN + "hard_cornering",
    4: _OWN + "collision", 5: _OWN + "rollover",
}  # fmt: skip
"""Bits of the item 0xF4 of two bytes; two inputs follow."""
JIMI: Final[Mapping[int, str]] = {
    0x0001: _OWN + "camera_fault", 0x0400: _OWN + "hard_acceleration", 0x0401: _OWN + "hard_braking",
    0x0402: _OWN + "hard_cornering", 0x0403: _OWN + "overspeed", 0x0405: _OWN + "collision", 0x0406: _OWN + "vibration",
    0x0407: _OWN + "tow", 0x0408: _OWN + "fence_enter", 0x0409: _OWN + "fence_exit", 0x040C: _OWN + "door",
    0x0412: _OWN + "hard_acceleration", 0x0413: _OWN + "hard_braking", 0x0414: _OWN + "hard_cornering",
    0x0415: _OWN + "lane_change", 0x0416: _OWN + "collision", 0x0417: _OWN + "collision", 0x0C01: "sos", 0x0C02: "low_battery",
    0x0C05: _OWN + "alarm", 0x0C0E: "power_cut", 0x0C0F: "low_battery", 0x0C10: "power_off", 0x0C12: "tamper",
}  # fmt: skip
"""Alarms of Jimi's item 0xE8. 0x0C0E: the supply was taken away; 0x0C10: the device goes off."""
IGNITION: Final = frozenset({0x0C03, 0x0C04})
OBD: Final[Mapping[int, str]] = {
    0x01: "power_restored", 0x02: "power_cut", 0x0E: _OWN + "idle", 0x1A: _OWN + "hard_acceleration",
    0x1B: _OWN + "hard_braking", 0x1C: _OWN + "hard_cornering", 0x1D: _OWN + "lane_change", 0x1E: _OWN + "lane_change",
    0x1F: _OWN + "lane_change", 0x23: _OWN + "fatigue", 0x25: _OWN + "overspeed", 0x26: _OWN + "collision",
    0x27: _OWN + "collision", 0x28: _OWN + "collision", 0x31: _OWN + "door", 0x32: _OWN + "door",
}  # fmt: skip
"""Alarms passed through as 0x0900 0xF0 0x03."""
BEHAVIOUR: Final[Mapping[int, str]] = {
    51: _OWN + "hard_acceleration", 52: _OWN + "hard_braking", 53: _OWN + "hard_cornering", 54: _OWN + "lane_change",
    56: _OWN + "collision",
}  # fmt: skip
"""Events passed through as 0x0900 0xF0 0x15."""
LOCKS: Final[Mapping[int, str]] = {
    0: _OWN + "overspeed", 1: "low_battery", 2: _OWN + "vibration", 3: "low_battery", 5: _OWN + "fence_enter",
    6: _OWN + "fence_exit",
}  # fmt: skip
"""Bits of the alarm word of kinds 0x5501 and 0x5502, product 3."""
OLD_LOCKS: Final[Mapping[int, str]] = {0: "low_battery"}
"""The same, products 1 and 2."""
TABLES: Final[tuple[Mapping[int, str], ...]] = (
    STANDARD, PADLOCK, *BY_MODEL.values(), EXTENDED, SECOND_EXTENDED, DRIVING, EXTRA, BUTTONS, MARKED, EXTENDED_G10, JIMI, OBD,
    BEHAVIOUR, LOCKS, OLD_LOCKS,
)  # fmt: skip
"""Every table of events."""


def of_word(word: int, model: str) -> Iterator[str]:
    """Yield the events of an alarm word."""
    if model in _PADLOCKS:
        yield from of_bits(word, 32, PADLOCK, "bit")
        return
    mine = BY_MODEL.get(model, {})
    yield from (mine.get(bit, STANDARD[bit]) for bit in range(32) if word >> bit & 1)


def of_bits(word: int, width: int, names: Mapping[int, str], unknown: str) -> Iterator[str]:
    """Yield the events of the bits that are set; one that the table does not name is `jt808:unknown_N`."""
    yield from (names.get(bit, f"{_OWN}{unknown}_{bit}") for bit in range(width) if word >> bit & 1)


def of_noughts(word: int, names: Mapping[int, str]) -> Iterator[str]:
    """Yield the events of the named bits that are not set."""
    yield from (event for bit, event in names.items() if not word >> bit & 1)


def of_code(code: int, names: Mapping[int, str], unknown: str) -> str:
    """Return the event of a code, `jt808:unknown_N` where the table does not name it."""
    return names.get(code, f"{_OWN}{unknown}_{code}")
