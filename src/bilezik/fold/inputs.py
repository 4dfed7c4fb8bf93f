"""What can be folded: an arrival, the clock, a docket, an outage.

1. An `Arrival` is one report with the way it came. Its `clock` is the fold clock: the largest of the clock of this person's last
   input and `received_at`. It is stored with the report, so that a replay repeats it.
2. A `Clock` says that time has passed. It carries no news: whatever a `Clock` decides, the next input would decide first
   (law 3), so feeding clocks or not changes when a violation is known, never what is found.
3. A `domain.order.Docket` is the third input: the orders as known from its `recorded_at` on.
4. An `Outage` is the fourth: from then to then none of our gateways listened. What was not said in that time is our silence.
"""

from hashlib import blake2b
from typing import Final

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant, days, minutes, seconds
from bilezik.domain.order import Docket
from bilezik.domain.report import Integrity, Report

FUTURE_ALLOWANCE: Final = minutes(2)
"""How far a device's clock may run ahead of ours before its time is not believed."""
OLDEST_UPLOAD: Final = days(30)
"""What a device may have kept for us. A week rollover (19.6 years), 1980 and 2000 lie far beyond it."""
ROLLOVER: Final = days(1024 * 7)
"""The week of GPS is counted in ten bits (IS-GPS-200, 20.3.3.3.1.1)."""

_ENCODER: Final = msgspec.msgpack.Encoder()


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


def digest_of(report: Report) -> int:
    """Return the 63-bit hash of a report's content: the same content, the same number, on every machine.

    That it was sent again from a buffer is the way it came, not content: a bracelet says so of a report that had no answer.
    """
    if report.replayed is not None:
        report = msgspec.structs.replace(report, replayed=None)
    return int.from_bytes(blake2b(_ENCODER.encode(report), digest_size=8).digest(), "big") >> 1


SILENT: Final = digest_of(NOTHING)
"""The digest of `NOTHING`: such an arrival is heard and has no place in event time."""

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


def event_time(report: Report, received_at: Instant) -> tuple[Instant, Doubt]:
    """Return when the report is taken to have happened, and the doubt about its time.

    A time that is missing or cannot be is replaced by the arrival: the report is kept, its tampers count (law 6), and the doubt
    says what was wrong.
    """
    at = report.at
    if at is None:
        return received_at, "no_time"
    if at > received_at + FUTURE_ALLOWANCE:
        return received_at, "future"
    if at < received_at - OLDEST_UPLOAD:
        is_rollover = abs(received_at - at - ROLLOVER) <= OLDEST_UPLOAD
        return received_at, "week_rollover" if is_rollover else "ancient"
    return at, ""
