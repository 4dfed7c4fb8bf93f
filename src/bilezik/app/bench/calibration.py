"""Calibration: fit, look at people who were left out, take the numbers if they are better, and write them into the package.

1. For each fold the search is done without its people, and the filter so fitted judges them; what it says of all is pooled.
   The search begins with the numbers in use, which have seen everybody, so only what it gains over them is gained on others; or
   `is_anew` in the middle of what is possible, which knows nobody and takes longer.
2. New numbers are taken if they keep the bars on the people they were fitted on, and the search, judged by those it has not seen,
   leaves less doubt than the numbers in use. These have seen everybody, so whoever beats them so does it against the odds; if
   nobody does they are kept, and that is written down.
3. The module is text made of the numbers alone: the same numbers, date and traces give the same bytes. Whoever changes a number
   raises the version in `tracking/parameters.py` (law 7).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from bilezik.app.bench.bars import SEEN, UNSEEN, added, doubt, headroom, margins, missed
from bilezik.app.bench.fitting import KNOBS, Found, Knob, Numbers, dealt, made_ready, middle, search
from bilezik.app.bench.presence import Judged, feed, filtered, judge, score, tallies
from bilezik.app.bench.traces import SOURCES, Episode
from bilezik.tracking import calibrated
from bilezik.tracking.calibrated import NUMBERS
from bilezik.tracking.parameters import compose

MODULE: Final = Path(calibrated.__file__)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How to fit."""

    steps: int = 200
    seed: int = 1
    folds: int = 5
    is_anew: bool = False
    """Begun in the middle of what is possible, not with the numbers in use."""

    @property
    def begun(self) -> str:
        """Where, in words."""
        return "in the middle of what is possible" if self.is_anew else "with the numbers in use"

    @property
    def options(self) -> str:
        """As they are given to the command."""
        return f"--fit --steps {self.steps} --seed {self.seed} --folds {self.folds}{' --anew' if self.is_anew else ''}"


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `held_out`: every episode, as judged by a fit that has not seen its person."""

    wanted: Wanted
    found: Found
    held_out: tuple[Judged, ...]
    doubt_held_out: float
    doubt_in_use: float
    is_kept: bool
    """Whether the fitted numbers keep the bars on those they were fitted on."""

    @property
    def is_taken(self) -> bool:
        """Whether the fitted numbers are better than those in use."""
        return self.is_kept and self.doubt_held_out < self.doubt_in_use

    @property
    def numbers(self) -> Numbers:
        """The numbers to use from now on."""
        return self.found.numbers if self.is_taken else NUMBERS


def fit(episodes: Sequence[Episode], wanted: Wanted, told: Callable[[str, int, float], None], knobs: Sequence[Knob] = KNOBS) -> Fit:
    """Fit to all, and to all but each fold. `told` hears of each step: whose search it is, which step, and the doubt so far."""
    material, start = made_ready(episodes), {**NUMBERS, **(middle(knobs) if wanted.is_anew else {})}
    held_out: list[Judged] = []
    folds = dealt(material, wanted.folds)
    for n, people in enumerate(folds, start=1):
        others = material.of(material.people - people)
        found = search(others, start, wanted.steps, _dice(wanted.seed, n), _of(told, f"without fold {n} of {len(folds)}"), knobs)
        # Those who only have ambiguous episodes judge nothing: the first fold takes them.
        theirs = people if n > 1 else people | ({episode.person for episode in episodes} - material.people)
        held_out += judge(feed(episode for episode in episodes if episode.person in theirs), compose(0, found.numbers))
    found = search(material, start, wanted.steps, _dice(wanted.seed, 0), _of(told, "all"), knobs)
    fitted = list(judge(feed(episodes), compose(0, found.numbers)))
    in_use = list(judge(feed(episodes), compose(0, NUMBERS)))
    return Fit(
        wanted=wanted,
        found=found,
        held_out=tuple(held_out),
        doubt_held_out=_doubt(episodes, held_out),
        doubt_in_use=_doubt(episodes, in_use),
        is_kept=not any(
            missed(added(margins(tally, bars) for tally in tallies(episodes, filtered(fitted, bars.threshold)))) for bars in SEEN
        ),
    )


def said(fit: Fit) -> str:
    """Return what was found and what is done with it, in Markdown."""
    wanted = fit.wanted
    changed = [
        f"| {name} | {NUMBERS[name]:g} | {number:g} |" for name, number in fit.found.numbers.items() if number != NUMBERS[name]
    ]
    verdict = (
        "The fitted numbers are taken."
        if fit.is_taken
        else "The numbers in use are kept: nothing held out was better."
        if fit.is_kept
        else "The numbers in use are kept: what was fitted misses a bar on the people it was fitted on."
    )
    return "\n".join(
        [
            "## The fit",
            "",
            f"{wanted.steps} steps, seed {wanted.seed}, {wanted.folds} folds of people, begun {wanted.begun}.",
            "Doubt, 0 where other people are sure to pass every bar:",
            f"{fit.found.doubt:.2f} of the fitted numbers on the people they were fitted on,",
            f"{fit.doubt_held_out:.2f} of the fits on people they had not seen, {fit.doubt_in_use:.2f} of the numbers in use.",
            verdict,
            "",
            "| number that changed | in use | fitted |",
            "|---|---|---|",
            *changed,
            "",
        ]
    )


def module(fit: Fit, episodes: Sequence[Episode], sha256: str, on: dt.date) -> str:
    """Return the text of `tracking/calibrated.py`."""
    judged = list(judge(feed(episodes), compose(0, fit.numbers)))
    bars = [
        f"- {bars.word}: {one.false} false in {one.person_days:.0f} person-days (bar {bars.false_a_day:g} a day),\n"
        f"  {one.missed} missed and {one.early} early of {one.departures},"
        f" delay {one.delay_min[0]:.2f} and {one.delay_min[1]:.2f} minutes (bars {bars.median_min:g} and {bars.p95_min:g})"
        for bars, one in ((bars, score(episodes, filtered(judged, bars.threshold))) for bars in SEEN)
    ]
    outcome = "The fitted ones stand here" if fit.is_taken else "Those stay: nothing that was fitted was better on others"
    return f'''"""The numbers of the presence filter that recorded stays and departures tell, written by a command and not by hand.

    bilezik bench presence open.csv.gz {fit.wanted.options} --write

