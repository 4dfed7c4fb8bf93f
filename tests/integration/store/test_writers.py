"""A batch is one transaction: everything or nothing, nothing twice, nothing lost (laws 6 and 8, where they reach the database)."""

from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import errors
from tests.integration.as_web import voice

from bilezik.app.engines.scratch import Database
from bilezik.domain.alert import Alert
from bilezik.domain.envelope import Envelope
from bilezik.domain.fix import Event, Fix
from bilezik.domain.instant import NEVER, Instant, days, parse, seconds
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation, Witness
from bilezik.fold import Arrival, Standing, digest_of
from bilezik.store import Connection, connect, findings, reading, rows
from bilezik.store.writers import Batch, Outcome, SetAside, Writer

pytestmark = pytest.mark.engines

NOON = parse("2026-05-20T07:00:00Z")
NOWHERE = Standing(None, None, None, None, "unsure", None, None)


def arrival(number: int, *, at: Instant | None = None, device: int = 7, seq: int | None = None, **report: Any) -> Arrival:
    when = Instant(NOON + seconds(10 * number)) if at is None else at
    said = Report(**({"at": when, "lat": 43.2, "lon": 76.9, "speed_mps": 10 / 3.6, "satellites": 9} | report))
    heard = Instant(NOON + seconds(10 * number + 1))
    return Arrival(device, heard, heard, number if seq is None else seq, digest_of(said), said, "ok")


def fixes(batch: Batch, *given: Arrival, person: int = 1, late: bool = False) -> Batch:
    for each in given:
        (batch.late if late else batch.fixes).append(rows.fix(person, each.report.at or each.received_at, each, None))
    return batch


def count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.rollback()
    assert row is not None
    return int(row[0])


@pytest.fixture
def writer(monitor: Connection) -> Writer:
    return Writer(monitor)


@pytest.fixture
def other(database: Database) -> Iterator[Connection]:
    with connect(database.dsn("monitor")) as connection:
        yield connection


def test_reports_come_back_as_they_were_folded(writer: Writer, monitor: Connection) -> None:
    given = [
        arrival(1),
        arrival(2, accuracy_m=12.5, source="wifi", charging=True, events=("sos",)),
        arrival(3, lat=None, lon=None, speed_mps=None, events=("strap_open", "watch:fall"), status=0x100001),
        msgspec.structs.replace(arrival(4), integrity="failed", sealed=True),
    ]
    assert writer.commit(fixes(Batch(), *given)) == Outcome(4, 0, frozenset())
    assert list(reading.arrivals(monitor, 1, NOON, Instant(NOON + days(1)))) == given
    assert list(reading.arrivals(monitor, 1, Instant(NOON + seconds(20)), Instant(NOON + seconds(30)))) == given[1:2]
    assert list(reading.arrivals(monitor, 2, NOON, Instant(NOON + days(1)))) == []


def test_what_tracking_found_stands_beside_what_was_said(writer: Writer, monitor: Connection) -> None:
    given = arrival(1, valid=False, source="gnss")
    batch = Batch()
    batch.fixes.append(rows.fix(1, Instant(NOON + seconds(10)), given, "invalid"))
    writer.commit(batch)
    assert monitor.execute("SELECT source, doubt, integrity FROM fixes").fetchall() == [(1, 1, 1)]


@pytest.mark.parametrize("late", [False, True])
def test_law_08_a_report_sent_again_is_stored_once(writer: Writer, monitor: Connection, late: bool) -> None:  # noqa: FBT001
    first = [arrival(number) for number in range(5)]
    writer.commit(fixes(Batch(), *first))
    again = [msgspec.structs.replace(each, seq=each.seq + 100, received_at=Instant(each.received_at + 1)) for each in first[3:]]
    outcome = writer.commit(fixes(Batch(), *again, arrival(9, seq=9), late=late))
    assert (outcome.stored, outcome.repeated) == (1, 2)
    assert outcome.late_stored == (frozenset({9}) if late else frozenset())
    assert [each.seq for each in reading.arrivals(monitor, 1, NOON, Instant(NOON + days(1)))] == [0, 1, 2, 3, 4, 9]


