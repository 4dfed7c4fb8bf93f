"""The numbers of the filter, fitted on recorded stays and departures: a random search, and the same search on other people.

1. What is sought is not the best figure but the surest one: the least `doubt` that other people of the same kind pass the bars for
   people not seen (`bars.py`), while those it was fitted on pass theirs.
2. Each alert is judged at the threshold and to both sides of it: what only holds at 3,664 and not at 3,500 is luck. False alerts,
   of which there are few, are looked at more broadly than departures.
3. Each step moves one to three numbers, and stays if that is better. The same traces, start, steps and seed give the same numbers.
4. To know what a fit is worth on others the people are dealt into folds, and for each fold the whole search is done again without
   its people. What the filter says of these is pooled: nobody is judged by numbers that have seen them.
5. Nothing is raised while nobody is outside: episodes without a fix outside are counted and not folded.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from random import Random
from typing import Final, Literal

import msgspec

from bilezik.app.bench.bars import FALSE, NOTHING, SEEN, UNSEEN, Bars, Margins, added, doubt, headroom, margins, plus
from bilezik.app.bench.presence import Alerts, Fed, Judged, feed, filtered, judge, tallies
from bilezik.app.bench.traces import Episode
from bilezik.tracking.parameters import PARAMETERS, Parameters, compose
from bilezik.tracking.worth import worth_of

Numbers = Mapping[str, float]
"""Name -> number, named as in `tracking/calibrated.py`."""
Key = tuple[object, ...]
"""All that an episode was judged by."""
WORTHS: Final = ("gnss", "network", "lone", "cell", "beacon", "unknown")
HAND: Final = 200
"""Thousandths of a nat to both sides of a threshold: 970 and 980 in 1,000 around 975."""
BREADTH: Final = ((-HAND, 0.25), (0, 0.5), (HAND, 0.25))
"""By how much beside the threshold departures are looked at, and with which share of the whole."""
FALL: Final = 0.85
"""Of a filter that says what is true, false alerts are e times fewer at a threshold a nat higher. On the traces it is this much."""
FALSE_BREADTH: Final = tuple((shift, 0.2) for shift in (-800, -400, 0, 400, 800))
"""A handful of false alerts is too few to tell two sets of numbers apart; those that were nearly raised, and those that nearly were
not, tell as much of how many there will be elsewhere."""
EXCESS: Final = 3.0
"""Doubt for each false alert beyond the bar for people seen: no chance elsewhere makes up for one."""
NEAR: Final = 0.1
"""How far a step goes, as a share of what is possible."""
ANEW: Final = 0.1
"""How often a number is drawn anew instead: out of a hollow that is not the deepest."""


class Knob(msgspec.Struct, frozen=True):
    """A number that may be turned, from `least` to `most`. `number` is a positive one, `power` a small whole one."""

    name: str
    least: float
    most: float
    kind: Literal["number", "seconds", "power"] = "number"

    @property
    def middle(self) -> float:
        """The middle of what is possible: of the logarithms, except for a power."""
        return self.written((self.least + self.most) / 2 if self.kind == "power" else math.sqrt(self.least * self.most))

    def turned(self, now: float, dice: Random) -> float:
        """Return another value, mostly a near one."""
        if self.kind == "power":
            return float(dice.randint(int(self.least), int(self.most)))
        least, most = math.log(self.least), math.log(self.most)
        if dice.random() < ANEW:
            return self.written(math.exp(dice.uniform(least, most)))
        return self.written(math.exp(min(max(math.log(now) + dice.gauss(0.0, NEAR * (most - least)), least), most)))

    def written(self, value: float) -> float:
        """Return the value as it is written down and used: three digits, or whole seconds."""
        return float(f"{value:.3g}") if self.kind == "number" else float(round(value))


KNOBS: Final[tuple[Knob, ...]] = (
    Knob("network.factor", 0.3, 2.0),
    Knob("network.outliers", 0.0004, 0.02),
    Knob("network.outlier_m", 150, 700),
    Knob("network.wild", 0.00002, 0.002),
    Knob("network.cutoff", 2, 5, "power"),
    Knob("lone.outliers", 0.0004, 0.02),
    Knob("lone.outlier_m", 150, 1_000),
    Knob("lone.wild", 0.00002, 0.002),
    Knob("lone.cutoff", 2, 5, "power"),
    Knob("cell.factor", 0.2, 1.0),
    Knob("cell.wild", 0.0003, 0.006),
    Knob("gnss.outlier_m", 100, 1_200),
    Knob("stay.leaves_s", 43_200, 172_800, "seconds"),
    Knob("stay.returns_s", 3_600, 43_200, "seconds"),
)
"""What the traces tell. The other numbers of `calibrated.py` may be 0.6 or 1.5 times as large, one by one, and hardly a figure
changes, or they are bound by what one fix may do (`gnss.wild`, `network.least_m`): they stay as they were found by hand."""


class Used(msgspec.Struct, frozen=True):
    """An episode, and the names of the worths its fixes are judged by: what a change elsewhere cannot touch is not folded again."""

    fed: Fed
    worths: frozenset[str]

    @property
    def episode(self) -> Episode:
        """The episode itself."""
        return self.fed.episode


class Material(msgspec.Struct, frozen=True):
    """The traces, made ready to be folded again and again."""

    departures: tuple[Used, ...]
    stays: tuple[Used, ...]
    quiet: tuple[Episode, ...]
    """Stays without a fix outside."""

    @property
    def people(self) -> frozenset[str]:
        """All who left or stayed."""
        return frozenset({one.episode.person for one in (*self.departures, *self.stays)} | {one.person for one in self.quiet})

    def of(self, people: Collection[str]) -> "Material":
        """Return what is known of these."""
        return Material(
            tuple(one for one in self.departures if one.episode.person in people),
            tuple(one for one in self.stays if one.episode.person in people),
            tuple(episode for episode in self.quiet if episode.person in people),
        )


class Found(msgspec.Struct, frozen=True):
    """Numbers, and the doubt about them."""

    numbers: dict[str, float]
    doubt: float


class Folder:
    """Folds episodes by one set of numbers after another, and those not again that judge by the same worths as before."""

    def __init__(self) -> None:
        """Begin with nothing folded."""
        self._kept: dict[int, tuple[Key, Judged]] = {}
        self._tried: dict[int, tuple[Key, Judged]] = {}

    def judge(self, episodes: Iterable[Used], parameters: Parameters) -> list[Judged]:
        """Return the episodes as judged by `parameters`."""
        found: list[Judged] = []
        for used in episodes:
            key = (parameters.stay_leaves, parameters.stay_returns, *(getattr(parameters, name) for name in sorted(used.worths)))
            known = self._kept.get(used.episode.number)
            if known is None or known[0] != key:
                known = (key, next(judge([used.fed], parameters)))
                self._tried[used.episode.number] = known
            found.append(known[1])
        return found

    def keep(self) -> None:
        """What was folded last is what the next numbers begin from."""
        self._kept.update(self._tried)
        self._tried.clear()

    def drop(self) -> None:
        """What was folded last is forgotten."""
        self._tried.clear()


def made_ready(episodes: Iterable[Episode]) -> Material:
    """Return the departures and stays of the traces; what is ambiguous judges nothing."""
    judged = [episode for episode in episodes if episode.label != "ambiguous"]
    return Material(
        tuple(_used(fed) for fed in feed((one for one in judged if not one.is_home), is_short=True)),
        tuple(_used(fed) for fed in feed((one for one in judged if one.is_home and one.has_left_zone), is_short=True)),
        tuple(episode for episode in judged if episode.is_home and not episode.has_left_zone),
    )


def middle(knobs: Iterable[Knob] = KNOBS) -> dict[str, float]:
    """Return numbers that know nothing."""
    return {knob.name: knob.middle for knob in knobs}


def doubt_about(numbers: Numbers, material: Material, limit: float = math.inf, folder: Folder | None = None) -> float:
    """Return the doubt that other people would pass; if the departures alone raise more than `limit`, only theirs."""
    parameters, folder = compose(0, numbers), folder or Folder()
    leaving = folder.judge(material.departures, parameters)
    known = sum(doubt(_without_false(headroom(_around(bars, leaving)))) for bars in UNSEEN)
    if known > limit:
        return known
    staying = folder.judge(material.stays, parameters)
    for bars, seen in zip(UNSEEN, SEEN, strict=True):
        known += doubt({FALSE: headroom(_around(bars, staying, material.quiet, FALSE_BREADTH))[FALSE]})
        at_once = added(_around(seen, staying, material.quiet, breadth=((0, 1.0),)))
        known += EXCESS * max(0.0, -at_once[0])
    return known


def search(
    material: Material,
    start: Numbers,
    steps: int,
    dice: Random,
    told: Callable[[int, float], None] = lambda _step, _doubt: None,
    knobs: Sequence[Knob] = KNOBS,
) -> Found:
    """Return the numbers of least doubt that so many steps from `start` came by. `told` hears of each step."""
    folder = Folder()
    best = Found(dict(start), doubt_about(start, material, folder=folder))
    folder.keep()
    for step in range(1, steps + 1):
        tried = dict(best.numbers)
        for knob in dice.sample(knobs, min(dice.choice((1, 1, 2, 3)), len(knobs))):
            tried[knob.name] = knob.turned(tried[knob.name], dice)
        found = doubt_about(tried, material, best.doubt, folder)
        if found < best.doubt:
            best = Found(tried, found)
            folder.keep()
        folder.drop()
        told(step, best.doubt)
    return best


def dealt(material: Material, folds: int) -> list[frozenset[str]]:
    """Return the people dealt into folds, those with most departures first, so that each fold has its share of them."""
    departures: dict[str, int] = defaultdict(int)
    for one in material.departures:
        departures[one.episode.person] += 1
    ordered = sorted(material.people, key=lambda person: (-departures[person], person))
    return [frozenset(ordered[n::folds]) for n in range(folds)]


def _around(
    bars: Bars, judged: Sequence[Judged], quiet: Sequence[Episode] = (), breadth: Iterable[tuple[int, float]] = BREADTH
) -> list[Margins]:
    """Return the margins of each person, as the mean over thresholds around that of the bars.

    False alerts there stand for those at the threshold: so many times more, or fewer, as they fall (`FALL`).
    """
    episodes = [*(one.episode for one in judged), *quiet]
    nothing: Alerts = {episode.number: () for episode in quiet}
    found: dict[str, Margins] = {}
    for shift, part in breadth:
        for tally in tallies(episodes, {**nothing, **filtered(judged, bars.threshold + shift)}):
            here = msgspec.structs.replace(tally, false=tally.false * math.exp(FALL * shift / 1_000))
            found[tally.person] = plus(found.get(tally.person, NOTHING), margins(here, bars), part)
    return list(found.values())


def _without_false(rooms: Mapping[str, float]) -> dict[str, float]:
    return {name: room for name, room in rooms.items() if name != FALSE}


def _used(fed: Fed) -> Used:
    fixes = fed.episode.fixes[: len(fed.arrivals)]
    found = {id(worth_of(PARAMETERS, fix.source, fix.accuracy_m)) for fix in fixes}
    return Used(fed, frozenset(name for name in WORTHS if id(getattr(PARAMETERS, name)) in found))
