"""When an alert is sent on, and that it never falls silent."""

from itertools import pairwise

from bilezik.alerts.escalation import SOS_WAIT, TOP, WAITS, escalate_at, next_level, wait
from bilezik.domain.instant import Instant, minutes


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


def test_what_is_more_urgent_waits_less() -> None:
    assert all(WAITS[urgent] < WAITS[less] for urgent, less in pairwise(sorted(WAITS)))
    assert wait("sos", 1) == SOS_WAIT < wait("strap", 1) == minutes(5)


def test_it_is_sent_on_after_its_wait() -> None:
    assert escalate_at("strap", 1, (m(10))) == m(15)


def test_up_the_chain_and_again_at_the_top() -> None:
    assert [next_level(level) for level in range(TOP + 2)] == [1, 2, 3, 3, 3]