The traces, {len({one.person for one in episodes})} people, derive from public research data:
{SOURCES}.
The doubt that other people pass the bars (`app/bench/bars.py`, 0: none) was {fit.doubt_held_out:.2f} for numbers fitted without
those they judged, and {fit.doubt_in_use:.2f} for the numbers in use.
{outcome}. With them, on the traces:

{chr(10).join(bars)}

What each number means says `parameters.py`; m metres, s seconds, the rest shares, factors and powers.
"""

from collections.abc import Mapping
from typing import Final

FITTED_ON: Final = "{on.isoformat()}"
TRACES: Final = "{sha256}"
"""SHA-256 of the file of the traces."""

NUMBERS: Final[Mapping[str, float]] = {{
{chr(10).join(f'    "{name}": {number!r},' for name, number in fit.numbers.items())}
}}
'''


def _doubt(episodes: Sequence[Episode], judged: Sequence[Judged]) -> float:
    return sum(
        doubt(headroom([margins(tally, bars) for tally in tallies(episodes, filtered(judged, bars.threshold))])) for bars in UNSEEN
    )


def _dice(seed: int, fold: int) -> Random:
    return Random(1_000 * seed + fold)  # noqa: S311 - a fit wants repeatable dice


def _of(told: Callable[[str, int, float], None], search_of: str) -> Callable[[int, float], None]:
    return lambda step, so_far: told(search_of, step, so_far)
