"""Law 9 at the deeds: who, why and from where, in the transaction of the change, or no change."""

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.unit.domain.test_photo import png

from bilezik.domain.command import KINDS, Message, Reboot, Ring, SavePower, SetServer
from bilezik.domain.instant import Instant, days, hours, minutes
from bilezik.domain.zone import Circle

pytestmark = pytest.mark.engines


def everything(office: Any, why: str, by: Any) -> dict[str, Callable[[], object]]:
    """Each deed of the table, ready to be done by `by`."""
    from bilezik.deeds import (
        SYSTEM,
        alerts,
        bulk,
        commands,
        conditions,
        departments,
        devices,
        documents,
        duties,
        factors,
        keys,
        orders,
        people,
        permissions,
        photos,
        rates,
        reconciliation,
        records,
        sight,
        signings,
        staff,
        stock,
        suspensions,
        zones,
    )
    from bilezik.store.models import Order

    photos.keep(office.aliya, office.person, png(), why="set-up")
    taken, resolved, free = (office.raise_alert() for _ in range(3))
    alerts.take(office.aliya, taken)
    alerts.take(office.aliya, resolved)
    alerts.resolve(office.aliya, resolved, "returned", why="back home")
    note = alerts.note(office.aliya, taken, "called, no answer")
    person = people.NewPerson(given_name="A", family_name="B", city="C", timezone="UTC", department=office.department)
    order = orders.NewOrder(legal_basis="a", issuer="b", number="c", starts_at=office.now, ends_at=Instant(office.now + days(1)))
    entry = bulk.Enrolment(person=person, order=order, conditions=(conditions.NewCondition(kind="wear_device"),))
    rest = permissions.NewPermission(from_at=office.now, to_at=Instant(office.now + hours(1)), reason="doctor")
    duty = duties.NewDuty(level=1, name="Chief", channel="chief@example.kz", from_at=office.now)
    spare = devices.add(office.aliya, devices.NewDevice(identity="spare", protocol="gt06", kind="bracelet"), why="x")
    stored = [
        devices.add(office.aliya, devices.NewDevice(identity=f"s{n}-{spare}", protocol="gt06", kind="bracelet"), why="x")
        for n in range(8)
    ]
    worn = {
        protocol: devices.add(office.aliya, devices.NewDevice(identity=f"{spare}", protocol=protocol, kind="bracelet"), why="x")
        for protocol in ("watch", "meitrack")
    }
    for device in worn.values():
        devices.fit(office.aliya, device, office.condition, why="x")
    phones = [
        devices.add(office.aliya, devices.NewDevice(identity=f"p{n}-{spare}", protocol="osmand", kind="phone"), why="x")
        for n in (0, 1)
    ]
    keys.make(office.aliya, phones[1], why="x")
    away = SetServer("other.example", 5023)
    asked_away = commands.ask(office.bolat, office.device, away, why="x")
    asked_closely = commands.set_interval(office.aliya, office.device, 30, why="x")
    stock.issue(office.aliya, stored[1], why="x")
    stock.damage(office.aliya, stored[4], why="x")
    stock.send(office.aliya, stored[7], office.department, why="x")
    rate = rates.set_rate(office.aliya, rates.NewRate(price=Decimal(5), from_on=date(2026, 1, 1), contract=f"c{spare}"), why="x")
    until = Instant(office.now + days(1))
    conflict = sight.forbid(SYSTEM, office.aliya.user_id, office.person, why="x")
    case = sight.grant_case(SYSTEM, office.bolat.user_id, office.person, until, why="x")
    told = duties.add(office.aliya, duty, why="x")
    staff.issue_token(office.aliya, office.aliya.user_id, "script", why="x")
    ((token,),) = office.rows("SELECT id FROM api_tokens")
    bolats_role = office.rows('SELECT min(id) FROM staff_roles WHERE "user" = %s AND to_at IS NULL', office.bolat.user_id)[0][0]
    spared, gone = (staff.add(SYSTEM, f"{n}-{spare}", "long enough password", n, why="x") for n in ("spared", "gone"))
    staff.close_account(SYSTEM, gone, why="x")
    town = departments.NewDepartment(name="D", city="E", timezone="UTC", lat=1.0, lon=1.0)
    empty, other = (departments.add(office.aliya, town, why="x") for _ in range(2))

    paper = orders.enter(office.aliya, office.person, order, why="x")
    duty_of = [conditions.add(office.aliya, paper, entry.conditions[0], why="x") for _ in range(2)]
    asked = [permissions.ask(office.aliya, office.condition, rest, why="x") for _ in range(3)]
    tomorrow = [Instant(office.now + days(n)) for n in (1, 2, 3, 4)]
    paused = suspensions.suspend(office.aliya, office.order, from_at=tomorrow[0], to_at=tomorrow[1], why="x")

    def vary(by: Any, why: str) -> int:
        stated = orders.stated(Order.objects.get(pk=paper))
        changed = msgspec.structs.replace(stated, notes=f"{stated.notes}1")
        return orders.change(by, paper, changed, version=Order.objects.get(pk=paper).version, why=why)

    def change(by: Any, why: str) -> int:
        stated, version = people.known(office.person)
        changed = msgspec.structs.replace(stated, address=f"{stated.address}1")
        return people.change(by, office.person, changed, version=version, why=why)

    return {
        "alerts.take": lambda: alerts.take(by, free, why=why),
        "alerts.release": lambda: alerts.release(by, taken, why=why),
        "alerts.note": lambda: alerts.note(by, taken, why),
        "alerts.edit_note": lambda: alerts.edit_note(by, note, why),
        "alerts.resolve": lambda: alerts.resolve(by, taken, "returned", why=why),
        "alerts.reopen": lambda: alerts.reopen(by, resolved, why=why),
        "records.export": lambda: records.export(by, office.person, why=why),
        "records.memo": lambda: records.memo(by, office.person, "kk", why=why),
        "people.register": lambda: people.register(by, person, why=why),
        "people.change": lambda: change(by, why),
        "photos.keep": lambda: photos.keep(by, office.person, png(), why=why),
        "photos.remove": lambda: photos.remove(by, office.person, why=why),
        "departments.add": lambda: departments.add(by, town, why=why),
        "departments.change": lambda: departments.change(
            by, other, msgspec.structs.replace(town, phone=why.strip() or "1"), why=why
        ),
        "departments.keep_list": lambda: departments.keep_list(by, [(None, town)], why=why),
        "departments.keep_regions": lambda: departments.keep_regions(by, departments.shipped_regions(), why=why),
        "departments.close": lambda: departments.close(by, empty, why=why),
        "departments.hand_over": lambda: departments.hand_over(by, [office.person], other, why=why),
        "orders.enter": lambda: orders.enter(by, office.person, order, why=why),
        "orders.change": lambda: vary(by, why),
        "orders.end": lambda: orders.end(by, office.order, why=why),
        "orders.revoke": lambda: orders.revoke(by, office.order, why=why),
        "suspensions.suspend": lambda: suspensions.suspend(by, office.order, from_at=tomorrow[2], to_at=tomorrow[3], why=why),
        "suspensions.lift": lambda: suspensions.lift(by, paused, why=why),
        "documents.add": lambda: documents.add(by, paper, "d.png", png(), why=why),
        "signings.keep": lambda: signings.keep(
            by, office.person, signings.NewSigning(language="kk", signed_at=office.now), why=why
        ),
        "conditions.change": lambda: conditions.change(
            by, duty_of[0], conditions.NewCondition(kind="wear_device", dwell=minutes(1)), why=why
        ),
        "conditions.end": lambda: conditions.end(by, duty_of[1], why=why),
        "conditions.add": lambda: conditions.add(by, office.order, entry.conditions[0], why=why),
        "zones.draw": lambda: zones.draw(by, zones.NewZone(name="z", shape=Circle(51.0, 71.0, 5.0)), why=why),
        "zones.change": lambda: zones.change(by, office.home, Circle(51.0, 71.0, 5.0), why=why),
        "permissions.ask": lambda: permissions.ask(by, office.condition, rest, why=why),
        "permissions.approve": lambda: permissions.approve(by, asked[0], why=why),
        "permissions.deny": lambda: permissions.deny(by, asked[1], why=why),
        "permissions.withdraw": lambda: permissions.withdraw(by, asked[2], why=why),
        "permissions.grant": lambda: permissions.grant(by, office.condition, rest, why=why),
        "devices.add": lambda: devices.add(by, devices.NewDevice(identity="n", protocol="gt06", kind="bracelet"), why=why),
        "devices.fit": lambda: devices.fit(by, spare, office.condition, why=why),
        "devices.remove": lambda: devices.remove(by, office.assignment, why=why),
        "devices.add_many": lambda: devices.add_many(
            by, [devices.NewDevice(identity="m", protocol="gt06", kind="bracelet")], why=why
        ),
        "stock.issue": lambda: stock.issue(by, stored[0], why=why),
        "stock.take_back": lambda: stock.take_back(by, stored[1], why=why),
        "stock.lose": lambda: stock.lose(by, stored[2], why=why),
        "stock.damage": lambda: stock.damage(by, stored[3], why=why),
        "stock.repair": lambda: stock.repair(by, stored[4], why=why),
        "stock.retire": lambda: stock.retire(by, stored[5], why=why),
        "stock.send": lambda: stock.send(by, stored[6], office.department, why=why),
        "stock.receive": lambda: stock.receive(by, stored[7], why=why),
        "rates.set_rate": lambda: rates.set_rate(
            by, rates.NewRate(price=Decimal(5), from_on=date(2026, 1, 1), kind="phone"), why=why
        ),
        "rates.end_rate": lambda: rates.end_rate(by, rate, date(2026, 2, 1), why=why),
        "reconciliation.keep": lambda: reconciliation.keep(by, why=why),
        "commands.locate_now": lambda: commands.locate_now(by, office.device, why=why),
        "commands.set_interval": lambda: commands.set_interval(by, office.device, 60, why=why),
        "keys.make": lambda: keys.make(by, phones[0], why=why),
        "keys.take_away": lambda: keys.take_away(by, phones[1], why=why),
        "commands.reboot": lambda: commands.ask(by, office.device, Reboot(), why=why),
        "commands.ring": lambda: commands.ask(by, worn["watch"], Ring(), why=why),
        "commands.message": lambda: commands.ask(by, worn["watch"], Message("call us"), why=why),
        "commands.save_power": lambda: commands.ask(by, worn["meitrack"], SavePower(on=True), why=why),
        "commands.set_server": lambda: commands.ask(by, office.device, away, why=why),
        "commands.confirm": lambda: commands.confirm(by, asked_away, why=why),
        "commands.withdraw": lambda: commands.withdraw(by, asked_closely, why=why),
        "duties.add": lambda: duties.add(by, duty, why=why),
        "duties.end": lambda: duties.end(by, told, why=why),
        "staff.give_role": lambda: staff.give_role(by, office.bolat.user_id, staff.NewRole("auditor"), why=why),
        "staff.end_role": lambda: staff.end_role(by, bolats_role, why=why),
        "staff.add": lambda: staff.add(by, "new", "long enough password", "New", why=why),
        "staff.close_account": lambda: staff.close_account(by, spared, why=why),
        "staff.open_account": lambda: staff.open_account(by, gone, why=why),
        "factors.reset": lambda: factors.reset(by, office.bolat.user_id, why=why),
        "staff.issue_token": lambda: staff.issue_token(by, office.aliya.user_id, "two", why=why),
        "staff.revoke_token": lambda: staff.revoke_token(by, token, why=why),
        "sight.forbid": lambda: sight.forbid(by, office.bolat.user_id, office.person, why=why),
        "sight.allow_again": lambda: sight.allow_again(by, conflict, why=why),
        "sight.grant_case": lambda: sight.grant_case(by, office.bolat.user_id, office.person, until, why=why),
        "sight.end_case": lambda: sight.end_case(by, case, why=why),
        "bulk.enrol": lambda: bulk.enrol(by, [entry], why=why),
    }


