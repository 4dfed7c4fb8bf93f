"""Presence against recorded stays and departures: false alerts, missed departures and delay, for the filter and for any rule.

1. The filter is run by `fold`, the code that judges live, an episode a person. Its odds after each fix give the alerts of any
   threshold.
2. What a rule did is kept by person: people differ more than days do, so every interval comes from drawing people.
3. A delay is counted from the first fix clear of home; where a mean is taken, a missed departure counts as one found after an hour.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Final

import msgspec

from bilezik.app.bench.traces import EARLY_S, LATE_S, RADIUS_M, Episode
from bilezik.domain.instant import Instant, days, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Plan, compile_docket, digest_of, fold, fresh
from bilezik.tracking.parameters import PARAMETERS, Parameters
from bilezik.tracking.presence import KEPT, LIKELY, rates

HOME: Final = (51.1280, 71.4300)
EARTH_M: Final = 6_371_008.8
T0: Final = Instant(1_790_000_000_000_000)
DRAWS: Final = 1_000

Alerts = Mapping[int, Sequence[float]]
"""Episode -> the seconds at which an alert was raised."""


class Fed(msgspec.Struct, frozen=True):
    """An episode as the fold takes it in."""

    episode: Episode
    arrivals: tuple[Arrival, ...]


class Judged(msgspec.Struct, frozen=True):
    """An episode, and the log-odds of *outside* after each of its fixes, in thousandths of a nat."""

    episode: Episode
    odds: tuple[int, ...]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule did to one person. `delays_min`: of the departures it found."""

    person: str
    days: float = 0.0
    false: float = 0.0
    departures: int = 0
    early: float = 0.0
    delays_min: tuple[float, ...] = ()

    @property
    def missed(self) -> int:
        """How many departures it did not find."""
        return self.departures - len(self.delays_min)


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule did to all. Intervals hold 90 % of what drawing other people of the same kind gives."""

    false: int
    person_days: float
    interval: tuple[float, float]
    missed: int
    departures: int
    early: int
    delay_min: tuple[float, float]
    """Median and 95 %, of the departures found."""
    mean_min: float
    mean_interval: tuple[float, float]
    ambiguous: int
    of_ambiguous: int

    @property
    def rate(self) -> float:
        """False alerts a person-day."""
        return self.false / self.person_days if self.person_days else 0.0


def feed(episodes: Iterable[Episode], *, is_short: bool = False) -> list[Fed]:
    """Return the episodes as arrivals.

    `is_short`: without what changes no score: fixes after the hour in which a departure can be found, and after the last fix
    outside in a stay, since nothing is raised on the way in.
    """
    return [Fed(episode, tuple(_arrivals(episode, _end_s(episode) if is_short else math.inf))) for episode in episodes]


def judge(fed: Iterable[Fed], parameters: Parameters = PARAMETERS) -> Iterator[Judged]:
    """Fold each episode by `parameters`."""
    plan = _plan(parameters)
    for one in fed:
        state, found = fresh(1), []
        for arrival in one.arrivals:
            state = fold(plan, state, arrival).state
            found.append(state.line.presences[0].odds)
        yield Judged(one.episode, tuple(found))


def alerts_at(judged: Judged, threshold: int) -> list[float]:
    """Return when a violation is raised at `threshold`, or (above it, for the same violation) becomes so sure."""
    found: list[float] = []
    if max(judged.odds, default=0) < threshold:
        return found
    raised_at = min(LIKELY, threshold)
    is_open = is_told = False
    for fix, now in zip(judged.episode.fixes, judged.odds, strict=False):  # it may have been fed short
        if now <= -KEPT:
            is_open = is_told = False
        is_open = is_open or now >= raised_at
        if is_open and not is_told and now >= threshold:
            is_told = True
            found.append(fix.t_s)
    return found


def filtered(judged: Iterable[Judged], threshold: int) -> Alerts:
    """Return the alerts of the filter at `threshold`, by episode."""
    return {one.episode.number: alerts_at(one, threshold) for one in judged}


def ruled(episodes: Iterable[Episode], rule: Callable[[Episode], Sequence[float]]) -> Alerts:
    """Return the alerts of `rule`, by episode."""
    return {episode.number: rule(episode) for episode in episodes}


def tallies(episodes: Iterable[Episode], alerts: Alerts) -> list[Tally]:
    """Return what the alerts were worth, a person each; those with stays come first."""
    found: dict[str, Tally] = {}
    for episode in sorted(episodes, key=lambda one: not one.is_home):
        raised, person = alerts[episode.number], episode.person
        tally = found.get(person) or Tally(person=person)
        if episode.is_home:
            tally = msgspec.structs.replace(
                tally, days=tally.days + episode.fixes[-1].t_s / 86_400, false=tally.false + len(raised)
            )  # fmt: skip
        elif episode.label == "departure":
            from_s, to_s = episode.departed_s - EARLY_S, episode.departed_s + LATE_S
            hit = next((at for at in raised if from_s <= at <= to_s), None)
            tally = msgspec.structs.replace(
                tally,
                departures=tally.departures + 1,
                early=tally.early + sum(at < from_s for at in raised),
                delays_min=tally.delays_min if hit is None else (*tally.delays_min, max(0.0, hit - episode.departed_s) / 60),
            )
        found[person] = tally
    return list(found.values())


def score(episodes: Sequence[Episode], alerts: Alerts) -> Score:
    """Return how often a rule was wrong, and how late it was right."""
    people = tallies(episodes, alerts)
    unsure = [episode for episode in episodes if episode.label == "ambiguous"]
    delays = sorted(delay for tally in people for delay in tally.delays_min)
    departures = sum(tally.departures for tally in people)
    return Score(
        false=round(sum(tally.false for tally in people)),
        person_days=sum(tally.days for tally in people),
        interval=interval([(tally.false, tally.days) for tally in people if tally.days]),
        missed=departures - len(delays),
        departures=departures,
        early=round(sum(tally.early for tally in people)),
        delay_min=(share(delays, 0.5), share(delays, 0.95)),
        mean_min=ratio([(_lost_min(tally), tally.departures) for tally in people]),
        mean_interval=interval([(_lost_min(tally), tally.departures) for tally in people if tally.departures]),
        ambiguous=len(unsure),
        of_ambiguous=sum(bool(alerts[episode.number]) for episode in unsure),
    )


def interval(people: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return what 90 % of the draws of people give for the sum of the first by the sum of the second."""
    if not people:
        return 0.0, 0.0
    dice = Random(1)  # noqa: S311 - a measurement wants repeatable dice
    drawn = sorted(ratio([dice.choice(people) for _ in people]) for _ in range(DRAWS))
    return drawn[DRAWS // 20 - 1], drawn[DRAWS - DRAWS // 20 - 1]


def ratio(people: Sequence[tuple[float, float]]) -> float:
    """Return the sum of the first by the sum of the second."""
    return sum(one[0] for one in people) / max(sum(one[1] for one in people), 1e-9)


def share(ordered: Sequence[float], part: float) -> float:
    """Return the number below which `part` of the ordered lie; 0 of none."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def _lost_min(tally: Tally) -> float:
    return sum(tally.delays_min) + tally.missed * LATE_S / 60


def _end_s(episode: Episode) -> float:
    if episode.label == "departure":
        return episode.departed_s + LATE_S
    return max((fix.t_s for fix in episode.fixes if fix.distance_m > RADIUS_M), default=-1.0)


def _arrivals(episode: Episode, end_s: float) -> Iterator[Arrival]:
    for number, fix in enumerate(episode.fixes, start=1):
        if fix.t_s > end_s:
            return
        at = Instant(T0 + seconds(round(fix.t_s, 1)))
        lat = HOME[0] + math.degrees(fix.north_m / EARTH_M)
        lon = HOME[1] + math.degrees(fix.east_m / (EARTH_M * math.cos(math.radians(HOME[0]))))
        said = Report(at=at, lat=round(lat, 7), lon=round(lon, 7), accuracy_m=fix.accuracy_m, source=fix.source)
        yield Arrival(1, at, at, number, digest_of(said), said)


@lru_cache(maxsize=2)
def _plan(parameters: Parameters) -> Plan:
    home = Zone(id=1, name="home", shape=Circle(*HOME, RADIUS_M))
    order = Order(
        id=1, legal_basis="bench", issuer="bench", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(400)),
        conditions=(Condition(id=1, kind="stay_home", zones=(home,)),),
    )  # fmt: skip
    plan = compile_docket(Docket(person=1, orders=(order,)))
    return replace(plan, parameters=parameters, stay_rates=rates(parameters.stay_leaves, parameters.stay_returns))
