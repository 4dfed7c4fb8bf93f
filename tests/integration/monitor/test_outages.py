"""Outages: when our own side does not listen nobody is silent; when a whole city is, there is one alert."""

import asyncio

import msgspec
from tests.integration.monitor.conftest import Stage, at_home, away, docket_of, envelope, every, now

from bilezik import stream
from bilezik.domain.envelope import pulse
from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.domain.order import Permission
from bilezik.domain.report import Report
from bilezik.fold.record import read_record, write_record
from bilezik.store import reading


async def beat(stage: Stage, person: int, at: Instant) -> None:
    await stage.publisher.publish(stream.partition_of(person), [pulse(at)])


async def test_nobody_is_silent_while_nobody_listens(stage: Stage) -> None:
    """Both fall silent in an outage of 40 minutes; one speaks after it, the other has the full time from its end."""
    begin = Instant(now() - minutes(70))
    stage.register(2, Instant(begin - minutes(1)), silence=minutes(20))
    async with stage.running():
        for person in (1, 2):
            for at in every(seconds(30), begin, 20):
                await beat(stage, person, at)
            await stage.say(person, at_home(begin, person), begin)
            await stage.say(person, at_home(Instant(begin + minutes(9)), person), Instant(begin + minutes(9)))
        await stage.until(lambda: stage.count("fixes") == 4)
        for person in (1, 2):
            await beat(stage, person, Instant(begin + minutes(49)))
        await stage.say(1, at_home(Instant(begin + minutes(50)), 1), Instant(begin + minutes(50)))
        await stage.until(lambda: stage.count("outages") == 2)
        assert stage.count("violations") == 0
        for person in (1, 2):
            for at in every(seconds(30), Instant(begin + minutes(50)), 39):
                await beat(stage, person, at)
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1)
        found = stage.rows("SELECT person, began_at, raised_at FROM violations")
    with stage.database.connect("monitor") as connection:
        (violation,) = reading.violations(connection, 2)
        assert violation.began_at == Instant(begin + minutes(49)), found
        assert violation.raised_at == Instant(begin + minutes(69))
        lapses = [outage for _, outage in reading.outages(connection, [stream.partition_of(2)], since=Instant(0))]
        assert [(outage.from_at, outage.to_at) for outage in lapses] == [
            (Instant(begin + seconds(19 * 30)), Instant(begin + minutes(49)))
        ]


async def test_time_does_not_pass_beyond_the_last_pulse(stage: Stage) -> None:
    stage.register(1, Instant(now() - minutes(31)), silence=minutes(10))
    heard_at = Instant(now() - minutes(30))
    await beat(stage, 1, heard_at)
    await stage.say(1, at_home(heard_at), heard_at)
    async with stage.running():
        await stage.until(lambda: stage.count("fixes") == 1)
        await stage.say(33, at_home(now(), 33), now())  # another partition lives: the monitor has looked at everybody since
        await stage.until(lambda: stage.count("fixes") == 2)
        assert stage.count("violations") == 0
    async with stage.running("another"):  # what is known of listening outlives the monitor
        await stage.until(lambda: stage.count("leases WHERE owner = 'another'") == 64)
        await beat(stage, 1, now())
        await stage.until(lambda: stage.count("outages") == 1)
        assert stage.count("violations") == 0


async def test_law_07_a_record_with_an_outage_and_a_docket_met_late_replays(stage: Stage) -> None:
    """The docket is read by the monitor after reports that came later than it: the record says where it was met."""
    begin = Instant(now() - minutes(90))
    stage.register(1, Instant(begin - minutes(1)), silence=minutes(20))
    allowed = Permission(id=1, from_at=Instant(begin + minutes(20)), to_at=Instant(begin + minutes(70)))
    known = docket_of(1, Instant(begin + minutes(5)), silence=minutes(20))
    conditions = tuple(
        msgspec.structs.replace(one, permissions=(allowed,)) if one.kind == "stay_home" else one
        for one in known.orders[0].conditions
    )
    async with stage.running():
        for at in every(seconds(50), begin, 12):
            await beat(stage, 1, at)
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("fixes") == 12)
        await stage.until(lambda: stage.count("violations WHERE kind = 'not_home'") == 1)
        stage.record(msgspec.structs.replace(known, orders=(msgspec.structs.replace(known.orders[0], conditions=conditions),)))
        await stage.until(lambda: stage.count("docket_folds") == 2, 60)
        for at in every(seconds(50), Instant(begin + minutes(50)), 6):
            await beat(stage, 1, at)
            await stage.say(1, at_home(at), at)
        await stage.until(lambda: stage.count("fixes") == 18)
        for at in every(seconds(50), Instant(begin + minutes(55)), 30):
            await beat(stage, 1, at)
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1)
    with stage.database.connect("monitor") as connection:
        items, end = reading.record(connection, 1)
        found = reading.violations(connection, 1)
    _, story = read_record(write_record(1, "test", items, end))
    replayed = sorted(story.violations.values(), key=lambda violation: (violation.raised_at, violation.id))
    assert msgspec.json.encode(replayed) == msgspec.json.encode(found)
    assert sorted(violation.kind for violation in found) == ["not_home", "silence"]