def everything_again(office: Any, why: str, by: Any) -> dict[str, Callable[[], object]]:
    """The same a second time in one database: what may stand there once is renamed."""
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE devices SET identity = identity || '-old' WHERE identity = 'spare'")
        owner.execute("DELETE FROM api_tokens")
        owner.execute("DELETE FROM conflicts")
        owner.execute("DELETE FROM suspensions")
    return everything(office, why, by)


def test_every_deed_of_the_table_is_tried_here(office: Any) -> None:
    from bilezik.deeds import rights

    # They have a reason of their own, or speak as the holder of a token: the tests of sign-in, audit screen and sight do them.
    reasoned = {"staff.sign_in", "staff.sign_out", "audit.look", "sight.open_outside", "sessions.end"}
    assert set(everything(office, "w", office.aliya)) == set(rights.DEEDS) - reasoned


def test_law_09_no_deed_without_a_reason_and_none_by_nobody(office: Any) -> None:
    from bilezik.deeds import Actor, Forbidden, Invalid

    ghost = Actor(2**60, "Ghost", "console 10.0.0.1")
    without_reason = everything(office, "  ", office.aliya)
    before = office.counts()
    for name, deed in without_reason.items():
        with pytest.raises(Invalid):
            deed()
        assert office.counts() == before, name
    for name, deed in everything_again(office, "a good reason", ghost).items():
        before = office.counts()
        with pytest.raises(Forbidden):
            deed()
        assert office.counts() == before, name


