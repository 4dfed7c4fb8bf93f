"""The reconciliation of a day, and what a month costs."""

import datetime as dt
import decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.devices import reading
from bilezik.console.devices.said import day, number
from bilezik.console.devices.views import frame, people_shown
from bilezik.console.devices.words import RATE
from bilezik.console.forms.refusals import named, told
from bilezik.console.words.kinds import DEVICE_KINDS
from bilezik.deeds import Invalid, OperatorError, rates
from bilezik.deeds import reconciliation as deeds
from bilezik.store import costs, reconciling
from bilezik.store.models import Rate


@require_http_methods(["GET", "POST"])
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Show what does not fit together now and what past days came to; a POST keeps today's."""
    refusal = ""
    if request.method == "POST":
        try:
            deeds.keep(wire.actor_of(request), why="kept by hand")
        except OperatorError as error:
            refusal = told(str(error))
        else:
            return redirect("console:reconciliation")
    now, (department, wrong) = timezone.now(), _department(request)
    counts = reconciling.counts(now, department)
    context = frame(
        request, now=now, refusal=refusal or wrong, gaps=reading.gaps(now, department, people=people_shown(request)), counts=counts,
        total={name: sum(getattr(one, name) for one in counts) for name in ("ordered", "fitted", "reporting", "removed")},
        days=reconciling.history(now, department), departments=reading.departments(), chosen=department,
        asked=request.GET.urlencode(),
    )  # fmt: skip
    return wire.shown(request, "console/devices/reconciliation.html", context)


@require_GET
def reconciliation_file(request: HttpRequest) -> HttpResponse:
    """Return the gaps as CSV."""
    content = reconciling.file(reconciling.gaps(timezone.now(), _department(request)[0]), people=people_shown(request))
    return _file("reconciliation.csv", content)


@require_GET
def cost(request: HttpRequest) -> HttpResponse:
    """Show what devices cost in a month."""
    return _cost(request)


@require_GET
def cost_file(request: HttpRequest) -> HttpResponse:
    """Return the same as CSV."""
    first, _refusal = _month(request)
    lines = costs.month(first, timezone.now(), _department(request)[0])
    return _file(f"device-costs-{first:%Y-%m}.csv", costs.file(lines, people=people_shown(request)))


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Enter a rate, or end one."""
    said, by = request.POST, wire.actor_of(request)
    try:
        to_on, ended = day(said, "to_on"), number(said, "rate")
        if ended is not None:
            if to_on is None:
                raise Invalid("to_on", "must not be empty")
            rates.end_rate(by, ended, to_on, why=said.get("why", ""))
        else:
            rates.set_rate(by, _rate(request), why=said.get("why", ""))
    except OperatorError as error:
        return _cost(request, refusal=named(error, RATE))
    return redirect("console:device_costs")


def _rate(request: HttpRequest) -> rates.NewRate:
    said = request.POST
    from_on = day(said, "from_on")
    if from_on is None:
        raise Invalid("from_on", "must not be empty")
    try:
        price = decimal.Decimal(said.get("price", "").strip().replace(",", ".").replace(" ", ""))
    except decimal.InvalidOperation:
        raise Invalid("price", "is not an amount, as 1500.00") from None
    return rates.NewRate(
        price=price, from_on=from_on, to_on=day(said, "to_on"), contract=said.get("contract", ""), kind=said.get("kind", ""),
        currency=said.get("currency", "KZT"),
    )  # fmt: skip


def _cost(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    first, wrong = _month(request)
    department, unknown = _department(request)
    lines = costs.month(first, timezone.now(), department)
    context = frame(
        request, first=first, month=f"{first:%Y-%m}", refusal=refusal or wrong or unknown, lines=lines[: reading.LONGEST],
        more=max(0, len(lines) - reading.LONGEST), sums=costs.sums(lines), rates=Rate.objects.order_by("-from_on", "-pk"),
        kinds=dict(DEVICE_KINDS), departments=reading.departments(), chosen=department, said=request.POST,
    )  # fmt: skip
    return wire.shown(request, "console/devices/costs.html", context, status=422 if refusal else 200)


def _month(request: HttpRequest) -> tuple[dt.date, str]:
    today = timezone.localtime()
    try:
        return costs.first_day(request.GET.get("month", "").strip(), today), ""
    except ValueError as error:
        return costs.first_day("", today), f"{_('Month')}: {told(str(error))}"


def _department(request: HttpRequest) -> tuple[int | None, str]:
    try:
        return number(request.GET, "department"), ""
    except Invalid as error:
        return None, named(error, {"department": _("Department")})


def _file(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
