"""The legal basis: orders, their conditions, schedules and permissions, and the docket that holds them.

1. No order, no tracking (law 10): a condition exists only inside an order, an order has a basis, an issuer, a number and an end.
2. Nothing is overwritten: a change makes a new docket with its own `recorded_at`. The fold judges an instant by the docket
   that was known then, so that replay equals record (law 7).
3. Schedules speak local time; `bilezik.schedule` compiles them to intervals in UTC.
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.hours import DatedException, Schedule, Slot
from bilezik.domain.instant import DAWN, Instant, Micros
from bilezik.domain.zone import Zone

__all__ = [
    "ZONE_KINDS",
    "Condition",
    "ConditionKind",
    "DatedException",
    "Docket",
    "Order",
    "Permission",
    "Schedule",
    "Slot",
    "Suspension",
]

ConditionKind = Literal[
    "stay_home", "stay_in_area", "keep_out", "keep_away", "wear_device", "keep_charged", "keep_contact", "check_in", "abstain"
]  # fmt: skip

ZONE_KINDS: Final = frozenset({"stay_home", "stay_in_area", "keep_out"})
"""Condition kinds that are judged by presence in a fixed zone."""


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """An approved absence: the condition rests from `from_at` to `to_at`, widened by the travel buffer on both sides."""

    id: int
    from_at: Instant
    to_at: Instant
    travel_buffer: Micros = Micros(0)
    reason: str = ""


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One duty inside an order. `schedule` None: always. The limits are used by the kinds named beside them."""

    id: int
    kind: ConditionKind
    zones: tuple[Zone, ...] = ()
    schedule: Schedule | None = None
    permissions: tuple[Permission, ...] = ()
    dwell: Micros = Micros(0)
    """keep_out: shorter presence inside is passing by. stay_in_area: shorter absence is."""
    silence_after: Micros = Micros(0)
    """keep_contact: how long without a word is silence; 0: the rule's default."""
    low_pct: float = 0.0
    """keep_charged: battery at or below this is a violation; 0: the rule's default."""


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which an order is not in force although it has not ended: nothing is tracked by it, and nothing is judged."""

    id: int
    from_at: Instant
    to_at: Instant


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A court's or authority's decision. In force from `starts_at` to before `ends_at`, or `ended_at` if that came first.

    While it is suspended it is not in force.
    """

    id: int
    legal_basis: str
    issuer: str
    number: str
    starts_at: Instant
    ends_at: Instant
    ended_at: Instant | None = None
    conditions: tuple[Condition, ...] = ()
    suspensions: tuple[Suspension, ...] = ()

    def in_force(self, at: Instant) -> bool:
        """Return whether the order is in force at `at`."""
        return self.starts_at <= at < self.until_at and not self.suspended(at)

    def suspended(self, at: Instant) -> bool:
        """Return whether the order is suspended at `at`."""
        return bool(self.suspensions) and any(one.from_at <= at < one.to_at for one in self.suspensions)

    @property
    def until_at(self) -> Instant:
        """The instant at which the order stops being in force."""
        return self.ends_at if self.ended_at is None else min(self.ends_at, self.ended_at)


class Docket(msgspec.Struct, frozen=True, kw_only=True):
    """All orders of one person as they were known from `recorded_at` on."""

    person: int
    recorded_at: Instant = DAWN
    orders: tuple[Order, ...] = ()
