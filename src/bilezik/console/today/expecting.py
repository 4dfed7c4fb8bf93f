"""What to expect: hours that begin, permissions, orders that begin and end, day by day.

1. Hours are read from the newest dockets, as the fold reads them, so only where the caseload is one person's work (`READ`):
   of a whole country nobody waits for nine o'clock.
2. What happens to many people at the same time is one line with all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bilezik.console.words.kinds import CONDITIONS, Text, Word
from bilezik.domain.instant import Instant, from_datetime, to_datetime
from bilezik.domain.order import Condition, Docket
from bilezik.domain.order import Order as DomainOrder
from bilezik.schedule import Holding
from bilezik.store.models import Order, Permission, Person, Suspension

HOURS_AHEAD: Final = timedelta(hours=24)
PERMISSIONS_AHEAD: Final = timedelta(days=3)
ORDERS_AHEAD: Final = timedelta(days=14)
READ: Final = 300
"""Dockets that are read for their hours: three times what the largest department has; more than one officer keeps."""
MOST: Final = 200
NAMED: Final = 6

What = Literal["hours", "away", "back", "order_begins", "order_ends", "review", "overdue"]
WORDS: Final[Mapping[What, Word]] = {
    "hours": Word(_("Hours begin"), "clock"),
    "away": Word(_("Permission begins"), "circle-check"),
    "back": Word(_("Permission ends"), "house"),
    "order_begins": Word(_("Order begins"), "file-text"),
    "order_ends": Word(_("Order ends"), "file-text", "amber"),
    "review": Word(_("Review of the order"), "scale"),
    "overdue": Word(_("Review is overdue"), "scale", "amber"),
}

_NEWEST: Final = """
SELECT DISTINCT ON (d.person) d.content::text FROM dockets d
WHERE d.person = ANY (%s) ORDER BY d.person, d.recorded_at DESC, d.id DESC
"""
_read: Final = msgspec.json.Decoder(Docket).decode


@dataclass(frozen=True, slots=True)
class Whose:
    """A person, as a line names them."""

    id: int
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that will happen, to whom."""

    at: datetime
    what: What
    detail: Text
    people: tuple[Whose, ...]

    @property
    def word(self) -> Word:
        """What it is called."""
        return WORDS[self.what]

    @property
    def named(self) -> tuple[Whose, ...]:
        """Those who are named in the line; the others are behind its fold."""
        return self.people[:NAMED]

    @property
    def others(self) -> tuple[Whose, ...]:
        """Those who are not."""
        return self.people[NAMED:]


@dataclass(frozen=True, slots=True)
class Day:
    """What a day brings, in order of time."""

    day: date
    is_today: bool
    is_tomorrow: bool
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The days to come; `has_hours` is false where there are too many people to read the hours of each."""

    days: tuple[Day, ...]
    has_hours: bool


_Found = tuple[datetime, What, str, Whose]


def ahead(departments: Sequence[int] | None) -> Ahead:
    """Return what is to be expected of these departments' people; None: of all that the reader sees."""
    now = timezone.now()
    of = Q() if departments is None else Q(department__in=departments)
    rests = Suspension.objects.filter(order=OuterRef("pk"), from_at__lte=now, to_at__gt=now)
    in_force = Order.objects.filter(~Exists(rests), Q(ended_at=None) | Q(ended_at__gt=now), starts_at__lte=now, ends_at__gt=now)
    mine = Person.objects.filter(of, pk__in=in_force.values("person"))
    # Unsorted: of everybody the first few are read at once, and are too many as soon as they are more than `READ`.
    some = sorted(mine.only("family_name", "given_name", "timezone")[: READ + 1], key=lambda one: (str(one), one.pk))
    people = {one.pk: _whose(one) for one in some}
    has_hours = len(people) <= READ
    found: list[_Found] = [*_orders(departments, now), *_reviews(departments, in_force, now), *_permissions(departments, now)]
    if has_hours:
        found += _hours(people, now)
    return Ahead(_days(found, now), has_hours)


def _whose(person: Person) -> Whose:
    return Whose(person.pk, str(person), person.timezone)


