"""Register a supervised person and change what is known of one.

1. Registering watches nobody: that takes an order (law 10).
2. What is stated is checked the same way at registration and at every change; a change is a new version of the whole, refused
   where somebody else was faster; the audit log and the person's own timeline hold what each field was and is.
3. What may be right although it looks wrong is a `Remark`, never a refusal: an IIN that states another birth date, a person who is
   likely in the register already. The same IIN twice is refused by the database.
4. `''` is "not stated"; nothing is guessed for whom it is not stated.
"""

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain import iin as numbers
from bilezik.domain import names
from bilezik.domain.person import FULL_AGE, HEALTH_FLAGS, KINDS, LANGUAGES, HealthFlag, Language, PersonKind, age
from bilezik.store.models import Department, Person

_NEEDED: Final = ("given_name", "family_name", "city")
_OPTIONAL: Final = (
    "patronymic", "given_name_latin", "family_name_latin", "phone", "address", "responsible_name", "responsible_phone",
)  # fmt: skip
_LONG: Final = ("consent", "health_note")
_LONGEST_NOTE: Final = 4_000
_MOST_PHONES: Final = 10
_BORN_FIRST: Final = dt.date(1900, 1, 1)


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What is stated of a person. Names as in the papers, and in Latin letters as in the passport."""

    given_name: str
    family_name: str
    city: str
    timezone: str
    department: int
    patronymic: str = ""
    given_name_latin: str = ""
    family_name_latin: str = ""
    iin: str | None = None
    birth_date: dt.date | None = None
    kind: PersonKind | str = ""
    consent: str = ""
    consented_on: dt.date | None = None
    language: Language | str = ""
    interpreter: bool = False
    phone: str = ""
    more_phones: tuple[str, ...] = ()
    health: tuple[HealthFlag | str, ...] = ()
    health_note: str = ""
    responsible_name: str = ""
    responsible_phone: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None

    def checked(self) -> "NewPerson":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        texts: dict[str, Any] = {name: wording.text(name, getattr(self, name)) for name in _NEEDED}
        texts |= {name: wording.text(name, getattr(self, name), needed=False) for name in _OPTIONAL}
        texts |= {name: wording.text(name, getattr(self, name), needed=False, longest=_LONGEST_NOTE) for name in _LONG}
        kept = msgspec.structs.replace(
            self,
            timezone=wording.timezone("timezone", self.timezone),
            iin=_iin(self.iin),
            kind=_one_of("kind", self.kind, KINDS),
            language=_one_of("language", self.language, LANGUAGES),
            more_phones=_phones(self.more_phones),
            health=tuple(_one_of("health", flag, HEALTH_FLAGS) for flag in dict.fromkeys(self.health)),
            **_pin(self.lat, self.lon),
            **texts,
        )
        _demand_what_follows(kept)
        return kept


class Remark(msgspec.Struct, frozen=True):
    """Something to look at that refuses nothing. `person`: whom it points to, if anybody."""

    field: str
    text: str
    person: int | None = None


def register(by: Actor, person: NewPerson, *, why: str) -> int:
    """Enter a person into the register and return the id. No order, no tracking: this alone watches nobody."""
    kept = person.checked()
    with perform(by, "people.register", why=why) as doing:
        _demand_department(kept.department)
        made = Person.objects.create(**row(kept))
        doing.touched("person", made.pk, {"after": msgspec.to_builtins(kept)})
        doing.line("registered", person=made.pk)
        doing.docket(made.pk)
        doing.tell("person", {"person": str(made.pk)})
    return made.pk


def known(person: int) -> tuple[NewPerson, int]:
    """Return what is stated of a person and the version it is; `NotFound` where there is none."""
    found = Person.objects.defer("photo").filter(pk=person).first()
    if found is None:
        raise NotFound("person", person)
    return stated(found), found.version


def stated(found: Person) -> NewPerson:
    """Return what a row of the register states."""
    fields = {name: getattr(found, name) for name in NewPerson.__struct_fields__ if name != "department"}
    lists = {name: tuple(fields[name]) for name in ("more_phones", "health")}
    return NewPerson(**(fields | lists), department=found.department_id)


def change(by: Actor, person: int, said: NewPerson, *, version: int, why: str) -> int:
    """State a person anew and return the new version; `version` is the one `said` was made from.

    `Conflict` where somebody changed the person since, or where nothing would change.
    """
    kept = said.checked()
    with perform(by, "people.change", why=why) as doing:
        doing.lock_person(person)
        before, held = known(person)
        if held != version:
            raise Conflict("Somebody else has changed this person meanwhile. Read it again.")
        was, now = msgspec.to_builtins(before), msgspec.to_builtins(kept)
        fields = [name for name in now if was[name] != now[name]]
        if not fields:
            raise Conflict("Nothing would change.")
        _demand_department(kept.department)
        Person.objects.filter(pk=person).update(**row(kept), version=held + 1)
        content = {
            "version": held + 1, "before": {name: was[name] for name in fields}, "after": {name: now[name] for name in fields},
        }  # fmt: skip
        doing.touched("person", person, content)
        doing.line("person_changed", person=person, content=content | {"fields": fields})
        doing.tell("person", {"person": str(person)})
    return held + 1


def row(kept: NewPerson) -> Mapping[str, Any]:
    """Return the columns of a checked person, the key of the names among them."""
    fields = msgspec.structs.asdict(kept)
    of_names = (kept.family_name, kept.given_name, kept.patronymic, kept.family_name_latin, kept.given_name_latin)
    lists = {name: list(fields[name]) for name in ("more_phones", "health")}
    department = fields.pop("department")
    return fields | lists | {"department_id": department, "name_key": names.key(of_names)}


def remarks(person: NewPerson, *, but: int | None = None) -> tuple[Remark, ...]:
    """Return what should be looked at about a person, `but` being the person's own id."""
    found = [
        Remark("family_name", "a person of this name and birth date is in the register", other)
        for other in likely_same(person, but=but)
    ]
    return (*found, *remarks_of_iin(person))


