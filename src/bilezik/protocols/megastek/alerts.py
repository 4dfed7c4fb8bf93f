"""What an alert is called: the word that says why a report was sent.

Sources: the words a published server reads; that a restart and a fall are alerts, by the summary of the MT80's manual. Words are
compared by their letters and digits alone. A word that no source has is an event too, `megastek:word` (law 6).
"""

import re
from collections.abc import Mapping
from typing import Final

_OWN: Final = "megastek:"
ROUTINE: Final = frozenset({"", "timer", "dist", "nilalarms", "hello"})
"""The interval, a distance, "nil alarms", and that it lives: a report, but no event."""
ALERTS: Final[Mapping[str, str]] = {
    "beltoff": "strap_open", "belton": "strap_closed", "sos": "sos", "help": "sos", "lowbattery": "low_battery",
    "lowexternvoltage": "low_battery", "lowextvol": "low_battery", "pwon": "power_on", "poweron": "power_on",
    "restart": "power_on", "poweroff": "power_off", "psd": "power_cut", "psr": "power_restored", "gpscut": "antenna_cut",
    "overspeed": _OWN + "overspeed", "lowspeed": _OWN + "low_speed", "vib": _OWN + "vibration", "hit": _OWN + "impact",
    "movein": _OWN + "fence_enter", "moveout": _OWN + "fence_exit", "corner": _OWN + "cornering", "fatigue": _OWN + "fatigue",
    "error": _OWN + "fault",
}  # fmt: skip
"""PSD and PSR are the supply, taken away and back; low external voltage is the battery of what the device is fixed to."""
FENCES: Final[Mapping[str, str]] = {"in": _OWN + "fence_enter", "out": _OWN + "fence_exit"}
"""`Geo 1 in`: the device's own fences, by their number."""
_GEO: Final = re.compile(r"geo[a-z0-9]*?(in|out)")
_PARTS: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 40


def events_of(word: str) -> tuple[str, ...]:
    """Return the event of an alert, none for a routine one."""
    parts = _PARTS.findall(word.lower())
    letters = "".join(parts)
    if letters in ROUTINE and (letters or not word.strip()):
        return ()
    fence = _GEO.fullmatch(letters)
    if fence is not None:
        return (FENCES[fence[1]],)
    if letters.startswith("fall"):
        return ("fall",)
    return (ALERTS.get(letters) or _OWN + ("_".join(parts)[:_LONGEST] or "alert"),)
