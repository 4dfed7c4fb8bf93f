"""Commands by the API: what a device offers, what was asked, who confirms, what is withdrawn."""

from typing import Any

import pytest

pytestmark = pytest.mark.engines


def test_a_device_says_what_it_can_be_asked_for_and_what_it_was(office: Any, api: Any) -> None:
    path = f"devices/{office.device}/commands"
    assert api.get(path).json() == {"offers": ["locate_now", "set_interval", "reboot", "set_server"], "items": []}
    made = api.post(path, kind="set_interval", seconds=60, why="watch closely", valid_for_s=3600)
    assert made.status_code == 202, made.content
    (item,) = api.get(path).json()["items"]
    assert (item["kind"], item["params"], item["state"]) == ("set_interval", {"seconds": 60}, "queued")
    assert item["asked_by"] == str(office.aliya.user_id)
    withdrawn = api.post(f"commands/{item['id']}/withdraw", why="not needed")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert api.post(f"commands/{item['id']}/withdraw", why="again").status_code == 409
    assert api.get("devices/999999/commands").status_code == 404


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"kind": "set_interval"}, 422, "seconds"),
        ({"kind": "power_off"}, 422, "kind"),
        ({"kind": "custom", "text": "AT"}, 422, "kind"),
        ({"kind": "locate_now", "valid_for_s": 5}, 422, "valid_for_s"),
        ({"kind": "set_server", "host": "a b", "port": 5}, 422, "host"),
        ({"kind": "ring"}, 409, None),
    ],
)
def test_what_is_refused(office: Any, api: Any, said: dict[str, Any], status: int, field: str | None) -> None:
    answer = api.post(f"devices/{office.device}/commands", why="x", **said)
    assert answer.status_code == status, answer.content
    assert [one["field"] for one in answer.json().get("errors", [])] == ([] if field is None else [field])
    assert office.rows("SELECT count(*) FROM commands") == [(0,)]


def test_the_one_who_asked_does_not_confirm(office: Any, api: Any) -> None:
    from bilezik.deeds import commands
    from bilezik.domain.command import SetServer

    path = f"devices/{office.device}/commands"
    made = api.post(path, kind="set_server", host="other.example", port=5023, why="the bureau moves").json()
    assert made["state"] == "to_confirm"
    assert api.post(f"commands/{made['id']}/confirm", why="me too").status_code == 409
    theirs = commands.ask(office.bolat, office.device, SetServer("other.example", 5023), why="the bureau moves")
    confirmed = api.post(f"commands/{theirs}/confirm", why="called them").json()
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("queued", str(office.aliya.user_id))
