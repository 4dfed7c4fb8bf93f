"""Event codes: each report has one that says why it was sent.

Sources: the codes as three published servers have them (Traccar 6.14, the receiver of a monitoring station for the S911 BL, a
Windows service for the PAX). Capitals and small letters are one code, as the second has it. T and S are the band of the S911, by
the second: "band has been opened" and closed. T is `tamper` and not `strap_open`: on other devices of this maker it is the case.
"""

from collections.abc import Mapping
from typing import Final

_OWN: Final = "laipac:"
ROUTINE: Final = frozenset("0ABCDOPQR")
"""The interval; A to D and O to R are how the inputs stand."""
CODES: Final[Mapping[str, str]] = {
    "1": "sos", "3": "sos", "4": _OWN + "fence_exit", "5": "power_cut", "6": _OWN + "overspeed", "7": _OWN + "fence_exit",
    "8": _OWN + "shock", "E": _OWN + "home_network", "F": _OWN + "roaming", "H": "power_off", "S": _OWN + "tamper_closed",
    "T": "tamper", "X": _OWN + "fence_enter", "Y": _OWN + "tow", "Z": "low_battery",
}  # fmt: skip
"""1 and 3 are the button; H: switched off, or put on its charger."""
ANSWERS: Final[Mapping[str, str]] = {"3": "d", "M": "m", "S": "t", "T": "t", "X": "x", "4": "x", "Y": "y", "Z": "z"}
"""What is answered to an alarm, so that the device does not send it again."""


def events_of(code: str) -> tuple[str, ...]:
    """Return the event of a code: none for a routine one, `laipac:event_x` for one that no table names."""
    code = code.upper()
    return () if code in ROUTINE else (CODES.get(code, f"{_OWN}event_{code.lower()}"),)
