"""A newer version finds states and checkpoints of an older layout: everything is told again, and nothing is lost by it."""

import asyncio

import msgspec
from tests.integration.monitor.conftest import Stage, at_home, away, docket_of, every, now

from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.fold.record import read_record, write_record
from bilezik.fold.state import LAYOUT
from bilezik.store import reading

_decode = msgspec.msgpack.Decoder().decode
_encode = msgspec.msgpack.Encoder().encode


def age(stage: Stage) -> None:
    """Make every stored state and checkpoint one of the layout before."""
    for table in ("person_states", "checkpoints"):
        for row, packed in stage.rows(f"SELECT ctid::text, state FROM {table}"):
            assert isinstance(packed, bytes)
            content = _decode(packed)
            content[1] = LAYOUT - 1
            stage.owner.execute(f"UPDATE {table} SET state = %s WHERE ctid = %s::tid", (_encode(content), row))


async def test_silence_goes_on_over_an_upgrade(stage: Stage) -> None:
    """The first is silent already and reports again afterwards; the second falls silent while nobody looks."""
    stage.register(2, Instant(now() - seconds(2)), silence=seconds(15))
    async with stage.running():
        await stage.say(1, at_home(now()))
        await stage.until(lambda: stage.count("fixes") == 1)
        await asyncio.sleep(8)
        await stage.say(2, at_home(now(), 2))
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1)
    age(stage)
    async with stage.running():
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence' AND person = 2") == 1, 40)
        await stage.say(1, at_home(now()), now())
        await stage.until(lambda: stage.count("violations WHERE person = 1 AND state = 'closed'") == 1)
    for person in (1, 2):
        with stage.database.connect("monitor") as connection:
            items, end = reading.record(connection, person)
            found = reading.violations(connection, person)
        _, story = read_record(write_record(person, "test", items, end))
        replayed = sorted(story.violations.values(), key=lambda violation: (violation.raised_at, violation.id))
        assert msgspec.json.encode(replayed) == msgspec.json.encode(found)


async def test_what_was_found_is_not_taken_back_by_an_upgrade(stage: Stage) -> None:
    begin = Instant(now() - minutes(60))
    stage.register(1, Instant(begin - minutes(1)))
    async with stage.running():
        for at in every(seconds(60), begin, 12):
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("violations WHERE kind = 'not_home'") == 1)
        stage.record(docket_of(1, Instant(begin + minutes(30))))
        await stage.until(lambda: stage.count("docket_folds") == 2, 60)
    before = stage.rows("SELECT id, state, reason, began_at, raised_at FROM violations")
    age(stage)
    async with stage.running():
        await stage.say(1, away(now()), now())
        await stage.until(lambda: stage.count("fixes") == 13)
        await asyncio.sleep(1)
        assert stage.count("refolds") == 0
    assert stage.rows("SELECT id, state, reason, began_at, raised_at FROM violations") == before
    assert stage.rows("SELECT kind FROM deeds WHERE alert IS NOT NULL") == []
