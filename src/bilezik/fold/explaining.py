"""`explain`: how one condition was judged over some hours, told again from the record by the fold itself.

1. Nothing is worked out here that the fold works out. `refolding.History` tells the person's time again; this module looks at the
   presence before and after each fix and writes down what it sees, so what an officer reads is what the monitor did (law 7).
2. Odds, probabilities and weights are in favour of *not kept*: outside for a home or an area, inside for a forbidden place.
3. Between fixes the line drifts as presence does; at a fix it has two points of one time, before and after.
4. What simpler rules would have said of the same fixes is `fold.geofence`. They take every position as the truth, except one that
   the device itself calls invalid or whose frame is damaged.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

import msgspec

from bilezik.domain.fix import Doubt, Fix
from bilezik.domain.instant import DAWN, Instant, minutes
from bilezik.domain.order import Docket
from bilezik.domain.report import Source
from bilezik.domain.violation import Certainty, Violation
from bilezik.fold.geofence import Stand, careful, plain
from bilezik.fold.inputs import GRACE, Arrival
from bilezik.fold.plan import Duty, Plan
from bilezik.fold.refolding import History, PlanFor, in_order
from bilezik.fold.sighting import FAR_M, IN_REACH
from bilezik.fold.state import Timeline, unpack
from bilezik.tracking.memory import AWAY, LIMIT, UNKNOWN, Presence, Rates
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import certainty, drift, thousandths

Side = Literal["outside", "inside", ""]

DRIFT_EVERY: Final = minutes(5)
"""The distance of two points of the line without a fix: drift over hours is drawn as the curve it is."""
UNTRUE: Final[frozenset[Doubt]] = frozenset({"invalid", "bad_checksum"})
"""What even a plain geofence does not take for a position."""


class Subject(msgspec.Struct, frozen=True):
    """What is explained: a condition of a place; `zone` only where each zone is judged on its own (keep out)."""

    condition: int
    zone: int | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One fix, or one word of a home unit, and what it did.

    A word has no place of its own and no `distance_m`: `words` are its events. `distance_m` from the edge of the zone, negative
    inside. `outranked`: a home unit was in reach, so the fix moved nothing. `weight`: how far it moved the odds, in thousandths of
    a nat; `odds` after it. `geofence`: the side a plain geofence takes it for, empty if it takes it for nothing.
    """

    at: Instant
    received_at: Instant
    seq: int
    device: int
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    source: Source
    words: tuple[str, ...]
    doubt: Doubt
    distance_m: float | None
    outranked: bool
    weight: int
    odds: int
    probability: int
    certainty: Certainty
    holds: bool
    geofence: Side


class Point(msgspec.Struct, frozen=True):
    """A point of the line: odds of *not kept*, in thousandths of a nat."""

    at: Instant
    odds: int


class Span(msgspec.Struct, frozen=True):
    """A stretch in which the condition holds."""

    from_at: Instant
    to_at: Instant


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """How a condition was judged from `from_at` to `to_at`.

    `found`: what the fold finds of this subject in that time. `plain`, `careful`: when a plain geofence and its careful sister
    would have alarmed. `zones`: names, where the condition was known.
    """

    subject: Subject
    wrong: Side
    zones: tuple[str, ...]
    from_at: Instant
    to_at: Instant
    steps: tuple[Step, ...]
    line: tuple[Point, ...]
    holds: tuple[Span, ...]
    found: tuple[Violation, ...]
    plain: tuple[Instant, ...]
    careful: tuple[Instant, ...]
    parameters: int = PARAMETERS.version


def explain(
    plan_for: PlanFor,
    person: int,
    checkpoint: bytes | None,
    dockets: Sequence[Docket],
    arrivals: Iterable[Arrival],
    subject: Subject,
    from_at: Instant,
    to_at: Instant,
) -> Explanation:
    """Fold `arrivals` from `checkpoint` (None: from nothing) and return what happened to `subject` from `from_at` to `to_at`.

    `dockets`: all of the person's. The arrivals before `from_at` are what presence is made of when the explanation begins.
    """
    line = Timeline() if checkpoint is None else unpack(checkpoint).line
    known = [docket for docket in dockets if docket.recorded_at < to_at]
    history = History(plan_for, person, line, known)
    watch = _Watch(history, subject, from_at)
    for at, doubt, arrival in in_order(arrivals, line):
        if at >= to_at:
            break
        history.dockets_until(at)
        watch.report(at, doubt, arrival)
    history.pass_time(Instant(to_at - GRACE))
    watch.draw_until(watch.view(), to_at)
    found = {violation.id: violation for violation in (*line.open, *history.found.changed)}
    wrong: Side = "inside" if watch.is_forbidden else "outside"
    stands = [_stand(step, wrong) for step in watch.steps if step.geofence]
    return Explanation(
        subject=subject,
        wrong=wrong,
        zones=watch.zones,
        from_at=from_at,
        to_at=to_at,
        steps=tuple(watch.steps),
        line=tuple(watch.points),
        holds=_holds(plan_for, known, subject, from_at, to_at),
        found=tuple(one for one in found.values() if _is_about(one, subject)),
        plain=plain(stands),
        careful=careful(stands),
    )


