"""The audit log's sealer and its verifier (law 9).

1. Rows are appended freely by whoever does a deed. One sealer, behind an advisory lock, takes what has been committed and
   chains it: `digest` = SHA-256 of the salt and the row, `chain` = SHA-256 of the chain before and of this link's number, row,
   time and digest.
2. Rows commit in another order than their ids: the sealer takes every row that has no seal, not those after the last.
3. Content may be erased by law: the row loses content and salt, keeps the rest, and a line of its own says who had it erased and
   why. Its digest stays in the chain; nobody can find the content from it without the salt.
4. Who can write everything could rewrite log and chain together. Against that the head is written down elsewhere each day
   (`app.steward.heads`), and given back to `verify` as an anchor.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from bilezik.domain.instant import Instant, hours
from bilezik.store.connection import Connection, moment
from bilezik.store.jsontext import text_of

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('bilezik.audit', 0))"
_BEGINNING: Final = bytes(32)
PATIENCE: Final = hours(1)
"""No transaction of ours lasts as long: a row that an earlier sealing should have seen, by so much, was not there then."""

_ROW: Final = (
    "a.id, a.at, a.actor, a.actor_name, a.deed, a.subject_kind, a.subject_id, a.why, a.from_where, a.content::text, a.salt"
)
_UNSEALED: Final = (
    f"SELECT {_ROW} FROM audit a WHERE a.at >= %s AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id) ORDER BY a.id"
)
_ALL: Final = (
    f"SELECT s.seq, s.audit_id, s.sealed_at, s.digest, s.chain, {_ROW} FROM audit_seals s FULL JOIN audit a ON a.id = s.audit_id"
    " ORDER BY s.seq, a.id"
)
_ERASED: Final = "SELECT subject_id FROM audit WHERE deed = 'audit.erase' AND subject_kind = 'audit'"


class Verdict(msgspec.Struct, frozen=True):
    """What `verify` found: ids of rows `changed`, `missing` (sealed, but gone) and `inserted` (not by the way of all rows).

    `broken` is the number of the first link that does not follow from the one before, or None. `waiting` rows are too new to be
    sealed. `head` is the last link as `number:chain`, to be written down; `unmet` are the given anchors that are not in the chain.
    """

    sealed: int
    waiting: int
    erased: int
    changed: tuple[int, ...]
    missing: tuple[int, ...]
    inserted: tuple[int, ...]
    broken: int | None
    head: str
    unmet: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was found."""
        return not (self.changed or self.missing or self.inserted) and self.broken is None and not self.unmet


def seal(connection: Connection) -> int:
    """Seal what has been committed, in one transaction; return how many rows. `connection` is the owner's."""
    with connection.transaction():
        connection.execute(_LOCK)
        last = connection.execute("SELECT seq, chain, sealed_at FROM audit_seals ORDER BY seq DESC LIMIT 1").fetchone()
        number, chain, before = (0, _BEGINNING, Instant(PATIENCE)) if last is None else last
        (now,) = connection.execute("SELECT clock_timestamp()").fetchone() or (0,)
        links = []
        # A row that the last sealing did not see belongs to a transaction that ended later and was not longer than PATIENCE.
        for row in connection.execute(_UNSEALED, (moment(Instant(before - PATIENCE)),)):
            number += 1
            digest = _digest(row)
            chain = _link(chain, number, row[0], now, digest)
            links.append((number, row[0], moment(now), digest, chain))
        if links:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO audit_seals (seq, audit_id, sealed_at, digest, chain) VALUES (%s, %s, %s, %s, %s)", links
                )
    return len(links)


def erase(connection: Connection, audit_id: int, *, actor: int | None, actor_name: str, why: str, from_where: str) -> int:
    """Erase the content of a row and say so in a new one; return the new one's id. `connection` is the owner's."""
    with connection.transaction():
        new = connection.execute(
            "INSERT INTO audit (actor, actor_name, deed, subject_kind, subject_id, why, from_where)"
            " VALUES (%s, %s, 'audit.erase', 'audit', %s, %s, %s) RETURNING id", (actor, actor_name, audit_id, why, from_where)
        ).fetchone()  # fmt: skip
        connection.execute("UPDATE audit SET content = NULL, salt = NULL WHERE id = %s", (audit_id,))
    return 0 if new is None else int(new[0])


