"""Law 10, no tracking without an order, as PostgreSQL holds it against every role that can write the register."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import Any, get_args

import psycopg
import pytest
from psycopg import errors
from tests.integration.as_web import voice

from bilezik.app.engines.scratch import Database
from bilezik.app.settings import Role
from bilezik.domain.order import ConditionKind
from bilezik.store import Connection, connect
from bilezik.store.roles import GRANTS

pytestmark = pytest.mark.engines

WRITERS: tuple[Role, ...] = ("admin", "owner", "web")
REGISTER = ("orders", "conditions", "permissions", "assignments")


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest, database: Database, token: str) -> Iterator[Connection]:
    with voice(database, request.param, token, autocommit=True) as connection:
        yield connection


def put(connection: Connection, table: str, values: dict[str, object]) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.transaction() if connection.autocommit else nullcontext():
        connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        if table == "assignments":  # state and assignment say the same, or PostgreSQL refuses both
            connection.execute("UPDATE devices SET state = 'fitted' WHERE id = %s", (values["device"],))


def refused(constraint: str, act: Callable[[], Any], kind: type[psycopg.Error] = errors.IntegrityError) -> None:
    with pytest.raises(kind) as caught:
        act()
    assert caught.value.diag.constraint_name == constraint


def test_a_proper_assignment_is_taken(writer: Connection, register: Any) -> None:
    put(writer, "assignments", register.assignment())


@pytest.mark.parametrize("role", ["monitor", "gateway"])
@pytest.mark.parametrize("table", REGISTER)
def test_law_10_roles_that_only_read_the_register_cannot_write_it(database: Database, role: Role, table: str) -> None:
    with connect(database.dsn(role), autocommit=True) as connection:
        for statement in (f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


@pytest.mark.parametrize("missing", ["condition", "order_id", "person", "device", "from_at", "to_at"])
def test_law_10_an_assignment_needs_every_part(writer: Connection, register: Any, missing: str) -> None:
    # Of nobody, it is not even the web's to write (law 12).
    with pytest.raises((errors.NotNullViolation, errors.InsufficientPrivilege)):
        put(writer, "assignments", register.assignment(**{missing: None}))


def test_law_10_an_assignment_is_for_a_condition_of_that_order_of_that_person(writer: Connection, register: Any) -> None:
    other_person = register.add_person("Иванов")
    other_order = register.add_order(other_person)
    for wrong in ({"person": other_person}, {"order_id": other_order}, {"condition": register.condition + 1000}):
        refused("assignment_within_condition", partial(put, writer, "assignments", register.assignment(**wrong)))


def test_law_10_a_condition_is_inside_an_order_of_its_person(writer: Connection, register: Any) -> None:
    other = register.add_person("Иванов")
    refused(
        "condition_within_order",
        lambda: put(writer, "conditions", {"order_id": register.order, "person": other, "kind": "stay_home"}),
    )
    # Of nobody, it is not even the web's to write (law 12).
    with pytest.raises((errors.NotNullViolation, errors.InsufficientPrivilege)):
        put(writer, "conditions", {"person": register.person, "kind": "stay_home"})


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("legal_basis", "", "order_has_legal_basis"),
        ("legal_basis", " \t", "order_has_legal_basis"),
        ("issuer", "", "order_has_issuer"),
        ("number", " ", "order_has_number"),
        ("ends_at", "2026-05-01T00:00:00Z", "order_ends_after_it_starts"),
        ("ends_at", "2026-04-01T00:00:00Z", "order_ends_after_it_starts"),
    ],
)
def test_law_10_an_order_has_basis_issuer_number_and_an_end_after_its_start(
    writer: Connection, register: Any, column: str, value: str, constraint: str
) -> None:
    good: dict[str, object] = {
        "person": register.person, "legal_basis": "ст. 69 УИК", "issuer": "суд", "number": "8",
        "starts_at": "2026-05-01T00:00:00Z", "ends_at": "2026-06-01T00:00:00Z",
    }  # fmt: skip
    put(writer, "orders", good)
    refused(constraint, lambda: put(writer, "orders", good | {column: value}))
    refused(constraint, lambda: writer.execute(f"UPDATE orders SET {column} = %s WHERE id = %s", (value, register.order)))


@pytest.mark.parametrize("column", ["legal_basis", "issuer", "number", "starts_at", "ends_at"])
def test_law_10_nothing_of_an_order_may_be_left_open(writer: Connection, register: Any, column: str) -> None:
    with pytest.raises(errors.NotNullViolation):
        writer.execute(f"UPDATE orders SET {column} = NULL WHERE id = %s", (register.order,))


def test_law_10_one_device_is_on_one_person_at_a_time(writer: Connection, register: Any) -> None:
    june = {"from_at": "2026-06-01T00:00:00Z", "to_at": "2026-07-01T00:00:00Z"}
    put(writer, "assignments", register.assignment(**june))
    overlapping = {"from_at": "2026-06-30T23:59:59Z", "to_at": "2026-07-15T00:00:00Z"}
    refused(
        "assignment_of_device_overlaps",
        lambda: put(writer, "assignments", register.assignment(**overlapping)),
        errors.ExclusionViolation,
    )
    put(writer, "assignments", register.assignment(from_at="2026-07-01T00:00:00Z", to_at="2026-07-15T00:00:00Z"))
    other = register.insert("devices", identity="2", protocol="gt06", kind="home_unit")
    put(writer, "assignments", register.assignment(device=other, **june))


@pytest.mark.parametrize(
    ("from_at", "to_at"),
    [("2026-04-30T23:59:59Z", "2026-06-01T00:00:00Z"), ("2026-06-01T00:00:00Z", "2026-08-01T00:00:01Z")],
)
def test_law_10_an_assignment_lies_within_its_orders_period(writer: Connection, register: Any, from_at: str, to_at: str) -> None:
    refused("assignment_within_order", lambda: put(writer, "assignments", register.assignment(from_at=from_at, to_at=to_at)))


def test_law_10_an_order_cannot_end_before_its_assignments(writer: Connection, register: Any) -> None:
    put(writer, "assignments", register.assignment())

    def end() -> None:
        writer.execute("UPDATE orders SET ended_at = '2026-06-01T00:00:00Z' WHERE id = %s", (register.order,))

    refused("assignment_within_order", end)
    with writer.transaction():  # in one transaction either may come first
        end()
        writer.execute("UPDATE assignments SET to_at = '2026-06-01T00:00:00Z'")
    refused("assignment_within_order", lambda: writer.execute("UPDATE assignments SET to_at = '2026-06-01T00:00:01Z'"))


@pytest.mark.parametrize(
    ("column", "value"),
    [("starts_at", "2026-05-02T00:00:00Z"), ("ends_at", "2026-07-31T23:59:59Z"), ("ended_at", "2026-07-01T00:00:00Z")],
)
def test_law_10_no_end_of_an_orders_period_can_be_drawn_in(writer: Connection, register: Any, column: str, value: str) -> None:
    put(writer, "assignments", register.assignment())
    statement = f"UPDATE orders SET {column} = %s WHERE id = %s"
    refused("assignment_within_order", partial(writer.execute, statement, (value, register.order)))


def test_law_10_an_order_cannot_be_shortened_behind_the_back_of_a_new_assignment(
    database: Database, token: str, register: Any
) -> None:
    with voice(database, "web", token) as one, voice(database, "web", token) as two:
        put(one, "assignments", register.assignment())
        one.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked, and the order locked, not yet committed
        two.execute("SET lock_timeout = '100ms'")
        with pytest.raises(errors.LockNotAvailable):
            two.execute("UPDATE orders SET ended_at = '2026-06-01T00:00:00Z' WHERE id = %s", (register.order,))
        one.commit()
        two.rollback()
        two.execute("UPDATE orders SET ended_at = '2026-06-01T00:00:00Z' WHERE id = %s", (register.order,))
        with pytest.raises(errors.CheckViolation):
            two.commit()


def test_law_10_an_assignment_ends_after_it_begins(writer: Connection, register: Any) -> None:
    refused(
        "assignment_ends_after_it_starts", lambda: put(writer, "assignments", register.assignment(to_at="2026-05-01T00:00:00Z"))
    )


def test_law_10_what_carries_an_assignment_cannot_be_deleted(owner: Connection, register: Any) -> None:
    put(owner, "assignments", register.assignment())
    for table, key in (("conditions", register.condition), ("orders", register.order), ("people", register.person)):
        with pytest.raises(errors.ForeignKeyViolation):
            owner.execute(f"DELETE FROM {table} WHERE id = %s", (key,))


def test_an_assignment_that_has_begun_is_history(writer: Connection, register: Any) -> None:
    order = register.add_order(register.person, starts_at="2020-01-01T00:00:00Z", ends_at="2099-01-01T00:00:00Z")
    condition = register.insert("conditions", order_id=order, person=register.person, kind="keep_contact")
    begun = register.assignment(order_id=order, condition=condition, from_at="2020-02-01T00:00:00Z", to_at="2099-01-01T00:00:00Z")
    put(writer, "assignments", begun)
    refused("assignment_begun", lambda: writer.execute("DELETE FROM assignments"))
    refused("assignment_begun", lambda: writer.execute("UPDATE assignments SET from_at = '2020-03-01T00:00:00Z'"))
    writer.execute("UPDATE assignments SET to_at = '2021-01-01T00:00:00Z'")
    other = register.insert("devices", identity="2", protocol="gt06", kind="home_unit")
    put(writer, "assignments", begun | {"device": other, "from_at": "2098-01-01T00:00:00Z"})
    writer.execute("DELETE FROM assignments WHERE device = %s", (other,))


def test_a_docket_is_never_changed(owner: Connection, register: Any) -> None:
    register.insert("dockets", person=register.person, content="{}")
    for statement in ("UPDATE dockets SET content = '[]'", "DELETE FROM dockets", "TRUNCATE dockets CASCADE"):
        with pytest.raises(errors.InsufficientPrivilege):
            owner.execute(statement)


@pytest.mark.parametrize(("channel", "payload"), [("dockets", "person"), ("register", None), ("commands", "device")])
def test_who_listens_is_told(database: Database, register: Any, channel: str, payload: str | None) -> None:
    with connect(database.dsn("gateway"), autocommit=True) as listener:
        listener.execute(f"LISTEN {channel}")
        if channel == "dockets":
            register.insert("dockets", person=register.person, content="{}")
        elif channel == "register":
            put(register.owner, "assignments", register.assignment())
        else:
            register.insert("commands", device=register.device, kind="locate_now", params="{}", expires_at="2099-01-01T00:00:00Z")
        told = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]
    assert told[:1] == [str(getattr(register, payload)) if payload else "assignments"]


def test_every_condition_kind_of_the_domain_can_be_stored(register: Any) -> None:
    for kind in get_args(ConditionKind):
        register.insert("conditions", order_id=register.order, person=register.person, kind=kind)
    with pytest.raises(errors.CheckViolation):
        register.insert("conditions", order_id=register.order, person=register.person, kind="stay_awake")


def test_the_writers_of_these_tests_are_all_that_may_write() -> None:
    may = {role for role, tables in GRANTS.items() if any("INSERT" in tables.get(table, "") for table in REGISTER)}
    assert may == {"web"}
