"""The officer's home, and where somebody's work begins after the sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from bilezik.console import wire
from bilezik.console.operator.reading import cursor
from bilezik.console.orders import permitting
from bilezik.console.today.attention import attention
from bilezik.console.today.expecting import ahead
from bilezik.deeds import rights
from bilezik.deeds.rights import ROLES, Right, RoleName
from bilezik.store.models import Department, Opening, User

_CASEWORK: Final = ("officer", "registrar")
"""Their day begins with their people; that of everybody else who sees alerts with the queue."""
_OPENED_SINCE: Final = timedelta(days=1)
_MOST_OPENED: Final = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose people are shown: the departments there are to choose from, and the one that is chosen (None: all of them)."""

    departments: tuple[Department, ...]
    chosen: int | None
    is_everywhere: bool

    @property
    def asked(self) -> Sequence[int] | None:
        """The departments to ask for; None: all that the reader sees."""
        if self.chosen is not None:
            return (self.chosen,)
        return None if self.is_everywhere else tuple(one.pk for one in self.departments)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Go where this person's work begins."""
    user = wire.user_of(request)
    held = rights.held(user)
    if Right.SEE_PEOPLE in held and (Right.SEE_ALERTS not in held or rights.roles(user).filter(role__in=_CASEWORK).exists()):
        return redirect("console:today")
    if Right.SEE_ALERTS in held:
        return redirect("console:desk")
    for right, page_ in (
        (Right.SEE_DEVICES, "console:devices"), (Right.KEEP_STAFF, "console:staff"), (Right.SEE_AUDIT, "console:audit"),
    ):  # fmt: skip
        if right in held:
            return redirect(page_)
    return redirect("console:search")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show who of one's people needs attention, and what is to be expected."""
    user = wire.user_of(request)
    at, choice = cursor(), _choice(user, request.GET.get("department", ""))
    waiting, waiting_more = permitting.waiting(choice.asked) if rights.holds(user, Right.KEEP_ORDERS) else ((), 0)
    context = {
        "choice": choice,
        "attention": attention(choice.asked, with_standing=rights.holds(user, Right.SEE_ALERTS)),
        "ahead": ahead(choice.asked),
        "waiting": waiting,
        "waiting_more": waiting_more,
        "opened": _opened(user, choice) if rights.holds(user, Right.KEEP_SIGHT) else (),
        "zone": timezone.get_default_timezone_name(),
        "now": timezone.now(),
        "page": wire.page(cursor=at),
    }
    return wire.shown(request, "console/today/page.html", context)


def _opened(user: User, choice: Choice) -> Sequence[Opening]:
    """Return who opened cases of these people from outside since yesterday: a supervisor is told of each."""
    found = Opening.objects.filter(from_at__gt=timezone.now() - _OPENED_SINCE).exclude(user=user)
    if choice.asked is not None:
        found = found.filter(person__department__in=choice.asked)
    return tuple(found.select_related("user", "person").defer("person__photo").order_by("-pk")[:_MOST_OPENED])


def _choice(user: User, said: str) -> Choice:
    roles = [role for role in rights.roles(user) if Right.SEE_PEOPLE in ROLES[cast("RoleName", role.role)]]
    is_everywhere = any(role.department_id is None and role.region_id is None for role in roles)
    held = Q(pk__in={role.department_id for role in roles if role.department_id}) | Q(
        region__in={role.region_id for role in roles if role.region_id}
    )
    departments = tuple(Department.objects.filter(Q() if is_everywhere else held).order_by("city", "name", "id"))
    known = {one.pk for one in departments}
    chosen = int(said) if said.isdecimal() and len(said) < 19 and int(said) in known else None
    if chosen is None and len(departments) == 1:
        chosen = departments[0].pk
    return Choice(departments, chosen, is_everywhere)
