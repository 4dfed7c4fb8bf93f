"""A caseload goes to another department: whose, to whom, what goes along; and only then it is done.

1. The supervisor gives those they see: who is hidden from them stays, and the page says how many stay.
2. What was weighed is what is given: where the caseload changed meanwhile, it is weighed again before anything is done.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.devices.said import number
from bilezik.console.forms.refusals import refusal
from bilezik.console.words.kinds import Text
from bilezik.console.words.office import called
from bilezik.deeds import Conflict, Invalid, NotFound, OperatorError, departments
from bilezik.store.models import Department, Person

LONGEST: Final = 500
"""People of a caseload that can be chosen one by one; a larger one is given as a whole, or by the API."""


CHANGED: Final[Text] = gettext_lazy("The caseload has changed meanwhile. Look at the numbers again.")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show whose caseload it is, what would go along, and hand it over where that was confirmed."""
    said = request.POST if request.method == "POST" else request.GET
    try:
        source = _department(said, "from")
    except OperatorError as error:
        return _shown(request, None, (), problem=refusal(error)[1], at="from")
    people = () if source is None else departments.caseload(source.pk)
    if request.method == "GET" or source is None:
        return _shown(request, source, people)
    try:
        return _asked(request, source, people)
    except OperatorError as error:
        at, problem = refusal(error)
        is_changed = isinstance(error, NotFound | Conflict)
        return _shown(request, source, people, problem=CHANGED if is_changed else problem, at=at or "sure")


def _asked(request: HttpRequest, source: Department, people: Sequence[int]) -> HttpResponse:
    """Weigh what the form gives, or give it where that was confirmed."""
    said = request.POST
    to, chosen = _department(said, "to"), _chosen(said, people)
    if to is None:
        raise Invalid("to", "is not an id")
    if to.pk == source.pk:
        return _shown(request, source, people, problem=_("Choose another department than the one that has them."), at="to")
    if said.get("sure") != "yes":
        return _shown(request, source, people, to=to, chosen=chosen)
    if said.get("weighed") != _weighed(chosen):
        return _shown(request, source, people, to=to, chosen=chosen, problem=CHANGED, at="sure")
    given = departments.hand_over(wire.actor_of(request), chosen, to.pk, why=said.get("why", "").replace("\0", ""))
    return _done(request, given, source, to)


def _department(said: QueryDict, field: str) -> Department | None:
    found = number(said, field)
    if found is None:
        return None
    department = Department.objects.filter(pk=found, closed_at=None).first()
    if department is None:
        raise Invalid(field, "is not an id")
    return department


def _chosen(said: QueryDict, people: Sequence[int]) -> tuple[int, ...]:
    """Return whom the form gives: all of the caseload, or those that are ticked."""
    if said.get("whom") == "all":
        return tuple(people)
    ticked = {given for given in said.getlist("person") if given.isascii() and given.isdecimal() and len(given) < 19}
    found = tuple(one for one in people if str(one) in ticked)
    if not found or len(found) != len(ticked):
        raise Invalid("whom", "is not an id" if found or ticked else "must not be empty")
    return found


def _weighed(people: Sequence[int]) -> str:
    """Return what tells these people from any others: as many may have come as have gone."""
    return hashlib.sha256(",".join(map(str, people)).encode()).hexdigest()


def _done(request: HttpRequest, given: int, source: Department, to: Department) -> HttpResponse:
    said = ngettext("%(count)s person was handed over.", "%(count)s people were handed over.", given) % {"count": given}
    context = {"said": said, "source": called(source), "to": called(to), "page": wire.page(live=False)}
    return wire.shown(request, "console/departments/handed.html", context)


def _shown(
    request: HttpRequest,
    source: Department | None,
    people: Sequence[int],
    *,
    to: Department | None = None,
    chosen: Sequence[int] = (),
    problem: Text = "",
    at: str = "",
) -> HttpResponse:
    said = request.POST
    held = departments.held_by()
    counts = dict(Person.objects.values_list("department").annotate(Count("pk")).order_by("department"))
    open_ones = [(one, called(one)) for one in Department.objects.filter(closed_at=None).order_by("city", "name", "pk")]
    rows = Person.objects.filter(pk__in=people).order_by("family_name", "given_name", "pk") if source else Person.objects.none()
    context = {
        "source": source,
        "source_name": called(source) if source else "",
        "sources": [(one, name, counts[one.pk]) for one, name in open_ones if counts.get(one.pk)],
        "targets": [(one, name) for one, name in open_ones if source is None or one.pk != source.pk],
        "people": rows.values_list("pk", "family_name", "given_name", "patronymic", "birth_date")[:LONGEST],
        "is_long": len(people) > LONGEST,
        "weight": departments.weigh(people) if people else None,
        "staying": held.get(source.pk, (0, 0))[0] - len(people) if source else 0,
        "to": to,
        "to_name": called(to) if to else "",
        "going": chosen,
        "weighed": _weighed(chosen),
        "going_weight": departments.weigh(chosen) if chosen else None,
        "ticked": said.getlist("person"),
        "said": {"to": said.get("to", ""), "why": said.get("why", ""), "whom": said.get("whom", "all")},
        "problem": problem,
        "at": at,
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/departments/handing.html", context, status=422 if problem else 200)
