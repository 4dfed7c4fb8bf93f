"""The people of the partitions a monitor holds, as far as it has had to look at them.

1. A ward is what PostgreSQL has (`loading`) until an input is folded, and what its batch will write from then on. A batch that
   cannot be committed makes the monitor forget its wards, not repair them.
2. Plans and states are loaded when first needed: taking over a partition costs one query, not a state a person.
"""

from typing import Final

import msgspec

from bilezik.domain.envelope import DEAF_S
from bilezik.domain.instant import Instant, seconds
from bilezik.domain.order import Docket
from bilezik.fold.inputs import Outage
from bilezik.fold.plan import Plan
from bilezik.fold.state import State
from bilezik.monitor.leases import Lease
from bilezik.monitor.wakeups import Wakeups

DEAF: Final = seconds(DEAF_S)


class Ward(msgspec.Struct, gc=False):
    """One person: plan and state as of `seq` of the stream, dockets not folded yet, and whether inputs are set aside."""

    person: int
    partition: int
    plan: Plan
    state: State
    seq: int = 0
    news: tuple[Docket, ...] = ()
    is_aside: bool = False
    must_refold: bool = False
    """The stored state is of another layout: history is folded anew before anything else."""
    fault: str = ""
    """Why this person's dockets cannot be read: nothing can be judged (law 5)."""


class Holding:
    """One partition: its lease, its wards, its wake-ups, people who have dockets to look for, and the outages it has had."""

    __slots__ = ("lease", "listened_at", "outages", "unread", "wakeups", "wards")

    def __init__(self, lease: Lease) -> None:
        """Begin with nobody looked at."""
        self.lease = lease
        self.listened_at = lease.listened_at
        """Until when this partition was listened to, as far as was read; the lease says as far as is stored."""
        self.wards: dict[int, Ward] = {}
        self.wakeups = Wakeups()
        self.unread: set[int] = set()
        self.outages: list[Outage] = []
        """In the order of their `seq`: a ward meets one before its first input after it."""

    def listened(self, seq: int, at: Instant, now: Instant, *, is_pulse: bool) -> Outage | None:
        """Note that a gateway was heard at `at`, before what has the number `seq`; return the outage that this ended.

        A partition in which no gateway has ever given its pulse is taken to be listened to. A gateway whose clock is ahead has
        been heard `now`, not in the time to come.
        """
        before = self.listened_at
        if before is not None and at <= before:  # of most that a gateway hands over at once
            return None
        if before is None and not is_pulse:
            return None
        at = min(at, now)
        self.listened_at = at if before is None else max(before, at)
        if before is None or at - before <= DEAF:
            return None
        outage = Outage(before, at, seq)
        self.outages.append(outage)
        return outage

    def until(self, now: Instant) -> Instant:
        """Return how far time may pass for these people: not beyond the last moment at which somebody listened."""
        return now if self.listened_at is None else min(now, self.listened_at)
