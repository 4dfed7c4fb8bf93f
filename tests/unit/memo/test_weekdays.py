"""Ranges of days and lengths, in numbers and in words."""

import pytest

from bilezik.memo import russian
from bilezik.memo.weekdays import number, parts, runs


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ((1,), ((1, 1),)),
        ((1, 2), ((1, 1), (2, 2))),
        ((1, 2, 3, 5), ((1, 3), (5, 5))),
        ((1, 2, 3, 4, 5, 6, 7), ((1, 7),)),
        ((6, 7, 1), ((6, 1),)),
        ((1, 7), ((7, 7), (1, 1))),
        ((1, 3, 4, 7), ((3, 3), (4, 4), (7, 7), (1, 1))),
    ],
)
def test_three_days_in_a_row_are_a_range(days: tuple[int, ...], found: tuple[tuple[int, int], ...]) -> None:
    assert runs(days) == found


def test_a_length_has_only_the_units_it_needs() -> None:
    assert parts(5400) == ((1, 3600), (30, 60))
    assert parts(3661) == ((1, 3600), (1, 60), (1, 1))
    assert parts(0) == ((0, 60),)
    assert (number(20.0), number(17.5)) == ("20", "17.5")


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (1, "1 метра"),
        (21, "21 метра"),
        (11, "11 метров"),
        (100, "100 метров"),
        (5000, "5 километров"),
        (5500, "5,5 километра"),
    ],
)
def test_russian_amounts_after_a_preposition(metres: float, said: str) -> None:
    assert russian.Russian().place("X", metres) == f"участок в пределах {said} от «X»"
