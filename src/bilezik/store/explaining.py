"""How the violations of an alert were judged: read back, told again by the fold, compared with what is stored.

1. Read with the rights of the web role: violations, orders as they were known, reports as they came. The fold's own checkpoints are
   not among them, so presence is made anew from the reports before the hours that are shown.
2. How far back that must reach nobody knows beforehand: half a day mostly gives to the last digit what is stored; where it does
   not, eight days are told, then sixty. `agreement` says how it came out; a page that cannot repeat a decision says so.
3. An alert about no place (strap, silence, battery, SOS) has nothing to tell again: no `Judged`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

import msgspec

from bilezik.domain.instant import DAWN, Instant, days, hours, minutes
from bilezik.domain.order import ZONE_KINDS, Docket
from bilezik.domain.violation import Violation
from bilezik.fold import Plan, ZoneCache, compile_docket
from bilezik.fold.explaining import Explanation, Subject, explain
from bilezik.store import reading
from bilezik.store.connection import Connection

Agreement = Literal["same", "close", "other"]

AROUND: Final = minutes(30)
"""How much is shown before a violation began and after it ended."""
EARLIER: Final = minutes(90)
LONGEST: Final = hours(4)
"""As much as the map of an alert shows."""
REACHES: Final = (hours(12), days(8), days(60))

_FOUND: Final = (
    "SELECT a.person, v.id, v.began_at"
    " FROM alerts a JOIN alert_violations l ON l.alert = a.id JOIN violations v ON v.id = l.violation"
    " WHERE a.id = %s AND a.person IS NOT NULL ORDER BY v.began_at, v.id"
)


class Judged(msgspec.Struct, frozen=True):
    """How one subject of an alert was judged.

    `stored`: its violations as they stand, the first that began in front. `agreement`: whether what is told again here is what is
    stored: `same` to the last digit, `close` (the same violation, other numbers) or `other`. `reports`: how many it was told from.
    """

    explanation: Explanation
    stored: tuple[Violation, ...]
    agreement: Agreement
    reports: int


def judged(connection: Connection, alert: int, now: Instant) -> tuple[Judged, ...]:
    """Return how the violations of `alert` were judged, one for each condition and place; none where no place is judged."""
    linked = connection.execute(_FOUND, (alert,)).fetchall()
    if not linked:
        return ()
    person, numbers = linked[0][0], {number for _, number, _ in linked}
    stored = [one for one in reading.violations(connection, person, Instant(linked[0][2] - 1)) if one.id in numbers]
    by_subject: dict[Subject, list[Violation]] = defaultdict(list)
    for one in sorted(stored, key=lambda one: (one.began_at, one.id)):
        if one.condition_kind in ZONE_KINDS:
            by_subject[Subject(one.condition, one.zone if one.condition_kind == "keep_out" else None)].append(one)
    if not by_subject:
        return ()
    known, cache = reading.dockets(connection, person), ZoneCache()
    return tuple(
        _judged(connection, person, known, lambda docket: compile_docket(docket, cache), subject, tuple(ones), now)
        for subject, ones in by_subject.items()
    )


def window(stored: Sequence[Violation], now: Instant) -> tuple[Instant, Instant]:
    """Return the hours to show: from `AROUND` before the first evidence to `AROUND` after the end, or to now.

    Evidence may be hours old where somebody was out long before the condition began to hold: of those only the last are shown.
    """
    began_at = min(one.began_at for one in stored)
    begin = max(min([began_at, *(said.at for one in stored for said in one.evidence)]), began_at - EARLIER)
    ends = [now if one.state == "open" else one.closed_at or one.raised_at for one in stored]
    from_at = Instant(begin - AROUND)
    return from_at, Instant(min(max(ends) + AROUND, from_at + LONGEST, max(now, from_at + 1)))


def _judged(
    connection: Connection,
    person: int,
    known: Sequence[Docket],
    plan_for: Callable[[Docket], Plan],
    subject: Subject,
    stored: tuple[Violation, ...],
    now: Instant,
) -> Judged:
    from_at, to_at = window(stored, now)
    told: Judged | None = None
    for reach in REACHES:
        begin = Instant(from_at - reach)
        arrivals = list(reading.arrivals(connection, person, begin, to_at))
        if told is not None and told.reports == len(arrivals):
            continue
        explanation = explain(plan_for, person, None, _known_from(known, begin), arrivals, subject, from_at, to_at)
        told = Judged(explanation, stored, agreement(stored, explanation.found), len(arrivals))
        if told.agreement == "same":
            break
    assert told is not None  # noqa: S101 - there is a first reach
    return told


def agreement(stored: Iterable[Violation], found: Iterable[Violation]) -> Agreement:
    """Return whether the fold finds again what is stored: what stands, and nothing of what was withdrawn or superseded."""
    again = {one.id: one for one in found}
    kept: list[Violation] = []
    for one in stored:
        stands = one.state in ("open", "closed")
        if stands != (one.id in again):
            return "other"
        if stands:
            kept.append(one)
    return "same" if all(_said(one) == _said(again[one.id]) for one in kept) else "close"


def _said(one: Violation) -> tuple[object, ...]:
    return one.began_at, one.certainty, one.probability, one.evidence


def _known_from(known: Sequence[Docket], at: Instant) -> list[Docket]:
    """Return the dockets from `at` on; the one in force then is taken as known from ever, so that time before it is not told."""
    before = [docket for docket in known if docket.recorded_at <= at]
    first = [msgspec.structs.replace(before[-1], recorded_at=DAWN)] if before else []
    return [*first, *(docket for docket in known if docket.recorded_at > at)]
