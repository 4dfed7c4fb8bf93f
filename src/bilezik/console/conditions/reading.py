"""What the form of a condition shows beside what was typed: the order, places to choose from, where the map begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext
from shapely.geometry import mapping

from bilezik.console.conditions.words import PLACES
from bilezik.console.ground import shapes
from bilezik.console.words import numbers, schedules
from bilezik.console.words.kinds import Text
from bilezik.domain.hours import Schedule
from bilezik.domain.zone import Circle, Shape
from bilezik.geo import drawn
from bilezik.store.models import Order, PersonState, Zone

MOST_FOUND: Final = 30
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A zone to choose. `form`: how large, or of how many corners; `drawing`: GeoJSON for the map."""

    id: int
    name: str
    kind: Text
    city: str
    form: str
    opening: Sequence[Text]
    drawing: dict[str, Any]
    middle: str


class Sought(msgspec.Struct, frozen=True):
    """What is sought in the library."""

    words: str = ""
    kind: str = ""
    city: str = ""

    def __bool__(self) -> bool:
        """Return whether anything is."""
        return self != Sought()


def order(number: int) -> Order | None:
    """Return an order with its person, None where there is none or not for who asks."""
    return Order.objects.select_related("person", "person__department").filter(pk=number).first()


def choice(order: Order, chosen: Sequence[int], zone: str) -> list[Place]:
    """Return what is chosen, in its order, and then the person's other zones, homes first."""
    known = Zone.objects.filter(Q(pk__in=chosen) | Q(conditions__person=order.person_id)).distinct()
    by_id = {row.pk: row for row in sorted(known, key=lambda row: (row.category != "home", row.pk))}
    own = [pk for pk in by_id if pk not in chosen]
    return [_place(by_id[pk], zone) for pk in [*chosen, *own] if pk in by_id]


def sought(given: Any) -> Sought:  # noqa: ANN401 - a QueryDict
    """Return what a form or an address seeks in the library."""
    words, city = (given.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "city"))
    kind = given.get("place_kind", "")
    return Sought(words, kind if kind in PLACES else "", city)


def library(seeks: Sought) -> QuerySet[Zone]:
    """Return the public places that are sought, by name."""
    asked = {"name__icontains": seeks.words, "place_kind": seeks.kind, "city": seeks.city}
    return Zone.objects.filter(category="place", **{name: value for name, value in asked.items() if value}).order_by("name", "pk")


def found(seeks: Sought, but: Sequence[int], zone: str) -> tuple[list[Place], int]:
    """Return the first places of the library that are sought and not chosen yet, and how many more there are."""
    rows = library(seeks).exclude(pk__in=but)
    first = list(rows[:MOST_FOUND])
    return [_place(row, zone) for row in first], max(0, rows.count() - len(first))


def listed(seeks: Sought, after: int, zone: str) -> tuple[list[Place], int]:
    """Return a page of the library from the place `after` on, and how many places there are."""
    rows = library(seeks)
    return [_place(row, zone) for row in rows[after : after + MOST_LISTED]], rows.count()


def cities() -> list[str]:
    """Return the cities of the library."""
    return list(Zone.objects.filter(category="place").exclude(city="").values_list("city", flat=True).distinct().order_by("city"))


def start(order: Order, chosen: Sequence[Place]) -> str:
    """Return where the map begins, as `lat,lon`: the chosen place, home, the address, the newest position, the department.

    Empty where none of them is known.
    """
    if chosen:
        return chosen[0].middle
    home = Zone.objects.filter(category="home", conditions__person=order.person_id).order_by("-pk").first()
    if home is not None:
        return middle(msgspec.convert(home.shape, Shape))
    if order.person.lat is not None and order.person.lon is not None:
        return f"{order.person.lat:.6f},{order.person.lon:.6f}"
    seen = PersonState.objects.filter(person=order.person_id, lat__isnull=False).values_list("lat", "lon").first()
    office = order.person.department
    lat, lon = seen or (office.lat, office.lon)
    return "" if lat is None or lon is None else f"{lat:.6f},{lon:.6f}"


def middle(shape: Shape) -> str:
    """Return the middle of a shape as `lat,lon`."""
    if isinstance(shape, Circle):
        return f"{shape.lat:.6f},{shape.lon:.6f}"
    at = shapes.geometry(shape).representative_point()
    return f"{at.y:.6f},{at.x:.6f}"


def shape_of(zone: int) -> tuple[str, Shape] | None:
    """Return the name and shape of a zone, None where there is none."""
    row = Zone.objects.filter(pk=zone).first()
    return None if row is None else (row.name, msgspec.convert(row.shape, Shape))


def form_of(shape: Shape) -> str:
    """Return how large a circle is, or how many corners a border has."""
    if isinstance(shape, Circle):
        return "⌀ " + numbers.distance(2 * shape.radius_m)
    count = drawn.corners(shape)
    return ngettext("%(count)s corner", "%(count)s corners", count) % {"count": count}


def _place(row: Zone, zone: str) -> Place:
    shape: Shape = msgspec.convert(row.shape, Shape)
    return Place(
        id=row.pk, name=row.name, kind=PLACES.get(row.place_kind, ""),  # type: ignore[call-overload]
        city=row.city, form=form_of(shape),
        opening=() if row.opening is None else schedules.hours(msgspec.convert(row.opening, Schedule), zone),
        drawing=mapping(shapes.geometry(shape)), middle=middle(shape),
    )  # fmt: skip
