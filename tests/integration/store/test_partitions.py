"""Days: made ahead, filled late, dropped; a report for a day that has no table is never lost and never doubled."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg import errors

from bilezik.app.engines.scratch import Database
from bilezik.domain.fix import Event
from bilezik.domain.instant import Instant, after, days, from_datetime
from bilezik.domain.report import Report
from bilezik.fold import Arrival, digest_of
from bilezik.store import Connection, connect, partitions, reading
from bilezik.store.rows import fix
from bilezik.store.writers import Batch, Writer

pytestmark = pytest.mark.engines

TODAY = datetime.now(UTC).date()
MIDNIGHT = from_datetime(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))


def put(writer: Writer, *times: Instant) -> int:
    batch = Batch()
    for number, at in enumerate(times):
        said = Report(at=at, lat=43.0, lon=76.0)
        batch.fixes.append(fix(1, at, Arrival(7, MIDNIGHT, MIDNIGHT, number, digest_of(said), said), None))
        batch.event(1, Event(7, "sos", at, MIDNIGHT, number, 1))
    return writer.commit(batch).stored


def rows(connection: Connection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


def test_a_migrated_database_has_the_days_around_now(owner: Connection) -> None:
    for table in partitions.TABLES:
        have = partitions.days(owner, table)
        assert TODAY in have
        assert TODAY + timedelta(days=2) in have


def test_days_are_made_once(owner: Connection) -> None:
    first, last = TODAY + timedelta(days=10), TODAY + timedelta(days=12)
    assert partitions.ensure(owner, first, last) == 9
    assert partitions.ensure(owner, first, last) == 0
    assert set(partitions.days(owner, "fixes")) >= {first, last}


def test_a_late_day_is_kept_elsewhere_and_moves_when_its_table_is_made(owner: Connection, monitor: Connection) -> None:
    writer, late = Writer(monitor), after(MIDNIGHT, -days(20))
    edges = (late, Instant(late + days(1) - 1), Instant(late + days(1)))
    assert put(writer, *edges) == 3
    assert rows(owner, "fixes_elsewhen") == rows(owner, "events_elsewhen") == 3
    day = TODAY - timedelta(days=20)
    assert partitions.waiting(owner, TODAY - timedelta(days=35), TODAY) == [day, day + timedelta(days=1)]
    partitions.keep(owner, TODAY)
    assert rows(owner, "fixes_elsewhen") == rows(owner, "events_elsewhen") == 0
    assert rows(owner, f"fixes_{day:%Y%m%d}") == 2
    assert [each.report.at for each in reading.arrivals(monitor, 1, late, MIDNIGHT)] == list(edges)
    monitor.rollback()
    assert put(writer, *edges) == 0  # sent again: known where they are now


def test_what_lies_beyond_the_horizon_stays_elsewhere(owner: Connection, monitor: Connection) -> None:
    put(Writer(monitor), after(MIDNIGHT, -days(6000)), after(MIDNIGHT, days(9000)))
    partitions.keep(owner, TODAY)
    assert rows(owner, "fixes_elsewhen") == 2


def test_old_days_are_dropped_and_with_them_what_arrived_then(owner: Connection, monitor: Connection) -> None:
    writer, old = Writer(monitor), TODAY - timedelta(days=40)
    partitions.ensure(owner, old, old)
    put(writer, after(MIDNIGHT, -days(40)), after(MIDNIGHT, -days(9000)))
    assert partitions.drop_before(owner, "fixes", TODAY - timedelta(days=30)) == [old]
    assert rows(owner, "fixes") == 1  # it arrived today, whatever it says of its time
    partitions.drop_before(owner, "fixes", TODAY + timedelta(days=1))
    assert rows(owner, "fixes") == 0
    assert rows(owner, "events") == 2


def test_a_day_can_be_made_while_a_batch_is_being_written(owner: Connection, monitor: Connection) -> None:
    writer, day = Writer(monitor), TODAY + timedelta(days=30)
    said = Report(at=MIDNIGHT)
    batch = Batch()
    batch.fixes.append(fix(1, MIDNIGHT, Arrival(7, MIDNIGHT, MIDNIGHT, 1, digest_of(said), said), None))
    made: list[int] = []
    writer.commit(batch, last=lambda _: made.append(partitions.ensure(owner, day, day)))
    assert made == [3]


def test_a_long_reader_makes_us_come_again_and_loses_nothing(database: Database, owner: Connection, monitor: Connection) -> None:
    late, day = after(MIDNIGHT, -days(20)), TODAY - timedelta(days=20)
    put(Writer(monitor), late)
    with connect(database.dsn("web")) as web:
        web.execute("SELECT count(*) FROM fixes")
        with pytest.raises(errors.LockNotAvailable):
            partitions.ensure(owner, day, day)
    assert rows(owner, "fixes") == rows(owner, "fixes_elsewhen") == 1
    assert partitions.ensure(owner, day, day) == 2  # envelopes had been made
    assert rows(owner, "fixes") == 1
    assert rows(owner, "fixes_elsewhen") == 0
