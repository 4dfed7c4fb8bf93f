"""A device's clock that is wrong: what is judged, what is not, and that somebody is told of it."""

import msgspec
import pytest
from tests.scenarios.late import (
    AWAY,
    T0,
    at,
    came,
    feed,
    in_pieces,
    live,
    minute,
    newest_first,
    of_kind,
    oldest_first,
    outline,
    said,
    shuffled,
    standing,
    stay,
    told,
)

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant, Micros, after, days, hours, minutes
from bilezik.domain.report import Report
from bilezik.fold import Arrival
from bilezik.fold.story import Story

DAY = 24 * 60


def clocked(reports: list[Report], error: int) -> list[Arrival]:
    """Reports that come when they are made, by a clock that is wrong by `error`."""
    return [
        msgspec.structs.replace(one, report=report, digest=came(report, one.received_at).digest)
        for one in live(reports)
        for report in (msgspec.structs.replace(one.report, at=after(one.report.at or T0, error)),)
    ]


def doubts(arrivals: list[Arrival]) -> set[Doubt]:
    story = Story(told(until=0).plan.docket)
    return {doubt for one in arrivals if (doubt := story.feed(one).doubt) is not None}


def receivers(story: Story) -> list[tuple[float, str]]:
    """What was told of a clock that is behind."""
    return [(minute(one.raised_at), one.text) for one in story.incidents.values() if "clock is behind" in one.text]


def test_a_clock_a_day_ahead_decides_nothing_and_a_strap_counts() -> None:
    cut = msgspec.structs.replace(said(95, AWAY), events=("strap_open",))
    wrong = clocked([*stay(60, 95, AWAY), cut, *stay(100, 180, AWAY)], days(1))
    right = live([*stay(180, 240)])
    assert doubts(wrong) == {"future"}
    story = told(live(stay(0, 60)), wrong, right, until=240)
    assert of_kind(story) == [], "a place at an unknown time is no place"
    assert of_kind(story, "silence") == [], "it is heard"
    (strap,) = of_kind(story, "strap")
    assert (minute(strap.began_at), strap.state) == (95.03, "open"), "a tamper counts, by the time of its arrival"
    assert story.refolds == 0, "and when it is corrected nothing is late"
    assert story.state.track.at == right[-1].report.at


def test_after_the_correction_he_is_judged_at_once() -> None:
    wrong, right = clocked(stay(60, 120), days(1)), live(stay(120, 180, AWAY))
    story = told(live(stay(0, 60)), wrong, right, until=180)
    assert outline(story) == [(120, None, "open", "")]
    assert story.state.paces == ()


BEHIND = (
    "The device's reports come one by one, each 24 h after the time it states: its clock is behind, or it holds them back."
    " Where the person is now is not known, and what is found for the time stated may be about today."
)


def test_a_clock_a_day_behind_is_told_of_and_whatever_it_changes_of_yesterday_says_so() -> None:
    """He was at home all yesterday; today he leaves, and his bracelet says that it was yesterday. Then its clock is set right."""
    before, today = live(stay(0, DAY + 60)), stay(DAY + 60, DAY + 120, AWAY)
    wrong, right = clocked(today, -days(1)), live(stay(DAY + 120, DAY + 180, AWAY))
    story = told(before, wrong, until=DAY + 120)
    assert receivers(story) == [(DAY + 80.03, BEHIND)]
    for violation in of_kind(story):  # it looks like an upload, so yesterday is judged by it, and nothing hides that
        assert minute(violation.raised_at) >= DAY + 60, "told today"
        assert violation.state in {"open", "closed"} or violation.reason.startswith("the upload of 21 May, ")
    feed(story, right)
    story.finish(at(DAY + 180))
    assert [(began, state) for began, _, state, _ in outline(story)][-1] == (DAY + 120, "open")
    assert len(receivers(story)) == 1, "once"
    assert story.state.paces == ()


