"""What a monitor makes of the stream, on real engines."""

import msgspec
import pytest
from tests.integration.monitor.conftest import HOME, Stage, at_home, away, docket_of, every, now

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, hours, minutes, seconds
from bilezik.domain.order import Permission
from bilezik.domain.report import Report
from bilezik.store.connection import moment


async def test_reports_become_fixes_states_violations_and_alerts(stage: Stage) -> None:
    stage.register(2)
    begin = Instant(now() - minutes(40))
    async with stage.running():
        for at in every(minutes(1), begin, 10):
            await stage.say(1, at_home(at), at)
            await stage.say(2, at_home(at, 2), at)
        for at in every(minutes(1), Instant(begin + minutes(10)), 20):
            await stage.say(1, away(at), at)
            await stage.say(2, at_home(at, 2), at)
        await stage.until(lambda: stage.count("fixes") == 60)
        await stage.until(lambda: stage.count("alerts") == 1)
    assert stage.count("envelopes") == 60
    (violation,) = stage.rows("SELECT person, kind, state, certainty FROM violations")
    assert violation[:3] == (1, "not_home", "open")
    (alert,) = stage.rows("SELECT person, kind, state, priority, escalate_at > raised_at, level FROM alerts")
    assert alert[:3] == (1, "not_home", "open")
    assert alert[4:] == (True, 0)
    assert stage.rows("SELECT count(*) FROM alert_violations av JOIN alerts a ON a.id = av.alert") == [(1,)]
    (told, *_) = stage.rows("SELECT body->>'person', body->>'city', body->>'step', cursor FROM feed WHERE kind = 'alert'")
    assert told == ("1", "Astana", "open", None)
    states = stage.rows("SELECT person, mark, lat > 51.12, wake_at IS NOT NULL, partition FROM person_states ORDER BY person")
    assert states == [(1, "outside", True, True, 1), (2, "inside", False, True, 2)]


async def test_late_reports_rewrite_what_was_found_and_say_why(stage: Stage) -> None:
    """Law 4: a trip that was judged from two fixes is looked at again when the fixes between them are uploaded."""
    stage.register(1)
    begin = Instant(now() - minutes(60))
    trip = every(minutes(1), Instant(begin + minutes(10)), 20)
    async with stage.running():
        for at in every(minutes(1), begin, 10):
            await stage.say(1, at_home(at), at)
        for at in trip[10:]:
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("violations") == 1)
        ((first,),) = stage.rows("SELECT began_at FROM violations")
        for at in trip[:10]:  # what the device had kept: it was away for ten minutes more
            await stage.say(1, away(at), now())
        await stage.until(lambda: stage.count("fixes") == 30)
        assert stage.count("refolds") == 1
        await stage.until(lambda: stage.count("violations") == 2, 40)
    assert stage.count("refolds") == 0
    rows = stage.rows("SELECT state, reason, began_at < %s FROM violations ORDER BY began_at", moment(Instant(int(str(first)))))
    assert [row[0] for row in rows] == ["open", "superseded"]
    assert rows[0][2] is True
    assert "upload" in str(rows[1][1])
    assert stage.count("alerts") == 1
    kinds = {row[0] for row in stage.rows("SELECT kind FROM deeds WHERE actor_name = 'Bilezik'")}
    assert "violation_superseded" in kinds
    assert stage.rows("SELECT count(*) FROM checkpoints c WHERE c.at > (SELECT max(fixed_at) FROM fixes)") == [(0,)]


async def test_a_new_docket_is_judged_without_any_report(stage: Stage) -> None:
    recorded_at = Instant(now() - hours(2))
    stage.register(1, recorded_at)
    begin = Instant(now() - minutes(40))
    async with stage.running():
        for at in every(minutes(1), begin, 5):
            await stage.say(1, at_home(at), at)
        for at in every(minutes(1), Instant(begin + minutes(5)), 20):
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.rows("SELECT state FROM violations") == [("open",)])
        new = docket_of(1, now())
        leave = Permission(id=5, from_at=Instant(now() - minutes(5)), to_at=Instant(now() + hours(3)), reason="doctor")
        (order,) = new.orders
        home, contact = order.conditions
        permitted = msgspec.structs.replace(home, permissions=(leave,))
        order = msgspec.structs.replace(order, conditions=(permitted, contact))
        stage.record(msgspec.structs.replace(new, orders=(order,)))
        await stage.until(lambda: stage.rows("SELECT state, reason FROM violations") == [("closed", "a permission began")])


