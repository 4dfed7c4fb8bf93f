"""A caseload as a CSV file, a row a person with the order and its conditions: read, checked row by row, and enrolled whole or not.

1. How a file is read is the same for every list (`deeds.lists`); the columns are in `COLUMNS`, in English, Russian or Kazakh.
2. Every row has its answer: new, or wrong with column and reason. One wrong row refuses the file. An IIN that is in the register or
   stands in the file twice is wrong; a name with a birth date that is there already is likely the same person, which refuses
   nothing: somebody looks, and says so (`looked`).
3. Days are those of the department's time zone: an order is in force from the first moment of its first day to the last of its
   last. Who enters people for whom is asked as for one person: a department that is not the actor's is not known.
"""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, cast

import msgspec
from django.db import transaction
from django.db.models import Q

from bilezik.deeds import bulk, lists, people, rights
from bilezik.deeds.actor import Actor
from bilezik.deeds.bulk import Enrolment
from bilezik.deeds.conditions import NewCondition
from bilezik.deeds.orders import NewOrder, demand_what_follows
from bilezik.deeds.people import NewPerson
from bilezik.deeds.refusal import Invalid
from bilezik.deeds.rights import ROLES, Right, RoleName
from bilezik.deeds.zones import NewZone
from bilezik.domain import names
from bilezik.domain.grounds import GROUNDS
from bilezik.domain.instant import Instant, from_datetime
from bilezik.domain.order import ConditionKind, Schedule
from bilezik.domain.zone import Circle
from bilezik.schedule import parse_slots
from bilezik.store.models import Department, Person, User

MOST_ROWS: Final = 2_000
HOME_RADIUS_M: Final = 100.0
"""Where the list does not say: a house and its yard."""

COLUMNS: Final[Mapping[str, str]] = {
    "family_name": "family_name", "фамилия": "family_name", "тегі": "family_name",
    "given_name": "given_name", "имя": "given_name", "аты": "given_name",
    "patronymic": "patronymic", "отчество": "patronymic", "әкесінің аты": "patronymic",
    "iin": "iin", "иин": "iin", "жсн": "iin",
    "birth_date": "birth_date", "дата рождения": "birth_date", "туған күні": "birth_date",
    "kind": "kind", "основание учёта": "kind", "категория": "kind", "санаты": "kind",
    "department": "department", "отдел": "department", "бөлім": "department",
    "city": "city", "город": "city", "қала": "city",
    "address": "address", "адрес": "address", "мекенжайы": "address",
    "phone": "phone", "телефон": "phone",
    "more_phones": "more_phones", "другие телефоны": "more_phones", "басқа телефондар": "more_phones",
    "language": "language", "язык": "language", "тілі": "language",
    "responsible_name": "responsible_name", "ответственный": "responsible_name", "жауапты адам": "responsible_name",
    "responsible_phone": "responsible_phone", "телефон ответственного": "responsible_phone",
    "жауапты адамның телефоны": "responsible_phone",
    "ground": "ground", "основание": "ground", "негіздеме": "ground",
    "legal_basis": "legal_basis", "закон": "legal_basis", "заң": "legal_basis",
    "issuer": "issuer", "кем вынесено": "issuer", "суд": "issuer", "кім шығарды": "issuer",
    "number": "number", "номер": "number", "нөмірі": "number",
    "decided_on": "decided_on", "дата решения": "decided_on", "шешім күні": "decided_on",
    "starts_on": "starts_on", "начало": "starts_on", "басталуы": "starts_on",
    "ends_on": "ends_on", "окончание": "ends_on", "аяқталуы": "ends_on",
    "conditions": "conditions", "условия": "conditions", "талаптар": "conditions",
    "home_lat": "home_lat", "широта дома": "home_lat", "үйдің ендігі": "home_lat",
    "home_lon": "home_lon", "долгота дома": "home_lon", "үйдің бойлығы": "home_lon",
    "home_hours": "home_hours", "часы дома": "home_hours", "үйде болу уақыты": "home_hours",
}  # fmt: skip
"""What a column may be called, in small letters -> the field."""
NEEDED: Final = ("family_name", "given_name", "department", "issuer", "number", "starts_on", "ends_on")

