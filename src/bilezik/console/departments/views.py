"""The departments by region, one of them as a form, a new one, and the end of one.

1. The administrator sees how many people and devices a department has, and none of them (law 12).
2. What is refused is shown again as it was typed, with a sentence at the field at fault; the first of them has the focus.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import msgspec
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.devices.said import number
from bilezik.console.forms.refusals import refusal
from bilezik.console.person.form import ZONES, Field
from bilezik.console.words.kinds import Text
from bilezik.console.words.office import DEPARTMENT, called
from bilezik.deeds import Conflict, Invalid, OperatorError, departments
from bilezik.deeds.departments import NewDepartment
from bilezik.store.models import Department, Region, StaffRole

_NAMES: Final = tuple(DEPARTMENT)


@dataclass(frozen=True, slots=True)
class Line:
    """A department in the list, what it is called, and how much it has."""

    one: Department
    name: str
    people: int
    devices: int


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show all departments by region, the closed ones last."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    wanted = Q()
    for word in words.split():
        wanted &= Q(
            *(Q(**{f"{name}__icontains": word}) for name in ("name", "name_kk", "name_ru", "name_en", "code", "city")),
            _connector=Q.OR,
        )
    held = departments.held_by()
    lines = [
        Line(one, called(one), *held.get(one.pk, (0, 0)))
        for one in Department.objects.select_related("region").filter(wanted).order_by("region__code", "city", "name", "pk")
    ]
    open_ones = [line for line in lines if line.one.closed_at is None]
    groups = [(key, list(found)) for key, found in groupby(open_ones, key=lambda line: line.one.region)]
    context = {
        "groups": [(called(region) if region else "", found) for region, found in groups],
        "closed": [line for line in lines if line.one.closed_at is not None],
        "total": len(open_ones),
        "q": words,
        "has_regions": Region.objects.exists(),
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/departments/page.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or enter a department."""
    if request.method == "GET":
        return _form(request, {"timezone": ZONES[0]})
    texts = _typed(request.POST)
    try:
        made = departments.add(wire.actor_of(request), _stated(texts), why=texts["why"])
    except OperatorError as error:
        return _form(request, texts, error=error)
    return redirect("console:department", made)


@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, department_id: int) -> HttpResponse:
    """Show one department as a form, or state it anew."""
    found = _found(department_id)
    if request.method == "GET":
        return _form(request, _texts(found), found=found)
    texts = _typed(request.POST)
    try:
        departments.change(wire.actor_of(request), department_id, _stated(texts), why=texts["why"])
    except OperatorError as error:
        return _form(request, texts, found=found, error=error)
    return redirect("console:department", department_id)


@require_POST
def close(request: HttpRequest, department_id: int) -> HttpResponse:
    """Close a department; where it still has people or devices, say what is to be done with them first."""
    found, why = _found(department_id), request.POST.get("why", "").replace("\0", "")
    try:
        departments.close(wire.actor_of(request), department_id, why=why)
    except OperatorError as error:
        people, devices = departments.held_by()[department_id]
        problem = refusal(error)[1]
        if isinstance(error, Conflict) and people:
            said = ngettext(
                "It still watches %(count)s person. A supervisor hands that person over first.",
                "It still watches %(count)s people. A supervisor hands them over first.",
                people,
            )
            problem = said % {"count": people}
        elif isinstance(error, Conflict) and devices:
            said = ngettext(
                "%(count)s device is still in its stock. Send it to another department first.",
                "%(count)s devices are still in its stock. Send them to another department first.",
                devices,
            )
            problem = said % {"count": devices}
        return _form(request, _texts(found), found=found, closing=problem, closing_why=why)
    return redirect("console:department", department_id)


def _found(department_id: int) -> Department:
    found = Department.objects.select_related("region").filter(pk=department_id).first()
    if found is None:
        raise Http404
    return found


def _texts(found: Department) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in msgspec.structs.asdict(departments.stated(found)).items()}


def _typed(said: QueryDict) -> dict[str, str]:
    return {name: said.get(name, "").replace("\0", "").strip() for name in _NAMES}


def _stated(texts: Mapping[str, str]) -> NewDepartment:
    """Return what the texts state; `Invalid` for what cannot be read."""
    read: dict[str, Any] = {name: texts[name] for name in _NAMES if name != "why"}
    for name in ("lat", "lon"):
        try:
            read[name] = float(texts[name].replace(",", ".")) if texts[name] else None
        except ValueError:
            raise Invalid(name, "is not a number") from None
    asked = QueryDict(mutable=True)
    asked["region"] = texts["region"]
    return NewDepartment(**(read | {"region": number(asked, "region")}))


def _form(
    request: HttpRequest,
    texts: Mapping[str, str],
    *,
    found: Department | None = None,
    error: OperatorError | None = None,
    closing: Text = "",
    closing_why: str = "",
) -> HttpResponse:
    at, problem = ("", "") if error is None else refusal(error)
    problems = {at: problem} if at in DEPARTMENT else {}
    fields = {name: Field(name, DEPARTMENT[name], texts.get(name, ""), problems.get(name, "")) for name in _NAMES}
    people, devices = (0, 0) if found is None else departments.held_by()[found.pk]
    zone = texts.get("timezone", "")
    context = {
        "found": found,
        "name": called(found) if found else "",
        "fields": fields,
        "wrong": [one for one in fields.values() if one.problem],
        "said": problem if not problems else "",
        "closing": closing,
        "closing_why": closing_why,
        "people": people,
        "devices": devices,
        "staff": () if found is None else StaffRole.objects.select_related("user").filter(
            department=found, to_at=None, user__is_active=True
        ).order_by("user__name", "role"),
        "regions": [(str(one.pk), called(one)) for one in Region.objects.order_by("code")],
        "zones": ZONES if not zone or zone in ZONES else (*ZONES, zone),
        "page": wire.page(live=False),
    }  # fmt: skip
    status = 409 if isinstance(error, Conflict) or closing else 422 if error else 200
    return wire.shown(request, "console/departments/form.html", context, status=status)
