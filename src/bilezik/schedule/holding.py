"""When a condition holds: order, schedule and permissions together.

1. It holds while its order is in force and not suspended, its schedule says so, and no permission with its travel buffer stands
   against it.
2. All stretches are half open: at its first instant it holds, at its last it does not.
3. A change is the first instant at which the answer is another one; stretches that touch hide none.
"""

from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.order import Condition, Order, Permission, Schedule, Suspension
from bilezik.schedule.wall import DAY, Interval
from bilezik.schedule.week import holds_on, merged, steady

Answer = tuple[bool, Instant]


class Holding:
    """Whether one condition holds, asked for one instant after another; an answer does not depend on what was asked before."""

    __slots__ = ("_always", "_answer", "_ends_at", "_from_at", "_rests", "_schedule", "_starts_at", "_steady_from", "_to_at")

    def __init__(self, condition: Condition, order: Order) -> None:
        self._starts_at = order.starts_at
        self._ends_at = order.until_at
        self._rests = rests(condition.permissions, order.suspensions)
        self._schedule = condition.schedule
        self._steady_from, self._always = (-(2**40), True) if condition.schedule is None else steady(condition.schedule)
        self._from_at = self._to_at = 0
        self._answer: Answer = (False, NEVER)

    def at(self, at: Instant) -> Answer:
        """Return whether the condition holds at `at`, and when that next changes (`NEVER`: not any more)."""
        if self._from_at <= at < self._to_at:
            return self._answer
        holds, until = self._piece(at)
        self._from_at = at
        while until < NEVER:
            other, later = self._piece(until)
            if other != holds:
                break
            until = later
        self._to_at = until
        self._answer = holds, Instant(until)
        return self._answer

    def _piece(self, at: int) -> tuple[bool, int]:
        """Return whether it holds at `at`, and until when that is certain without looking further."""
        if at >= self._ends_at:
            return False, NEVER
        if at < self._starts_at:
            return False, self._starts_at
        until: int = self._ends_at
        for start, end in self._rests:
            if at < start:
                until = min(until, start)
                break
            if at < end:
                return False, min(until, end)
        if self._schedule is None:
            return True, until
        holds, scheduled = self._scheduled(self._schedule, at)
        return holds, min(until, scheduled)

    def _scheduled(self, schedule: Schedule, at: int) -> tuple[bool, int]:
        day = at // DAY
        if self._always is not None and day >= self._steady_from:
            return self._always, NEVER
        for start, end in holds_on(schedule, day):
            if at < start:
                return False, start
            if at < end:
                return True, end
        return False, (day + 1) * DAY


def intervals(condition: Condition, order: Order, from_at: Instant, to_at: Instant) -> tuple[tuple[Instant, Instant], ...]:
    """Return when `condition` holds within [from_at, to_at), in order, apart from each other."""
    holding = Holding(condition, order)
    found: list[tuple[Instant, Instant]] = []
    at = from_at
    while at < to_at:
        holds, until = holding.at(at)
        until = min(until, to_at)
        if holds:
            found.append((at, until))
        at = until
    return tuple(found)


def rests(permissions: tuple[Permission, ...], suspensions: tuple[Suspension, ...] = ()) -> tuple[Interval, ...]:
    """Return when something stands against a condition: permissions widened by their travel buffers, and suspensions.

    What has no length is left out.
    """
    found = [(p.from_at - p.travel_buffer, p.to_at + p.travel_buffer) for p in permissions if p.to_at > p.from_at]
    return merged((*found, *((one.from_at, one.to_at) for one in suspensions if one.to_at > one.from_at)))
