"""What the API answers: the contract of design.md §9, pages that nothing shifts, deeds with their refusals."""

import re
from typing import Any

import pytest

from bilezik.domain.instant import Instant, minutes, rfc3339
from bilezik.gateway.tcp import names_of

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


def test_two_devices_that_say_the_same_in_the_same_instant_are_two_rows_on_any_page(office: Any, api: Any) -> None:
    from bilezik.store import codes

    devices = [office.device, office.device + 1, office.device + 2, -5]
    with office.database.connect("owner") as owner:
        for minute in range(3):
            for device in devices:
                owner.execute(
                    "INSERT INTO fixes (person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, source,"
                    " doubt, integrity, sealed, rest)"
                    " VALUES (%s, to_timestamp(%s), 7, 1, %s, now(), now(), 51.1, 71.4, 12, %s, 0, 0, false, '')",
                    (office.person, office.now / 1e6 - 60 * minute, device, codes.SOURCES.index("gnss")),
                )
    span = {"from": rfc3339(Instant(office.now - minutes(60))), "to": rfc3339(Instant(office.now + minutes(1)))}
    for limit in ("1", "2", "3", "5"):
        seen: list[tuple[str, str]] = []
        more: dict[str, str] = {}
        while True:
            page = api.get(f"people/{office.person}/fixes", limit=limit, **span, **more).json()
            seen += [(item["at"], item["device"]) for item in page["items"]]
            if page["next"] is None:
                break
            more = {"cursor": page["next"]}
        assert len(seen) == len(set(seen)) == 12, limit
        assert [at for at, _ in seen] == sorted(at for at, _ in seen)


def stranger(office: Any, identity: str, *, source: str = "10.0.0.7", minutes_ago: float = 60, kept: int = 0) -> None:
    """Count an unknown device as the gateway counts it, and keep some of its frames as it keeps them: sealed, without a place."""
    _, peer = names_of((source, 4242))
    with office.database.connect("owner") as owner:
        owner.execute(
            "INSERT INTO quarantine VALUES ('gt06', %s, %s, to_timestamp(%s), now(), %s)",
            (identity, source, office.now / 1e6 - 60 * minutes_ago, 2**40 + kept),
        )
        for number in range(kept):
            owner.execute(
                "INSERT INTO envelopes (seq, received_at, clock_at, session, decoder, integrity, sealed, protocol, peer, claimed,"
                " wire) VALUES (%s, now(), now(), 1, 1, 0, true, 'gt06', %s, %s, 'sealed')",
                (number, peer, identity or None),
            )


def test_unknown_devices_are_listed_newest_first_and_say_nothing_of_where_they_are(office: Any, api: Any) -> None:
    from bilezik.deeds import devices

    assert api.get("quarantine").json() == {"items": [], "next": None}
    stranger(office, "860000000000001", minutes_ago=30, kept=3)
    stranger(office, "860000000000001", source="2001:db8::7", minutes_ago=20, kept=2)
    stranger(office, "", source="10.0.0.8", minutes_ago=10, kept=1)
    stranger(office, "*", source="*", minutes_ago=5)
    stranger(office, "860000000000002", minutes_ago=40)
    made = devices.add(office.aliya, devices.NewDevice(identity="860000000000002", protocol="gt06", kind="bracelet"), why="found")
    items = api.get("quarantine").json()["items"]
    assert [(item["identity"], item["address"], item["kept"], item["device"]) for item in items] == [
        ("*", "*", 0, None),
        (None, "10.0.0.8", 1, None),
        ("860000000000001", "2001:db8::7", 2, None),
        ("860000000000001", "10.0.0.7", 3, None),
        ("860000000000002", "10.0.0.7", 0, str(made)),
    ]
    assert set(items[0]) == {"protocol", "identity", "address", "first_at", "last_at", "frames", "kept", "device"}
    assert (items[0]["protocol"], items[0]["frames"]) == ("gt06", 2**40)
    assert RFC_3339.fullmatch(items[0]["first_at"])
    assert RFC_3339.fullmatch(items[0]["last_at"])


def test_pages_of_unknown_devices_miss_nobody_who_speaks_meanwhile(office: Any, api: Any) -> None:
    names = [f"{'я' * 61}{number:03}" for number in range(11)]  # the longest that is kept, and each letter two bytes
    for number, name in enumerate(names):
        stranger(office, name, minutes_ago=number // 3, source=f"fe80::{'f' * 4}:{number}%interface-{number}")
    seen: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = api.get("quarantine", limit="2", **more)
        assert page.status_code == 200, page.content
        seen += [item["identity"] for item in page.json()["items"]]
        with office.database.connect("owner") as owner:
            owner.execute("UPDATE quarantine SET last_at = clock_timestamp(), frames = frames + 1")
        stranger(office, f"new {len(seen)}", minutes_ago=-1)
        if page.json()["next"] is None:
            break
        more = {"cursor": page.json()["next"]}
    assert sorted(seen) == names


def test_the_screen_shows_who_spoke_last_and_says_how_many_it_leaves_out(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bilezik.console.unknown_devices import reading

    assert reading.strangers() == ((), 0)
    for number in range(3):
        stranger(office, f"{number}", minutes_ago=number, kept=number)  # the one that was seen first is the last to have spoken
    shown, more = reading.strangers()
    assert ([one.identity for one in shown], [one.kept for one in shown], more) == (["2", "1", "0"], [2, 1, 0], 0)
    monkeypatch.setattr(reading, "LONGEST", 2)
    shown, more = reading.strangers()
    assert ([one.identity for one in shown], more) == (["2", "1"], 1)


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
    for path in ("alerts?state=all", "people", "devices", "quarantine", f"people/{office.person}", f"alerts/{wide}"):
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


def test_an_outage_concerns_nobody_alone_and_is_worked_on_like_any_alert(office: Any, api: Any) -> None:
    from bilezik.alerts.outage import about_devices
    from bilezik.domain.instant import to_datetime
    from bilezik.store.models import Alert

    at = to_datetime(office.now)
    said = {"kind": "outage", "certainty": "certain", "priority": 1, "event_at": at, "raised_at": at, "escalate_at": at}
    city = Alert.objects.create(about=about_devices("Astana"), text="Many devices in Astana fell silent together", **said)
    ours = Alert.objects.create(about="own", text="Our own side does not listen", **said)
    violation_of(office, city.pk)
    items = {item["id"]: item for item in api.get("alerts").json()["items"]}
    assert (items[str(city.pk)]["person"], items[str(city.pk)]["city"]) == (None, "Astana")
    assert (items[str(ours.pk)]["person"], items[str(ours.pk)]["city"]) == (None, "")
    assert [item["id"] for item in api.get("alerts", city="Astana").json()["items"]] == [str(city.pk)]
    assert api.get(f"alerts/{ours.pk}").json()["evidence"] == {}
    assert api.get(f"alerts/{ours.pk}/explanation").status_code == 200
    assert api.post(f"alerts/{city.pk}/take", why="on duty").json()["state"] == "taken"
    assert api.post(f"alerts/{city.pk}/notes", text="the network was called").status_code == 201
    assert api.post(f"alerts/{city.pk}/resolve", outcome="device_fault", why="the network works again").json()["person"] is None
