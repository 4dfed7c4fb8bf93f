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


def test_a_condition_that_rests_hears_nothing() -> None:
    assert hear(IDLE, 1, "tamper", "schedule") == (IDLE, (), NEVER)
