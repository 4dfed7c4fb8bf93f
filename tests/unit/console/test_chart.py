"""The chart says what the numbers say: places in parts of a hundred."""

import msgspec
import pytest
from tests.unit.console.test_sentence import LEAVING, TEN, told, violation

from bilezik.console.alert.chart import Chart, chart
from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.fold.explaining import Point, Span
from bilezik.tracking.presence import CERTAIN, LIKELY


def drawn(**more: object) -> Chart:
    explanation = told(*LEAVING, plain=1).explanation
    changed = msgspec.structs.replace(explanation, **more)
    stored = (violation(certain_at=Instant(TEN + seconds(420)), closed_at=Instant(TEN + minutes(30)), state="closed"),)
    return chart(changed, stored, [(None, "said")] * len(LEAVING), "Asia/Almaty")


def test_time_runs_across_and_odds_run_up() -> None:
    made = drawn(line=(Point(TEN, 0), Point(Instant(TEN + minutes(30)), CERTAIN), Point(Instant(TEN + minutes(60)), 9210)))
    (x0, y0), (x1, y1), (x2, y2) = [tuple(map(float, pair.split(","))) for pair in made.line.split()]
    assert (x0, x1, x2, y0) == (0, 500, 1000, 500)
    assert y1 > y2 > 0
    assert made.marks[0].y * 10 == pytest.approx(y1, abs=0.1)
    assert [mark.percent for mark in made.marks] == ["99.5 %", "97.5 %", "50 %", "10 %", "0.5 %"]
    assert LIKELY < CERTAIN
    assert made.marks[0].y < made.marks[1].y


def test_a_dot_stands_at_its_odds_and_grows_with_its_weight() -> None:
    dots = drawn().dots
    assert [dot.tone for dot in dots] == ["against", "for", "doubted", "for", "for", "for"]
    assert dots[3].r > dots[1].r > dots[5].r > dots[2].r
    assert dots[4].y < drawn().marks[0].y < dots[3].y, "certain stands above the mark of certain"
    assert dots[1].x == pytest.approx(100 * 4 / 60, abs=0.01)


def test_what_lasted_is_a_bar_likely_and_certain_apart() -> None:
    made = drawn(holds=(Span(TEN, Instant(TEN + minutes(15))),))
    assert [(bar.x, bar.width) for bar in made.holds] == [(0, 25)]
    likely, certain = made.violations
    assert (likely.tone, certain.tone) == ("likely", "certain")
    assert likely.x == pytest.approx(100 * 4 / 60, abs=0.01)
    assert certain.x == pytest.approx(100 * 7 / 60, abs=0.01)
    assert certain.x + certain.width == pytest.approx(50, abs=0.01)


def test_a_geofences_verdict_lasts_until_the_next_position_and_no_longer_than_anybody_knows() -> None:
    inside, outside = drawn().verdicts
    assert (inside.tone, outside.tone) == ("inside", "outside")
    assert inside.x == pytest.approx(5, abs=0.01)
    assert inside.width == pytest.approx(100 / 60, abs=0.01)
    assert outside.x + outside.width == pytest.approx(100 * 18 / 60, abs=0.01)


def test_hours_are_local_and_few() -> None:
    assert [hour for _, hour in drawn().hours] == ["22:10", "22:20", "22:30", "22:40", "22:50"]
    long = drawn(to_at=Instant(TEN + minutes(240)))
    assert [hour for _, hour in long.hours] == ["23:00", "00:00", "01:00"]
