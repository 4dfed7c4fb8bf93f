"""Orders that change: versions, terms, suspension, ending and revocation; conditions and permissions that change with them."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from tests.unit.domain.test_photo import png

from bilezik.domain.grounds import later
from bilezik.domain.instant import Instant, days, hours, minutes, to_datetime
from bilezik.domain.order import Docket, Schedule, Slot

pytestmark = pytest.mark.engines

ALMATY = "Asia/Almaty"
NIGHT = Schedule(ALMATY, (Slot((1, 2, 3, 4, 5, 6, 7), 22 * 60, 6 * 60),))


def docket(office: Any) -> Docket:
    ((content,),) = office.rows("SELECT content::text FROM dockets WHERE person = %s ORDER BY id DESC LIMIT 1", office.person)
    return msgspec.json.decode(content, type=Docket)


def read(office: Any) -> tuple[Any, int]:
    from bilezik.deeds import orders
    from bilezik.store.models import Order

    found = Order.objects.get(pk=office.order)
    return orders.stated(found), found.version


def change(office: Any, by: Any = None, version: int | None = None, **changes: Any) -> int:
    from bilezik.deeds import orders

    stated, held = read(office)
    said = msgspec.structs.replace(stated, **changes)
    return orders.change(by or office.aliya, office.order, said, version=version or held, why="the court said so")


def versions(office: Any) -> list[tuple[Any, ...]]:
    return office.rows(  # type: ignore[no-any-return]
        "SELECT version, deed, changed_by, why, content FROM order_versions WHERE order_id = %s ORDER BY version", office.order
    )


def test_every_variation_is_a_version_and_what_was_stays_readable(office: Any) -> None:
    from bilezik.deeds import conditions

    change(office, number="18-26", notes="corrected")
    conditions.change(
        office.bolat,
        office.condition,
        conditions.NewCondition(kind="stay_home", zones=(office.home,), schedule=NIGHT),
        why="at night",
    )
    told = versions(office)
    assert [row[:4] for row in told] == [
        (1, "orders.enter", "Bilezik", "set-up"),
        (2, "conditions.add", "Bilezik", "set-up"),
        (3, "orders.change", "Aliya", "the court said so"),
        (4, "conditions.change", "Bolat", "at night"),
    ]
    assert [row[4]["number"] for row in told] == ["17-26", "17-26", "18-26", "18-26"]
    assert [len(row[4]["conditions"]) for row in told] == [0, 1, 1, 1]
    assert told[2][4]["conditions"][0]["schedule"] is None
    assert msgspec.convert(told[3][4]["conditions"][0]["schedule"], Schedule) == NIGHT
    assert docket(office).orders[0].number == "18-26"
    assert docket(office).orders[0].conditions[0].schedule == NIGHT


def test_a_version_is_never_changed_or_taken_away(office: Any) -> None:
    from psycopg import errors

    for statement in ("UPDATE order_versions SET why = 'x'", "DELETE FROM order_versions"):
        with office.database.connect("owner") as owner, pytest.raises(errors.InsufficientPrivilege):
            owner.execute(statement)


def test_an_order_that_came_with_many_keeps_what_it_said_before_its_first_change(office: Any) -> None:
    with office.database.connect("owner") as owner:
        owner.execute("ALTER TABLE order_versions DISABLE TRIGGER USER")
        owner.execute("DELETE FROM order_versions")
        owner.execute("ALTER TABLE order_versions ENABLE TRIGGER USER")
    change(office, issuer="Court No. 5")
    assert [(row[0], row[4]["issuer"]) for row in versions(office)] == [(2, "Court No. 2"), (3, "Court No. 5")]


def test_of_two_officers_who_edit_one_order_one_is_told_that_it_was_late(office: Any) -> None:
    from bilezik.deeds import Conflict, conditions

    _, held = read(office)
    change(office, notes="first", version=held)
    before = office.counts()
    with pytest.raises(Conflict, match="Somebody else has changed this order"):
        change(office, by=office.bolat, notes="second", version=held)
    with pytest.raises(Conflict, match="Somebody else"):
        conditions.add(office.bolat, office.order, conditions.NewCondition(kind="wear_device"), why="x", version=held)
    with pytest.raises(Conflict, match="Nothing would change"):
        change(office, by=office.bolat)
    assert office.counts() == before
    assert read(office)[0].notes == "first"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": Instant(1)}, "ends_at"),
        ({"ends_at": Instant(33_000_000_000_000_000)}, "ends_at"),  # the year 3015
        ({"review_on": dt.date(3024, 1, 1)}, "review_on"),
        ({"review_on": dt.date(2020, 1, 1)}, "review_on"),
        ({"decided_on": dt.date(1812, 1, 1)}, "decided_on"),
        ({"decided_on": dt.date(2099, 1, 1)}, "decided_on"),
        ({"ground": "because"}, "ground"),
        ({"issuer": ""}, "issuer"),
        ({"notes": "x" * 4_001}, "notes"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(office: Any, changes: dict[str, Any], field: str) -> None:
    from bilezik.deeds import Invalid

    before = office.counts()
    with pytest.raises(Invalid) as refusal:
        change(office, **changes)
    assert refusal.value.field == field
    assert office.counts() == before


def test_a_device_that_is_on_keeps_its_begin_and_follows_the_end(office: Any) -> None:
    from bilezik.deeds import Invalid

    def worn() -> tuple[Any, ...]:
        (row,) = office.rows("SELECT from_at, to_at FROM assignments WHERE id = %s", office.assignment)
        return row  # type: ignore[no-any-return]

    begun, _ = worn()
    for end in (Instant(office.now + days(90)), Instant(office.now + days(5))):
        change(office, ends_at=end)
        assert worn() == (begun, end), "later, then earlier"
    with pytest.raises(Invalid, match="after a device was fitted"):
        change(office, starts_at=Instant(office.now - hours(1)))
    with pytest.raises(Invalid, match="end the order instead"):
        change(office, ends_at=Instant(office.now - hours(1)))


def test_no_order_lasts_longer_than_its_ground_allows_however_often_it_is_extended(office: Any) -> None:
    from bilezik.deeds import Invalid, bulk, conditions, orders, people

    latest = later(office.now, 12, ALMATY)

    def order(ends_at: int) -> Any:
        return orders.NewOrder(
            ground="restriction_of_liberty", issuer="Court", number="9", starts_at=office.now, ends_at=Instant(ends_at)
        )

    with pytest.raises(Invalid, match="allows 1 year at most") as refusal:
        orders.enter(office.aliya, office.person, order(latest + 1), why="x")
    assert refusal.value.field == "ends_at"
    office.order = orders.enter(office.aliya, office.person, order(latest - days(30)), why="x")
    assert "511" in read(office)[0].legal_basis
    change(office, ends_at=latest)
    with pytest.raises(Invalid, match="1 year"):
        change(office, ends_at=Instant(latest + minutes(1)))
    person = people.NewPerson(given_name="A", family_name="B", city="C", timezone=ALMATY, department=office.department)
    entry = bulk.Enrolment(person=person, order=order(latest + 1), conditions=(conditions.NewCondition(kind="wear_device"),))
    with pytest.raises(Invalid, match="1 year") as refusal:
        bulk.enrol(office.aliya, [entry], why="x")
    assert refusal.value.field == "0.order.ends_at"


def test_what_should_be_looked_at_refuses_nothing(office: Any) -> None:
    from bilezik.deeds import orders
    from bilezik.store.models import Person

    stated, _ = read(office)
    assert [one.field for one in orders.remarks(stated, office.person)] == ["ground"]
    Person.objects.filter(pk=office.person).update(kind="parole")
    meant = msgspec.structs.replace(stated, ground="probation_control")
    assert ["parole" in one.text for one in orders.remarks(meant, office.person)] == [True]
    Person.objects.filter(pk=office.person).update(kind="probation")
    assert orders.remarks(meant, office.person) == ()


def test_an_end_and_a_revocation_are_told_apart_and_stand(office: Any) -> None:
    from bilezik.deeds import Conflict, conditions, orders

    orders.revoke(office.aliya, office.order, why="the appeal was granted")
    assert office.rows("SELECT ending, ended_at <= now() FROM orders WHERE id = %s", office.order) == [("revoked", True)]
    assert versions(office)[-1][1:4] == ("orders.revoke", "Aliya", "the appeal was granted")
    duty = conditions.NewCondition(kind="wear_device")
    for late in (
        lambda: orders.end(office.aliya, office.order, why="x"),
        lambda: change(office, notes="x"),
        lambda: conditions.change(office.aliya, office.condition, duty, why="x"),
        lambda: conditions.end(office.aliya, office.condition, why="x"),
        lambda: conditions.add(office.aliya, office.order, duty, why="x"),
    ):
        with pytest.raises(Conflict, match=r"was revoked|is over"):
            late()


def periods(office: Any) -> list[tuple[int, int]]:
    from bilezik.gateway import register
    from bilezik.store import connect

    with connect(office.database.dsn("gateway")) as connection:
        return [(from_at, to_at) for from_at, to_at, _ in register.read(connection).by_id[office.device].periods]


def test_law_10_while_an_order_is_suspended_nothing_is_judged_and_nothing_is_recorded(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, suspensions
    from bilezik.fold.plan import compile_docket
    from bilezik.store import reconciling

    (before,) = periods(office)
    from_at, to_at = Instant(office.now + hours(10)), Instant(office.now + days(3))

    def suspend(**said: Any) -> int:
        return suspensions.suspend(office.aliya, office.order, why="a funeral", **({"from_at": from_at, "to_at": to_at} | said))

    made = suspend()
    assert periods(office) == [(before[0], from_at), (to_at, before[1])]
    plan = compile_docket(docket(office))
    assert [plan.duties[0].rest(Instant(at))[0] for at in (from_at - 1, from_at, to_at - 1, to_at)] == [
        "",
        "suspended",
        "suspended",
        "",
    ]
    assert [plan.in_force(Instant(at)) for at in (from_at - 1, from_at, to_at - 1, to_at)] == [True, False, False, True]
    with pytest.raises(Conflict, match="suspended already"):
        suspend(from_at=Instant(office.now + days(2)), to_at=Instant(office.now + days(4)))
    for said, field in (
        ({"from_at": Instant(office.now - days(1))}, "from_at"),
        ({"from_at": to_at, "to_at": from_at}, "to_at"),
        ({"from_at": Instant(to_at + 1), "to_at": Instant(office.now + days(61))}, "to_at"),
    ):
        with pytest.raises(Invalid) as refusal:
            suspend(**said)
        assert refusal.value.field == field
    with pytest.raises(Invalid, match="lift that first"):
        change(office, ends_at=Instant(office.now + days(2)))
    suspensions.lift(office.aliya, made, why="it was not needed")
    assert periods(office) == [before]
    assert docket(office).orders[0].suspensions == ()

    running = suspend(from_at=None)
    assert [gap.kind for gap in reconciling.gaps(to_datetime(Instant(office.now + days(2))))] == [], "nothing is expected of it"
    suspensions.lift(office.aliya, running, why="back early")
    ((began, ended),) = [(one.from_at, one.to_at) for one in docket(office).orders[0].suspensions]
    assert office.now < began < ended < to_at
    assert len(periods(office)) == 2
    with pytest.raises(Conflict, match="over already"):
        suspensions.lift(office.aliya, running, why="again")
    assert [row[1] for row in versions(office)[-4:]] == ["suspensions.suspend", "suspensions.lift"] * 2


def test_a_condition_ends_from_now_on_and_never_under_a_device(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, conditions, devices

    with pytest.raises(Conflict, match="record its removal first"):
        conditions.end(office.aliya, office.condition, why="x")
    extra = conditions.add(office.aliya, office.order, conditions.NewCondition(kind="keep_charged", low_pct=20.0), why="x")
    with pytest.raises(Invalid, match="stays keep_charged"):
        conditions.change(office.aliya, extra, conditions.NewCondition(kind="wear_device"), why="x")
    with pytest.raises(Conflict, match="Nothing would change"):
        conditions.change(office.aliya, extra, conditions.NewCondition(kind="keep_charged", low_pct=20.0), why="x")
    conditions.end(office.aliya, extra, why="a mistake")
    assert [one.id for one in docket(office).orders[0].conditions] == [office.condition]
    assert versions(office)[-1][4]["conditions"][-1]["ended_at"] is not None
    with pytest.raises(Conflict, match="ended already"):
        conditions.end(office.aliya, extra, why="again")
    with pytest.raises(Conflict, match="nothing may be worn for it"):
        devices.fit(office.aliya, office.device, extra, why="x")


def test_a_changed_condition_has_its_new_zones_and_no_others(office: Any) -> None:
    from bilezik.deeds import conditions, zones
    from bilezik.domain.zone import Circle

    other = zones.draw(office.aliya, zones.NewZone(name="mother", shape=Circle(51.2, 71.5, 60.0), category="home"), why="x")
    conditions.change(office.aliya, office.condition, conditions.NewCondition(kind="stay_home", zones=(other,)), why="moved")
    assert [zone.id for zone in docket(office).orders[0].conditions[0].zones] == [other]


def test_a_permission_is_asked_for_decided_once_and_withdrawn(office: Any) -> None:
    from bilezik.deeds import Conflict, permissions

    def ask(**said: Any) -> int:
        when: dict[str, Any] = {
            "from_at": Instant(office.now + hours(1)),
            "to_at": Instant(office.now + hours(5)),
            "reason": "a wedding",
        } | said
        return permissions.ask(office.aliya, office.condition, permissions.NewPermission(**when), why="his request of Monday")

    def known() -> list[int]:
        return [one.id for one in docket(office).orders[0].conditions[0].permissions]

    dockets = office.count("dockets")
    first, second = ask(), ask()
    assert (known(), office.count("dockets")) == ([], dockets), "what is asked for changes nothing"
    permissions.approve(office.bolat, first, why="proved", travel_buffer=minutes(30))
    permissions.deny(office.bolat, second, why="once is enough")
    assert known() == [first]
    assert docket(office).orders[0].conditions[0].permissions[0].travel_buffer == minutes(30)
    for again in (permissions.approve, permissions.deny):
        with pytest.raises(Conflict, match="Bolat has approved this already"):
            again(office.aliya, first, why="x")
    with pytest.raises(Conflict, match="was denied already"):
        permissions.withdraw(office.aliya, second, why="x")
    permissions.withdraw(office.aliya, first, why="the wedding is off")
    assert known() == []
    with pytest.raises(Conflict, match="Aliya withdrew this already"):
        permissions.deny(office.aliya, first, why="x")
    past = ask(from_at=Instant(office.now - hours(5)), to_at=Instant(office.now - hours(1)))
    with pytest.raises(Conflict, match="is over"):
        permissions.approve(office.aliya, past, why="x")
    said = office.rows("SELECT state, decided_by, decided_why, withdrawn_by, withdrawn_why FROM permissions ORDER BY id LIMIT 2")
    assert said == [
        ("withdrawn", "Bolat", "proved", "Aliya", "the wedding is off"), ("denied", "Bolat", "once is enough", "", ""),
    ]  # fmt: skip


def test_a_scan_is_kept_by_its_content_and_never_twice(office: Any) -> None:
    from bilezik.deeds import Invalid, documents

    made = documents.add(office.aliya, office.order, "C:\\scans\\..\\decision.pdf", png(), why="from the court")
    ((name, kind, size),) = office.rows("SELECT name, type, size FROM order_documents WHERE id = %s", made)
    assert (name, kind, size) == ("decision.pdf", "image/png", len(png()))
    before = office.counts()
    for content, words in ((png(), "already"), (b"MZ" + png(), "neither")):
        with pytest.raises(Invalid, match=words):
            documents.add(office.aliya, office.order, "d.pdf", content, why="x")
    assert office.counts() == before


def test_an_order_that_ends_while_its_device_is_silent_ends_the_silence_and_leaves_the_device_to_be_taken_off(office: Any) -> None:
    """The silence is closed because the order ended, nothing is found of later, and the reconciliation has the device still on."""
    from bilezik.deeds import conditions, orders
    from bilezik.domain.report import Report
    from bilezik.fold import Arrival, Clock, digest_of
    from bilezik.fold.story import Story
    from bilezik.store import reconciling

    conditions.add(office.aliya, office.order, conditions.NewCondition(kind="keep_contact", silence_after=hours(1)), why="x")
    story = Story(docket(office))
    heard = Instant(docket(office).recorded_at + minutes(1))
    said = Report(at=heard, valid=True, lat=51.1, lon=71.4, accuracy_m=9.0, source="gnss")
    story.feed(Arrival(office.device, heard, heard, 1 << 16, digest_of(said), said, "ok"))
    story.feed(Clock(Instant(heard + hours(3))))
    assert [(one.kind, one.state) for one in story.violations.values()] == [("silence", "open")]
    orders.end(office.aliya, office.order, why="served", ended_at=Instant(office.now + days(1)))
    story.feed(docket(office))
    story.feed(Clock(Instant(office.now + days(3))))
    assert [(one.kind, one.state, one.reason) for one in story.violations.values()] == [("silence", "closed", "the order ended")]
    assert office.rows("SELECT to_at FROM assignments") == [(office.now + days(1),)]
    assert office.rows("SELECT state FROM devices WHERE id = %s", office.device) == [("fitted",)]
    after = to_datetime(Instant(office.now + days(2)))
    assert [(gap.kind, gap.device) for gap in reconciling.gaps(after)] == [("still_on", office.device)]
