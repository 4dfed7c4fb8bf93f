"""One batch, one transaction: reports, evidence, events, states and what was found.

1. Reports and evidence come as rows, packed when they were folded; the rest is packed as it is added. The transaction is COPY and
   COMMIT.
2. Reports that came in order are new, so they go by plain COPY. If one was stored after all, the COPY is rolled back alone and
   the rows go by the second way; late ones take it at once: a temporary table and INSERT … ON CONFLICT DO NOTHING, which doubles
   nothing and says which were new.
3. The transaction begins with `first`: the monitor's check that it still holds its leases. What raises there ends the batch with
   nothing written (law 8).
4. A `Writer` is for one connection and one thread. After an error of the connection make both anew.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
from psycopg import errors

from bilezik.domain.fix import Event, Fix
from bilezik.domain.instant import Instant
from bilezik.domain.violation import Violation
from bilezik.fold import Standing
from bilezik.store import rows
from bilezik.store.codes import DOUBT_CODE
from bilezik.store.connection import Connection, moment
from bilezik.store.findings import write_violations
from bilezik.store.jsontext import plain, text_of

Step = Callable[[Connection], None]


class Outcome(msgspec.Struct, frozen=True):
    """What a batch did. `stored` reports are new, `repeated` ones were there; `late_stored`: seq of the late ones that are new."""

    stored: int
    repeated: int
    late_stored: frozenset[int]


class SetAside(msgspec.Struct, frozen=True):
    """An input whose fold raised."""

    person: int
    seq: int
    arrival: bytes
    error: str
    at: Instant


class Batch:
    """What one transaction will write. Of several states, violations or checkpoints with one key the last counts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.fixes: list[bytes] = [rows.HEADER]
        """Rows of reports (`rows.fix`) that came in order."""
        self.late: list[bytes] = [rows.HEADER]
        """Rows of reports that may have been stored before."""
        self.envelopes: list[bytes] = [rows.HEADER]
        """Rows of evidence (`rows.envelope`)."""
        self.events: list[bytes] = [rows.HEADER]
        self.states: dict[int, bytes] = {}
        self.doubted: list[tuple[int, Fix]] = []
        self.violations: dict[int, tuple[Violation, Instant]] = {}
        self.checkpoints: dict[tuple[int, Instant], bytes] = {}
        self.forgotten: dict[int, Instant] = {}
        self.refolds: dict[int, Instant] = {}
        self.refolded_people: set[int] = set()
        self.set_asides: list[SetAside] = []
        self.docket_folds: dict[tuple[int, Instant], tuple[int, Instant]] = {}
        self.feed_items: list[tuple[str, object]] = []

    @property
    def reports(self) -> int:
        """How many reports have been added."""
        return len(self.fixes) + len(self.late) - 2

    def event(self, person: int, event: Event) -> None:
        """Add an event; one that is stored already is not doubled."""
        self.events.append(rows.event(person, event))

    def state(
        self, person: int, partition: int, seq: int, packed: bytes, standing: Standing, *, wake_at: Instant, changed_at: Instant
    ) -> None:
        """Set a person's state: the fold's, `packed`, up to the arrival `seq`, and what the map shows."""
        self.states[person] = rows.state(person, partition, seq, packed, standing, wake_at=wake_at, changed_at=changed_at)

    def doubts(self, person: int, fixes: Iterable[Fix]) -> None:
        """Set the doubts of stored fixes as a refold found them."""
        self.doubted.extend((person, fix) for fix in fixes)

    def violation(self, violation: Violation, changed_at: Instant) -> None:
        """Set a violation as it now stands."""
        self.violations[violation.id] = (violation, changed_at)

    def checkpoint(self, person: int, at: Instant, packed: bytes) -> None:
        """Keep a state to refold from."""
        self.checkpoints[person, at] = packed

    def forget_checkpoints(self, person: int, after: Instant) -> None:
        """Remove a person's stored checkpoints after that instant, before those of this batch are kept."""
        self.forgotten[person] = min(after, self.forgotten.get(person, after))

    def refold(self, person: int, since: Instant) -> None:
        """Remember that a person's history is to be folded again from `since`; an earlier one that waits stays."""
        self.refolds[person] = min(since, self.refolds.get(person, since))

    def refolded(self, person: int) -> None:
        """Forget that a person's history was to be folded again: it has been."""
        self.refolded_people.add(person)

    def docket_fold(self, person: int, recorded_at: Instant, seq: int, clock: Instant) -> None:
        """Remember where a docket was folded: after the arrival `seq`, at `clock`."""
        self.docket_folds[person, recorded_at] = (seq, clock)

    def set_aside(self, given: SetAside) -> None:
        """Keep an input whose fold raised."""
        self.set_asides.append(given)

    def feed(self, kind: str, body: object) -> None:
        """Tell the screens; `body` is what msgspec writes as JSON."""
        self.feed_items.append((kind, body))


