"""What the bits of a watch's status word mean: each set bit is its own event (law 6).

Source: 4P-Touch "Beesure GPS SeTracker Server Protocol", the terminal state of UD and AL: the lower 16 bits are states, the
upper 16 alarms. Bit 3 is the state of the wrist sensor: set together with alarm 20 by watches that have one. Bit 14 is in no
manual: watches set it when they are taken from the charger (https://github.com/traccar/traccar/pull/4801).
"""

from typing import Final

_OWN: Final = "watch:"

BITS: Final[dict[int, str]] = {
    0: "low_battery",
    1: _OWN + "fence_exit",
    2: _OWN + "fence_enter",
    3: "strap_open",
    14: "power_cut",
    16: "sos",
    17: "low_battery",
    18: _OWN + "fence_exit",
    19: _OWN + "fence_enter",
    20: "strap_open",
    21: "fall",
    22: "fall",
}
MOVED: Final = 4
"""A state, not an event: the watch has moved since its last report."""


def events_of(word: int) -> tuple[str, ...]:
    """Return the events of a status word, each once, in the order of the bits; a bit no manual names is `watch:bit_n`."""
    found: dict[str, None] = {}
    rest, bit = word, 0
    while rest:
        if rest & 1 and bit != MOVED:
            found[BITS.get(bit) or f"{_OWN}bit_{bit}"] = None
        rest, bit = rest >> 1, bit + 1
    return tuple(found)
