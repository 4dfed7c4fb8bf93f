"""`keep_out`: a visit lasts; passing by is none."""

import msgspec

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.domain.violation import Certainty
from bilezik.rules.contract import Asked, Closed, Opened
from bilezik.rules.keep_out import step
from bilezik.rules.staying import IDLE, ZoneSeen


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


MALL = Condition(id=1, kind="keep_out", dwell=minutes(5))
ANY = Condition(id=2, kind="keep_out")


def seen(
    minute: float, certainty: Certainty = "likely", *, is_kept: bool = False, since: float = 0, holds_since: float = 0
) -> ZoneSeen:
    return ZoneSeen(m(minute), "", certainty, 985, is_kept, m(since), m(holds_since))


def test_without_a_dwell_being_inside_is_enough() -> None:
    state, verdicts, wake_at = step(ANY, IDLE, seen(3, since=2))
    assert verdicts == (Opened("entered_place", m(2), "likely", 985),)
    assert state.is_open
    assert wake_at == NEVER


def test_before_the_dwell_is_over_nothing_is_said_and_a_wake_up_is_asked() -> None:
    assert step(MALL, IDLE, seen(3, since=1)) == (IDLE, (), m(6))


def test_inside_for_the_dwell_is_a_visit_from_the_first_fix_inside() -> None:
    _, verdicts, _ = step(MALL, IDLE, seen(6, since=1))
    assert verdicts == (Opened("entered_place", m(1), "likely", 985),)


def test_inside_when_the_hours_begin_is_given_the_dwell_from_there() -> None:
    assert step(MALL, IDLE, seen(62, since=1, holds_since=60)) == (IDLE, (), m(65))


def test_out_again_in_time_was_passing_by() -> None:
    assert step(MALL, IDLE, seen(4, "unsure", is_kept=True)) == (IDLE, (), NEVER)


def test_unsure_asks() -> None:
    assert step(MALL, IDLE, seen(4, "unsure"))[1] == (Asked(),)


def test_leaving_and_resting_end_the_visit() -> None:
    state, _, _ = step(MALL, IDLE, seen(9, since=1))
    assert step(MALL, state, seen(30, "unsure", is_kept=True, since=28))[1] == (Closed("entered_place", m(28), "returned"),)
    resting = msgspec.structs.replace(seen(30), rest="permission")
    assert step(MALL, state, resting)[1] == (Closed("entered_place", m(30), "a permission began"),)


def test_who_drives_through_is_not_visiting_until_it_lasts() -> None:
    passing = msgspec.structs.replace(seen(1, since=0), is_passing=True, seen_at=m(1))
    assert step(ANY, IDLE, passing) == (IDLE, (), NEVER), "time alone makes no visit of it"
    assert step(ANY, IDLE, seen(2, since=0))[1] == (Opened("entered_place", m(0), "likely", 985),), "it stopped there"
    still = msgspec.structs.replace(seen(3, since=0), is_passing=True, seen_at=m(3))
    assert step(ANY, IDLE, still)[1] == (Opened("entered_place", m(0), "likely", 985),), "a city is not passed in three minutes"
    woken = msgspec.structs.replace(seen(9, since=0), is_passing=True, seen_at=m(1))
    assert step(ANY, IDLE, woken) == (IDLE, (), NEVER), "nobody knows where it went"