class Writer:
    """Writes batches over one connection."""

    def __init__(self, connection: Connection) -> None:
        """Make the temporary tables; `connection` is not inside a transaction."""
        self._connection = connection
        with connection.transaction():
            for table in ("fixes", "events", "person_states"):
                connection.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS new_{table} (LIKE {table}) ON COMMIT DELETE ROWS")

    def commit(self, batch: Batch, *, first: Step | None = None, last: Step | None = None) -> Outcome:
        """Write everything in one transaction, with `first` before and `last` after; raises what they or PostgreSQL raise."""
        connection = self._connection
        with connection.transaction():
            if first is not None:
                first(connection)
            stored, repeated = self._put("fixes", rows.FIX_COLUMNS, batch.fixes)
            late_stored = self._put_late(batch.late)
            if len(batch.envelopes) > 1:
                self._copy("envelopes", rows.ENVELOPE_COLUMNS, batch.envelopes)
            self._put("events", rows.EVENT_COLUMNS, batch.events)
            self._put_states(batch.states.values())
            write_violations(connection, batch.violations.values())
            self._put_small(batch)
            if last is not None:
                last(connection)
        late = len(batch.late) - 1
        return Outcome(stored + len(late_stored), repeated + late - len(late_stored), late_stored)

    def _copy(self, table: str, columns: str, packed: Sequence[bytes]) -> int:
        with self._connection.cursor() as cursor:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
                for begin in range(0, len(packed), _PIECE):
                    copy.write(b"".join(packed[begin : begin + _PIECE]))
                copy.write(rows.TRAILER)
            return cursor.rowcount

    def _put(self, table: str, columns: str, packed: Sequence[bytes]) -> tuple[int, int]:
        """Return how many rows are new and how many were there."""
        count = len(packed) - 1
        if count == 0:
            return 0, 0
        try:
            with self._connection.transaction():
                return self._copy(table, columns, packed), 0
        except errors.UniqueViolation:
            new = len(self._stage(table, columns, packed))
            return new, count - new

    def _put_late(self, packed: Sequence[bytes]) -> frozenset[int]:
        if len(packed) == 1:
            return frozenset()
        return frozenset(self._stage("fixes", rows.FIX_COLUMNS, packed))

    def _stage(self, table: str, columns: str, packed: Sequence[bytes]) -> list[int]:
        self._connection.execute(f"DELETE FROM new_{table}")
        self._copy(f"new_{table}", columns, packed)
        new = self._connection.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new_{table} ON CONFLICT DO NOTHING RETURNING seq"
        )
        return [int(seq) for (seq,) in new]

    def _put_states(self, packed: Iterable[bytes]) -> None:
        changed = [rows.HEADER, *packed]
        if len(changed) == 1:
            return
        self._copy("new_person_states", rows.STATE_COLUMNS, changed)
        self._connection.execute(_UPSERT_STATES)

    def _put_small(self, batch: Batch) -> None:
        connection = self._connection
        if batch.refolded_people:
            connection.execute("DELETE FROM refolds WHERE person = ANY (%s)", (list(batch.refolded_people),))
        if batch.forgotten:
            whose, since = list(batch.forgotten), [moment(at) for at in batch.forgotten.values()]
            connection.execute(_FORGET, (whose, since))
        self._put_doubts(batch.doubted)
        small: tuple[tuple[str, list[tuple[object, ...]]], ...] = (
            (_UPSERT_CHECKPOINT, [(person, moment(at), state) for (person, at), state in batch.checkpoints.items()]),
            (_UPSERT_REFOLD, [(person, moment(since)) for person, since in batch.refolds.items()]),
            (_SET_ASIDE, [(s.person, s.seq, s.arrival, plain(s.error), moment(s.at)) for s in batch.set_asides]),
            (_DOCKET_FOLD, [(who, moment(at), seq, moment(clock)) for (who, at), (seq, clock) in batch.docket_folds.items()]),
            (_FEED, [(kind, text_of(body)) for kind, body in batch.feed_items]),
        )
        for query, parameters in small:
            if parameters:
                with connection.cursor() as cursor:
                    cursor.executemany(query, parameters)

    def _put_doubts(self, doubted: Sequence[tuple[int, Fix]]) -> None:
        if doubted:
            self._connection.execute(
                _DOUBT,
                (
                    [person for person, _ in doubted], [moment(fix.fixed_at) for _, fix in doubted],
                    [fix.device for _, fix in doubted], [fix.digest for _, fix in doubted],
                    [DOUBT_CODE[fix.doubt] for _, fix in doubted],
                ),
            )  # fmt: skip


_PIECE: Final = 400
"""Rows handed over at once: some 128 kB, for which memory is at hand. Megabytes would be asked of the system and given back."""
_STATE_NAMES: Final = tuple(name.strip() for name in rows.STATE_COLUMNS.split(","))

_UPSERT_STATES: Final = (
    f"INSERT INTO person_states ({rows.STATE_COLUMNS}) SELECT {rows.STATE_COLUMNS} FROM new_person_states"
    f" ON CONFLICT (person) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _STATE_NAMES[1:])}"
)
_DOUBT: Final = (
    "UPDATE fixes SET doubt = found.doubt FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::smallint[])"
    " AS found(person, fixed_at, device, digest, doubt) WHERE fixes.person = found.person AND fixes.fixed_at = found.fixed_at"
    " AND fixes.device = found.device AND fixes.digest = found.digest AND fixes.doubt <> found.doubt"
)
_FORGET: Final = (
    "DELETE FROM checkpoints USING unnest(%s::bigint[], %s::timestamptz[]) AS begun(person, at)"
    " WHERE checkpoints.person = begun.person AND checkpoints.at > begun.at"
)
_UPSERT_CHECKPOINT: Final = (
    "INSERT INTO checkpoints (person, at, state) VALUES (%s, %s, %s) ON CONFLICT (person, at) DO UPDATE SET state = excluded.state"
)
_UPSERT_REFOLD: Final = (
    "INSERT INTO refolds (person, since_at) VALUES (%s, %s)"
    " ON CONFLICT (person) DO UPDATE SET since_at = least(refolds.since_at, excluded.since_at)"
)
_SET_ASIDE: Final = "INSERT INTO set_asides (person, seq, arrival, error, at) VALUES (%s, %s, %s, %s, %s)"
_DOCKET_FOLD: Final = "INSERT INTO docket_folds (person, recorded_at, seq, clock_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_FEED: Final = "INSERT INTO feed (kind, body) VALUES (%s, %s)"
