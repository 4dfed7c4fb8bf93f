"""How plain code talks to PostgreSQL: psycopg 3, instants as whole microseconds.

1. What comes out of a `timestamptz` is an `Instant`. What goes in as a parameter is `moment(instant)`: PostgreSQL tells a time
   from a number by its type.
2. A connection is for one thread. Statements that come again are prepared by psycopg by itself.
"""

import struct
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format

from bilezik.domain.instant import Instant, from_datetime, to_datetime

type_of_row = tuple[Any, ...]
Connection = psycopg.Connection[type_of_row]
"""A connection whose rows are tuples."""

SINCE_2000: Final = 946_684_800_000_000
"""PostgreSQL counts microseconds from 2000-01-01T00:00:00Z (src/include/datatype/timestamp.h), instants from 1970."""

_LONG = struct.Struct(">q")


def connect(dsn: str, *, autocommit: bool = False, application: str = "bilezik") -> Connection:
    """Connect; raises `psycopg.OperationalError` where there is no server or no right."""
    connection = psycopg.connect(dsn, autocommit=autocommit, application_name=application, connect_timeout=10)
    read_instants(connection)
    return connection


def read_instants(by: psycopg.Connection[Any] | psycopg.Cursor[Any]) -> None:
    """Let a connection, or one cursor, read what comes out of a `timestamptz` as an `Instant`."""
    by.adapters.register_loader("timestamptz", _InstantBinary)
    by.adapters.register_loader("timestamptz", _InstantText)


def moment(at: Instant | None) -> datetime | None:
    """Return `at` as a parameter for a `timestamptz`."""
    return None if at is None else to_datetime(at)


class _InstantBinary(Loader):
    format = Format.BINARY

    def load(self, data: Buffer) -> Instant:
        return Instant(_LONG.unpack(data)[0] + SINCE_2000)


class _InstantText(Loader):
    def load(self, data: Buffer) -> Instant:
        return from_datetime(datetime.fromisoformat(bytes(data).decode()))
