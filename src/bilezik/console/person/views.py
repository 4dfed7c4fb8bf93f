"""The person page, and the same as a pane of the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bilezik.console import wire
from bilezik.console.forms.refusals import refusal as refusal_of
from bilezik.console.operator.reading import cursor
from bilezik.console.person import reading
from bilezik.deeds import Conflict, OperatorError, commands


def _held(request: HttpRequest, person_id: int) -> reading.Supervised:
    found = reading.person(person_id, request.user.pk)
    if found is None:
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person on a page of its own."""
    at = cursor()
    context = {"person": _held(request, person_id), "page": wire.page(cursor=at, only=person_id), "whole": True}
    return wire.shown(request, "console/person/page.html", context)


@require_GET
def pane(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person in the desk's detail pane."""
    return wire.shown(request, "console/person/person.html", {"person": _held(request, person_id)})


@require_GET
def locating(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what became of the last request for a position."""
    return wire.shown(request, "console/person/locating.html", {"person": _held(request, person_id)})


@require_POST
def locate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask the person's devices for a position now; the answer says what became of it."""
    refusal = ""
    try:
        ask(request, person_id)
    except OperatorError as error:
        refusal = refusal_of(error)[1]
    if not wire.is_fragment(request):
        return redirect("console:person", person_id)
    return wire.shown(request, "console/person/locating.html", {"person": _held(request, person_id), "refusal": refusal})


def ask(request: HttpRequest, person_id: int, alert_id: int | None = None) -> None:
    """Do the deed "locate now" for each device on the person; `Conflict` where there is none."""
    devices = reading.worn(person_id)
    if not devices:
        raise Conflict(_("No device is on this person now, so none can be asked."))
    for device in devices:
        commands.locate_now(wire.actor_of(request), device, why=_("position asked for by an operator"), alert=alert_id)
