"""The order key of a report, but for its device: when it is taken to have happened, and the number of what it says.

1. The same report has the same key on every machine and in every replay (laws 7 and 8).
2. A time that cannot be is no reason to lose a report: its arrival stands in, and the doubt says why.
"""

from hashlib import blake2b
from typing import Final

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant, days, minutes
from bilezik.domain.report import Report
from bilezik.fold.inputs import NOTHING

FUTURE_ALLOWANCE: Final = minutes(2)
"""How far a device's clock may run ahead of ours before its time is not believed."""
OLDEST_UPLOAD: Final = days(30)
"""What a device may have kept for us. A week rollover (19.6 years), 1980 and 2000 lie far beyond it."""
ROLLOVER: Final = days(1024 * 7)
"""The week of GPS is counted in ten bits (IS-GPS-200, 20.3.3.3.1.1)."""

_encode: Final = msgspec.msgpack.Encoder().encode
_values_of: Final = msgspec.structs.astuple
_REPLAYED: Final = Report.__struct_fields__.index("replayed")
_begun: Final = blake2b(digest_size=8)


def digest_of(report: Report) -> int:
    """Return the 60-bit hash of a report's content: the same content, the same number, on every machine.

    60 bits, so that a key made of it stays below 2^62 (`folding`).

    That it was sent again from a buffer is the way it came, not content: a bracelet says so of a report that had no answer. What
    is left out at the end counts as not there, so that a field added to reports changes the number of none without it.
    """
    said = list(_values_of(report))
    said[_REPLAYED] = None
    while said[-1] is None:  # `events` is never None
        said.pop()
    content = _begun.copy()  # a third cheaper than a new one
    content.update(_encode(said))
    return int.from_bytes(content.digest(), "big") >> 4


SILENT: Final = digest_of(NOTHING)
"""The digest of `NOTHING`: such an arrival is heard and has no place in event time."""


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
