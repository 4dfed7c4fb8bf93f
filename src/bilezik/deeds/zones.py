"""Draw a zone, and draw it anew: whoever's order it is part of is judged by the new edge from then on, never before."""

from typing import Literal

import msgspec

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Forbidden, Invalid, NotFound
from bilezik.domain.hours import Schedule
from bilezik.domain.zone import PLACE_KINDS, PlaceKind, Shape
from bilezik.geo import drawn
from bilezik.geo.check import shape_problem
from bilezik.schedule import problem
from bilezik.store.models import Condition, Zone

Category = Literal["home", "area", "place", ""]


class NewZone(msgspec.Struct, frozen=True, kw_only=True):
    """A named area of one city; `tolerance_m` widens its edge where the border itself is not known better.

    `category` `place`: a public place, shared by all departments; `place_kind` says what it is, `opening` when it is open (None:
    always).
    """

    name: str
    shape: Shape
    category: Category = ""
    tolerance_m: float = 0.0
    city: str = ""
    opening: Schedule | None = None
    place_kind: PlaceKind | Literal[""] = ""

    def checked(self) -> "NewZone":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        _check(self.shape, self.tolerance_m)
        if self.category not in {"home", "area", "place", ""}:
            raise Invalid("category", "home, area, place or nothing")
        if self.place_kind and (self.place_kind not in PLACE_KINDS or self.category != "place"):
            raise Invalid("place_kind", f"of a public place: one of {', '.join(PLACE_KINDS)}")
        fault = None if self.opening is None else problem(self.opening)
        if fault is not None:
            raise Invalid("opening", fault.removeprefix("schedule"))
        name = wording.text("name", self.name)
        return msgspec.structs.replace(self, name=name, city=wording.text("city", self.city, needed=False))


def draw(by: Actor, zone: NewZone, *, why: str) -> int:
    """Keep a new zone and return its id."""
    kept = zone.checked()
    with perform(by, "zones.draw", why=why) as doing:
        made = Zone.objects.create(**row(kept))
        doing.touched("zone", made.pk, {"after": row(kept)})
    return made.pk


def change(by: Actor, zone: int, shape: Shape, *, why: str, tolerance_m: float | None = None) -> int:
    """Give a zone a new shape (and tolerance) and return its new version; everybody whose order holds it gets a new docket."""
    _check(shape, tolerance_m or 0.0)
    with perform(by, "zones.change", why=why) as doing:
        found = Zone.objects.filter(pk=zone).first()
        if found is None:
            raise NotFound("zone", zone)
        people = list(Condition.objects.filter(zones=zone).values_list("person_id", flat=True).distinct().order_by("person_id"))
        for person in people:
            doing.lock_person(person)
        found = Zone.objects.select_for_update().filter(pk=zone).first()
        if found is None:  # seen, and not to be changed: some of its people are not this user's (law 12)
            raise Forbidden("This zone is also of people who are not yours to see: whoever sees them all changes it.")
        before = {"shape": found.shape, "tolerance_m": found.tolerance_m, "version": found.version}
        found.shape = msgspec.to_builtins(shape)
        found.tolerance_m = found.tolerance_m if tolerance_m is None else tolerance_m
        found.version += 1
        found.save(update_fields=["shape", "tolerance_m", "version"])
        after = {"shape": found.shape, "tolerance_m": found.tolerance_m, "version": found.version}
        doing.touched("zone", zone, {"before": before, "after": after})
        for person in people:
            doing.line("zone_changed", person=person, content={"zone": str(zone), "version": found.version})
            doing.tell("order", {"person": str(person), "zone": str(zone)})
        doing.docket(*people)
    return found.version


def row(zone: NewZone) -> dict[str, object]:
    """Return the columns of a zone's row."""
    return {
        "name": zone.name,
        "shape": msgspec.to_builtins(zone.shape),
        "category": zone.category,
        "tolerance_m": zone.tolerance_m,
        "city": zone.city,
        "place_kind": zone.place_kind,
        "opening": None if zone.opening is None else msgspec.to_builtins(zone.opening),
    }


def _check(shape: Shape, tolerance_m: float) -> None:
    if drawn.corners(shape) > drawn.MOST_CORNERS:
        raise Invalid(
            "shape", f"has {drawn.corners(shape):,} corners, at most {drawn.MOST_CORNERS:,} are kept: import it from a file"
        )
    problem = shape_problem(shape)
    if problem is not None:
        raise Invalid("shape", problem.removeprefix("zone.shape").lstrip(":. "))
    wording.number("tolerance_m", tolerance_m, least=0, most=10_000)