class _View(NamedTuple):
    """The presence of the subject at one moment, as the fold has it."""

    duty: Duty
    area: int | None
    presence: Presence
    rates: Rates
    seen_at: Instant
    holds: bool

    @property
    def sign(self) -> int:
        """Odds of outside to odds of *not kept*."""
        return 1 if self.area is None else -1

    def odds_at(self, at: Instant) -> int:
        """Return the odds of outside at `at`, if nothing more is seen until then."""
        return drift(self.presence.odds, at - self.seen_at, self.rates) if self.seen_at != DAWN else self.presence.odds

    def distance_m(self, lat: float, lon: float) -> float:
        """Return the metres from the edge of what the condition is about."""
        if self.area is not None:
            return self.duty.areas[self.area].signed_distance_m(lat, lon)
        return min((area.signed_distance_m(lat, lon) for area in self.duty.areas), default=FAR_M)


class _Watch:
    """Looks at one subject while a history is told."""

    def __init__(self, history: History, subject: Subject, from_at: Instant) -> None:
        self._history = history
        self._subject = subject
        self._from_at = from_at
        self._drawn_at = from_at
        self.steps: list[Step] = []
        self.points: list[Point] = []
        self.zones: tuple[str, ...] = ()
        self.is_forbidden = False

    def view(self) -> _View | None:
        """Return the subject as it stands; None while no order known has the condition."""
        plan, line = self._history.plan, self._history.line
        n = next((n for n, duty in enumerate(plan.duties) if duty.condition.id == self._subject.condition), None)
        if n is None or n >= len(line.cases):
            return None
        duty = plan.duties[n]
        seen_at, holds = line.seen_at, line.cases[n].holds
        if n in plan.stays:
            self.zones = tuple(zone.name for zone in duty.condition.zones)
            return _View(duty, None, line.presences[plan.stays.index(n)], plan.stay_rates, seen_at, holds)
        if n not in plan.keep_outs:
            return None
        area = _area(duty, self._subject)
        if area is None:
            return None
        holds = holds and _held(duty, area, line.head_at)[0]
        self.is_forbidden, self.zones = True, (duty.condition.zones[area].name,)
        place = next((place for place in line.places if place.condition == duty.condition.id and place.zone == area), None)
        return _View(duty, area, AWAY if place is None else place.presence, plan.place_rates, seen_at, holds)

    def report(self, at: Instant, doubt: Doubt, arrival: Arrival) -> None:
        """Let the history fold one report, and write down what it did if it is within the time asked for."""
        history = self._history
        if at < self._from_at:
            history.report(at, doubt, arrival)
            return
        before, fixes, beacon_at = self.view(), len(history.fixes), history.line.beacon_at
        history.report(at, doubt, arrival)
        after = self.view()
        if after is None:
            self._drawn_at = at
            return
        before = before or after._replace(presence=UNKNOWN if after.area is None else AWAY, seen_at=DAWN)
        fix = history.fixes[-1] if len(history.fixes) > fixes else None
        is_believed = fix is not None and not fix.doubt
        if is_believed or after.presence is not before.presence:
            self.draw_until(before, at)
            self.points.append(Point(at, after.sign * after.presence.odds))
        elif fix is None:
            return
        is_outranked = is_believed and (arrival.report.source or "unknown") != "beacon" and at - beacon_at <= IN_REACH
        self.steps.append(_step(arrival, at, fix, before, after, is_outranked=is_outranked))

    def draw_until(self, view: _View | None, at: Instant) -> None:
        """Draw the drift from where the line ends to `at`."""
        if view is not None:
            on: list[Instant] = [] if self.points else [self._drawn_at]
            on += [Instant(t) for t in range(self._drawn_at + DRIFT_EVERY, at, DRIFT_EVERY)]
            self.points += [Point(t, view.sign * view.odds_at(t)) for t in (*on, at)]
        self._drawn_at = at


