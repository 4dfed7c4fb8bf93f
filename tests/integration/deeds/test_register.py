"""Persons, orders, conditions, zones, permissions, devices: what is refused stores nothing, what is done writes the docket."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bilezik.domain.instant import Instant, Micros, days, hours
from bilezik.domain.order import Docket, Schedule, Slot
from bilezik.domain.zone import Circle, Polygon

pytestmark = pytest.mark.engines


def order_of(office: Any, **changes: Any) -> Any:
    from bilezik.deeds.orders import NewOrder

    said: dict[str, Any] = {
        "legal_basis": "art. 146", "issuer": "Court", "number": "1",
        "starts_at": Instant(office.now), "ends_at": Instant(office.now + days(10)),
    }  # fmt: skip
    return NewOrder(**(said | changes))


def person_of(office: Any, **changes: Any) -> Any:
    from bilezik.deeds.people import NewPerson

    said = {
        "given_name": "A", "family_name": "B", "city": "Astana", "timezone": "Asia/Almaty", "department": office.department,
    }  # fmt: skip
    return NewPerson(**(said | changes))


def register(office: Any, **changes: Any) -> None:
    from bilezik.deeds import people

    people.register(office.aliya, person_of(office, **changes), why="intake")


def enter(office: Any, **changes: Any) -> None:
    from bilezik.deeds import orders

    orders.enter(office.aliya, changes.pop("person", office.person), order_of(office, **changes), why="decision received")


def add(office: Any, **changes: Any) -> None:
    from bilezik.deeds import conditions

    order = changes.pop("order", office.order)
    conditions.add(office.aliya, order, conditions.NewCondition(**({"kind": "wear_device"} | changes)), why="as ordered")


def draw(office: Any, **changes: Any) -> None:
    from bilezik.deeds import zones

    said: dict[str, Any] = {"name": "z", "shape": Circle(51.0, 71.0, 50.0)}
    zones.draw(office.aliya, zones.NewZone(**(said | changes)), why="as ordered")


def grant(office: Any, **changes: Any) -> None:
    from bilezik.deeds import permissions

    said = {"from_at": office.now, "to_at": Instant(office.now + hours(3)), "reason": "doctor"} | changes
    permissions.grant(office.aliya, said.pop("condition", office.condition), permissions.NewPermission(**said), why="asked")


def add_device(office: Any, **changes: Any) -> None:
    from bilezik.deeds import devices

    said = {"identity": "x1", "protocol": "gt06", "kind": "bracelet"} | changes
    devices.add(office.aliya, devices.NewDevice(**said), why="delivered")


def fit(office: Any, **changes: Any) -> None:
    from bilezik.deeds import devices

    said = {"device": office.device, "condition": office.condition} | changes
    devices.fit(office.aliya, said.pop("device"), said.pop("condition"), why="fitted", **said)


BOW_TIE = Polygon(((((51.0, 71.0), (51.1, 71.1), (51.1, 71.0), (51.0, 71.1)),),))
NO_LENGTH = Schedule("Asia/Almaty", (Slot((1, 2), 600, 600),))

REFUSED: list[tuple[Callable[..., None], dict[str, Any], str]] = [
    (register, {"family_name": " "}, "family_name"),
    (register, {"timezone": "Asia/Astana"}, "timezone"),
    (register, {"timezone": "../../etc/passwd"}, "timezone"),
    (register, {"given_name": "x" * 301}, "given_name"),
    (register, {"address": "a\x00b"}, "address"),
    (enter, {"legal_basis": ""}, "legal_basis"),
    (enter, {"issuer": "\t"}, "issuer"),
    (enter, {"number": ""}, "number"),
    (enter, {"ends_at": Instant(0)}, "ends_at"),
    (enter, {"ends_at": Instant(33_000_000_000_000_000)}, "ends_at"),  # the year 3015
    (add, {"kind": "stay_home"}, "zones"),
    (add, {"kind": "keep_out", "zones": (2**62,)}, "zones"),
    (add, {"kind": "wear_device", "zones": (1,)}, "zones"),
    (add, {"kind": "fly"}, "kind"),
    (add, {"schedule": NO_LENGTH}, "schedule"),
    (add, {"low_pct": 101.0}, "low_pct"),
    (add, {"low_pct": float("nan")}, "low_pct"),
    (add, {"dwell": Micros(-1)}, "dwell_s"),
    (draw, {"shape": BOW_TIE}, "shape"),
    (draw, {"shape": Circle(51.0, 71.0, 0.0)}, "shape"),
    (draw, {"name": ""}, "name"),
    (draw, {"tolerance_m": -1.0}, "tolerance_m"),
    (draw, {"category": "mall"}, "category"),
    (grant, {"reason": ""}, "reason"),
    (grant, {"to_at": Instant(0)}, "to_at"),
    (grant, {"travel_buffer": Micros(-5)}, "travel_buffer_s"),
    (add_device, {"protocol": "morse"}, "protocol"),
    (add_device, {"kind": "dog"}, "kind"),
    (add_device, {"identity": ""}, "identity"),
    (add_device, {"identity": "866123456789012"}, "identity"),  # there is one already
]  # fmt: skip


@pytest.mark.parametrize(("deed", "changes", "field"), REFUSED, ids=lambda value: value if isinstance(value, str) else None)
def test_a_wrong_value_is_refused_by_its_field_and_nothing_is_stored(
    office: Any, deed: Callable[..., None], changes: dict[str, Any], field: str
) -> None:
    from bilezik.deeds import Invalid

    before = office.counts()
    with pytest.raises(Invalid) as refusal:
        deed(office, **changes)
    assert refusal.value.field == field
    assert office.counts() == before


def test_what_is_not_there_is_not_found(office: Any) -> None:
    from bilezik.deeds import NotFound

    before = office.counts()
    for deed, changes in (
        (register, {"department": 2**60}), (enter, {"person": 2**60}), (add, {"order": 2**60}), (grant, {"condition": 2**60}),
        (fit, {"condition": 2**60}), (fit, {"device": 2**60}),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            deed(office, **changes)
    assert office.counts() == before


def docket(office: Any) -> Docket:
    (content,) = office.rows("SELECT content::text FROM dockets WHERE person = %s ORDER BY id DESC LIMIT 1", office.person)[0]
    return msgspec.json.decode(content, type=Docket)


def test_every_change_of_what_must_be_done_writes_a_docket_that_says_it(office: Any) -> None:
    from bilezik.deeds import conditions, orders, zones

    first = docket(office)
    assert [order.number for order in first.orders] == ["17-26"]
    assert first.orders[0].conditions[0].zones[0].shape == Circle(51.1, 71.4, 80.0)

    weekly = Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5, 6, 7), 1320, 360),))
    made = conditions.add(
        office.aliya, office.order, conditions.NewCondition(kind="keep_contact", schedule=weekly, silence_after=hours(2)), why="w"
    )
    added = {condition.id: condition for condition in docket(office).orders[0].conditions}
    assert added[made].schedule == weekly
    assert added[made].silence_after == hours(2)

    zones.change(office.aliya, office.home, Circle(51.1, 71.4, 120.0), why="the yard belongs to it")
    assert docket(office).orders[0].conditions[0].zones[0].shape == Circle(51.1, 71.4, 120.0)

    grant(office)
    assert docket(office).orders[0].conditions[0].permissions[0].reason == "doctor"

    orders.end(office.aliya, office.order, why="lifted by the court")
    assert docket(office).orders[0].ended_at is not None
    numbers = [number for (number,) in office.rows("SELECT recorded_at FROM dockets WHERE person = %s ORDER BY id", office.person)]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers)) == 7  # registered, order, condition, and the four above


def test_monitors_and_gateways_are_told_at_commit(office: Any) -> None:
    from bilezik.deeds import commands

    with office.database.connect("owner") as listener:
        listener.execute("LISTEN dockets")
        listener.execute("LISTEN commands")
        listener.execute("LISTEN feed")
        grant(office)
        commands.locate_now(office.aliya, office.device, why="where is he?")
        heard = {(notify.channel, notify.payload) for notify in listener.notifies(timeout=2, stop_after=4)}
    assert ("dockets", str(office.person)) in heard
    assert ("commands", str(office.device)) in heard
    assert ("feed", "") in heard


def test_ending_an_order_takes_the_devices_off_and_stands(office: Any) -> None:
    from bilezik.deeds import Conflict, orders

    orders.end(office.aliya, office.order, why="lifted")
    ((until, ended),) = office.rows(
        "SELECT a.to_at, o.ended_at FROM assignments a JOIN orders o ON o.id = a.order_id WHERE o.id = %s", office.order
    )
    assert until == ended
    with pytest.raises(Conflict):
        orders.end(office.aliya, office.order, why="again")
    with pytest.raises(Conflict):
        add(office)
    with pytest.raises(Conflict):
        fit(office)


def test_law_10_a_device_is_worn_only_within_its_order_and_by_one_person(office: Any) -> None:
    from bilezik.deeds import Invalid, devices, people
    from bilezik.deeds.conditions import NewCondition
    from bilezik.deeds.conditions import add as add_condition
    from bilezik.deeds.orders import enter as enter_order

    other = people.register(office.aliya, person_of(office), why="intake")
    order = enter_order(office.aliya, other, order_of(office, starts_at=Instant(office.now - days(5))), why="decision")
    condition = add_condition(office.aliya, order, NewCondition(kind="wear_device"), why="as ordered")
    before = office.counts()
    with pytest.raises(Invalid) as overlap:
        devices.fit(office.aliya, office.device, condition, why="wrong box")
    assert overlap.value.field == "device"
    with pytest.raises(Invalid) as early:
        fit(office, from_at=Instant(office.now - days(30)))
    assert early.value.field == "from_at"
    with pytest.raises(Invalid) as late:
        devices.remove(office.aliya, office.assignment, why="x", at=Instant(office.now - days(20)))
    assert late.value.field == "at"
    assert office.counts() == before

    devices.remove(office.aliya, office.assignment, why="moved to another person")
    devices.fit(office.aliya, office.device, condition, why="right box")
    with pytest.raises(Invalid) as after_end:
        devices.fit(
            office.aliya,
            office.device,
            condition,
            why="x",
            from_at=Instant(office.now + days(11)),
            to_at=Instant(office.now + days(12)),
        )
    assert after_end.value.field == "to_at"


def test_two_deeds_about_one_person_at_once_are_both_in_the_last_docket(office: Any) -> None:
    import threading

    from django.db import connection

    def grant_one(reason: str) -> None:
        try:
            grant(office, reason=reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant_one, args=(f"reason {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    last = docket(office).orders[0].conditions[0].permissions
    assert {permission.reason for permission in last} == {f"reason {number}" for number in range(6)}


def test_a_place_may_have_hours_and_the_docket_knows_them(office: Any) -> None:
    from bilezik.deeds import Invalid, zones
    from bilezik.deeds.dockets import compose
    from bilezik.store.models import Condition, ConditionZone

    mall = zones.NewZone(name="Mall", shape=Circle(51.1, 71.4, 80.0), category="place")
    day = Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5, 6, 7), 600, 1320),))
    with pytest.raises(Invalid, match="Mars"):
        zones.draw(office.aliya, msgspec.structs.replace(mall, opening=Schedule("Mars/Olympus", ())), why="as ordered")
    place = zones.draw(office.aliya, msgspec.structs.replace(mall, opening=day), why="as ordered")
    ConditionZone.objects.create(condition=Condition.objects.get(pk=office.condition), zone_id=place)
    (docket,) = compose([office.person], office.now)
    assert [zone.opening for order in docket.orders for one in order.conditions for zone in one.zones] == [None, day]
