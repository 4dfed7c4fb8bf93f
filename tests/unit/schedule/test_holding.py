"""When a condition holds: slots, exceptions, permissions, orders and jumping clocks."""

from collections.abc import Sequence

import pytest

from bilezik.domain.instant import DAWN, NEVER, Instant, hours, minutes, parse, rfc3339
from bilezik.domain.order import Condition, DatedException, Order, Permission, Schedule, Slot
from bilezik.schedule import Holding, intervals, parse_slots

NIGHT = {"days": "mo-su", "from": "22:00", "to": "06:00"}


def order(starts: str = "2026-01-01T00:00:00Z", ends: str = "2027-01-01T00:00:00Z", ended: str | None = None) -> Order:
    return Order(
        id=1,
        legal_basis="Criminal Code, article 44",
        issuer="Esil district court",
        number="1-23",
        starts_at=parse(starts),
        ends_at=parse(ends),
        ended_at=None if ended is None else parse(ended),
    )


def weekly(timezone: str, *slots: dict[str, str], exceptions: Sequence[DatedException] = ()) -> Schedule:
    return Schedule(timezone, parse_slots(list(slots)), tuple(exceptions))


def condition(schedule: Schedule | None, *permissions: Permission) -> Condition:
    return Condition(id=1, kind="stay_home", schedule=schedule, permissions=permissions)


def permission(from_: str, to: str, buffer_minutes: int = 0) -> Permission:
    return Permission(id=1, from_at=parse(from_), to_at=parse(to), travel_buffer=minutes(buffer_minutes))


def said(what: Condition, frame: Order, start: str, end: str) -> list[str]:
    return [f"{rfc3339(a)[:16]} {rfc3339(b)[:16]}" for a, b in intervals(what, frame, parse(start), parse(end))]


def test_a_night_goes_over_midnight() -> None:
    night = condition(weekly("Asia/Almaty", NIGHT))
    assert said(night, order(), "2026-05-04T19:00:00Z", "2026-05-06T00:00:00Z") == [
        "2026-05-04T19:00 2026-05-05T01:00",
        "2026-05-05T17:00 2026-05-06T00:00",
    ]


def test_a_slot_belongs_to_the_day_it_begins_on() -> None:
    friday_night = condition(weekly("Asia/Almaty", {"days": "fr", "from": "22:00", "to": "06:00"}))
    assert said(friday_night, order(), "2026-05-04T00:00:00Z", "2026-05-11T00:00:00Z") == ["2026-05-08T17:00 2026-05-09T01:00"]


def test_sunday_night_goes_on_on_monday() -> None:
    sunday = condition(weekly("Asia/Almaty", {"days": "su", "from": "22:00", "to": "06:00"}))
    assert Holding(sunday, order()).at(parse("2026-05-10T23:30:00Z")) == (True, parse("2026-05-11T01:00:00Z"))


def test_slots_that_touch_are_one_stretch() -> None:
    long = condition(weekly("Asia/Almaty", NIGHT, {"days": "mo-su", "from": "06:00", "to": "08:00"}))
    assert said(long, order(), "2026-05-04T12:00:00Z", "2026-05-05T12:00:00Z") == ["2026-05-04T17:00 2026-05-05T03:00"]
    assert Holding(long, order()).at(parse("2026-05-04T18:00:00Z")) == (True, parse("2026-05-05T03:00:00Z"))


def test_whole_days_touch_over_midnight() -> None:
    weekend = condition(weekly("Asia/Almaty", {"days": "sa-su", "from": "00:00", "to": "24:00"}))
    assert said(weekend, order(), "2026-05-04T00:00:00Z", "2026-05-18T00:00:00Z") == [
        "2026-05-08T19:00 2026-05-10T19:00",
        "2026-05-15T19:00 2026-05-17T19:00",
    ]


