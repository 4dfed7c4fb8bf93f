"""Leases on a real PostgreSQL: who gets what, and that an old epoch commits nothing."""

import msgspec
import pytest

from bilezik.app.engines.scratch import Database
from bilezik.monitor import leases
from bilezik.monitor.leases import Lease, LeaseLost, share
from bilezik.store import Connection, connect


@pytest.fixture
def connection(database: Database) -> Connection:
    return connect(database.dsn("monitor"), autocommit=True)


def at(lease: Lease, seq: int) -> Lease:
    return msgspec.structs.replace(lease, seq=seq)


@pytest.mark.parametrize(
    ("mine", "free", "living", "give", "take"),
    [
        (0, 64, 1, 0, 64),
        (64, 0, 1, 0, 0),
        (64, 0, 2, 32, 0),  # a second one lives: half is its
        (0, 32, 2, 0, 32),
        (0, 10, 2, 0, 10),
        (22, 0, 3, 0, 0),
        (20, 64, 3, 0, 2),
        (32, 5, 3, 10, 0),
        (0, 64, 0, 0, 64),
    ],
)
def test_shares_are_fair(mine: int, free: int, living: int, give: int, take: int) -> None:
    found = share(range(mine), free, living)
    assert (len(found.give), found.take) == (give, take)
    assert set(found.give) <= set(range(mine))


def test_two_monitors_never_take_the_same_partition(connection: Connection, database: Database) -> None:
    with connection, connect(database.dsn("monitor"), autocommit=True) as other:
        assert leases.free(connection) == 64
        first, second = leases.take(connection, "a", 40), leases.take(other, "b", 64)
        assert len(first) == 40
        assert sorted(lease.partition for lease in (*first, *second)) == list(range(64))
        assert {lease.epoch for lease in first} == {1}
        assert leases.take(other, "b", 64) == []


def test_a_batch_of_an_old_epoch_or_a_wrong_position_is_refused(connection: Connection) -> None:
    with connection:
        (lease,) = leases.take(connection, "a", 1)
        leases.advance(connection, [(lease, at(lease, 7))])
        leases.advance(connection, [(at(lease, 7), at(lease, 7))])  # nothing new, still ours
        with pytest.raises(LeaseLost):
            leases.advance(connection, [(lease, at(lease, 9))])  # expected 0, is 7
        leases.give(connection, {lease.partition: lease.epoch})
        (again,) = leases.take(connection, "b", 1)
        assert (again.partition, again.epoch, again.seq) == (lease.partition, lease.epoch + 1, 7)
        with pytest.raises(LeaseLost):
            leases.advance(connection, [(at(lease, 7), at(lease, 9))])
        assert leases.renew(connection, {lease.partition: lease.epoch}) == {lease.partition}
        assert leases.renew(connection, {again.partition: again.epoch}) == set()


def test_one_lost_lease_refuses_the_whole_batch(connection: Connection) -> None:
    with connection:
        held = leases.take(connection, "a", 3)
        leases.give(connection, {held[1].partition: held[1].epoch})
        leases.take(connection, "b", 64)
        with pytest.raises(LeaseLost, match="1 of 3"), connection.transaction():
            leases.advance(connection, [(lease, at(lease, 5)) for lease in held])
        kept = connection.execute("SELECT count(*) FROM leases WHERE seq <> 0").fetchone()
        assert kept == (0,)


def test_an_earlier_life_of_the_same_name_is_disowned(connection: Connection) -> None:
    with connection:
        leases.take(connection, "a", 64)
        assert leases.free(connection) == 0
        leases.disown(connection, "a")
        assert leases.free(connection) == 64


def test_an_expired_lease_is_free(connection: Connection, database: Database) -> None:
    with connection, database.connect("owner") as owner:
        (lease,) = leases.take(connection, "a", 1)
        owner.execute("UPDATE leases SET expires_at = now() - interval '1 second' WHERE partition = %s", (lease.partition,))
        (again,) = (one for one in leases.take(connection, "b", 64) if one.partition == lease.partition)
        assert again.epoch == lease.epoch + 1
