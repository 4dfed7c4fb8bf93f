"""Presence against recorded stays and departures: false alerts, missed departures and delay, for the filter and for simple rules.

1. Traces are rows `episode,person,label,t_s,east_m,north_m,accuracy_m,source,departed_s`: metres from a home of 100 m around
   0, 0. In a `stay` or `rest` every alert is false. A `departure` is caught by an alert from 20 minutes before its first fix clear
   of home to an hour after; an earlier one is false too. `ambiguous` episodes are counted and not judged.
2. The filter is run by `fold`, the code that judges live, an episode a person. Its odds after each fix give the alerts of any
   threshold.
3. The interval of a rate comes from drawing people, not days: one bad receiver errs in all of its days.
"""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, cast

import msgspec

from bilezik.domain.instant import Instant, days, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report, Source
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, compile_docket, digest_of, fold, fresh
from bilezik.tracking.presence import CERTAIN, KEPT, LIKELY, thousandths

HOME: Final = (51.1280, 71.4300)
RADIUS_M: Final = 100.0
EARTH_M: Final = 6_371_008.8
T0: Final = Instant(1_790_000_000_000_000)
EARLY_S: Final = 1_200.0
LATE_S: Final = 3_600.0
GATE_M: Final = 50.0
CURVE: Final = (1_386, 2_197, 2_944, LIKELY, 4_595, CERTAIN, 6_907)
"""Odds of the curve, in thousandths of a nat: 800, 900, 950, 975, 990, 995 and 999 in 1,000."""
BINS: Final = (0, 10, 100, 300, 500, 700, 900, 975, 995, 1_001)
_LABELS: Final = frozenset({"stay", "rest", "departure", "ambiguous"})
_SOURCES: Final = frozenset({"gnss", "wifi", "cell", "network", "beacon", "unknown"})
_DRAWS: Final = 1_000


class TraceError(ValueError):
    """A row cannot be read; `line` is its number."""

    def __init__(self, line: int, fault: str) -> None:
        """Keep the number of the line."""
        super().__init__(fault)
        self.line = line


class Seen(msgspec.Struct, frozen=True):
    """One fix: seconds since the episode's first, metres from home, as it was stated."""

    t_s: float
    east_m: float
    north_m: float
    accuracy_m: float | None
    source: Source

    @property
    def distance_m(self) -> float:
        """How far from home."""
        return math.hypot(self.east_m, self.north_m)


class Episode(msgspec.Struct, frozen=True):
    """One stay or departure of one person."""

    number: int
    person: str
    label: str
    departed_s: float
    fixes: tuple[Seen, ...]

    @property
    def is_home(self) -> bool:
        """Whether every alert is false."""
        return self.label in {"stay", "rest"}


