"""What `bilezik bench presence` prints and draws: the rules, their curves, the chance of the bars, reliability, the ambiguous.

1. `held_out` is what a fit without them says of each person; without a fit there is none, and its columns are left out.
2. Tables are Markdown: they stand in docs/reference/presence.md as they were printed.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bilezik.app.bench.bars import NAMES, SEEN, UNSEEN, added, drawn, margins, missed
from bilezik.app.bench.pictures import Axis, Dot, Line, draw
from bilezik.app.bench.presence import Judged, Score, filtered, interval, judge, ratio, ruled, score, tallies
from bilezik.app.bench.presence import feed as fed
from bilezik.app.bench.reliability import Bin, reliability
from bilezik.app.bench.simple_rules import FAMILIES, RULES
from bilezik.app.bench.traces import RADIUS_M, SOURCES, Episode
from bilezik.tracking.calibrated import FITTED_ON
from bilezik.tracking.parameters import PARAMETERS
from bilezik.tracking.presence import CERTAIN, LIKELY, thousandths

CURVE: Final = (1_386, 2_197, 2_944, LIKELY, 4_595, CERTAIN, 6_907)
"""Odds of the curve, in thousandths of a nat: 800, 900, 950, 975, 990, 995 and 999 in 1,000."""
OURS: Final = "Bilezik"
_WORDS: Final = (("likely or certain, when raised", LIKELY), ("certain, when it became certain", CERTAIN))
_FLOOR: Final = 0.0005
"""Where a rate of none is drawn, on an axis that has no zero."""
_RATES: Final = Axis(
    "false alerts a person and day", "by powers", _FLOOR, 3.0,
    ((_FLOOR, "none"), (0.001, "0.001"), (0.003, "0.003"), (0.01, "0.01"), (0.03, "0.03"), (0.1, "0.1"), (0.3, "0.3"), (1.0, "1")),
)  # fmt: skip
_MINUTES: Final = Axis(
    "mean delay in minutes, a missed departure as an hour", "evenly", 0.0, 60.0, tuple((10.0 * n, f"{10 * n}") for n in range(7))
)
_ODDS: Final = tuple((part / 1_000, f"{part / 10:g} %") for part in (1, 10, 100, 500, 900, 990, 999))

Curve = tuple[str, tuple[tuple[str, Score], ...]]
"""The name of a rule, and for each value of its number what it does."""


def judged_all(episodes: Iterable[Episode]) -> list[Judged]:
    """Return every episode as the filter of this version judges it."""
    return list(judge(fed(episodes)))


def curves(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged] = ()) -> list[Curve]:
    """Return the curve of every rule and of the filter."""
    found: list[Curve] = [
        (name, tuple((number, score(episodes, ruled(episodes, rule))) for number, rule in family)) for name, family in FAMILIES
    ]
    for name, each in ((OURS, judged), (f"{OURS}, on others", held_out)):
        if each:
            found.append((name, tuple((f"{thousandths(at) / 10:g} %", score(episodes, filtered(each, at))) for at in CURVE)))
    return found


def measure(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged] = ()) -> str:
    """Return all tables, in Markdown: a page of the documents as it is."""
    people, days = len({one.person for one in episodes}), sum(one.fixes[-1].t_s for one in episodes if one.is_home) / 86_400
    head = [
        "# Presence, measured",
        "",
        "Printed by `bilezik bench presence`; what the figures mean is told in [presence](../explanation/presence.md).",
        f"Parameters of version {PARAMETERS.version}, fitted on {FITTED_ON}.",
        f"{len(episodes):,} episodes of {people} people, {days:.0f} person-days at home. They derive from public research data:",
        f"{SOURCES}.",
        "",
    ]
    parts = [
        ("The rules", _rules(episodes, judged, held_out)),
        ("False alerts against delay", _curves(curves(episodes, judged, held_out))),
        ("Other people of the same kind", _chances(episodes, judged, held_out)),
        ("How often it was true what was said", _reliability(judged, held_out)),
        ("How many alerts were true", _true_alerts(episodes, judged, held_out)),
        ("The ambiguous", _ambiguous(episodes, judged)),
    ]
    return "\n".join([*head, *(line for title, lines in parts for line in (f"## {title}", "", *lines, ""))])


def drawn_pictures(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged] = ()) -> dict[str, str]:
    """Return the pictures by the names of their files."""
    found = reversed(curves(episodes, judged))  # ours first: its marks are to be read
    lines = [Line(name, tuple(_dot(number, one) for number, one in points)) for name, points in found]
    said = [Line("the same people", _bins(judged))]
    if held_out:
        said.append(Line("other people", _bins(held_out)))
    across, up = Axis("said: outside with", "by odds", 0.001, 0.999, _ODDS), Axis("truly outside", "by odds", 0.001, 0.999, _ODDS)
    return {
        "presence-curve.svg": draw("False alerts against delay, with 90 % over people", _MINUTES, _RATES, lines),
        "presence-reliability.svg": draw("How often it was true what was said", across, up, said, ideal=True),
    }


def _rules(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged]) -> list[str]:
    scores = [(name, score(episodes, ruled(episodes, rule))) for name, rule in RULES]
    scores += [(f"**{OURS}, {word}**", score(episodes, filtered(judged, at))) for word, at in _WORDS]
    if held_out:
        scores += [(f"{OURS} fitted on others, {word}", score(episodes, filtered(held_out, at))) for word, at in _WORDS]
    lines = [
        "| rule | false a person-day (90 %) | missed | early | delay median, p95 (min) | of the ambiguous |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in scores:
        lines.append(
            f"| {name} | {one.rate:.4f} ({one.interval[0]:.4f}–{one.interval[1]:.4f}), {one.false} in {one.person_days:.0f}"
            f" | {one.missed} of {one.departures} | {one.early} | {one.delay_min[0]:.2f}, {one.delay_min[1]:.2f}"
            f" | {one.of_ambiguous} of {one.ambiguous} |"
        )
    return lines


def _curves(found: Iterable[Curve]) -> list[str]:
    lines = [
        "| rule | at | false a person-day (90 %) | missed | delay median, p95 (min) | mean delay, missed as 60 (90 %) |",
        "|---|---|---|---|---|---|",
    ]
    for name, points in found:
        for number, one in points:
            lines.append(
                f"| {name} | {number} | {one.rate:.4f} ({one.interval[0]:.4f}–{one.interval[1]:.4f}) | {one.missed}"
                f" | {one.delay_min[0]:.1f}, {one.delay_min[1]:.1f}"
                f" | {one.mean_min:.1f} ({one.mean_interval[0]:.1f}–{one.mean_interval[1]:.1f}) |"
            )
    return lines


def _chances(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged]) -> list[str]:
    """How often as many people, drawn from these, miss a bar; and the share found in time, which the delay hangs on."""
    lines = [f"| missed by draws of people | {' | '.join(NAMES)} | any |", f"|---|{'---|' * (len(NAMES) + 1)}"]
    shares = ["| found in time | needed | found (90 %) |", "|---|---|---|"]
    for told, each in (("", judged), (", fitted on others", held_out)):
        if not each:
            continue
        for bars, seen in zip(UNSEEN, SEEN, strict=True):
            people = tallies(episodes, filtered(each, bars.threshold))
            chance = drawn([margins(tally, bars) for tally in people])
            lines.append(f"| {bars.word}{told} | {' | '.join(f'{100 * part:.1f} %' for part in chance.values())} |")
            over = missed(added(margins(tally, seen) for tally in people))
            lines.append(f"| {bars.word}{told}: these people themselves | {' | '.join(_kept(over))} |")
            for limit, needed in ((bars.median_min, 50), (bars.p95_min, 95)):
                caught = [(float(sum(at <= limit for at in one.delays_min)), float(len(one.delays_min))) for one in people]
                low, high = (100 * part for part in interval([one for one in caught if one[1]]))
                shares.append(
                    f"| {bars.word}{told}: in {limit:g} min | {needed} % | {100 * ratio(caught):.1f} % ({low:.1f}–{high:.1f}) |"
                )
    return [*lines, "", *shares]


def _kept(over: Sequence[str]) -> list[str]:
    return ["missed" if name in over else "kept" for name in NAMES] + ["missed" if over else "kept"]


def _reliability(judged: Sequence[Judged], held_out: Sequence[Judged]) -> list[str]:
    seen, called = reliability(judged)
    others, called_others = reliability(held_out) if held_out else ([], [])
    more = " fitted on others: fixes | truly outside (90 %) |" if others else ""
    lines = [
        f"| said: outside with | fixes | truly outside (90 %) |{more}",
        f"|---|---|---|{'---|---|' if others else ''}",
    ]
    for n, one in enumerate((*seen, *called)):
        beside = (*others, *called_others)[n : n + 1]
        word = f"{one.least / 10:g}–{one.most / 10:g} %" if one.most <= 1_000 else f"{one.least / 10:g} % and more"
        word = word if n < len(seen) else f"together: {word}"
        lines.append(f"| {word} | {' | '.join(_true(each) for each in (one, *beside))} |")
    return lines


def _true_alerts(episodes: Sequence[Episode], judged: Sequence[Judged], held_out: Sequence[Judged]) -> list[str]:
    """Of the alerts raised at home or on a departure. Alerts of the ambiguous are neither true nor false."""
    lines = ["| raised as | alerts | true |", "|---|---|---|"]
    for told, each in (("", judged), (", fitted on others", held_out)):
        for word, at in _WORDS if each else ():
            one = score(episodes, filtered(each, at))
            true = one.departures - one.missed
            raised = true + one.false + one.early
            lines.append(f"| {word.split(',')[0]}{told} | {raised} | {100 * true / max(raised, 1):.1f} % |")
    return lines


def _true(one: Bin) -> str:
    said = f"{100 * one.share:.1f} % ({100 * one.interval[0]:.1f}–{100 * one.interval[1]:.1f})" if one.fixes else ""
    return f"{one.fixes:,} | {said}"


def _ambiguous(episodes: Sequence[Episode], judged: Sequence[Judged]) -> list[str]:
    """By how many fixes whose whole circle of error lies outside: the more there are, the likelier it was an outing."""
    rules = [(name, ruled(episodes, rule)) for name, rule in RULES]
    rules += [(f"{OURS}, {word.split(',')[0]}", filtered(judged, at)) for word, at in _WORDS]
    lines = [f"| fixes clear of the zone | episodes | {' | '.join(name for name, _ in rules)} |", f"|---|---|{'---|' * len(rules)}"]
    of_count: dict[int, list[Episode]] = {0: [], 1: [], 2: [], 3: []}
    for episode in episodes:
        if episode.label == "ambiguous":
            clear = sum(fix.distance_m - (fix.accuracy_m or 0.0) > RADIUS_M for fix in episode.fixes)
            of_count[min(clear, 3)].append(episode)
    for count, found in of_count.items():
        alerted = [sum(bool(alerts[episode.number]) for episode in found) for _, alerts in rules]
        lines.append(f"| {count}{' and more' if count == 3 else ''} | {len(found)} | {' | '.join(map(str, alerted))} |")
    return lines


def _dot(number: str, one: Score) -> Dot:
    told = f"{number}: {one.rate:.4f} false a day ({one.interval[0]:.4f}–{one.interval[1]:.4f}), {one.mean_min:.1f} min"
    return Dot(one.mean_min, one.rate, *one.interval, number, told)


def _bins(judged: Sequence[Judged]) -> tuple[Dot, ...]:
    return tuple(
        Dot(one.said, one.share, *one.interval, "", f"said {one.said:.3f}, true {one.share:.3f} of {one.fixes} fixes")
        for one in reliability(judged)[0]
        if one.fixes
    )
