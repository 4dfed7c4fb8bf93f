"""Devices as stock: the kinds there are, the states one can be in, and the one table of how it passes from state to state.

1. The kinds are those of the list of 2012, in its order, and the registered smartphone. That list (Government Decree 1061 of
   17 August 2012) was repealed from 1 January 2015: it is a vocabulary that everybody knows, not law in force.
2. Everything that changes a state is a row of `MOVES`; what is not there cannot be done. Who may is in `deeds.rights`, by the
   same name.
3. `fitted` means: on somebody, as far as anybody has written down. It stays until a removal is recorded, also when the order is
   over: a device that is still on a leg then is what the reconciliation looks for. PostgreSQL holds state and assignment together.
4. An identity never changes: another number is another device.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

DeviceKind = Literal[
    "bracelet", "tracker", "home_unit", "mobile_unit", "repeater", "audiovisual_unit", "photo_breath_unit", "server", "console",
    "phone",
]  # fmt: skip
KINDS: Final[tuple[DeviceKind, ...]] = (
    "bracelet", "tracker", "home_unit", "mobile_unit", "repeater", "audiovisual_unit", "photo_breath_unit", "server", "console",
    "phone",
)  # fmt: skip

DeviceState = Literal["in_stock", "issued", "fitted", "returned", "lost", "damaged", "retired"]
STATES: Final[tuple[DeviceState, ...]] = ("in_stock", "issued", "fitted", "returned", "lost", "damaged", "retired")

RemovalReason = Literal["order_ended", "exchange", "health", "damaged", "lost", "destroyed_by_person", "other"]
REMOVAL_REASONS: Final[tuple[RemovalReason, ...]] = (
    "order_ended", "exchange", "health", "damaged", "lost", "destroyed_by_person", "other",
)  # fmt: skip


class Move(msgspec.Struct, frozen=True):
    """A way from some states to one."""

    sources: frozenset[DeviceState]
    to: DeviceState


def _move(to: DeviceState, *sources: DeviceState) -> Move:
    return Move(frozenset(sources), to)


MOVES: Final[Mapping[str, Move]] = {
    "stock.issue": _move("issued", "in_stock"),
    "devices.fit": _move("fitted", "in_stock", "issued", "returned"),
    "devices.remove": _move("returned", "fitted"),
    "stock.take_back": _move("in_stock", "issued", "returned", "lost"),
    "stock.lose": _move("lost", "in_stock", "issued", "returned"),
    "stock.damage": _move("damaged", "in_stock", "issued", "returned"),
    "stock.repair": _move("in_stock", "damaged"),
    "stock.retire": _move("retired", "in_stock", "returned", "damaged", "lost"),
}
"""Deed -> from where to where. A fitted device is lost or damaged by its removal (`AFTER_REMOVAL`): nobody forgets the person."""

AFTER_REMOVAL: Final[Mapping[str, DeviceState]] = {
    "lost": "lost", "damaged": "damaged", "destroyed_by_person": "damaged",
}  # fmt: skip
"""Why it came off -> what it is then, where that is not `returned`."""

AT_HAND: Final[frozenset[DeviceState]] = frozenset({"in_stock", "returned", "damaged"})
"""What can be sent to another department: what lies in the store."""


def moves_from(state: str) -> tuple[str, ...]:
    """Return the deeds of the store by which a device in `state` can be moved, in the table's order."""
    return tuple(deed for deed, move in MOVES.items() if state in move.sources and deed.startswith("stock."))
