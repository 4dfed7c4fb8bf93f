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
from bilezik.fold.sighting import FAR_M
from bilezik.fold.state import Timeline, unpack
from bilezik.schedule import intervals
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import AWAY, Presence, Rates, certainty, drift, thousandths

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
    """One fix and what it did.

    `distance_m` from the edge of the zone, negative inside. `weight`: how far it moved the odds, in thousandths of a nat;
    `odds` after it. `geofence`: the side a plain geofence takes it for, empty if it takes it for nothing.
    """

    at: Instant
    received_at: Instant
    seq: int
    device: int
    lat: float
    lon: float
    accuracy_m: float | None
    source: Source
    doubt: Doubt
    distance_m: float
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
        seen_at, holds = line.track.at, line.cases[n].holds
        if n in plan.stays:
            self.zones = tuple(zone.name for zone in duty.condition.zones)
            return _View(duty, None, line.presences[plan.stays.index(n)], plan.stay_rates, seen_at, holds)
        if n not in plan.keep_outs:
            return None
        area = next((i for i, zone in enumerate(duty.condition.zones) if zone.id == self._subject.zone), None)
        if area is None:
            return None
        self.is_forbidden, self.zones = True, (duty.condition.zones[area].name,)
        place = next((place for place in line.places if place.condition == duty.condition.id and place.zone == area), None)
        return _View(duty, area, AWAY if place is None else place.presence, plan.place_rates, seen_at, holds)

    def report(self, at: Instant, doubt: Doubt, arrival: Arrival) -> None:
        """Let the history fold one report, and write down what it did if it is within the time asked for."""
        history = self._history
        if at < self._from_at:
            history.report(at, doubt, arrival)
            return
        before, fixes = self.view(), len(history.fixes)
        history.report(at, doubt, arrival)
        after = self.view()
        if after is None:
            self._drawn_at = at
        if after is None or len(history.fixes) == fixes:
            return
        fix = history.fixes[-1]
        before = before or after
        if not fix.doubt:
            self.draw_until(before, at)
            self.points.append(Point(at, after.sign * after.presence.odds))
        self.steps.append(_step(fix, before, after))

    def draw_until(self, view: _View | None, at: Instant) -> None:
        """Draw the drift from where the line ends to `at`."""
        if view is not None:
            on: list[Instant] = [] if self.points else [self._drawn_at]
            on += [Instant(t) for t in range(self._drawn_at + DRIFT_EVERY, at, DRIFT_EVERY)]
            self.points += [Point(t, view.sign * view.odds_at(t)) for t in (*on, at)]
        self._drawn_at = at


def _step(fix: Fix, before: _View, after: _View) -> Step:
    drifted = before.odds_at(fix.fixed_at)
    odds = drifted if fix.doubt else after.presence.odds
    distance_m = round(after.distance_m(fix.lat, fix.lon), 1)
    favour = after.sign * odds
    return Step(
        at=fix.fixed_at, received_at=fix.received_at, seq=fix.seq, device=fix.device, lat=fix.lat, lon=fix.lon,
        accuracy_m=fix.accuracy_m, source=fix.source, doubt=fix.doubt, distance_m=distance_m,
        weight=after.sign * _weight(fix, drifted, before, after), odds=favour, probability=thousandths(favour),
        certainty=certainty(favour), holds=after.holds, geofence=_side(fix, distance_m),
    )  # fmt: skip


def _weight(fix: Fix, drifted: int, before: _View, after: _View) -> int:
    """Return how far a fix moved the odds of outside: what its witness says, or what is seen of it.

    The two differ where the odds are at their limit: the witness was worth more than could still move them.
    """
    if fix.doubt or after.presence is before.presence:
        return 0
    last = after.presence.run[-1] if after.presence.run else None
    if last is not None and (last.at, last.seq) == (fix.fixed_at, fix.seq) and last.weight is not None:
        return last.weight
    return after.presence.odds - drifted


def _side(fix: Fix, distance_m: float) -> Side:
    if fix.doubt in UNTRUE:
        return ""
    return "outside" if distance_m > 0.0 else "inside"


def _stand(step: Step, wrong: Side) -> Stand:
    past_m = step.distance_m if wrong == "outside" else -step.distance_m
    return Stand(step.at, step.geofence == wrong, past_m - (step.accuracy_m or 0.0) > 0.0, step.holds)


def _holds(plan_for: PlanFor, dockets: Sequence[Docket], subject: Subject, from_at: Instant, to_at: Instant) -> tuple[Span, ...]:
    """Return when the condition held, each stretch by the docket that was known then."""
    ordered = sorted(dockets, key=lambda docket: docket.recorded_at)
    spans: list[Span] = []
    for n, docket in enumerate(ordered):
        begin = max(docket.recorded_at, from_at)
        end = min(ordered[n + 1].recorded_at, to_at) if n + 1 < len(ordered) else to_at
        duty = _duty(plan_for(docket), subject)
        if duty is None or begin >= end:
            continue
        for since_at, until_at in intervals(duty.condition, duty.order, begin, end):
            if spans and spans[-1].to_at == since_at:
                spans[-1] = Span(spans[-1].from_at, until_at)
            else:
                spans.append(Span(since_at, until_at))
    return tuple(spans)


def _is_about(violation: Violation, subject: Subject) -> bool:
    if violation.condition != subject.condition:
        return False
    return violation.condition_kind != "keep_out" or violation.zone == subject.zone


def _duty(plan: Plan, subject: Subject) -> Duty | None:
    return next((duty for duty in plan.duties if duty.condition.id == subject.condition), None)
