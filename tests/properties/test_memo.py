"""Whatever is compiled for the fold is on the page: the English hours, read back, give the same stretches of time."""

import re
from datetime import date

import msgspec
import pytest
from hypothesis import given
from tests.properties.test_schedule import FEW, cases
from tests.unit.memo.paper import HOLDER

from bilezik.domain.instant import Instant, days
from bilezik.domain.order import Condition, DatedException, Docket, Order, Schedule, Slot
from bilezik.domain.person import LANGUAGES, Language
from bilezik.memo import compose
from bilezik.memo.duties import MOST_DATES, local
from bilezik.memo.english import DAYS, MONTHS
from bilezik.schedule import intervals, problem

HOURS = re.compile(r"(?:(?P<days>.*) )?(?:all day|from (?P<start>..:..) until (?P<end>..:..)(?P<over> the next day)?)")


@given(cases())
@FEW
def test_what_the_page_says_of_hours_is_what_is_compiled(case: tuple[Condition, Order]) -> None:
    condition, order = case
    schedule = condition.schedule
    if schedule is None or problem(schedule) is not None:
        return
    bare = msgspec.structs.replace(condition, permissions=())
    again = msgspec.structs.replace(bare, schedule=read_back(lines(bare, order, "en"), schedule.timezone))
    from_at, to_at = Instant(order.starts_at - days(1)), Instant(order.ends_at + days(1))
    assert intervals(again, order, from_at, to_at) == intervals(bare, order, from_at, to_at)


@given(cases())
@FEW
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hour_and_every_permission_is_said_and_nothing_is_left_to_fill_in(
    language: Language, case: tuple[Condition, Order]
) -> None:
    condition, order = case
    said = " ".join(lines(condition, order, language))
    schedule = condition.schedule
    for slot in (*schedule.slots, *(slot for one in schedule.exceptions for slot in one.slots)) if schedule else ():
        if (slot.start, slot.end) != (0, 1440):
            assert clock(slot.start) in said
            assert clock(slot.end or 1440) in said
    for permission in sorted(condition.permissions, key=lambda one: (one.from_at, one.id))[:MOST_DATES]:
        if permission.to_at > permission.from_at:
            assert f"{local(permission.from_at, HOLDER.timezone):%H:%M}" in said
            assert f"{local(permission.to_at, HOLDER.timezone):%H:%M}" in said
    memo = compose(docket(condition, order), HOLDER, language, "0")
    assert [text for text in memo.sentences if re.search(r"[{}]|%\(|None|\bTrue\b|__", text)] == []


def docket(condition: Condition, order: Order) -> Docket:
    """A docket known well before the order, so that nothing is over."""
    with_one = msgspec.structs.replace(order, conditions=(condition,))
    return Docket(person=1, recorded_at=Instant(order.starts_at - days(10)), orders=(with_one,))


def lines(condition: Condition, order: Order, language: Language) -> tuple[str, ...]:
    (ordered,) = compose(docket(condition, order), HOLDER, language, "0").orders
    (duty,) = ordered.duties
    return duty.lines


def read_back(said: tuple[str, ...], timezone: str) -> Schedule:
    slots: list[Slot] = []
    exceptions: list[DatedException] = []
    for line in said:
        if line.startswith("When: "):
            slots = [slot(phrase) for phrase in line[len("When: ") : -1].split("; ")]
        elif dated := re.fullmatch(r"(\d+) (\w+) (\d{4}): (?:only (.*)|you are free of this duty)\.", line):
            day = date(int(dated[3]), MONTHS.index(dated[2]) + 1, int(dated[1]))
            exceptions.append(DatedException(str(day), tuple(slot(one) for one in (dated[4] or "").split("; ") if one)))
    return Schedule(timezone, tuple(slots), tuple(exceptions))


def slot(phrase: str) -> Slot:
    read = HOURS.fullmatch(phrase)
    assert read is not None, phrase
    start, end = (0, 1440) if read["start"] is None else (minute(read["start"]), minute(read["end"]))
    assert (end <= start) == bool(read["over"]), "over midnight is said as such"
    return Slot(tuple(sorted(weekdays(read["days"] or ""))), start, end)


def weekdays(text: str) -> set[int]:
    found: set[int] = set()
    for name in filter(None, re.split(r", | and ", text.replace("every day", "Monday to Sunday"))):
        first, *last = (DAYS.index(day) for day in name.split(" to "))
        found |= {(first + step) % 7 + 1 for step in range(((last[0] if last else first) - first) % 7 + 1)}
    return found


def minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
