"""The pages that ask a device for something, confirm it and take it back."""

from typing import Any

import pytest

pytestmark = pytest.mark.engines


@pytest.fixture
def signed_in(office: Any) -> Any:
    """A browser in which the first user is signed in."""
    from django.test import Client

    from bilezik.store.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=office.aliya.user_id))
    return client


def test_the_page_offers_what_the_protocol_can_and_asks_it(office: Any, signed_in: Any) -> None:
    path = f"/console/people/{office.person}/devices/{office.device}/ask/"
    page = signed_in.get(path).content.decode()
    assert "?kind=set_server" in page
    assert "?kind=ring" not in page
    assert 'name="seconds"' in signed_in.get(path + "?kind=set_interval").content.decode()
    refused = signed_in.post(path, {"kind": "set_interval", "seconds": "5", "waits": "1h", "why": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count('class="field-problem"') == 1  # the reason comes first
    refused = signed_in.post(path, {"kind": "set_interval", "seconds": "5", "waits": "1h", "why": "closely"})
    assert (refused.status_code, "10" in refused.content.decode()) == (422, True)
    done = signed_in.post(path, {"kind": "set_interval", "seconds": "60", "waits": "1h", "why": "closely"})
    assert (done.status_code, done["Location"]) == (302, f"/console/people/{office.person}/#device-{office.device}")
    waits = office.rows("SELECT kind, state, extract(epoch FROM expires_at - queued_at)::int FROM commands")
    assert waits == [("set_interval", "queued", 3600)]
    shown = signed_in.get(f"/console/people/{office.person}/").content.decode()
    assert "every 60 s" in shown
    assert "waits for the device" in shown


def test_a_second_person_confirms_and_the_first_only_withdraws(office: Any, signed_in: Any) -> None:
    from bilezik.deeds import commands
    from bilezik.domain.command import SetServer

    own = f"/console/people/{office.person}/devices/{office.device}/ask/"
    said = {"kind": "set_server", "host": "other.example", "port": "5023", "waits": "24h", "why": "the bureau moves"}
    assert signed_in.post(own, said).status_code == 302
    (mine,) = office.rows("SELECT id FROM commands")[0]
    theirs = commands.ask(office.bolat, office.device, SetServer("third.example", 5023), why="the bureau moves")
    page = signed_in.get(f"/console/people/{office.person}/").content.decode()
    assert f"/commands/{theirs}/confirm/" in page
    assert f"/commands/{mine}/confirm/" not in page
    assert f"/commands/{mine}/withdraw/" in page
    confirm = f"/console/people/{office.person}/commands/{theirs}/confirm/"
    assert "third.example:5023" in signed_in.get(confirm).content.decode()
    assert signed_in.post(confirm, {"why": "called them"}).status_code == 302
    assert signed_in.post(f"/console/people/{office.person}/commands/{mine}/confirm/", {"why": "x"}).status_code == 409
    assert signed_in.post(f"/console/people/{office.person}/commands/{mine}/withdraw/", {"why": "a slip"}).status_code == 302
    assert office.rows("SELECT id, state FROM commands ORDER BY id") == [(mine, "withdrawn"), (theirs, "queued")]


def test_a_device_that_only_reports_says_so(office: Any, signed_in: Any) -> None:
    from bilezik.deeds import devices

    phone = devices.add(office.aliya, devices.NewDevice(identity="phone-1", protocol="osmand", kind="phone"), why="x")
    devices.fit(office.aliya, phone, office.condition, why="x")
    page = signed_in.get(f"/console/people/{office.person}/devices/{phone}/ask/").content.decode()
    assert "only reports" in page
    assert "<form" not in page.partition('id="main"')[2].partition("</main>")[0]
    assert signed_in.get(f"/console/people/{office.person}/devices/{phone + 999}/ask/").status_code == 404
