"""A small register, written by SQL: what law 10 is tried against."""

from collections.abc import Iterator

import pytest
from tests.integration.as_web import somebody

from bilezik.app.engines.scratch import Database
from bilezik.store import Connection, connect

START, END = "2026-05-01T00:00:00Z", "2026-08-01T00:00:00Z"


class Register:
    """Ids of one person with an order, a condition, a device; and a connection as owner."""

    def __init__(self, owner: Connection) -> None:
        self.owner = owner
        self.department = self.insert("departments", name="Алматы", city="Almaty", timezone="Asia/Almaty", lat=43.2, lon=76.9)
        self.person = self.add_person("Ахметов")
        self.order = self.add_order(self.person)
        self.condition = self.insert("conditions", order_id=self.order, person=self.person, kind="stay_home")
        self.device = self.insert("devices", identity="123456789012345", protocol="gt06", kind="bracelet")

    def insert(self, table: str, **values: object) -> int:
        return insert(self.owner, table, **values)

    def add_person(self, name: str) -> int:
        return self.insert(
            "people", given_name="Айдар", family_name=name, city="Almaty", timezone="Asia/Almaty", department=self.department
        )

    def add_order(self, person: int, **other: object) -> int:
        values: dict[str, object] = {
            "legal_basis": "ст. 69 УИК", "issuer": "суд", "number": "7-26", "starts_at": START, "ends_at": END,
        }  # fmt: skip
        return self.insert("orders", person=person, **(values | other))

    def assignment(self, **other: object) -> dict[str, object]:
        values: dict[str, object] = {
            "device": self.device, "person": self.person, "condition": self.condition, "order_id": self.order,
            "from_at": START, "to_at": END,
        }  # fmt: skip
        return values | other


def insert(connection: Connection, table: str, **values: object) -> int:
    """Insert a row and return its id."""
    columns, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    row = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", list(values.values())).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    with connect(database.dsn("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def token(database: Database) -> str:
    """A token of somebody who may do whatever a person may, everywhere; user 1."""
    return somebody(database, "supervisor", "administrator", "auditor")


@pytest.fixture
def monitor(database: Database) -> Iterator[Connection]:
    with connect(database.dsn("monitor")) as connection:
        yield connection


@pytest.fixture
def register(owner: Connection) -> Register:
    return Register(owner)
