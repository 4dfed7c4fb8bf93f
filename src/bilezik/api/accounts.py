"""What is checked of devices: the reconciliation of what is ordered and what is worn, and what the month costs."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from bilezik.api import shapes, stock_shapes
from bilezik.api.access import actor_of
from bilezik.api.stock import Department, department_of, sees_people
from bilezik.api.times import text_at
from bilezik.deeds import Invalid, rates, reconciliation
from bilezik.store import costs, reconciling
from bilezik.store.models import Rate

router = Router()
Month = Annotated[str, Query(max_length=7, description="As 2026-11; empty: the month before this one.")]


@router.get("reconciliation", response=stock_shapes.ReconciliationNow, url_name="reconciliation")
def now(request: HttpRequest, department: Department = None) -> dict[str, Any]:
    """Return ordered, fitted, reporting, removed by department, every gap between them, and the days that were kept."""
    at, whose, seen = timezone.now(), department_of(department), sees_people(request)
    return {
        "counts": [
            msgspec.structs.asdict(one) | {"department": _id(one.department)}
            for one in reconciling.counts(at, whose)
        ],
        "gaps": [
            {
                "kind": gap.kind, "department": _id(gap.department), "person": _id(gap.person) if seen else None,
                "device": _id(gap.device), "since_at": text_at(gap.since_at), "owner": gap.owner,
            }
            for gap in reconciling.gaps(at, whose)
        ],
        "days": [msgspec.structs.asdict(day) for day in reconciling.history(at, whose)],
    }  # fmt: skip


@router.post("reconciliation", response={201: stock_shapes.Kept}, url_name="reconciliation")
def keep(request: HttpRequest, said: shapes.Why) -> Status[dict[str, int]]:
    """Keep the reconciliation as it stands now; of a day the newest counts."""
    return Status(201, {"gaps": reconciliation.keep(actor_of(request), why=said.why)})


@router.get("reconciliation.csv", url_name="reconciliation_csv")
def gaps_file(request: HttpRequest, department: Department = None) -> HttpResponse:
    """Return every gap as CSV; nobody's name is in it."""
    content = reconciling.file(reconciling.gaps(timezone.now(), department_of(department)), people=sees_people(request))
    return _file("reconciliation.csv", content)


@router.get("device-costs", response=stock_shapes.Costs, url_name="device_costs")
def month_costs(request: HttpRequest, month: Month = "", department: Department = None) -> dict[str, Any]:
    """Return what devices cost in a month: days by device and person, each with its rate, and the sums."""
    first, seen = month_of(month), sees_people(request)
    lines = costs.month(first, timezone.now(), department_of(department))
    return {
        "month": f"{first:%Y-%m}",
        "sums": [msgspec.structs.asdict(one) | {"total": _money(one.total)} for one in costs.sums(lines)],
        "lines": [
            {
                "department": str(line.department), "device": str(line.device), "identity": line.identity, "kind": line.kind,
                "contract": line.contract, "person": str(line.person) if seen else None, "days": line.days,
                "first_on": line.first_on, "last_on": line.last_on, "price": _money(line.price), "currency": line.currency,
                "total": _money(line.total),
            }
            for line in lines
        ],
    }  # fmt: skip


@router.get("device-costs.csv", url_name="device_costs_csv")
def costs_file(request: HttpRequest, month: Month = "", department: Department = None) -> HttpResponse:
    """Return the same as CSV."""
    first = month_of(month)
    lines = costs.month(first, timezone.now(), department_of(department))
    return _file(f"device-costs-{first:%Y-%m}.csv", costs.file(lines, people=sees_people(request)))


@router.get("device-rates", response=list[stock_shapes.RateItem], url_name="device_rates")
def rates_listed(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the router's protocol
    """Return every rate there was, the newest first."""
    return [
        {
            "id": str(row.pk), "contract": row.contract, "kind": row.kind, "price": _money(row.price), "currency": row.currency,
            "from_on": row.from_on, "to_on": row.to_on,
        }
        for row in Rate.objects.order_by("-from_on", "-pk")
    ]  # fmt: skip


@router.post("device-rates", response={201: shapes.Made}, url_name="device_rates")
def set_rate(request: HttpRequest, said: stock_shapes.RateSaid) -> Status[dict[str, str]]:
    """Enter a price a day of a contract or of a kind of device."""
    made = rates.set_rate(actor_of(request), rates.NewRate(**said.dict(exclude={"why"})), why=said.why)
    return Status(201, {"id": str(made)})


@router.post("device-rates/{int:rate_id}/end", response={204: None}, url_name="device_rate_end")
def end_rate(request: HttpRequest, rate_id: int, said: stock_shapes.RateEnded) -> Status[None]:
    """End a rate with its last day."""
    rates.end_rate(actor_of(request), rate_id, said.to_on, why=said.why)
    return Status(204, None)


def month_of(given: str) -> dt.date:
    """Return the first day of a month; `Invalid` where there is none such."""
    try:
        return costs.first_day(given, timezone.localtime())
    except ValueError as error:
        raise Invalid("month", str(error)) from None


def _file(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _money(amount: object) -> str | None:
    return None if amount is None else str(amount)


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
