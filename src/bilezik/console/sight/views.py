"""The form that opens a case from outside, and the supervisor's page of conflicts, granted cases and openings."""

import datetime as dt
import zoneinfo
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.forms.refusals import named
from bilezik.deeds import OperatorError, sight
from bilezik.deeds.refusal import Invalid
from bilezik.domain.instant import Instant, from_datetime
from bilezik.store.models import Conflict, GrantedCase, Opening, User

LONGEST = 200
_FIELDS = {
    "username": gettext_lazy("User name"), "person": gettext_lazy("Person"), "until": gettext_lazy("Until"),
    "to_at": gettext_lazy("Until"), "user": gettext_lazy("User name"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """Ask for the reason, then open the case and go to the person."""
    said = {name: request.POST.get(name, "").strip() for name in ("sought", "why")}
    problem = ""
    if request.method == "POST":
        try:
            sought = said["sought"]
            if len(sought) == 12 or not sought.isascii() or not sought.isdigit():
                opened = sight.open_outside(wire.actor_of(request), why=said["why"], iin=sought)
            else:
                opened = sight.open_outside(wire.actor_of(request), why=said["why"], person=int(sought))
        except OperatorError:
            problem = _("Nothing was opened. Give the IIN (12 digits) or the number of somebody in the register, and the reason.")
        else:
            return redirect("console:person", opened.person)
    context = {"said": said, "problem": problem, "page": wire.page(live=False)}
    return wire.shown(request, "console/sight/outside.html", context, status=422 if problem else 200)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show who opened what, who must not see whom, and who may until when."""
    return _page(request)


@require_POST
def conflict(request: HttpRequest) -> HttpResponse:
    """Enter a conflict of interest."""
    return _done(request, lambda: sight.forbid(wire.actor_of(request), *_both(request), why=request.POST.get("why", "")))


@require_POST
def conflict_end(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """End a conflict of interest."""
    return _done(request, lambda: sight.allow_again(wire.actor_of(request), conflict_id, why=request.POST.get("why", "")))


@require_POST
def case(request: HttpRequest) -> HttpResponse:
    """Grant a case until the end of a day."""

    def grant() -> None:
        user, person = _both(request)
        sight.grant_case(
            wire.actor_of(request), user, person, _end_of(request.POST.get("until", "")), why=request.POST.get("why", "")
        )

    return _done(request, grant)


@require_POST
def case_end(request: HttpRequest, case_id: int) -> HttpResponse:
    """End a granted case."""
    return _done(request, lambda: sight.end_case(wire.actor_of(request), case_id, why=request.POST.get("why", "")))


def _done(request: HttpRequest, act: Any) -> HttpResponse:  # noqa: ANN401 - a deed, whatever it returns
    try:
        act()
    except OperatorError as error:
        return _page(request, problem=named(error, _FIELDS))
    return redirect("console:sight")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "openings": Opening.objects.select_related("user", "person").order_by("-pk")[:LONGEST],
        "conflicts": Conflict.objects.select_related("user", "person").filter(to_at=None).order_by("-pk")[:LONGEST],
        "cases": GrantedCase.objects.select_related("user", "person").filter(to_at__gt=now).order_by("to_at", "pk")[:LONGEST],
        "problem": problem,
        "said": request.POST,
        "zone": timezone.get_default_timezone_name(),
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/sight/page.html", context, status=422 if problem else 200)


def _both(request: HttpRequest) -> tuple[int, int]:
    """Return the user of a user name and the person of a number."""
    user = User.objects.filter(username=request.POST.get("username", "").strip().replace("\0", "")).first()
    if user is None:
        raise Invalid("username", "there is no user of this name")
    person = request.POST.get("person", "").strip()
    if not person.isascii() or not person.isdigit() or len(person) > 18:
        raise Invalid("person", "is the number of a person, as in the address of their page")
    return user.pk, int(person)


def _end_of(day: str) -> Instant:
    try:
        date = dt.date.fromisoformat(day)
        end = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), zoneinfo.ZoneInfo(timezone.get_default_timezone_name()))
    except (ValueError, OverflowError):
        raise Invalid("until", "is a day") from None
    return from_datetime(end.astimezone(dt.UTC))
