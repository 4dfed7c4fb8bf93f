"""Law 2: silence is an input. Nothing is heard, and something happens."""

from tests.integration.monitor.conftest import Stage, at_home, now

from bilezik.domain.instant import Instant, minutes, seconds


async def test_law_02_silence_raises_without_any_input(stage: Stage) -> None:
    """One person's device falls silent, another's never said a word: both are found by the clock alone."""
    stage.register(2, Instant(now() - seconds(20)), silence=seconds(25))
    async with stage.running():
        await stage.say(1, at_home(now()))
        await stage.until(lambda: stage.count("fixes") == 1)
        assert stage.count("violations") == 0
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence' AND state = 'open'") == 2, 50)
        await stage.until(lambda: stage.count("alerts WHERE kind = 'silence'") == 2)
        raised = stage.rows("SELECT raised_at - began_at FROM violations")
        assert all(abs(took.total_seconds() - 25) < 0.01 for (took,) in raised)  # type: ignore[attr-defined] # an interval
        await stage.say(1, at_home(now()))
        await stage.until(lambda: stage.count("violations WHERE state = 'closed'") == 1)


async def test_law_02_wake_ups_survive_the_monitor(stage: Stage) -> None:
    stage.register(1, Instant(now() - minutes(1)), silence=seconds(70))
    async with stage.running():
        await stage.until(lambda: stage.rows("SELECT wake_at IS NOT NULL FROM person_states") == [(True,)])
    async with stage.running("another"):
        await stage.until(lambda: stage.count("violations WHERE kind = 'silence'") == 1, 40)
