"""The screens of an order: entered, changed by two at once, suspended, ended; permissions asked for and decided."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.domain.test_photo import png

from bilezik.domain.instant import Instant, days, hours, to_datetime

pytestmark = pytest.mark.engines


@pytest.fixture
def desk(office: Any) -> Any:
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    return client


def local(at: Instant) -> str:
    """As a field of day and time holds it, by the clock of Almaty."""
    return f"{to_datetime(at) + timedelta(hours=5):%Y-%m-%dT%H:%M}"


def paper(office: Any, **more: str) -> dict[str, str]:
    return {
        "ground": "restriction_of_liberty", "issuer": "Esil district court", "number": "44-26", "starts_at": local(office.now),
        "ends_at": local(Instant(office.now + days(180))), "why": "decision of the court", **more,
    }  # fmt: skip


def test_an_order_is_entered_with_its_scan_and_its_page_says_what_it_is(office: Any, desk: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = desk.get(f"/console/people/{office.person}/orders/enter/").content.decode()
    assert "Restriction of liberty, after a written warning – 1 year at most" in form
    scan = SimpleUploadedFile("decision.png", png(), content_type="image/png")
    made = desk.post(f"/console/people/{office.person}/orders/enter/", {**paper(office), "file": scan})
    assert made.status_code == 302, made.content.decode()
    page = desk.get(made["Location"]).content.decode()
    for words in (
        "44-26",
        "Esil district court",
        "in force",
        "decision.png",
        "No condition yet",
        "Order entered",
        "1 year at most",
    ):
        assert words in page, words
    assert office.rows("SELECT count(*) FROM order_documents") == [(1,)]
    assert f'href="{made["Location"]}"' in desk.get(f"/console/people/{office.person}/").content.decode()


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("number", "", "Fill this in."),
        ("ends_at", "3024-01-01T00:00", "This ground allows 1 year at most"),
        ("ends_at", "2020-01-01T00:00", "The end must be after the start."),
        ("starts_at", "yesterday", "This is no day and time."),
        ("decided_on", "2026-02-30", "This is no day of the calendar."),
        ("review_on", "2031-01-01", "Must lie between the order"),
        ("why", "", "Fill this in."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(office: Any, desk: Any, field: str, said: str, words: str) -> None:
    before = office.counts()
    answer = desk.post(f"/console/people/{office.person}/orders/enter/", paper(office, **{field: said}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    part = page.split(f'id="{field}"')[1].split(">")[0]
    assert 'aria-invalid="true"' in part
    assert "autofocus" in part
    assert 'value="Esil district court"' in page
    assert office.counts() == before


def test_an_order_and_its_bad_scan_are_both_refused(office: Any, desk: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = office.counts()
    bad = SimpleUploadedFile("decision.pdf", b"%PDF-1.7 /JavaScript (app.alert(1)) %%EOF", content_type="application/pdf")
    answer = desk.post(f"/console/people/{office.person}/orders/enter/", {**paper(office), "file": bad})
    assert answer.status_code == 422
    assert 'id="file-problem"' in answer.content.decode()
    assert office.counts() == before


def test_what_the_ground_allows_is_said_while_it_is_chosen(office: Any, desk: Any) -> None:
    path = f"/console/people/{office.person}/orders/term/"
    said = desk.get(path, {"ground": "restriction_of_liberty", "starts_at": "2026-03-01T00:00"}).content.decode()
    assert "1 year at most: until 1 March 2027" in said.replace("1 Mar 2027", "1 March 2027")
    assert "No longest term is known" in desk.get(path, {"ground": "-"}).content.decode()
    assert desk.get(path, {"ground": "restriction_of_liberty", "starts_at": "9999-12-31T00:00"}).status_code == 200


def test_two_officers_who_change_one_order_lose_nothing(office: Any, desk: Any) -> None:
    first = desk.post(f"/console/people/{office.person}/orders/enter/", paper(office))["Location"]
    number = int(first.split("/")[-2])
    asked = paper(office, version="1", why="a slip of the pen")
    assert desk.post(f"/console/orders/{number}/change/", asked | {"issuer": "Almaty district court"}).status_code == 302
    late = desk.post(f"/console/orders/{number}/change/", asked | {"notes": "appeal is filed", "why": "appeal"})
    page = late.content.decode()
    assert (late.status_code, "Somebody else has changed this order" in page) == (409, True)
    assert 'value="Almaty district court"' in page
    assert "appeal is filed" in page
    assert 'name="version" value="2"' in page
    taken = asked | {"issuer": "Almaty district court", "notes": "appeal is filed", "why": "appeal", "version": "2"}
    assert desk.post(f"/console/orders/{number}/change/", taken).status_code == 302
    clash = desk.post(f"/console/orders/{number}/change/", asked | {"issuer": "Third court", "version": "1"}).content.decode()
    assert "You both wrote in these fields" in clash
    assert "Almaty district court" in clash
    versions = desk.get(first).content.decode()
    assert "<del>Esil district court</del> → <ins>Almaty district court</ins>" in versions


def test_an_order_is_suspended_lifted_and_ended_each_with_what_follows(office: Any, desk: Any) -> None:
    path = f"/console/orders/{office.order}/"
    assert "no condition is judged" in desk.get(f"{path}suspend/").content.decode()
    until = local(Instant(office.now + hours(24)))
    refused = desk.post(f"{path}suspend/", {"to_at": until, "why": ""})
    assert (refused.status_code, "Fill this in." in refused.content.decode()) == (422, True)
    assert desk.post(f"{path}suspend/", {"to_at": until, "why": "in hospital"}).status_code == 302
    page = desk.get(path).content.decode()
    assert "suspended" in page
    assert "in hospital" in page
    person = desk.get(f"/console/people/{office.person}/").content.decode()
    assert "suspended" in person
    ((pause,),) = office.rows("SELECT id FROM suspensions")
    assert desk.post(f"/console/suspensions/{pause}/lift/", {"why": "home again"}).status_code == 302
    assert desk.post(f"/console/suspensions/{pause}/lift/", {"why": "home again"}).status_code == 409
    assert desk.post(f"{path}end/", {"why": "the court ended it"}).status_code == 302
    over = desk.get(path).content.decode()
    assert "ended early" in over
    assert "order_change" not in over
    assert "/change/" not in over
    again = desk.post(f"{path}revoke/", {"why": "x"})
    assert (again.status_code, "was ended already" in again.content.decode()) == (409, True)


def test_a_permission_waits_on_the_page_of_the_day_and_is_decided_there(office: Any, desk: Any) -> None:
    begin, end = Instant(office.now + hours(2)), Instant(office.now + hours(5))
    ask = f"/console/conditions/{office.condition}/permissions/ask/"
    said = {"from_at": local(begin), "to_at": local(end), "buffer": "30", "reason": "to the dentist", "decision": "ask"}
    wrong = desk.post(ask, said | {"buffer": "a lot", "to_at": local(Instant(begin - hours(1)))})
    assert (wrong.status_code, wrong.content.decode().count('aria-invalid="true"')) == (422, 2)
    assert desk.post(ask, said).status_code == 302
    ((number,),) = office.rows("SELECT id FROM permissions")
    today = desk.get("/console/today/").content.decode()
    assert "Waiting for a decision" in today
    assert f"/console/permissions/{number}/decide/?from=today" in today
    page = desk.get(f"/console/permissions/{number}/decide/?from=today").content.decode()
    assert "to the dentist" in page
    assert 'value="30"' in page
    assert 'name="from" value="today"' in page
    decide = f"/console/permissions/{number}/decide/"
    assert desk.post(decide, {"why": "", "decision": "approve", "buffer": "30"}).status_code == 422
    done = desk.post(decide, {"why": "papers seen", "decision": "approve", "buffer": "15", "from": "today"})
    assert done["Location"] == "/console/today/"
    assert office.rows("SELECT state, travel_buffer_s FROM permissions") == [("approved", 900.0)]
    late = desk.post(decide, {"why": "no", "decision": "deny"})
    assert (late.status_code, "has approved this already" in late.content.decode()) == (409, True)
    assert desk.post(f"/console/permissions/{number}/withdraw/", {"why": "missed it"}).status_code == 302
    assert "withdrawn" in desk.get(f"/console/orders/{office.order}/").content.decode()
    assert desk.post(ask, said | {"decision": "approve", "why": ""}).status_code == 302
    assert office.rows("SELECT state FROM permissions ORDER BY id DESC LIMIT 1") == [("approved",)]


def test_a_condition_ends_with_a_reason_and_a_worn_one_is_told(office: Any, desk: Any) -> None:
    refused = desk.post(f"/console/conditions/{office.condition}/end/", {"why": "no longer needed"})
    assert (refused.status_code, "A device is worn for this condition" in refused.content.decode()) == (409, True)
    from bilezik.deeds import SYSTEM, conditions

    other = conditions.add(SYSTEM, office.order, conditions.NewCondition(kind="keep_charged"), why="x")
    assert desk.post(f"/console/conditions/{other}/end/", {"why": "no longer needed"}).status_code == 302
    assert "1 condition has ended" in desk.get(f"/console/orders/{office.order}/").content.decode()


def test_who_only_watches_sees_the_order_and_no_way_to_change_it(office: Any) -> None:
    from django.test import Client

    from bilezik.deeds import SYSTEM, staff
    from bilezik.store.models import User

    user = staff.add(SYSTEM, "watch", "long enough watch", "Watch", why="x", roles=[staff.NewRole("operator")])
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=user))
    page = client.get(f"/console/orders/{office.order}/").content.decode()
    assert "17-26" in page
    assert "/suspend/" not in page
    assert client.get(f"/console/orders/{office.order}/suspend/").status_code == 403
    assert client.get("/console/orders/999999/").status_code == 404


def test_every_refusal_of_the_deeds_is_known_in_words() -> None:
    from bilezik.console.forms import refusals

    for said in (
        "Order 17-26 was ended already, at 2026-11-26T00:00:00Z.", "is after the order's end (2026-11-26T00:00:00Z)",
        "Dana has approved this already.", "has 5000 letters, at most 4000 are kept",
    ):  # fmt: skip
        assert refusals.is_known(said), said
    assert refusals.told("something new", "Asia/Almaty") == "Something new."
