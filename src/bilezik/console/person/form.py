"""The form of a person: what it says as texts, what the deeds make of it, and what becomes of two people writing at once.

1. A form is texts, field by field (`Texts`): what was typed is shown again as it was typed, however wrong it is.
2. The deeds decide what is right; here only what is no day, no number and no id is told apart, all such fields at once.
3. Two officers change one person: what only one of them touched is taken from that one; what both touched is asked, at the field
   (`merge`). Nothing is overwritten that was not looked at.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec
from django.db.models import Q
from django.http import QueryDict

from bilezik.console.forms.refusals import told
from bilezik.console.words.kinds import Text
from bilezik.console.words.people import FIELDS
from bilezik.deeds import Invalid, rights
from bilezik.deeds.people import NewPerson
from bilezik.deeds.rights import ROLES, Right, RoleName
from bilezik.store.models import Deed, Department, User

Texts = Mapping[str, str]
Problems = Mapping[str, Text]

NAMES: Final = NewPerson.__struct_fields__
ZONES: Final = (
    "Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay", "Asia/Qyzylorda",
)  # fmt: skip
"""The time zones of Kazakhstan: one clock since 1 March 2024, different ones before."""
_LISTS: Final = ("health", "more_phones")
_DAYS: Final = ("birth_date", "consented_on")
_NUMBERS: Final = ("lat", "lon")


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the form shows it. `theirs`: what somebody else wrote there meanwhile, where both did."""

    name: str
    label: Text
    value: str
    problem: Text = ""
    theirs: Text = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The values of a field that has several."""
        return tuple(self.value.split("\n")) if self.value else ()


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others did to a person since a version: who, when, why, which fields."""

    by: str
    at: dt.datetime
    why: str
    fields: tuple[Text, ...]


class Refused(Exception):  # noqa: N818 - an answer, not a fault of the program
    """What was typed cannot be taken; a sentence for each field at fault."""

    def __init__(self, problems: Problems) -> None:
        """Keep the sentences."""
        super().__init__(", ".join(problems))
        self.problems = problems


def fields(texts: Texts, problems: Problems | None = None, theirs: Mapping[str, Text] | None = None) -> dict[str, Field]:
    """Return the fields of the form, and `why`."""
    wrong, other = problems or {}, theirs or {}
    return {
        name: Field(name, FIELDS[name], texts.get(name, ""), wrong.get(name, ""), other.get(name, "")) for name in (*NAMES, "why")
    }


def text_of(value: object) -> str:
    """Return a value of the register, or of the log of it, as the form writes it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def texts_of(person: NewPerson) -> dict[str, str]:
    """Return what is stated of a person, as the form writes it."""
    return {name: text_of(value) for name, value in msgspec.to_builtins(person).items()}


def typed(said: QueryDict) -> dict[str, str]:
    """Return what a form says; a NUL, which PostgreSQL cannot keep, is left out."""
    found = {name: _lines(said, name) if name in _LISTS else said.get(name, "").replace("\0", "").strip() for name in NAMES}
    return found | {"why": said.get("why", "").replace("\0", "").strip()}


def _lines(said: QueryDict, name: str) -> str:
    lines = (line.replace("\0", "").strip() for value in said.getlist(name) for line in value.splitlines())
    return "\n".join(filter(None, lines))


def stated(texts: Texts) -> NewPerson:
    """Return what the texts state, with the department's city and time zone where none is typed.

    Raises `Refused` for what cannot be read.
    """
    problems: dict[str, Text] = {}
    read: dict[str, Any] = {name: texts.get(name, "") for name in NAMES}
    for name, reader, problem in (
        *((name, dt.date.fromisoformat, "is not a day, as 2026-11-30") for name in _DAYS),
        *((name, _number, "is not a number") for name in _NUMBERS),
        ("department", _id, "is not an id"),
    ):
        try:
            read[name] = cast("Any", reader)(read[name]) if read[name] else None
        except ValueError:
            problems[name] = told(problem)
    if read["department"] is None and "department" not in problems:
        problems["department"] = told("is not an id")
    problems |= {name: told("must not be empty") for name in ("family_name", "given_name") if not read[name]}
    if not texts.get("why", ""):
        problems["why"] = told("say why")
    if problems:
        raise Refused({name: problems[name] for name in (*NAMES, "why") if name in problems})
    place = Department.objects.filter(pk=read["department"]).first()
    read["city"] = read["city"] or (place.city if place else "")
    read["timezone"] = read["timezone"] or (place.timezone if place else "")
    lists = {name: tuple(filter(None, read[name].split("\n"))) for name in _LISTS}
    return NewPerson(**(read | lists | {"interpreter": bool(read["interpreter"]), "iin": read["iin"] or None}))


def _number(given: str) -> float:
    return float(given.replace(",", "."))


def _id(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise ValueError
    return int(given)


def refusal(error: Invalid) -> dict[str, Text]:
    """Return what the form says of a refusal of the deeds, at the field it is about."""
    return {error.field if error.field in FIELDS else "why": told(error.problem)}


def departments(user: User, *, and_also: int | None = None) -> tuple[Department, ...]:
    """Return the open departments for which somebody may register people; `and_also`: the one a person is of already."""
    roles = [role for role in rights.roles(user) if Right.KEEP_PEOPLE in ROLES[cast("RoleName", role.role)]]
    held = Q(pk__in={role.department_id for role in roles if role.department_id}) | Q(
        region__in={role.region_id for role in roles if role.region_id}
    )
    if any(role.department_id is None and role.region_id is None for role in roles):
        held = Q()
    return tuple(Department.objects.filter(Q(closed_at=None) & held | Q(pk=and_also)).order_by("city", "name", "id"))


def since(person_id: int, version: int) -> tuple[tuple[Meanwhile, ...], dict[str, str]]:
    """Return what was done to a person after a version, the oldest first, and what each changed field was in that version."""
    done, before = [], dict[str, str]()
    for line in Deed.objects.filter(person_id=person_id, kind="person_changed").order_by("pk"):
        if line.content.get("version", 0) > version:
            names = [name for name in line.content.get("fields", []) if name in FIELDS]
            done.append(Meanwhile(line.actor_name, line.at, line.why, tuple(FIELDS[name] for name in names)))
            for name, value in line.content.get("before", {}).items():
                before.setdefault(name, text_of(value))
    return tuple(done), before


def merge(mine: Texts, theirs: Texts, before: Texts, *, is_whole: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts of both, and the fields that both wrote differently, where mine stands.

    `before`: what each field that they changed was when I began. Not `is_whole`: they changed more than is known (a hand-over of
    many says no version), so that each field that differs is asked.
    """
    kept, both = dict(mine), []
    for name in NAMES:
        if name in before and mine[name] == before[name]:
            kept[name] = theirs[name]
        elif mine[name] != theirs[name] and (name in before or not is_whole):
            both.append(name)
    return kept, tuple(both)
