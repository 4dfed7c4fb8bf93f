"""One person: conditions now in words, the last 24 hours, the device's health, open alerts, the order.

1. What is in force is read from the newest docket, the same that the fold judges by.
2. The device's health is what the device said last, each value with the time at which it said it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from bilezik.console.ground import standing as standings
from bilezik.console.ground.reading import docket
from bilezik.console.ground.standing import MARK, WORK
from bilezik.console.operator.reading import Row, alerts, row_of
from bilezik.console.person import asking, signing, strip
from bilezik.console.person.stated import Stated, stated
from bilezik.console.words import schedules
from bilezik.console.words.kinds import CONDITIONS, DEVICE_KINDS, MARKS, Text, Tone, Word
from bilezik.console.words.orders import ORDER_STATES
from bilezik.deeds import orders, photos
from bilezik.domain.instant import NEVER, Instant, from_datetime, to_datetime
from bilezik.domain.order import Condition, Docket
from bilezik.domain.order import Order as DomainOrder
from bilezik.domain.report import Report
from bilezik.schedule import Holding
from bilezik.store.models import Alert, Assignment, Command, Fix, Order, Person, PersonState, Violation
from bilezik.store.searching import sought

DAY: Final = timedelta(hours=24)
DRAWN: Final = ("stay_home", "stay_in_area")
"""The kinds the day may be drawn against, the first the better."""
MOST_LISTED: Final = 100
MOST_PAST: Final = 8
LOOKED_BACK: Final = 200
"""Reports of a device in which its newest word of battery and strap is looked for."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One condition in words: what, where, when, whether it holds now and until when."""

    id: int
    word: Word
    places: str
    hours: tuple[Text, ...]
    holds: bool
    changes_at: datetime | None
    why_not: Text
    kept: bool


@dataclass(frozen=True, slots=True)
class Health:
    """A device on the person and what it last said of itself."""

    device: int
    assignment: int
    kind: Text
    model: str
    identity: str
    since: datetime
    until: datetime
    battery_pct: float | None
    battery_at: datetime | None
    strap: Text
    strap_at: datetime | None
    strap_open: bool
    asked: tuple[asking.Asked, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An order as it stands."""

    id: int
    number: str
    issuer: str
    basis: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    state: orders.State
    suspended_until: datetime | None

    @property
    def word(self) -> Word:
        """How it stands, in a word."""
        return ORDER_STATES[self.state]

    @property
    def is_over(self) -> bool:
        """Whether nothing can come of it any more."""
        return self.state in ("over", "ended", "revoked")


@dataclass(frozen=True, slots=True)
class Supervised:
    """All the page shows of one person."""

    id: int
    name: str
    name_latin: str
    phone: str
    city: str
    address: str
    timezone: str
    department: str
    department_phone: str
    language: str
    standing: PersonState | None
    mark: str
    mark_word: Word
    tone: Tone
    duties: tuple[Duty, ...]
    health: tuple[Health, ...]
    open: tuple[Row, ...]
    past: tuple[Row, ...]
    papers: tuple[Paper, ...]
    day: strip.Day
    locating: Command | None
    stated: Stated
    has_photo: bool
    signed: signing.Signed | None

    @property
    def has_memo(self) -> bool:
        """Whether there is something to explain: an order in force or to come."""
        return any(not paper.is_over for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in the list beside the map."""

    id: int
    name: str
    city: str
    timezone: str
    mark: str
    urgency: int
    fixed_at: datetime | None
    open: int

    @property
    def word(self) -> Word:
        """What the mark is called."""
        return MARKS.get(self.mark, MARKS["unsure"])

    @property
    def tone(self) -> Tone:
        """How urgent it is, as a colour."""
        return standings.tone(self.urgency, self.mark)


_LISTED: Final = f"""
WITH {WORK}
SELECT p.id, p.family_name || ' ' || p.given_name, p.city, p.timezone, {MARK} AS mark, coalesce(work.urgency, 0), s.fixed_at,
       coalesce(work.unresolved, 0)
FROM people p LEFT JOIN person_states s ON s.person = p.id LEFT JOIN work ON work.person = p.id
WHERE p.id IN ({{wanted}})
ORDER BY work.urgency NULLS LAST, array_position(ARRAY['tamper', 'silent', 'outside', 'unsure', 'inside'], {MARK}), 2
LIMIT %s
"""


def listed(words: str, city: str) -> tuple[Listed, ...]:
    """Return people by name and city, those who need attention first."""
    found = Person.objects.all()
    if words.strip():
        found = found.filter(sought(words))
    if city:
        found = found.filter(city=city)
    try:
        wanted, asked = found.values("id").query.sql_with_params()
    except EmptyResultSet:  # words that mean nobody
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(wanted=wanted), (*asked, MOST_LISTED))
        return tuple(Listed(*row) for row in cursor.fetchall())


def in_force(person_id: int, now: datetime) -> dict[int, bool]:
    """Return the conditions of the orders in force, each with whether it holds now."""
    at = from_datetime(now)
    return {condition.id: Holding(condition, order).at(at)[0] for order, condition in _conditions(docket(person_id), at)}


