"""Matters that no condition owns: they need an operator for anybody with an order in force.

1. A word of the device becomes work when no condition of the person judges it already.
2. Nothing here has a memory: each report that says it is told, and the alerts group it (law 6).
3. A receiver that lies is nobody's departure: it is told as what it is, once it has lied often enough (`tracking.receiver`).
"""

from typing import Final

from bilezik.domain.violation import AlertKind

MATTERS: Final[dict[str, tuple[AlertKind, str]]] = {
    "sos": ("sos", "The person pressed SOS"),
    "jamming": ("jamming", "The device reports jamming"),
    "power_off": ("silence", "The device was switched off"),
    "antenna_cut": ("tamper", "The antenna was cut"),
    "tamper": ("tamper", "The case was opened or touched"),
    "strap_open": ("strap", "The strap was opened"),
    "gateway:cloned": ("receiver", "Two devices report as this one"),
}
"""Event word -> what it is about, and what the operator reads."""

WORN: Final = frozenset({"strap_open", "tamper", "antenna_cut"})
"""The words that `wear_device` judges where the person has that condition."""


TWO_PLACES: Final = "two_places"
"""The word for positions that are far from one another again and again."""
ERRS_AGAIN: Final = "errs_again"
"""The word for a receiver that has given the same wrong place several times."""
LIES: Final[dict[str, str]] = {
    "null_island": "The receiver says again and again that it is at 0, 0",
    "out_of_range": "The receiver gives places or speeds that do not exist",
    "impossible_speed": "The receiver jumps farther than anybody travels",
    "stuck": "The receiver claims to move and repeats one position",
    "straight_line": "The positions lie in a straight line at equal steps: they are made up, not measured",
    "repeats_places": "The positions go to and fro between the same places: they come from towers, though called satellites",
    "future": "The device's clock runs ahead",
    "ancient": "The device's clock is far behind",
    "week_rollover": "The receiver's calendar began anew: its dates are 1,024 weeks too old",
    TWO_PLACES: "The device is in two places at once: another reports as this one, or its places are made up",
    ERRS_AGAIN: "The receiver has given the same wrong place several times",
}
"""Word of a doubt -> what the operator reads when it goes on. What the device itself calls no position is no lie."""


def matter(word: str, *, is_worn: bool) -> tuple[AlertKind, str] | None:
    """Return what an event word is about, or None: it needs nobody, or `wear_device` (`is_worn`) judges it."""
    if is_worn and word in WORN:
        return None
    return MATTERS.get(word)
