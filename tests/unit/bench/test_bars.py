"""How far presence stays from its bars, and what other people would make of it."""

import pytest

from bilezik.app.bench.bars import FALSE, NAMES, SEEN, added, doubt, drawn, headroom, margins, missed
from bilezik.app.bench.presence import Tally

LIKELY, CERTAIN = SEEN
GOOD = Tally(person="a", days=100.0, false=0.0, departures=100, delays_min=(5.0,) * 100)


def test_a_margin_is_what_is_left_until_the_bar() -> None:
    false, lost, early, median, p95 = margins(
        Tally(person="a", days=1_000.0, false=2.0, departures=580, early=1.0, delays_min=(5.0,) * 300 + (30.0,) * 278), LIKELY
    )
    assert false == pytest.approx(10.0)
    assert lost == pytest.approx(1.0)
    assert early == pytest.approx(4.0)
    assert median == 300 - 289
    assert p95 == pytest.approx(300 - 0.95 * 578)


def test_the_middle_delay_is_in_time_only_if_more_than_half_are() -> None:
    half = Tally(person="a", days=1.0, departures=4, delays_min=(5.0, 10.5, 20.0, 20.0))
    assert missed(margins(half, LIKELY)) == ("delay, median",)
    assert missed(margins(half, CERTAIN)) == ()
    at_the_bar = Tally(person="a", days=250.0, false=3.0, departures=580, delays_min=(5.0,) * 577)
    assert missed(margins(at_the_bar, LIKELY)) == ()
    assert missed(margins(Tally(person="a", days=249.0, false=3.0), LIKELY))[:1] == (FALSE,)


def test_headroom_grows_with_people_and_with_their_likeness() -> None:
    few, many = headroom([margins(GOOD, LIKELY)] * 4), headroom([margins(GOOD, LIKELY)] * 16)
    assert all(many[name] > few[name] > 0.0 for name in NAMES)
    bad = Tally(person="b", days=100.0, false=2.0, departures=100, delays_min=(5.0,) * 90 + (30.0,) * 10)
    mixed = headroom([margins(GOOD, LIKELY), margins(bad, LIKELY)])
    assert mixed[FALSE] < 0.3
    assert doubt(mixed) > doubt(many) > 0.0


def test_draws_of_people_miss_a_bar_as_often_as_chance_has_it() -> None:
    """One of two people spoils it: of two drawn it is among them in three draws of four."""
    spoilt = Tally(person="b", days=100.0, false=5.0, departures=100, delays_min=(5.0,) * 100)
    chance = drawn([margins(GOOD, LIKELY), margins(spoilt, LIKELY)])
    assert chance[FALSE] == pytest.approx(0.75, abs=0.04)
    assert chance["any"] == chance[FALSE]
    assert chance["missed"] == 0.0
    assert drawn([]) == dict.fromkeys((*NAMES, "any"), 0.0)


def test_sums_are_sums() -> None:
    assert added([]) == (0.0,) * 5
    assert added([margins(GOOD, LIKELY)] * 2) == pytest.approx([2 * one for one in margins(GOOD, LIKELY)])