def person(person_id: int, reader: int | None = None) -> Supervised | None:
    """Return everything about a person as a user reads it, or None where there is no such."""
    one = Person.objects.select_related("department").defer("photo").filter(pk=person_id).first()
    if one is None:
        return None
    now = timezone.now()
    known = docket(person_id)
    standing = PersonState.objects.filter(pk=person_id).defer("partition", "seq", "wake_at").first()
    violations = list(
        Violation.objects.filter(person_id=person_id, began_at__gte=now - DAY - DAY).exclude(state__in=("superseded", "withdrawn"))
    )
    broken = {v.condition for v in violations if v.state == "open"}
    recent = alerts().filter(person_id=person_id)
    unresolved = _rows(recent.exclude(state="resolved"))
    mark = standings.mark(standing, (row.kind for row in unresolved), now)
    return Supervised(
        id=one.pk, name=str(one), name_latin=f"{one.family_name_latin} {one.given_name_latin}".strip(), phone=one.phone,
        city=one.city, address=one.address, timezone=one.timezone, department=one.department.name,
        department_phone=one.department.phone, language=one.language,
        standing=standing, mark=mark, mark_word=MARKS.get(mark, MARKS["unsure"]),
        tone=standings.tone(min((row.priority for row in unresolved), default=0), mark),
        duties=_duties(known, now, broken, one.timezone), health=_health(person_id, now, reader), open=unresolved,
        past=_rows(recent.filter(state="resolved").order_by("-raised_at"))[:MOST_PAST], papers=_papers(person_id, now),
        day=strip.day(person_id, one.timezone, now, drawn_against(known, now), violations),
        locating=Command.objects.filter(person_id=person_id, kind="locate_now").order_by("-queued_at").first(),
        stated=stated(one, now), has_photo=photos.is_kept(person_id), signed=signing.last(person_id, known, now),
    )  # fmt: skip


def _rows(found: Any) -> tuple[Row, ...]:  # noqa: ANN401 (a QuerySet's stubs know no slice)
    return tuple(row_of(alert) for alert in found[:50] if isinstance(alert, Alert))


def _conditions(known: Docket | None, at: Instant) -> Sequence[tuple[DomainOrder, Condition]]:
    return [(order, condition) for order in (known.orders if known else ()) if order.in_force(at) for condition in order.conditions]


def drawn_against(known: Docket | None, now: datetime) -> Condition | None:
    """Return the condition whose zone the day is drawn against: home, or else the area; of two homes the one that holds now."""
    at = from_datetime(now)
    drawn = [(order, one) for order, one in _conditions(known, at) if one.kind in DRAWN]
    drawn.sort(key=lambda pair: (DRAWN.index(pair[1].kind), not Holding(pair[1], pair[0]).at(at)[0]))
    return drawn[0][1] if drawn else None


def _duties(known: Docket | None, now: datetime, broken: set[int], zone: str) -> tuple[Duty, ...]:
    at = from_datetime(now)
    made = []
    for order, condition in _conditions(known, at):
        holds, changes = Holding(condition, order).at(at)
        rest = next((p for p in condition.permissions if p.from_at - p.travel_buffer <= at < p.to_at + p.travel_buffer), None)
        made.append(
            Duty(
                id=condition.id,
                word=CONDITIONS[condition.kind],
                places=schedules.places(condition.zones),
                hours=schedules.hours(condition.schedule, zone),
                holds=holds,
                changes_at=to_datetime(changes) if changes < min(NEVER, order.until_at) else None,
                why_not="" if holds else schedules.resting(rest),
                kept=condition.id not in broken,
            )
        )
    return tuple(sorted(made, key=lambda duty: (duty.kept, not duty.holds)))


def worn(person_id: int) -> tuple[int, ...]:
    """Return the devices that are on a person now."""
    return tuple(_worn(person_id, timezone.now()))


def _worn(person_id: int, now: datetime) -> dict[int, Assignment]:
    found = Assignment.objects.select_related("device").filter(person_id=person_id, from_at__lte=now, to_at__gt=now)
    return {assignment.device_id: assignment for assignment in found.order_by("device_id", "-id")}


def _health(person_id: int, now: datetime, reader: int | None) -> tuple[Health, ...]:
    return tuple(_of_device(person_id, assignment, reader) for assignment in _worn(person_id, now).values())


def _of_device(person_id: int, assignment: Assignment, reader: int | None) -> Health:
    device = assignment.device
    since = timezone.now() - timedelta(days=7)
    newest = Fix.objects.filter(person=person_id, device=device.pk, fixed_at__gte=since, sealed=False).order_by("-fixed_at")[
        :LOOKED_BACK
    ]
    said = [(fix.fixed_at, strip.report_of(fix)) for fix in newest]
    battery = next(((at, report.battery_pct) for at, report in said if report.battery_pct is not None), (None, None))
    strap = next(((at, is_open) for at, report in said if (is_open := _is_open(report)) is not None), (None, None))
    return Health(
        device=device.pk, assignment=assignment.pk, kind=DEVICE_KINDS.get(device.kind, device.kind), model=device.model,
        identity=device.identity,
        since=assignment.from_at, until=assignment.to_at, battery_pct=battery[1], battery_at=battery[0],
        strap=schedules.strap(is_open=strap[1]), strap_at=strap[0], strap_open=bool(strap[1]),
        asked=asking.asked_of(device.pk, person_id, reader),
    )  # fmt: skip


def _is_open(report: Report) -> bool | None:
    """Return what a report says of the strap: open, closed (false), or nothing."""
    if "strap_open" in report.events or report.strap_locked is False:
        return True
    return False if "strap_closed" in report.events or report.strap_locked else None


def _papers(person_id: int, now: datetime) -> tuple[Paper, ...]:
    found = Order.objects.filter(person_id=person_id).prefetch_related("suspensions").order_by("-starts_at", "-pk")
    return tuple(
        Paper(
            id=one.pk, number=one.number, issuer=one.issuer, basis=one.legal_basis, kind=one.kind, starts_at=one.starts_at,
            ends_at=one.ends_at, ended_at=one.ended_at, state=orders.state(one, now),
            suspended_until=orders.suspended_until(one, now),
        )
        for one in found
    )  # fmt: skip
