"""`bilezik bench truth`: what is found of what simulated people do, against the bars it has to pass.

1. The same people, days and seed give the same figures, on any number of processes.
2. A process lives one person after the other and forgets each once judged: memory does not grow with people.
3. The bars are those of the requirements; nothing is tuned here. A figure that nothing was measured for passes no bar.
4. Late data is part of it: what is judged is what stands in the end, and what was told on the way is counted apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from math import ceil
from multiprocessing import get_context
from statistics import median
from typing import Final, TypeVar

import msgspec

from bilezik.app.bench.truth_judging import Departure, Outcome, Told, judge
from bilezik.app.bench.truth_people import person
from bilezik.app.bench.truth_walks import visits, walks_away

FALSE_A_DAY: Final = 1 / 1_000
FOUND: Final = 0.999
DELAY_S: Final = 120.0
LONG_MIN: Final = 10.0
"""Departures as long as this have to be found."""
SPANS_MIN: Final = ((10.0, 14.0), (14.0, 20.0), (20.0, 30.0), (30.0, 41.0))
WALKS: Final = 20
SLOWEST: Final = 5
TRAITS: Final = ("late", "damaged", "undated", "no place", "repeated", "no condition")

T = TypeVar("T")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to run. `late`: with stretches without coverage and reports that come late."""

    people: int = 500
    days: int = 30
    seed: int = 1
    late: bool = True


class Spread(msgspec.Struct, frozen=True):
    """Delays in seconds."""

    count: int
    median: float
    p95: float
    worst: float


class Share(msgspec.Struct, frozen=True):
    """So many of so many."""

    found: int
    of: int


class Bar(msgspec.Struct, frozen=True):
    """A figure beside its bar, both in words, and whether it passes."""

    name: str
    figure: str
    bar: str
    passes: bool


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a run tells; the names of what went wrong say who, when and where.

    `withdrawn`, `superseded`: told that somebody left, and later taken back, or told anew with another begin. `split`: departures
    that more than one violation tells in the end. `untouched`: alerts of strap or case that nothing explains.
    """

    wanted: Wanted
    person_days: int
    reports: int
    refolds: int
    bars: tuple[Bar, ...]
    departures: dict[str, Share]
    touches: dict[str, Share]
    delays: dict[str, Spread | None]
    withdrawn: int
    superseded: int
    split: int
    slowest: tuple[str, ...]
    false: tuple[str, ...]
    missed: tuple[str, ...]
    dropped: tuple[str, ...]
    untouched: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether every bar is passed."""
        return all(bar.passes for bar in self.bars)


def run(wanted: Wanted, processes: int, told: Callable[[int], None]) -> Figures:
    """Live everybody and return the figures; `told` is called with the number of people who are done."""
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if processes > 1 else nullcontext() as pool:
        for outcome in _each(pool, partial(_lived, wanted), wanted.people):
            outcomes.append(outcome)
            told(len(outcomes))
        walks = tuple(_each(pool, partial(walks_away, wanted.seed), WALKS))
        shops = tuple(_each(pool, partial(visits, wanted.seed), WALKS))
    return summed(wanted, outcomes, walks, shops)


def _each(pool: Executor | None, work: Callable[[int], T], count: int) -> Iterator[T]:
    return map(work, range(count)) if pool is None else pool.map(work, range(count))


def _lived(wanted: Wanted, number: int) -> Outcome:
    return judge(person(number, wanted.days, wanted.seed, is_late=wanted.late))


