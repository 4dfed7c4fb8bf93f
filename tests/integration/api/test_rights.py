"""Every route has a right, and nobody gets by without it."""

import pytest

pytestmark = pytest.mark.engines


@pytest.mark.usefixtures("office")
def test_a_route_without_a_right_stops_the_start() -> None:
    from django.urls import path

    from bilezik.app.urls import urlpatterns
    from bilezik.deeds import rights

    assert rights.unnamed(urlpatterns) == []

    def view(_: object) -> None: ...

    assert rights.unnamed([path("new/", view, name="new"), path("nameless/", view)]) == ["new", "(nameless) nameless/"]  # type: ignore[arg-type]


@pytest.mark.usefixtures("office")
def test_nobody_reaches_a_page_without_signing_in() -> None:
    from django.test import Client
    from django.urls import reverse

    from bilezik.deeds import rights

    client = Client(SERVER_NAME="localhost")
    for name, right in rights.ROUTES.items():
        if name.startswith("api:") or right is rights.Right.PUBLIC:
            continue
        arguments = {"alert": ("alert_id",), "person": ("person_id",)}
        numbers = [1 for word in arguments if name.split(":")[-1].startswith(f"{word}_") or name.endswith(f":{word}")]
        if name == "console:alert_edit_note":
            numbers = [1, 1]
        address = reverse(name, args=numbers)
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.status_code == 302, name
        assert response["Location"].startswith("/sign-in/?next="), name
        fragment = client.get(address, headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/sign-in/"), name
        assert client.get(address, headers={"Accept": "application/json"}).status_code == 401, name


@pytest.mark.usefixtures("office")
def test_every_answer_carries_the_policy() -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for path in ("/sign-in/", "/api/v1/alerts", "/nothing-here"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script" not in policy
        assert "unsafe-eval" not in policy
