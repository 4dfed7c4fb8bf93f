from bilezik.domain.instant import NEVER, Instant
from bilezik.monitor.wakeups import Wakeups


def test_the_earliest_come_first_and_only_once() -> None:
    wakeups = Wakeups()
    for person, at in ((1, 30), (2, 10), (3, 20)):
        wakeups.set(person, Instant(at))
    assert wakeups.next_at == 10
    assert wakeups.due(Instant(9), 10) == []
    assert wakeups.due(Instant(25), 10) == [2, 3]
    assert wakeups.due(Instant(25), 10) == []
    assert wakeups.next_at == 30


def test_a_later_word_replaces_an_earlier_one() -> None:
    wakeups = Wakeups()
    wakeups.set(1, Instant(10))
    wakeups.set(1, Instant(50))
    assert wakeups.due(Instant(40), 10) == []
    wakeups.set(1, Instant(20))
    assert wakeups.due(Instant(40), 10) == [1]
    assert wakeups.due(Instant(60), 10) == []


def test_never_is_never() -> None:
    wakeups = Wakeups()
    wakeups.set(1, Instant(10))
    wakeups.set(1, NEVER)
    assert wakeups.next_at == NEVER
    assert wakeups.due(Instant(NEVER - 1), 10) == []


def test_a_limit_leaves_the_rest_for_the_next_time() -> None:
    wakeups = Wakeups()
    for person in range(10):
        wakeups.set(person, Instant(person))
    assert wakeups.due(Instant(100), 4) == [0, 1, 2, 3]
    assert wakeups.due(Instant(100), 40) == [4, 5, 6, 7, 8, 9]


def test_the_heap_does_not_grow_with_every_report() -> None:
    wakeups = Wakeups()
    for at in range(10_000):
        wakeups.set(at % 5, Instant(at))
    assert len(wakeups._heap) < 100
    assert [wakeups.due(Instant(20_000), 1)[0] for _ in range(5)] == [0, 1, 2, 3, 4]