def summed(
    wanted: Wanted, outcomes: Sequence[Outcome], walks: Sequence[float | None] = (), shops: Sequence[float | None] = ()
) -> Figures:
    """Add up what became of everybody; `walks` and `shops` are the delays of the two short stories."""
    departures = [departure for outcome in outcomes for departure in outcome.departures]
    touches = [touch for outcome in outcomes for touch in outcome.touches]
    false = tuple(name for outcome in outcomes for name in outcome.false)
    days = sum(outcome.days for outcome in outcomes)
    return Figures(
        wanted=wanted,
        person_days=days,
        reports=sum(outcome.reports for outcome in outcomes),
        refolds=sum(outcome.refolds for outcome in outcomes),
        bars=bars(days, len(false), departures, touches),
        departures={
            **{
                f"{low:.0f} to {high:.0f} min": _found(d for d in departures if low <= d.beyond_min < high)
                for low, high in SPANS_MIN
            },
            "without coverage for a part": _found(d for d in departures if d.is_unheard),
        },
        touches={
            "strap": _found(t for t in touches if t.kind == "strap"),
            "case": _found(t for t in touches if t.kind == "tamper"),
            **{trait: _found(t for t in touches if trait in t.traits) for trait in TRAITS},
        },
        delays={
            "departure heard at once, from the edge": spread(d.after_edge_s for d in departures if not d.is_unheard),
            "departure with time without coverage, that time taken off": spread(d.delay_s for d in departures if d.is_unheard),
            "every departure, from the edge": spread(d.after_edge_s for d in departures),
            "strap or case, from the arrival of the first report that tells it": spread(t.delay_s for t in touches),
            "strap or case told late, the same": spread(t.delay_s for t in touches if "late" in t.traits),
            "walks 800 m away and stays, a fix each 15 s, from the edge": spread(walks),
            "enters a shopping centre and stays, the same, from the end of the dwell": spread(shops),
        },
        withdrawn=sum(outcome.withdrawn for outcome in outcomes),
        superseded=sum(outcome.superseded for outcome in outcomes),
        split=sum(outcome.split for outcome in outcomes),
        slowest=slowest(departures),
        false=false,
        missed=tuple(d.name for d in departures if d.delay_s is None),
        dropped=tuple(t.name for t in touches if t.delay_s is None),
        untouched=tuple(name for outcome in outcomes for name in outcome.untouched),
    )


def bars(days: int, false: int, departures: Iterable[Departure], touches: Iterable[Told]) -> tuple[Bar, ...]:
    """Return the four figures that have a bar."""
    long = [departure for departure in departures if departure.beyond_min >= LONG_MIN]
    found, told = _found(long), _found(touches)
    delay = spread(departure.delay_s for departure in long)
    return (
        Bar(
            "false left-home alerts", f"{false} in {days:,} person-days", "1 in 1,000 person-days",
            days > 0 and false / days <= FALSE_A_DAY,
        ),
        Bar(
            "departures of ten minutes and more found", f"{found.found:,} of {found.of:,}", "99.9 %",
            found.of > 0 and found.found / found.of >= FOUND,
        ),
        Bar(
            "their delay, median", "none" if delay is None else f"{delay.median:.1f} s", f"{DELAY_S:.0f} s",
            delay is not None and delay.median <= DELAY_S,
        ),
        Bar("strap and case events alerted", f"{told.found:,} of {told.of:,}", "all", told.found == told.of > 0),
    )  # fmt: skip


def spread(delays: Iterable[float | None]) -> Spread | None:
    """Return how long it took where it was found; None if nothing was."""
    ordered = sorted(delay for delay in delays if delay is not None)
    if not ordered:
        return None
    return Spread(len(ordered), median(ordered), ordered[ceil(0.95 * len(ordered)) - 1], ordered[-1])


def slowest(departures: Iterable[Departure]) -> tuple[str, ...]:
    """Return the departures that were told last, with what a report needs to look at them."""
    ordered = sorted(((d.delay_s, d.name) for d in departures if d.delay_s is not None), reverse=True)
    return tuple(f"{name}: {delay:,.0f} s" for delay, name in ordered[:SLOWEST])


def _found(those: Iterable[Departure] | Iterable[Told]) -> Share:
    delays = [each.delay_s for each in those]
    return Share(sum(delay is not None for delay in delays), len(delays))
