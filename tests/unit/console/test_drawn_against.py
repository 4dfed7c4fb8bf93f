"""Whose edge the strip of a person's day is drawn against, where an order names more than one place."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bilezik.console.person.reading import drawn_against
from bilezik.domain.hours import Schedule, Slot
from bilezik.domain.instant import Instant, from_datetime, hours
from bilezik.domain.order import Condition, Docket, Order

TOWN = ZoneInfo("Asia/Almaty")
NIGHTS = Schedule(timezone="Asia/Almaty", slots=(Slot((1, 2, 3, 4, 5, 6, 7), 1320, 360),))
DAYS = Schedule(timezone="Asia/Almaty", slots=(Slot((1, 2, 3, 4, 5, 6, 7), 540, 1080),))


def docket(*conditions: Condition) -> Docket:
    begin = from_datetime(datetime(2026, 11, 1, tzinfo=TOWN))
    order = Order(
        id=1,
        legal_basis="pilot",
        issuer="court",
        number="1",
        starts_at=begin,
        ends_at=Instant(begin + hours(24 * 60)),
        conditions=conditions,
    )
    return Docket(person=1, orders=(order,))


def at(hour: int) -> datetime:
    return datetime(2026, 11, 26, hour, tzinfo=TOWN)


def test_of_two_homes_the_one_that_holds_now_else_the_first() -> None:
    home, dacha = Condition(id=1, kind="stay_home", schedule=NIGHTS), Condition(id=2, kind="stay_home", schedule=DAYS)
    for entered in (docket(home, dacha), docket(dacha, home)):
        assert drawn_against(entered, at(3)) == home
        assert drawn_against(entered, at(12)) == dacha
        assert drawn_against(entered, at(20)) == entered.orders[0].conditions[0]


def test_a_home_comes_before_an_area_even_where_only_the_area_holds() -> None:
    home, area = Condition(id=1, kind="stay_home", schedule=NIGHTS), Condition(id=2, kind="stay_in_area")
    assert drawn_against(docket(area, home), at(12)) == home
    assert drawn_against(docket(area), at(12)) == area


def test_no_order_no_place() -> None:
    assert drawn_against(None, at(12)) is None
    assert drawn_against(docket(Condition(id=1, kind="wear_device")), at(12)) is None
