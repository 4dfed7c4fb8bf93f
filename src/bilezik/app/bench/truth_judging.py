"""One person's run against the truth: fold what arrives, and compare what was found with what happened.

1. The clock is fed whenever something is due, as the monitor does it; what is found is told at that clock. So the wait for the
   rest of an upload counts as delay.
2. What stands at the end is judged: violations open or closed. Those withdrawn or superseded are counted apart.
3. A departure is found by a violation that was decided by what was measured during it. Its delay is counted from the edge of the
   zone; time without coverage is taken off (`delay_s`) or not (`after_edge_s`).
4. A touch of strap or case is found by a violation of its kind that began with it, or by an incident where no condition owns it.
5. A violation that no departure explains is false if the person was inside from three minutes before its begin to its decision.
"""

from dataclasses import dataclass
from typing import Final

from bilezik.app.bench.truth_people import EDGE_M, T0, Person, arrivals, walk_s
from bilezik.domain.instant import Instant, hours, in_seconds, minutes, seconds
from bilezik.domain.violation import Violation
from bilezik.fold import Arrival, Clock
from bilezik.fold.story import Story
from bilezik.simulate.life import Outing
from bilezik.simulate.touches import Touch, TouchKind

EARLY: Final = seconds(30)
"""A device's clock is a little off, and an error may put somebody outside who is still at the door."""
LINGERS: Final = minutes(2)
"""Until when after its end a touch may be said once more: reports come each minute, and clocks are a little off."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure. `delay_s`, `after_edge_s`: None if it was not found. `is_unheard`: coverage was lost before it was told."""

    name: str
    beyond_min: float
    is_unheard: bool
    delay_s: float | None = None
    after_edge_s: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A touch of strap or case. `delay_s` from the arrival of the first report that tells it; None: dropped.

    `traits`: how it was told: "late", "damaged", "undated", "no place", "repeated", "no condition".
    """

    name: str
    kind: TouchKind
    traits: frozenset[str]
    delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one person's run. `untouched`: alerts of strap or case that no touch explains."""

    days: int
    reports: int
    refolds: int
    false: tuple[str, ...]
    departures: tuple[Departure, ...]
    touches: tuple[Told, ...]
    untouched: tuple[str, ...]
    withdrawn: int
    superseded: int
    split: int
    """Departures that more than one violation tells in the end."""


class Telling:
    """A story that is listened to: when each thing found was first told. Not frozen: it goes on."""

    def __init__(self, someone: Person) -> None:
        """Begin with nothing told."""
        self.story = Story(someone.docket)
        self.told_at: dict[int, Instant] = {}
        """Of violations and incidents, by id."""
        self.first_at: dict[int, Instant] = {}
        """When the first report arrived that tells a touch, by its number."""
        self.reports = 0
        self._violations = self._incidents = 0

    def listen(self, someone: Person) -> None:
        """Feed everything that arrives, and the clock whenever something is due before it."""
        for arrival, tells in arrivals(someone):
            self._pass_time(arrival.clock)
            self.reports += 1
            for n in tells:
                self.first_at.setdefault(n, arrival.clock)
            self._feed(arrival)
        end_at = Instant(max(self.story.state.clock, someone.until_at) + hours(1))
        self._pass_time(end_at)
        self.story.finish(end_at)
        self._note(end_at)

    def _pass_time(self, until_at: Instant) -> None:
        """Feed the clock at each moment before `until_at` at which something is due."""
        while (due_at := self.story.state.wake_at) < until_at:
            self._feed(Clock(max(due_at, self.story.state.clock)))

    def _feed(self, given: Arrival | Clock) -> None:
        self.story.feed(given)
        self._note(self.story.state.clock)

    def _note(self, clock: Instant) -> None:
        """Note what is new: ids are only ever added, so counting them says whether there is anything."""
        violations, incidents = self.story.violations, self.story.incidents
        if len(violations) + len(incidents) != self._violations + self._incidents:
            for each in (*list(violations)[self._violations :], *list(incidents)[self._incidents :]):
                self.told_at[each] = clock
            self._violations, self._incidents = len(violations), len(incidents)


def judge(someone: Person) -> Outcome:
    """Live a person's days and return what was found, missed, false and dropped."""
    telling = Telling(someone)
    telling.listen(someone)
    found = list(telling.story.violations.values())
    away = [violation for violation in found if violation.kind == "not_home"]
    left = [violation for violation in away if _stands(violation)]
    departures, split = [], 0
    for outing in someone.life.outings:
        told = [violation for violation in away if _decided_during(violation, someone, outing)]
        standing = [violation for violation in told if _stands(violation)]
        left = [violation for violation in left if violation not in standing]
        split += len(standing) > 1
        departures.append(_departure(someone, outing, min(telling.told_at[v.id] for v in told) if standing else None))
    touches, untouched = _touched(someone, telling)
    return Outcome(
        days=someone.days,
        reports=telling.reports,
        refolds=telling.story.refolds,
        false=tuple(_said(someone, violation) for violation in left if _is_inside(someone, violation)),
        departures=tuple(departures),
        touches=touches,
        untouched=untouched,
        withdrawn=sum(violation.state == "withdrawn" for violation in away),
        superseded=sum(violation.state == "superseded" for violation in away),
        split=split,
    )