@pytest.mark.parametrize(
    "schedule",
    [
        None,
        weekly("Asia/Almaty", {"days": "mo-su", "from": "00:00", "to": "24:00"}),
        weekly("Asia/Almaty", {"days": "mo-su", "from": "09:00", "to": "21:00"}, {"days": "mo-su", "from": "21:00", "to": "09:00"}),
    ],
    ids=["no schedule", "whole days", "day and night"],
)
def test_always_is_the_order_itself(schedule: Schedule | None) -> None:
    always, frame = condition(schedule), order()
    assert intervals(always, frame, DAWN, NEVER) == ((frame.starts_at, frame.ends_at),)
    holding = Holding(always, frame)
    assert holding.at(DAWN) == (False, frame.starts_at)
    assert holding.at(Instant(frame.starts_at - 1)) == (False, frame.starts_at)
    assert holding.at(frame.starts_at) == (True, frame.ends_at)
    assert holding.at(Instant(frame.ends_at - 1)) == (True, frame.ends_at)
    assert holding.at(frame.ends_at) == (False, NEVER)


@pytest.mark.parametrize(
    ("slots", "holds"),
    [
        ([], False),
        ([{"days": "mo-su", "from": "00:00", "to": "24:00"}], True),
        ([{"days": "mo-su", "from": "09:00", "to": "21:00"}, {"days": "mo-su", "from": "21:00", "to": "09:00"}], True),
    ],
)
def test_what_never_changes_is_not_looked_for_without_end(slots: list[dict[str, str]], holds: bool) -> None:  # noqa: FBT001
    endless = Order(id=1, legal_basis="b", issuer="i", number="n", starts_at=Instant(0), ends_at=NEVER)
    exceptions = [DatedException("2026-05-02")]
    for schedule in weekly("Asia/Almaty", *slots), weekly("Asia/Almaty", *slots, exceptions=exceptions):
        assert Holding(condition(schedule), endless).at(parse("2026-05-04T00:00:00Z")) == (holds, NEVER)


def test_six_days_of_seven_are_not_always() -> None:
    but_sunday = condition(weekly("Asia/Almaty", {"days": "mo-sa", "from": "00:00", "to": "24:00"}))
    assert Holding(but_sunday, order()).at(parse("2026-05-06T00:00:00Z")) == (True, parse("2026-05-09T19:00:00Z"))
    assert Holding(but_sunday, order()).at(parse("2026-05-10T00:00:00Z")) == (False, parse("2026-05-10T19:00:00Z"))


def test_the_order_clips() -> None:
    night = condition(weekly("Asia/Almaty", NIGHT))
    short = order("2026-05-04T20:00:00Z", "2026-05-06T18:00:00Z")
    assert said(night, short, "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z") == [
        "2026-05-04T20:00 2026-05-05T01:00",
        "2026-05-05T17:00 2026-05-06T01:00",
        "2026-05-06T17:00 2026-05-06T18:00",
    ]


def test_an_order_ended_early_ends_then() -> None:
    ended = order(ended="2026-05-05T00:00:00Z")
    assert Holding(condition(None), ended).at(parse("2026-05-04T00:00:00Z")) == (True, parse("2026-05-05T00:00:00Z"))
    assert Holding(condition(None), ended).at(parse("2026-05-05T00:00:00Z")) == (False, NEVER)
    never = order(ended="2025-05-05T00:00:00Z")
    assert intervals(condition(None), never, DAWN, NEVER) == ()
    assert Holding(condition(None), never).at(parse("2024-05-05T00:00:00Z")) == (False, NEVER)


def test_an_exception_replaces_the_slots_that_begin_on_its_date() -> None:
    feast = DatedException("2026-05-09", (Slot((), 0, 240),))
    free = DatedException("2026-05-11")
    schedule = weekly("Asia/Almaty", NIGHT, exceptions=[feast, free])
    assert said(condition(schedule), order(), "2026-05-08T12:00:00Z", "2026-05-13T12:00:00Z") == [
        "2026-05-08T17:00 2026-05-09T01:00",  # begun the day before: ends as planned, over the feast's own 00:00 to 04:00
        "2026-05-10T17:00 2026-05-11T01:00",  # Sunday's; Saturday the 9th has none
        "2026-05-12T17:00 2026-05-13T01:00",  # Monday the 11th is free
    ]


