"""The people of the partitions a monitor holds, as far as it has had to look at them.

1. A ward is what PostgreSQL has (`loading`) until an input is folded, and what its batch will write from then on. A batch that
   cannot be committed makes the monitor forget its wards, not repair them.
2. Plans and states are loaded when first needed: taking over a partition costs one query, not a state a person.
"""

import msgspec

from bilezik.domain.order import Docket
from bilezik.fold.plan import Plan
from bilezik.fold.state import State
from bilezik.monitor.leases import Lease
from bilezik.monitor.wakeups import Wakeups


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
    """One partition: its lease, its wards, its wake-ups, and people who have dockets to look for."""

    __slots__ = ("lease", "unread", "wakeups", "wards")

    def __init__(self, lease: Lease) -> None:
        """Begin with nobody looked at."""
        self.lease = lease
        self.wards: dict[int, Ward] = {}
        self.wakeups = Wakeups()
        self.unread: set[int] = set()
