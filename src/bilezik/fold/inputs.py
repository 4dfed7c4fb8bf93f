"""What can be folded: an arrival, the clock, a docket, an outage.

1. An `Arrival` is one report with the way it came. Its `clock` is the fold clock: the largest of the clock of this person's last
   input and `received_at`. It is stored with the report, so that a replay repeats it.
2. A `Clock` says that time has passed. It carries no news: whatever a `Clock` decides, the next input would decide first
   (law 3), so feeding clocks or not changes when a violation is known, never what is found.
3. A `domain.order.Docket` is the third input: the orders as known from its `recorded_at` on.
4. An `Outage` is the fourth: from then to then none of our gateways listened. What was not said in that time is our silence.
"""

from collections.abc import Callable
from typing import Final, cast

import msgspec

from bilezik.domain.instant import Instant, seconds
from bilezik.domain.order import Docket
from bilezik.domain.report import Integrity, Report

NOTHING: Final = Report()
"""What a frame says that says nothing but that the device is there: a login, a keep-alive, a frame that could not be read."""


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """One report and how it came. `seq` says where the evidence lies, `digest` knows a re-send (`digest_of`).

    `sealed`: it came for a time without an order; it carries no position and nothing in it is judged (law 10).
    """

    device: int
    received_at: Instant
    clock: Instant
    seq: int
    digest: int
    report: Report
    integrity: Integrity = "none"
    sealed: bool = False


ArrivalValues = tuple[int, Instant, Instant, int, int, Report, Integrity, bool]
values_of: Final = cast("Callable[[Arrival], ArrivalValues]", msgspec.structs.astuple)
"""All fields at once, in their order: one by one each costs compiled code 45 ns."""

GRACE: Final = seconds(30)
"""How long an event-time wake-up waits for fixes still on their way; longer than a bracelet's send takes on a bad network."""


class Clock(msgspec.Struct, frozen=True, gc=False):
    """Time has passed: it is `now`. `grace` 0: and nothing more will come."""

    now: Instant
    grace: int = GRACE


class Outage(msgspec.Struct, frozen=True, gc=False):
    """Nobody listened from `from_at` to `to_at`; `seq` is its place among the arrivals: before the first one after it."""

    from_at: Instant
    to_at: Instant
    seq: int = 0


Given = Arrival | Clock | Docket | Outage
