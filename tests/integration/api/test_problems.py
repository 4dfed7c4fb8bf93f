"""Errors are problem documents (RFC 9457), whoever refuses."""

from typing import Any

import pytest

pytestmark = pytest.mark.engines

BAD_QUERIES = (
    ("alerts?state=lost", "state"),
    ("alerts?limit=0", "limit"),
    ("alerts?limit=1001", "limit"),
    ("alerts?limit=many", "limit"),
    ("alerts?kind=ufo", "kind"),
    ("alerts?cursor=zzzz", "cursor"),
    ("alerts?cursor=%F0%9F%98%80", "cursor"),
    ("people?cursor=kwECAw", "cursor"),
    ("alerts?cursor=ks9AAAAAAAAAAAE", "cursor"),  # the year 148108
    ("people/{person}/fixes?cursor=k89AAAAAAAAAAAEB", "cursor"),
    ("quarantine?cursor=lM9AAAAAAAAAAKRndDA2oWGhYg", "cursor"),
    ("quarantine?cursor=lAGkZ3QwNqJhAKFi", "cursor"),  # a letter that PostgreSQL has not
    ("quarantine?cursor=lAECAwQ", "cursor"),
    ("quarantine?cursor=kwGkZ3QwNqFh", "cursor"),
    ("people/1/fixes?from=yesterday&to=2026-01-01T00:00:00Z", "from"),
    ("people/1/fixes?from=2026-01-01T00:00:00&to=2026-01-02T00:00:00Z", "from"),
    ("people/1/fixes?from=2026-01-01T00:00:00Z&to=2025-01-02T00:00:00Z", "to"),
    ("people/1/fixes?from=2026-01-01T00:00:00Z&to=2026-03-02T00:00:00Z", "to"),
    ("people/1/fixes?from=1e300&to=2026-03-02T00:00:00Z", "from"),
    ("people/1/fixes?from=nan&to=2026-03-02T00:00:00Z", "from"),
    ("feed?after=x", "after"),
    ("feed?after=99999999999999999999", "after"),
)


def problem(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert (said["type"], said["status"]) == ("about:blank", status)
    assert said["title"]
    return said


@pytest.mark.parametrize(("path", "field"), BAD_QUERIES)
def test_a_bad_query_names_its_field(office: Any, api: Any, path: str, field: str) -> None:
    said = problem(api.get(path.format(person=office.person)), 422)
    assert field in {error["field"] for error in said["errors"]}


def test_who_is_not_known_gets_401_and_how_to_ask(office: Any) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for headers in ({}, {"Authorization": "Bearer bz_wrong"}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):
        for path in ("alerts", "people", f"people/{office.person}", "devices", "quarantine", "feed"):
            response = client.get(f"/api/v1/{path}", headers=headers)
            problem(response, 401)
            assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_with_its_user_and_when_it_is_revoked(office: Any, api: Any) -> None:
    from bilezik.deeds import staff
    from bilezik.store.models import ApiToken, User

    assert api.get("alerts").status_code == 200
    assert ApiToken.objects.get().last_used_at is not None
    User.objects.filter(pk=office.aliya.user_id).update(is_active=False)
    problem(api.get("alerts"), 401)
    User.objects.filter(pk=office.aliya.user_id).update(is_active=True)
    assert api.get("alerts").status_code == 200
    staff.revoke_token(office.bolat, ApiToken.objects.get().pk, why="lost laptop")
    problem(api.get("alerts"), 401)


def test_what_is_not_there(api: Any) -> None:
    for path in ("alerts/1", "people/99", "commands/3", "nothing", "alerts/x", "alerts/99999999999999999999999"):
        problem(api.get(path), 404)
    problem(api.post("alerts/1/take"), 404)


def test_a_wrong_method_says_which_are_right(api: Any) -> None:
    response = api.client.delete("/api/v1/alerts", headers=api.headers)
    problem(response, 405)
    assert response["Allow"] == "GET"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"text":' * 2_000 + b"1" + b"}" * 2_000, b""])
def test_a_body_that_is_no_json(office: Any, api: Any, body: bytes) -> None:
    alert = office.raise_alert()
    response = api.client.post(f"/api/v1/alerts/{alert}/notes", body, content_type="application/json", headers=api.headers)
    assert response.status_code in {400, 422}
    problem(response, response.status_code)


def test_a_body_of_the_wrong_shape_names_its_field(office: Any, api: Any) -> None:
    alert = office.raise_alert()
    for said, field in (({}, "text"), ({"text": 5}, "text"), ({"text": ""}, "text"), ({"text": "x" * 5_000}, "text")):
        errors = problem(api.post(f"alerts/{alert}/notes", **said), 422)["errors"]
        assert errors[0]["field"] == field
    assert problem(api.post(f"alerts/{alert}/resolve", outcome="guilty", why="w"), 422)["errors"][0]["field"] == "outcome"


def test_a_fault_of_ours_tells_nothing(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bilezik.api import paging

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(paging, "page", broken)
    said = problem(api.get("alerts"), 500)
    assert "detail" not in said


def test_a_session_works_too_and_writes_only_with_its_csrf_token(office: Any) -> None:
    from django.test import Client

    from bilezik.store.models import User

    alert = office.raise_alert()
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    assert client.get("/api/v1/alerts").status_code == 200
    problem(client.post(f"/api/v1/alerts/{alert}/take", {}, content_type="application/json"), 403)
    client.get("/sign-in/?next=/")  # a page that sets the cookie
    client.get("/api/v1/docs")
    csrf = client.cookies["bilezik_csrf"].value
    taken = client.post(f"/api/v1/alerts/{alert}/take", {}, content_type="application/json", headers={"X-CSRFToken": csrf})
    assert taken.status_code == 200


@pytest.mark.usefixtures("office")
def test_the_description_and_its_page_ask_nothing_from_elsewhere() -> None:
    import re

    from django.contrib.staticfiles import finders
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    description = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/alerts", "/api/v1/people/{person_id}/fixes", "/api/v1/feed"} <= set(description["paths"])
    page = client.get("/api/v1/docs").content.decode()
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert addresses
    for address in addresses:
        assert address.startswith("/static/")
        assert finders.find(address.removeprefix("/static/"))
    # Nothing that runs stands in the page itself: our policy would stop it.
    assert not re.findall(r"<script(?![^>]*src)(?![^>]*application/json)", page)


def test_a_body_over_the_limit_is_an_answer_and_not_a_fault(api: Any) -> None:
    large = {"given_name": "А" * 1_400_000}
    refused = api.client.post("/api/v1/people", large, content_type="application/json", headers=api.headers)
    assert problem(refused, 413)["detail"] == "The body is too large."
