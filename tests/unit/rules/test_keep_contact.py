"""`keep_contact`: silence is found by the clock and ended by any word."""

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import Closed, Opened, Rest
from bilezik.rules.keep_contact import IDLE, SILENCE_AFTER, ContactMemory, ContactSeen, silence_after, step


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


CONTACT = Condition(id=1, kind="keep_contact", silence_after=minutes(20))
OPEN = ContactMemory(is_open=True)


def seen(minute: float, heard: float, *, holds_since: float = 0, is_late: bool = False, rest: Rest = "") -> ContactSeen:
    return ContactSeen(m(minute), rest, m(heard), m(holds_since), is_late)


def test_a_word_sets_the_clock() -> None:
    assert step(CONTACT, IDLE, seen(5, 5)) == (IDLE, (), m(25))


def test_silence_counts_from_the_last_word() -> None:
    assert step(CONTACT, IDLE, seen(24, 5)) == (IDLE, (), m(25))
    assert step(CONTACT, IDLE, seen(25, 5)) == (OPEN, (Opened("silence", m(5), "certain", 1000),), NEVER)
    assert step(CONTACT, OPEN, seen(90, 5)) == (OPEN, (), NEVER)


def test_a_device_that_was_allowed_to_be_silent_is_given_the_full_time() -> None:
    assert step(CONTACT, IDLE, seen(60, 5, holds_since=60)) == (IDLE, (), m(80))


def test_a_word_ends_it_and_an_upload_says_so() -> None:
    assert step(CONTACT, OPEN, seen(90, 90)) == (IDLE, (Closed("silence", m(90), "the device reports again"),), m(110))
    late = step(CONTACT, OPEN, seen(90, 90, is_late=True))[1]
    assert late == (Closed("silence", m(90), "the device uploaded what it had kept"),)


def test_resting_ends_it() -> None:
    assert step(CONTACT, OPEN, seen(90, 5, rest="order")) == (IDLE, (Closed("silence", m(90), "the order ended"),), NEVER)
    assert step(CONTACT, IDLE, seen(90, 5, rest="order")) == (IDLE, (), NEVER)


def test_the_rule_has_a_patience_of_its_own() -> None:
    assert silence_after(CONTACT) == m(20)
    assert silence_after(Condition(id=2, kind="keep_contact")) == SILENCE_AFTER