def head(connection: Connection) -> str:
    """Return the last link of the chain as it is to be written down; the beginning's where nothing is sealed."""
    last = connection.execute("SELECT seq, chain FROM audit_seals ORDER BY seq DESC LIMIT 1").fetchone()
    return _head(0, _BEGINNING) if last is None else _head(*last)


def verify(connection: Connection, *, anchors: Iterable[str] = ()) -> Verdict:
    """Walk the whole log and its chain; change nothing. `anchors`: heads written down earlier."""
    erased = {subject for (subject,) in connection.execute(_ERASED)}
    walk = _Walk(erased, anchors)
    for row in _stream(connection):
        walk.step(row)
    return walk.verdict()


class _Walk:
    """The chain as it is followed link by link."""

    def __init__(self, erased: set[int], anchors: Iterable[str]) -> None:
        self._erased_by_deed = erased
        self._unmet = dict.fromkeys(anchors)
        self._unmet.pop(_head(0, _BEGINNING), None)
        self._number, self._chain = 0, _BEGINNING
        self._sealed_at, self._sealed_before = Instant(0), Instant(0)
        self._waiting: list[tuple[int, Instant]] = []
        self._changed: list[int] = []
        self._missing: list[int] = []
        self._inserted: list[int] = []
        self._erased = 0
        self._broken: int | None = None

    def step(self, row: tuple[Any, ...]) -> None:
        number, audit_id, sealed_at, digest, chain, *given = row
        if number is None:
            self._waiting.append((given[0], given[1]))
            return
        if self._broken is None and (
            number != self._number + 1 or chain != _link(self._chain, number, audit_id, sealed_at, digest)
        ):
            self._broken = number
        self._number, self._chain = number, chain
        if sealed_at > self._sealed_at:
            self._sealed_before, self._sealed_at = self._sealed_at, sealed_at
        if self._unmet:
            self._unmet.pop(_head(number, chain), None)
        if given[0] is None:
            self._missing.append(audit_id)
        elif given[10] is None and given[9] is None and audit_id in self._erased_by_deed:
            self._erased += 1
        elif given[10] is None or _digest(tuple(given)) != digest:
            self._changed.append(audit_id)
        elif given[1] < self._sealed_before - PATIENCE:
            self._inserted.append(audit_id)

    def verdict(self) -> Verdict:
        # What is not sealed is new, or was slipped in where the sealer does not look any more.
        inserted = [audit_id for audit_id, at in self._waiting if at < self._sealed_at - PATIENCE]
        return Verdict(
            sealed=self._number, waiting=len(self._waiting) - len(inserted), erased=self._erased, changed=tuple(self._changed),
            missing=tuple(self._missing), inserted=tuple(sorted((*self._inserted, *inserted))), broken=self._broken,
            head=_head(self._number, self._chain), unmet=tuple(self._unmet),
        )  # fmt: skip


def _stream(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the log by pieces: it may be larger than the memory."""
    with connection.transaction(), connection.cursor("audit_walk") as cursor:
        cursor.itersize = 5_000
        cursor.execute(_ALL)
        yield from cursor


def _digest(row: tuple[Any, ...]) -> bytes:
    """Return the digest of a row: its salt, then its other fields as JSON, which is one text for one row."""
    *fields, salt = row
    return hashlib.sha256(salt + text_of(fields).encode()).digest()


def _link(before: bytes, number: int, audit_id: int, sealed_at: Instant, digest: bytes) -> bytes:
    return hashlib.sha256(before + b"%d:%d:%d:" % (number, audit_id, sealed_at) + digest).digest()


def _head(number: int, chain: bytes) -> str:
    return f"{number}:{chain.hex()}"