async def test_a_re_send_is_stored_once(stage: Stage) -> None:
    """Law 8, the device's side: the answer was lost, the report comes again, also much later."""
    stage.register(1)
    times = every(minutes(1), Instant(now() - minutes(90)), 50)
    sos = Report(at=times[3], events=("sos",))
    async with stage.running():
        for at in times:
            await stage.say(1, at_home(at), at)
        await stage.say(1, sos)
        await stage.say(1, at_home(times[-1]))  # known by memory
        await stage.say(1, at_home(times[2]))  # known by the table alone: memory holds 32
        await stage.say(1, sos)
        await stage.until(lambda: stage.count("envelopes") == stage.said)
    assert stage.count("fixes") == len(times) + 1
    assert stage.count("events") == 1
    assert stage.rows("SELECT kind, jsonb_array_length(evidence) FROM alerts") == [("sos", 1)]


async def test_an_unsure_presence_asks_the_device_once(stage: Stage) -> None:
    stage.register(1)
    async with stage.running():
        for at in every(minutes(1), Instant(now() - minutes(14)), 10):
            await stage.say(1, at_home(at), at)
        for at, out_m in zip(every(minutes(1), Instant(now() - minutes(4)), 4), (150, 250, 350, 450), strict=True):
            walked = msgspec.structs.replace(at_home(at), lat=HOME.lat + out_m / 111_195)
            await stage.say(1, walked, at)
        await stage.until(lambda: stage.count("commands") == 1)
        await stage.until(lambda: stage.count("envelopes") == stage.said)
    assert stage.rows("SELECT device, person, kind, state, params->>'by' FROM commands") == [
        (1, 1, "locate_now", "queued", "system")
    ]


async def test_a_number_that_only_the_map_cannot_show_stops_nobody(stage: Stage) -> None:
    stage.register(1)
    async with stage.running():
        wild = msgspec.structs.replace(at_home(now()), battery_pct=1e300, accuracy_m=1e39)
        await stage.say(1, wild)
        await stage.until(lambda: stage.count("fixes") == 1)
    assert stage.rows("SELECT battery_pct, accuracy_m FROM person_states") == [(None, None)]
    assert stage.count("alerts") == 0


async def test_what_no_column_takes_stops_one_person_only(stage: Stage) -> None:
    stage.register(3)
    begin = Instant(now() - minutes(10))
    async with stage.running():
        for n, at in enumerate(every(seconds(30), begin, 10)):
            for person in (1, 2, 3):
                beyond = Instant(2**62) if person == 2 and n == 4 else at  # an arrival after the last day of PostgreSQL
                await stage.say(person, at_home(at, person), beyond)
        await stage.until(lambda: stage.count("envelopes") == 30)
        await stage.until(lambda: stage.count("fixes WHERE person <> 2") == 20)
        await stage.until(lambda: stage.count("alerts") == 1)
    assert stage.rows("SELECT person, kind FROM alerts") == [(2, "fault")]
    kept = stage.count("fixes WHERE person = 2") + stage.count("set_asides WHERE person = 2")
    assert kept == 10


async def test_a_message_that_cannot_be_read_is_kept_and_stops_nothing(stage: Stage) -> None:
    stage.register(1)
    link = stage.publisher._nc
    async with stage.running():
        await link.jetstream().publish("reports.01", b"\x93no envelopes at all")
        await stage.say(1, at_home(now()))
        await stage.until(lambda: stage.count("fixes") == 1)
    ((error, wire),) = stage.rows("SELECT error, wire FROM envelopes WHERE device IS NULL")
    assert "not a list of envelopes" in str(error)
    assert wire == b"\x93no envelopes at all"


@pytest.mark.parametrize(("field", "beyond"), [("decoder", 2**40), ("received_at", -(2**62))])
async def test_evidence_that_is_no_row_or_refused_is_kept_as_its_bytes(stage: Stage, field: str, beyond: int) -> None:
    stage.register(1)
    async with stage.running():
        good = at_home(now())
        bad = msgspec.structs.replace(
            Envelope(protocol="gt06", received_at=now(), wire=b"bad", decoder=1, device=1, claimed="1"), **{field: beyond}
        )
        await stage.publisher.publish(1, [bad])
        await stage.say(1, good)
        await stage.until(lambda: stage.count("fixes") == 1)
        await stage.until(lambda: stage.count("envelopes") == 2)
    ((wire, error),) = stage.rows("SELECT wire, error FROM envelopes WHERE error IS NOT NULL")
    assert wire == b"bad"
    assert str(error).startswith("not stored")
