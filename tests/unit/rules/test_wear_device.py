"""`wear_device`: what strap and case say is a fact; repeats are one matter."""

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import Closed, Opened, Rest, Verdicts
from bilezik.rules.wear_device import IDLE, QUIET, StrapWord, WearMemory, WearSeen, step


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


WEAR = Condition(id=1, kind="wear_device")


def hear(state: WearMemory, minute: float, word: StrapWord = "", rest: Rest = "") -> tuple[WearMemory, Verdicts, Instant]:
    return step(WEAR, state, WearSeen(m(minute), rest, word))


def test_an_open_strap_is_one_violation_until_it_is_closed() -> None:
    state, verdicts, wake_at = hear(IDLE, 1, "strap_open")
    assert (verdicts, wake_at) == ((Opened("strap", m(1), "certain", 1000),), NEVER)
    state, verdicts, _ = hear(state, 2, "strap_open")
    assert verdicts == ()
    state, verdicts, _ = hear(state, 9, "strap_closed")
    assert verdicts == (Closed("strap", m(9), "the strap was closed"),)
    assert hear(state, 10, "strap_closed")[1] == ()


def test_a_tamper_lasts_until_it_has_been_quiet() -> None:
    state, verdicts, wake_at = hear(IDLE, 1, "tamper")
    assert verdicts == (Opened("tamper", m(1), "certain", 1000),)
    assert wake_at == m(1) + QUIET
    state, verdicts, wake_at = hear(state, 9, "tamper")
    assert (verdicts, wake_at) == ((), m(9) + QUIET)
    state, verdicts, wake_at = hear(state, 16)
    assert (verdicts, wake_at) == ((), m(9) + QUIET)
    state, verdicts, wake_at = hear(state, 24)
    assert (verdicts, wake_at) == ((Closed("tamper", m(9), "no further sign of tampering"),), NEVER)
    assert state == IDLE


def test_strap_and_case_are_two_matters() -> None:
    state, _, _ = hear(IDLE, 1, "strap_open")
    state, verdicts, _ = hear(state, 1, "tamper")
    assert verdicts == (Opened("tamper", m(1), "certain", 1000),)
    _, verdicts, _ = hear(state, 5, "", "order")
    assert verdicts == (Closed("strap", m(5), "the order ended"), Closed("tamper", m(5), "the order ended"))


def test_a_condition_that_rests_finds_nothing_and_remembers_the_strap() -> None:
    assert hear(IDLE, 1, "tamper", "schedule") == (IDLE, (), NEVER)
    state, verdicts, _ = hear(IDLE, 1, "strap_open", "schedule")
    assert verdicts == ()
    assert hear(state, 5)[1] == (Opened("strap", m(5), "certain", 1000),)
    state, _, _ = hear(state, 4, "strap_closed", "schedule")
    assert hear(state, 5)[1] == ()


def test_a_moment_told_anew_after_a_quiet_time_is_another_opening() -> None:
    state, _, _ = hear(IDLE, 1, "strap_opened")
    state, verdicts, _ = hear(state, 10, "strap_opened")
    assert verdicts == ()
    state, verdicts, _ = hear(state, 60, "strap_opened")
    anew = "the strap was opened anew: it had been closed"
    assert verdicts == (Closed("strap", m(10), anew), Opened("strap", m(60), "certain", 1000))


def test_a_state_repeated_every_hour_is_one_opening() -> None:
    state, _, _ = hear(IDLE, 1, "strap_open")
    for hour in range(1, 5):
        state, verdicts, _ = hear(state, 60 * hour, "strap_open")
        assert verdicts == ()
