"""The connection that Django holds for a request, lent to code that speaks psycopg (`store.reading`).

1. Nothing of Django's connection is changed: it goes back to the pool as it came. Each cursor lent has loaders of its own.
2. It has the rights of the process, so a page can read nothing through it that the web role may not.
"""

from typing import cast

import psycopg
from psycopg.pq import Format

from bilezik.store.connection import Connection, read_instants, type_of_row


def borrowed() -> Connection:
    """Return the connection of this request as `store.reading` takes one; it is good until the request ends."""
    from django.db import connection

    connection.ensure_connection()
    return cast("Connection", _Borrowed(cast("Connection", connection.connection)))


class _Borrowed:
    """What of a connection `store.reading` asks for."""

    def __init__(self, lent: Connection) -> None:
        self._lent = lent

    def cursor(self, *, binary: bool = False) -> psycopg.Cursor[type_of_row]:
        """Return a cursor whose instants are ours: not one of Django's, whose parameters are put in by the client."""
        cursor = psycopg.Cursor(self._lent)
        read_instants(cursor)
        cursor.format = Format.BINARY if binary else Format.TEXT
        return cursor

    def execute(self, query: str, parameters: tuple[object, ...] = (), *, binary: bool = False) -> psycopg.Cursor[type_of_row]:
        """Execute a query on a cursor of its own."""
        return self.cursor(binary=binary).execute(query, parameters)
