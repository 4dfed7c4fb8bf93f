"""The queue: what must be acted on now, worst and oldest first.

1. What waits stands before what is in somebody's hands; then priority, then how long it has waited. The order is the same for
   everybody, so that two operators speak of one list.
2. A filter narrows, it never re-orders.
3. The feed's cursor is read before the alerts: what changes between the two is told by the feed again, never missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, cast, get_args

from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from bilezik.alerts.outage import abouts
from bilezik.console.words.kinds import ALERTS, CERTAINTIES, OUTCOMES, PRIORITIES, STATES, Text, Word
from bilezik.console.words.stored import shown
from bilezik.domain.violation import AlertKind
from bilezik.store import searching
from bilezik.store.models import Alert, Department, FeedItem, Person

Shown = Literal["unresolved", "waiting", "mine", "closed"]
SHOWN: Final[tuple[Shown, ...]] = get_args(Shown)
LONGEST: Final = 200
"""Rows of one list: nobody works down more than these; the rest is counted and said."""
CLOSED_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue a person wants to see; unknown values fall back to "all"."""

    shown: Shown = "unresolved"
    kind: str = ""
    city: str = ""
    words: str = ""
    by: int = 0

    @classmethod
    def of(cls, query: QueryDict, by: int) -> "Filter":
        """Read a filter from a query string; what is not a filter is left out."""
        shown = query.get("shown", "")
        kind = query.get("kind", "")
        return cls(
            shown=shown if shown in SHOWN else "unresolved",
            kind=kind if kind in ALERTS else "",
            city=query.get("city", "")[:100],
            words=" ".join(query.get("q", "").split())[:100],
            by=by,
        )

    @property
    def is_narrow(self) -> bool:
        """Whether it hides anything of what is unresolved."""
        return self.shown != "unresolved" or bool(self.kind or self.city or self.words)

    def condition(self) -> Q:
        """Return the filter as a condition on alerts."""
        wanted = {
            "unresolved": ~Q(state="resolved"),
            "waiting": Q(state="open"),
            "mine": Q(state="taken", taken_by=self.by),
            "closed": Q(state="resolved", changed_at__gte=timezone.now() - CLOSED_FOR),
        }[self.shown]
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.city:
            wanted &= Q(person__city=self.city) | Q(about__in=abouts(self.city))
        for part in searching.parts(self.words):
            by_number = Q(pk=int(part)) if part.isdecimal() and len(part) < 19 else Q()
            wanted &= searching.has(part, "person__") | by_number
        if self.words and not searching.parts(self.words):
            wanted &= Q(pk__in=())
        return wanted


@dataclass(frozen=True, slots=True)
class Row:
    """One alert as the queue shows it."""

    id: int
    kind: AlertKind
    certainty: str
    state: str
    priority: int
    event_at: datetime
    raised_at: datetime
    escalate_at: datetime | None
    level: int
    text: str
    outcome: str | None
    person: int | None
    name: str
    """Of the person; of an outage what it is."""
    city: str
    timezone: str
    taken_by: int | None
    taken_by_name: str
    matches: bool = True

    @property
    def word(self) -> Word:
        """What the alert is called, with its icon."""
        return ALERTS[self.kind]

    @property
    def urgency(self) -> Word:
        """What its priority asks for."""
        return PRIORITIES[self.priority]

    @property
    def state_word(self) -> Word:
        """What its state is called."""
        return STATES[self.state]  # type: ignore[index]  # the database checks the value

    @property
    def outcome_word(self) -> Text:
        """What it was closed with."""
        return OUTCOMES[self.outcome][0] if self.outcome else ""  # type: ignore[index]  # written by the lifecycle

    @property
    def sure(self) -> Word:
        """How sure the system is, in a word."""
        return CERTAINTIES[self.certainty]  # type: ignore[index]  # the database checks the value


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of alerts with what stands above it."""

    rows: tuple[Row, ...]
    more: int
    waiting: int
    taken: int
    filter: Filter
    cities: tuple[str, ...] = ()
    cursor: int | None = None
    kinds: tuple[tuple[str, Word], ...] = field(default_factory=lambda: tuple(ALERTS.items()))


def row_of(alert: Alert, *, matches: bool = True) -> Row:
    """Return the row of an alert read with its person and taker."""
    return Row(
        id=alert.pk, kind=cast("AlertKind", alert.kind), certainty=alert.certainty, state=alert.state, priority=alert.priority,
        event_at=alert.event_at, raised_at=alert.raised_at, escalate_at=alert.escalate_at, level=alert.level,
        text=shown(alert.text), outcome=alert.outcome, person=alert.person_id,
        name=shown(alert.text) if alert.person is None else str(alert.person), city=alert.city, timezone=alert.timezone,
        taken_by=alert.taken_by_id, taken_by_name=alert.taken_by.name if alert.taken_by else "", matches=matches,
    )  # fmt: skip


def alerts() -> QuerySet[Alert]:
    """Return alerts with what a row needs, in the order of the queue; the states' names happen to sort as rule 1 says."""
    return (
        Alert.objects.select_related("person", "taken_by")
        .defer("person__photo", "evidence")
        .order_by("state", "priority", "raised_at", "id")
    )


def cursor() -> int | None:
    """Return the newest cursor of the feed, or None before the first word."""
    newest: int | None = FeedItem.objects.aggregate(newest=Max("cursor"))["newest"]
    return newest


def counts() -> tuple[int, int]:
    """Return how many alerts wait and how many are taken."""
    return Alert.objects.filter(state="open").count(), Alert.objects.filter(state="taken").count()


def cities() -> tuple[str, ...]:
    """Return the cities people live in, for the filter."""
    return tuple(Person.objects.order_by("city").values_list("city", flat=True).distinct())


def places() -> tuple[tuple[str, float, float], ...]:
    """Return the departments' cities with their places, for the map's shortcuts."""
    found: dict[str, tuple[str, float, float]] = {}
    for city, lat, lon in Department.objects.order_by("id").values_list("city", "lat", "lon"):
        if lat is not None and lon is not None:
            found.setdefault(city, (city, lat, lon))
    return tuple(found.values())[:6]


def queue(wanted: Filter) -> Queue:
    """Return the queue through a filter."""
    at = cursor()
    matching = alerts().filter(wanted.condition())
    if wanted.shown == "closed":
        matching = matching.order_by("-changed_at", "-id")
    rows = tuple(row_of(alert) for alert in matching[:LONGEST])
    more = matching.count() - LONGEST if len(rows) == LONGEST else 0
    waiting, taken = counts()
    return Queue(rows, more, waiting, taken, wanted, cities(), at)


def rows(ids: Iterable[int], wanted: Filter) -> tuple[Row, ...]:
    """Return the rows of some alerts as they are now, each with whether the filter would show it."""
    asked = tuple(ids)
    matching = set(Alert.objects.filter(wanted.condition(), pk__in=asked).values_list("pk", flat=True))
    return tuple(row_of(alert, matches=alert.pk in matching) for alert in alerts().filter(pk__in=asked))
