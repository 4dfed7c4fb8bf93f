"""Matters that no condition owns: they need an operator for anybody with an order in force.

1. A word of the device becomes work when no condition of the person judges it already.
2. Nothing here has a memory: each report that says it is told, and the alerts group it (law 6).
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
}
"""Event word -> what it is about, and what the operator reads."""

WORN: Final = frozenset({"strap_open", "tamper", "antenna_cut"})
"""The words that `wear_device` judges where the person has that condition."""


def matter(word: str, *, is_worn: bool) -> tuple[AlertKind, str] | None:
    """Return what an event word is about, or None: it needs nobody, or `wear_device` (`is_worn`) judges it."""
    if is_worn and word in WORN:
        return None
    return MATTERS.get(word)
