"""What stands out in a form while it is typed: the IIN, the birth date, who is likely in the register already.

1. It refuses nothing: the deeds do, when the form is sent. It says it earlier, and says what is no fault as well.
2. Only who the reader may see is named (law 12); an IIN of somebody out of sight is refused when the form is sent.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bilezik.console.forms.refusals import told
from bilezik.console.person.form import Texts
from bilezik.console.words.kinds import Text, Tone
from bilezik.deeds import people
from bilezik.domain import iin
from bilezik.domain.person import FULL_AGE, age
from bilezik.store.models import Person


@dataclass(frozen=True, slots=True)
class Same:
    """Somebody who is likely the same person."""

    id: int
    name: str
    born: dt.date | None
    department: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that stands out. `people`: whom it points to."""

    tone: Tone
    text: Text
    people: tuple[Same, ...] = ()


@dataclass(frozen=True, slots=True)
class Checks:
    """All that stands out; `age`: of the birth date that is typed, None where there is none."""

    found: tuple[Check, ...]
    age: int | None
    is_empty: bool

    @property
    def is_full_age(self) -> bool:
        """Whether no responsible adult is needed for certain."""
        return self.age is not None and self.age >= FULL_AGE


def checks(texts: Texts, *, but: int | None = None) -> Checks:
    """Return what stands out in what is typed; `but`: the person whose record it is."""
    born, today = _day(texts.get("birth_date", "")), timezone.localdate()
    lived = age(born, today) if born is not None and born <= today else None
    found = (*_of_iin(texts.get("iin", ""), born, but), *_of_birth(born, lived, today), *_of_names(texts, born, but))
    return Checks(found, lived, not (texts.get("iin") or texts.get("birth_date") or texts.get("family_name")))


def _of_iin(given: str, born: dt.date | None, but: int | None) -> Iterator[Check]:
    if not given:
        return
    number = iin.parse(given)
    if number is None:
        digits = sum(letter.isdecimal() for letter in given)
        said = ngettext(
            "An IIN has 12 digits; this has %(count)s digit.", "An IIN has 12 digits; this has %(count)s digits.", digits
        )
        yield Check("red", said % {"count": digits})
        return
    if not number.is_valid:
        yield Check("red", told("the last digit does not fit the others: one is mistyped, or two are exchanged"))
    same = _people(Person.objects.filter(iin=number.digits).exclude(pk=but or 0).values_list("pk", flat=True))
    if same:
        yield Check("red", _("This IIN is in the register already:"), same)
    if number.born is not None and number.born != born:
        said = _("The IIN states the birth date %(born)s. That may be right; look at the papers.")
        yield Check("amber", said % {"born": f"{number.born:%d.%m.%Y}"})


def _of_birth(born: dt.date | None, lived: int | None, today: dt.date) -> Iterator[Check]:
    if born is not None and (born > today or born.year < 1900):
        yield Check("red", told("must lie between 1900 and today"))
    elif lived is not None and lived < FULL_AGE:
        said = ngettext(
            "%(count)s year old: a responsible adult is needed.", "%(count)s years old: a responsible adult is needed.", lived
        )
        yield Check("amber", said % {"count": lived})


def _of_names(texts: Texts, born: dt.date | None, but: int | None) -> Iterator[Check]:
    if born is None or not texts.get("family_name") or not texts.get("given_name"):
        return
    person = people.NewPerson(
        city="", timezone="", department=0, birth_date=born, family_name=texts["family_name"], given_name=texts["given_name"],
        family_name_latin=texts.get("family_name_latin", ""), given_name_latin=texts.get("given_name_latin", ""),
    )  # fmt: skip
    same = _people(people.likely_same(person, but=but))
    if same:
        yield Check(
            "amber", _("Somebody of this name and birth date is in the register already. Look whether it is the same person:"), same
        )


def _people(numbers: Iterable[int]) -> tuple[Same, ...]:
    found = Person.objects.select_related("department").defer("photo").filter(pk__in=numbers).order_by("pk")[:10]
    return tuple(
        Same(one.pk, " ".join(filter(None, (one.family_name, one.given_name, one.patronymic))), one.birth_date, one.department.name)
        for one in found
    )


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        return None
