"""Full years."""

from datetime import date

import pytest

from bilezik.domain.person import age


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2008, 11, 26), date(2026, 11, 25), 17),
        (date(2008, 11, 25), date(2026, 11, 25), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_a_year_is_full_on_the_birthday(born: date, today: date, years: int) -> None:
    assert age(born, today) == years
