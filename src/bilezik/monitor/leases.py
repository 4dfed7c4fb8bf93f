"""Who judges which partition: lease rows in PostgreSQL with an owner, an epoch, a position and an end.

1. The row is the only truth. A batch moves the position `WHERE epoch = mine AND seq = expected` inside its own transaction
   (`advance`): a monitor that was stopped and goes on after another took over commits nothing (law 8).
2. A takeover raises the epoch. It waits for a batch of the old owner that is committing: both update the same row.
3. Shares are fair: monitors tell each other that they live (NOTIFY monitors); who holds more than its share gives back, who
   holds less takes what is free or expired. One that was silent for a lease's life is not counted.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec
import psycopg

from bilezik.domain.instant import Instant
from bilezik.store.connection import moment

PARTITIONS: Final = 64
TTL_S: Final = 15.0
RENEW_EVERY_S: Final = 3.0
"""Four renewals may fail before a partition is free for others."""
CHANNEL: Final = "monitors"

Connection = psycopg.Connection[tuple[object, ...]]


class TenureOver(Exception):  # noqa: N818 - not a fault: what is in memory is not what is stored
    """Forget everything and begin anew from what is stored."""


class LeaseLost(TenureOver):
    """Another monitor has one of the partitions."""


class Lease(msgspec.Struct, frozen=True):
    """A partition that is ours: its epoch, the stream sequence up to which results are stored, until when it was listened to."""

    partition: int
    epoch: int
    seq: int
    listened_at: Instant | None = None


class Share(msgspec.Struct, frozen=True):
    """What one round of sharing changes: partitions to give back, and how many to take."""

    give: tuple[int, ...]
    take: int


def share(mine: Collection[int], free: int, living: int) -> Share:
    """Return what to give back or take, when `living` monitors (this one too) share all partitions and `free` have no owner."""
    fair = -(-PARTITIONS // max(1, living))
    surplus = len(mine) - fair
    if surplus > 0:
        return Share(give=tuple(sorted(mine)[-surplus:]), take=0)
    return Share(give=(), take=min(free, -surplus))


_FREE: Final = "SELECT count(*) FROM leases WHERE owner IS NULL OR expires_at < clock_timestamp()"

_LEFT: Final = "UPDATE leases SET owner = NULL, expires_at = clock_timestamp() WHERE owner = %s"

_TAKE: Final = """
UPDATE leases SET owner = %s, epoch = epoch + 1, expires_at = clock_timestamp() + make_interval(secs => %s)
WHERE partition IN (
    SELECT partition FROM leases
    WHERE owner IS NULL OR expires_at < clock_timestamp()
    ORDER BY partition LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING partition, epoch, seq, listened_at
"""
_RENEW: Final = """
UPDATE leases AS held SET expires_at = clock_timestamp() + make_interval(secs => %s)
FROM unnest(%s::smallint[], %s::bigint[]) AS ours(partition, epoch)
WHERE held.partition = ours.partition AND held.epoch = ours.epoch
RETURNING held.partition
"""
_GIVE: Final = """
UPDATE leases AS held SET owner = NULL, expires_at = clock_timestamp()
FROM unnest(%s::smallint[], %s::bigint[]) AS ours(partition, epoch)
WHERE held.partition = ours.partition AND held.epoch = ours.epoch
"""
_ADVANCE: Final = """
UPDATE leases AS held SET seq = moved.seq, listened_at = greatest(held.listened_at, moved.listened_at),
    expires_at = clock_timestamp() + make_interval(secs => %s)
FROM unnest(%s::smallint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
    AS moved(partition, epoch, expected, seq, listened_at)
WHERE held.partition = moved.partition AND held.epoch = moved.epoch AND held.seq = moved.expected
"""


def take(connection: Connection, owner: str, count: int) -> list[Lease]:
    """Take up to `count` partitions that nobody holds or whose lease has ended."""
    rows = connection.execute(_TAKE, (owner, TTL_S, count), binary=True).fetchall()
    return [Lease(_int(partition), _int(epoch), _int(seq), _instant(heard)) for partition, epoch, seq, heard in rows]


def free(connection: Connection) -> int:
    """Return how many partitions could be taken now."""
    row = connection.execute(_FREE).fetchone()
    return _int(row[0]) if row else 0


def disown(connection: Connection, owner: str) -> None:
    """Free what an earlier life of `owner` held: it need not wait for the end of those leases. Once, at the start."""
    connection.execute(_LEFT, (owner,))


def renew(connection: Connection, leases: Mapping[int, int]) -> set[int]:
    """Prolong the leases {partition: epoch}; return the partitions that are lost."""
    rows = connection.execute(_RENEW, (TTL_S, list(leases), list(leases.values()))).fetchall()
    return set(leases) - {_int(row[0]) for row in rows}


def give(connection: Connection, leases: Mapping[int, int]) -> None:
    """Let others have the leases {partition: epoch} at once."""
    connection.execute(_GIVE, (list(leases), list(leases.values())))


def advance(connection: Connection, moves: Sequence[tuple[Lease, Lease]]) -> None:
    """Inside a batch's transaction, first of all: move each lease from how it stood to the new one; `LeaseLost` if one is not ours.

    A lease whose position does not change is checked and locked all the same.
    """
    moved = connection.execute(
        _ADVANCE,
        (
            TTL_S,
            [lease.partition for lease, _ in moves],
            [lease.epoch for lease, _ in moves],
            [lease.seq for lease, _ in moves],
            [now.seq for _, now in moves],
            [moment(now.listened_at) for _, now in moves],
        ),
    ).rowcount
    if moved != len(moves):
        raise LeaseLost(f"{len(moves) - moved} of {len(moves)} partitions belong to another monitor")


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected an integer, got {value!r}")
    return value


def _instant(value: object) -> Instant | None:
    return None if value is None else Instant(_int(value))
