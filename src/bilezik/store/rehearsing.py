"""The last week of a person against a condition that is thought of: read with the rights of the web role, nothing written."""

from typing import Final

import msgspec

from bilezik.domain.instant import Instant, days, hours
from bilezik.domain.order import Condition
from bilezik.domain.violation import Violation
from bilezik.fold import ZoneCache, compile_docket
from bilezik.fold.rehearsing import REHEARSED, rehearse
from bilezik.store import reading
from bilezik.store.connection import Connection

PAST: Final = days(7)
_EARLIER: Final = hours(12)
"""What presence is made of when the week begins."""


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """What the week would have brought. `is_judged`: false for a condition that cannot be told again. `reports`: of how many."""

    from_at: Instant
    to_at: Instant
    is_judged: bool
    reports: int
    found: tuple[Violation, ...]


def last_week(connection: Connection, person: int, condition: Condition, now: Instant) -> Rehearsal:
    """Return what `condition` would have found of `person` in the seven days before `now`."""
    from_at = Instant(now - PAST)
    if condition.kind not in REHEARSED:
        return Rehearsal(from_at=from_at, to_at=now, is_judged=False, reports=0, found=())
    cache = ZoneCache()
    arrivals = list(reading.arrivals(connection, person, Instant(from_at - _EARLIER), now))
    found = rehearse(lambda docket: compile_docket(docket, cache), person, condition, arrivals, from_at, now)
    within = sum(1 for one in arrivals if one.report.at is not None and one.report.at >= from_at)
    return Rehearsal(from_at=from_at, to_at=now, is_judged=True, reports=within, found=found)
