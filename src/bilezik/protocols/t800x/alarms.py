"""What an alarm's code is called. Every message with a place has one; nought is none.

Source: the maker's own library (`Event`, and the method `getEvent` of its decoder for the mark 27 27), which reads codes as
hexadecimal. A code that neither names is `t800x:alarm_` and its two hexadecimal digits.
"""

from collections.abc import Mapping
from typing import Final

_OWN: Final = "t800x:"
Events = tuple[str, ...]

VEHICLE: Final[Mapping[int, Events]] = {
    0x01: ("power_cut",), 0x02: ("low_battery",), 0x03: ("sos",), 0x04: (_OWN + "overspeed",), 0x05: (_OWN + "fence_enter",),
    0x06: (_OWN + "fence_exit",), 0x07: (_OWN + "tow",), 0x08: (_OWN + "vibration",), 0x09: (), 0x10: (_OWN + "theft",),
    0x11: (_OWN + "fuel_filled",), 0x12: (_OWN + "fuel_leak",), 0x13: (_OWN + "fuel_filled",), 0x14: (_OWN + "fuel_leak",),
    0x15: (_OWN + "ignition_on",), 0x16: (_OWN + "ignition_off",), 0x17: (_OWN + "cooling_on",), 0x18: (_OWN + "cooling_off",),
    0x19: (_OWN + "idle",), 0x20: (_OWN + "idle_over",), 0x21: ("jamming",), 0x22: (_OWN + "jamming_over",),
    0x23: ("power_restored",), 0x24: (_OWN + "supply_low",), 0x25: (_OWN + "rude_driving",), 0x26: (_OWN + "collision",),
    0x27: (_OWN + "rollover",),
}  # fmt: skip
"""Codes of the marks 23 23, 25 25 and 26 26. 0x09: the device asks for an address."""

ASSET: Final[Mapping[int, Events]] = {
    0x01: ("strap_open",), 0x02: ("tamper",), 0x03: ("sos",), 0x04: ("strap_open", _OWN + "box_open"), 0x05: ("fall",),
    0x06: ("low_battery",), 0x07: (_OWN + "battery_recovered",), 0x08: (_OWN + "temperature",), 0x09: (_OWN + "moved",),
    0x10: (_OWN + "collision",), 0x11: (_OWN + "tilt",), 0x12: (_OWN + "charger_on",), 0x13: (_OWN + "charger_off",),
    0x14: (_OWN + "fence_enter",), 0x15: (_OWN + "fence_exit",), 0x16: (_OWN + "ignition_on",), 0x17: (_OWN + "ignition_off",),
    0x18: (_OWN + "idle",), 0x19: (_OWN + "idle_over",), 0x20: (), 0x21: ("strap_closed",), 0x22: (_OWN + "case_closed",),
    0x23: (_OWN + "box_closed",), 0x24: (_OWN + "fall_over",), 0x25: (_OWN + "temperature_over",), 0x26: (_OWN + "moved_over",),
    0x27: (_OWN + "collision_over",), 0x28: (_OWN + "tilt_over",), 0x29: ("power_on",), 0x30: (_OWN + "temperature",),
    0x31: (_OWN + "temperature_over",),
}  # fmt: skip
"""Codes of the mark 27 27. 0x01: the device was removed, 0x21: it is mounted; 0x02: its case was opened; 0x04: what it is in or on
was opened, by its light sensor: what wears it, or it, has moved."""

BRAKING, SPEEDING, CORNERING = _OWN + "hard_braking", _OWN + "hard_acceleration", _OWN + "hard_cornering"
BY_PLACE: Final[Mapping[int, Events]] = {
    0: (BRAKING,), 1: (SPEEDING,), 2: (BRAKING,), 3: (SPEEDING,), 4: (BRAKING,), 5: (SPEEDING,),
}  # fmt: skip
"""How somebody drives by the change of the place: three degrees of braking, three of speeding up."""
BY_FORCE: Final[Mapping[int, Events]] = {0: (BRAKING,), 1: (SPEEDING,), 2: (CORNERING,)}
"""The same by what the sensor feels."""
COLLISION: Final[Events] = (_OWN + "collision",)
TAMPERED_LOCK: Final = 0x01
"""State of a lock: somebody broke it."""


def of_code(code: int, names: Mapping[int, Events]) -> Events:
    """Return the events of an alarm's code."""
    return () if code == 0 else names.get(code, (f"{_OWN}alarm_{code:02x}",))


def of_driving(code: int, names: Mapping[int, Events]) -> Events:
    """Return the events of a way to drive."""
    return names.get(code, (f"{_OWN}driving_{code}",))
