"""Who may do what in the database: one table, granted anew after every migration.

1. Least right: what a role does not need for its work it cannot do, whatever its code is made to try.
2. Every table of the schema is named for every role, or nobody but the owner has it; a test walks the schema.
3. A column list narrows a right: the web role sees where a person stands, not the fold's state; the monitor a person's city, not
   the name, the IIN or the health; it adds to the timeline, which holds what each of them was and is, and does not read it.
4. Partitions are granted to nobody: rows are reached through the whole table.
5. Which rows the web sees is said by policies (`sql/row_security.sql`). Monitor, gateway and door pass them by: what they may touch
   stands here.
6. `door` is the sign-in: it reads password hashes and the secrets of factors, counts refusals and opens sessions, all of which the
   web role cannot.
"""

import contextlib
from collections.abc import Mapping
from typing import Final

from psycopg import errors, sql

from bilezik.store.connection import Connection

ROLES: Final = ("owner", "web", "door", "monitor", "gateway")

READ, APPEND, CHANGE, ALL = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"

_READABLE_STATE: Final = (
    "SELECT (person, partition, seq, wake_at, fixed_at, heard_at, changed_at, lat, lon, accuracy_m, battery_pct, mark)"
)

_ACCOUNTS: Final = (
    "SELECT (id, username, name, email, phone, is_active, created_at),"
    " INSERT (username, name, email, phone, is_active, created_at),"
    " UPDATE (username, name, email, phone, is_active)"
)

GRANTS: Final[Mapping[str, Mapping[str, str]]] = {
    "web": {
        "regions": CHANGE,
        "departments": CHANGE, "people": CHANGE, "zones": CHANGE, "orders": CHANGE, "conditions": CHANGE, "condition_zones": ALL,
        "permissions": CHANGE, "devices": CHANGE, "assignments": ALL, "dockets": APPEND,
        "order_versions": APPEND, "suspensions": ALL, "order_documents": APPEND,
        "memo_signings": APPEND, "users": _ACCOUNTS, "staff_roles": CHANGE,
        "api_tokens": "SELECT, INSERT, DELETE", "conflicts": CHANGE, "granted_cases": CHANGE, "openings": READ,
                "device_transfers": CHANGE, "device_moves": APPEND, "fittings": APPEND, "device_rates": CHANGE,
        "reconciliations": APPEND, "reconciliation_gaps": APPEND,
        "duties": CHANGE, "commands": CHANGE, "alerts": CHANGE, "alert_violations": READ, "violations": READ, "deeds": APPEND,
        "notices": READ, "audit": APPEND, "audit_seals": READ, "feed": "SELECT (id, cursor, at), INSERT (kind, body)",
        "envelopes": READ, "fixes": READ, "events": READ,
        "person_states": _READABLE_STATE, "leases": READ, "quarantine": READ, "refolds": READ, "outages": READ,
        "docket_folds": READ,
        "set_asides": "SELECT (id, person, seq, error, at)", "django_session": ALL, "django_content_type": READ,
        "auth_permission": READ, "django_migrations": READ,
    },
    "door": {
        "users": "SELECT (id, username, name, is_active)", "audit": "SELECT (id, at, deed, subject_id, from_where), INSERT",
        "feed": READ,
    },
    "monitor": {
        "departments": READ, "people": "SELECT (id, city, timezone)", "zones": READ, "orders": READ, "conditions": READ,
        "condition_zones": READ, "permissions": READ, "devices": READ, "assignments": READ, "dockets": READ, "commands": APPEND,
        "alerts": CHANGE,
        "alert_violations": APPEND, "violations": CHANGE, "deeds": "INSERT", "feed": APPEND, "envelopes": APPEND,
        "fixes": "SELECT, INSERT, UPDATE (doubt)", "events": APPEND, "person_states": CHANGE, "checkpoints": ALL,
        "leases": "SELECT, UPDATE", "refolds": ALL, "set_asides": ALL, "quarantine": READ, "outages": APPEND,
        "docket_folds": APPEND,
    },
    "gateway": {
        "devices": READ, "assignments": READ, "orders": READ, "suspensions": READ, "conditions": READ,
        "people": "SELECT (id, timezone)",
        "quarantine": CHANGE, "commands": "SELECT, UPDATE (state, sent_at, done_at, detail)",
    },
}  # fmt: skip

FUNCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "web": (
        "sec.me()", "sec.token()", "sec.enter(text)", "sec.my_sessions()", "sec.end_session(bigint)",
        "sec.first_password(bigint, text, boolean)", "sec.holds(text[])", "sec.seeing()", "sec.stocking()", "sec.everywhere()",
        "sec.scope()", "sec.opened()", "sec.granted()", "sec.hidden()", "sec.open_outside(text, bigint, text, text)",
        "sec.look(text, text, bigint, text, jsonb)", "sec.is_shared(bigint)", "sec.concerns_others(bigint)",
        "sec.sees_zone(bigint)", "sec.billed(date, date)", "sec.hand_over(bigint[], bigint)",
        "sec.watched(bigint)", "sec.stocked(bigint)", "sec.health(interval)",
    ),
    "door": (
        "sequence_feed()", "sec.open_session(bigint, bytea, text, text, text)", "sec.end_sessions_of(bigint, bytea)",
        "sec.sight_of(bytea)",
    ),
    "monitor": ("sequence_feed()",),
    "gateway": (),
}  # fmt: skip
"""Functions a role may call. None of the web's tells of anybody but the holder of the token."""

_PAST_POLICIES: Final = ("door", "monitor", "gateway")

_LIMITS: Final[Mapping[str, Mapping[str, str]]] = {
    "owner": {},
    "web": {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s", "lock_timeout": "10s"},
    "door": {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s", "lock_timeout": "10s"},
    # A monitor that was stopped in the middle of a transaction must not keep others from its partitions.
    "monitor": {"statement_timeout": "60s", "idle_in_transaction_session_timeout": "10s"},
    "gateway": {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "5s"},
}


def ensure_roles(admin: Connection, passwords: Mapping[str, str]) -> None:
    """Make the roles with these passwords, or give those that exist their passwords again."""
    for role in ROLES:
        name = sql.Identifier(f"bilezik_{role}")
        verifier = admin.pgconn.encrypt_password(passwords[role].encode(), f"bilezik_{role}".encode(), b"scram-sha-256").decode()
        with contextlib.suppress(errors.DuplicateObject):
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        admin.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(verifier)))
        if role in _PAST_POLICIES:
            _pass_policies(admin, f"bilezik_{role}")
        for key, value in _LIMITS[role].items():
            admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(key), sql.Literal(value)))
    (superuser,) = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() or (False,)
    if not superuser:  # who may create roles must be a member to give them something
        admin.execute("GRANT bilezik_owner TO CURRENT_USER")


def _pass_policies(admin: Connection, role: str) -> None:
    """Let a role pass the policies by; asked for only where it does not yet, because it takes a right few administrators have."""
    if admin.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = %s", (role,)).fetchone() != (True,):
        admin.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(sql.Identifier(role)))


def own_database(admin: Connection) -> None:
    """Give the connected database and its schema to the owner and close both to everybody else."""
    (database,) = admin.execute("SELECT current_database()").fetchone() or ("",)
    name = sql.Identifier(database)
    for statement in (
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO bilezik_owner",
        "GRANT CONNECT ON DATABASE {} TO bilezik_web, bilezik_door, bilezik_gateway",
        "GRANT CONNECT, TEMPORARY ON DATABASE {} TO bilezik_monitor",
    ):
        admin.execute(sql.SQL(statement).format(name))
    admin.execute("ALTER SCHEMA public OWNER TO bilezik_owner")
    admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    admin.execute("GRANT USAGE ON SCHEMA public TO bilezik_web, bilezik_door, bilezik_monitor, bilezik_gateway")


def grant(owner: Connection) -> None:
    """Take all rights from the roles and give them what the table says, in one transaction: nobody is without them meanwhile."""
    with owner.transaction():
        everybody = sql.SQL(", ").join(sql.Identifier(f"bilezik_{role}") for role in GRANTS)
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            owner.execute(sql.SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {{}}").format(everybody))
        for role, tables in GRANTS.items():
            for table, rights in tables.items():
                owner.execute(
                    sql.SQL(f"GRANT {rights} ON {{}} TO {{}}").format(sql.Identifier(table), sql.Identifier(f"bilezik_{role}"))
                )
        owner.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA sec FROM PUBLIC, {}").format(everybody))
        owner.execute(sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC, {}").format(everybody))
        owner.execute("GRANT USAGE ON SCHEMA sec TO bilezik_web, bilezik_door")
        owner.execute("GRANT SELECT, INSERT, UPDATE ON sec.passwords TO bilezik_door")
        owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON sec.factors, sec.recovery_codes, sec.halfway TO bilezik_door")
        owner.execute("GRANT SELECT ON sec.sign_in TO bilezik_door")
        for role, functions in FUNCTIONS.items():
            for function in functions:
                owner.execute(sql.SQL(f"GRANT EXECUTE ON FUNCTION {function} TO {{}}").format(sql.Identifier(f"bilezik_{role}")))
        # The monitor numbers its alerts before it writes them, because their links go out in the same statement.
        owner.execute("GRANT USAGE ON SEQUENCE alerts_id_seq TO bilezik_monitor")