Alerts = dict[int, list[float]]
"""Episode -> the seconds at which an alert was raised."""
Rule = Callable[[Episode], list[float]]


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule did."""

    false: int
    person_days: float
    interval: tuple[float, float]
    missed: int
    departures: int
    early: int
    delay_min: tuple[float, float]
    ambiguous: int
    of_ambiguous: int


def read(path: Path) -> list[Episode]:
    """Return the episodes of a file, gzipped or not; `TraceError` names the line that cannot be read."""
    found: dict[int, tuple[str, str, float, list[Seen]]] = {}
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                fixes = found.setdefault(int(row["episode"]), (row["person"], *_label(row), []))[3]
                fixes.append(_fix(row))
            except KeyError as error:
                raise TraceError(rows.line_num, f"no column {error}") from None
            except (TypeError, ValueError) as error:
                raise TraceError(rows.line_num, str(error)) from None
    return [
        Episode(number, person, label, departed_s, tuple(sorted(fixes, key=lambda fix: fix.t_s)))
        for number, (person, label, departed_s, fixes) in found.items()
    ]


def _label(row: Mapping[str, str]) -> tuple[str, float]:
    if row["label"] not in _LABELS:
        raise ValueError(f"no such label: {row['label']}")
    return row["label"], float(row["departed_s"] or "nan")


def _fix(row: Mapping[str, str]) -> Seen:
    if row["source"] not in _SOURCES:
        raise ValueError(f"no such source: {row['source']}")
    accuracy_m = float(row["accuracy_m"]) if row["accuracy_m"] else None
    return Seen(float(row["t_s"]), float(row["east_m"]), float(row["north_m"]), accuracy_m, cast("Source", row["source"]))


def plain_geofence(episode: Episode) -> list[float]:
    """Alert at the first fix outside; again after one inside."""
    return _edges((fix.t_s, fix.distance_m > RADIUS_M) for fix in episode.fixes)


def accuracy_gate(episode: Episode) -> list[float]:
    """The same, without fixes that state more than 50 m."""
    return _edges((fix.t_s, fix.distance_m > RADIUS_M) for fix in episode.fixes if (fix.accuracy_m or 0.0) <= GATE_M)


def two_in_a_row(episode: Episode) -> list[float]:
    """Alert at the second fix in a row whose whole circle of error lies outside."""
    run, found = 0, []
    for fix in episode.fixes:
        run = run + 1 if fix.distance_m - (fix.accuracy_m or 0.0) > RADIUS_M else 0
        if run == 2:
            found.append(fix.t_s)
    return found


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("plain geofence", plain_geofence),
    ("drop fixes with accuracy over 50 m", accuracy_gate),
    ("two fixes in a row clear of the zone", two_in_a_row),
)


def odds_of(episodes: Iterable[Episode]) -> Iterator[tuple[Episode, list[int]]]:
    """Yield each episode with the log-odds of *outside* after each of its fixes, in thousandths of a nat."""
    home = Zone(id=1, name="home", shape=Circle(*HOME, RADIUS_M))
    order = Order(
        id=1, legal_basis="bench", issuer="bench", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(400)),
        conditions=(Condition(id=1, kind="stay_home", zones=(home,)),),
    )  # fmt: skip
    plan = compile_docket(Docket(person=1, orders=(order,)))
    for episode in episodes:
        state, found = fresh(1), []
        for number, fix in enumerate(episode.fixes, start=1):
            at = Instant(T0 + seconds(round(fix.t_s, 1)))
            lat = HOME[0] + math.degrees(fix.north_m / EARTH_M)
            lon = HOME[1] + math.degrees(fix.east_m / (EARTH_M * math.cos(math.radians(HOME[0]))))
            said = Report(at=at, lat=round(lat, 7), lon=round(lon, 7), accuracy_m=fix.accuracy_m, source=fix.source)
            state = fold(plan, state, Arrival(1, at, at, number, digest_of(said), said)).state
            found.append(state.line.presences[0].odds)
        yield episode, found


def alerts_at(episode: Episode, odds: Sequence[int], threshold: int) -> list[float]:
    """Return when a violation is raised at `threshold`, or (above it, for the same violation) becomes so sure."""
    is_open, is_told, found = False, False, []
    for fix, now in zip(episode.fixes, odds, strict=True):
        if now <= -KEPT:
            is_open = is_told = False
        is_open = is_open or now >= min(LIKELY, threshold)
        if is_open and not is_told and now >= threshold:
            is_told = True
            found.append(fix.t_s)
    return found


def score(episodes: Sequence[Episode], alerts: Alerts) -> Score:
    """Return how often a rule was wrong, and how late it was right."""
    of_person: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    delays: list[float] = []
    missed = early = 0
    for episode in episodes:
        raised = alerts[episode.number]
        if episode.is_home:
            tally = of_person[episode.person]
            tally[0] += len(raised)
            tally[1] += episode.fixes[-1].t_s / 86_400
        elif episode.label == "departure":
            early += sum(at < episode.departed_s - EARLY_S for at in raised)
            hits = [at for at in raised if episode.departed_s - EARLY_S <= at <= episode.departed_s + LATE_S]
            missed += not hits
            delays += [max(0.0, min(hits) - episode.departed_s) / 60] if hits else []
    people = list(of_person.values())
    unsure = [episode for episode in episodes if episode.label == "ambiguous"]
    delays.sort()
    return Score(
        false=round(sum(tally[0] for tally in people)),
        person_days=sum(tally[1] for tally in people),
        interval=_interval(people),
        missed=missed,
        departures=len(delays) + missed,
        early=early,
        delay_min=(_share(delays, 0.5), _share(delays, 0.95)),
        ambiguous=len(unsure),
        of_ambiguous=sum(bool(alerts[episode.number]) for episode in unsure),
    )


def measure(episodes: Sequence[Episode]) -> str:
    """Return the tables of the rules, of the filter, of its curve and of its reliability, in Markdown."""
    judged = list(odds_of(episodes))

    def ours(threshold: int) -> Score:
        return score(episodes, {episode.number: alerts_at(episode, odds, threshold) for episode, odds in judged})

    rules = [(name, score(episodes, {one.number: rule(one) for one in episodes})) for name, rule in RULES]
    rules += [("**Bilezik, likely or certain, when raised**", ours(LIKELY))]
    rules += [("**Bilezik, certain, when it became certain**", ours(CERTAIN))]
    curve = [(f"raised at {thousandths(odds) / 10:g} %", ours(odds)) for odds in CURVE]
    return "\n".join([*_table(rules), "", *_table(curve), "", *_reliability(judged), ""])


def _table(scores: Iterable[tuple[str, Score]]) -> list[str]:
    lines = [
        "| rule | false a person-day (90 %) | missed | early | delay median, p95 (min) | of the ambiguous |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in scores:
        rate = one.false / one.person_days if one.person_days else 0.0
        lines.append(
            f"| {name} | {rate:.4f} ({one.interval[0]:.4f}–{one.interval[1]:.4f}), {one.false} in {one.person_days:.0f}"
            f" | {one.missed} of {one.departures} | {one.early} | {one.delay_min[0]:.2f}, {one.delay_min[1]:.2f}"
            f" | {one.of_ambiguous} of {one.ambiguous} |"
        )
    return lines


def _reliability(judged: Iterable[tuple[Episode, list[int]]]) -> list[str]:
    """Of the fixes after which so much was said, how many were truly outside. The way out of a departure is neither."""
    counts = [[0, 0] for _ in BINS]
    for episode, odds in judged:
        for fix, now in zip(episode.fixes, odds, strict=True):
            is_out = episode.label == "departure" and fix.t_s >= episode.departed_s
            if is_out or episode.is_home or (episode.label == "departure" and fix.t_s < episode.departed_s - EARLY_S):
                said = thousandths(now)
                place = next(n for n in range(len(BINS) - 1) if said < BINS[n + 1])
                counts[place][is_out] += 1
    lines = ["| probability of outside | fixes | truly outside |", "|---|---|---|"]
    for least, most, (at_home, out) in zip(BINS, BINS[1:], counts, strict=False):
        total = at_home + out
        lines.append(f"| {least / 10:g}–{min(most, 1_000) / 10:g} % | {total} | {f'{100 * out / total:.1f} %' if total else ''} |")
    return lines


def _edges(seen: Iterable[tuple[float, bool]]) -> list[float]:
    was_out, found = False, []
    for t_s, is_out in seen:
        if is_out and not was_out:
            found.append(t_s)
        was_out = is_out
    return found


def _interval(people: Sequence[Sequence[float]]) -> tuple[float, float]:
    if not people:
        return 0.0, 0.0
    dice = Random(1)  # noqa: S311 - a measurement wants repeatable dice
    drawn = sorted(_rate([dice.choice(people) for _ in people]) for _ in range(_DRAWS))
    return drawn[_DRAWS // 20 - 1], drawn[_DRAWS - _DRAWS // 20 - 1]


def _rate(people: Sequence[Sequence[float]]) -> float:
    return sum(tally[0] for tally in people) / max(sum(tally[1] for tally in people), 1e-9)


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
