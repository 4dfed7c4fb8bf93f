"""Keys of devices by the API and on the device's page."""

from typing import Any

import pytest

from bilezik.domain.key import digest

pytestmark = pytest.mark.engines


def test_a_key_is_made_and_taken_away(office: Any, api: Any) -> None:
    from django.test import Client

    from bilezik.deeds import devices
    from bilezik.store.models import User

    phone = devices.add(office.aliya, devices.NewDevice(identity="phone-1", protocol="owntracks", kind="phone"), why="x")
    made = api.post(f"devices/{phone}/key", why="new phone")
    assert made.status_code == 201, made.content
    ((kept,),) = office.rows("SELECT key_digest FROM devices WHERE id = %s", phone)
    assert bytes(kept) == digest(made.json()["key"])
    assert api.post(f"devices/{office.device}/key", why="x").status_code == 409
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(pk=office.aliya.user_id))
    page = browser.get(f"/console/devices/{phone}/").content.decode()
    assert "Make a new key" in page
    assert 'id="key-title"' not in browser.get(f"/console/devices/{office.device}/").content.decode()
    shown = browser.post(f"/console/devices/{phone}/key/", {"do": "make", "why": "lost"}).content.decode()
    ((newer,),) = office.rows("SELECT key_digest FROM devices WHERE id = %s", phone)
    assert any(digest(word) == bytes(newer) for word in shown.replace("<", " ").replace(">", " ").split())
    assert browser.post(f"/console/devices/{phone}/key/", {"do": "take_away", "why": "old app"}).status_code == 302
    assert office.rows("SELECT key_digest FROM devices WHERE id = %s", phone) == [(None,)]
    assert api.client.delete(f"/api/v1/devices/{phone}/key?why=again", headers=api.headers).status_code == 409