async def test_law_07_a_docket_of_the_time_in_which_nobody_listened_replays(stage: Stage) -> None:
    """He is away with a permission; it ends while nobody listens, and so does, a minute before, the duty to be at home."""
    begin = Instant(now() - minutes(90))
    stage.register(1, Instant(begin - minutes(1)))
    allowed = Permission(id=1, from_at=Instant(begin - minutes(30)), to_at=Instant(begin + minutes(30)))
    known = docket_of(1, begin)
    conditions = tuple(
        msgspec.structs.replace(one, permissions=(allowed,)) if one.kind == "stay_home" else one
        for one in known.orders[0].conditions
    )
    stage.record(msgspec.structs.replace(known, orders=(msgspec.structs.replace(known.orders[0], conditions=conditions),)))
    async with stage.running():
        for at in every(seconds(50), Instant(begin + minutes(1)), 33):
            await beat(stage, 1, at)
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("fixes") == 33)
        stage.record(docket_of(1, Instant(begin + minutes(29)), kinds=("keep_contact",)))
        await stage.until(lambda: stage.count("person_states") == 1)
        await asyncio.sleep(1)
        assert stage.count("docket_folds") == 2, "time has not come to the third"
        await beat(stage, 1, Instant(begin + minutes(45)))
        await stage.until(lambda: stage.count("docket_folds") == 3, 60)
        for at in every(seconds(50), Instant(begin + minutes(46)), 6):
            await beat(stage, 1, at)
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("fixes") == 39)
        await asyncio.sleep(1)
    with stage.database.connect("monitor") as connection:
        items, end = reading.record(connection, 1)
        found = reading.violations(connection, 1)
    _, story = read_record(write_record(1, "test", items, end))
    replayed = sorted(story.violations.values(), key=lambda violation: (violation.raised_at, violation.id))
    assert msgspec.json.encode(replayed) == msgspec.json.encode(found)


async def test_a_city_that_falls_silent_is_one_alert(stage: Stage) -> None:
    """Twelve of fourteen fall silent together. The thirteenth fell silent before them, for a reason of his own."""
    stage.register(14, now(), silence=seconds(14))
    async with stage.running():
        await stage.say(13, at_home(now(), 13))
        await asyncio.sleep(8)
        for person in (*range(1, 13), 14):
            await stage.say(person, at_home(now(), person))
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1, 40)
        assert stage.rows("SELECT kind, person FROM alerts") == [("silence", 13)]
        await stage.say(14, at_home(now(), 14))
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 13, 40)
        await stage.until(lambda: stage.count("alert_violations") == 13)
        assert stage.rows("SELECT kind, about, person FROM alerts WHERE kind = 'outage'") == [("outage", "devices:Astana", None)]
        assert stage.rows("SELECT kind, person FROM alerts WHERE kind <> 'outage'") == [("silence", 13)]
        assert stage.count("feed WHERE body ->> 'kind' = 'outage'") == 1


async def test_a_silence_says_what_may_explain_it(stage: Stage) -> None:
    """Switched off, an empty battery, a cellar without coverage, no known reason, a bag of foil."""
    begin = Instant(now() - minutes(120))
    stage.register(5, Instant(begin - minutes(1)), silence=minutes(20))
    words = {
        1: Report(at=begin, events=("power_off",)),
        2: msgspec.structs.replace(at_home(begin, 2), battery_pct=3.0),
        3: at_home(begin, 3),
        4: at_home(begin, 4),
        5: Report(at=begin, lat=51.1, lon=71.4, valid=False, satellites=0),
    }
    async with stage.running():
        for person, said in words.items():
            await stage.publisher.publish(stream.partition_of(person), [envelope(person, said, begin)])
        kept = at_home(Instant(begin + minutes(10)), 3)
        await stage.say(3, kept, Instant(begin + minutes(40)))
        await stage.until(lambda: stage.count("violations WHERE state = 'open'") == 5)
        rows = stage.rows("SELECT person, state, evidence -> 0 ->> 'what' FROM violations ORDER BY person, began_at")
    assert rows == [
        (1, "open", "cause switched_off"),
        (2, "open", "cause battery_flat"),
        (3, "closed", None),
        (3, "open", "cause no_coverage"),
        (4, "open", None),
        (5, "open", "cause shielded"),
    ]


async def test_a_silence_among_people_who_report_seldom_is_his_alone(stage: Stage) -> None:
    """Eleven report once in a while and may; the twelfth reports often, and falls silent."""
    stage.register(12, now(), silence=minutes(60), apart={12: seconds(12)})
    async with stage.running():
        for person in range(1, 13):
            await stage.say(person, at_home(now(), person))
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1, 40)
        await stage.until(lambda: stage.count("alerts") == 1)
        assert stage.rows("SELECT kind, person FROM alerts") == [("silence", 12)]
