"""Law 7 from end to end: what the monitor stored, read back as a record and replayed, is what the monitor found, byte for byte."""

import msgspec
from tests.integration.monitor.conftest import Stage, at_home, away, docket_of, every, now

from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.domain.order import Permission
from bilezik.fold.record import read_record, write_record
from bilezik.store import reading


def written(violations: object) -> bytes:
    return msgspec.json.encode(violations)


async def test_law_07_a_record_of_what_is_stored_replays_to_what_was_found(stage: Stage) -> None:
    """A night with everything in it: out and back, a late upload, a strap, a login without a report, a new docket, silence."""
    begin = Instant(now() - minutes(90))
    stage.register(1, Instant(begin - minutes(1)), silence=minutes(20))
    trip = every(minutes(1), Instant(begin + minutes(10)), 12)
    allowed = Permission(id=1, from_at=Instant(begin + minutes(60)), to_at=Instant(begin + minutes(62)))
    known = docket_of(1, Instant(begin + minutes(40)), silence=minutes(20))
    conditions = tuple(
        msgspec.structs.replace(one, permissions=(allowed,)) if one.kind == "stay_home" else one
        for one in known.orders[0].conditions
    )
    order = msgspec.structs.replace(known.orders[0], conditions=conditions)
    async with stage.running():
        for at in every(minutes(1), begin, 10):
            await stage.say(1, at_home(at), at)
        for at in trip[6:]:
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("violations") == 1)
        for at in trip[:6]:
            await stage.say(1, away(at), Instant(trip[-1] + seconds(5)))
        for at in every(minutes(1), Instant(trip[-1] + minutes(1)), 10):
            await stage.say(1, at_home(at), at)
        await stage.until(lambda: stage.count("fixes") == 32)
        stage.record(msgspec.structs.replace(known, orders=(order,)))
        told = msgspec.structs.replace(at_home(Instant(begin + minutes(41))), events=("sos",), replayed=True)
        await stage.say(1, told, Instant(begin + minutes(41)))
        for at in every(minutes(1), Instant(begin + minutes(64)), 6):
            await stage.say(1, away(at), at)
        await stage.until(lambda: stage.count("fixes") == 39)
        await stage.until(lambda: stage.count("violations WHERE state = 'open'") == 2)  # out again, and by now silent
    with stage.database.connect("monitor") as connection:
        items, end = reading.record(connection, 1)
        found = reading.violations(connection, 1)
    _, story = read_record(write_record(1, "test", items, end))
    replayed = sorted(story.violations.values(), key=lambda violation: (violation.raised_at, violation.id))
    assert written(replayed) == written(found)
    assert {violation.state for violation in found} == {"open", "closed", "superseded"}
    assert {violation.kind for violation in found} == {"not_home", "silence"}
    assert {incident.kind for incident in story.incidents.values()} == {"sos"}
