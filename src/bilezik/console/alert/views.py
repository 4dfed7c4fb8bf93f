"""The alert pane and the deeds done on it.

1. Every deed answers with what changed: the state, the timeline, the queue's row; nothing else on the screen moves.
2. A refusal is an answer in words at the place of the button that was pressed (409), and shows how things stand now.
3. A request without htmx is sent back to the alert's page.
"""

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bilezik.console import wire
from bilezik.console.alert import reading
from bilezik.console.alert.explanation import explained
from bilezik.console.forms.refusals import refusal as refusal_of
from bilezik.console.operator.reading import cursor
from bilezik.console.operator.views import context as desk
from bilezik.console.person.views import ask
from bilezik.deeds import Actor, OperatorError, alerts
from bilezik.domain.alert import Outcome


def _opened(request: HttpRequest, alert_id: int) -> reading.Opened:
    found = reading.opened(alert_id, wire.user_of(request).pk)
    if found is None:
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show an alert: the pane to htmx, the whole desk with the alert in hand to everybody else."""
    context: dict[str, Any] = {"alert": _opened(request, alert_id)}
    if wire.is_fragment(request):
        return wire.shown(request, "console/alert/alert.html", context)
    return wire.shown(request, "console/operator/desk.html", desk(request) | context | {"pane": "detail"})


@require_GET
def explanation(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show how the alert was judged, on a page of its own."""
    at = cursor()
    found = explained(alert_id, wire.user_of(request).pk)
    if found is None:
        raise Http404
    context = {"told": found, "page": wire.page(cursor=at, only=found.alert.row.person)}
    return wire.shown(request, "console/alert/explanation.html", context)


@require_GET
def news(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show what may have changed of the alert in hand, without touching what is being typed."""
    return wire.shown(request, "console/alert/news.html", {"alert": _opened(request, alert_id), "gentle": True})


def _done(request: HttpRequest, alert_id: int, deed: Callable[[Actor], object]) -> HttpResponse:
    refusal = ""
    try:
        deed(wire.actor_of(request))
    except OperatorError as error:
        refusal = refusal_of(error)[1]
    if not wire.is_fragment(request):
        return redirect("console:alert", alert_id)
    context = {"alert": _opened(request, alert_id), "refusal": refusal, "gentle": bool(refusal)}
    return wire.shown(request, "console/alert/news.html", context, status=409 if refusal else 200)


@require_POST
def take(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take the alert: from now on it is this person's work."""
    return _done(request, alert_id, lambda by: alerts.take(by, alert_id))


@require_POST
def release(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Give the alert back to the queue."""
    why = request.POST.get("why", "").strip() or "given back to the queue"  # stored, so in the language of the record
    return _done(request, alert_id, lambda by: alerts.release(by, alert_id, why=why))


@require_POST
def note(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Write a note on the alert."""
    return _done(request, alert_id, lambda by: alerts.note(by, alert_id, request.POST.get("text", "")))


@require_POST
def edit_note(request: HttpRequest, alert_id: int, note_id: int) -> HttpResponse:
    """Correct one's own note within a minute."""
    return _done(request, alert_id, lambda by: alerts.edit_note(by, note_id, request.POST.get("text", "")))


@require_POST
def resolve(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Close the alert with an outcome and the reason for it."""
    outcome, why = request.POST.get("outcome", ""), request.POST.get("why", "")
    return _done(request, alert_id, lambda by: alerts.resolve(by, alert_id, cast("Outcome", outcome), why=why))


@require_POST
def reopen(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Open a closed alert again, for a reason."""
    return _done(request, alert_id, lambda by: alerts.reopen(by, alert_id, why=request.POST.get("why", "")))


@require_POST
def locate(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Ask the person's devices for a position now, on this alert's timeline."""
    person = _opened(request, alert_id).row.person
    if person is None:
        raise Http404
    return _done(request, alert_id, lambda _by: ask(request, person, alert_id))
