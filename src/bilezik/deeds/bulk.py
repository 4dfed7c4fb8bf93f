"""Enrol many people at once: person, order, conditions, devices and their fitting, as one deed in a few statements.

1. The same checks, dockets and audit rows as the single deeds; one wrong entry refuses all, named by its number.
2. Zones are drawn before (`zones`): thousands share them.
3. `known_from` dates the dockets back: history that is filled in afterwards is judged by orders that were known then.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

import msgspec
from django.db import connection
from django.db.models import Model

from bilezik.deeds import dockets
from bilezik.deeds.actor import Actor
from bilezik.deeds.conditions import NewCondition
from bilezik.deeds.conditions import row as condition_row
from bilezik.deeds.devices import NewDevice
from bilezik.deeds.devices import row as device_row
from bilezik.deeds.orders import NewOrder, demand_what_follows
from bilezik.deeds.orders import row as order_row
from bilezik.deeds.people import NewPerson
from bilezik.deeds.people import row as person_row
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Invalid
from bilezik.deeds.zones import NewZone
from bilezik.deeds.zones import row as zone_row
from bilezik.domain.instant import Instant, to_datetime
from bilezik.store.models import Assignment, Condition, Device, Order, Person, Zone

_BATCH: Final = 1_000
_Row = TypeVar("_Row", bound=Model)
_T = TypeVar("_T")


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """One person with one order. Each device is worn for the condition at its place in `conditions`, as long as the order lasts.

    `health_seen`: the health flags of the person were looked at before a device was fitted.
    """

    person: NewPerson
    order: NewOrder
    conditions: tuple[NewCondition, ...]
    devices: tuple[tuple[NewDevice, int], ...] = ()
    health_seen: bool = False


class Enrolled(msgspec.Struct, frozen=True):
    """The ids of what was made for one `Enrolment`, in its order."""

    person: int
    order: int
    conditions: tuple[int, ...]
    devices: tuple[int, ...]


def zones(by: Actor, drawn: Sequence[NewZone], *, why: str) -> list[int]:
    """Keep many new zones and return their ids in order."""
    kept = [_named(number, "zones", zone.checked) for number, zone in enumerate(drawn)]
    if not kept:
        return []
    with perform(by, "zones.draw", why=why) as doing:
        made = _create(Zone(**zone_row(zone)) for zone in kept)
        for zone, row in zip(kept, made, strict=True):
            doing.touched("zone", row.pk, {"after": zone_row(zone)})
    return [row.pk for row in made]


def enrol(by: Actor, entries: Sequence[Enrolment], *, why: str, known_from: Instant | None = None) -> list[Enrolled]:
    """Enrol all of `entries` or none, and return their ids in order."""
    kept = [_checked(number, entry) for number, entry in enumerate(entries)]
    if not kept:
        return []
    with perform(by, "bulk.enrol", why=why) as doing:
        people = [row.pk for row in _create(_person(entry) for entry in kept)]
        orders = [row.pk for row in _create(_order(entry, person) for entry, person in zip(kept, people, strict=True))]
        conditions = _conditions(kept, people, orders)
        devices = _devices(kept, people, orders, conditions)
        made = [Enrolled(*ids) for ids in zip(people, orders, conditions, devices, strict=True)]
        for one in made:
            doing.touched("person", one.person, msgspec.to_builtins(one, str_keys=True))
        _write_dockets(doing, people, known_from)
        doing.tell("people", {"added": len(made)})
    return made


def _conditions(kept: Sequence[Enrolment], people: Sequence[int], orders: Sequence[int]) -> list[tuple[int, ...]]:
    rows = _create(
        Condition(order_id=order, person_id=person, **condition_row(condition))
        for entry, person, order in zip(kept, people, orders, strict=True)
        for condition in entry.conditions
    )
    ids = iter([row.pk for row in rows])
    made = [tuple(itertools.islice(ids, len(entry.conditions))) for entry in kept]
    links = [
        (number, zone)
        for entry, numbers in zip(kept, made, strict=True)
        for condition, number in zip(entry.conditions, numbers, strict=True)
        for zone in sorted(set(condition.zones))
    ]
    with connection.cursor() as cursor:  # not COPY: that is refused where policies hold
        cursor.execute(
            "INSERT INTO condition_zones (condition, zone) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            ([number for number, _ in links], [zone for _, zone in links]),
        )
    return made


def _devices(
    kept: Sequence[Enrolment], people: Sequence[int], orders: Sequence[int], conditions: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    rows = _create(
        Device(**device_row(device), state="fitted", state_at=to_datetime(entry.order.starts_at))
        for entry in kept
        for device, _ in entry.devices
    )
    ids = iter([row.pk for row in rows])
    made = [tuple(itertools.islice(ids, len(entry.devices))) for entry in kept]
    _create(
        Assignment(
            device_id=device, person_id=person, order_id=order, condition_id=of_person[place],
            from_at=to_datetime(entry.order.starts_at), to_at=to_datetime(entry.order.ends_at),
        )
        for entry, person, order, of_person, worn in zip(kept, people, orders, conditions, made, strict=True)
        for (_, place), device in zip(entry.devices, worn, strict=True)
    )  # fmt: skip
    return made


def _write_dockets(doing: Doing, people: Sequence[int], known_from: Instant | None) -> None:
    if known_from is None:
        doing.docket(*people)
    else:
        dockets.write(people, known_from)


def _person(entry: Enrolment) -> Person:
    return Person(**person_row(entry.person))


def _order(entry: Enrolment, person: int) -> Order:
    return Order(person_id=person, **order_row(entry.order))


def _create(rows: Iterable[_Row]) -> list[_Row]:
    """Insert rows of one table; they come back in order, with their ids."""
    made: list[_Row] = []
    for batch in _batches(rows):
        made += type(batch[0])._default_manager.bulk_create(batch)  # noqa: SLF001 - Django's documented way to a model's manager
    return made


def _batches(rows: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(rows)
    while batch := list(itertools.islice(left, _BATCH)):
        yield batch


def _checked(number: int, entry: Enrolment) -> Enrolment:
    kept = Enrolment(
        person=_named(number, "person", entry.person.checked),
        order=_named(number, "order", entry.order.checked),
        conditions=tuple(_named(number, "conditions", condition.checked) for condition in entry.conditions),
        devices=tuple((_named(number, "devices", device.checked), place) for device, place in entry.devices),
        health_seen=entry.health_seen,
    )
    _named(number, "order", lambda: demand_what_follows(kept.order, kept.person.timezone))
    if kept.devices and kept.person.health and not kept.health_seen:
        raise Invalid(f"{number}.health_seen", f"look at the person's health before fitting: {', '.join(kept.person.health)}")
    for _, place in kept.devices:
        if not 0 <= place < len(kept.conditions):
            raise Invalid(f"{number}.devices", f"there is no condition {place}")
    return kept


def _named(number: int, part: str, check: Callable[[], _T]) -> _T:
    try:
        return check()
    except Invalid as refusal:
        raise Invalid(f"{number}.{part}.{refusal.field}", refusal.problem) from None
