"""Many people at once: the same checks, dockets and audit rows as one by one."""

from typing import Any

import msgspec
import pytest

from bilezik.domain.instant import Instant, days
from bilezik.domain.order import Docket
from bilezik.domain.zone import Circle

pytestmark = pytest.mark.engines


def entries(office: Any, count: int, zones: tuple[int, ...]) -> list[Any]:
    from bilezik.deeds.bulk import Enrolment
    from bilezik.deeds.conditions import NewCondition
    from bilezik.deeds.devices import NewDevice
    from bilezik.deeds.orders import NewOrder
    from bilezik.deeds.people import NewPerson

    return [
        Enrolment(
            person=NewPerson(given_name="A", family_name=f"F{n}", city="Astana", timezone="UTC", department=office.department),
            order=NewOrder(
                legal_basis="a",
                issuer="b",
                number=f"{n}",
                starts_at=Instant(office.now - days(1)),
                ends_at=Instant(office.now + days(9)),
            ),
            conditions=(NewCondition(kind="keep_out", zones=zones), NewCondition(kind="wear_device")),
            devices=((NewDevice(identity=f"8660000000{n:05}", protocol="gt06", kind="bracelet"), 1),),
        )
        for n in range(count)
    ]


def test_everybody_has_an_order_a_docket_an_audit_row_and_a_device(office: Any) -> None:
    from bilezik.deeds import bulk
    from bilezik.deeds.zones import NewZone

    malls = bulk.zones(
        office.aliya,
        [NewZone(name=f"mall {n}", shape=Circle(51.0 + n / 100, 71.0, 90.0), category="place") for n in range(3)],
        why="w",
    )
    known_from = Instant(office.now - days(1))
    made = bulk.enrol(office.aliya, entries(office, 40, tuple(malls)), why="pilot", known_from=known_from)
    assert len({one.person for one in made}) == 40
    for one in (made[0], made[-1]):
        ((content, recorded),) = office.rows("SELECT content::text, recorded_at FROM dockets WHERE person = %s", one.person)
        docket = msgspec.json.decode(content, type=Docket)
        assert docket.recorded_at == known_from
        assert recorded == known_from
        assert [condition.id for condition in docket.orders[0].conditions] == list(one.conditions)
        assert [zone.name for zone in docket.orders[0].conditions[0].zones] == ["mall 0", "mall 1", "mall 2"]
        assert office.rows("SELECT deed FROM audit WHERE subject_kind = 'person' AND subject_id = %s", one.person) == [
            ("bulk.enrol",)
        ]
        worn = office.rows("SELECT device, condition, order_id FROM assignments WHERE person = %s", one.person)
        assert worn == [(one.devices[0], one.conditions[1], one.order)]


def test_one_wrong_entry_refuses_all_by_its_number(office: Any) -> None:
    from bilezik.deeds import Invalid, bulk

    wrong = entries(office, 5, (office.home,))
    wrong[3] = msgspec.structs.replace(wrong[3], person=msgspec.structs.replace(wrong[3].person, timezone="Mars/Base"))
    before = office.counts()
    with pytest.raises(Invalid) as refusal:
        bulk.enrol(office.aliya, wrong, why="pilot")
    assert refusal.value.field == "3.person.timezone"
    twice = entries(office, 2, (office.home,))
    twice[1] = msgspec.structs.replace(twice[1], devices=twice[0].devices)
    with pytest.raises(Invalid) as again:
        bulk.enrol(office.aliya, twice, why="pilot")
    assert again.value.field == "identity"
    assert office.counts() == before


def test_health_was_looked_at_before_anybody_of_many_is_fitted(office: Any) -> None:
    from bilezik.deeds import Invalid, bulk
    from bilezik.deeds.zones import NewZone

    (mall,) = bulk.zones(office.aliya, [NewZone(name="mall", shape=Circle(51.0, 71.0, 90.0), category="place")], why="w")
    well, ill = entries(office, 2, (mall,))
    ill = msgspec.structs.replace(ill, person=msgspec.structs.replace(ill.person, health=("diabetes",)))
    before = office.counts()
    with pytest.raises(Invalid, match="diabetes") as refusal:
        bulk.enrol(office.aliya, [well, ill], why="pilot")
    assert refusal.value.field == "1.health_seen"
    assert office.counts() == before
    made = bulk.enrol(office.aliya, [well, msgspec.structs.replace(ill, health_seen=True)], why="pilot")
    assert office.rows("SELECT health, name_key FROM people WHERE id = %s", made[1].person) == [(["diabetes"], "a f")]


def test_many_are_not_enrolled_in_a_department_that_is_closed_or_none(office: Any) -> None:
    from bilezik.deeds import Invalid, bulk, departments

    town = departments.NewDepartment(name="Saryarka", city="Astana", timezone="Asia/Almaty", lat=51.2, lon=71.4)
    closed = departments.add(office.aliya, town, why="set-up")
    departments.close(office.aliya, closed, why="merged")
    before = office.counts()
    for department in (closed, 2**60):
        well, wrong = entries(office, 2, (office.home,))
        wrong = msgspec.structs.replace(wrong, person=msgspec.structs.replace(wrong.person, department=department))
        with pytest.raises(Invalid, match="it is closed") as refusal:
            bulk.enrol(office.aliya, [well, wrong], why="pilot")
        assert refusal.value.field == "department"
    assert office.counts() == before
