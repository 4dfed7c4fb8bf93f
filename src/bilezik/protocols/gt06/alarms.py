"""What alarm codes and status bits of GT06 mean.

Sources: "GT06 GPS Tracker Communication Protocol" v1.8.1 (terminal information, alarm and language), the alarm tables of
later Concox and Jimi manuals (GT06N, WeTrack, AT4, JM-LL301, JM-VL01). Where manuals disagree, every meaning that is a
tamper stands beside the other (law 6): 0x0C is "power on" in Concox's tables and a removal alarm in others.
"""

from typing import Final

_OWN: Final = "gt06:"

CODES: Final[dict[int, tuple[str, ...]]] = {
    0x01: ("sos",),
    0x02: ("power_cut",),
    0x03: (_OWN + "vibration",),
    0x04: (_OWN + "fence_enter",),
    0x05: (_OWN + "fence_exit",),
    0x06: (_OWN + "overspeed",),
    0x09: (_OWN + "moved",),
    0x0A: (_OWN + "gps_lost",),
    0x0B: (_OWN + "gps_found",),
    0x0C: ("tamper", "power_on"),
    0x0D: (_OWN + "first_fix",),
    0x0E: ("low_battery",),
    0x0F: ("low_battery", _OWN + "low_battery_protection"),
    0x10: (_OWN + "sim_changed",),
    0x11: ("power_off",),
    0x12: (_OWN + "flight_mode",),
    0x13: ("tamper",),
    0x14: (_OWN + "door",),
    0x15: ("power_off", "low_battery"),
    0x16: (_OWN + "sound",),
    0x17: (_OWN + "false_base_station",),
    0x18: ("strap_open",),
    0x19: ("low_battery",),
    0x1A: (_OWN + "hard_braking",),
    0x1B: (_OWN + "hard_cornering",),
    0x20: (_OWN + "deep_sleep",),
    0x23: ("fall",),
    0x25: ("tamper",),
    0x26: (_OWN + "hard_acceleration",),
    0x27: (_OWN + "hard_braking",),
    0x28: (_OWN + "hard_braking",),
    0x29: (_OWN + "hard_acceleration",),
    0x2A: (_OWN + "hard_cornering",),
    0x2B: (_OWN + "hard_cornering",),
    0x2C: (_OWN + "collision",),
    0x2D: (_OWN + "rollover",),
    0x2E: (_OWN + "hard_cornering",),
    0x30: ("jamming", _OWN + "hard_braking"),
    0x32: ("tamper",),
    0xFE: (_OWN + "ignition_on",),
    0xFF: (_OWN + "ignition_off",),
}
"""The alarm byte of alarm and status packets."""

CAMERA_CODES: Final[dict[int, tuple[str, ...]]] = {
    0x01: ("sos",),
    0x0E: ("low_battery",),
    0x76: (_OWN + "temperature",),
    0x80: (_OWN + "vibration",),
    0x87: (_OWN + "overspeed",),
    0x88: ("power_cut",),
    0x90: (_OWN + "hard_acceleration",),
    0x91: (_OWN + "hard_braking",),
    0x92: (_OWN + "hard_cornering",),
    0x93: (_OWN + "collision",),
}
"""The event byte of the camera trackers' 0x95 (Jimi JC100, JC400)."""

MODULE_CODES: Final[dict[int, tuple[str, ...]]] = {
    0x10: (_OWN + "door",),
    0x12: ("strap_open",),
    0x14: (_OWN + "fence_enter",),
    0x15: (_OWN + "fence_exit",),
    0x16: (_OWN + "temperature",),
    0x1A: ("low_battery",),
    0x1B: (_OWN + "overspeed",),
    0x1C: ("power_on",),
    0x1D: ("power_off",),
    0x20: (_OWN + "vibration",),
    0x21: ("power_cut",),
    0x23: ("tamper",),
}
"""The event of module 0x34 in 0x70 (Jimi LL01 family, asset and cargo trackers)."""

AZ735_CODES: Final[dict[int, tuple[str, ...]]] = {
    0xA0: (_OWN + "armed",),
    0xA1: (_OWN + "disarmed",),
    0xA2: ("low_battery",),
    0xA3: ("low_battery",),
    0xA5: (_OWN + "door",),
}
"""The status byte of the AZ735's 0x33 in a long frame."""

_INFO_ALARMS: Final = {
    1: _OWN + "vibration",
    2: "power_cut",
    3: "low_battery",
    4: "sos",
    5: _OWN + "alarm_5",
    6: _OWN + "fence",
    7: "strap_open",
}
"""Bits 3 to 5 of the terminal information: one number, so one alarm. 7 is "removed" on personal trackers."""


def events_of(codes: dict[int, tuple[str, ...]], code: int) -> tuple[str, ...]:
    """Return the events of an alarm code: none for 0, `gt06:alarm_xx` for one no table knows."""
    return () if code == 0 else codes.get(code) or (f"{_OWN}alarm_{code:02x}",)


def info_events(info: int) -> tuple[str, ...]:
    """Return the event in the terminal information byte."""
    alarm = _INFO_ALARMS.get(info >> 3 & 7)
    return () if alarm is None else (alarm,)
