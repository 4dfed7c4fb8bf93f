"""The sentences an officer reads after a refold: each says what is so, and when, so that it cannot be another day."""

from typing import Any

import msgspec
import pytest

from bilezik.domain.fix import Fix
from bilezik.domain.instant import Instant, after, hours, minutes, parse
from bilezik.domain.order import Condition, Docket, Order, Schedule
from bilezik.domain.violation import AlertKind, Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import reasons
from bilezik.fold.plan import Plan, compile_docket
from bilezik.fold.reasons import News, NewsKind

NIGHT = parse("2026-05-20T18:30:00Z")
"""Half past eleven in the evening in Astana."""
HOME, MALL = (51.128, 71.43), (51.135, 71.44)


def plan(*, timezone: str = "Asia/Almaty", own: bool = True) -> Plan:
    schedule = Schedule(timezone, ())
    conditions = (
        Condition(id=1, kind="stay_home", zones=(Zone(id=1, name="h", shape=Circle(*HOME, 100.0)),)),
        Condition(id=2, kind="keep_out", zones=(Zone(id=2, name="m", shape=Circle(*MALL, 100.0)),)),
        Condition(id=3, kind="wear_device", schedule=schedule if own else None),
    )
    order = Order(
        id=1, legal_basis="a", issuer="b", number="c", starts_at=Instant(0), ends_at=Instant(2 * NIGHT), conditions=conditions
    )
    return compile_docket(Docket(person=7, orders=(order,)))


def violation(kind: AlertKind = "not_home", **changes: Any) -> Violation:
    condition = {"not_home": 1, "entered_place": 2}.get(kind, 3)
    made = Violation(
        id=1, person=7, condition=condition, condition_kind="x", kind=kind, began_at=NIGHT, decided_at=after(NIGHT, minutes(5)),
        raised_at=after(NIGHT, minutes(5)), certainty="likely", probability=980, zone=condition if condition < 3 else None,
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def news(after_hours: float = 4.0, kind: NewsKind = "upload") -> News:
    return News(kind, after(NIGHT, hours(after_hours)))


def fix(minute: float, place: tuple[float, float], **changes: Any) -> Fix:
    at = after(NIGHT, minutes(minute))
    return msgspec.structs.replace(Fix(1, at, after(NIGHT, hours(4.1)), 1, 1, *place, 8.0, "gnss", None), **changes)


def test_a_night_is_told_by_the_hour_alone_though_midnight_lies_in_it() -> None:
    assert reasons.superseded(violation(), plan(), news(), after(NIGHT, -minutes(50))) == (
        "the upload of 03:30 shows that it began at 22:40"
    )


def test_what_is_longer_ago_has_its_date() -> None:
    assert reasons.superseded(violation(), plan(), news(48), after(NIGHT, -minutes(50))) == (
        "the upload of 22 May, 23:30 shows that it began on 20 May at 22:40"
    )
    closed = violation(closed_at=after(NIGHT, hours(2)), state="closed", reason="returned")
    earlier = msgspec.structs.replace(closed, closed_at=after(NIGHT, hours(1)))
    assert reasons.changed(closed, earlier, plan(), news(48)) == (
        "returned; the upload of 22 May, 23:30 shows that it ended on 21 May at 00:30, not at 01:30"
    )


@pytest.mark.parametrize(
    ("fixes", "said"),
    [
        ([fix(2, HOME)], "the person at home"),
        ([fix(-10, HOME)], "the person at home"),
        ([fix(-40, HOME)], "that it was not likely"),
        ([fix(2, MALL)], "that it was not likely"),
        ([fix(2, HOME, doubt="impossible_speed")], "that it was not likely"),
        ([fix(2, HOME, received_at=after(NIGHT, minutes(2)))], "that it was not likely"),
        ([], "that it was not likely"),
    ],
    ids=["at home", "just before", "long before", "elsewhere", "doubted", "known before", "nothing"],
)
def test_only_a_position_of_the_upload_shows_the_person_at_home(fixes: list[Fix], said: str) -> None:
    assert reasons.withdrawn(violation(), plan(), news(), fixes) == f"the upload of 03:30 shows {said}"


def test_each_kind_has_its_words() -> None:
    said = {
        kind: reasons.withdrawn(violation(kind), plan(), news(), [fix(2, HOME)]).removeprefix("the upload of 03:30 shows ")
        for kind in ("not_home", "entered_place", "strap", "tamper", "battery", "alcohol")
    }  # fmt: skip
    assert said == {
        "not_home": "the person at home",
        "entered_place": "the person outside the place",
        "strap": "the strap closed",
        "tamper": "no tampering",
        "battery": "the battery charged",
        "alcohol": "that it was not so",
    }
    inside = reasons.withdrawn(violation("entered_place"), plan(), news(), [fix(2, MALL)])
    assert inside == "the upload of 03:30 shows that it was not likely"


def test_an_end_is_told_with_what_was_thought_before() -> None:
    at_one, at_two = after(NIGHT, hours(1)), after(NIGHT, hours(2))
    was_open, ended = violation(), violation(state="closed", closed_at=at_two, reason="returned")
    assert reasons.changed(was_open, was_open, plan(), news()) == ""
    assert reasons.changed(was_open, ended, plan(), news()) == "returned; the upload of 03:30 shows that it ended at 01:30"
    sooner = msgspec.structs.replace(ended, closed_at=at_one)
    assert reasons.changed(ended, sooner, plan(), news()) == (
        "returned; the upload of 03:30 shows that it ended at 00:30, not at 01:30"
    )
    assert reasons.changed(ended, was_open, plan(), news()) == "the upload of 03:30 shows that it had not ended at 01:30"
    gone = violation(state="withdrawn", reason="x")
    assert reasons.changed(gone, sooner, plan(), news()) == "returned; the upload of 03:30 shows that it was so after all"


def test_what_time_alone_ends_no_upload_ended() -> None:
    over = violation(state="closed", closed_at=after(NIGHT, hours(6)), reason="the hours of the condition ended")
    assert reasons.changed(violation(), over, plan(), news(6)) == "the hours of the condition ended"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("orders", "the change of orders of 03:30 means that it was no violation"),
        ("rules", "the newer rules of 03:30 find that it was no violation"),
    ],
)
def test_what_no_upload_changed_is_not_laid_to_one(kind: NewsKind, said: str) -> None:
    assert reasons.withdrawn(violation(), plan(), news(kind=kind), [fix(2, HOME)]) == said


def test_the_zone_is_that_of_the_person_or_said_to_be_utc() -> None:
    strap = violation("strap")
    assert reasons.withdrawn(strap, plan(timezone="Asia/Tokyo"), news(), ()).startswith("the upload of 07:30 shows")
    assert reasons.withdrawn(violation(), plan(timezone="Asia/Tokyo"), news(), ()).startswith("the upload of 07:30 shows")
    assert reasons.withdrawn(violation(), plan(own=False), news(), ()).startswith("the upload of 22:30 UTC shows")


def test_a_condition_that_is_gone_from_the_orders_is_told_all_the_same() -> None:
    lost = violation(condition=99)
    assert reasons.withdrawn(lost, plan(), news(), [fix(2, HOME)]) == "the upload of 03:30 shows that it was not likely"
