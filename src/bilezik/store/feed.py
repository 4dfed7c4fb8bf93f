"""The live feed: what happened, in an order that never changes behind a reader.

1. Who writes inserts without a cursor, in the transaction of the change itself. PostgreSQL notifies `feed` when it commits.
2. Who reads calls `sequence`, then `after`: a row that commits late gets a later cursor, so nothing is missed or comes twice.
"""

from typing import Any, Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.store.connection import Connection

CHANNEL: Final = "feed"
SIGHT_CHANNEL: Final = "sight"
"""Somebody's roles, conflicts, cases or session changed: open streams look again what they may carry."""


class Sight(msgspec.Struct, frozen=True):
    """What one reader may see of the feed, as PostgreSQL says it (law 12)."""

    user: int
    everywhere: bool
    scope: frozenset[int]
    granted: frozenset[int]
    hidden: frozenset[int]
    watching: bool

    def sees(self, item: "Item") -> bool:
        """Return whether `item` may be told: as the policies have it for the row it is about."""
        if item.person is None:
            return self.watching
        if item.person in self.hidden:
            return False
        return self.everywhere or item.department in self.scope or item.person in self.granted


class Item(msgspec.Struct, frozen=True):
    """One thing the screens should know."""

    cursor: int
    kind: str
    body: Any
    at: Instant
    person: int | None = None
    department: int | None = None


def sequence(connection: Connection) -> int:
    """Give cursors to everything committed; return the last cursor there is. In a transaction of its own, READ COMMITTED."""
    with connection.transaction():
        row = connection.execute("SELECT sequence_feed()").fetchone()
    return 0 if row is None else int(row[0])


def after(connection: Connection, cursor: int, limit: int = 1000) -> list[Item]:
    """Return at most `limit` items after `cursor`, in order."""
    found = connection.execute(
        "SELECT cursor, kind, body, at, person, department FROM feed WHERE cursor > %s ORDER BY cursor LIMIT %s", (cursor, limit)
    )
    return [Item(*row) for row in found]


def sight(connection: Connection, digest: bytes) -> Sight | None:
    """Return what the holder of a token may see now; None for a token that is nobody's any more."""
    row = connection.execute(
        'SELECT "user", everywhere, scope, granted, hidden, watching FROM sec.sight_of(%s)', (digest,)
    ).fetchone()
    if row is None:
        return None
    user, everywhere, scope, granted, hidden, watching = row
    return Sight(user, everywhere, frozenset(scope), frozenset(granted), frozenset(hidden), watching)
