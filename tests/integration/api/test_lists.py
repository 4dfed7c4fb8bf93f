"""What the API answers: the contract of design.md §9, pages that nothing shifts, deeds with their refusals."""

import re
from typing import Any

import pytest

from bilezik.domain.instant import Instant, minutes, rfc3339

pytestmark = pytest.mark.engines
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def violation_of(office: Any, alert: int) -> int:
    number = 2**60 + 7
    with office.database.connect("owner") as owner:
        owner.execute(
            "INSERT INTO violations (id, person, condition, condition_kind, kind, began_at, decided_at, raised_at, certainty,"
            " probability, state, reason, evidence, changed_at)"
            " VALUES (%s, %s, %s, 'stay_home', 'not_home', now(), now(), now(), 'likely', 987, 'open', '', '[]', now())",
            (number, office.person, office.condition),
        )
        owner.execute("INSERT INTO alert_violations (alert, violation) VALUES (%s, %s)", (alert, number))
    return number


def test_an_alert_as_the_contract_has_it(office: Any, api: Any) -> None:
    alert = office.raise_alert()
    violation = violation_of(office, alert)
    (item,) = api.get("alerts").json()["items"]
    assert {"id", "kind", "certainty", "state", "person", "violations", "event_at", "raised_at", "taken_by", "outcome"} <= set(item)
    assert item["id"] == str(alert)
    assert item["person"] == str(office.person)
    assert (item["kind"], item["certainty"], item["state"], item["taken_by"], item["outcome"]) == (
        "not_home", "certain", "open", None, None,
    )  # fmt: skip
    assert item["violations"][0]["id"] == str(violation)
    assert item["violations"][0]["probability"] == 0.987
    assert item["raised_at"] == rfc3339(office.now)
    for name, value in item.items():
        if name.endswith("_at") and value is not None:
            assert RFC_3339.fullmatch(value), name


def test_alerts_are_filtered(office: Any, api: Any) -> None:
    from bilezik.deeds import alerts

    first, second = office.raise_alert(), office.raise_alert(kind="strap")
    alerts.take(office.aliya, second)

    def numbers(**query: str) -> set[int]:
        return {int(item["id"]) for item in api.get("alerts", **query).json()["items"]}

    assert numbers() == {first}
    assert numbers(state="taken") == {second}
    assert numbers(state="resolved") == set()
    assert numbers(state="all") == {first, second}
    assert numbers(state="all", kind="strap") == {second}
    assert numbers(state="all", city="Astana") == {first, second}
    assert numbers(state="all", city="Almaty") == set()
    (item,) = api.get("alerts", state="taken").json()["items"]
    assert item["taken_by"] == {"id": str(office.aliya.user_id), "name": "Aliya"}


