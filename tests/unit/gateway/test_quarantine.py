"""Strangers are kept within quotas, counted always, and take bounded memory."""

import tracemalloc

from bilezik.domain.instant import Instant, hours
from bilezik.gateway import quarantine
from bilezik.gateway.quarantine import Count, Quarantine


def test_the_first_frames_of_an_id_are_kept_and_all_are_counted() -> None:
    strangers = Quarantine()
    kept = [strangers.note("gt06", "123", "10.0.0.1", Instant(n)) for n in range(8)]
    assert kept == [True] * quarantine.FRAMES_OF_AN_ID + [False] * 3
    assert strangers.take_counts() == {("gt06", "123", "10.0.0.1"): Count(Instant(0), Instant(7), 8)}
    assert strangers.take_counts() == {}


def test_an_address_may_name_so_many_ids_and_the_rest_are_counted_together() -> None:
    strangers = Quarantine()
    for n in range(1_000):
        strangers.note("gt06", str(n), "10.0.0.1", Instant(n))
    counts = strangers.take_counts()
    assert len(counts) == quarantine.IDS_OF_AN_ADDRESS + 1
    assert counts["gt06", "*", "10.0.0.1"].frames == 1_000 - quarantine.IDS_OF_AN_ADDRESS
    assert sum(count.frames for count in counts.values()) == 1_000


def test_a_known_stranger_keeps_its_own_row_on_the_next_day_of_many() -> None:
    strangers = Quarantine()
    strangers.note("gt06", "first", "10.0.0.1", Instant(0))
    for n in range(1_000):
        strangers.note("gt06", str(n), "10.0.0.1", Instant(n))
    strangers.take_counts()
    strangers.note("gt06", "first", "10.0.0.1", Instant(2_000))
    assert list(strangers.take_counts()) == [("gt06", "first", "10.0.0.1")]
    assert strangers.note("gt06", "first", "10.0.0.1", Instant(hours(25)))


def test_a_hundred_thousand_ids_from_many_addresses_take_bounded_memory_and_all_are_counted() -> None:
    strangers = Quarantine()
    tracemalloc.start()
    for n in range(100_000):
        strangers.note("gt06", f"86{n:013d}", f"10.{n % 200}.0.1", Instant(n))
    first = tracemalloc.get_traced_memory()[0]
    for n in range(100_000, 200_000):
        strangers.note("gt06", f"86{n:013d}", f"10.{n % 200}.0.{n % 251}", Instant(n))
    second = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert second < 12_000_000
    assert second - first < 6_000_000
    counts = strangers.take_counts()
    assert len(counts) <= quarantine.ROWS + 1
    assert sum(count.frames for count in counts.values()) == 200_000


def test_counts_that_could_not_be_written_are_counted_on() -> None:
    strangers = Quarantine()
    strangers.note("gt06", "a", "10.0.0.1", Instant(1))
    taken = strangers.take_counts()
    strangers.note("gt06", "a", "10.0.0.1", Instant(5))
    strangers.note("gt06", "b", "10.0.0.1", Instant(6))
    strangers.give_back(taken)
    assert strangers.take_counts() == {
        ("gt06", "a", "10.0.0.1"): Count(Instant(1), Instant(5), 2),
        ("gt06", "b", "10.0.0.1"): Count(Instant(6), Instant(6), 1),
    }


def test_an_id_is_stored_as_a_text_that_postgresql_takes() -> None:
    assert quarantine.tame("a\0b\ud800" + "x" * 100) == "a�b?" + "x" * 60
