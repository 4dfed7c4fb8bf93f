"""One order as its page shows it.

1. Conditions are told in the words of the memo, from the newest docket: what the person was told is what the officer reads.
2. What can be done with it is offered where the deeds would do it: nothing of an order that is over is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec
from django.utils import timezone
from django.utils.translation import get_language

from bilezik.console.ground.reading import docket
from bilezik.console.orders.changes import Version, versions
from bilezik.console.words.kinds import CONDITIONS, Text, Word
from bilezik.console.words.orders import ORDER_STATES, PERMISSION_STATES, REMARKS, ground_name, term
from bilezik.deeds import orders
from bilezik.domain.grounds import BY_CODE
from bilezik.domain.instant import Instant, from_datetime
from bilezik.domain.order import Condition as DomainCondition
from bilezik.domain.person import Language
from bilezik.memo.compose import LANGUAGES
from bilezik.memo.duties import duty
from bilezik.store.models import Condition, Order, OrderDocument, Permission, Person, Suspension


@dataclass(frozen=True, slots=True)
class Absence:
    """A permission in words."""

    row: Permission
    is_past: bool

    @property
    def word(self) -> Word:
        """How it stands."""
        return PERMISSION_STATES[self.row.state]

    @property
    def buffer(self) -> timedelta:
        """How long the way may take, before and after."""
        return timedelta(seconds=self.row.travel_buffer_s)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether there is anything left to take back."""
        return not self.is_past and self.row.state in ("asked", "approved")

    @property
    def is_asked(self) -> bool:
        """Whether it waits for a decision."""
        return self.row.state == "asked"


@dataclass(frozen=True, slots=True)
class Duty:
    """A condition as the memo words it, with its permissions."""

    row: Condition
    word: Word
    lines: tuple[str, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension."""

    row: Suspension
    is_over: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Held:
    """All that the page of an order shows."""

    row: Order
    person: Person
    state: orders.State
    suspended_until: datetime | None
    ground: Text
    term: Text
    remarks: tuple[Text, ...]
    duties: tuple[Duty, ...]
    ended: tuple[Duty, ...]
    pauses: tuple[Pause, ...]
    documents: tuple[OrderDocument, ...]
    versions: tuple[Version, ...]
    is_open: bool

    @property
    def word(self) -> Word:
        """How it stands, in a word."""
        return ORDER_STATES[self.state]

    @property
    def is_fittable(self) -> bool:
        """Whether a device can be put on for it."""
        return self.is_open and bool(self.duties)


def row(number: int) -> Order | None:
    """Return an order with its person, or None where there is none."""
    found = Order.objects.select_related("person", "person__department").defer("person__photo").filter(pk=number)
    return found.prefetch_related("suspensions").first()


def order(number: int) -> Held | None:
    """Return an order with all that hangs on it, or None where there is none."""
    found, now = row(number), timezone.now()
    if found is None:
        return None
    person, is_open = found.person, found.ended_at is None and found.ends_at > now
    told = _conditions(person.pk, number)
    rows = found.conditions.prefetch_related("zones", "permissions").order_by("pk")
    duties = tuple(_duty(one, told, person, now) for one in rows)
    ground = BY_CODE.get(found.ground)
    return Held(
        row=found, person=person, state=orders.state(found, now), suspended_until=orders.suspended_until(found, now),
        ground=ground_name(found.ground), term="" if ground is None else term(ground), remarks=remarks(found),
        duties=tuple(one for one in duties if one.row.ended_at is None),
        ended=tuple(one for one in duties if one.row.ended_at is not None),
        pauses=tuple(
            Pause(one, one.to_at <= now, one.from_at <= now < one.to_at)
            for one in sorted(found.suspensions.all(), key=lambda one: one.from_at)
        ),
        documents=tuple(found.documents.defer("content").order_by("pk")), versions=versions(number, person.timezone),
        is_open=is_open,
    )  # fmt: skip


def remarks(found: Order) -> tuple[Text, ...]:
    """Return what should be looked at about an order."""
    ground = BY_CODE.get(found.ground)
    if ground is None:
        return (REMARKS["none"],)
    said: list[Text] = []
    if found.person.kind and found.person.kind not in ground.kinds:
        said.append(REMARKS["other"])
    if not ground.is_checked and ground.months is None:
        said.append(REMARKS["open"])
    return tuple(said)


def absence(one: Permission) -> Absence:
    """Return a permission in words."""
    return Absence(one, one.to_at <= timezone.now())


def words_of(condition: DomainCondition, person: Person, now: datetime) -> tuple[str, ...]:
    """Return a condition in the words of the memo, in the language of who reads; its permissions are told apart."""
    language = cast("Language", (get_language() or "en").partition("-")[0])
    plain = msgspec.structs.replace(condition, permissions=())
    since: Instant = from_datetime(now)
    return duty(plain, LANGUAGES[language], address=person.address, timezone=person.timezone, since=since).lines


def _conditions(person: int, order_id: int) -> Mapping[int, DomainCondition]:
    known = docket(person)
    return {one.id: one for held in (known.orders if known else ()) if held.id == order_id for one in held.conditions}


def _duty(one: Condition, told: Mapping[int, DomainCondition], person: Person, now: datetime) -> Duty:
    held = sorted(one.permissions.all(), key=lambda permission: (permission.from_at, permission.pk))
    lines = words_of(told[one.pk], person, now) if one.pk in told else ()
    return Duty(one, CONDITIONS[one.kind], lines, tuple(Absence(held_, held_.to_at <= now) for held_ in held))  # type: ignore[index]  # the database knows no other kind
