from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.domain.instant import from_datetime
from bilezik.wire.moments import instant_of


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2262, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_it_is_the_calendar(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert instant_of(*whole.timetuple()[:6]) == from_datetime(whole)


@pytest.mark.parametrize(
    "moment",
    [(2026, 0, 1, 0, 0, 0), (2026, 13, 1, 0, 0, 0), (2026, 2, 29, 0, 0, 0), (2026, 1, 1, 24, 0, 0), (2026, 1, 1, 0, 60, 0),
     (2026, 1, 1, 0, 0, 61), (2026, 1, 1, -1, 0, 0), (0, 1, 1, 0, 0, 0), (99_999, 1, 1, 0, 0, 0)],
)  # fmt: skip
def test_what_is_no_moment_is_none(moment: tuple[int, int, int, int, int, int]) -> None:
    assert instant_of(*moment) is None


def test_a_leap_second_is_the_next_minute() -> None:
    assert instant_of(2016, 12, 31, 23, 59, 60) == instant_of(2017, 1, 1, 0, 0, 0)
