"""Grounds: every one can be read in three languages, and a term is counted as people count it."""

import datetime as dt

import pytest

from bilezik.domain.grounds import BY_CODE, GROUNDS, Ground, later
from bilezik.domain.instant import Instant, parse, rfc3339
from bilezik.domain.person import KINDS


def test_every_ground_can_be_read_and_named_once() -> None:
    assert len(BY_CODE) == len(GROUNDS)
    for one in GROUNDS:
        assert one.code.isidentifier()
        assert all((one.kk, one.ru, one.en, one.law, one.source)), one.code
        assert set(one.kinds) <= set(KINDS)
        assert one.kinds
        assert one.name("kk") == one.kk
        assert one.name("fr") == one.en
        # A limit that nobody read in a source may only be our own, and says so.
        assert one.months is None or one.is_checked or "this project's own" in one.source


def test_every_kind_of_person_has_a_ground() -> None:
    assert {kind for one in GROUNDS for kind in one.kinds} == set(KINDS)


@pytest.mark.parametrize(
    ("months", "words"), [(None, ""), (1, "1 month"), (12, "1 year"), (18, "1 year and 6 months"), (84, "7 years")]
)
def test_a_term_is_said_in_words(months: int | None, words: str) -> None:
    one = Ground(code="x", kk="x", ru="x", en="x", law="x", kinds=(), months=months, source="x", in_force_from=dt.date(2020, 1, 1))
    assert one.term == words
    assert (one.latest_end(Instant(0), "Asia/Almaty") is None) == (months is None)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-10T09:00:00Z", 12, "2027-03-10T09:00:00Z"),
        ("2026-01-30T19:00:00Z", 1, "2026-02-27T19:00:00Z"),  # the 31st in Almaty: February ends on its 28th there
        ("2028-02-29T06:00:00Z", 12, "2029-02-28T06:00:00Z"),
        ("2026-12-31T18:59:59Z", 1, "2027-01-31T18:59:59Z"),
    ],
)
def test_months_are_those_of_the_local_calendar(start: str, months: int, end: str) -> None:
    assert rfc3339(later(parse(start), months, "Asia/Almaty")) == rfc3339(parse(end))