def test_a_report_twice_in_one_batch_is_stored_once(writer: Writer) -> None:
    assert writer.commit(fixes(Batch(), arrival(1), arrival(1, seq=2))) == Outcome(1, 1, frozenset())
    assert writer.commit(fixes(fixes(Batch(), arrival(3)), arrival(3, seq=4), late=True)) == Outcome(1, 1, frozenset())


def test_law_06_two_devices_of_a_person_may_say_the_same_at_the_same_time(writer: Writer, monitor: Connection) -> None:
    cut = [arrival(1, device=device, lat=None, lon=None, events=("strap_open",)) for device in (7, 8)]
    assert cut[0].digest == cut[1].digest
    batch = fixes(Batch(), *cut)
    for each in cut:
        batch.event(1, Event(each.device, "strap_open", NOON, each.received_at, each.seq, each.digest))
    assert writer.commit(batch).stored == 2
    assert count(monitor, "events") == 2


def test_an_event_sent_again_is_stored_once_and_its_neighbours_are_kept(writer: Writer, monitor: Connection) -> None:
    strap = Event(7, "strap_open", NOON, NOON, 1, 5, value=3.0, doubt="bad_checksum")
    for given in ([strap], [strap, msgspec.structs.replace(strap, kind="sos")]):
        batch = Batch()
        for event in given:
            batch.event(1, event)
        writer.commit(batch)
    found = monitor.execute("SELECT kind, value, doubt FROM events ORDER BY kind").fetchall()
    assert found == [("sos", 3.0, 7), ("strap_open", 3.0, 7)]


def test_no_time_a_device_invents_stops_a_batch(writer: Writer, monitor: Connection) -> None:
    invented = ["1980-01-06T00:00:00Z", "2080-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2007-04-01T00:00:00Z"]
    given = [arrival(number, at=parse(text)) for number, text in enumerate(invented)]
    absurd = [arrival(8, at=Instant(2**62)), arrival(9, at=Instant(-(2**62)))]
    assert writer.commit(fixes(Batch(), *given, *absurd)).stored == 6
    assert writer.commit(fixes(Batch(), *given)).repeated == 4
    again = list(reading.arrivals(monitor, 1, parse("1970-01-01T00:00:00Z"), parse("2099-01-01T00:00:00Z")))
    assert sorted(again, key=lambda each: each.seq) == [*given, *absurd]


def test_evidence_keeps_every_byte_and_no_text_stops_a_batch(writer: Writer, monitor: Connection) -> None:
    whole = Envelope(
        protocol="watch", received_at=NOON, wire=bytes(range(256)), decoder=3, device=7, claimed="35\0\ud800", person=1,
        peer="10.0.0.1:5", session=2**40, integrity="failed", error="half a\0frame",
    )  # fmt: skip
    unknown = Envelope(protocol="gt06", received_at=NOON, wire=b"", decoder=1, sealed=True)
    batch = Batch()
    batch.envelopes.append(rows.envelope(65536, NOON, whole))
    batch.envelopes.append(rows.envelope(65537, NOON, unknown))
    batch.event(1, Event(7, "watch:\0", NOON, NOON, 1, 5))
    batch.feed("alert", {"text": "a\0b"})
    batch.set_aside(SetAside(1, 5, b"\0", "ValueError: \0", NOON))
    writer.commit(batch)
    columns = "seq, protocol, device, person, claimed, error, session, integrity, sealed, decoder, wire"
    assert monitor.execute(f"SELECT {columns} FROM envelopes ORDER BY seq").fetchall() == [
        (65536, "watch", 7, 1, "35\ufffd?", "half a\ufffdframe", 2**40, 2, False, 3, bytes(range(256))),
        (65537, "gt06", None, None, None, None, 0, 0, True, 1, b""),
    ]


def test_states_are_replaced_and_readable(writer: Writer, monitor: Connection) -> None:
    stood = Standing(NOON, 43.2, 76.9, 5.0, "inside", 80.0, Instant(NOON + 1))
    batch = Batch()
    batch.state(1, 1, 10, b"old", NOWHERE, wake_at=NEVER, changed_at=NOON)
    batch.state(2, 2, 10, b"two", NOWHERE, wake_at=NOON, changed_at=NOON)
    batch.state(1, 1, 11, b"new", stood, wake_at=Instant(NOON + 5), changed_at=NOON)
    writer.commit(batch)
    assert list(reading.states(monitor, [1])) == [reading.StoredState(1, 11, b"new", Instant(NOON + 5))]
    later = Batch()
    later.state(1, 1, 12, b"newer", stood, wake_at=NEVER, changed_at=NOON)
    writer.commit(later)
    assert {state.person: (state.state, state.wake_at) for state in reading.states(monitor, [1, 2, 3])} == {
        1: (b"newer", None), 2: (b"two", NOON),
    }  # fmt: skip
    seen = monitor.execute("SELECT fixed_at, heard_at, lat, lon, accuracy_m, battery_pct, mark FROM person_states WHERE person = 1")
    assert seen.fetchone() == (NOON, NOON + 1, 43.2, 76.9, 5.0, 80.0, "inside")


