"""A caseload from a list: first what becomes of every row, then everybody in it, or nobody.

A row that is likely about somebody of the register names that person, so it is a look; it is entered once somebody says that
they looked.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.forms.refusals import refusal, told
from bilezik.console.words.kinds import Text
from bilezik.deeds import Invalid, OperatorError, caseload_file, lists
from bilezik.store.models import Person

_MOST_SHOWN: Final = 200


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; read a list, or enrol whom it names."""
    if request.method == "GET":
        return _shown(request)
    said, by, file = request.POST, wire.actor_of(request), request.FILES.get("file")
    if file is None:
        return _shown(request, at="file", problem=_("Choose a file."))
    content = file.read(lists.LARGEST + 1)
    read: caseload_file.Reading | None = None
    try:
        read = caseload_file.read(by, content)
        if not said.get("write"):
            return _shown(request, read)
        caseload_file.enter(by, content, why=said.get("why", "").replace("\0", ""), looked=bool(said.get("looked")))
    except OperatorError as error:
        at, problem = refusal(error)
        if at == "looked":
            problem = _("Some of them are likely in the register already. Look at them, then say that you did.")
        elif at == "file" and read is not None:
            problem = _("Nothing can be entered before these rows are corrected.")
        elif isinstance(error, Invalid) and at not in {"file", "why"}:
            at, problem = "file", told(str(error))
        return _shown(request, read, at=at or "file", problem=problem)
    return _shown(request, read, is_written=True)


def _shown(
    request: HttpRequest, read: caseload_file.Reading | None = None, *, at: str = "", problem: Text = "", is_written: bool = False
) -> HttpResponse:
    wrong = [] if read is None else [row for row in read.rows if row.outcome == "wrong"]
    likely = [] if read is None or is_written else [row for row in read.rows if row.same]
    told = [] if read is None or is_written else [row for row in read.rows if row.outcome == "new" and row.said]
    known = _named({number for row in likely[:_MOST_SHOWN] for number in row.same})
    wire.also_shows(request, known)
    context: dict[str, Any] = {
        "read": read,
        "is_written": is_written,
        "new": 0 if read is None else read.count("new"),
        "wrong": wrong[:_MOST_SHOWN],
        "more_wrong": max(0, len(wrong) - _MOST_SHOWN),
        "likely": [(row, [(one, known[one]) for one in row.same if one in known]) for row in likely[:_MOST_SHOWN]],
        "told": told[:_MOST_SHOWN],
        "at": at,
        "problem": problem,
        "said": request.POST,
        "columns": ", ".join(dict.fromkeys(caseload_file.COLUMNS.values())),
        "needed": ", ".join(caseload_file.NEEDED),
        "most": caseload_file.MOST_ROWS,
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/departments/caseload.html", context, status=422 if problem else 200)


def _named(people: set[int]) -> dict[int, str]:
    rows = Person.objects.filter(pk__in=people).values_list("pk", "family_name", "given_name", "patronymic")
    return {number: " ".join(filter(None, names)) for number, *names in rows}
