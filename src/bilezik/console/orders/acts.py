"""What is done with an order: acts (`forms.form.Act`), each on a page of its own."""

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.forms.form import Act, Field, Form, why
from bilezik.console.orders import paper
from bilezik.console.orders.views import frame, order_or_404
from bilezik.console.words.kinds import CONDITIONS
from bilezik.deeds import conditions, documents, orders, permissions, suspensions
from bilezik.domain import scan
from bilezik.domain.instant import from_datetime
from bilezik.store.models import Condition, Order, Permission, Suspension


def _page(request: HttpRequest, order: Order, act: Act, form: Form, fields: tuple[Field, ...]) -> HttpResponse:
    of, back = f"{order.person} · {order.number}", reverse("console:order", args=(order.pk,))
    context = frame(request, form.zone, act=replace(act, of=of, back=back), form=form, fields=form.fields(*fields))
    return wire.shown(request, "console/forms/act.html", context, status=form.status)


def _done(request: HttpRequest, form: Form, act: Callable[[], object], **names: str) -> bool:
    """Do the deed of a POST; return whether it is done."""
    if request.method != "POST":
        return False
    form.text("why")
    form.does(act, **names)
    return not form.is_refused


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, order_id: int) -> HttpResponse:
    """Suspend an order for a time."""
    order = order_or_404(order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if request.method == "POST":
        from_at, to_at = form.instant("from_at", needed=False), form.instant("to_at")
        if from_at is not None and to_at is not None and to_at <= from_at:
            form.problems["to_at"] = _("The end must be after the start.")
        if _done(
            request, form,
            lambda: suspensions.suspend(
                wire.actor_of(request), order_id, from_at=from_at, to_at=to_at or from_at, why=form.said["why"]  # type: ignore[arg-type]  # an empty end is a problem of the form
            ),
        ):  # fmt: skip
            return redirect("console:order", order_id)
    act = Act(
        _("Suspend the order"),
        (
            _("Until it ends, the order is not in force: no condition is judged and nothing of the device is kept."),
            _("The device stays on. The person should be told, and given a new memo."),
        ),
        _("Suspend it"),
    )
    clock = paper.clock_of(form.zone)
    fields = (
        Field("from_at", _("From"), "time", hint=_("Empty: now. %(clock)s") % {"clock": clock}),
        Field("to_at", _("Until"), "time", hint=clock, needed=True), why(_("Why it is suspended")),
    )  # fmt: skip
    return _page(request, order, act, form, fields)


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, suspension_id: int) -> HttpResponse:
    """Lift a suspension; one that is lifted already is told so on its order's page."""
    found = Suspension.objects.filter(pk=suspension_id).first()
    if found is None:
        raise Http404
    order = order_or_404(found.order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if _done(request, form, lambda: suspensions.lift(wire.actor_of(request), suspension_id, why=form.said["why"])):
        return redirect("console:order", order.pk)
    act = Act(
        _("Lift the suspension"),
        (_("The order is in force again from this moment: its conditions are judged and positions are kept."),),
        _("Lift it"),
        about=_("Suspended %(from_at)s – %(to_at)s: %(why)s") % _period(found, form.zone),
    )
    return _page(request, order, act, form, (why(_("Why it is lifted")),))


def _period(found: Suspension, zone: str) -> dict[str, str]:
    ends = {name: paper.written(from_datetime(getattr(found, name)), zone) for name in ("from_at", "to_at")}
    return ends | {"why": found.why}


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, order_id: int) -> HttpResponse:
    """End an order before its time."""
    act = Act(
        _("End the order early"),
        (
            _("From then on the person is not tracked by this order, and its devices are to be taken off."),
            _("This cannot be undone: what begins the matter anew is a new order."),
        ),
        _("End the order"),
        is_grave=True,
    )
    return _over(request, order_id, act, "ended")


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, order_id: int) -> HttpResponse:
    """Write down that an order was taken back."""
    act = Act(
        _("The order is revoked"),
        (
            _("Write this down where a court or the authority took the order back. It ends as an order that is ended early."),
            _("From then on the person is not tracked by this order, and its devices are to be taken off."),
            _("This cannot be undone: what begins the matter anew is a new order."),
        ),
        _("Write down that it is revoked"),
        is_grave=True,
    )
    return _over(request, order_id, act, "revoked")


def _over(request: HttpRequest, order_id: int, act: Act, how: orders.Ending) -> HttpResponse:
    order = order_or_404(order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if request.method == "POST":
        at, by = form.instant("ended_at", needed=False), wire.actor_of(request)

        def do() -> None:
            if how == "ended":
                orders.end(by, order_id, why=form.said["why"], ended_at=at)
            else:
                orders.revoke(by, order_id, why=form.said["why"], revoked_at=at)

        if _done(request, form, do):
            return redirect("console:order", order_id)
    when = Field("ended_at", _("From"), "time", hint=_("Empty: now. %(clock)s") % {"clock": paper.clock_of(form.zone)})
    return _page(request, order, act, form, (when, why(_("Reason: the decision, its number and date"))))


@require_http_methods(["GET", "POST"])
def add_scan(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep a scan with an order."""
    order = order_or_404(order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            form.problems["file"] = _("Choose a file.")
        content, name = (b"", "") if file is None else (file.read(scan.LARGEST + 1), file.name or "scan")
        by = wire.actor_of(request)
        if _done(request, form, lambda: documents.add(by, order_id, name, content, why=form.said["why"]), name="file"):
            return redirect("console:order", order_id)
    act = Act(_("Add a scan"), (_("It is kept as it is and cannot be changed or taken out again."),), _("Keep the scan"))
    file_field = Field("file", _("File"), "file", hint=_("PDF, JPEG or PNG, at most 10 MB."), needed=True)
    return _page(request, order, act, form, (file_field, why(_("What it is"))))


@require_http_methods(["GET", "POST"])
def end_condition(request: HttpRequest, condition_id: int) -> HttpResponse:
    """End a condition from now on."""
    found = Condition.objects.filter(pk=condition_id).first()
    if found is None:
        raise Http404
    order = order_or_404(found.order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if _done(request, form, lambda: conditions.end(wire.actor_of(request), condition_id, why=form.said["why"])):
        return redirect("console:order", order.pk)
    act = Act(
        _("End the condition"),
        (
            _("From now on it is not judged any more. What it was until now stays on record."),
            _("The other conditions of the order go on. The person should be given a new memo."),
        ),
        _("End the condition"),
        is_grave=True,
        about=CONDITIONS[found.kind].text,  # type: ignore[index]  # the database knows no other kind
    )
    return _page(request, order, act, form, (why(_("Why it ends")),))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, permission_id: int) -> HttpResponse:
    """Take back a permission, or what was asked for."""
    found = Permission.objects.select_related("condition").filter(pk=permission_id).first()
    if found is None:
        raise Http404
    order = order_or_404(found.condition.order_id)
    form = Form(request.POST.dict(), order.person.timezone)
    if _done(request, form, lambda: permissions.withdraw(wire.actor_of(request), permission_id, why=form.said["why"])):
        return redirect("console:order", order.pk)
    act = Act(
        _("Withdraw the permission"),
        (_("The condition holds again from now on. Tell the person first: he may be on his way."),),
        _("Withdraw it"),
        is_grave=True,
        about=found.reason,
    )
    return _page(request, order, act, form, (why(_("Why it is withdrawn")),))
