"""How much of something one key may have."""

from bilezik.domain.instant import Instant, hours
from bilezik.gateway.quota import Quota


def test_a_key_may_have_so_many_in_a_period_and_then_again() -> None:
    quota: Quota[str] = Quota(most=2, period=hours(1), keys=10)
    assert [quota.take("a", Instant(n)) for n in range(3)] == [True, True, False]
    assert quota.take("b", Instant(3))
    assert quota.take("a", Instant(hours(1)))


def test_the_table_forgets_who_was_silent_longest() -> None:
    quota: Quota[int] = Quota(most=1, period=hours(1), keys=3)
    for key in range(3):
        assert quota.take(key, Instant(0))
    assert not quota.take(0, Instant(0))  # 0 was heard of again, 1 is now the oldest
    assert quota.take(3, Instant(0))
    assert len(quota) == 3
    assert not quota.take(0, Instant(0))
    assert quota.take(1, Instant(0))
