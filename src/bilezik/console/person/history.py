"""The history of a person's record: who did what, when and why, and what each field was and is.

It is the timeline of the person, which whoever sees the person may read; the audit log, which holds the looks as well, is the
auditor's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.console.person.form import text_of
from bilezik.console.person.shown import shown
from bilezik.console.words.kinds import Text, Word
from bilezik.console.words.people import FIELDS, LINES
from bilezik.store.models import Deed, Person

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Value:
    """What a field was and is; both empty where only that it changed was kept."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    word: Word
    at: datetime
    by: str
    why: str
    detail: Text
    values: tuple[Value, ...]


@require_GET
def page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the history, the newest first, a page at a time."""
    person = Person.objects.defer("photo").filter(pk=person_id).first()
    if person is None:
        raise Http404
    said = request.GET.get("before", "")
    wanted = Deed.objects.filter(person_id=person_id, alert=None).order_by("-pk")
    if said.isascii() and said.isdecimal() and len(said) < 19:
        wanted = wanted.filter(pk__lt=int(said))
    rows = list(wanted[: PAGE + 1])
    context = {
        "person": person,
        "lines": [_line(row) for row in rows[:PAGE]],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_newest": not said,
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/person/history.html", context)


def _line(row: Deed) -> Line:
    content: dict[str, Any] = row.content
    word = LINES.get(row.kind, Word(row.kind.replace("_", " ")))
    detail = content.get("number") or content.get("name") or ""
    values = tuple(_values(content)) if row.kind == "person_changed" else ()
    return Line(word, row.at, row.actor_name, row.why, str(detail), values)


def _values(content: dict[str, Any]) -> Iterator[Value]:
    before, after = content.get("before", {}), content.get("after", {})
    for name in content.get("fields", []):
        if name in FIELDS:
            if name in before and name in after:
                yield Value(FIELDS[name], shown(name, text_of(before[name])), shown(name, text_of(after[name])))
            else:
                yield Value(FIELDS[name], "", "")
