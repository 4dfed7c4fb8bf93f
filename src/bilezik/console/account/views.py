"""The account page: roles, second factors, recovery codes, password.

What changes how somebody signs in is done only within `FRESH` of a sign-in: an unlocked screen must not be enough to take an
account over. Later, one signs in again and comes back.
"""

import hashlib
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bilezik.console import wire
from bilezik.console.account import adding, halfway
from bilezik.console.forms.refusals import refusal
from bilezik.deeds import Invalid, OperatorError, attempts, factors, rights, sessions
from bilezik.deeds.sessions import COOKIE
from bilezik.store.models import User

FRESH: Final = timedelta(minutes=15)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    return _shown(request)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a factor."""
    if not _is_fresh():
        return _again(reverse("console:account_add"))
    user, half = wire.user_of(request), halfway.found(request)
    is_ours = half is not None and half.user is not None and half.user.pk == user.pk
    problem = ""
    if request.method == "POST" and half is not None and is_ours:
        is_first = not factors.standing(user.pk).factors
        problem = adding.add(request, half, wire.actor_of(request))
        if not problem:
            answer = _codes(request) if is_first else redirect("console:account")
            halfway.end(half, answer)
            return answer
    state: dict[str, Any] = half.state if half is not None and is_ours else {}
    context = adding.shown(request, user, state) | {"problem": problem, "page": wire.page(live=False)}
    response = wire.shown(request, "console/account/add.html", context)
    if half is not None and is_ours:
        halfway.keep(half)
    else:
        halfway.begin(response, user.pk, state)
    return response


@require_POST
def factor(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Rename or remove a factor."""
    if not _is_fresh():
        return _again(reverse("console:account"))
    by = wire.actor_of(request)
    try:
        if request.POST.get("deed") == "remove":
            factors.remove(by, factor_id)
        else:
            factors.rename(by, factor_id, request.POST.get("name", ""))
    except OperatorError as error:
        return _shown(request, problem=refusal(error)[1], status=409)
    return redirect("console:account")


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    if not _is_fresh():
        return _again(reverse("console:account"))
    return _codes(request)


@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; the other sessions end."""
    user = wire.user_of(request)
    known = User.objects.using(attempts.DOOR).only("id", "username", "name").get(pk=user.pk)
    given = {name: request.POST.get(name, "") for name in ("old", "password", "again")}
    if given["password"] != given["again"]:
        return _shown(request, password_problem=_("The two are not the same. Type it twice."), status=422)
    try:
        right = attempts.attempt(
            user.username,
            wire.actor_of(request).from_where,
            lambda: known.check_password(given["old"]) or None,
            what="old password",
        )
        if right is None:
            return _shown(request, password_problem=_("The old password is wrong."), status=422)
        session = hashlib.sha256(request.COOKIES.get(COOKIE, "").encode(errors="replace")).digest()
        factors.set_password(wire.actor_of(request), given["password"], session=session)
    except Invalid as error:
        return _shown(request, password_problem=refusal(error)[1], status=422)
    except OperatorError as error:
        return _shown(request, password_problem=refusal(error)[1], status=409)
    return _shown(request, done=_("The password is changed. Your other sessions have ended."))


def _codes(request: HttpRequest) -> HttpResponse:
    context = {"codes": factors.new_codes(wire.actor_of(request)), "to": reverse("console:account"), "page": wire.page(live=False)}
    return wire.shown(request, "console/account/codes.html", context)


def _shown(
    request: HttpRequest, *, problem: str = "", password_problem: str = "", done: str = "", status: int = 200
) -> HttpResponse:
    user = wire.user_of(request)
    context = {
        "standing": factors.standing(user.pk), "roles": rights.roles(user).select_related("department", "region").order_by("id"),
        "username": user.username, "problem": problem, "password_problem": password_problem, "done": done,
        "zone": timezone.get_default_timezone_name(), "page": wire.page(live=False),
    }  # fmt: skip
    return wire.shown(request, "console/account/page.html", context, status=status)


def _is_fresh() -> bool:
    since = timezone.now() - FRESH
    return any(one.is_this and one.opened_at > since for one in sessions.mine())


def _again(to: str) -> HttpResponse:
    """Have somebody sign in again, and come back."""
    return redirect(f"{reverse('sign_in')}?{urlencode({'again': '1', 'next': to})}")
