"""When a report is taken to have happened, and how its content is known again."""

import pytest

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant, days, minutes
from bilezik.domain.report import Report
from bilezik.fold.keys import FUTURE_ALLOWANCE, OLDEST_UPLOAD, digest_of, event_time

NOW = Instant(1_790_000_000_000_000)


@pytest.mark.parametrize(
    ("at", "event_at", "doubt"),
    [
        (NOW, NOW, ""),
        (NOW - days(2), NOW - days(2), ""),
        (NOW + FUTURE_ALLOWANCE, NOW + FUTURE_ALLOWANCE, ""),
        (NOW + FUTURE_ALLOWANCE + 1, NOW, "future"),
        (NOW - OLDEST_UPLOAD, NOW - OLDEST_UPLOAD, ""),
        (NOW - OLDEST_UPLOAD - 1, NOW, "ancient"),
        (None, NOW, "no_time"),
    ],
)
def test_a_time_that_cannot_be_is_replaced_by_the_arrival(at: int | None, event_at: int, doubt: Doubt) -> None:
    assert event_time(Report(at=None if at is None else Instant(at)), NOW) == (event_at, doubt)


def test_the_same_content_is_the_same_number_on_every_machine() -> None:
    report = Report(at=NOW, lat=51.128, lon=71.43, events=("sos",))
    assert digest_of(report) == 444014635441828328
    assert digest_of(report) != digest_of(Report(at=Instant(NOW + minutes(1)), lat=51.128, lon=71.43, events=("sos",)))
    assert 0 <= digest_of(report) < 2**60


def test_a_report_sent_again_from_the_buffer_is_the_same_report() -> None:
    report = Report(at=NOW, lat=51.128, lon=71.43)
    assert digest_of(report) == digest_of(Report(at=NOW, lat=51.128, lon=71.43, replayed=True))
    assert digest_of(report) == digest_of(Report(at=NOW, lat=51.128, lon=71.43, replayed=False))
    assert digest_of(report) != digest_of(Report(at=NOW, lat=51.128, lon=71.431, replayed=True))