def _step(arrival: Arrival, at: Instant, fix: Fix | None, before: _View, after: _View, *, is_outranked: bool) -> Step:
    report = arrival.report
    distance_m = None if fix is None else round(after.distance_m(fix.lat, fix.lon), 1)
    is_moved = after.presence is not before.presence
    is_believed = fix is not None and not fix.doubt
    drifted = before.odds_at(at)
    favour = after.sign * (after.presence.odds if is_moved or is_believed else drifted)
    return Step(
        at=at, received_at=arrival.received_at, seq=arrival.seq, device=arrival.device,
        lat=None if fix is None else fix.lat, lon=None if fix is None else fix.lon,
        accuracy_m=None if fix is None else fix.accuracy_m, source="beacon" if fix is None else fix.source,
        words=report.events, doubt="" if fix is None else fix.doubt, distance_m=distance_m, outranked=is_outranked,
        weight=after.sign * _weight(arrival, at, drifted, after) if is_moved else 0, odds=favour,
        probability=thousandths(favour), certainty=certainty(favour), holds=after.holds, geofence=_side(fix, distance_m),
    )  # fmt: skip


def _weight(arrival: Arrival, at: Instant, drifted: int, after: _View) -> int:
    """Return how far a report moved the odds of outside.

    Where the odds are at their limit its witness says more than is seen of it: it was worth more than could still move them.
    """
    last = after.presence.run[-1] if after.presence.run else None
    is_its = last is not None and (last.at, last.seq) == (at, arrival.seq)
    if is_its and last is not None and last.weight is not None and abs(after.presence.odds) == LIMIT:
        return last.weight
    return after.presence.odds - drifted


def _side(fix: Fix | None, distance_m: float | None) -> Side:
    if fix is None or distance_m is None or fix.doubt in UNTRUE:
        return ""
    return "outside" if distance_m > 0.0 else "inside"


def _stand(step: Step, wrong: Side) -> Stand:
    distance_m = step.distance_m or 0.0
    past_m = distance_m if wrong == "outside" else -distance_m
    return Stand(step.at, step.geofence == wrong, past_m - (step.accuracy_m or 0.0) > 0.0, step.holds)


def _holds(plan_for: PlanFor, dockets: Sequence[Docket], subject: Subject, from_at: Instant, to_at: Instant) -> tuple[Span, ...]:
    """Return when the condition held, each stretch by the docket that was known then."""
    ordered = sorted(dockets, key=lambda docket: docket.recorded_at)
    spans: list[Span] = []
    for n, docket in enumerate(ordered):
        at = max(docket.recorded_at, from_at)
        end = min(ordered[n + 1].recorded_at, to_at) if n + 1 < len(ordered) else to_at
        duty = _duty(plan_for(docket), subject)
        while duty is not None and at < end:
            holds, changes_at = _held(duty, _area(duty, subject), at)
            until_at = min(changes_at, end)
            if holds and spans and spans[-1].to_at == at:
                spans[-1] = Span(spans[-1].from_at, until_at)
            elif holds:
                spans.append(Span(at, until_at))
            at = until_at
    return tuple(spans)


def _held(duty: Duty, area: int | None, at: Instant) -> tuple[bool, Instant]:
    """Return whether the condition holds at `at` and, of a place with hours of its own, whether it is open; and until when."""
    rest, until_at = duty.rest(at)
    opening = None if area is None else duty.opening(area)
    is_open, changes_at = (True, until_at) if opening is None else opening.at(at)
    return not rest and is_open, min(until_at, changes_at)


def _area(duty: Duty, subject: Subject) -> int | None:
    """Return the number of the place among the condition's zones; None for a condition that is judged as one."""
    if duty.condition.kind != "keep_out":
        return None
    return next((i for i, zone in enumerate(duty.condition.zones) if zone.id == subject.zone), None)


def _is_about(violation: Violation, subject: Subject) -> bool:
    if violation.condition != subject.condition:
        return False
    return violation.condition_kind != "keep_out" or violation.zone == subject.zone


def _duty(plan: Plan, subject: Subject) -> Duty | None:
    return next((duty for duty in plan.duties if duty.condition.id == subject.condition), None)
