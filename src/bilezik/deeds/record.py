"""The one way to write: `perform` opens the transaction, asks for the right, and writes what was done beside the change (law 9).

1. The audit row, the timeline, the feed and the dockets are written in the transaction of the change: all of it or nothing.
2. A deed that changed something and said nothing about it is a bug and undoes itself.
3. The lock on a person comes first (`Doing.lock_person`): two deeds about one person follow each other, so the later docket
   holds both.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from django.db import Error, connection, transaction

from bilezik.deeds import dockets, rights
from bilezik.deeds.actor import Actor
from bilezik.deeds.refusal import Invalid, NotFound, of_database
from bilezik.store.models import Deed, FeedItem

Content = Mapping[str, object]

_AUDIT: Final = "COPY audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where, content) FROM STDIN"
LONGEST_WHY: Final = 4_000
"""Letters of a reason; a note is its own reason, so this is also a note's length."""


class Doing:
    """A deed while it is being done: what it touched, who is told, whose docket changes."""

    def __init__(self, by: Actor, deed: str, why: str) -> None:
        """Begin with nothing touched."""
        self.by, self.deed, self.why = by, deed, why
        self._subjects: list[tuple[str, int | None, Content]] = []
        self._dockets: set[int] = set()

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
        FeedItem.objects.create(kind=kind, body=dict(body))

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
        with connection.cursor() as cursor:
            if self._dockets:
                dockets.write(sorted(self._dockets))
            with connection.wrap_database_errors, cursor.copy(_AUDIT) as copy:
                for subject in self._subjects:
                    copy.write_row(self._row(*subject))
            # Deferred constraints speak now, where their refusal can still be told in words.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _row(self, kind: str, number: int | None, content: Content) -> Sequence[object]:
        by = self.by
        text = msgspec.json.encode(content).decode()
        return by.user_id, by.name, self.deed, kind, number, self.why, by.from_where, text


@contextlib.contextmanager
def perform(by: Actor, deed: str, *, why: str) -> Iterator[Doing]:
    """Do `deed` inside: one transaction, refused without a right or a reason.

    Raises what the deed raises; `Forbidden` without the right, `Invalid` for an empty `why`, `Invalid` or `Conflict` for what
    only the database can refuse. Any other exception is a bug, and nothing was stored.
    """
    if not why.strip():
        raise Invalid("why", "say why")
    if len(why) > LONGEST_WHY or "\0" in why:
        raise Invalid("why", f"at most {LONGEST_WHY} letters")
    if not by.name.strip() or not by.from_where.strip():
        raise AssertionError("a deed needs to know who does it and from where")
    try:
        with transaction.atomic():
            rights.demand(by, deed)
            doing = Doing(by, deed, why.strip())
            yield doing
            doing.close()
    except Error as error:
        refusal = of_database(error)
        if refusal is None:
            raise
        raise refusal from error
