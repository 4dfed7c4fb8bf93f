"""The live feed: what happened, in an order that never changes behind a reader.

1. Who writes inserts without a cursor, in the transaction of the change itself. PostgreSQL notifies `feed` when it commits.
2. Who reads calls `sequence`, then `after`: a row that commits late gets a later cursor, so nothing is missed or comes twice.
"""

from typing import Any, Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.store.connection import Connection

CHANNEL: Final = "feed"


class Item(msgspec.Struct, frozen=True):
    """One thing the screens should know."""

    cursor: int
    kind: str
    body: Any
    at: Instant


def sequence(connection: Connection) -> int:
    """Give cursors to everything committed; return the last cursor there is. In a transaction of its own, READ COMMITTED."""
    with connection.transaction():
        row = connection.execute("SELECT sequence_feed()").fetchone()
    return 0 if row is None else int(row[0])


def after(connection: Connection, cursor: int, limit: int = 1000) -> list[Item]:
    """Return at most `limit` items after `cursor`, in order."""
    found = connection.execute(
        "SELECT cursor, kind, body, at FROM feed WHERE cursor > %s ORDER BY cursor LIMIT %s", (cursor, limit)
    )
    return [Item(number, kind, body, at) for number, kind, body, at in found]
