"""Departments and staff on screen: entered, changed, closed with a reason; what is refused is said at its field."""

import html
import re
from typing import Any

import pytest

pytestmark = pytest.mark.engines


@pytest.fixture
def desk(office: Any) -> Any:
    """An administrator, and nothing but that."""
    from django.test import Client

    from bilezik.deeds import SYSTEM, departments, staff
    from bilezik.store.models import User

    assert office.count("regions") == 0
    departments.keep_regions(SYSTEM, departments.shipped_regions(), why="w")
    made = staff.add(SYSTEM, "saule", "long enough password", "Saule", why="w", roles=[staff.NewRole("administrator")])
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=made))
    return client


def text(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def said(**fields: str) -> dict[str, str]:
    return {
        "name_ru": "Алматинский отдел",
        "name_kk": "Алматы бөлімі",
        "city": "Astana",
        "timezone": "Asia/Almaty",
        "why": "new",
    } | fields


def test_a_department_is_entered_changed_and_found(office: Any, desk: Any) -> None:
    ((region,),) = office.rows("SELECT id FROM regions WHERE code = 'KZ-71'")
    made = desk.post("/console/departments/add/", said(region=str(region), code="A-1"))
    assert made.status_code == 302
    assert office.rows("SELECT name, name_kk, region, lat FROM departments WHERE code = 'A-1'") == [
        ("Алматинский отдел", "Алматы бөлімі", region, None)
    ]
    listed = text(desk.get("/console/departments/"))
    assert "2 departments" in listed
    assert "Without a region" in listed
    assert "Almaty district Astana – – 1 1" not in listed  # the device is in no department's stock
    assert re.search(r"Almaty district Astana – – 1 0", listed), listed
    assert "Алматинский отдел" in text(desk.get("/console/departments/?q=A-1"))
    assert "No such department" in text(desk.get("/console/departments/?q=nowhere"))
    changed = desk.post(made["Location"], said(region=str(region), code="A-1", phone="112"))
    assert changed.status_code == 302
    ((content,),) = office.rows("SELECT content FROM audit WHERE deed = 'departments.change'")
    assert content == {"before": {"phone": ""}, "after": {"phone": "112"}}
    again = desk.post(made["Location"], said(region=str(region), code="A-1", phone="112"))
    assert again.status_code == 409
    assert "Nothing is different" in text(again)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"city": " "}, "city", "Fill this in."),
        ({"name_ru": "", "name_kk": ""}, "name", "Fill this in."),
        ({"timezone": "Mars/Olympus"}, "timezone", "no time zone"),
        ({"lat": "51"}, "lon", "both, latitude and longitude"),
        ({"lat": "x", "lon": "1"}, "lat", "Write a number"),
        ({"lat": "95", "lon": "1"}, "lat", "between -90 and 90"),
        ({"region": "a"}, "region", "Choose one of the list"),
        ({"code": "TAKEN"}, "code", "Another department has this code"),
        ({"why": ""}, "why", "Say why"),
    ],
)
def test_what_is_wrong_stands_at_its_field(office: Any, desk: Any, wrong: dict[str, str], field: str, sentence: str) -> None:
    assert desk.post("/console/departments/add/", said(code="TAKEN")).status_code == 302
    before = office.counts()
    refused = desk.post("/console/departments/add/", said(phone="as typed") | wrong)
    assert refused.status_code == 422
    page = refused.content.decode()
    (control,) = re.findall(rf'<(?:input|select)[^>]* id="{field}"[^>]*>', page)
    assert 'aria-invalid="true"' in control
    assert f'aria-describedby="{field}-problem' in control
    assert "autofocus" in control
    assert sentence in html.unescape(re.findall(rf'id="{field}-problem">([^<]*)<', page)[0])
    assert 'value="as typed"' in page
    assert office.counts() == before


def test_a_department_closes_when_it_is_empty(office: Any, desk: Any) -> None:
    from bilezik.deeds import SYSTEM, departments, stock

    there = departments.add(SYSTEM, departments.NewDepartment(name="T", city="Oral", timezone="Asia/Oral"), why="w")
    where = f"/console/departments/{office.department}/close/"
    refused = desk.post(where, {"why": "merged"})
    assert refused.status_code == 409
    assert "still watches 1 person" in text(refused)
    assert 'value="merged"' in refused.content.decode()
    departments.hand_over(SYSTEM, [office.person], there, why="w")
    with office.database.connect("owner") as owner:
        owner.execute(
            "INSERT INTO devices (identity, protocol, kind, department) VALUES ('d', 'gt06', 'bracelet', %s)", (office.department,)
        )
    refused = desk.post(where, {"why": "merged"})
    assert "1 device is still in its stock" in text(refused)
    ((device,),) = office.rows("SELECT id FROM devices WHERE identity = 'd'")
    stock.send(SYSTEM, device, there, why="w")
    stock.receive(SYSTEM, device, why="w")
    assert desk.post(where, {"why": " "}).status_code == 409
    assert desk.post(where, {"why": "merged"}).status_code == 302
    shown = text(desk.get(f"/console/departments/{office.department}/"))
    assert "This department is closed" in shown
    assert "Close the department" not in shown
    assert "1 closed department" in text(desk.get("/console/departments/"))
    assert desk.get("/console/departments/9999/").status_code == 404


