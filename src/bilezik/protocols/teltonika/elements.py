"""What the elements of a record mean: battery, cell, movement, alarms.

Sources: the lists "Teltonika Data Sending Parameters ID" (FMB), "TAT140 AVL ID List", "TMT250 Features settings" (236 alarm, 242
ManDown), "TMT250 Keyboard" (389), "TAT240 Features settings" (20019 tamper), "GNSS Jamming" (318), "FM1100 User Manual" (zones,
252).

1. An element is read where its width is the manual's. What is in no table is passed over; where it is what made the record, it is
   an event `teltonika:io_n`.
2. An alarm is an event in every record that says it, whatever made the record (law 6).
3. Where the lists of two families give one number two meanings, both stand; `model` in the session's memory decides where known.
"""

import re
from collections.abc import Callable
from typing import Final

from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft

_OWN: Final = "teltonika:"
Table = dict[int, tuple[int, dict[int, tuple[str, ...]]]]

OPERATOR, CELL, AREA, CELL_4G = 241, 205, 206, 636
TAT100: Final = "TAT100"
TAT100_CELLS: Final = ((1200, 287, 288), (1201, 290, 291), (1202, 293, 294), (1203, 296, 297))
"""Network, area and cell of what a TAT100 hears, by what a published server reads; of other models these are something else. The
elements between them are how loud it is, in a scale that no source names."""
_NETWORK: Final = frozenset({OPERATOR, CELL, AREA, CELL_4G, *(name for three in TAT100_CELLS for name in three)})
UNPLUG: Final = 252
ANY: Final = 0
"""Instead of a width: families differ in it, or the number belongs to one alone."""
_OLD_MODEL: Final = re.compile(r"FM(?!3001)[0-9]")
"""FM1100, FM2200, FM4200, FM5300: their 252 is "authorised driving". FM3001 is of the newer family."""

ALARMS: Final[Table] = {
    236: (1, {1: ("sos",)}),
    242: (1, {1: ("fall",)}),
    246: (1, {1: (_OWN + "towing",)}),
    247: (1, dict.fromkeys(range(1, 256), (_OWN + "crash",))),
    249: (1, {1: ("jamming",)}),
    UNPLUG: (1, {1: ("power_cut",)}),
    253: (1, {1: (_OWN + "hard_acceleration",), 2: (_OWN + "hard_braking",), 3: (_OWN + "hard_cornering",)}),
    318: (1, {1: ("jamming",), 2: ("jamming",)}),
    20019: (ANY, {0: ("tamper",), 1: ("tamper",), 2: (), 3: ("tamper",)}),
}
"""Width, and the events of each value; another value than 0 and these is `teltonika:io_n`. Tamper of TAT240: only 2 is "attached
with its holder", anything else is not."""

WHEN_MADE: Final[Table] = {
    **dict.fromkeys((155, 156, 157, 158, 159, 175), (1, {0: (_OWN + "fence_exit",), 1: (_OWN + "fence_enter",)})),
    UNPLUG: (1, {0: ("power_restored",)}),
    255: (ANY, dict.fromkeys(range(256), (_OWN + "overspeed",))),
    389: (1, dict.fromkeys(range(256), (_OWN + "button",))),
}
"""Values that are an event only in the record they made: otherwise they say how things are, not that something happened."""

QUIET: Final = frozenset({16, 199, 200, 239, 241, 250, 251, 69, 80, 68, 181, 24, 17, 18, 19})
"""Odometer, sleep, ignition, operator, trip, idling, receiver, mode, current, precision, speed, axes: no order is about these."""


def _put_signal(draft: Draft, value: int) -> None:
    draft.signal = value


def _put_external(draft: Draft, value: int) -> None:
    draft.external_v = value / 1000


def _put_battery(draft: Draft, value: int) -> None:
    draft.battery_v = value / 1000


def _put_level(draft: Draft, value: int) -> None:
    draft.battery_pct = float(value) if value <= 100 else None


def _put_charger(draft: Draft, value: int) -> None:
    draft.charging = value == 1


def _put_hdop(draft: Draft, value: int) -> None:
    draft.hdop = value / 10


def _put_movement(draft: Draft, value: int) -> None:
    draft.moving = value != 0


HEALTH: Final[dict[int, tuple[int, Callable[[Draft, int], None]]]] = {
    21: (1, _put_signal),
    66: (2, _put_external),
    67: (2, _put_battery),
    113: (1, _put_level),
    116: (1, _put_charger),
    182: (2, _put_hdop),
    240: (1, _put_movement),
}
"""Width, and what takes the value."""


class Elements:
    """The elements of one record while it is read."""

    __slots__ = ("_cause", "_draft", "_model", "_network", "_understood")

    def __init__(self, draft: Draft, cause: int, model: str) -> None:
        """`cause` is the element that made the record; 0: the clock did."""
        self._draft, self._cause, self._model = draft, cause, model
        self._network: dict[int, int] = {}
        self._understood = cause == 0 or cause in QUIET or cause in HEALTH
        if cause:
            draft.status = cause

    def take(self, name: int, width: int, value: int) -> None:
        """Take one element."""
        if name in HEALTH and HEALTH[name][0] == width:
            HEALTH[name][1](self._draft, value)
        elif name in _NETWORK:
            self._network[name] = value
        if name == UNPLUG and _OLD_MODEL.match(self._model):
            return
        self._hear(ALARMS, name, width, value, (f"{_OWN}io_{name}",) if value else ())
        if name == self._cause:
            self._hear(WHEN_MADE, name, width, value, ())

    def _hear(self, table: Table, name: int, width: int, value: int, otherwise: tuple[str, ...]) -> None:
        """Say what a table has for the value, or `otherwise`."""
        if name in table and table[name][0] in (ANY, width):
            self._draft.say(*table[name][1].get(value, otherwise))
            self._understood |= name == self._cause

    def close(self) -> None:
        """The record ends: name what made it, if that said nothing, and the cell."""
        if not self._understood:
            self._draft.say(f"{_OWN}io_{self._cause}")
        mcc, mnc = operator(self._network.get(OPERATOR, 0))
        heard = [(mnc, self._network.get(AREA), self._network.get(CELL_4G) or self._network.get(CELL))]
        if self._model.startswith(TAT100):
            heard += [
                (self._network.get(net), self._network.get(area), self._network.get(cell)) for net, area, cell in TAT100_CELLS
            ]
        cells = tuple(Cell(mcc, net, area & 0xFFFFFFFF, cell & 0xFFFFFFFF) for net, area, cell in heard if area and cell)
        if cells:
            self._draft.network = Network(cells)


def operator(value: int) -> tuple[int | None, int | None]:
    """Return country and network of 24602 or 310260, or None twice: it is no such number."""
    if 10_000 <= value < 100_000:
        return value // 100, value % 100
    return (value // 1000, value % 1000) if 100_000 <= value < 1_000_000 else (None, None)
