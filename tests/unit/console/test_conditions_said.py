"""What a typed condition means: hours, dates, borders; and that what is written is read as the same."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.console.conditions import said, words
from bilezik.deeds.conditions import NewCondition
from bilezik.domain.hours import DatedException, Schedule, Slot
from bilezik.domain.instant import minutes
from bilezik.domain.order import ConditionKind
from bilezik.domain.zone import PLACE_KINDS, Circle, Polygon

ZONE = "Asia/Almaty"


def hours_of(*rows: said.Hours, days: tuple[said.Day, ...] = ()) -> Schedule:
    problems: said.Problems = {}
    found = said.schedule(said.Form(when="hours", hours=rows, days=days), ZONE, problems)
    assert problems == {}
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("start", "end", "means"),
    [
        ("22:00", "06:00", (1320, 360)), ("22:00", "00:00", (1320, 1440)), ("00:00", "00:00", (0, 1440)),
        ("0:30", "24:00", (30, 1440)), (" 09:15 ", "18:45", (555, 1125)), ("00:00", "00:30", (0, 30)),
    ],
)  # fmt: skip
def test_times_mean_what_people_mean_by_them(start: str, end: str, means: tuple[int, int]) -> None:
    assert hours_of(said.Hours(("1",), start, end)).slots == (Slot((1,), *means),)


def test_a_date_without_times_rests_and_one_written_twice_has_two_stretches() -> None:
    found = hours_of(
        days=(said.Day("2027-01-02", "08:00", "10:00"), said.Day("2026-12-31"), said.Day("2027-01-02", "12:00", "00:00"))
    )
    assert found.exceptions == (
        DatedException("2026-12-31"), DatedException("2027-01-02", (Slot((6,), 480, 600), Slot((6,), 720, 1440))),
    )  # fmt: skip


def test_an_empty_line_begins_a_hole() -> None:
    drawn = said.NewShape(
        how="border", name="n", border="51.0, 71.0\r\n51.0; 71.3\n51.3 71.3\n\n\n51.05,71.2\n51.05,71.25\n51.1,71.25\n"
    )
    problems: said.Problems = {}
    found = said.shape(drawn, problems)
    assert problems == {}
    assert found == Polygon(((((51.0, 71.0), (51.0, 71.3), (51.3, 71.3)), ((51.05, 71.2), (51.05, 71.25), (51.1, 71.25))),))
    outside = said.shape(said.NewShape(how="border", name="n", border="51,71\n51,72\n52,72\n\n53,73\n53,74\n54,74"), problems)
    assert outside is not None
    assert "is not inside its outer ring" in problems["new-border"]


@pytest.mark.parametrize("kept", [Circle(51.1, 71.4, 80.0), Polygon(((((51.0, 71.0), (51.0, 71.3), (51.3, 71.3)),),))])
def test_a_kept_shape_is_sketched_as_it_is(kept: Circle | Polygon) -> None:
    assert said.shape(said.sketched(kept, name="n"), {}) == kept


@pytest.mark.parametrize("text", ["-5", "1e3", "nan", "inf", "1441", "ten", "１０"])
def test_a_limit_that_is_no_number_of_minutes_is_refused(text: str) -> None:
    problems: said.Problems = {}
    assert said.condition(said.Form(kind="keep_out", zones=(1,), dwell=text), ZONE, problems) is None
    assert "dwell" in problems


@given(
    days=st.sets(st.integers(1, 7), min_size=1), start=st.integers(0, 1439), length=st.integers(1, 1440), low=st.integers(0, 100),
    silence=st.integers(0, 10_000),
)  # fmt: skip
def test_what_is_written_is_read_as_the_same(days: set[int], start: int, length: int, low: int, silence: int) -> None:
    slot = Slot(tuple(sorted(days)), start, (start + length) % 1440 or 1440)
    if slot.start == slot.end:
        slot = Slot(slot.days, 0, 1440)
    schedule = Schedule(ZONE, (slot,), (DatedException("2026-12-31"),))
    kinds = (
        NewCondition(kind="keep_charged", schedule=schedule, low_pct=float(low)),
        NewCondition(kind="keep_contact", silence_after=minutes(silence)),
        NewCondition(kind="keep_out", zones=(7, 9), dwell=minutes(5)),
    )
    for one in kinds:
        problems: said.Problems = {}
        assert said.condition(said.written(one, 3), ZONE, problems) == one
        assert problems == {}


def test_every_kind_of_condition_and_of_place_can_be_chosen() -> None:
    assert set(words.KINDS) == set(get_args(ConditionKind))
    assert set(words.PLACES) == set(PLACE_KINDS)