CONDITIONS: Final[Mapping[str, ConditionKind]] = {
    "wear_device": "wear_device", "wear": "wear_device", "носить": "wear_device", "тағып жүру": "wear_device",
    "keep_charged": "keep_charged", "charge": "keep_charged", "заряжать": "keep_charged", "зарядтау": "keep_charged",
    "keep_contact": "keep_contact", "contact": "keep_contact", "связь": "keep_contact", "байланыс": "keep_contact",
    "stay_home": "stay_home", "home": "stay_home", "дом": "stay_home", "үй": "stay_home",
}  # fmt: skip
"""What a condition may be called in the cell, several with commas."""

Outcome = Literal["new", "wrong"]


class Row(msgspec.Struct, frozen=True):
    """What becomes of one line of the file: why it is wrong, or what stands out; `same`: who is likely this person already."""

    line: int
    name: str
    outcome: Outcome
    said: str = ""
    same: tuple[int, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """Whom a row enrols, and where the home is that their conditions need."""

    enrolment: Enrolment
    home: NewZone | None
    hours: Schedule | None


class Reading(msgspec.Struct, frozen=True):
    """A file as it was read: every row's answer, and what would be enrolled."""

    encoding: lists.Encoding
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have this answer."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def likely(self) -> int:
        """How many rows are likely about somebody who is in the register already."""
        return sum(bool(row.same) for row in self.rows)


def read(by: Actor, content: bytes) -> Reading:
    """Return what the file says and what would become of it; nothing is written. `Invalid` (`file`) where it is no such list."""
    table = lists.read(content, COLUMNS, needed=NEEDED, most=MOST_ROWS)
    rows, entries = _judged(table.lines, _departments(by))
    return Reading(table.encoding, rows, entries)


def enter(by: Actor, content: bytes, *, why: str, looked: bool = False) -> Reading:
    """Enrol everybody in the file, or nobody: `Invalid` (`file`) where a row is wrong.

    `looked`: those who are likely in the register already were looked at; without it they are refused (`looked`).
    """
    reading = read(by, content)
    wrong = [row for row in reading.rows if row.outcome == "wrong"]
    if wrong:
        raise Invalid("file", f"{len(wrong)} rows are wrong, the first on line {wrong[0].line}: {wrong[0].said}")
    if reading.likely and not looked:
        raise Invalid("looked", f"{reading.likely} rows are likely about people of the register: look at them first")
    rights.demand(by, "people.register")
    with transaction.atomic():
        homes = iter(bulk.zones(by, [entry.home for entry in reading.entries if entry.home], why=why))
        bulk.enrol(by, [_at_home(entry, next(homes)) if entry.home else entry.enrolment for entry in reading.entries], why=why)
    return reading


def _at_home(entry: Entry, home: int) -> Enrolment:
    duty = NewCondition(kind="stay_home", zones=(home,), schedule=entry.hours)
    return msgspec.structs.replace(entry.enrolment, conditions=(duty, *entry.enrolment.conditions))


def _judged(lines: Iterable[lists.Line], departments: Mapping[str, Department]) -> tuple[tuple[Row, ...], tuple[Entry, ...]]:
    read_: list[tuple[int, str, Entry | str]] = []
    first: dict[object, int] = {}
    for line in lines:
        name = " ".join(line.cells[field] for field in ("family_name", "given_name") if field in line.cells)[:200]
        try:
            one = _entry(line, departments)
        except Invalid as refusal:
            problem = refusal.problem if refusal.field == "line" else f"{refusal.field}: {refusal.problem}"
            read_.append((line.number, name, problem))
            continue
        person = one.enrolment.person
        key: object = person.iin or (person.family_name.casefold(), person.given_name.casefold(), person.birth_date, person.address)
        double = first.setdefault(key, line.number)
        read_.append((line.number, name, one if double == line.number else f"this person stands on line {double} already"))
    persons = [one.enrolment.person for *_, one in read_ if isinstance(one, Entry)]
    taken = _taken(persons)
    born_then = _born_then(persons)
    rows: list[Row] = []
    entries: list[Entry] = []
    for number, name, answer in read_:
        if isinstance(answer, str):
            rows.append(Row(number, name, "wrong", answer))
        elif answer.enrolment.person.iin in taken:
            rows.append(Row(number, name, "wrong", "iin: a person with this IIN is in the register already"))
        else:
            same = _same(answer.enrolment.person, born_then)
            remarks = "; ".join(f"{remark.field}: {remark.text}" for remark in people.remarks_of_iin(answer.enrolment.person))
            rows.append(Row(number, name, "new", remarks, same))
            entries.append(answer)
    return tuple(rows), tuple(entries)


def _entry(line: lists.Line, departments: Mapping[str, Department]) -> Entry:
    """Return whom a row enrols; `Invalid` names the column."""
    cells = line.cells
    if line.problem:
        raise Invalid("line", line.problem)
    for field in NEEDED:
        if field not in cells:
            raise Invalid(field, "is empty")
    department = departments.get(cells["department"].casefold())
    if department is None:
        raise Invalid("department", f"there is no department {cells['department'][:60]!r} of yours; write its code")
    zone = department.timezone
    texts = ("family_name", "given_name", "patronymic", "address", "phone", "responsible_name", "responsible_phone")
    person = NewPerson(
        **{field: cells.get(field, "") for field in texts},  # type: ignore[arg-type]  # these are the texts
        city=cells.get("city", department.city), timezone=zone, department=department.pk, iin=cells.get("iin"),
        birth_date=_day("birth_date", cells.get("birth_date")), kind=cells.get("kind", ""),
        language=cells.get("language", "").lower(),
        more_phones=tuple(filter(None, (one.strip() for one in re.split(r"[,;]", cells.get("more_phones", ""))))),
    ).checked()  # fmt: skip
    order = _order(cells, zone)
    demand_what_follows(order, zone)
    kinds, home, hours = _conditions(cells, person, zone)
    return Entry(Enrolment(person=person, order=order, conditions=tuple(NewCondition(kind=kind) for kind in kinds)), home, hours)


def _order(cells: Mapping[str, str], zone: str) -> NewOrder:
    starts, ends = (_day(field, cells[field]) for field in ("starts_on", "ends_on"))
    if starts is None or ends is None:
        raise AssertionError("needed columns are not empty")
    ground = cells.get("ground", "")
    try:
        return NewOrder(
            legal_basis=cells.get("legal_basis", ""), issuer=cells["issuer"], number=cells["number"],
            ground=_GROUNDS.get(ground.casefold(), ground), decided_on=_day("decided_on", cells.get("decided_on")),
            starts_at=_midnight(starts, zone), ends_at=_midnight(ends + dt.timedelta(days=1), zone),
        ).checked()  # fmt: skip
    except Invalid as refusal:
        column = {"starts_at": "starts_on", "ends_at": "ends_on"}.get(refusal.field, refusal.field)
        raise Invalid(column, refusal.problem) from None


def _conditions(
    cells: Mapping[str, str], person: NewPerson, zone: str
) -> tuple[tuple[ConditionKind, ...], NewZone | None, Schedule | None]:
    said = [word.strip() for word in re.split(r"[,;+]", cells.get("conditions", "")) if word.strip()]
    unknown = next((word for word in said if word.casefold() not in CONDITIONS), None)
    if unknown is not None:
        raise Invalid("conditions", f"{unknown[:60]!r} is none of {', '.join(sorted(set(CONDITIONS.values())))}")
    kinds = tuple(dict.fromkeys(CONDITIONS[word.casefold()] for word in said))
    if "stay_home" not in kinds:
        for field in ("home_lat", "home_lon", "home_hours"):
            if field in cells:
                raise Invalid(field, "is meant for the condition stay_home, which this row does not name")
        return kinds, None, None
    lat, lon = (_number(field, cells) for field in ("home_lat", "home_lon"))
    home = NewZone(
        name=f"{person.family_name} {person.given_name}: home", shape=Circle(lat, lon, HOME_RADIUS_M), category="home",
        city=person.city,
    )  # fmt: skip
    try:
        home = home.checked()
    except Invalid as refusal:
        raise Invalid("home_lat", refusal.problem) from None
    rest = tuple(kind for kind in kinds if kind != "stay_home")
    return rest, home, _hours(cells.get("home_hours", ""), zone)


def _hours(said: str, zone: str) -> Schedule | None:
    """Return the hours of `mo-fr 22:00-06:00, sa-su 00:00-24:00`; without days every day; nothing is always."""
    slots = []
    for piece in filter(None, (one.strip() for one in said.split(","))):
        days, _blank, times = piece.rpartition(" ")
        begin, dash, end = times.partition("-")
        if not dash:
            raise Invalid("home_hours", f"{piece[:60]!r} is not hours, as 22:00-06:00 or mo-fr 22:00-06:00")
        slots.append({"days": days or "mo-su", "from": begin, "to": end})
    try:
        schedule = Schedule(zone, parse_slots(slots, "home_hours")) if slots else None
        if schedule is not None:
            NewCondition(kind="stay_home", zones=(0,), schedule=schedule).checked()
    except ValueError as error:
        raise Invalid("home_hours", str(error).partition(": ")[2] or str(error)) from None
    except Invalid as refusal:
        raise Invalid("home_hours", refusal.problem) from None
    return schedule


def _number(field: str, cells: Mapping[str, str]) -> float:
    try:
        return float(cells[field].replace(",", "."))
    except KeyError:
        raise Invalid(field, "is empty: staying home needs a place") from None
    except ValueError:
        raise Invalid(field, "is not a number, as 51.12345") from None


def _day(field: str, given: str | None) -> dt.date | None:
    """Return a day written as 2026-11-30 or 30.11.2026."""
    if given is None:
        return None
    backwards = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", given)
    try:
        return dt.date(*(int(part) for part in reversed(backwards.groups()))) if backwards else dt.date.fromisoformat(given)
    except ValueError:
        raise Invalid(field, f"{given[:40]!r} is no day, as 2026-11-30 or 30.11.2026") from None


def _midnight(day: dt.date, zone: str) -> Instant:
    return from_datetime(dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC))