def _hours(people: Mapping[int, Whose], now: datetime) -> Iterable[_Found]:
    """Yield the hours that begin soon; a condition that always holds has none."""
    at, until = from_datetime(now), from_datetime(now + HOURS_AHEAD)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, (list(people),))
        dockets = [_read(content) for (content,) in cursor.fetchall()]
    for docket in dockets:
        for order in docket.orders:
            if order.in_force(at):
                for condition in order.conditions:
                    begins = _begins(condition, order, at) if condition.schedule is not None else None
                    if begins is not None and begins < until:
                        yield to_datetime(begins), "hours", condition.kind, people[docket.person]


def _begins(condition: Condition, order: DomainOrder, at: Instant) -> Instant | None:
    """Return when the condition next begins to hold; None: not any more, or it holds and its hours end first."""
    holds, changes = Holding(condition, order).at(at)
    return None if holds or changes >= order.until_at else changes


def _permissions(departments: Sequence[int] | None, now: datetime) -> Iterable[_Found]:
    until = now + PERMISSIONS_AHEAD
    found = Permission.objects.filter(
        Q(from_at__range=(now, until)) | Q(from_at__lte=now, to_at__range=(now, until)), state="approved", condition__ended_at=None
    )
    if departments is not None:
        found = found.filter(condition__person__department__in=departments)
    for one in found.select_related("condition__person").order_by("from_at", "id")[:MOST]:
        whose = _whose(one.condition.person)
        if one.from_at >= now:
            yield one.from_at, "away", one.reason, whose
        if one.to_at <= until:
            yield one.to_at, "back", one.reason, whose


def _orders(departments: Sequence[int] | None, now: datetime) -> Iterable[_Found]:
    until = now + ORDERS_AHEAD
    found = Order.objects.filter(
        Q(starts_at__range=(now, until)) | Q(ends_at__range=(now, until)) | Q(ended_at__range=(now, until))
    )
    if departments is not None:
        found = found.filter(person__department__in=departments)
    for one in found.select_related("person").order_by("ends_at", "id")[:MOST]:
        whose, ends_at = _whose(one.person), min(one.ends_at, one.ended_at or one.ends_at)
        if now <= one.starts_at <= until:
            yield one.starts_at, "order_begins", one.number, whose
        if now <= ends_at <= until:
            yield ends_at, "order_ends", one.number, whose


def _reviews(departments: Sequence[int] | None, in_force: QuerySet[Order], now: datetime) -> Iterable[_Found]:
    """Yield the reviews of orders in force that are due within two weeks, and those that are overdue: they stand under today.

    A review is done when the order gets its next day of review, or ends.
    """
    due = in_force.filter(review_on__lte=now + ORDERS_AHEAD)
    if departments is not None:
        due = due.filter(person__department__in=departments)
    for one in due.select_related("person").order_by("review_on", "id")[:MOST]:
        whose = _whose(one.person)
        zone = ZoneInfo(whose.timezone)
        today, day = now.astimezone(zone).date(), cast("date", one.review_on)
        begin = datetime.combine(max(day, today), time.min, tzinfo=zone)
        yield begin, "overdue" if day < today else "review", one.number, whose


def _days(found: Iterable[_Found], now: datetime) -> tuple[Day, ...]:
    """Gather what happens at the same minute to many people, and put it under the day of the place."""
    here = timezone.get_default_timezone()
    gathered: dict[tuple[datetime, What, str], list[Whose]] = defaultdict(list)
    for at, what, detail, whose in found:
        people = gathered[at.replace(second=0, microsecond=0), what, detail]
        if whose not in people:
            people.append(whose)
    days: dict[date, list[Coming]] = defaultdict(list)
    for (at, what, detail), people in sorted(gathered.items(), key=lambda one: one[0]):
        local = at.astimezone(ZoneInfo(people[0].timezone) if len({one.timezone for one in people}) == 1 else here)
        days[local.date()].append(Coming(at, what, _said(what, detail), tuple(people)))
    today = now.astimezone(here).date()
    return tuple(Day(day, day == today, day == today + timedelta(days=1), tuple(days[day])) for day in sorted(days))


def _said(what: What, detail: str) -> Text:
    """Return what is said beside the word: of hours the duty, of a permission its reason, of an order its number."""
    return CONDITIONS[cast("Literal['stay_home']", detail)].text if what == "hours" else detail