def test_a_member_is_added_with_a_password_for_one_sign_in(office: Any, desk: Any) -> None:
    from django.test import Client

    added = desk.post(
        "/console/staff/add/",
        {"name": "Dana", "username": "dana", "role": "officer", "where": f"department-{office.department}", "why": "appointed"},
    )
    assert added.status_code == 200
    (password,) = re.findall(r"office-password[^>]*>([^<]+)<", added.content.decode())
    assert "no-store" in added["Cache-Control"]
    kept = 'SELECT u.id, p.once FROM sec.passwords p JOIN users u ON u.id = p."user" WHERE u.username = %s'
    ((user, once),) = office.rows(kept, "dana")
    assert once is True
    assert password not in str(office.rows("SELECT content FROM audit WHERE deed = 'staff.add'"))
    asked = Client(SERVER_NAME="localhost").post("/sign-in/", {"username": "dana", "password": password})
    assert asked.status_code == 302  # on to choosing their own
    listed = text(desk.get("/console/staff/?q=dan&role=officer"))
    assert "Officer: Almaty district" in listed
    assert "Bolat" not in listed
    shown = desk.get(f"/console/staff/{user}/")
    assert "Almaty district" in text(shown)
    for wrong, field in (
        ({"username": "dana"}, "username"),
        ({"role": "king"}, "role"),
        ({"role": "officer", "where": "moon-1"}, "where"),
    ):
        refused = desk.post("/console/staff/add/", {"name": "D", "username": "other", "why": "w"} | wrong)
        assert refused.status_code == 422
        assert f'id="{field}-problem"' in refused.content.decode(), field
    assert office.rows("SELECT count(*) FROM users WHERE username = 'other'") == [(0,)]


def test_roles_are_given_and_ended_and_the_account_closed_and_opened(office: Any, desk: Any) -> None:
    from django.test import Client

    from bilezik.store.models import User

    bolat = office.bolat.user_id
    his = Client(SERVER_NAME="localhost")
    his.force_login(User.objects.get(pk=bolat))
    assert his.get("/console/today/").status_code == 200
    page = f"/console/staff/{bolat}/"
    given = {"role": "auditor", "where": "everywhere", "why": "his work"}
    assert desk.post(f"{page}roles/", given).status_code == 302
    refused = desk.post(f"{page}roles/", given)
    assert refused.status_code == 409
    assert "They have this role already." in text(refused)
    assert 'value="his work"' in refused.content.decode()
    ((role,),) = office.rows("""SELECT id FROM staff_roles WHERE "user" = %s AND role = 'auditor'""", bolat)
    assert desk.post(f"/console/staff/roles/{role}/end/", {"why": ""}).status_code == 422
    assert desk.post(f"/console/staff/roles/{role}/end/", {"why": "over"}).status_code == 302
    assert desk.post(f"/console/staff/roles/{role}/end/", {"why": "over"}).status_code == 422
    assert desk.post(f"{page}account/", {"to": "closed", "why": "left"}).status_code == 302
    assert his.get("/console/today/").status_code == 302
    assert "account closed" in text(desk.get(page))
    assert desk.post(f"{page}account/", {"to": "closed", "why": "left"}).status_code == 409
    assert desk.post(f"{page}account/", {"to": "open", "why": "back"}).status_code == 302
    assert his.get("/console/today/").status_code == 302  # the session of before stays ended
    assert office.rows("SELECT deed, why FROM audit WHERE deed LIKE 'staff.%%_account' ORDER BY id") == [
        ("staff.close_account", "left"), ("staff.open_account", "back"),
    ]  # fmt: skip


def test_a_sign_in_is_reset_and_nobody_does_it_to_themselves(office: Any, desk: Any) -> None:
    bolat = office.bolat.user_id
    assert desk.post(f"/console/staff/{bolat}/reset-sign-in/", {"why": ""}).status_code == 422
    reset = desk.post(f"/console/staff/{bolat}/reset-sign-in/", {"why": "lost the phone"})
    assert re.search(r"office-password[^>]*>[^<]{12,}<", reset.content.decode())
    assert office.rows('SELECT once, set_by FROM sec.passwords WHERE "user" = %s', bolat) == [(True, "Saule")]
    ((own,),) = office.rows("SELECT id FROM users WHERE username = 'saule'")
    shown = text(desk.get(f"/console/staff/{own}/"))
    assert "This is your own account" in shown
    assert "End the role" not in shown
    for path, fields in (
        ("account", {"to": "closed"}),
        ("reset-sign-in", {}),
        ("roles", {"role": "operator", "where": "everywhere"}),
    ):
        refused = desk.post(f"/console/staff/{own}/{path}/", {"why": "w", **fields})
        assert refused.status_code == 422, path
    assert desk.get("/console/staff/").status_code == 200


@pytest.mark.usefixtures("office")
def test_the_work_of_an_administrator_begins_with_staff(desk: Any) -> None:
    assert desk.get("/")["Location"] == "/console/staff/"
    assert desk.get("/console/staff/99999/").status_code == 404
