"""Devices as stock: states that cannot contradict who wears what, transfers with two ends, and the record of fittings."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import errors
from tests.integration.as_web import open_session, voice
from tests.unit.domain.test_photo import exif, png, with_segments

from bilezik.domain.instant import Instant, days, hours, parse, to_datetime

pytestmark = pytest.mark.engines


def made(office: Any, identity: str = "spare", **more: Any) -> int:
    from bilezik.deeds import devices

    return devices.add(office.aliya, devices.NewDevice(identity=identity, protocol="gt06", kind="bracelet", **more), why="bought")


def other_person(office: Any) -> tuple[int, int]:
    """Somebody else with an order, and its condition."""
    from bilezik.deeds import conditions, orders, people

    person = people.register(
        office.aliya,
        people.NewPerson(given_name="B", family_name="C", city="Astana", timezone="Asia/Almaty", department=office.department),
        why="intake",
    )
    order = orders.enter(
        office.aliya,
        person,
        orders.NewOrder(
            legal_basis="art.", issuer="court", number="2", starts_at=Instant(office.now - days(5)),
            ends_at=Instant(office.now + days(5)),
        ),
        why="decision",
    )  # fmt: skip
    return person, conditions.add(office.aliya, order, conditions.NewCondition(kind="wear_device"), why="as ordered")


def state(office: Any, device: int) -> str:
    ((said,),) = office.rows("SELECT state FROM devices WHERE id = %s", device)
    return str(said)


def test_every_move_of_the_table_leads_where_it_says_and_from_nowhere_else(office: Any) -> None:
    from bilezik.deeds import Conflict, stock
    from bilezik.domain.device import MOVES, STATES

    for number, (deed, move) in enumerate((deed, move) for deed, move in MOVES.items() if deed.startswith("stock.")):
        for source in STATES:
            device = made(office, f"{number}-{source}")
            if source == "fitted":
                device = office.device
            else:
                with office.database.connect("owner") as owner:
                    owner.execute("UPDATE devices SET state = %s WHERE id = %s", (source, device))
            act = getattr(stock, deed.removeprefix("stock."))
            if source in move.sources:
                act(office.aliya, device, why="w")
                assert state(office, device) == move.to
            else:
                with pytest.raises(Conflict):
                    act(office.aliya, device, why="w")
                assert state(office, device) == source


@pytest.mark.parametrize("role", ["owner", "web"])
def test_a_state_that_contradicts_an_assignment_is_refused_by_the_database(office: Any, role: Any) -> None:
    spare, token = made(office), open_session(office.aliya.user_id)

    def refused(constraint: str, statement: str, *values: object) -> None:
        with pytest.raises(errors.CheckViolation) as caught, voice(office.database, role, token, autocommit=True) as connection:  # noqa: PT012
            connection.execute(statement, values)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert caught.value.diag.constraint_name == constraint

    for wrong in ("in_stock", "issued", "returned", "lost", "damaged", "retired"):
        refused("device_state_as_assigned", "UPDATE devices SET state = %s WHERE id = %s", wrong, office.device)
    refused("device_fitted_is_assigned", "UPDATE devices SET state = 'fitted' WHERE id = %s", spare)
    refused("device_state_known", "UPDATE devices SET state = 'eaten' WHERE id = %s", spare)
    refused(
        "device_state_as_assigned",
        "INSERT INTO assignments (device, person, condition, order_id, from_at, to_at)"
        " SELECT %s, person, condition, order_id, now(), to_at FROM assignments WHERE id = %s",
        spare, office.assignment,
    )  # fmt: skip


def test_what_an_ended_order_leaves_on_a_leg_stays_fitted_until_somebody_takes_it_off(office: Any) -> None:
    from bilezik.deeds import Conflict, devices, fittings, orders

    orders.end(office.aliya, office.order, why="lifted")
    assert state(office, office.device) == "fitted"
    ((until,),) = office.rows("SELECT to_at FROM assignments WHERE id = %s", office.assignment)
    devices.remove(office.aliya, office.assignment, why="done", removal=fittings.Removal(reason="order_ended"))
    assert state(office, office.device) == "returned"
    # What was tracked ended with the order, not with the removal.
    assert office.rows("SELECT to_at FROM assignments WHERE id = %s", office.assignment) == [(until,)]
    with pytest.raises(Conflict, match="is off since"):
        devices.remove(office.aliya, office.assignment, why="again")


def test_an_order_that_ends_before_a_planned_fitting_leaves_the_device_in_the_officers_hand(office: Any) -> None:
    from bilezik.deeds import devices, orders

    spare = made(office)
    devices.fit(office.aliya, spare, office.condition, why="on Monday", from_at=Instant(office.now + days(3)))
    assert state(office, spare) == "fitted"
    assert office.rows("SELECT count(*) FROM fittings WHERE device = %s", spare) == [(0,)]
    orders.end(office.aliya, office.order, why="lifted")
    assert state(office, spare) == "issued"


def test_a_fitting_and_a_removal_are_recorded_and_never_changed(office: Any) -> None:
    from bilezik.deeds import devices, fittings

    spare = made(office)
    seen = fittings.Seen(place="office 12", witness="Dana S.", acknowledged=True, skin="no wound", photo=with_segments(exif(6)))
    assignment = devices.fit(office.aliya, spare, office.condition, why="ordered", seen=seen)
    removal = fittings.Removal(reason="health", seen=fittings.Seen(skin="a rash", photo=png(), done_by="Nurse K."))
    devices.remove(office.aliya, assignment, why="doctor", removal=removal)
    on, off = office.rows(
        "SELECT kind, person, place, done_by, witness, acknowledged, skin, reason, photo_type, photo FROM fittings"
        " WHERE assignment = %s ORDER BY id",
        assignment,
    )
    assert on[:9] == ("fitted", office.person, "office 12", "Aliya", "Dana S.", True, "no wound", "", "image/jpeg")
    assert b"GPS" not in bytes(on[9])
    assert off[:9] == ("removed", office.person, "", "Nurse K.", "", False, "a rash", "health", "image/png")
    ((said,),) = office.rows("SELECT content::text FROM audit WHERE deed = 'devices.remove'")
    assert "a rash" in said
    assert "PNG" not in said
    for statement in ("UPDATE fittings SET skin = ''", "DELETE FROM fittings"):
        with office.database.connect("owner") as owner, pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(statement)


@pytest.mark.parametrize(("reason", "then"), [("lost", "lost"), ("destroyed_by_person", "damaged"), ("exchange", "returned")])
def test_why_it_came_off_says_what_it_is_then(office: Any, reason: str, then: str) -> None:
    from bilezik.deeds import devices, fittings

    devices.remove(office.aliya, office.assignment, why="w", removal=fittings.Removal(reason=reason))
    assert state(office, office.device) == then


def test_bad_records_are_refused_in_words_and_store_nothing(office: Any) -> None:
    from bilezik.deeds import Invalid, devices, fittings

    spare, before = made(office), office.counts()
    fit = partial(devices.fit, office.aliya, spare, office.condition, why="w")
    off = partial(devices.remove, office.aliya, office.assignment, why="w")
    svg = b"<svg><script>alert(1)</script></svg>"
    for act, field in (
        (partial(fit, seen=fittings.Seen(photo=svg)), "photo"),
        (partial(fit, seen=fittings.Seen(witness="x" * 301)), "witness"),
        (partial(off, removal=fittings.Removal(reason="boredom")), "reason"),
        (partial(off, at=Instant(office.now + hours(1))), "at"),
        (partial(off, at=parse("3024-01-01T00:00:00Z")), "at"),
    ):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.field == field
    assert office.counts() == before
    assert office.rows("SELECT count(*) FROM fittings WHERE device = %s", spare) == [(0,)]


def test_a_device_is_not_put_on_somebody_else_before_its_removal_is_recorded(office: Any) -> None:
    from bilezik.deeds import Invalid, devices, orders, stock

    _person, condition = other_person(office)
    orders.end(office.aliya, office.order, why="lifted")
    with pytest.raises(Invalid, match="record its removal first"):
        devices.fit(office.aliya, office.device, condition, why="to the next")
    devices.remove(office.aliya, office.assignment, why="off")
    stock.retire(office.aliya, office.device, why="broken")
    with pytest.raises(Invalid, match="is retired"):
        devices.fit(office.aliya, office.device, condition, why="to the next")


def test_reports_on_the_way_go_to_whom_the_device_was_on_when_they_were_made(office: Any) -> None:
    """A device that is moved while reports of its last hours are still in it (law 10): each report by its own time."""
    from bilezik.deeds import devices
    from bilezik.gateway.register import read

    other, condition = other_person(office)
    off, on = Instant(office.now - hours(3)), Instant(office.now - hours(1))
    devices.remove(office.aliya, office.assignment, why="moved", at=off)
    devices.fit(office.aliya, office.device, condition, why="moved", from_at=on)
    with office.database.connect("gateway") as gateway:
        fitted = read(gateway).by_id[office.device]
    asked = [Instant(office.now - hours(n)) for n in (4, 2, 0)]
    assert [fitted.person_at(at) for at in asked] == [office.person, None, other]
    assert fitted.person_at(Instant(off - 1)) == office.person
    assert fitted.person_at(off) is None
    assert fitted.person_at(on) == other


def test_a_transfer_has_two_ends_and_holds_the_device_meanwhile(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, NotFound, devices, stock

    spare = made(office)
    for wrong, refusal in ((None, Conflict), (2**60, NotFound)):
        with pytest.raises(refusal):
            stock.send(office.aliya, spare, wrong, why="w")
    stock.send(office.aliya, spare, office.department, why="for the new cases")
    assert office.rows("SELECT department FROM devices WHERE id = %s", spare) == [(None,)]
    for act in (partial(stock.issue, office.aliya, spare), partial(stock.send, office.aliya, spare, office.department)):
        with pytest.raises(Conflict, match="on its way"):
            act(why="w")
    with pytest.raises(Invalid, match="on its way"):
        devices.fit(office.aliya, spare, office.condition, why="w")
    stock.receive(office.bolat, spare, why="counted")
    assert office.rows("SELECT department FROM devices WHERE id = %s", spare) == [(office.department,)]
    row = office.rows("SELECT source, department, sent_by, received_by, received_at >= sent_at FROM device_transfers")
    assert row == [(None, office.department, "Aliya", "Bolat", True)]
    with pytest.raises(Conflict, match="not on its way"):
        stock.receive(office.bolat, spare, why="again")
    with pytest.raises(Conflict, match="only what lies in the store"):
        stock.send(office.aliya, office.device, office.department, why="w")


# --- costs -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def october(office: Any) -> Any:
    """Two people of a department in Almaty's time (UTC+5) with orders for all of 2026, and one bracelet between them.

    By hand, in local days of October 2026. Yerlan wears it from 1 October 23:30 to 10 October 00:00 (1, 2, ... 9: nine days),
    the other from 10 October 09:00 to 12 October 00:30 (10, 11, 12), Yerlan again from 12 October 10:00 (the 12th is counted) to
    14 October 12:00 (13, 14). In all 14 days: 11 for Yerlan, 3 for the other.
    """
    from bilezik.store.models import Assignment, Condition, Device, Order, Person

    other = Person.objects.create(
        given_name="D", family_name="E", city="Almaty", timezone="Asia/Almaty", department_id=office.department
    )
    device = Device.objects.create(identity="oct", protocol="gt06", kind="bracelet", contract="17-A", state="returned")
    begins, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    worn = (
        (office.person, "2026-10-01T18:30Z", "2026-10-09T19:00Z"),
        (other.pk, "2026-10-10T04:00Z", "2026-10-11T19:30Z"),
        (office.person, "2026-10-12T05:00Z", "2026-10-14T07:00Z"),
    )
    for number, (person, from_at, to_at) in enumerate(worn):
        order = Order.objects.create(
            person_id=person, legal_basis="a", issuer="b", number=str(number), starts_at=begins, ends_at=ends
        )
        condition = Condition.objects.create(order=order, person_id=person, kind="wear_device")
        Assignment.objects.create(
            device=device, person_id=person, condition=condition, order=order, from_at=datetime.fromisoformat(from_at),
            to_at=datetime.fromisoformat(to_at),
        )  # fmt: skip
    return device.pk, office.person, other.pk


AFTER = datetime(2026, 11, 3, tzinfo=UTC)


def test_a_months_days_are_those_counted_by_hand(office: Any, october: Any) -> None:
    from bilezik.deeds import rates
    from bilezik.store import costs

    device, yerlan, other = october
    rates.set_rate(
        office.aliya, rates.NewRate(price=Decimal("1200.50"), from_on=date(2026, 1, 1), to_on=date(2026, 10, 5), contract="17-A"),
        why="contract",
    )  # fmt: skip
    rates.set_rate(
        office.aliya, rates.NewRate(price=Decimal(1300), from_on=date(2026, 10, 6), contract="17-A"), why="contract, second part"
    )
    rates.set_rate(office.aliya, rates.NewRate(price=Decimal(1), from_on=date(2026, 1, 1), kind="bracelet"), why="others")
    lines = [line for line in costs.month(date(2026, 10, 1), AFTER) if line.device == device]
    found = {(line.person, line.price): (line.days, line.first_on.day, line.last_on.day) for line in lines}
    assert found == {
        (yerlan, Decimal("1200.50")): (5, 1, 5),
        (yerlan, Decimal(1300)): (6, 6, 14),  # 6 to 9, 13, 14
        (other, Decimal(1300)): (3, 10, 12),
    }
    (total,) = costs.sums(lines)
    # 5 days at 1200.50 and 9 at 1300: 6002.50 + 11700.
    assert (total.currency, total.devices, total.people, total.days, total.total) == ("KZT", 1, 2, 14, Decimal("17702.50"))
    assert [line for line in costs.month(date(2026, 9, 1), AFTER) if line.device == device] == []


def test_days_to_come_cost_nothing_yet_and_an_order_that_ended_costs_no_more(office: Any, october: Any) -> None:
    from bilezik.store import costs

    device, _yerlan, _other = october
    early = costs.month(date(2026, 10, 1), datetime(2026, 10, 3, 12, tzinfo=UTC))
    assert sum(line.days for line in early if line.device == device) == 3
    assert costs.sums([line for line in early if line.device == device])[0].total is None  # no rate is guessed
    by_ended = costs.month(date(2026, 10, 1), AFTER, office.department + 1)
    assert by_ended == []


def test_a_month_in_the_year_3024_is_no_month() -> None:
    from bilezik.store import costs

    today = datetime(2026, 1, 15, tzinfo=UTC)
    assert costs.first_day("", today) == date(2025, 12, 1)
    for wrong in ("3024-01", "2026-13", "2026", "last", "٢٠٢٦-٠١"):
        with pytest.raises(ValueError, match="is written as"):
            costs.first_day(wrong, today)


def test_rates_never_overlap_and_are_ended_not_changed(office: Any) -> None:
    from bilezik.deeds import Conflict, Invalid, rates

    def rate(**said: Any) -> int:
        usual: dict[str, Any] = {"price": Decimal(10), "from_on": date(2026, 1, 1), "kind": "bracelet"}
        return rates.set_rate(office.aliya, rates.NewRate(**(usual | said)), why="contract")

    first = rate()
    with pytest.raises(Conflict, match="end that one first"):
        rate(from_on=date(2026, 6, 1))
    rates.end_rate(office.aliya, first, date(2026, 5, 31), why="new contract")
    rate(from_on=date(2026, 6, 1), price=Decimal(12))
    for said, field in (
        ({"kind": "", "contract": ""}, "contract"), ({"contract": "x"}, "contract"), ({"kind": "dog"}, "kind"),
        ({"price": Decimal(0)}, "price"), ({"price": Decimal("NaN")}, "price"), ({"price": Decimal("1.234")}, "price"),
        ({"price": Decimal("1e30")}, "price"), ({"currency": "tenge"}, "currency"), ({"from_on": date(3024, 1, 1)}, "from_on"),
        ({"to_on": date(2025, 1, 1)}, "to_on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            rate(**({"kind": "tracker"} | said))
        assert refusal.value.field == field
    with pytest.raises(Conflict, match="already"):
        rates.end_rate(office.aliya, first, date(2026, 7, 1), why="later")


# --- reconciliation --------------------------------------------------------------------------------------------------------------


def found(office: Any, **more: Any) -> dict[str, Any]:
    from bilezik.store import reconciling

    return {gap.kind: gap for gap in reconciling.gaps(to_datetime(office.now) + timedelta(seconds=5), **more)}


def spoke(office: Any, *, at: str) -> None:
    with office.database.connect("owner") as owner:
        owner.execute(
            "INSERT INTO fixes (person, fixed_at, digest, seq, device, received_at, clock_at, source, doubt, integrity, sealed,"
            f" rest) VALUES (%s, {at}, 1, 1, %s, now(), now(), 0, 0, 0, false, '')",
            (office.person, office.device),
        )


def test_a_day_without_gaps_has_none(office: Any) -> None:
    from bilezik.store import reconciling

    spoke(office, at="now() - interval '2 hours'")
    assert found(office) == {}
    (count,) = reconciling.counts(to_datetime(office.now) + timedelta(seconds=5))
    assert (count.department, count.ordered, count.fitted, count.reporting, count.removed) == (office.department, 1, 1, 1, 0)


def test_each_gap_is_found_with_its_owner_and_its_age(office: Any) -> None:
    from bilezik.deeds import devices, stock

    spoke(office, at="now() - interval '23 hours 30 minutes'")
    assert "not_reporting" not in found(office)
    with office.database.connect("owner") as owner:
        owner.execute("DELETE FROM fixes")
    silent = found(office)["not_reporting"]
    assert (silent.person, silent.device, silent.owner, silent.department) == (
        office.person, office.device, "officer", office.department,
    )  # fmt: skip

    other, condition = other_person(office)
    nobody = found(office)["no_device"]
    assert (nobody.person, nobody.device, nobody.owner) == (other, None, "officer")
    assert nobody.since_at == to_datetime(Instant(office.now - days(5)))

    drawer, parcel = made(office, "drawer", department=office.department), made(office, "parcel")
    stock.issue(office.aliya, drawer, why="for tomorrow")
    stock.send(office.aliya, parcel, office.department, why="post")
    assert {"not_fitted", "not_received"} & set(found(office)) == set()
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE devices SET state_at = now() - interval '4 days' WHERE id = %s", (drawer,))
        owner.execute("UPDATE device_transfers SET sent_at = now() - interval '8 days'")
    gaps = found(office)
    assert [(gaps[kind].device, gaps[kind].owner, gaps[kind].department) for kind in ("not_fitted", "not_received")] == [
        (drawer, "quartermaster", office.department), (parcel, "quartermaster", office.department),
    ]  # fmt: skip
    devices.fit(office.aliya, drawer, condition, why="at last")
    assert {"not_fitted", "no_device"} & set(found(office)) == set()


def test_what_is_still_on_after_the_order_and_what_speaks_after_its_removal(office: Any) -> None:
    from bilezik.deeds import devices, orders

    orders.end(office.aliya, office.order, why="lifted")
    gap = found(office)["still_on"]
    assert (gap.person, gap.device, gap.owner) == (office.person, office.device, "officer")
    assert gap.since_at <= to_datetime(office.now) + timedelta(seconds=5)
    devices.remove(office.aliya, office.assignment, why="off")
    assert set(found(office)) == set()
    with office.database.connect("owner") as owner:
        owner.execute(
            "INSERT INTO envelopes (seq, received_at, clock_at, device, session, decoder, integrity, sealed, protocol, peer, wire)"
            " VALUES (1, now() + interval '1 second', now(), %s, 1, 1, 0, true, 'gt06', '10.0.0.1:1', 'sealed')",
            (office.device,),
        )
    speaking = found(office)["still_reporting"]
    assert (speaking.device, speaking.person, speaking.owner) == (office.device, None, "quartermaster")
    assert set(found(office, department=office.department)) == set()  # it lies in the central store


def test_a_day_is_kept_once_and_again_when_asked_and_never_changed(office: Any) -> None:
    from bilezik.deeds import reconciliation
    from bilezik.store import reconciling

    assert "1 gaps" in reconciliation.keep_day(office.now)
    assert reconciliation.keep_day(office.now) == ""
    spoke(office, at="now() - interval '2 hours'")
    assert reconciliation.keep(office.aliya, why="the officer rang") == 0
    (day,) = reconciling.history(to_datetime(office.now))
    assert (day.ordered, day.fitted, day.reporting, day.gaps) == (1, 1, 1, 0)
    kept = office.rows("SELECT kind, person, device FROM reconciliation_gaps")
    assert kept == [("not_reporting", office.person, office.device)]
    for table in ("reconciliations", "reconciliation_gaps"):
        with office.database.connect("owner") as owner, pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(f"DELETE FROM {table}")
