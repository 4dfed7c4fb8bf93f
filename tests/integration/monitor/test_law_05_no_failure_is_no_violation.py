"""Law 5: a rule that raises opens a visible fault; that person's inputs are kept and wait, everybody else goes on."""

import asyncio
from collections.abc import Callable

import pytest
from tests.integration.monitor.conftest import Stage, at_home, every, now

from bilezik import monitor
from bilezik.domain.instant import Instant, minutes
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


async def test_law_05_a_docket_that_cannot_be_read_is_a_fault_too(stage: Stage) -> None:
    stage.register(2)
    stage.owner.execute("""INSERT INTO dockets (person, recorded_at, content) VALUES (1, now(), '{"person": "one"}')""")
    async with stage.running():
        for person in (1, 2):
            await stage.say(person, at_home(now(), person))
        await stage.until(lambda: stage.count("fixes WHERE person = 2") == 1)
        await stage.until(lambda: stage.count("alerts WHERE kind = 'fault' AND person = 1") == 1)
    assert stage.count("set_asides WHERE person = 1 AND arrival <> ''") == 1