def test_an_exception_over_midnight_and_a_week_without_slots() -> None:
    once = Schedule("Asia/Almaty", (), (DatedException("2026-05-09", (Slot((), 1320, 120),)),))
    holding = Holding(condition(once), order())
    start, end = parse("2026-05-09T17:00:00Z"), parse("2026-05-09T21:00:00Z")
    assert holding.at(parse("2026-01-02T00:00:00Z")) == (False, start)
    assert holding.at(start) == (True, end)
    assert holding.at(end) == (False, NEVER)


def test_a_free_day_in_a_week_of_whole_days() -> None:
    schedule = weekly("Asia/Almaty", {"days": "mo-su", "from": "00:00", "to": "24:00"}, exceptions=[DatedException("2026-05-09")])
    assert said(condition(schedule), order(), "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z") == [
        "2026-05-01T00:00 2026-05-08T19:00",
        "2026-05-09T19:00 2026-06-01T00:00",
    ]


def test_a_permission_subtracts_with_its_travel_buffer() -> None:
    night = condition(weekly("Asia/Almaty", NIGHT), permission("2026-05-04T18:00:00Z", "2026-05-04T20:00:00Z", 30))
    assert said(night, order(), "2026-05-04T12:00:00Z", "2026-05-05T12:00:00Z") == [
        "2026-05-04T17:00 2026-05-04T17:30",
        "2026-05-04T20:30 2026-05-05T01:00",
    ]
    holding = Holding(night, order())
    assert holding.at(parse("2026-05-04T17:10:00Z")) == (True, parse("2026-05-04T17:30:00Z"))
    assert holding.at(parse("2026-05-04T17:30:00Z")) == (False, parse("2026-05-04T20:30:00Z"))


def test_a_permission_that_ends_outside_the_slot_changes_nothing_there() -> None:
    night = condition(weekly("Asia/Almaty", NIGHT), permission("2026-05-04T23:00:00Z", "2026-05-05T10:00:00Z"))
    assert Holding(night, order()).at(parse("2026-05-04T23:30:00Z")) == (False, parse("2026-05-05T17:00:00Z"))


def test_permissions_that_touch_or_overlap_are_one() -> None:
    night = condition(
        None,
        permission("2026-05-04T10:00:00Z", "2026-05-04T12:00:00Z"),
        permission("2026-05-04T12:00:00Z", "2026-05-04T13:00:00Z"),
        permission("2026-05-04T11:00:00Z", "2026-05-04T11:30:00Z", 120),
    )
    assert Holding(night, order()).at(parse("2026-05-04T09:30:00Z")) == (False, parse("2026-05-04T13:30:00Z"))


def test_a_permission_of_no_length_permits_nothing() -> None:
    backwards = condition(None, permission("2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", 60))
    assert Holding(backwards, order()).at(parse("2026-05-04T12:00:00Z")) == (True, order().ends_at)


def test_kazakhstan_turned_its_clocks_back_on_1_march_2024() -> None:
    # At 00:00 on 1 March the clock in Almaty went back to 23:00 on 29 February: UTC+6 before, UTC+5 after.
    frame = order("2024-02-01T00:00:00Z", "2024-04-01T00:00:00Z")
    night = condition(weekly("Asia/Almaty", NIGHT))
    assert said(night, frame, "2024-02-28T12:00:00Z", "2024-03-02T12:00:00Z") == [
        "2024-02-28T16:00 2024-02-29T00:00",
        "2024-02-29T16:00 2024-03-01T01:00",  # nine hours
        "2024-03-01T17:00 2024-03-02T01:00",
    ]
    late = condition(weekly("Asia/Almaty", {"days": "th", "from": "23:30", "to": "24:00"}))
    assert said(late, frame, "2024-02-29T00:00:00Z", "2024-03-01T12:00:00Z") == [
        "2024-02-29T17:30 2024-02-29T18:00",  # the clock showed 23:30 twice that Thursday
        "2024-02-29T18:30 2024-02-29T19:00",
    ]
    # Qyzylorda had changed in 2018 and stayed.
    qyzylorda = condition(weekly("Asia/Qyzylorda", NIGHT))
    assert said(qyzylorda, frame, "2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z") == ["2024-02-29T17:00 2024-03-01T01:00"]


