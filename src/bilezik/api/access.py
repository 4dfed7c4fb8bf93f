"""Who asks: a program by its token, or a person by the session of the console. Either needs the right of the route."""

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from bilezik.deeds import Actor, Forbidden, rights
from bilezik.deeds.sessions import COOKIE
from bilezik.store.models import User


def token_of(request: HttpRequest) -> str:
    """Return the token a request brings, empty where it brings none. A program's goes before a cookie."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    return str(request.COOKIES.get(COOKIE, ""))


class Token(HttpBearer):
    """`Authorization: Bearer TOKEN`. Only the digest is kept, so the look-up is by digest."""

    openapi_description = "A token made for a program of a user."

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return whose token PostgreSQL says it is (`app.sight`); None where it is nobody's."""
        del token
        return _with_right(request, request.user) if isinstance(request.user, User) else None


class Session(APIKeyCookie):
    """The console's own session, with its CSRF token on anything that writes."""

    param_name = COOKIE
    openapi_description = "The session of the console."

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Return the user who is signed in, or None."""
        if key is None or "Authorization" in request.headers or not isinstance(request.user, User):
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
