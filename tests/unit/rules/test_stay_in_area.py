"""`stay_in_area`: out is out, at once or, where the order has a dwell, when it has lasted."""

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import Opened
from bilezik.rules.stay_in_area import step
from bilezik.rules.staying import IDLE, ZoneSeen


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


def out(minute: float, since: float) -> ZoneSeen:
    return ZoneSeen(m(minute), "", "likely", 985, False, m(since), m(0))


def test_without_a_dwell_out_is_out() -> None:
    assert step(Condition(id=1, kind="stay_in_area"), IDLE, out(3, 2))[1] == (Opened("left_area", m(2), "likely", 985),)


def test_a_road_beyond_the_border_is_no_journey() -> None:
    near = Condition(id=1, kind="stay_in_area", dwell=minutes(5))
    assert step(near, IDLE, out(3, 2)) == (IDLE, (), m(7))
    back = ZoneSeen(m(4), "", "unsure", 10, True, m(4), m(0))
    assert step(near, IDLE, back) == (IDLE, (), NEVER)
    _, verdicts, wake_at = step(near, IDLE, out(7, 2))
    assert verdicts == (Opened("left_area", m(2), "likely", 985),)
    assert wake_at == NEVER
