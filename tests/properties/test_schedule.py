"""Schedules against the plainest reading of them: look at the clock on the wall."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilezik.domain.instant import NEVER, Instant, Micros, days, hours, parse, to_datetime
from bilezik.domain.order import Condition, DatedException, Order, Permission, Schedule, Slot
from bilezik.schedule import Holding, intervals
from bilezik.schedule.wall import zone

FEW = settings(max_examples=80, deadline=None)
MINUTE = 60_000_000

# Days around which clocks jump: the first of March 2024 in Kazakhstan, both nights of Berlin, Lord Howe's half hour, a day without.
CASES = st.sampled_from(
    [
        ("Asia/Almaty", date(2024, 2, 29)),
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("America/St_Johns", date(2026, 11, 1)),
        ("Asia/Qyzylorda", date(2026, 5, 9)),
    ]
)
LENGTHS = st.integers(0, 1439).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(0, 1440).filter(lambda end: end != start))
)


def midnight(day: date) -> Instant:
    return parse(f"{day.isoformat()}T00:00:00Z")


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    start, end = draw(LENGTHS)
    return Slot(tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1)))), start, end)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Condition, Order]:
    """A condition with all a schedule can have, in an order of some days around a jump of the clock."""
    timezone, day = draw(CASES)
    dates = draw(st.sets(st.integers(-3, 3), max_size=3))
    exceptions = [DatedException(str(day + timedelta(days=d)), tuple(draw(st.lists(slots(), max_size=2)))) for d in sorted(dates)]
    schedule = Schedule(timezone, tuple(draw(st.lists(slots(), max_size=3))), tuple(exceptions))
    permissions = []
    for number in range(draw(st.integers(0, 3))):
        from_at = Instant(midnight(day) + draw(st.integers(-4000, 4000)) * MINUTE)
        length, buffer = draw(st.integers(0, 600)) * MINUTE, draw(st.sampled_from([0, 30])) * MINUTE
        permissions.append(Permission(id=number, from_at=from_at, to_at=Instant(from_at + length), travel_buffer=Micros(buffer)))
    starts_at = Instant(midnight(day) + draw(st.integers(-5000, -1000)) * MINUTE)
    condition = Condition(
        id=1, kind="stay_home", schedule=draw(st.sampled_from([schedule, schedule, schedule, None])), permissions=tuple(permissions)
    )
    ends_at = Instant(starts_at + draw(st.integers(1000, 12_000)) * MINUTE)
    return condition, Order(id=1, legal_basis="b", issuer="i", number="n", starts_at=starts_at, ends_at=ends_at)


def seen_on_the_wall(condition: Condition, order: Order, at: Instant) -> bool:
    """The condition read out by someone with an order, a stack of permissions and a clock."""
    if not order.starts_at <= at < order.ends_at:
        return False
    for p in condition.permissions:
        if p.from_at < p.to_at and p.from_at - p.travel_buffer <= at < p.to_at + p.travel_buffer:
            return False
    schedule = condition.schedule
    if schedule is None:
        return True
    wall = to_datetime(at).astimezone(zone(schedule.timezone))
    minute = wall.hour * 60 + wall.minute
    exceptions = {exception.date: exception.slots for exception in schedule.exceptions}

    def begun_on(day: date) -> list[Slot]:
        if str(day) in exceptions:
            return list(exceptions[str(day)])
        return [slot for slot in schedule.slots if day.isoweekday() in slot.days]

    for slot in begun_on(wall.date()):
        if slot.start <= minute < (slot.end if slot.end > slot.start else 1440):
            return True
    return any(slot.end < slot.start and minute < slot.end for slot in begun_on(wall.date() - timedelta(days=1)))


MOMENTS = st.lists(st.integers(-8000, 16_000), min_size=20, max_size=40)


@FEW
@given(cases(), MOMENTS)
def test_it_holds_when_the_clock_on_the_wall_says_so(case: tuple[Condition, Order], moments: list[int]) -> None:
    condition, order = case
    holding = Holding(condition, order)
    for moment in moments:
        at = Instant(order.starts_at + moment * MINUTE)
        holds, until = holding.at(at)
        assert holds == seen_on_the_wall(condition, order, at)
        assert at < until
        # Nothing changes before `until`, and something does at it.
        for step in range(1, 20):
            between = Instant(at + (min(until, at + days(9)) - at) * step // 20)
            assert seen_on_the_wall(condition, order, between) == holds
        if until < NEVER:
            assert seen_on_the_wall(condition, order, Instant(until - 1)) == holds
            assert seen_on_the_wall(condition, order, until) != holds


@FEW
@given(cases(), MOMENTS)
def test_an_answer_does_not_depend_on_what_was_asked_before(case: tuple[Condition, Order], moments: list[int]) -> None:
    condition, order = case
    asked = Holding(condition, order)
    for moment in moments:
        at = Instant(order.starts_at + moment * MINUTE)
        assert asked.at(at) == Holding(condition, order).at(at)


@FEW
@given(cases(), MOMENTS, st.integers(-5000, 8000), st.integers(0, 12_000))
def test_intervals_are_where_it_holds(case: tuple[Condition, Order], moments: list[int], start: int, length: int) -> None:
    condition, order = case
    from_at = Instant(order.starts_at + start * MINUTE)
    to_at = Instant(from_at + length * MINUTE)
    found = intervals(condition, order, from_at, to_at)
    edges = [edge for stretch in found for edge in stretch]
    assert edges == sorted(set(edges))  # in order, none empty, none touching
    assert all(from_at <= edge <= to_at for edge in edges)
    holding = Holding(condition, order)
    for moment in moments:
        at = Instant(order.starts_at + moment * MINUTE)
        if from_at <= at < to_at:
            assert any(a <= at < b for a, b in found) == holding.at(at)[0]


@FEW
@given(cases(), st.integers(0, 12_000))
def test_intervals_of_two_windows_are_those_of_both(case: tuple[Condition, Order], cut: int) -> None:
    condition, order = case
    cut_at = Instant(order.starts_at + cut * MINUTE)
    whole = intervals(condition, order, order.starts_at, order.ends_at)
    if not order.starts_at < cut_at < order.ends_at:
        return
    first, second = intervals(condition, order, order.starts_at, cut_at), intervals(condition, order, cut_at, order.ends_at)
    if first and second and first[-1][1] == second[0][0]:
        first, second = (*first[:-1], (first[-1][0], second[0][1])), second[1:]
    assert first + second == whole


@pytest.mark.parametrize("timezone", ["Asia/Almaty", "Europe/Berlin"])
def test_a_year_of_nights_is_all_its_nights(timezone: str) -> None:
    schedule = Schedule(timezone, (Slot((1, 2, 3, 4, 5, 6, 7), 1320, 360),))
    starts_at, ends_at = parse("2026-01-01T12:00:00Z"), parse("2027-01-01T12:00:00Z")
    order = Order(id=1, legal_basis="b", issuer="i", number="n", starts_at=starts_at, ends_at=ends_at)
    found = intervals(Condition(id=1, kind="stay_home", schedule=schedule), order, starts_at, ends_at)
    assert len(found) == 365
    assert sum(b - a for a, b in found) == 365 * hours(8)
