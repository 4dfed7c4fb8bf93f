"""The one way to write: `perform` opens the transaction, asks for the right, and writes what was done beside the change (law 9).

1. The audit row, the timeline, the feed and the dockets are written in the transaction of the change: all of it or nothing.
2. A deed that changed something and said nothing about it is a bug and undoes itself.
3. The lock on a person comes first (`Doing.lock_person`): two deeds about one person follow each other, so the later docket
   holds both.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction

from bilezik.deeds import dockets, rights
from bilezik.deeds.actor import Actor
from bilezik.deeds.refusal import Invalid, NotFound, of_database
from bilezik.store.models import Deed

Content = Mapping[str, object]

_AUDIT: Final = """
INSERT INTO audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where, content)
SELECT %s::bigint, %s, %s, kind, number, %s, %s, content::jsonb
FROM unnest(%s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY AS one (kind, number, content, place) ORDER BY place
"""
"""One statement for all rows; COPY is refused where policies hold."""
LONGEST_WHY: Final = 4_000
"""Letters of a reason; a note is its own reason, so this is also a note's length."""


class Doing:
    """A deed while it is being done: what it touched, who is told, whose docket changes."""

    def __init__(self, by: Actor, deed: str, why: str, at: str = DEFAULT_DB_ALIAS) -> None:
        """Begin with nothing touched."""
        self.by, self.deed, self.why, self._at = by, deed, why, at
        self._subjects: list[tuple[str, int | None, Content]] = []
        self._dockets: set[int] = set()
        self._written = 0

    def touched(self, kind: str, number: int | None, content: Content | None = None) -> None:
        """Say what was changed: a row of the audit log. `content` holds values before and after."""
        self._subjects.append((kind, number, content or {}))

    def line(self, kind: str, *, alert: int | None = None, person: int | None = None, content: Content | None = None) -> int:
        """Write a line on the timeline of an alert or a person; return its id."""
        return Deed.objects.create(
            alert_id=alert, person_id=person, actor_id=self.by.user_id, actor_name=self.by.name, kind=kind,
            why=self.why, from_where=self.by.from_where, content=dict(content or {}),
        ).id  # fmt: skip

    def tell(self, kind: str, body: Content) -> None:
        """Put something on the feed."""
        with connection.cursor() as cursor:  # not by the model: whose it is, its time and its cursor are given by PostgreSQL
            cursor.execute("INSERT INTO feed (kind, body) VALUES (%s, %s)", (kind, msgspec.json.encode(body).decode()))

    def lock_person(self, person: int) -> None:
        """Make other deeds about this person wait until this one is done; `NotFound` where there is none."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM people WHERE id = %s FOR NO KEY UPDATE", (person,))
            if cursor.rowcount != 1:
                raise NotFound("person", person)

    def docket(self, *people: int) -> None:
        """These people's orders read differently now: write their next docket at the end."""
        self._dockets.update(people)

    def close(self) -> None:
        """Write what was done; called once by `perform`."""
        if not self._subjects:
            raise AssertionError(f"the deed {self.deed} says nothing about what it changed")
        if self._dockets:
            dockets.write(sorted(self._dockets))
        self.write()
        with connections[self._at].cursor() as cursor:
            # Deferred constraints speak now, where their refusal can still be told in words; the next deed of the request begins
            # with them deferred again.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def write(self) -> None:
        """Write the audit rows of what was touched so far; `close` does it, and who ends their own sight does it before."""
        by = self.by
        left, self._written = self._subjects[self._written :], len(self._subjects)
        if not left:
            return
        kinds = [kind for kind, _, _ in left]
        numbers = [number for _, number, _ in left]
        contents = [msgspec.json.encode(content).decode() for _, _, content in left]
        with connections[self._at].cursor() as cursor:
            cursor.execute(_AUDIT, (by.user_id, by.name, self.deed, self.why, by.from_where, kinds, numbers, contents))


@contextlib.contextmanager
def perform(by: Actor, deed: str, *, why: str, at: str = DEFAULT_DB_ALIAS) -> Iterator[Doing]:
    """Do `deed` inside: one transaction, refused without a right or a reason.

    Raises what the deed raises; `Forbidden` without the right, `Invalid` for an empty `why`, `Invalid` or `Conflict` for what
    only the database can refuse. Any other exception is a bug, and nothing was stored. `at`: the connection it is done through.
    """
    if not why.strip():
        raise Invalid("why", "say why")
    if len(why) > LONGEST_WHY or "\0" in why:
        raise Invalid("why", f"at most {LONGEST_WHY} letters")
    if not by.name.strip() or not by.from_where.strip():
        raise AssertionError("a deed needs to know who does it and from where")
    try:
        with transaction.atomic(using=at):
            rights.demand(by, deed)
            doing = Doing(by, deed, why.strip(), at)
            yield doing
            doing.close()
    except Error as error:
        refusal = of_database(error)
        if refusal is None:
            raise
        raise refusal from error
