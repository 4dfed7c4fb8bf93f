"""A condition before it is kept: in words, on a calendar of the days to come, and against the week that passed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from bilezik.console.words import times
from bilezik.console.words.kinds import ALERTS, CERTAINTIES, Text, Word
from bilezik.console.words.schedules import DAYS
from bilezik.deeds.previews import Preview
from bilezik.domain.instant import Instant, to_datetime
from bilezik.domain.order import ZONE_KINDS
from bilezik.domain.person import Language
from bilezik.memo.compose import LANGUAGES
from bilezik.memo.duties import duty
from bilezik.memo.page import Duty
from bilezik.store.models import Order


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A local day: `stretches` in words, `bars` as (begin, length) in minutes of it."""

    name: str
    is_weekend: bool
    is_whole: bool
    stretches: Sequence[str]
    bars: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class WouldBe:
    """A violation that last week would have had."""

    word: Word
    certainty: Text
    place: str
    from_at: dt.datetime
    to_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the preview shows. `holds_ever`: false where the days ahead have no minute of it."""

    duty: Duty
    calendar: Sequence[CalendarDay]
    holds_ever: bool
    week: Preview
    would_be: Sequence[WouldBe]
    is_placed: bool


def outlook(order: Order, seen: Preview) -> Outlook:
    """Return a preview in the language of the page and the time of the person."""
    person = order.person
    language = (get_language() or "en").partition("-")[0]
    say = LANGUAGES[cast("Language", language if language in LANGUAGES else "en")]
    names = {zone.id: zone.name for zone in seen.condition.zones}
    return Outlook(
        duty=duty(seen.condition, say, address=person.address, timezone=person.timezone, since=seen.from_at),
        calendar=_calendar(seen, person.timezone), holds_ever=bool(seen.holds), week=seen,
        would_be=[
            WouldBe(
                word=ALERTS[one.kind], certainty=CERTAINTIES[one.certainty].text,
                place="" if one.zone is None else names.get(one.zone, ""), from_at=to_datetime(one.began_at),
                to_at=None if one.closed_at is None else to_datetime(one.closed_at),
            )
            for one in seen.week.found
        ],
        is_placed=seen.condition.kind in ZONE_KINDS,
    )  # fmt: skip


def _calendar(seen: Preview, timezone: str) -> list[CalendarDay]:
    zone = ZoneInfo(timezone)
    first = to_datetime(seen.from_at).astimezone(zone).date()
    return [_day(first + dt.timedelta(days=number), seen.holds, zone) for number in range(14)]


def _day(day: dt.date, holds: Sequence[tuple[Instant, Instant]], zone: ZoneInfo) -> CalendarDay:
    begin = dt.datetime.combine(day, dt.time(), zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    stretches = []
    bars = []
    for from_at, to_at in holds:
        first, last = max(to_datetime(from_at), begin), min(to_datetime(to_at), end)
        if first < last:
            here, there = first.astimezone(zone), last.astimezone(zone)
            is_midnight = there.date() > day
            stretches.append(f"{here:%H:%M}–{'24:00' if is_midnight else f'{there:%H:%M}'}")
            start = here.hour * 60 + here.minute
            bars.append((start, (1440 if is_midnight else there.hour * 60 + there.minute) - start))
    return CalendarDay(
        name=f"{DAYS[day.isoweekday() - 1]} {times.day(day)}", is_weekend=day.isoweekday() > 5,
        is_whole=stretches == ["00:00–24:00"], stretches=stretches, bars=bars,
    )  # fmt: skip