BERLIN = order("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")


def test_the_night_the_clock_goes_forward_is_an_hour_shorter() -> None:
    night = condition(weekly("Europe/Berlin", NIGHT))
    assert said(night, BERLIN, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z") == [
        "2026-03-28T21:00 2026-03-29T04:00",
        "2026-03-29T20:00 2026-03-30T04:00",
    ]


def test_the_night_the_clock_goes_back_is_an_hour_longer() -> None:
    night = condition(weekly("Europe/Berlin", NIGHT))
    assert said(night, BERLIN, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z") == ["2026-10-24T20:00 2026-10-25T05:00"]


@pytest.mark.parametrize(
    ("from_", "to", "spring", "autumn"),
    [
        # 29 March: 02:00 to 03:00 is not shown. 25 October: it is shown twice.
        ("02:00", "03:00", [], ["2026-10-25T00:00 2026-10-25T02:00"]),
        (
            "02:30", "04:00",
            ["2026-03-29T01:00 2026-03-29T02:00"],
            ["2026-10-25T00:30 2026-10-25T01:00", "2026-10-25T01:30 2026-10-25T03:00"],
        ),
        (
            "01:00", "02:30",
            ["2026-03-29T00:00 2026-03-29T01:00"],
            ["2026-10-24T23:00 2026-10-25T00:30", "2026-10-25T01:00 2026-10-25T01:30"],
        ),
        ("02:10", "02:20", [], ["2026-10-25T00:10 2026-10-25T00:20", "2026-10-25T01:10 2026-10-25T01:20"]),
        ("00:00", "24:00", ["2026-03-28T23:00 2026-03-29T22:00"], ["2026-10-24T22:00 2026-10-25T23:00"]),
    ],
)  # fmt: skip
def test_a_slot_where_the_clock_jumps(from_: str, to: str, spring: list[str], autumn: list[str]) -> None:
    sunday = condition(weekly("Europe/Berlin", {"days": "su", "from": from_, "to": to}))
    assert said(sunday, BERLIN, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z") == spring
    assert said(sunday, BERLIN, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z") == autumn


def test_a_day_that_never_was() -> None:
    # Samoa left out Friday, 30 December 2011.
    frame = order("2011-12-01T00:00:00Z", "2012-02-01T00:00:00Z")
    friday = condition(weekly("Pacific/Apia", {"days": "fr", "from": "00:00", "to": "24:00"}))
    assert said(friday, frame, "2011-12-26T00:00:00Z", "2012-01-05T00:00:00Z") == []


def test_out_of_order_questions_have_the_same_answers() -> None:
    night = condition(weekly("Asia/Almaty", NIGHT), permission("2026-05-04T18:00:00Z", "2026-05-04T20:00:00Z"))
    asked = Holding(night, order())
    for hour in (5, 40, 17, 18, 0, 19, 100, 3, 17, 20):
        at = Instant(parse("2026-05-04T00:00:00Z") + hours(hour))
        assert asked.at(at) == Holding(night, order()).at(at), hour


def test_no_window_no_intervals() -> None:
    assert intervals(condition(None), order(), parse("2026-05-04T00:00:00Z"), parse("2026-05-04T00:00:00Z")) == ()
    assert intervals(condition(None), order(), parse("2026-05-05T00:00:00Z"), parse("2026-05-04T00:00:00Z")) == ()
