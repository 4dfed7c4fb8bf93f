"""Law 5: a rule that raises opens a visible fault; that person's inputs are kept and wait, everybody else goes on."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from tests.integration.monitor.conftest import Stage, at_home, envelope, every, now

from bilezik import monitor, stream
from bilezik.domain.envelope import FAULT
from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.fold.effects import Folded
from bilezik.fold.folding import fold
from bilezik.fold.inputs import Arrival, Given
from bilezik.fold.plan import Plan
from bilezik.fold.state import State

SECRET = "at 51.1234, 71.4321"


def _breaks_for(person: int, *, after: Instant) -> Callable[[Plan, State, Given], Folded]:
    """Return `fold` with a rule that raises for one person's reports of after `after`."""

    def broken(plan: Plan, state: State, given: Given) -> Folded:
        if isinstance(given, Arrival) and state.person == person and (given.report.at or 0) >= after:
            raise ZeroDivisionError(SECRET)
        return fold(plan, state, given)

    return broken


async def test_law_05_a_rule_that_raises_stops_one_person_and_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.register(3)
    times = every(minutes(1), Instant(now() - minutes(30)), 20)
    monkeypatch.setattr("bilezik.monitor.folding.fold", _breaks_for(2, after=times[5]))
    async with stage.running():
        for at in times[:10]:
            for person in (1, 2, 3):
                await stage.say(person, at_home(at, person), at)
        await stage.until(lambda: stage.count("alerts WHERE kind = 'fault'") == 1)
        for at in times[10:]:
            for person in (1, 2, 3):
                await stage.say(person, at_home(at, person), at)
        await stage.until(lambda: stage.count("envelopes") == 60)
        await stage.until(lambda: stage.count("fixes WHERE person <> 2") == 40)
    # Nothing of the person is lost: what was judged is stored, what was not is set aside, once.
    ((distinct,),) = stage.rows("SELECT count(DISTINCT seq) FROM set_asides")
    stored, aside = stage.count("fixes WHERE person = 2"), stage.count("set_asides")
    assert stored + aside == 20
    assert stored <= 5
    assert distinct == aside
    ((who, kind, standing, text),) = stage.rows("SELECT person, kind, state, text FROM alerts")
    assert (who, kind, standing) == (2, "fault", "open")
    assert "ZeroDivisionError" in str(text)
    told = stage.rows("SELECT text FROM alerts UNION ALL SELECT error FROM set_asides UNION ALL SELECT body::text FROM feed")
    assert not any(SECRET in str(row) for row in told)

    # Still broken after a restart: set aside again, no second alert. Then mended and released: as if nothing had happened.
    async with stage.running():
        await stage.say(2, at_home(now(), 2))
        await stage.until(lambda: stage.count("set_asides") == aside + 1)
        monkeypatch.undo()
        before, left = await asyncio.to_thread(monitor.release, stage.database.dsn("monitor"), 2, within_s=15)
        assert (before, left) == (aside + 1, 0)
        await stage.say(2, at_home(Instant(now() + 1), 2))
        await stage.until(lambda: stage.count("fixes WHERE person = 2") == 22)
    assert stage.count("alerts") == 1
    assert stage.rows("SELECT mark FROM person_states WHERE person = 2") == [("inside",)]


async def test_law_05_of_a_turn_in_pieces_nothing_is_lost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.register(3)
    times = every(minutes(1), Instant(now() - minutes(30)), 20)
    for at in times:
        for person in (1, 2, 3):
            await stage.say(person, at_home(at, person), at)
    monkeypatch.setattr("bilezik.monitor.session.PIECE", 1)  # a message at a time, nearly always all of them in one turn
    monkeypatch.setattr("bilezik.monitor.folding.fold", _breaks_for(2, after=times[5]))
    async with stage.running():
        await stage.until(lambda: stage.count("envelopes") == 60)
        await stage.until(lambda: stage.count("fixes WHERE person <> 2") == 40)
        monkeypatch.undo()
        # Of the turn that broke everything is set aside; a turn before it, if a busy machine made two, is stored.
        stored = stage.count("fixes WHERE person = 2")
        assert stored <= 5
        aside = 20 - stored
        assert stage.rows("SELECT count(*), count(DISTINCT seq) FROM set_asides") == [(aside, aside)]
        assert stage.rows("SELECT person, kind FROM alerts") == [(2, "fault")]
        assert await asyncio.to_thread(monitor.release, stage.database.dsn("monitor"), 2, within_s=15) == (aside, 0)
        await stage.until(lambda: stage.count("fixes") == 60)
    assert stage.count("fixes WHERE person = 2") == 20


async def test_law_05_a_docket_that_cannot_be_read_is_a_fault_too(stage: Stage) -> None:
    stage.register(2)
    stage.owner.execute("""INSERT INTO dockets (person, recorded_at, content) VALUES (1, now(), '{"person": "one"}')""")
    async with stage.running():
        for person in (1, 2):
            await stage.say(person, at_home(now(), person))
        await stage.until(lambda: stage.count("fixes WHERE person = 2") == 1)
        await stage.until(lambda: stage.count("alerts WHERE kind = 'fault' AND person = 1") == 1)
    assert stage.count("set_asides WHERE person = 1 AND arrival <> ''") == 1


async def test_law_05_a_frame_at_which_our_decoder_failed_opens_a_fault(stage: Stage) -> None:
    stage.register(2)
    failed = msgspec.structs.replace(envelope(1, at_home(now())), reports=(), error=f"{FAULT}: ZeroDivisionError")
    broken = msgspec.structs.replace(failed, error="no such kind of message", person=2, device=2)  # the device's fault, not ours
    async with stage.running():
        for one in (failed, failed, broken):
            await stage.publisher.publish(stream.partition_of(one.person or 0), [one])
        await stage.until(lambda: stage.count("envelopes") == 3)
        await stage.until(lambda: stage.count("person_states WHERE heard_at IS NOT NULL") == 2)
    ((person, kind, text, evidence),) = stage.rows("SELECT person, kind, text, jsonb_array_length(evidence) FROM alerts")
    assert (person, kind, evidence) == (1, "fault", 2)
    assert "ZeroDivisionError" in str(text)


async def test_law_05_who_is_released_is_woken_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    began = now()
    stage.register(1, Instant(began - seconds(1)), silence=seconds(4))
    monkeypatch.setattr("bilezik.monitor.folding.fold", _breaks_for(1, after=Instant(began + 1)))
    async with stage.running():
        await stage.say(1, at_home(began))
        await stage.until(lambda: stage.count("fixes") == 1)
        await stage.say(1, at_home(Instant(now())))
        await stage.until(lambda: stage.count("set_asides") == 1)
        await asyncio.sleep(8)  # the wake-up of the first word comes due while the person is set aside
        monkeypatch.undo()
        assert await asyncio.to_thread(monitor.release, stage.database.dsn("monitor"), 1, within_s=15) == (1, 0)
        await stage.until(lambda: stage.count("alerts WHERE kind = 'silence'") == 1)
