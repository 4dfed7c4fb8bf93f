"""An office: a database with Django upon it, one person under an order, and the staff who work there."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.integration.as_web import signed_in
from tests.integration.night import Night

from bilezik.app.engines.scratch import Database
from bilezik.domain.instant import Instant, days


@dataclass
class Office:
    """What there is: ids, and two members of staff."""

    database: Database
    now: Instant
    department: int
    aliya: Any
    bolat: Any
    person: int
    order: int
    home: int
    condition: int
    device: int
    assignment: int

    def count(self, table: str) -> int:
        ((number,),) = self.rows(f"SELECT count(*) FROM {table}")
        return int(number)

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.database.connect("owner") as owner:
            return owner.execute(query, parameters).fetchall()

    def counts(self) -> dict[str, int]:
        """How much was written, whatever it was."""
        tables = (
            "people", "orders", "conditions", "condition_zones", "zones", "permissions", "devices", "assignments", "dockets",
            "deeds", "audit", "feed", "commands", "duties", "users", "api_tokens", "departments", "notices", "alerts",
        )  # fmt: skip
        (row,) = self.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return dict(zip(tables, row, strict=True))

    def raise_alert(self, *, kind: str = "not_home", priority: int = 1, wait_s: float = 300.0, at: Instant | None = None) -> int:
        from datetime import timedelta

        from bilezik.domain.instant import to_datetime
        from bilezik.store.models import Alert

        raised = to_datetime(self.now if at is None else at)
        made = Alert.objects.create(
            person_id=self.person, kind=kind, certainty="certain", state="open", priority=priority, event_at=raised,
            raised_at=raised, escalate_at=raised + timedelta(seconds=wait_s), text="left home", changed_at=raised,
        )  # fmt: skip
        return made.pk


@pytest.fixture
def django(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Django upon a fresh database: deeds called by a test are the owner's, requests have the rights of the web process."""
    from bilezik.app.django_settings import MIDDLEWARE, configure

    configure(database.settings, role="owner")
    from django.db import connections
    from django.test import Client, override_settings

    with database.connect("admin") as admin:
        admin.execute("GRANT bilezik_web TO bilezik_owner WITH INHERIT FALSE, SET TRUE")
    place = MIDDLEWARE.index("bilezik.app.sight.Sight") + 1
    as_web = [*MIDDLEWARE[:place], "tests.integration.as_web.AsWeb", *MIDDLEWARE[place:]]
    monkeypatch.setattr(Client, "force_login", signed_in)
    # Hashes made to be fast, for tests.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], MIDDLEWARE=as_web):
        yield database

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


@pytest.fixture
def office(django: Database) -> Office:
    """One person under an order with a home and a bracelet, and two operators."""
    return furnish(django)


def furnish(database: Database) -> Office:
    from bilezik.deeds import SYSTEM, Actor, conditions, departments, devices, orders, people, staff, zones
    from bilezik.domain.zone import Circle

    now = Instant(time.time_ns() // 1000)
    department = departments.add(
        SYSTEM,
        departments.NewDepartment(name="Almaty district", city="Astana", timezone="Asia/Almaty", lat=51.1, lon=71.4),
        why="set-up",
    )
    roles = [staff.NewRole("supervisor"), staff.NewRole("administrator")]  # between them, every right there is
    users = {
        name: staff.add(SYSTEM, name, f"long enough {name}", name.title(), why="set-up", roles=roles) for name in ("aliya", "bolat")
    }
    actors = {name: Actor(number, name.title(), "console 127.0.0.1") for name, number in users.items()}
    person = people.register(
        SYSTEM,
        people.NewPerson(given_name="Ерлан", family_name="Сейтов", city="Astana", timezone="Asia/Almaty", department=department),
        why="set-up",
    )
    order = orders.enter(
        SYSTEM,
        person,
        orders.NewOrder(
            legal_basis="Criminal Procedure Code art. 146", issuer="Court No. 2", number="17-26",
            starts_at=Instant(now - days(2)), ends_at=Instant(now + days(60)),
        ),
        why="set-up",
    )  # fmt: skip
    home = zones.draw(SYSTEM, zones.NewZone(name="home", shape=Circle(51.1, 71.4, 80.0), category="home"), why="set-up")
    condition = conditions.add(SYSTEM, order, conditions.NewCondition(kind="stay_home", zones=(home,)), why="set-up")
    device = devices.add(SYSTEM, devices.NewDevice(identity="866123456789012", protocol="gt06", kind="bracelet"), why="set-up")
    assignment = devices.fit(SYSTEM, device, condition, why="set-up", from_at=Instant(now - days(1)))
    return Office(
        database=database, now=now, department=department, aliya=actors["aliya"], bolat=actors["bolat"], person=person,
        order=order, home=home, condition=condition, device=device, assignment=assignment,
    )  # fmt: skip


@pytest.fixture
def night(office: Office) -> Night:
    """A night of the office's one person, to be filled and stored."""
    return Night(office)
