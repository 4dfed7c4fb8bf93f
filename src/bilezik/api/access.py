"""Who asks: a program by its token, or a person by the session of the console. Either needs the right of the route."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from bilezik.deeds import Actor, Forbidden, rights, staff
from bilezik.store.models import ApiToken, User

_NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly `last_used_at` is kept: a write for every request would cost more than the request."""


class Token(HttpBearer):
    """`Authorization: Bearer TOKEN`. Only the digest is kept, so the look-up is by digest."""

    openapi_description = "A token made for a program of a user."

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of the token; None where there is no such token or its user may no longer sign in."""
        found = ApiToken.objects.select_related("user").filter(digest=staff.digest_of(token), user__is_active=True).first()
        if found is None:
            return None
        now = timezone.now()
        ApiToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY), pk=found.pk).update(last_used_at=now)
        return _with_right(request, found.user)


class Session(APIKeyCookie):
    """The console's own session, with its CSRF token on anything that writes."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of the console."

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Return the user who is signed in, or None."""
        if key is None or not isinstance(request.user, User):
            return None
        return _with_right(request, request.user)


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts through the API, and from where."""
    user = getattr(request, "auth", None)
    if not isinstance(user, User):
        raise TypeError("an operation of the API was reached without a user")
    return Actor(user.pk, user.name, f"api {request.META.get('REMOTE_ADDR') or 'unknown address'}")


def _with_right(request: HttpRequest, user: User) -> User:
    match = request.resolver_match
    right = rights.of_route(match.view_name if match else "")
    if not rights.holds(user, right):
        raise Forbidden(f"This needs the right {right}.")
    return user
