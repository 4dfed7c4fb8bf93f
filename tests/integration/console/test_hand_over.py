"""A caseload is weighed on screen before it is given, and what changed meanwhile is weighed again."""

import re
from typing import Any

import pytest
from tests.integration.console.test_office import text

pytestmark = pytest.mark.engines
WHERE = "/console/hand-over/"


@pytest.fixture
def there(office: Any) -> int:
    from bilezik.deeds import departments

    town = departments.NewDepartment(name="Saryarka", city="Astana", timezone="Asia/Almaty")
    return departments.add(office.aliya, town, why="w")


@pytest.fixture
def aliya(office: Any) -> Any:
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    return client


def weighed(page: Any) -> str:
    """What the confirmation says was weighed."""
    (said,) = re.findall(r'name="weighed" value="([0-9a-f]+)"', page.content.decode())
    return str(said)


def another(office: Any) -> int:
    from bilezik.deeds import SYSTEM, people

    person = people.NewPerson(
        given_name="Асель", family_name="Ахметова", city="Astana", timezone="Asia/Almaty", department=office.department
    )
    return people.register(SYSTEM, person, why="w")


def test_all_go_after_they_were_weighed(office: Any, there: int, aliya: Any) -> None:
    office.raise_alert()
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE devices SET department = %s", (office.department,))
    assert "Almaty district · 1" in text(aliya.get(WHERE))
    assert "People 1 Open alerts 1 Devices they wear 1" in text(aliya.get(f"{WHERE}?from={office.department}"))
    said = {"from": str(office.department), "to": str(there), "whom": "all", "why": "merged"}
    asked = aliya.post(WHERE, said)
    assert "Is this right?" in text(asked)
    assert office.rows("SELECT department FROM people") == [(office.department,)]
    stale = another(office)
    refused = aliya.post(WHERE, said | {"sure": "yes", "weighed": weighed(asked)})
    assert refused.status_code == 422
    assert "has changed meanwhile" in text(refused)
    assert office.rows("SELECT DISTINCT department FROM people") == [(office.department,)]
    done = aliya.post(WHERE, said | {"sure": "yes", "weighed": weighed(refused)})
    assert "2 people were handed over." in text(done)
    assert office.rows("SELECT department FROM people WHERE id IN (%s, %s)", office.person, stale) == [(there,)] * 2
    assert office.rows("SELECT department FROM devices") == [(there,)]
    assert office.rows("SELECT DISTINCT why FROM audit WHERE deed = 'departments.hand_over'") == [("merged",)]
    assert "no people that you see" in text(aliya.get(f"{WHERE}?from={office.department}"))


def test_only_those_that_are_ticked_go(office: Any, there: int, aliya: Any) -> None:
    second = another(office)
    said = {"from": str(office.department), "to": str(there), "whom": "chosen", "why": "moved", "person": [str(second)]}
    asked = aliya.post(WHERE, said)
    assert "Is this right?" in text(asked)
    assert "1 person was handed over." in text(aliya.post(WHERE, said | {"sure": "yes", "weighed": weighed(asked)}))
    assert office.rows("SELECT id, department FROM people ORDER BY id") == [(office.person, office.department), (second, there)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to": ""}, "Choose one of the list."),
        ({"to": "x"}, "Choose one of the list."),
        ({"to": "SAME"}, "Choose another department"),
        ({"whom": "chosen"}, "Fill this in."),
        ({"whom": "chosen", "person": ["99999"]}, "Choose one of the list."),
        ({"why": " ", "sure": "yes"}, "Say why"),
    ],
)
def test_what_is_wrong_is_said(office: Any, there: int, aliya: Any, wrong: dict[str, Any], sentence: str) -> None:
    said = {"from": str(office.department), "to": str(there), "whom": "all", "why": "w"} | wrong
    if said["to"] == "SAME":
        said["to"] = said["from"]
    if "sure" in said:
        said["weighed"] = weighed(aliya.post(WHERE, said | {"sure": ""}))
    refused = aliya.post(WHERE, said)
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert office.rows("SELECT department FROM people") == [(office.department,)]
    assert aliya.get(f"{WHERE}?from=zero").status_code == 422


def test_who_is_hidden_stays_and_an_officer_does_not_hand_over(office: Any, there: int, aliya: Any) -> None:
    from django.test import Client

    from bilezik.deeds import SYSTEM, sight, staff
    from bilezik.store.models import User

    second = another(office)
    sight.forbid(SYSTEM, office.aliya.user_id, second, why="her cousin")
    page = text(aliya.get(f"{WHERE}?from={office.department}"))
    assert "1 more person of this department is hidden from you and stays." in page
    assert "Ахметова" not in page
    said = {"from": str(office.department), "to": str(there), "whom": "all", "why": "w"}
    said |= {"sure": "yes", "weighed": weighed(aliya.post(WHERE, said))}
    aliya.post(WHERE, said)
    assert office.rows("SELECT id, department FROM people ORDER BY id") == [(office.person, there), (second, office.department)]
    made = staff.add(SYSTEM, "dana", "long enough password", "Dana", why="w", roles=[staff.NewRole("officer")])
    dana = Client(SERVER_NAME="localhost")
    dana.force_login(User.objects.get(pk=made))
    assert dana.post(WHERE, said).status_code == 403


def test_through_the_api(office: Any, there: int) -> None:
    from django.test import Client

    from bilezik.deeds import staff

    token = staff.issue_token(office.aliya, office.aliya.user_id, "script", why="w")
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    where = f"/api/v1/departments/{office.department}"
    assert client.get(f"{where}/caseload").json() == {"people": [str(office.person)], "open_alerts": 0, "worn_devices": 1}

    def post(**said: object) -> Any:
        return client.post(f"{where}/hand-over", said, content_type="application/json")

    assert post(to=str(there), people=["99999"], why="w").status_code == 404
    assert post(to=str(there), people=[], why="w").status_code == 422
    assert post(to="x", why="w").status_code == 422
    assert post(to=str(there), why="merged").json() == {"people": 1}
    assert post(to=str(there), why="merged").status_code == 422
    assert office.rows("SELECT department FROM people") == [(there,)]
