"""Who may sign in: the list, one member with the roles and the account, a new one.

1. A password that is made here is shown once, on the answer itself, and is good for one sign-in.
2. Nobody changes their own account or roles: those pages say so instead of offering it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.forms.refusals import refusal
from bilezik.console.person.form import Field
from bilezik.console.words.kinds import ROLE_NAMES, Text
from bilezik.console.words.office import MEMBER, called
from bilezik.deeds import Conflict, Invalid, OperatorError, factors, proofs, staff
from bilezik.deeds.rights import ROLES, RoleName
from bilezik.store.models import Department, Region, StaffRole, User

LONGEST: Final = 200
_FIELDS: Final = tuple(MEMBER)


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, and where."""

    id: int
    role: str
    place: Text
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """What came of a form of a member's page: which of them, what is said, what was typed."""

    form: str = ""
    problem: Text = ""
    why: str = ""
    role: str = ""
    where: str = ""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show members of staff by name, with their roles."""
    words, role = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("role", "")
    wanted = Q()
    for word in words.split():
        wanted &= Q(name__icontains=word) | Q(username__icontains=word)
    if role in ROLES:
        wanted &= Q(pk__in=StaffRole.objects.filter(role=role, to_at=None).values("user"))
    found = list(User.objects.filter(wanted).order_by("-is_active", "name", "pk")[: LONGEST + 1])
    held = _held([one.pk for one in found])
    context = {
        "members": [(one, held.get(one.pk, [])) for one in found[:LONGEST]],
        "has_more": len(found) > LONGEST,
        "q": words,
        "role": role,
        "roles": ROLE_NAMES.items(),
        "page": wire.page(live=False),
    }
    return wire.shown(request, "console/staff/page.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the empty form, or make an account; the answer shows its first password, once."""
    texts = {name: request.POST.get(name, "").replace("\0", "").strip() for name in _FIELDS}
    problems: dict[str, Text] = {}
    said: Text = ""
    status = 200
    if request.method == "POST":
        password = proofs.new_password()
        try:
            roles = [_role(texts["role"], texts["where"])] if texts["role"] else []
            made = staff.add(
                wire.actor_of(request), texts["username"], password, texts["name"], why=texts["why"], email=texts["email"],
                roles=roles, once=True,
            )  # fmt: skip
        except OperatorError as error:
            at, problem = refusal(error)
            at = "where" if at in {"department", "region"} else at
            problems, said = ({at: problem}, "") if at in MEMBER else ({}, problem)
            status = 422
        else:
            return _password(request, User.objects.get(pk=made), password)
    fields = {name: Field(name, MEMBER[name], texts[name], problems.get(name, "")) for name in _FIELDS}
    context = {
        "fields": fields,
        "wrong": [one for one in fields.values() if one.problem],
        "said": said,
        "roles": ROLE_NAMES.items(),
        "page": wire.page(live=False),
    } | _places()
    return wire.shown(request, "console/staff/add.html", context, status=status)


@require_GET
def member(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one member of staff."""
    return _member(request, _found(user_id))


@require_POST
def give_role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a role from now on."""
    said = request.POST
    return _done(
        request, user_id, "give",
        lambda why: staff.give_role(
            wire.actor_of(request), user_id, _role(said.get("role", ""), said.get("where", "")), why=why
        ),
    )  # fmt: skip


@require_POST
def end_role(request: HttpRequest, role_id: int) -> HttpResponse:
    """End a role now."""
    found = StaffRole.objects.filter(pk=role_id).first()
    if found is None:
        raise Http404
    return _done(request, found.user_id, f"role-{role_id}", lambda why: staff.end_role(wire.actor_of(request), role_id, why=why))


@require_POST
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close an account, or open it again."""
    act = staff.open_account if request.POST.get("to") == "open" else staff.close_account
    return _done(request, user_id, "account", lambda why: act(wire.actor_of(request), user_id, why=why))


@require_POST
def reset_sign_in(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take somebody's second factors and sessions away; the answer shows a password for one sign-in, once."""
    found, why = _found(user_id), request.POST.get("why", "").replace("\0", "")
    try:
        password = factors.reset(wire.actor_of(request), user_id, why=why)
    except OperatorError as error:
        return _member(request, found, Refused("reset", refusal(error)[1], why), status=_status(error))
    return _password(request, found, password)


def _done(request: HttpRequest, user_id: int, form: str, act: Callable[[str], object]) -> HttpResponse:
    found, said = _found(user_id), request.POST
    why = said.get("why", "").replace("\0", "")
    try:
        act(why)
    except OperatorError as error:
        refused = Refused(form, refusal(error)[1], why, said.get("role", ""), said.get("where", ""))
        return _member(request, found, refused, status=_status(error))
    return redirect("console:staff_member", user_id)


def _status(error: OperatorError) -> int:
    return 409 if isinstance(error, Conflict) else 422


def _found(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


def _member(request: HttpRequest, found: User, refused: Refused | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "member": found,
        "held": _held([found.pk]).get(found.pk, []),
        "is_own": found.pk == wire.user_of(request).pk,
        "refused": refused or Refused(),
        "roles": ROLE_NAMES.items(),
        "page": wire.page(live=False),
    } | _places()
    return wire.shown(request, "console/staff/member.html", context, status=status)


def _password(request: HttpRequest, found: User, password: str) -> HttpResponse:
    context = {"member": found, "password": password, "page": wire.page(live=False)}
    return wire.shown(request, "console/staff/password.html", context)


def _held(users: Iterable[int]) -> dict[int, list[Held]]:
    """Return the roles that users hold, by user."""
    rows = StaffRole.objects.select_related("department", "region").filter(user__in=list(users), to_at=None).order_by("role", "pk")
    found: dict[int, list[Held]] = {}
    for row in rows:
        place = row.department or row.region
        is_closed = row.department is not None and row.department.closed_at is not None
        found.setdefault(row.user_id, []).append(Held(row.pk, row.role, called(place) if place else _("everywhere"), is_closed))
    return found


def _places() -> dict[str, Any]:
    """Return where a role may hold: the regions and the open departments, as a form names them."""
    return {
        "regions": [(f"region-{one.pk}", called(one)) for one in Region.objects.order_by("code")],
        "departments": [
            (f"department-{one.pk}", called(one), one.city)
            for one in Department.objects.filter(closed_at=None).order_by("city", "name", "pk")
        ],
    }


def _role(role: str, where: str) -> staff.NewRole:
    """Return the role that a form names; `Invalid` for what is none, or nowhere."""
    if role not in ROLES:
        raise Invalid("role", "is not an id")
    kind, _dash, number = where.partition("-")
    if where == "everywhere":
        return staff.NewRole(cast("RoleName", role))
    if kind not in {"department", "region"} or not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise Invalid("where", "is not an id")
    return staff.NewRole(cast("RoleName", role), **{kind: int(number)})