def _stands(violation: Violation) -> bool:
    return violation.state in {"open", "closed"}


def _decided_during(violation: Violation, someone: Person, outing: Outing) -> bool:
    """Return whether what decided it was measured between the door and the return to the zone."""
    return outing.leaves_at - EARLY <= violation.decided_at <= _returns_at(someone, outing) + EARLY


def _away_m(someone: Person, outing: Outing) -> float:
    east, north = someone.life.home.metres_to(outing.point)
    return float((east * east + north * north) ** 0.5)


def _edge_at(outing: Outing) -> Instant:
    return Instant(outing.leaves_at + seconds(walk_s(EDGE_M)))


def _returns_at(someone: Person, outing: Outing) -> Instant:
    return Instant(outing.back_at + seconds(walk_s(_away_m(someone, outing) - EDGE_M)))


def _departure(someone: Person, outing: Outing, told_at: Instant | None) -> Departure:
    edge_at, returns_at = _edge_at(outing), _returns_at(someone, outing)
    unheard = sum(
        max(0, min(gap.span.to_at, told_at or returns_at) - max(gap.span.from_at, edge_at)) for gap in someone.gaps
    )  # fmt: skip
    after_edge = None if told_at is None else told_at - edge_at
    return Departure(
        name=f"person {someone.number} ({someone.kind}), {_hour(outing.leaves_at)}, {_away_m(someone, outing):.0f} m",
        beyond_min=in_seconds(returns_at - edge_at) / 60,
        is_unheard=unheard > 0,
        delay_s=None if after_edge is None else in_seconds(after_edge - unheard),
        after_edge_s=None if after_edge is None else in_seconds(after_edge),
    )


def _is_inside(someone: Person, violation: Violation) -> bool:
    span = range(violation.began_at - minutes(3), violation.decided_at + 1, seconds(30))
    return all(_off_m(someone, Instant(at)) <= EDGE_M for at in span)


def _off_m(someone: Person, at: Instant) -> float:
    east, north = someone.life.home.metres_to(someone.life.at(at).point)
    return float((east * east + north * north) ** 0.5)


def _touched(someone: Person, telling: Telling) -> tuple[tuple[Told, ...], tuple[str, ...]]:
    """Return what became of each touch, and the alerts that none explains."""
    story = telling.story
    standing = {v.id: (v.kind, v.began_at) for v in story.violations.values() if _stands(v) and v.kind != "not_home"}
    standing |= {i.id: (i.kind, i.at) for i in story.incidents.values() if i.kind in {"strap", "tamper"}}
    before = {v.id: (v.kind, v.began_at) for v in story.violations.values() if v.kind in {"strap", "tamper"}} | standing
    told, explained = [], set()
    for n, touch in enumerate(someone.touches):
        finds = any(_begins_with(touch, kind, at) for kind, at in standing.values())
        explains = {key for key, (kind, at) in before.items() if _belongs_to(touch, kind, at)}
        explained |= explains
        first_at = telling.first_at[n]
        told_at = min(telling.told_at[key] for key in explains) if finds else None
        told.append(
            Told(
                name=f"person {someone.number} ({someone.kind}), {_hour(touch.at)}, {touch.word}",
                kind=touch.kind,
                traits=_traits(someone, touch, first_at),
                delay_s=None if told_at is None else in_seconds(told_at - first_at),
            )
        )
    names = (f"person {someone.number} ({someone.kind}), {_hour(at)}, {kind}" for key, (kind, at) in standing.items()
             if key not in explained)  # fmt: skip
    return tuple(told), tuple(names)


def _begins_with(touch: Touch, kind: str, at: Instant) -> bool:
    return kind == touch.kind and touch.at - EARLY <= at <= touch.at + EARLY


def _belongs_to(touch: Touch, kind: str, at: Instant) -> bool:
    return kind == touch.kind and touch.at - EARLY <= at <= touch.until + LINGERS


def _traits(someone: Person, touch: Touch, first_at: Instant) -> frozenset[str]:
    held = {
        "late": first_at > touch.at + minutes(1),
        "damaged": touch.is_damaged,
        "undated": touch.is_undated,
        "no place": not touch.has_place,
        "repeated": bool(touch.resent),
        "no condition": not someone.is_worn,
    }
    return frozenset(name for name, is_so in held.items() if is_so)


def _said(someone: Person, violation: Violation) -> str:
    return f"person {someone.number} ({someone.kind}), {_hour(violation.began_at)}, {violation.certainty}"


def _hour(at: Instant) -> str:
    day, since = divmod(at - T0, hours(24))
    return f"day {day + 1}, {since / hours(1):.2f} h"