def test_pages_by_cursor_are_not_shifted_by_what_comes_meanwhile(office: Any, api: Any) -> None:
    same = office.now
    made = {office.raise_alert(at=Instant(same - minutes(n // 3))) for n in range(11)}  # three at a time have the same instant
    seen: list[str] = []
    cursor = None
    while True:
        page = api.get("alerts", limit="2", **({} if cursor is None else {"cursor": cursor})).json()
        seen += [item["id"] for item in page["items"]]
        office.raise_alert(at=Instant(same + minutes(1)))
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen, key=int) == sorted((str(number) for number in made), key=int)
    assert len(seen) == len(set(seen)) == 11


def test_people_fixes_and_devices(office: Any, api: Any) -> None:
    from bilezik.deeds import devices
    from bilezik.store import codes

    with office.database.connect("owner") as owner:
        for number in range(5):
            owner.execute(
                "INSERT INTO fixes (person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, source,"
                " doubt, integrity, sealed, rest)"
                " VALUES (%s, to_timestamp(%s), %s, 1, %s, now(), now(), 51.1, 71.4, 12, %s, 0, 0, false, '')",
                (office.person, office.now / 1e6 - 60 * (number // 2), number - 2, office.device, codes.SOURCES.index("gnss")),
            )
    devices.add(office.aliya, devices.NewDevice(identity="spare", protocol="gt06", kind="bracelet"), why="x")
    (person,) = api.get("people").json()["items"]
    assert person["id"] == str(office.person)
    assert api.get(f"people/{office.person}").json()["orders"][0]["conditions"][0]["kind"] == "stay_home"
    assert api.get("people", city="Almaty").json() == {"items": [], "next": None}

    span = {"from": rfc3339(Instant(office.now - minutes(60))), "to": rfc3339(Instant(office.now + minutes(1)))}
    whole = api.get(f"people/{office.person}/fixes", **span).json()["items"]
    assert [item["at"] for item in whole] == sorted(item["at"] for item in whole)
    assert len(whole) == 5
    assert whole[0]["source"] == "gnss"
    assert whole[0]["device"] == str(office.device)
    pieces, cursor = [], None
    while True:
        page = api.get(f"people/{office.person}/fixes", limit="2", **span, **({"cursor": cursor} if cursor else {})).json()
        pieces += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert pieces == whole
    assert api.get(f"people/{office.person}/fixes").json()["items"] == whole  # the last day, until now
    assert api.get(f"people/{office.person}/fixes", **{"from": "", "to": span["from"]}).json()["items"] == []

    worn, spare = api.get("devices").json()["items"]
    assert (worn["person"], spare["person"]) == (str(office.person), None)


def test_deeds_through_the_api(office: Any, api: Any) -> None:
    alert = office.raise_alert()
    assert api.post(f"alerts/{alert}/take").json()["state"] == "taken"
    assert api.post(f"alerts/{alert}/take").status_code == 409
    assert api.post(f"alerts/{alert}/notes", text="called").status_code == 201
    assert api.post(f"alerts/{alert}/release", why="shift ends").json()["state"] == "open"
    api.post(f"alerts/{alert}/take")
    refused = api.post(f"alerts/{alert}/resolve", outcome="returned", why=" ")
    assert (refused.status_code, refused.json()["errors"]) == (422, [{"field": "why", "problem": "say why"}])
    assert api.post(f"alerts/{alert}/resolve", outcome="returned", why="at home").json()["outcome"] == "returned"
    assert api.post(f"alerts/{alert}/reopen", why="gone again").json()["state"] == "open"
    command = api.post(f"devices/{office.device}/locate_now", why="where?", alert=str(alert))
    assert command.status_code == 202
    assert api.get(f"commands/{command.json()['id']}").json()["state"] == "queued"
    assert api.post(f"devices/{office.device}/set_interval", why="closer", seconds=20).json()["params"] == {"seconds": 20}
    detail = api.get(f"alerts/{alert}").json()
    assert [line["kind"] for line in detail["timeline"]] == [
        "take", "note", "release", "take", "resolve", "reopen", "locate_now",
    ]  # fmt: skip
    ((from_where,),) = office.rows("SELECT DISTINCT from_where FROM deeds WHERE alert = %s", alert)
    assert from_where == "api 127.0.0.1"


def test_law_13_ids_are_strings_and_as_wide_as_the_table(office: Any, api: Any) -> None:
    from bilezik.domain.instant import to_datetime
    from bilezik.store.models import Alert

    wide = 2**63 - 1
    at = to_datetime(office.now)
    Alert.objects.create(
        pk=wide, person_id=office.person, kind="sos", certainty="certain", priority=1, event_at=at, raised_at=at, changed_at=at
    )
    (item,) = api.get("alerts").json()["items"]
    assert item["id"] == "9223372036854775807"
    assert api.post(f"alerts/{wide}/take").json()["id"] == "9223372036854775807"
    for path in ("alerts?state=all", "people", "devices", f"people/{office.person}", f"alerts/{wide}"):
        assert_ids_are_text(api.get(path).json())


def assert_ids_are_text(said: Any) -> None:
    if isinstance(said, list):
        for item in said:
            assert_ids_are_text(item)
    elif isinstance(said, dict):
        for name, value in said.items():
            if name in {"id", "person", "device", "department", "order", "condition", "alert", "zone"} and value is not None:
                assert isinstance(value, str), name
            assert_ids_are_text(value)
