"""A value of the register as a person reads it: a kind by its name, a day as it is written, an empty text as not stated."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from bilezik.console.words.kinds import Text
from bilezik.console.words.people import HEALTH, KINDS, LANGUAGES
from bilezik.store.models import Department

_WORDS: Final[Mapping[str, Mapping[str, Text]]] = {"kind": KINDS, "language": LANGUAGES, "health": HEALTH}  # type: ignore[dict-item]


def shown(field: str, text: str) -> str:
    """Return the text of a field (`form.text_of`) in words; what the words do not know stands as it is."""
    if field == "interpreter":
        return _("interpreter needed") if text else _("not needed")
    if not text:
        return _("not stated")
    if field in _WORDS:
        return ", ".join(str(_WORDS[field].get(word, word)) for word in text.split("\n"))
    return _ONES[field](text) if field in _ONES else text.replace("\n", ", ")


def _department(text: str) -> str:
    found = Department.objects.filter(pk=int(text)).first() if text.isdecimal() else None
    return text if found is None else found.name


def _day(text: str) -> str:
    try:
        return f"{dt.date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


_ONES: Final[Mapping[str, Callable[[str], str]]] = {"department": _department, "birth_date": _day, "consented_on": _day}
