"""The quarantine as a list: what unknown devices claim to be, never where they are (law 10).

1. Newest first: who spoke last stands on top, so that a bracelet with a misspelt number stays in sight and a passing scan sinks.
2. What was too much to count apart has no id of its own; the words say so.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bilezik.store.models import Device, Quarantined

LONGEST: Final = 200
"""Rows of the screen: nobody looks down more than these; the rest is counted and said, and the API lists it."""
MANY: Final = "*"
"""The gateway's word for ids, or addresses, that were too many to be counted apart."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """One id as it came from one address. `is_registered`: a device of this identity is in the register since."""

    protocol: str
    identity: str
    address: str
    first_at: datetime
    last_at: datetime
    frames: int
    kept: int
    is_registered: bool

    @property
    def has_many_ids(self) -> bool:
        """Whether it stands for many ids."""
        return self.identity == MANY

    @property
    def has_many_addresses(self) -> bool:
        """Whether it stands for many addresses."""
        return self.address == MANY


def strangers() -> tuple[tuple[Stranger, ...], int]:
    """Return the unknown devices that spoke last, and how many more there are."""
    rows = list(Quarantined.objects.order_by("-last_at", "protocol", "identity", "source")[:LONGEST])
    more = Quarantined.objects.count() - LONGEST if len(rows) == LONGEST else 0
    found = Device.objects.filter(identity__in={row.identity for row in rows}).values_list("protocol", "identity")
    registered = set(found)
    return tuple(
        Stranger(
            row.protocol, row.identity, row.source, row.first_at, row.last_at, row.frames, kept,
            (row.protocol, row.identity) in registered,
        )
        for row, kept in zip(rows, Quarantined.kept(rows), strict=True)
    ), max(0, more)  # fmt: skip