class LostError(Exception):
    """What a monitor raises when its lease is another's."""


def full_batch() -> Batch:
    batch = fixes(Batch(), arrival(1))
    batch.envelopes.append(rows.envelope(1, NOON, Envelope(protocol="gt06", received_at=NOON, wire=b"x", decoder=1)))
    batch.event(1, Event(7, "sos", NOON, NOON, 1, 5))
    batch.state(1, 1, 1, b"s", NOWHERE, wake_at=NEVER, changed_at=NOON)
    batch.checkpoint(1, NOON, b"c")
    batch.refold(1, NOON)
    batch.set_aside(SetAside(1, 5, b"a", "e", NOON))
    batch.feed("alert", {})
    return batch


TABLES = ("fixes", "envelopes", "events", "person_states", "checkpoints", "refolds", "set_asides", "feed")


@pytest.mark.parametrize("where", ["first", "last"])
def test_law_08_a_batch_whose_check_fails_writes_nothing(writer: Writer, monitor: Connection, where: str) -> None:
    def lose(_: Connection) -> None:
        raise LostError

    with pytest.raises(LostError):
        writer.commit(full_batch(), **{where: lose})
    assert [count(monitor, table) for table in TABLES] == [0] * len(TABLES)
    writer.commit(full_batch())
    assert [count(monitor, table) for table in TABLES] == [1] * len(TABLES)


def test_law_08_two_monitors_with_one_lease_commit_once(writer: Writer, monitor: Connection, other: Connection) -> None:
    def advance(connection: Connection) -> None:
        moved = connection.execute("UPDATE leases SET seq = 5 WHERE partition = 3 AND epoch = 0 AND seq = 0").rowcount
        if moved != 1:
            raise LostError

    def meanwhile(_: Connection) -> None:
        with pytest.raises(errors.LockNotAvailable):  # the second waits for the first ...
            double.commit(full_batch(), first=advance)

    double = Writer(other)
    other.execute("SET lock_timeout = '100ms'")
    other.commit()
    writer.commit(full_batch(), first=advance, last=meanwhile)
    with pytest.raises(LostError):  # ... and then finds that it has lost
        double.commit(full_batch(), first=advance)
    assert [count(monitor, table) for table in TABLES] == [1] * len(TABLES)


def test_checkpoints_and_refolds(writer: Writer, monitor: Connection) -> None:
    batch = Batch()
    for number in range(4):
        batch.checkpoint(1, Instant(NOON + number), b"%d" % number)
    batch.refold(1, Instant(NOON + 9))
    batch.refold(1, Instant(NOON + 5))
    batch.refold(2, Instant(NOON + 5))
    writer.commit(batch)
    assert reading.checkpoint(monitor, 1, Instant(NOON + 2)) == (NOON + 2, b"2")
    assert reading.checkpoint(monitor, 1, Instant(NOON - 1)) is None
    assert reading.refolds(monitor, [1, 2, 3]) == {1: NOON + 5, 2: NOON + 5}
    monitor.rollback()

    done = Batch()
    done.forget_checkpoints(1, Instant(NOON + 1))
    done.checkpoint(1, Instant(NOON + 2), b"again")
    done.refolded(1)
    done.refold(2, Instant(NOON + 7))  # the earlier one that waits stays
    writer.commit(done)
    assert reading.checkpoint(monitor, 1, Instant(NOON + 9)) == (NOON + 2, b"again")
    assert reading.refolds(monitor, [1, 2]) == {2: NOON + 5}


