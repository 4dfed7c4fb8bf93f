"""The figures of the run against a known truth as tables in Markdown: the bars first, then what lies behind them."""

from collections.abc import Iterator
from typing import Final

from bilezik.app.bench.truth import Figures, Share, Spread

SHOWN: Final = 20
"""Names of what went wrong that are shown, of each kind; JSON has all."""


def as_markdown(figures: Figures) -> str:
    """Return what the docs show."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    wanted = figures.wanted
    yield f"{wanted.people} people, {wanted.days} days, seed {wanted.seed}, {'with' if wanted.late else 'without'} late data:"
    yield f"{figures.reports:,} reports, {figures.refolds:,} refolds."
    yield from ("", "| | figure | bar | |", "|---|---|---|---|")
    for bar in figures.bars:
        yield f"| {bar.name} | {bar.figure} | {bar.bar} | {'passed' if bar.passes else '**missed**'} |"
    yield from ("", "| found | |", "|---|---|")
    for name, share in figures.departures.items():
        yield f"| departures, {name} | {_of(share)} |"
    for name, share in figures.touches.items():
        yield f"| strap or case, {name} | {_of(share)} |"
    yield f"| told that somebody left, and later withdrawn | {figures.withdrawn:,} |"
    yield f"| told that somebody left, and later told anew with another begin | {figures.superseded:,} |"
    yield f"| departures that more than one violation tells in the end | {figures.split:,} |"
    yield f"| alerts of strap or case that nothing explains | {len(figures.untouched):,} |"
    yield from ("", "| delay | median | 95 % | worst |", "|---|---|---|---|")
    for name, spread in figures.delays.items():
        yield f"| {name} | {_row(spread)} |"
    yield from ("", *(f"- slow: {name}" for name in figures.slowest))
    wrong = {"false": figures.false, "missed": figures.missed, "dropped": figures.dropped, "unexplained": figures.untouched}
    for word, names in wrong.items():
        yield from ("", *(f"- {word}: {name}" for name in names[:SHOWN])) if names else ()
        yield from (f"- and {len(names) - SHOWN:,} more",) if len(names) > SHOWN else ()


def _of(share: Share) -> str:
    return f"{share.found:,} of {share.of:,}"


def _row(spread: Spread | None) -> str:
    return "none | none | none" if spread is None else f"{spread.median:.0f} s | {spread.p95:.0f} s | {spread.worst:,.0f} s"