def remarks_of_iin(person: NewPerson) -> tuple[Remark, ...]:
    """Return what the IIN states that is not entered; it asks nothing of the register."""
    number = None if person.iin is None else numbers.parse(person.iin)
    if number is None or number.born is None or number.born == person.birth_date:
        return ()
    entered = "none is entered" if person.birth_date is None else f"{person.birth_date} is entered"
    return (Remark("birth_date", f"the IIN states {number.born}, {entered}"),)


def likely_same(person: NewPerson, *, but: int | None = None) -> tuple[int, ...]:
    """Return who has this birth date and, in any spelling, this family and given name; nobody where no birth date is stated."""
    if person.birth_date is None:
        return ()
    key = str(row(person)["name_key"])
    born_then = Person.objects.filter(birth_date=person.birth_date).order_by("pk")
    return tuple(
        number
        for number, theirs, *papers in born_then.values_list("pk", "name_key", "family_name", "given_name")
        if number != but and (names.has(theirs, (person.family_name, person.given_name)) or names.has(key, papers))
    )


def _demand_what_follows(of: NewPerson) -> None:
    """Raise `Invalid` for what one statement demands of another."""
    today = timezone.now().astimezone(zoneinfo.ZoneInfo(of.timezone)).date()
    for field in ("birth_date", "consented_on"):
        day: dt.date | None = getattr(of, field)
        if day is not None and not _BORN_FIRST <= day <= today:
            raise Invalid(field, f"must lie between {_BORN_FIRST} and today")
    if of.kind == "volunteer":
        wording.text("consent", of.consent, longest=_LONGEST_NOTE)
        if of.consented_on is None:
            raise Invalid("consented_on", "a volunteer's consent has a date")
    if "other" in of.health and not of.health_note:
        raise Invalid("health_note", "say what the other is")
    if of.birth_date is not None and age(of.birth_date, today) < FULL_AGE:
        for field in ("responsible_name", "responsible_phone"):
            if not getattr(of, field):
                raise Invalid(field, f"is needed: the person is under {FULL_AGE} and has a responsible adult")


def _demand_department(number: int) -> None:
    department = Department.objects.filter(pk=number).first()
    if department is None:
        raise NotFound("department", number)
    if department.closed_at is not None:
        raise Invalid("department", "is closed: it watches nobody")


def _iin(given: str | None) -> str | None:
    if given is None or not given.strip():
        return None
    found = numbers.parse(given)
    if found is None:
        raise Invalid("iin", f"has {numbers.LENGTH} digits")
    if not found.is_valid:
        raise Invalid("iin", "the last digit does not fit the others: one is mistyped, or two are exchanged")
    return found.digits


def _pin(lat: float | None, lon: float | None) -> dict[str, float | None]:
    """Return where the address is, to a metre: more digits are noise, and would be a change each time the pin is touched."""
    if lat is None or lon is None:
        if lat is not lon:
            raise Invalid("lon" if lon is None else "lat", "a pin has both, latitude and longitude, or neither")
        return {"lat": None, "lon": None}
    return {
        "lat": round(wording.number("lat", lat, least=-90, most=90), 5),
        "lon": round(wording.number("lon", lon, least=-180, most=180), 5),
    }


def _one_of(field: str, given: str, known_: tuple[str, ...]) -> str:
    if given and given not in known_:
        raise Invalid(field, f"is one of {', '.join(known_)}")
    return given


def _phones(given: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(wording.text("more_phones", one) for one in given))
    if len(kept) > _MOST_PHONES:
        raise Invalid("more_phones", f"at most {_MOST_PHONES} are kept")
    return kept
