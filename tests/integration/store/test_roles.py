"""Rights: what a role does not need for its work it cannot do."""

import psycopg
import pytest
from psycopg import errors

from bilezik.app.engines.scratch import Database
from bilezik.app.settings import Role
from bilezik.store import Connection, connect
from bilezik.store.roles import GRANTS

pytestmark = pytest.mark.engines

OWNERS_ALONE = {
    "auth_group", "auth_group_permissions", "feed_head", "schema_fingerprint",
}  # fmt: skip
"""Tables that no role needs: the owner's, and Django's own that Bilezik does not use."""

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"


def test_every_table_is_somebodys_or_the_owners_alone(owner: Connection) -> None:
    named = {table for tables in GRANTS.values() for table in tables}
    tables = {name for (name,) in owner.execute(TABLES)}
    assert tables - named == OWNERS_ALONE
    assert named <= tables


FORBIDDEN: dict[Role, tuple[str, ...]] = {
    "web": (
        "SELECT state FROM person_states", "SELECT * FROM person_states", "UPDATE person_states SET mark = 'inside'",
        "INSERT INTO fixes DEFAULT VALUES", "DELETE FROM fixes", "UPDATE fixes SET doubt = 1", "DELETE FROM events",
        "UPDATE envelopes SET wire = ''", "DELETE FROM envelopes", "UPDATE violations SET state = 'withdrawn'",
        "DELETE FROM violations", "DELETE FROM alerts", "UPDATE deeds SET why = ''", "DELETE FROM deeds",
        "UPDATE leases SET seq = 0", "UPDATE dockets SET content = '{}'", "SELECT * FROM checkpoints",
        "SELECT arrival FROM set_asides", "DELETE FROM orders", "DELETE FROM people", "DELETE FROM users",
        "INSERT INTO audit_seals DEFAULT VALUES", "SELECT * FROM fixes_elsewhen", "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)", "DELETE FROM quarantine", "DELETE FROM notices",
        "UPDATE feed SET cursor = 5",
    ),
    "monitor": (
        "SELECT * FROM users", "SELECT * FROM api_tokens", "SELECT * FROM audit", "SELECT * FROM django_session",
        "DELETE FROM fixes", "UPDATE fixes SET lat = 0", "UPDATE envelopes SET wire = ''", "DELETE FROM violations",
        "DELETE FROM alerts", "UPDATE orders SET number = '1'", "INSERT INTO assignments DEFAULT VALUES",
        "INSERT INTO leases DEFAULT VALUES", "UPDATE commands SET state = 'sent'", "UPDATE deeds SET why = ''",
        "SELECT * FROM notices", "CREATE TABLE mine (x int)", "UPDATE dockets SET content = '{}'", "SELECT iin FROM people",
        "SELECT health FROM people", "SELECT family_name FROM people", "SELECT lat FROM people", "SELECT content FROM deeds",
    ),
    "gateway": (
        "SELECT * FROM fixes", "SELECT * FROM envelopes", "SELECT * FROM person_states", "SELECT * FROM alerts",
        "SELECT family_name FROM people", "SELECT * FROM users", "INSERT INTO commands DEFAULT VALUES",
        "UPDATE commands SET kind = 'x'", "UPDATE devices SET state = 'lost'", "DELETE FROM quarantine",
        "SELECT * FROM dockets", "CREATE TEMPORARY TABLE mine (x int)", "SELECT * FROM feed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", FORBIDDEN)
def test_what_a_role_has_no_business_with_is_refused(database: Database, role: Role) -> None:
    allowed = []
    with connect(database.dsn(role), autocommit=True) as connection:
        for statement in FORBIDDEN[role]:
            try:
                connection.execute(statement)
            except errors.InsufficientPrivilege:
                continue
            allowed.append(statement)
    assert allowed == []


def test_web_sees_where_people_stand(database: Database) -> None:
    with connect(database.dsn("web")) as web:
        web.execute("SELECT person, lat, lon, accuracy_m, mark, battery_pct, heard_at, changed_at FROM person_states")
        web.execute("SELECT person, fixed_at, lat, lon FROM fixes")


def test_web_lists_unknown_devices_and_changes_nothing_about_them(database: Database) -> None:
    with connect(database.dsn("web"), autocommit=True) as web:
        web.execute("SELECT q.protocol, q.identity, q.last_at, e.sealed FROM quarantine q, envelopes e")
        for statement in ("UPDATE quarantine SET frames = 0", "INSERT INTO quarantine VALUES ('gt06', '1', 'x', now(), now(), 1)"):
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute(statement)


def test_gateway_reads_what_it_needs(database: Database) -> None:
    with connect(database.dsn("gateway")) as gateway:
        gateway.execute("SELECT d.id, a.person, o.starts_at FROM devices d, assignments a, orders o")
        gateway.execute("UPDATE commands SET state = 'sent', sent_at = now(), done_at = now(), detail = ''")
        gateway.execute(
            "INSERT INTO quarantine VALUES ('gt06', '1', '10.0.0.1', now(), now(), 1)"
            " ON CONFLICT (protocol, identity, source) DO UPDATE SET frames = quarantine.frames + 1"
        )


def test_nobody_without_a_password_connects(database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"password|authentication"):
        psycopg.connect(database.dsn("web").replace("bilezik_web:", "bilezik_web:x"))


def test_a_session_that_stops_inside_a_transaction_is_ended(database: Database) -> None:
    limits = {}
    for role in ("web", "monitor", "gateway"):
        with connect(database.dsn(role)) as connection:
            limits[role] = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
    assert limits == {"web": ("30s",), "monitor": ("10s",), "gateway": ("10s",)}


def test_law_09_no_role_has_a_right_to_change_the_log_even_if_nothing_stood_in_the_way(owner: Connection) -> None:
    """Besides the trigger: a right that is not there cannot be used by a trigger that was dropped."""
    for role in GRANTS:
        for table in ("audit", "audit_seals", "dockets", "deeds"):
            rights = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
            held = [right for right in rights if owner.execute(_HELD, (f"bilezik_{role}", table, right)).fetchone() == (True,)]
            assert (role, table, held) == (role, table, [])


_HELD = "SELECT has_table_privilege(%s, %s, %s)"
