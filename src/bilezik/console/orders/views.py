"""The page of an order; it is entered and changed."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bilezik.console import wire
from bilezik.console.forms.form import Form
from bilezik.console.operator.reading import cursor
from bilezik.console.orders import paper, reading
from bilezik.console.orders.changes import versions
from bilezik.deeds import documents, orders, rights
from bilezik.deeds.rights import Right
from bilezik.domain import scan
from bilezik.store.models import Order, OrderVersion, Person


def frame(request: HttpRequest, zone: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a template takes
    """Return what every page of orders needs; it is live for who may hear the feed."""
    held = rights.held(wire.user_of(request))
    hears = Right.SEE_ALERTS in held
    return {
        "zone": zone,
        "page": wire.page(cursor=cursor() if hears else None, live=hears),
        "hears": hears,
        "keeps": Right.KEEP_ORDERS in held,
        "fits": Right.FIT_DEVICES in held,
        **more,
    }


def order_or_404(order_id: int) -> Order:
    """Return an order with its person; 404 where there is none for who asks."""
    found = reading.row(order_id)
    if found is None:
        raise Http404
    return found


def _person(person_id: int) -> Person:
    found = Person.objects.defer("photo").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show one order with all that hangs on it."""
    found = reading.order(order_id)
    if found is None:
        raise Http404
    return wire.shown(request, "console/orders/order.html", frame(request, found.person.timezone, order=found))


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a new order, or enter it with its scan: both, or neither."""
    person = _person(person_id)
    form = Form(request.POST.dict(), person.timezone)
    if request.method == "POST":
        stated = paper.read(form)
        if stated is not None:
            made = form.does(lambda: _enter(request, person_id, stated), name="file")
            if made is not None:
                return redirect("console:order", made)
    context = frame(
        request, person.timezone, person=person, form=form, fields=paper.fields(form), term=paper.allowed(form),
        title=_("Enter an order"), go=_("Enter the order"), is_new=True,
    )  # fmt: skip
    return wire.shown(request, "console/orders/paper.html", context, status=form.status)


def _enter(request: HttpRequest, person_id: int, stated: orders.NewOrder) -> int:
    by, why, file = wire.actor_of(request), request.POST.get("why", ""), request.FILES.get("file")
    with transaction.atomic():
        made = orders.enter(by, person_id, stated, why=why)
        if file is not None:
            documents.add(by, made, file.name or "scan", file.read(scan.LARGEST + 1), why=why)
    return made


@require_GET
def term(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say what the ground that is being chosen allows, from the start that is being typed."""
    person = _person(person_id)
    form = Form(request.GET.dict(), person.timezone)
    return wire.shown(request, "console/orders/term.html", {"term": paper.allowed(form), "zone": person.timezone})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form of a change, or make the next version of the order."""
    found = order_or_404(order_id)
    zone, stated = found.person.timezone, orders.stated(found)
    clashes: tuple[paper.Clash, ...] = ()
    if request.method == "GET":
        form = Form(paper.typed(stated, zone) | {"version": str(found.version)}, zone)
    else:
        form = Form(request.POST.dict(), zone)
        version = _version(request)
        if version is not None and version < found.version:
            form, clashes = _overtaken(form, found, version)
        else:
            said = paper.read(form, was=stated)
            if said is not None and form.does(lambda: _change(request, order_id, said, version)) is not None:
                return redirect("console:order", order_id)
    context = frame(
        request, zone, person=found.person, order=found, form=form, fields=paper.fields(form, changes=True),
        term=paper.allowed(form), clashes=clashes, title=_("Change the order"), go=_("Make a new version"),
        overtaking=versions(order_id, zone)[: found.version - (_version(request) or found.version)] if form.is_conflict else (),
    )  # fmt: skip
    return wire.shown(request, "console/orders/paper.html", context, status=form.status)


def _change(request: HttpRequest, order_id: int, said: orders.NewOrder, version: int | None) -> int:
    return orders.change(
        wire.actor_of(request), order_id, said, version=-1 if version is None else version, why=request.POST.get("why", "")
    )


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else None


def _overtaken(form: Form, found: Order, version: int) -> tuple[Form, tuple[paper.Clash, ...]]:
    """Return the form with what others changed taken over, what both changed, and the version it is made from now."""
    zone, now = form.zone, paper.typed(orders.stated(found), form.zone)
    base = OrderVersion.objects.filter(order=found, version=version).values_list("content", flat=True).first()
    said, clashes = paper.merged(form.said, now if base is None else paper.typed_of(base, zone), now)
    refusal = _("Somebody else has changed this order while you wrote. Nothing of yours is stored yet.")
    return Form(said | {"version": str(found.version)}, zone, refusal=refusal, is_conflict=True), clashes
