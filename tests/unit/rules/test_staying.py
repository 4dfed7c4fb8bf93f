"""`stay_home` and `stay_in_area`: outside is the violation, whoever crossed what."""

import msgspec
import pytest

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.domain.violation import Certainty
from bilezik.rules import stay_home, stay_in_area
from bilezik.rules.contract import ASK_EVERY, RESTED, Asked, Closed, Confirmed, Opened, Rest, Verdicts
from bilezik.rules.staying import IDLE, ZoneMemory, ZoneSeen


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


HOME = Condition(id=1, kind="stay_home")


def seen(
    minute: float, certainty: Certainty = "unsure", *, is_kept: bool = False, since: float = 0, holds_since: float = 0
) -> ZoneSeen:
    chance = {"unsure": 500, "likely": 985, "certain": 999}[certainty]
    return ZoneSeen(m(minute), "", certainty, chance, is_kept, m(since), m(holds_since))


def step(state: ZoneMemory, one: ZoneSeen) -> tuple[ZoneMemory, Verdicts]:
    state, verdicts, wake_at = stay_home.step(HOME, state, one)
    assert wake_at == NEVER
    return state, verdicts


def test_inside_nothing_happens() -> None:
    assert step(IDLE, seen(5, is_kept=True)) == (IDLE, ())


def test_likely_opens_from_the_first_fix_outside_and_certain_confirms_once() -> None:
    state, verdicts = step(IDLE, seen(20, "likely", since=10))
    assert verdicts == (Opened("not_home", m(10), "likely", 985),)
    state, verdicts = step(state, seen(30, "certain", since=10))
    assert verdicts == (Confirmed("not_home", 999),)
    assert step(state, seen(40, "certain", since=10)) == (state, ())


def test_outside_when_the_hours_begin_counts_from_the_edge() -> None:
    _, verdicts = step(IDLE, seen(100, "certain", since=10, holds_since=100))
    assert verdicts == (Opened("not_home", m(100), "certain", 999),)


def test_unsure_asks_for_a_witness_and_not_again_too_soon() -> None:
    state, verdicts = step(IDLE, seen(1))
    assert verdicts == (Asked(),)
    state, verdicts = step(state, seen(2))
    assert verdicts == ()
    _, verdicts = step(state, seen(1 + ASK_EVERY / m(1)))
    assert verdicts == (Asked(),)


def test_not_knowing_is_not_returning() -> None:
    state, _ = step(IDLE, seen(20, "certain", since=10))
    assert step(state, seen(300)) == (state, ())


def test_back_inside_closes_at_the_first_fix_inside() -> None:
    state, _ = step(IDLE, seen(20, "certain", since=10))
    state, verdicts = step(state, seen(60, is_kept=True, since=55))
    assert verdicts == (Closed("not_home", m(55), "returned"),)
    assert not state.is_open


@pytest.mark.parametrize("rest", ["order", "permission", "schedule", "changed"])
def test_a_condition_that_rests_closes_with_the_reason_and_judges_nothing(rest: Rest) -> None:
    state, _ = step(IDLE, seen(20, "certain", since=10))
    resting = msgspec.structs.replace(seen(30, "certain", since=10), rest=rest)
    state, verdicts = step(state, resting)
    assert verdicts == (Closed("not_home", m(30), RESTED[rest]),)
    assert step(state, resting) == (state, ())


def test_leaving_the_area_is_said_as_such() -> None:
    _, verdicts, _ = stay_in_area.step(Condition(id=2, kind="stay_in_area"), IDLE, seen(20, "likely", since=10))
    assert verdicts == (Opened("left_area", m(10), "likely", 985),)
