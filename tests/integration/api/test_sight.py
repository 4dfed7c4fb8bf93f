"""Who sees whom, through the API and the screens: conflicts, granted cases, openings from outside, looks, one's own sessions."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.integration.api.conftest import Api
from tests.integration.as_web import open_session

pytestmark = pytest.mark.engines


def staff(role: str, department: int | None = None, name: str = "") -> tuple[int, Api]:
    """Make a member of staff; return the id and their program."""
    from bilezik.deeds import SYSTEM
    from bilezik.deeds import staff as deeds

    user = deeds.add(SYSTEM, name or role, "long enough password", name or role, why="t", roles=[deeds.NewRole(role, department)])  # type: ignore[arg-type]
    return user, Api(deeds.issue_token(SYSTEM, user, "t", why="t"))


@pytest.fixture
def elsewhere(office: Any) -> int:
    """Another department, with nobody in it."""
    from bilezik.deeds import SYSTEM, departments

    del office
    return departments.add(
        SYSTEM, departments.NewDepartment(name="South", city="Oral", timezone="Asia/Oral", lat=51, lon=51), why="w"
    )


def people(api: Api) -> list[str]:
    return [item["id"] for item in api.get("people").json()["items"]]


def test_law_12_lists_and_pages_hold_what_is_ones_own(office: Any, elsewhere: int) -> None:
    alert = office.raise_alert()
    _, own = staff("officer", office.department, "own")
    _, other = staff("officer", elsewhere, "other")
    assert people(own) == [str(office.person)]
    assert people(other) == []
    for path in (f"people/{office.person}", f"people/{office.person}/fixes", f"alerts/{alert}"):
        assert own.get(path).status_code == 200, path
        assert other.get(path).status_code == 404, path
    assert other.post(f"alerts/{alert}/take").status_code == 404
    assert other.patch(f"people/{office.person}", why="w", city="Oral").status_code == 404


def test_outside_needs_a_reason_and_is_told(office: Any, elsewhere: int) -> None:
    _, officer = staff("officer", elsewhere, "nurlan")
    _, boss = staff("supervisor", office.department, "boss")
    for said, status in (
        ({"person": str(office.person), "why": " "}, 422), ({"why": "w"}, 422), ({"iin": "12", "why": "w"}, 422),
        ({"iin": "000000000000", "why": "w"}, 422), ({"person": "9999", "why": "w"}, 404), ({"person": "x", "why": "w"}, 422),
        ({"person": str(office.person), "iin": "000000000000", "why": "w"}, 422),
        ({"person": str(office.person), "why": "\0"}, 422),
    ):  # fmt: skip
        assert officer.post("people/outside", **said).status_code == status, said
    assert people(officer) == []
    opened = officer.post("people/outside", person=str(office.person), why="seen in our town").json()
    assert (opened["person"], opened["department"]) == (str(office.person), str(office.department))
    assert people(officer) == [str(office.person)]
    (told,) = boss.get("people/outside/openings").json()["items"]
    assert (told["user_name"], told["why"]) == ("nurlan", "seen in our town")
    assert office.rows("SELECT count(*) FROM audit WHERE deed = 'sight.open_outside'")[0][0] == 3  # two found nobody
    assert officer.get("people/outside/openings").status_code == 403


def test_a_conflict_hides_and_a_granted_case_shows(office: Any) -> None:
    _, boss = staff("supervisor", office.department, "boss")
    kin, officer = staff("officer", office.department, "kin")
    _, prosecutor = staff("prosecutor", name="prosecutor")
    prosecutor_id = office.rows("SELECT id FROM users WHERE username = 'prosecutor'")[0][0]
    said = {"user": str(kin), "person": str(office.person), "why": "a cousin"}
    made = boss.post("conflicts", **said)
    assert made.status_code == 201
    assert boss.post("conflicts", **said).status_code == 422  # already
    assert people(officer) == []
    assert len(boss.get("conflicts").json()["items"]) == 1
    assert boss.post(f"conflicts/{made.json()['id']}/end", why="a mistake").status_code == 204
    assert people(officer) == [str(office.person)]
    case = {"user": str(prosecutor_id), "person": str(office.person), "why": "case 7"}
    for to_at in ("3024-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "soon"):
        assert boss.post("granted-cases", **case, to_at=to_at).status_code == 422
    from datetime import UTC, datetime, timedelta

    until = (datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    granted = boss.post("granted-cases", **case, to_at=until)
    assert granted.status_code == 201
    assert people(prosecutor) == [str(office.person)]
    assert boss.post(f"granted-cases/{granted.json()['id']}/end", why="closed").status_code == 204
    assert boss.post(f"granted-cases/{granted.json()['id']}/end", why="closed").status_code == 409
    assert people(prosecutor) == []


def test_a_look_is_one_row_in_five_minutes(office: Any, api: Any) -> None:
    alert = office.raise_alert()
    for _ in range(3):
        for path in (f"people/{office.person}", f"people/{office.person}/fixes", f"alerts/{alert}"):
            assert api.get(path).status_code == 200
    assert api.get("people/99999").status_code == 404
    api.get("people", q="Сейтов")
    looks = office.rows("SELECT why, subject_kind, subject_id, actor FROM audit WHERE deed = 'people.look' ORDER BY id")
    aliya = office.aliya.user_id
    assert looks == [
        ("page", "person", office.person, aliya), ("positions", "person", office.person, aliya), ("page", "alert", alert, aliya),
        ("search", "search", None, aliya),
    ]  # fmt: skip


def test_every_page_of_somebody_is_a_look(office: Any) -> None:
    from bilezik.app.looking import LOOKS, PARTS
    from bilezik.deeds.rights import ROUTES, Right

    del office
    from django.urls import get_resolver

    assert set(LOOKS) | PARTS <= set(ROUTES)
    shown = {name for name, right in ROUTES.items() if right in {Right.SEE_ALERTS, Right.SEE_PEOPLE}}
    numbered = set()
    for name in shown:
        space, _, short = name.rpartition(":")
        resolver = get_resolver()
        for part in filter(None, space.split(":")):
            resolver = resolver.namespace_dict[part][1]
        if any(wanted for ((_, wanted),), *_ in resolver.reverse_dict.getlist(short)):
            numbered.add(name)
    assert numbered - set(LOOKS) - PARTS == set()


def test_a_session_ends_from_the_list_and_its_token_is_dead(office: Any) -> None:
    from django.test import Client

    first, second = (open_session(office.aliya.user_id) for _ in range(2))
    here, there = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    here.cookies["bilezik_session"], there.cookies["bilezik_session"] = first, second
    assert here.get("/account/sessions/").content.count(b"End this one") >= 2
    assert there.get("/console/").status_code == 200
    listed = here.get("/api/v1/account/sessions").json()["items"]
    (other,) = [one["id"] for one in listed if not one["is_this"]]
    strangers = open_session(office.bolat.user_id)
    assert here.post(f"/account/sessions/{int(other) + 1}/end/").status_code == 302  # Bolat's: not hers to end
    assert here.post(f"/account/sessions/{other}/end/").status_code == 302
    assert there.get("/console/", headers={"Accept": "text/html"}).status_code == 302
    assert here.get("/console/").status_code == 200
    there.cookies["bilezik_session"] = strangers
    assert there.get("/console/").status_code == 200
    here.post("/sign-out/")
    here.cookies["bilezik_session"] = first
    assert here.get("/api/v1/alerts").status_code == 401


def test_the_form_opens_a_case_and_the_page_keeps_what_was_said(office: Any, elsewhere: int) -> None:
    from django.test import Client

    user, _ = staff("officer", elsewhere, "nurlan")
    client = Client(SERVER_NAME="localhost")
    client.cookies["bilezik_session"] = open_session(user)
    assert client.get("/console/people/outside/").status_code == 200
    for sought in ("", "nobody", "000000000000", "99999999999999999999", "1\0"):
        refused = client.post("/console/people/outside/", {"sought": sought, "why": "because"})
        assert refused.status_code == 422, sought
        assert b"because" in refused.content
    answer = client.post("/console/people/outside/", {"sought": str(office.person), "why": "because"})
    assert (answer.status_code, answer["Location"]) == (302, f"/console/people/{office.person}/")
    assert client.get(answer["Location"]).status_code == 200


def test_the_supervisors_page_enters_and_ends(office: Any) -> None:
    from django.test import Client

    user, _ = staff("supervisor", office.department, "boss")
    staff("officer", office.department, "kin")
    client = Client(SERVER_NAME="localhost")
    client.cookies["bilezik_session"] = open_session(user)
    path = "/console/sight/conflicts/"
    said = {"username": "kin", "person": str(office.person), "why": "a cousin"}
    for wrong in ({"username": "nobody"}, {"person": "x"}, {"person": "9" * 30}, {"why": ""}, {"person": "999"}):
        assert client.post(path, said | wrong).status_code == 422, wrong
    assert client.post(path, said).status_code == 302
    assert "a cousin" in client.get("/console/sight/").content.decode()
    number = office.rows("SELECT max(id) FROM conflicts")[0][0]
    assert client.post(f"{path}{number}/end/", {"why": "a mistake"}).status_code == 302
    cases = "/console/sight/cases/"
    assert client.post(cases, said | {"until": "3024-01-01"}).status_code == 422
    assert client.post(cases, said | {"until": "9999-12-31"}).status_code == 422
    assert client.post(cases, said | {"until": "soon"}).status_code == 422


@pytest.mark.parametrize("harm", ["staff_roles", "conflicts"])
async def test_law_12_a_stream_carries_what_its_reader_may_see_and_follows_a_change(
    office: Any, elsewhere: int, web: str, harm: str
) -> None:
    user, own = await asyncio.to_thread(staff, "officer", office.department, "own")
    _, other = await asyncio.to_thread(staff, "officer", elsewhere, "other")

    def tell(number: int) -> None:
        with office.database.connect("monitor") as connection:
            body = {"person": str(office.person), "number": number}
            connection.execute("INSERT INTO feed (kind, body) VALUES ('alert', %s)", (json.dumps(body),))

    heard: dict[str, list[int]] = {"own": [], "other": []}

    async def listen(name: str, api: Api) -> None:
        async with (
            httpx.AsyncClient(timeout=30) as client,
            client.stream("GET", f"{web}/api/v1/feed", headers=api.headers) as stream,
        ):
            async for line in stream.aiter_lines():
                if line.startswith("data: ") and "number" in line:
                    heard[name].append(json.loads(line[6:])["number"])

    tasks = [asyncio.create_task(listen("own", own)), asyncio.create_task(listen("other", other))]
    await asyncio.sleep(2)
    await asyncio.to_thread(tell, 1)
    await asyncio.sleep(1.5)
    assert heard == {"own": [1], "other": []}
    with office.database.connect("owner") as owner:
        if harm == "conflicts":
            owner.execute('INSERT INTO conflicts ("user", person, why) VALUES (%s, %s, %s)', (user, office.person, "w"))
        else:
            owner.execute('UPDATE staff_roles SET to_at = clock_timestamp() WHERE "user" = %s', (user,))
    await asyncio.sleep(2)
    await asyncio.to_thread(tell, 2)
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert heard == {"own": [1], "other": []}
