"""Permissions: one is asked for, and decided by somebody with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.forms.form import Field, Form
from bilezik.console.orders import paper, reading
from bilezik.console.orders.views import frame, order_or_404
from bilezik.console.words.kinds import CONDITIONS, Word
from bilezik.deeds import permissions
from bilezik.store.models import Condition, Order, Permission

MOST: Final = 50
"""So many wait in a list; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A permission that was asked for and not decided, in words."""

    row: Permission
    is_past: bool

    @property
    def word(self) -> Word:
        """The condition that would rest."""
        return CONDITIONS[self.row.condition.kind]  # type: ignore[index]  # the database knows no other kind

    @property
    def buffer_minutes(self) -> int:
        """The travel buffer in whole minutes."""
        return round(self.row.travel_buffer_s / 60)


def waiting(departments: Sequence[int] | None) -> tuple[tuple[Waiting, ...], int]:
    """Return what waits for a decision, the earliest begin first, and how many more there are; None: of all one sees.

    Of an order that is over nothing is decided any more. What has begun, or is over, still waits: somebody has to answer.
    """
    now = timezone.now()
    found = Permission.objects.filter(state="asked", condition__ended_at=None, condition__order__ends_at__gt=now)
    found = found.exclude(condition__order__ended_at__lte=now)
    if departments is not None:
        found = found.filter(condition__person__department__in=departments)
    rows = found.select_related("condition__person", "condition__order").order_by("from_at", "id")
    listed = tuple(Waiting(one, one.to_at <= now) for one in rows.defer("condition__person__photo")[:MOST])
    return listed, found.count() - len(listed) if len(listed) == MOST else 0


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, condition_id: int) -> HttpResponse:
    """Write down that an absence is asked for, or approve it at once."""
    condition = Condition.objects.filter(pk=condition_id).first()
    if condition is None:
        raise Http404
    order = order_or_404(condition.order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if request.method == "POST":
        wanted = _wanted(form)
        if wanted is not None:
            act = permissions.grant if request.POST.get("decision") == "approve" else permissions.ask
            why = form.text("why", needed=False) or wanted.reason
            made = form.does(lambda: act(wire.actor_of(request), condition_id, wanted, why=why), travel_buffer_s="buffer")
            if made is not None:
                return redirect("console:order", order.pk)
    clock = paper.clock_of(form.zone)
    fields = form.fields(
        Field("from_at", _("From"), "time", hint=clock, needed=True),
        Field("to_at", _("Until"), "time", hint=clock, needed=True),
        Field("buffer", _("Time for the way, minutes"), "minutes", hint=_("Added before and after: nobody is outside at once.")),
        Field("reason", _("What the person asks for"), needed=True),
        Field("why", _("Reason of the decision, if you approve now"), hint=_("Empty: what the person asks for."), longest=4_000),
    )
    context = frame(
        request, form.zone, order=order, person=order.person, form=form, fields=fields,
        word=CONDITIONS[condition.kind], lines=_lines(condition, order),  # type: ignore[index]  # the database knows no other kind
    )  # fmt: skip
    return wire.shown(request, "console/orders/ask.html", context, status=form.status)


def _wanted(form: Form) -> permissions.NewPermission | None:
    from_at, to_at, buffer = form.instant("from_at"), form.instant("to_at"), form.minutes("buffer")
    reason = form.text("reason")
    if from_at is not None and to_at is not None and to_at <= from_at:
        form.problems["to_at"] = _("The end must be after the start.")
    if form.problems or from_at is None or to_at is None:
        return None
    return permissions.NewPermission(from_at=from_at, to_at=to_at, reason=reason, travel_buffer=buffer)


def _lines(condition: Condition, order: Order) -> tuple[str, ...]:
    held = reading.order(order.pk)
    return next((one.lines for one in (held.duties if held else ()) if one.row.pk == condition.pk), ())


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, permission_id: int) -> HttpResponse:
    """Approve or deny what was asked for; afterwards one is back where one came from."""
    found = Permission.objects.select_related("condition").filter(pk=permission_id).first()
    if found is None:
        raise Http404
    order = order_or_404(found.condition.order_id)
    here = Waiting(found, found.to_at <= timezone.now())
    asked = {"buffer": str(here.buffer_minutes or ""), "from": request.GET.get("from", "")}
    said = request.POST.dict() if request.method == "POST" else asked
    form = Form(said, order.person.timezone)
    if request.method == "POST":
        form.text("why")
        if _decided(request, form, permission_id):
            return redirect("console:today") if said.get("from") == "today" else redirect("console:order", order.pk)
    fields = form.fields(
        Field("buffer", _("Time for the way, minutes"), "minutes", hint=_("Added before and after: nobody is outside at once.")),
        Field("why", _("Reason of the decision"), "long", hint=_("It stands in the log."), needed=True, longest=4_000),
        *((Field("from", "", "given"),) if said.get("from") == "today" else ()),
    )
    context = frame(
        request, form.zone, order=order, person=order.person, form=form, fields=fields, waiting=here,
        absence=reading.absence(found), lines=_lines(found.condition, order),
    )  # fmt: skip
    return wire.shown(request, "console/orders/decide.html", context, status=form.status)


def _decided(request: HttpRequest, form: Form, permission: int) -> bool:
    by, why = wire.actor_of(request), form.said.get("why", "")
    match request.POST.get("decision"):
        case "approve":
            buffer = form.minutes("buffer") if "buffer" in form.said else None
            form.does(lambda: permissions.approve(by, permission, why=why, travel_buffer=buffer), travel_buffer_s="buffer")
        case "deny":
            form.does(lambda: permissions.deny(by, permission, why=why))
        case _:
            form.refusal = _("Approve it or deny it.")
    return not form.is_refused
