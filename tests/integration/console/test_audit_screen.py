"""The auditor's screen and its API: what is shown, to whom, and that looking is written down."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.engines


@pytest.fixture
def auditor(office: Any) -> Any:
    from django.test import Client

    from bilezik.deeds import SYSTEM, staff
    from bilezik.store.models import User

    staff.add(SYSTEM, "saule", "long enough saule", "Сәуле", why="set-up", roles=[staff.NewRole("auditor")])
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="saule"))
    assert office
    return client


def text_of(client: Any, query: str = "") -> str:
    answer = client.get(f"/console/audit/{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def deeds_of(page: str) -> list[str]:
    return re.findall(r'class="audit-deed">([^<]+)<', page)


def test_every_deed_is_there_newest_first_and_so_is_the_look(auditor: Any, office: Any) -> None:
    first = deeds_of(text_of(auditor))
    assert {"orders.enter", "people.register", "devices.fit"} <= set(first)
    assert first.index("devices.fit") < first.index("people.register")
    assert deeds_of(text_of(auditor))[0] == "audit.look"
    ((why, content),) = office.rows("SELECT why, content::text FROM audit WHERE deed = 'audit.look' ORDER BY id LIMIT 1")
    assert (why, content) == ("to look into the log", '{"asked": {}}')


def test_a_filter_narrows_by_deed_subject_name_and_reason(auditor: Any, office: Any) -> None:
    assert set(deeds_of(text_of(auditor, "?deed=orders."))) == {"orders.enter"}
    assert set(deeds_of(text_of(auditor, f"?kind=person&id={office.person}"))) >= {"people.register"}
    assert "devices.add" not in deeds_of(text_of(auditor, f"?kind=person&id={office.person}"))
    assert deeds_of(text_of(auditor, "?who=nobody+like+this")) == []
    assert "No row is like this" in text_of(auditor, "?who=nobody+like+this")
    ((content,),) = office.rows("SELECT content::text FROM audit WHERE deed = 'audit.look' AND content::text LIKE '%%orders%%'")
    assert "orders." in content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?id=abc", "Digits only"),
        ("?since=3024-99-99", "Not a day"),
        ("?until=yesterday", "Not a day"),
        ("?since=0001-01-01", "Not a day"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_narrows_nothing(auditor: Any, query: str, said: str) -> None:
    page = text_of(auditor, query)
    assert said in page
    assert "people.register" in deeds_of(page)


def test_pages_go_on_where_the_last_one_ended(auditor: Any, office: Any) -> None:
    office.rows(
        "INSERT INTO audit (actor_name, deed, subject_kind, why, from_where)"
        " SELECT 'x', 'test.' || n, 'test', 'w', 'f' FROM generate_series(1, 120) n RETURNING id"
    )
    page, seen = text_of(auditor, "?kind=test"), []
    while True:
        seen += deeds_of(page)
        older = re.search(r'href="(\?[^"]*before=[^"]*)"', page)
        if older is None:
            break
        page = text_of(auditor, older[1].replace("&amp;", "&"))
    assert seen == [f"test.{n}" for n in range(120, 0, -1)]


def test_the_api_tells_the_same_page_by_page(auditor: Any, office: Any) -> None:
    seen, cursor = [], ""
    while True:
        told = auditor.get(f"/api/v1/audit?limit=3&subject_kind=person{cursor}").json()
        seen += [(item["deed"], item["subject_id"]) for item in told["items"]]
        if told["next"] is None:
            break
        cursor = f"&cursor={told['next']}"
    assert ("people.register", str(office.person)) in seen
    assert all(item != ("devices.add", None) for item in seen)
    assert auditor.get("/api/v1/audit?since=nonsense").status_code == 422
    assert auditor.get("/api/v1/audit?subject_id=x").status_code == 422


def test_nobody_else_reads_it(office: Any) -> None:
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    assert client.get("/console/audit/").status_code == 403
    assert client.get("/api/v1/audit").status_code == 403
    assert Client(SERVER_NAME="localhost").get("/api/v1/audit").status_code == 401


def test_the_auditors_work_begins_at_the_log(auditor: Any) -> None:
    assert auditor.get("/").headers["Location"] == "/console/audit/"
