"""The tables that are cut by day: made ahead, filled late, dropped when their time is over.

1. `envelopes` by day of arrival, `fixes` and `events` by day of event time, in UTC.
2. A time outside all made days goes to the table `…_elsewhen`: a device that believes it is 2007 stops no batch, its report is
   kept with its doubt, and the key still knows a re-send. When a day is made later, its rows move out of there.
3. A day is built complete and then attached: readers and writers wait for a moment only. Locks are given up after
   `LOCK_TIMEOUT`, so that nobody queues behind us; the steward comes again.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from psycopg import sql

from bilezik.store.connection import Connection

TABLES: Final = {"envelopes": "received_at", "fixes": "fixed_at", "events": "occurred_at"}
"""Each table and the time that says its day."""

LOCK_TIMEOUT: Final = "2s"


def ensure(connection: Connection, from_day: date, to_day: date) -> int:
    """Make the days from `from_day` to `to_day`, both included, where they are missing; return how many tables were made.

    One transaction a table; raises `psycopg.errors.LockNotAvailable` where a long reader is in the way, and then has lost nothing.
    """
    made = 0
    for table in TABLES:
        have = set(days(connection, table))
        for day in _each(from_day, to_day):
            if day not in have:
                with connection.transaction():
                    _make(connection, table, day)
                made += 1
    return made


def keep(connection: Connection, today: date, *, ahead: int = 3, behind: int = 35) -> int:
    """Do the steward's round: make `ahead` days, and those of the last `behind` for which late rows wait; return tables made."""
    made = ensure(connection, today - timedelta(days=1), today + timedelta(days=ahead))
    for day in waiting(connection, today - timedelta(days=behind), today):
        made += ensure(connection, day, day)
    return made


def days(connection: Connection, table: str) -> list[date]:
    """Return the days that `table` has, in order."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass", (table,)
    ).fetchall()
    names = (name.removeprefix(f"{table}_") for (name,) in rows)
    return sorted(datetime.strptime(name, "%Y%m%d").replace(tzinfo=UTC).date() for name in names if name.isdigit())


def waiting(connection: Connection, from_day: date, to_day: date) -> list[date]:
    """Return the days between, both included, that have rows and no table of their own."""
    found: set[date] = set()
    for table, column in TABLES.items():
        query = sql.SQL(
            "SELECT DISTINCT (({column} AT TIME ZONE 'UTC')::date) FROM {rest} WHERE {column} >= %s AND {column} < %s"
        ).format(column=sql.Identifier(column), rest=sql.Identifier(f"{table}_elsewhen"))
        found |= {day for (day,) in connection.execute(query, (_midnight(from_day), _midnight(to_day + timedelta(days=1))))}
    return sorted(found)


def drop_before(connection: Connection, table: str, day: date) -> list[date]:
    """Drop the days of `table` before `day`; return which. What is elsewhen and arrived before `day` goes with them."""
    dropped = [each for each in days(connection, table) if each < day]
    for each in dropped:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            connection.execute(sql.SQL("DROP TABLE {}").format(_name(table, each)))
    rest = sql.SQL("DELETE FROM {} WHERE received_at < %s").format(sql.Identifier(f"{table}_elsewhen"))
    with connection.transaction():
        connection.execute(rest, (_midnight(day),))
    return dropped


def _make(connection: Connection, table: str, day: date) -> None:
    column, rest = TABLES[table], sql.Identifier(f"{table}_elsewhen")
    names = {
        "table": sql.Identifier(table), "day": _name(table, day), "column": sql.Identifier(column), "rest": rest,
        "begin": sql.Literal(_midnight(day).isoformat()), "end": sql.Literal(_midnight(day + timedelta(days=1)).isoformat()),
    }  # fmt: skip
    connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    for statement in (
        "CREATE TABLE {day} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)",
        # With this check ATTACH need not read the table again.
        "ALTER TABLE {day} ADD CONSTRAINT day CHECK ({column} >= {begin} AND {column} < {end})",
        # Nobody may add to the rows of this day between their moving and the attaching.
        "LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE",
        (
            "WITH moved AS (DELETE FROM {rest} WHERE {column} >= {begin} AND {column} < {end} RETURNING *)"
            " INSERT INTO {day} SELECT * FROM moved"
        ),
        "ALTER TABLE {table} ATTACH PARTITION {day} FOR VALUES FROM ({begin}) TO ({end})",
        "ALTER TABLE {day} DROP CONSTRAINT day",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _name(table: str, day: date) -> sql.Identifier:
    return sql.Identifier(f"{table}_{day:%Y%m%d}")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _each(from_day: date, to_day: date) -> Iterator[date]:
    for number in range((to_day - from_day).days + 1):
        yield from_day + timedelta(days=number)