def test_a_withdrawal_by_a_clock_that_is_behind_is_seen() -> None:
    """Yesterday he was away; today he is at home, and his bracelet says that it was yesterday."""
    before = [*stay(0, 60), *stay(60, 66, AWAY, step=3), *stay(70, DAY + 60, AWAY)]
    known = of_kind(told(live(before), until=DAY + 60))
    wrong = clocked([said(DAY + 60 + n) for n in range(0, 40, 2)], -days(1))
    story = told(live(before), wrong, until=DAY + 120)
    assert receivers(story), "who reads what changed for yesterday finds this beside it"
    assert [one.id for one in known] == [one.id for one in of_kind(story) if one.id in {v.id for v in known}], "nothing is gone"
    changed = [v for v in of_kind(story) if v not in known]
    assert changed
    assert all("the upload of 21 May, " in v.reason or minute(v.raised_at) >= DAY + 60 for v in changed)


@pytest.mark.parametrize("lag", [hours(5), days(1), days(12)], ids=["five hours", "a day", "twelve days"])
def test_any_lag_that_lasts_is_told_of(lag: Micros) -> None:
    (only,) = receivers(told(live(stay(0, 60)), clocked(stay(60, 120), -lag), until=120))
    expected = {hours(5): "each 5 h after", days(1): "each 24 h after", days(12): "each 12 days after"}[lag]
    assert expected in only[1]


@pytest.mark.parametrize("gap", [240, 2880], ids=["four hours", "two days"])
@pytest.mark.parametrize("sent", [oldest_first, newest_first, shuffled, in_pieces])
def test_no_upload_is_taken_for_a_clock(gap: int, sent: object) -> None:
    back = 60 + gap
    assert callable(sent)
    kept = stay(60, back, step=1)
    story = told(live(stay(0, 60)), live(stay(back, back + 120)), sent(kept, at(back + 2)), until=back + 120)
    assert receivers(story) == []


def test_an_upload_as_slow_as_a_report_every_ten_seconds_is_no_clock() -> None:
    kept = [came(report, after(at(301), n * minutes(1 / 6))) for n, report in enumerate(stay(60, 300, step=1))]
    assert receivers(told(live(stay(0, 60)), kept, until=360)) == []


def test_reports_marked_as_sent_before_say_nothing_of_the_clock() -> None:
    wrong = clocked(stay(60, 120), -days(1))
    marked = [msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, replayed=True)) for one in wrong]
    assert receivers(told(live(stay(0, 60)), marked, until=120)) == []


@pytest.mark.parametrize("rolled", [days(1024 * 7), days(46 * 365)], ids=["a week rollover", "1980"])
def test_a_clock_of_another_age_decides_nothing_and_a_strap_counts(rolled: int) -> None:
    cut = msgspec.structs.replace(said(95, AWAY), events=("strap_open",))
    wrong = clocked([*stay(60, 95, AWAY), cut, *stay(100, 180, AWAY)], -rolled)
    assert doubts(wrong) <= {"ancient", "week_rollover"}
    story = told(live(stay(0, 60)), wrong, live(stay(180, 240)), until=240)
    assert of_kind(story) == []
    assert [(minute(v.began_at), v.state) for v in of_kind(story, "strap")] == [(95.03, "open")]
    assert receivers(story) == [], "that is told as what it is, with its doubt"
    assert story.refolds == 0


def test_two_devices_have_two_clocks() -> None:
    """The phone is right, the bracelet a day behind: the one does not excuse the other."""
    phone = [msgspec.structs.replace(one, device=2) for one in live(stay(61, 121))]
    story = told(live(stay(0, 60)), clocked(stay(60, 120), -days(1)), phone, until=125)
    assert [text for _, text in receivers(story)] == [BEHIND]
    assert standing(story) == []


def test_the_clocks_are_told_of_again_the_same_by_a_replay() -> None:
    inputs = [*live(stay(0, 60)), *clocked(stay(60, 120), -days(1))]
    first, second = told(inputs, until=125), told(inputs, until=125, clocks=False)
    assert receivers(first) == receivers(second) != []
    assert Instant(0) < first.state.clock