def test_a_refold_corrects_the_doubts_of_its_fixes_only(writer: Writer, monitor: Connection) -> None:
    given = [arrival(1), arrival(2)]
    writer.commit(fixes(Batch(), *given))
    batch = Batch()
    batch.doubts(1, [Fix(7, Instant(NOON + seconds(10)), NOON, 1, given[0].digest, 43.2, 76.9, None, "gnss", None, "stuck")])
    batch.doubts(2, [Fix(7, Instant(NOON + seconds(20)), NOON, 1, given[1].digest, 43.2, 76.9, None, "gnss", None, "stuck")])
    writer.commit(batch)
    assert monitor.execute("SELECT doubt FROM fixes ORDER BY fixed_at").fetchall() == [(9,), (0,)]


def violation(person: int, **other: Any) -> Violation:
    values: dict[str, Any] = {
        "id": -5, "person": person, "condition": 3, "condition_kind": "stay_home", "kind": "not_home", "began_at": NOON,
        "decided_at": NOON, "raised_at": Instant(NOON + 1), "certainty": "likely", "probability": 912, "reason": "x\0y",
        "evidence": (Witness(NOON, 65536, "fix", 43.2, 76.9, 12.5, 180.25, 912, 2200),), "order": 9,
    }  # fmt: skip
    return Violation(**(values | other))


def test_violations_and_alerts(writer: Writer, monitor: Connection, register: Any) -> None:
    person = register.person
    first = violation(person)
    second = msgspec.structs.replace(first, id=6, state="closed", closed_at=Instant(NOON + 7), reason="", raised_at=NOON)
    batch = Batch()
    batch.violation(first, NOON)
    batch.violation(second, NOON)
    made: list[Alert] = []

    def place(connection: Connection) -> None:
        assert findings.open_alerts(connection, [person], since=NOON) == []
        (number,) = findings.number_alerts(connection, 1)
        alert = Alert(
            id=number, person=person, kind="not_home", certainty="likely", state="open", priority=2, event_at=NOON,
            raised_at=NOON, escalate_at=Instant(NOON + 9), violations=(-5,),
        )  # fmt: skip
        made.append(alert)
        said = {number: findings.AlertText("left home", first.evidence)}
        findings.insert_alerts(connection, made, NOON, said)

    writer.commit(batch, last=place)
    stored = reading.violations(monitor, person)
    assert stored == [second, msgspec.structs.replace(first, reason="x\ufffdy")]
    assert reading.violations(monitor, person, Instant(NOON + 7)) == stored[1:]
    monitor.rollback()

    closed = msgspec.structs.replace(stored[1], state="closed", closed_at=Instant(NOON + 50))
    joined = msgspec.structs.replace(made[0], certainty="certain", priority=1, violations=(-5, 6))
    change = Batch()
    change.violation(closed, NOON)

    def join(connection: Connection) -> None:
        assert findings.open_alerts(connection, [person], since=NOON) == made
        findings.change_alerts(connection, [joined], Instant(NOON + 1))

    writer.commit(change, last=join)
    assert reading.violations(monitor, person)[1] == closed
    assert findings.open_alerts(monitor, [person], since=NOON) == [joined]
    found = monitor.execute("SELECT text, jsonb_array_length(evidence), changed_at FROM alerts").fetchall()
    assert found == [("left home", 1, NOON + 1)]


def test_an_alert_that_is_being_placed_waits_for_nobody_elses_change(
    writer: Writer, database: Database, token: str, register: Any
) -> None:
    number = register.insert(
        "alerts", person=register.person, kind="not_home", certainty="likely", state="open", priority=2,
        event_at="2026-05-20T07:00:00Z", raised_at="2026-05-20T07:00:00Z",
    )  # fmt: skip

    def place(connection: Connection) -> None:
        assert [alert.id for alert in findings.open_alerts(connection, [register.person], since=NOON)] == [number]
        with voice(database, "web", token, autocommit=True) as web:
            web.execute("SET lock_timeout = '100ms'")
            with pytest.raises(errors.LockNotAvailable):
                web.execute("UPDATE alerts SET text = 'taken meanwhile'")

    writer.commit(Batch(), last=place)


def test_a_writer_survives_an_error_of_its_batch(writer: Writer, monitor: Connection) -> None:
    bad = Batch()
    bad.violation(violation(404), NOON)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        writer.commit(bad)
    assert writer.commit(full_batch()).stored == 1
    assert count(monitor, "fixes") == 1
