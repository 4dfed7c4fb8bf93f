"""Finding anything by what is written on it: a person by name, IIN or phone, a device, an order, an alert, a place.

1. Each kind is asked for by itself and cut to `MOST`: who gets more writes more. Only kinds that are wanted are asked for.
2. A person is found as `searching` says, or by digits of a phone; a device by any part of its number; an order by any part of its
   number; an alert by its own number; a place of the shared list by any part of its name.
3. What is found is what the reader may see: the rows are the database's own.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeVar, get_args

import msgspec
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from bilezik.store.models import Alert, Assignment, Device, Order, Person, Zone
from bilezik.store.searching import sought

M = TypeVar("M", bound=Model)
Kind = Literal["person", "device", "order", "alert", "place"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MOST: Final = 8
LONGEST: Final = 100
"""Letters of a question; the rest is left out."""
_LEAST: Final = 2
"""Letters of a number that make a question: one is in every number."""
_PHONE: Final = 5
_BIGGEST: Final = 18
"""Digits that a 64-bit number surely holds."""


class Found(msgspec.Struct, frozen=True):
    """One thing that was found. `name` is what it is called, `more` what tells it from its like, `person` whose it is."""

    kind: Kind
    id: int
    name: str
    more: str = ""
    person: int | None = None


class Group(msgspec.Struct, frozen=True):
    """What was found of one kind; `is_cut`: there is more."""

    kind: Kind
    found: tuple[Found, ...]
    is_cut: bool


def find(text: str, wanted: frozenset[Kind]) -> tuple[Group, ...]:
    """Return what `text` may mean, by kind, in the order of `KINDS`; kinds of which nothing is found are left out."""
    asked = " ".join(text.split())[:LONGEST].replace("\0", "")
    if len(asked) < _LEAST and not asked.isdecimal():
        return ()
    groups = []
    for kind in KINDS:
        if kind in wanted:
            found = tuple(_ASK[kind](asked, wanted))
            if found:
                groups.append(Group(kind, found[:MOST], len(found) > MOST))
    return tuple(groups)


def _people(asked: str, _wanted: frozenset[Kind]) -> Iterator[Found]:
    meant = sought(asked)
    digits = "".join(letter for letter in asked if letter.isdecimal())
    if len(digits) >= _PHONE and not any(letter.isalpha() for letter in asked):
        meant |= Q(phone__contains=digits)
    for one in _cut(Person.objects.filter(meant).order_by("family_name", "given_name", "id")):
        yield Found("person", one.pk, str(one), " · ".join(part for part in (one.iin or "", one.city) if part), one.pk)


def _devices(asked: str, wanted: frozenset[Kind]) -> Iterator[Found]:
    """Yield devices; who wears one is said to who may find people."""
    devices = _cut(Device.objects.filter(identity__icontains=asked).order_by("identity", "protocol", "id"))
    now = timezone.now()
    worn = Assignment.objects.filter(device__in=devices, from_at__lte=now, to_at__gt=now).select_related("person")
    wearers = {one.device_id: one.person for one in worn.defer("person__photo")} if "person" in wanted else {}
    for one in devices:
        wearer = wearers.get(one.pk)
        more = " · ".join(part for part in (one.protocol, one.model, "" if wearer is None else str(wearer)) if part)
        yield Found("device", one.pk, one.identity, more, None if wearer is None else wearer.pk)


def _orders(asked: str, _wanted: frozenset[Kind]) -> Iterator[Found]:
    found = Order.objects.filter(number__icontains=asked).select_related("person").defer("person__photo")
    for one in _cut(found.order_by("number", "id")):
        yield Found("order", one.pk, one.number, f"{one.issuer} · {one.person}", one.person_id)


def _alerts(asked: str, _wanted: frozenset[Kind]) -> Iterator[Found]:
    number = asked.removeprefix("#").strip()
    if number.isdecimal() and len(number) <= _BIGGEST:
        for one in _cut(Alert.objects.filter(pk=int(number)).select_related("person").defer("person__photo", "evidence")):
            yield Found("alert", one.pk, f"#{one.pk}", one.kind if one.person is None else str(one.person), one.person_id)


def _places(asked: str, _wanted: frozenset[Kind]) -> Iterator[Found]:
    for one in _cut(Zone.objects.filter(category="place", name__icontains=asked).order_by("name", "id")):
        yield Found("place", one.pk, one.name, one.city)


def _cut(found: QuerySet[M]) -> list[M]:
    return list(found[: MOST + 1])


_ASK: Final[Mapping[Kind, Callable[[str, frozenset[Kind]], Iterator[Found]]]] = {
    "person": _people,
    "device": _devices,
    "order": _orders,
    "alert": _alerts,
    "place": _places,
}
