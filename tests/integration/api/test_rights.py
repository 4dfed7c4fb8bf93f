"""Every route has a right, and nobody gets by without it."""

from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[3] / "docs/reference/rights.md"

pytestmark = pytest.mark.engines


@pytest.mark.usefixtures("office")
def test_a_route_without_a_right_stops_the_start() -> None:
    from django.urls import path

    from bilezik.app.urls import urlpatterns
    from bilezik.deeds import rights

    assert rights.unnamed(urlpatterns) == []

    def view(_: object) -> None: ...

    assert rights.unnamed([path("new/", view, name="new"), path("nameless/", view)]) == ["new", "(nameless) nameless/"]  # type: ignore[arg-type]


def address(name: str) -> str:
    """Return an address of the route, with numbers where it wants some."""
    from django.urls import get_resolver, reverse

    space, _, short = name.rpartition(":")
    resolver = get_resolver()
    for part in filter(None, space.split(":")):
        resolver = resolver.namespace_dict[part][1]
    ((_, wanted),) = resolver.reverse_dict.getlist(short)[0][0]
    return reverse(name, kwargs=dict.fromkeys(wanted, 1))


@pytest.mark.usefixtures("office")
def test_the_page_of_rights_is_the_table() -> None:
    from bilezik.deeds.rights import ROLES, Right

    head, _, *rows = [
        [cell.strip() for cell in line[2:-2].split("|")] for line in PAGE.read_text().splitlines() if line.startswith("|")
    ]
    assert head == ["right", *ROLES]
    said = {right.strip("`"): dict(zip(ROLES, marks, strict=True)) for right, *marks in rows}
    held = {right.value: {role: "yes" if right in rights else "" for role, rights in ROLES.items()} for right in Right}
    del held["public"]
    assert said == held


def test_every_route_as_every_role(office: Any) -> None:
    """What the table allows is answered, whatever the answer is; what it does not is refused before anything is looked up."""
    from django.test import Client

    from bilezik.deeds import SYSTEM, rights, staff
    from bilezik.store.models import User

    for role, held in rights.ROLES.items():
        user = staff.add(SYSTEM, f"as-{role}", "long enough password", role, why="test", roles=[staff.NewRole(role)])
        token = staff.issue_token(SYSTEM, user, "walk", why="test")
        page = Client(SERVER_NAME="localhost")
        page.force_login(User.objects.get(pk=user))
        program = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
        for name, right in rights.ROUTES.items():
            if name in {"api:feed", "sign_out", "healthz", "console:session_end"}:
                continue  # a stream without end, the end of the walk (twice), what asks the engines
            client = program if name.startswith("api:") else page
            answers = {
                client.get(address(name)).status_code,
                client.post(address(name), content_type="application/json").status_code,
            }
            if right in held or right is rights.Right.PUBLIC:
                assert answers - {403, 405}, (role, name, answers)
                assert 401 not in answers, (role, name)
            else:
                assert answers <= {403, 405}, (role, name, answers)
                assert 403 in answers, (role, name, answers)
    assert office.rows("SELECT count(*) FROM alerts WHERE state = 'taken'") == [(0,)]


def test_a_role_that_ended_and_a_closed_account_open_nothing(office: Any) -> None:
    from bilezik.deeds import SYSTEM, Conflict, Forbidden, alerts, rights, staff
    from bilezik.store.models import StaffRole, User

    alert = office.raise_alert()
    user = staff.add(SYSTEM, "dana", "long enough password", "Dana", why="test")
    by = type(office.aliya)(user, "Dana", "console")
    with pytest.raises(Forbidden):
        alerts.take(by, alert)
    role = staff.give_role(office.aliya, user, staff.NewRole("operator", office.department), why="her work")
    with pytest.raises(Conflict):
        staff.give_role(office.aliya, user, staff.NewRole("operator", office.department), why="again")
    alerts.take(by, alert)
    staff.end_role(office.aliya, role, why="moved")
    with pytest.raises(Forbidden):
        alerts.note(by, alert, "one more")
    assert rights.held(User.objects.get(pk=user)) == frozenset()
    User.objects.filter(pk=office.bolat.user_id).update(is_active=False)
    assert rights.held(User.objects.get(pk=office.bolat.user_id)) == frozenset()
    own = StaffRole.objects.filter(user=office.aliya.user_id).first()
    assert own is not None
    with pytest.raises(Forbidden, match="own roles"):
        staff.end_role(office.aliya, own.pk, why="mine")


@pytest.mark.usefixtures("office")
def test_nobody_reaches_a_page_without_signing_in() -> None:
    from django.test import Client

    from bilezik.deeds import rights

    client = Client(SERVER_NAME="localhost")
    for name, right in rights.ROUTES.items():
        if name.startswith("api:") or right is rights.Right.PUBLIC:
            continue
        where = address(name)
        response = client.get(where, headers={"Accept": "text/html"})
        assert response.status_code == 302, name
        assert response["Location"].startswith("/sign-in/?next="), name
        fragment = client.get(where, headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/sign-in/"), name
        assert client.get(where, headers={"Accept": "application/json"}).status_code == 401, name


@pytest.mark.usefixtures("office")
def test_every_answer_carries_the_policy() -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for path in ("/sign-in/", "/api/v1/alerts", "/nothing-here"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script" not in policy
        assert "unsafe-eval" not in policy
