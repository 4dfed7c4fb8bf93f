"""Register a supervised person, and the department that watches."""

import msgspec

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import NotFound
from bilezik.store.models import Department, Person


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person at registration. Names as in the papers, and in Latin letters for search."""

    given_name: str
    family_name: str
    city: str
    timezone: str
    department: int
    given_name_latin: str = ""
    family_name_latin: str = ""
    phone: str = ""
    address: str = ""

    def checked(self) -> "NewPerson":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        optional = {"given_name_latin", "family_name_latin", "phone", "address"}
        texts = ("given_name", "family_name", "city", *sorted(optional))
        kept = {name: wording.text(name, getattr(self, name), needed=name not in optional) for name in texts}
        return msgspec.structs.replace(self, timezone=wording.timezone("timezone", self.timezone), **kept)


class NewDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """A department: its name, city, time zone, place and telephone."""

    name: str
    city: str
    timezone: str
    lat: float
    lon: float
    phone: str = ""


def register(by: Actor, person: NewPerson, *, why: str) -> int:
    """Enter a person into the register and return the id. No order, no tracking: this alone watches nobody."""
    kept = person.checked()
    with perform(by, "people.register", why=why) as doing:
        if not Department.objects.filter(pk=kept.department).exists():
            raise NotFound("department", kept.department)
        fields = msgspec.structs.asdict(kept)
        made = Person.objects.create(department_id=fields.pop("department"), **fields)
        doing.touched("person", made.pk, {"after": msgspec.to_builtins(kept)})
        doing.line("registered", person=made.pk)
        doing.docket(made.pk)
        doing.tell("person", {"person": str(made.pk)})
    return made.pk


def add_department(by: Actor, department: NewDepartment, *, why: str) -> int:
    """Enter a department and return its id."""
    fields = msgspec.structs.asdict(department) | {
        "name": wording.text("name", department.name),
        "city": wording.text("city", department.city),
        "timezone": wording.timezone("timezone", department.timezone),
        "lat": wording.number("lat", department.lat, least=-90, most=90),
        "lon": wording.number("lon", department.lon, least=-180, most=180),
        "phone": wording.text("phone", department.phone, needed=False),
    }
    with perform(by, "departments.add", why=why) as doing:
        made = Department.objects.create(**fields)
        doing.touched("department", made.pk, {"after": fields})
    return made.pk
