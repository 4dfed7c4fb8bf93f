"""Event codes: each report has one that says why it was sent.

Sources: the event table of "MEITRACK GPRS Protocol" for T366; 30, 65 to 69, 79 to 81, 157 and 158 as published servers for MT90
and its kin have them. 80 and 81, "Install" and "Drop Off", are the sensor that knows whether the device is where it was fastened.
"""

from typing import Final

_OWN: Final = "meitrack:"

ROUTINE: Final = frozenset({0, 31, 32, 33, 34, 35, 37, 39, 41, 42, 70, 71, 72})
"""Heartbeat, a bend, a distance, an answer, an interval, a card, a picture, stop, start, calls: a report, but no event."""
ANSWER: Final = 34
"""The report that was asked for."""
STOPPED, STARTED = 41, 42

CODES: Final[dict[int, str]] = {
    1: "sos", 2: _OWN + "input_2", 3: _OWN + "input_3", 4: _OWN + "input_4", 5: _OWN + "input_5", 17: "low_battery",
    18: "low_battery", 19: _OWN + "overspeed", 20: _OWN + "fence_enter", 21: _OWN + "fence_exit", 22: "power_restored",
    23: "power_cut", 24: _OWN + "gps_lost", 25: _OWN + "gps_found", 26: _OWN + "sleep", 27: _OWN + "awake", 28: "antenna_cut",
    29: "power_on", 30: _OWN + "impact", 36: _OWN + "tow", 40: "power_off", 44: "jamming", 50: _OWN + "temperature",
    51: _OWN + "temperature", 58: _OWN + "theft", 63: _OWN + "jamming_over", 65: "sos", 78: _OWN + "impact", 79: "fall",
    80: "strap_closed", 81: "strap_open", 90: _OWN + "hard_cornering", 91: _OWN + "hard_cornering", 129: _OWN + "hard_braking",
    130: _OWN + "hard_acceleration", 135: _OWN + "fatigue", 157: _OWN + "lost", 158: _OWN + "found",
}  # fmt: skip
"""1 and 65 are the SOS button (input 1), pressed and pressed to call; 18 is the battery of what the device is fixed to."""


def events_of(code: int) -> tuple[str, ...]:
    """Return the event of a code: none for a routine one, `meitrack:event_n` for one no table here names."""
    return () if code in ROUTINE else (CODES.get(code, f"{_OWN}event_{code}"),)
