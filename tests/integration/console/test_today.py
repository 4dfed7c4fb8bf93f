"""My people today: who is named, why, and what is to be expected."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bilezik.domain.hours import Schedule, Slot
from bilezik.domain.instant import Instant, from_datetime, hours, to_datetime

pytestmark = pytest.mark.engines


def got(_office: Any, path: str = "/console/today/", username: str = "aliya") -> Any:
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    return client.get(path)


def text_of(office: Any, path: str = "/console/today/") -> str:
    answer = got(office, path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def member(_office: Any, username: str, role: Any, department: int | None = None) -> None:
    from bilezik.deeds import SYSTEM, staff

    staff.add(
        SYSTEM, username, f"long enough {username}", username.title(), why="set-up", roles=[staff.NewRole(role, department)]
    )  # fmt: skip


def heard(office: Any, *, minutes_ago: float = 1, battery_pct: float | None = 80.0, mark: str = "inside") -> None:
    from django.utils import timezone

    from bilezik.store import connect

    at = timezone.now() - timedelta(minutes=minutes_ago)
    with connect(office.database.dsn("owner"), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO person_states (person, partition, seq, state, changed_at, heard_at, battery_pct, mark)"
            " VALUES (%s, 1, 1, '', %s, %s, %s, %s)", (office.person, at, at, battery_pct, mark)
        )  # fmt: skip


def test_who_keeps_everything_is_not_on_the_list(office: Any) -> None:
    heard(office)
    page = text_of(office)
    assert "1 person under an order" in page
    assert "Nobody needs attention now" in page


def test_an_alert_a_silence_and_a_low_battery_are_each_said(office: Any) -> None:
    heard(office, minutes_ago=90, battery_pct=7.4)
    office.raise_alert()
    page = text_of(office)
    assert "1 needs attention" in page
    assert re.search(r"Сейтов Ерлан</span><span class=\"today-why\">Not at home · battery at 7 % · last heard <time", page)


def test_being_outside_in_free_hours_is_no_reason(office: Any) -> None:
    heard(office, mark="outside")
    assert "Nobody needs attention now" in text_of(office)


def test_an_order_without_a_device_is_said_to_a_registrar_too_and_nothing_else_is(office: Any) -> None:
    from bilezik.deeds import SYSTEM, devices

    heard(office, minutes_ago=90, battery_pct=7.4)
    office.raise_alert()
    member(office, "dana", "registrar")
    page = got(office, username="dana").content.decode()
    assert "Nobody needs attention now" in page
    devices.remove(SYSTEM, office.assignment, why="the strap is exchanged")
    page = got(office, username="dana").content.decode()
    assert "no device is on" in page
    assert "Not at home" not in page


def test_whose_order_has_ended_is_nobodys_work(office: Any) -> None:
    from bilezik.deeds import SYSTEM, orders

    office.raise_alert()
    orders.end(SYSTEM, office.order, why="the court lifted it")
    assert "Nobody is under an order here" in text_of(office)


def test_who_is_under_a_suspended_order_alone_is_nobodys_work_meanwhile(office: Any) -> None:
    from bilezik.deeds import SYSTEM, suspensions

    office.raise_alert()
    suspensions.suspend(SYSTEM, office.order, from_at=None, to_at=Instant(office.now + hours(24)), why="in hospital")
    assert "Nobody is under an order here" in text_of(office)


def test_hours_a_permission_and_the_end_of_an_order_are_expected(office: Any) -> None:
    from django.utils import timezone

    from bilezik.deeds import SYSTEM, conditions, orders, permissions

    now = from_datetime(timezone.now())
    begins = to_datetime(Instant(now + hours(3))).astimezone(timezone.get_default_timezone())
    start = begins.hour * 60 + begins.minute
    night = Schedule(timezone="Asia/Almaty", slots=(Slot(days=(1, 2, 3, 4, 5, 6, 7), start=start, end=(start + 60) % 1440),))
    order = orders.enter(
        SYSTEM, office.person,
        orders.NewOrder(
            legal_basis="Criminal Code art. 44", issuer="Court No. 3", number="9-27", starts_at=Instant(now - hours(1)),
            ends_at=Instant(now + hours(24 * 9)),
        ), why="set-up",
    )  # fmt: skip
    made = conditions.add(SYSTEM, order, conditions.NewCondition(kind="stay_home", zones=(office.home,), schedule=night), why="x")
    permissions.grant(
        SYSTEM, office.condition,
        permissions.NewPermission(from_at=Instant(now + hours(5)), to_at=Instant(now + hours(7)), reason="hospital"), why="asked",
    )  # fmt: skip
    page = text_of(office)
    assert made
    assert 'Hours begin: <span class="second">Stay at home</span>' in page
    assert 'Permission begins: <span class="second">hospital</span>' in page
    assert 'Permission ends: <span class="second">hospital</span>' in page
    assert 'Order ends: <span class="second">9-27</span>' in page
    assert page.index("Hours begin") < page.index("Permission begins") < page.index("Order ends")


def test_a_review_stands_under_its_day_and_an_overdue_one_under_today(office: Any) -> None:
    from bilezik.deeds import SYSTEM, orders

    with office.database.connect("owner") as owner:
        owner.execute("UPDATE orders SET review_on = current_date + 5")
        assert 'Review of the order: <span class="second">17-26</span>' in text_of(office)
        owner.execute("UPDATE orders SET review_on = current_date - 3")
        assert 'Review is overdue: <span class="second">17-26</span>' in text_of(office)
        orders.end(SYSTEM, office.order, why="the court ended it")
        assert "overdue" not in text_of(office)


def test_a_department_is_chosen_by_who_has_several(office: Any) -> None:
    from bilezik.deeds import SYSTEM, departments

    other = departments.add(
        SYSTEM, departments.NewDepartment(name="Saryarka", city="Astana", timezone="Asia/Almaty", lat=51.2, lon=71.4), why="set-up"
    )
    heard(office)
    assert "1 person under an order" in text_of(office, f"/console/today/?department={office.department}")
    assert "0 people under an order" in text_of(office, f"/console/today/?department={other}")
    member(office, "erke", "officer", other)
    page = got(office, f"/console/today/?department={office.department}", "erke").content.decode()
    assert "0 people under an order" in page
    assert 'name="department"' not in page


def test_who_works_in_a_region_sees_its_departments(office: Any) -> None:
    from bilezik.deeds import SYSTEM, departments, staff
    from bilezik.store.models import Department, Region

    departments.keep_regions(SYSTEM, departments.shipped_regions(), why="set-up")
    home, other = Region.objects.order_by("code")[:2]
    Department.objects.filter(pk=office.department).update(region=home)
    for name, region in (("erke", home), ("zere", other)):
        staff.add(
            SYSTEM, name, f"long enough {name}", name, why="set-up", roles=[staff.NewRole("officer", region=region.pk)]
        )  # fmt: skip
    assert "1 person under an order" in got(office, username="erke").content.decode()
    assert "0 people under an order" in got(office, username="zere").content.decode()


@pytest.mark.parametrize(("role", "to"), [("officer", "today"), ("registrar", "today"), ("operator", "")])
def test_work_begins_where_the_role_says(office: Any, role: str, to: str) -> None:
    member(office, "dana", role)
    answer = got(office, "/", "dana")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/console/{to}/".replace("//", "/"))


def test_a_supervisor_is_told_of_cases_opened_from_outside_and_nobody_else_is(office: Any) -> None:
    from django.test import Client

    from bilezik.deeds import SYSTEM, departments
    from bilezik.store.models import User

    elsewhere = departments.add(
        SYSTEM, departments.NewDepartment(name="South", city="Astana", timezone="Asia/Almaty", lat=51.0, lon=71.0), why="x"
    )
    member(office, "stranger", "officer", elsewhere)
    member(office, "head", "supervisor", office.department)
    member(office, "officer", "officer", office.department)
    member(office, "other-head", "supervisor", elsewhere)
    stranger = Client(SERVER_NAME="localhost")
    stranger.force_login(User.objects.get(username="stranger"))
    said = {"sought": str(office.person), "why": "seen in the south"}
    assert stranger.post("/console/people/outside/", said).status_code == 302
    told = got(office, username="head").content.decode()
    assert "Opened from outside since yesterday" in told
    assert "Stranger" in told
    assert "seen in the south" in told
    for other in ("officer", "stranger", "other-head"):
        assert "Opened from outside since yesterday" not in got(office, username=other).content.decode(), other
