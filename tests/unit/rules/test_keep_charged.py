"""`keep_charged`: at the limit it begins, well above it or on the charger it ends."""

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import Closed, Opened, Rest
from bilezik.rules.keep_charged import HYSTERESIS, IDLE, LOW_PCT, ChargeMemory, ChargeSeen, step


def m(minute: float) -> Instant:
    return Instant(minutes(minute))


CHARGED = Condition(id=1, kind="keep_charged", low_pct=15.0)
OPEN = ChargeMemory(is_open=True)


def seen(pct: float | None = None, *, says_low: bool = False, charging: bool | None = None, rest: Rest = "") -> ChargeSeen:
    return ChargeSeen(m(1), rest, pct, says_low, charging)


def test_at_the_limit_it_begins() -> None:
    assert step(CHARGED, IDLE, seen(15.1)) == (IDLE, (), NEVER)
    assert step(CHARGED, IDLE, seen(15.0)) == (OPEN, (Opened("battery", m(1), "certain", 1000),), NEVER)


def test_the_rule_has_a_limit_of_its_own() -> None:
    plain = Condition(id=2, kind="keep_charged")
    assert step(plain, IDLE, seen(LOW_PCT))[1] != ()
    assert step(plain, IDLE, seen(LOW_PCT + 0.1))[1] == ()


def test_a_word_counts_where_there_is_no_number() -> None:
    assert step(CHARGED, IDLE, seen(says_low=True))[0] == OPEN
    assert step(CHARGED, IDLE, seen(40.0, says_low=True))[0] == IDLE, "the number knows better"


def test_on_the_charger_is_no_violation() -> None:
    assert step(CHARGED, IDLE, seen(5.0, charging=True)) == (IDLE, (), NEVER)
    assert step(CHARGED, OPEN, seen(5.0, charging=True)) == (IDLE, (Closed("battery", m(1), "it is being charged"),), NEVER)


def test_hovering_at_the_limit_is_one_violation() -> None:
    assert step(CHARGED, OPEN, seen(15.0 + HYSTERESIS - 0.1)) == (OPEN, (), NEVER)
    assert step(CHARGED, OPEN, seen(15.0 + HYSTERESIS)) == (IDLE, (Closed("battery", m(1), "it was charged"),), NEVER)
    assert step(CHARGED, OPEN, seen()) == (OPEN, (), NEVER)


def test_resting_ends_it() -> None:
    assert step(CHARGED, OPEN, seen(5.0, rest="order")) == (IDLE, (Closed("battery", m(1), "the order ended"),), NEVER)
    assert step(CHARGED, IDLE, seen(5.0, rest="order")) == (IDLE, (), NEVER)
