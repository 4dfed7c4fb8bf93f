"""Regions, the closing of departments, and the hand-over of people from one department to another.

1. The regions of Kazakhstan come with the package (`regions.json`): codes of ISO 3166-2:KZ, whose digits are the first two of
   the classifier KATO, and their names. Entering them again changes what is named otherwise and doubles nothing.
2. A department is closed, never deleted, and only when it watches nobody: its people are handed over first. Roles held in it give
   nothing from then on.
3. A hand-over is of all or of nobody. Orders, devices and alerts hang on the person and go along; handing back undoes it.
"""

from collections.abc import Sequence
from importlib import resources
from typing import Final

import msgspec
from django.db import connection
from django.utils import timezone

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound
from bilezik.store.models import Alert, Assignment, Department, Person, Region

MOST_PEOPLE: Final = 5_000


class NamedRegion(msgspec.Struct, frozen=True, kw_only=True):
    """A region as the reference data names it."""

    code: str
    name_kk: str
    name_ru: str
    name_en: str


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


def close(by: Actor, department: int, *, why: str) -> None:
    """Close a department that watches nobody; `Conflict` where it does, or is closed already."""
    with perform(by, "departments.close", why=why) as doing:
        found = Department.objects.select_for_update().filter(pk=department).first()
        if found is None:
            raise NotFound("department", department)
        if found.closed_at is not None:
            raise Conflict("It is closed already.")
        with connection.cursor() as cursor:  # the administrator, who closes, sees nobody of them (law 12)
            cursor.execute("SELECT sec.watched(%s)", (department,))
            (people,) = cursor.fetchone()
        if people:
            raise Conflict(f"It watches {people} people: hand them over first.")
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
        with connection.cursor() as cursor:  # who hands over need not see the people where they go (law 12)
            cursor.execute("SELECT sec.hand_over(%s, %s)", (wanted, to))
            if cursor.fetchone() != (len(wanted),):
                raise Forbidden("Not all of them are yours to hand over.")
    return len(wanted)