_GROUNDS: Final = {name.casefold(): one.code for one in GROUNDS for name in (one.kk, one.ru, one.en)}


def _departments(by: Actor) -> dict[str, Department]:
    """Return the open departments for which `by` enters people, by number, by code and, where one has it alone, by name."""
    held = Q()
    if by.user_id is not None:
        roles = [
            role for role in rights.roles(User.objects.get(pk=by.user_id))
            if Right.KEEP_PEOPLE in ROLES[cast("RoleName", role.role)]
        ]  # fmt: skip
        if not any(role.department_id is None and role.region_id is None for role in roles):
            held = Q(pk__in=[role.department_id for role in roles if role.department_id])
            held |= Q(region__in=[role.region_id for role in roles if role.region_id])
    found: dict[str, Department] = {}
    rows = list(Department.objects.filter(held, closed_at=None).order_by("pk"))
    named: dict[str, list[Department]] = {}
    for one in rows:
        for name in {one.name, one.name_kk, one.name_ru, one.name_en} - {""}:
            named.setdefault(name.casefold(), []).append(one)
    found |= {name: ones[0] for name, ones in named.items() if len(ones) == 1}
    found |= {str(one.pk): one for one in rows}
    return found | {one.code.casefold(): one for one in rows if one.code}


def _taken(persons: Sequence[NewPerson]) -> frozenset[str | None]:
    numbers = [one.iin for one in persons if one.iin]
    return frozenset(Person.objects.filter(iin__in=numbers).values_list("iin", flat=True))


_Known = tuple[int, str, str, str]


def _born_then(persons: Sequence[NewPerson]) -> dict[Any, list[_Known]]:
    """Return whom the register has of these birth dates: one question for the whole file."""
    days = {one.birth_date for one in persons if one.birth_date}
    found: dict[Any, list[_Known]] = {}
    rows = Person.objects.filter(birth_date__in=days).order_by("pk")
    for born, *known in rows.values_list("birth_date", "pk", "name_key", "family_name", "given_name"):
        found.setdefault(born, []).append(cast("_Known", tuple(known)))
    return found


def _same(person: NewPerson, born_then: Mapping[Any, Sequence[_Known]]) -> tuple[int, ...]:
    """Return who is likely this person: as `people.likely_same`, asked of what was read already."""
    key = str(people.row(person)["name_key"])
    return tuple(
        number
        for number, theirs, family, given in born_then.get(person.birth_date, ())
        if names.has(theirs, (person.family_name, person.given_name)) or names.has(key, (family, given))
    )