def test_who_may_no_longer_work_here_does_nothing(office: Any) -> None:
    from bilezik.deeds import Forbidden, alerts
    from bilezik.store.models import User

    alert = office.raise_alert()
    User.objects.filter(pk=office.bolat.user_id).update(is_active=False)
    with pytest.raises(Forbidden):
        alerts.take(office.bolat, alert)


def test_law_09_the_change_and_its_audit_row_are_one(office: Any) -> None:
    from django.db import Error

    deeds = everything(office, "a good reason", office.aliya)
    with office.database.connect("owner") as owner:
        owner.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log is broken'; END $$"
        )
        owner.execute("CREATE TRIGGER broken BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION fail()")
        before = office.counts()
        alerts = office.rows("SELECT id, state, taken_by, outcome FROM alerts ORDER BY id")
        for name, deed in deeds.items():
            with pytest.raises(Error, match="the log is broken"):
                deed()
            assert office.counts() == before, name
        assert office.rows("SELECT id, state, taken_by, outcome FROM alerts ORDER BY id") == alerts
        owner.execute("DROP TRIGGER broken ON audit")
    for name, deed in deeds.items():
        if name in {"alerts.resolve", "orders.end", "orders.revoke", "devices.remove", "alerts.edit_note"}:
            continue  # what others of the list need to stand
        rows = office.count("audit")
        deed()
        assert office.count("audit") > rows, name
    said = office.rows("SELECT actor, actor_name, why, from_where FROM audit ORDER BY id DESC LIMIT 1")
    assert said == [(office.aliya.user_id, "Aliya", "a good reason", "console 127.0.0.1")]


def test_a_deed_that_says_nothing_about_what_it_did_undoes_it(office: Any) -> None:
    from bilezik.deeds.record import perform
    from bilezik.store.models import Department

    with pytest.raises(AssertionError), perform(office.aliya, "departments.add", why="w"):
        Department.objects.filter(pk=office.department).update(name="changed")
    assert Department.objects.get(pk=office.department).name == "Almaty district"


def test_a_deed_without_a_right_in_the_table_does_not_exist(office: Any) -> None:
    from bilezik.deeds.record import perform

    with pytest.raises(KeyError), perform(office.aliya, "alerts.burn", why="w"):
        pass


@pytest.mark.usefixtures("django")
def test_a_name_in_the_table_is_a_function() -> None:
    import importlib

    from bilezik.deeds import rights

    elsewhere = {
        "audit.look": "auditing.look",
        **{f"commands.{kind}": "commands.ask" for kind in KINDS},
        "staff.sign_in": "staff.signed_in",
        "staff.sign_out": "staff.signed_out",
    }
    for name in rights.DEEDS:
        module, _, function = elsewhere.get(name, name).partition(".")
        assert inspect.isfunction(getattr(importlib.import_module(f"bilezik.deeds.{module}"), function)), name
