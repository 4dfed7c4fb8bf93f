"""The run against a known truth in short, and that it sees what it is for: alarms that are dropped, late data that is ignored."""

from dataclasses import replace

import msgspec
import pytest
from typer.testing import CliRunner

from bilezik.app.bench import truth_judging
from bilezik.app.bench.truth import Wanted, run, spread, summed
from bilezik.app.bench.truth_judging import judge
from bilezik.app.bench.truth_people import EDGE_M, T0, arrivals, person
from bilezik.app.bench.truth_table import as_markdown
from bilezik.cli.bench import group
from bilezik.domain.instant import NEVER, Instant, minutes, seconds
from bilezik.fold import Arrival, compile_docket, fold, story
from bilezik.fold.effects import Folded, Late
from bilezik.fold.inputs import Given
from bilezik.fold.plan import Plan
from bilezik.fold.state import State

SHORT = Wanted(people=6, days=3, seed=26)
"""The seed has of everything: damaged, undated, late and repeated alarms, a departure without coverage."""


def test_in_short_nothing_is_false_missed_or_dropped() -> None:
    figures = run(SHORT, 1, lambda _: None)
    assert (figures.false, figures.missed, figures.dropped, figures.untouched) == ((), (), (), ())
    assert figures.bars[0].passes
    assert figures.bars[1].passes
    assert figures.bars[3].passes
    assert figures.refolds > 100
    unheard, at_once = figures.departures["without coverage for a part"], figures.delays["departure heard at once, from the edge"]
    assert unheard.found == unheard.of > 0
    assert at_once is not None
    assert at_once.median < 150  # a dozen departures say little about the bar of 120
    for of in ("strap", "case", "late", "damaged", "undated", "no place", "repeated", "no condition"):
        assert figures.touches[of].found == figures.touches[of].of > 0, of


def test_late_data_or_not_the_departures_are_the_same() -> None:
    late, live = person(3, 20, 7, is_late=True), person(3, 20, 7, is_late=False)
    assert late.life.outings == live.life.outings
    assert late.gaps
    assert not live.gaps
    assert all(arrival.received_at - T0 >= 0 for arrival, _ in arrivals(live))


def test_the_edge_is_where_the_truth_has_it() -> None:
    someone = person(2, 30, 1, is_late=False)
    for outing in someone.life.outings:
        edge_at, back_at = truth_judging._edge_at(outing), truth_judging._returns_at(someone, outing)
        for at, before, then in ((edge_at, -2, 2), (back_at, 2, -2)):
            assert truth_judging._off_m(someone, Instant(at + seconds(before))) < EDGE_M
            assert truth_judging._off_m(someone, Instant(at + seconds(then))) > EDGE_M
        assert minutes(10) <= back_at - edge_at <= minutes(41)


def test_a_strap_opened_in_a_damaged_frame_and_dropped_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    was = fold

    def deaf(plan: Plan, state: State, given: Given) -> Folded:
        if isinstance(given, Arrival) and given.integrity == "failed":
            given = msgspec.structs.replace(given, report=msgspec.structs.replace(given.report, events=()))
        return was(plan, state, given)

    monkeypatch.setattr(story, "fold", deaf)
    figures = run(SHORT, 1, lambda _: None)
    assert figures.dropped
    assert not figures.bars[3].passes
    assert "dropped: person" in as_markdown(figures)


def test_an_alarm_that_no_condition_owns_and_that_comes_late_is_missed_if_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    was = fold

    def deaf(plan: Plan, state: State, given: Given) -> Folded:
        folded = was(plan, state, given)
        return (
            msgspec.structs.replace(folded, effects=folded.effects[:1])
            if any(isinstance(one, Late) for one in folded.effects)
            else folded
        )

    monkeypatch.setattr(story, "fold", deaf)
    assert run(SHORT, 1, lambda _: None).dropped


def test_late_data_that_is_ignored_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def ignore(_plan_for: object, state: State, *_: object) -> Folded:
        state = msgspec.structs.replace(state, late_since=NEVER, late_due_at=NEVER, late_told_at=NEVER)
        return Folded(plans[0], state, state.clock)

    plans = [compile_docket(person(0, 3, 26, is_late=True).docket)]
    monkeypatch.setattr(story, "refold", ignore)
    outcomes = []
    for number in (0, 1, 2, 3, 4, 5):
        someone = person(number, 3, 26, is_late=True)
        plans[0] = compile_docket(someone.docket)
        outcomes.append(judge(someone))
    figures = summed(SHORT, outcomes)
    assert figures.missed
    assert figures.dropped


def test_who_is_said_to_have_left_and_stayed_is_false_and_the_other_way_round_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    went = person(1, 10, 1, is_late=True)
    stayed = replace(went, life=replace(went.life, outings=()))
    monkeypatch.setattr(truth_judging, "arrivals", lambda _: arrivals(went))
    outcome = judge(stayed)
    assert len(outcome.false) == len(went.life.outings) > 2
    went = person(1, 10, 1, is_late=True)
    monkeypatch.setattr(truth_judging, "arrivals", lambda _: arrivals(replace(went, life=stayed.life)))
    outcome = judge(went)
    assert not outcome.false
    assert [departure.delay_s for departure in outcome.departures] == [None] * len(went.life.outings)


def test_nothing_measured_passes_no_bar() -> None:
    figures = summed(Wanted(people=0), [])
    assert not any(bar.passes for bar in figures.bars)
    assert spread([None]) is None
    assert spread([3.0, None, 1.0, 2.0]) == (spread([1.0, 2.0, 3.0]))


def test_the_command_prints_json_and_its_exit_code_tells_of_a_missed_bar() -> None:
    result = CliRunner().invoke(group, ["truth", "--people", "1", "--days", "1", "--processes", "1", "--json", "--no-late"])
    figures = msgspec.json.decode(result.stdout)
    assert figures["wanted"] == {"people": 1, "days": 1, "seed": 1, "late": False}
    assert result.exit_code == (0 if all(bar["passes"] for bar in figures["bars"]) else 1)
    assert "1 of 1 people" in result.stderr
