"""Regions, departments, and the hand-over of people from one department to another.

1. The regions of Kazakhstan come with the package (`regions.json`): codes of ISO 3166-2:KZ, whose digits are the first two of
   the classifier KATO, and their names. Entering them again changes what is named otherwise and doubles nothing.
2. A department is closed, never deleted, and only when it watches nobody and holds no device: people are handed over, devices sent
   on first. Roles held in it give nothing from then on.
3. A hand-over is of all or of nobody. Orders, devices and alerts hang on the person and go along; handing back undoes it.
4. A department has a name at least in one language, and is told apart from others by its code where the ministry gave one. It may
   have no district of its own: then it has no place, and nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Final

import msgspec
from django.db import connection
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound
from bilezik.store.models import Alert, Assignment, Department, Device, Person, Region

MOST_PEOPLE: Final = 5_000


class NamedRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A region as the reference data names it."""

    code: str
    name_kk: str
    name_ru: str
    name_en: str


class NewDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """What is stated of a department. `name`: what it is called where no name in the reader's language is stated.

    `region` is the id of one; `lat` and `lon` are where it is, both or neither.
    """

    city: str
    timezone: str
    name: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    code: str = ""
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    region: int | None = None

    def checked(self) -> "NewDepartment":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        texts: dict[str, Any] = {field: wording.text(field, getattr(self, field), needed=False) for field in _TEXTS}
        if (self.lat is None) != (self.lon is None):
            raise Invalid("lat" if self.lat is None else "lon", "a place has both, latitude and longitude, or neither")
        return msgspec.structs.replace(
            self,
            **texts,
            name=wording.text("name", self.name or texts["name_ru"] or texts["name_kk"] or texts["name_en"]),
            city=wording.text("city", self.city),
            timezone=wording.timezone("timezone", self.timezone),
            lat=None if self.lat is None else wording.number("lat", self.lat, least=-90, most=90),
            lon=None if self.lon is None else wording.number("lon", self.lon, least=-180, most=180),
        )


_TEXTS: Final = ("phone", "code", "name_kk", "name_ru", "name_en")


class Caseload(msgspec.Struct, frozen=True):
    """What would go along with people who are handed over."""

    people: int
    open_alerts: int
    worn_devices: int


def shipped_regions() -> tuple[NamedRegion, ...]:
    """Return the regions that come with the package."""
    content = resources.files("bilezik.deeds").joinpath("regions.json").read_bytes()
    return msgspec.json.decode(content, type=tuple[NamedRegion, ...])


def keep_regions(by: Actor, named: Sequence[NamedRegion], *, why: str) -> int:
    """Enter regions, or name anew those that are there; return how many changed. `Conflict` where nothing would."""
    with perform(by, "departments.keep_regions", why=why) as doing:
        there = {region.code: region for region in Region.objects.select_for_update()}
        changed = 0
        for one in named:
            fields = msgspec.structs.asdict(one)
            old = there.get(one.code)
            was = None if old is None else {name: getattr(old, name) for name in fields}
            if was == fields:
                continue
            made, _ = Region.objects.update_or_create(code=one.code, defaults=fields)
            doing.touched("region", made.pk, {"after": fields} if was is None else {"before": was, "after": fields})
            changed += 1
        if not changed:
            raise Conflict("Nothing would change.")
    return changed


def add(by: Actor, department: NewDepartment, *, why: str) -> int:
    """Enter a department and return its id."""
    kept = department.checked()
    with perform(by, "departments.add", why=why) as doing:
        _demand_region(kept.region)
        made = Department.objects.create(**row(kept))
        doing.touched("department", made.pk, {"after": msgspec.to_builtins(kept)})
    return made.pk


def stated(found: Department) -> NewDepartment:
    """Return what a row states."""
    fields = {name: getattr(found, name) for name in NewDepartment.__struct_fields__ if name != "region"}
    return NewDepartment(**fields, region=found.region_id)


def row(kept: NewDepartment) -> Mapping[str, Any]:
    """Return the columns of a checked department."""
    fields = msgspec.structs.asdict(kept)
    return {"region_id": fields.pop("region"), **fields}


def change(by: Actor, department: int, said: NewDepartment, *, why: str) -> None:
    """State a department anew, as a whole; `Conflict` where nothing would change or it is closed."""
    kept = said.checked()
    with perform(by, "departments.change", why=why) as doing:
        found = _held(department)
        _demand_region(kept.region)
        if not _move(doing, found, kept):
            raise Conflict("Nothing would change.")


def keep_list(by: Actor, listed: Sequence[tuple[int | None, NewDepartment]], *, why: str) -> None:
    """Enter departments (None) and state others anew (their ids), all of them or none; `Conflict` where nothing would change."""
    kept = [(number, one.checked()) for number, one in listed]
    with perform(by, "departments.keep_list", why=why) as doing:
        changed = 0
        for number, one in kept:
            _demand_region(one.region)
            if number is None:
                made = Department.objects.create(**row(one))
                doing.touched("department", made.pk, {"after": msgspec.to_builtins(one)})
                changed += 1
            else:
                changed += _move(doing, _held(number), one)
        if not changed:
            raise Conflict("Nothing would change.")


