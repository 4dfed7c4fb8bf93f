"""A clock that is behind, told from an upload by the pace at which reports come."""

from bilezik.domain.instant import Instant, after, hours, minutes, seconds
from bilezik.tracking.memory import Pace
from bilezik.tracking.pace import APART, BEHIND, LEAST, SAME, STEPS, walk

T0 = Instant(1_790_000_000_000_000)


def walked(steps: list[tuple[float, float]]) -> tuple[Pace | None, list[int]]:
    """Reports as (seconds after T0 of their arrival, lag in seconds); at which of them the clock is called behind."""
    pace, called = None, []
    for n, (came, lag) in enumerate(steps):
        received_at = after(T0, seconds(came))
        pace, is_behind = walk(pace, 1, after(received_at, -seconds(lag)), received_at)
        called += [n] if is_behind else []
    return pace, called


def even(count: int, step: float = 60, lag: float = 86_400, from_: float = 0) -> list[tuple[float, float]]:
    return [(from_ + n * step, lag) for n in range(count)]


def test_a_lag_that_lasts_is_called_behind_once() -> None:
    assert walked(even(40))[1] == [STEPS]
    assert walked(even(STEPS))[1] == []


def test_it_must_last_for_a_while() -> None:
    assert walked(even(20, step=30))[1] == [LEAST // seconds(30)]


def test_what_comes_in_one_breath_is_one_report() -> None:
    breath = [(0.0, 86_400.0), *((240 + n, 86_400.0) for n in range(8))]
    assert walked(breath)[1] == []
    assert seconds(8) < APART


def test_a_lag_that_shrinks_is_an_upload_however_slow() -> None:
    assert walked([(15.0 * n, 86_400 - 45.0 * n) for n in range(200)])[1] == []


def test_sending_takes_its_time() -> None:
    assert walked([(60.0 * n, 86_400 + (n % 2) * (SAME / 1e6 - 1)) for n in range(10)])[1] == [STEPS]
    assert walked([(60.0 * n, 86_400 + (n % 2) * (SAME / 1e6 + 1)) for n in range(10)])[1] == []


def test_a_clock_that_was_called_behind_may_drift_and_is_not_called_so_again() -> None:
    assert walked([*even(5), *((300 + 60.0 * n, 86_400 + 10.0 * n) for n in range(60))])[1] == [STEPS]


def test_a_report_on_time_ends_it_and_another_lag_begins_anew() -> None:
    pace, called = walked([*even(10), (600, 2.0)])
    assert (pace, called) == (None, [STEPS])
    assert walked([*even(10), (600, BEHIND / 1e6), *even(5, from_=660)])[1] == [STEPS, 11 + STEPS]
    assert walked([*even(10), *even(5, lag=hours(5) / 1e6, from_=600)])[1] == [STEPS, 10 + STEPS]
    assert minutes(10) == BEHIND
