"""The flags of a report: each set bit that is an alarm is its own event (law 6).

Source: "MiniFinder Pico, GPRS Communication Protocol" V1.26 and the table of a published server: 0 located by satellites, 1 by
cells, 2 the receiver is broken, 6 SOS, 7 too fast, 8 fall, 9 to 11 fences, 12 battery low, 14 and 15 moved, 16 to 20 signal, 22 on
the charger. Other bits have no name.
"""

from collections.abc import Mapping
from typing import Final

from bilezik.protocols.draft import Draft

BY_SATELLITES, BY_CELLS, ON_CHARGER = 0, 1, 22
SIGNAL_AT: Final = 16
_OWN: Final = "minifinder:"
BITS: Final[Mapping[int, str]] = {
    2: _OWN + "receiver_fault", 6: "sos", 7: _OWN + "overspeed", 8: "fall", 9: _OWN + "fence_1", 10: _OWN + "fence_2",
    11: _OWN + "fence_3", 12: "low_battery", 14: _OWN + "moved", 15: _OWN + "moved",
}  # fmt: skip
_STATES: Final = frozenset({BY_SATELLITES, BY_CELLS, *range(SIGNAL_AT, SIGNAL_AT + 5), ON_CHARGER})
"""Bits that say how things are, and not that something happened."""


def put_flags(draft: Draft, word: int) -> None:
    """Take the flags; of more than 32 bits the lower 32 are the flags."""
    word &= 0xFFFFFFFF
    draft.status = word
    draft.valid = bool(word & 3)
    draft.signal = word >> SIGNAL_AT & 0x1F
    draft.charging = bool(word >> ON_CHARGER & 1)
    for bit in range(32):
        if word >> bit & 1 and bit not in _STATES:
            draft.say(BITS.get(bit, f"{_OWN}bit_{bit}"))


def is_by_cells(word: int) -> bool:
    """Return whether the position is one of cells alone."""
    return word & 3 == 1 << BY_CELLS