def close(by: Actor, department: int, *, why: str) -> None:
    """Close a department that watches nobody and holds no device; `Conflict` where it does, or is closed already."""
    with perform(by, "departments.close", why=why) as doing:
        found = Department.objects.select_for_update().filter(pk=department).first()
        if found is None:
            raise NotFound("department", department)
        if found.closed_at is not None:
            raise Conflict("It is closed already.")
        with connection.cursor() as cursor:  # the administrator, who closes, sees nobody of them (law 12)
            cursor.execute("SELECT sec.watched(%s), sec.stocked(%s)", (department, department))
            people, devices = cursor.fetchone()
        if people:
            raise Conflict(f"It watches {people} people: hand them over first.")
        if devices:
            raise Conflict(f"{devices} devices are in its stock: send them on first.")
        found.closed_at = timezone.now()
        found.save(update_fields=["closed_at"])
        doing.touched("department", department, {"closed": True})


def caseload(department: int) -> tuple[int, ...]:
    """Return the people of a department."""
    return tuple(Person.objects.filter(department=department).order_by("pk").values_list("pk", flat=True))


def weigh(people: Sequence[int]) -> Caseload:
    """Return what a hand-over of these people would take along."""
    return Caseload(
        people=Person.objects.filter(pk__in=people).count(),
        open_alerts=Alert.objects.filter(person__in=people).exclude(state="resolved").count(),
        worn_devices=Assignment.objects.filter(person__in=people, from_at__lte=timezone.now(), to_at__gt=timezone.now()).count(),
    )


def hand_over(by: Actor, people: Sequence[int], to: int, *, why: str) -> int:
    """Give people to another department, all or nobody, and return how many; `Conflict` where one of them is there already."""
    wanted = sorted(set(people))
    if not wanted or len(wanted) > MOST_PEOPLE:
        raise Invalid("people", f"name 1 to {MOST_PEOPLE} people")
    with perform(by, "departments.hand_over", why=why) as doing:
        department = Department.objects.filter(pk=to).first()
        if department is None:
            raise NotFound("department", to)
        if department.closed_at is not None:
            raise Invalid("to", "is closed: it watches nobody")
        rows = Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        sources = dict(rows.values_list("pk", "department_id"))
        for person in wanted:
            if person not in sources:
                raise NotFound("person", person)
            if sources[person] == to:
                raise Conflict(f"Person {person} is of that department already.")
        for person in wanted:
            doing.touched("person", person, {"before": {"department": sources[person]}, "after": {"department": to}})
            doing.line("person_changed", person=person, content={"fields": ["department"]})
            doing.tell("person", {"person": str(person)})
        _give_devices(doing, wanted, to)
        with connection.cursor() as cursor:  # who hands over need not see the people where they go (law 12)
            cursor.execute("SELECT sec.hand_over(%s, %s)", (wanted, to))
            if cursor.fetchone() != (len(wanted),):
                raise Forbidden("Not all of them are yours to hand over.")
    return len(wanted)


def _give_devices(doing: Doing, people: Sequence[int], to: int) -> None:
    """Let the new department answer for what these people wear; what is the central store's stays the central store's."""
    now = timezone.now()
    worn = Assignment.objects.filter(person__in=people, from_at__lte=now, to_at__gt=now).values("device")
    theirs = Device.objects.filter(pk__in=worn, department__isnull=False).exclude(department=to)
    sources = dict(theirs.values_list("pk", "department_id"))
    Device.objects.filter(pk__in=sources).update(department=to)
    for device, source in sorted(sources.items()):
        doing.touched("device", device, {"before": {"department": str(source)}, "after": {"department": str(to)}})


def held_by() -> Mapping[int, tuple[int, int]]:
    """Return how many people each department watches and how many devices it holds: numbers, for who sees neither."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, sec.watched(id), sec.stocked(id) FROM departments")
        return {number: (people, devices) for number, people, devices in cursor.fetchall()}


def _held(number: int) -> Department:
    """Return an open department that nobody else changes until this deed is done."""
    found = Department.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise NotFound("department", number)
    if found.closed_at is not None:
        raise Conflict("It is closed: it keeps what it was called.")
    return found


def _move(doing: Doing, found: Department, kept: NewDepartment) -> bool:
    """State `found` anew; return whether anything is different."""
    was, now = msgspec.to_builtins(stated(found)), msgspec.to_builtins(kept)
    names = [name for name in now if was[name] != now[name]]
    if names:
        Department.objects.filter(pk=found.pk).update(**row(kept))
        content = {"before": {name: was[name] for name in names}, "after": {name: now[name] for name in names}}
        doing.touched("department", found.pk, content)
    return bool(names)


def _demand_region(number: int | None) -> None:
    if number is not None and not Region.objects.filter(pk=number).exists():
        raise NotFound("region", number)
