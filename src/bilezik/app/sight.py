"""What a request may see: one transaction a request, which PostgreSQL was told the token of (law 12).

1. The token is 256 random bits in a cookie of its own, or a program's bearer token. Only its digest is kept, in a table that the
   web role cannot read; who it belongs to is PostgreSQL's answer, and every policy asks the same.
2. The setting is the transaction's: it ends with it, so a connection of the pool goes back knowing nobody.
3. A failure of ours (500) undoes what the request wrote. A stream's connection goes back before its first byte.
4. `open_session` is the one way in, after whatever a sign-in asks for; it speaks as the role of the door, because the web role can
   open nothing.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponseBase

from bilezik.api.access import token_of
from bilezik.app import looking
from bilezik.deeds.sessions import COOKIE
from bilezik.store.models import User

HEALTH: Final = "/healthz"
LASTS_S: Final = 12 * 3600
"""A shift: who comes back the next day signs in again. PostgreSQL ends it then, and after half an hour without a request."""


class Sight:
    """Answer inside a transaction that knows whose request it is; `request.user` is what PostgreSQL says."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write down what was looked at."""
        if request.path == HEALTH:  # asked by machines, of nobody, also while PostgreSQL is away
            return self._get_response(request)
        with transaction.atomic():
            enter(request, token_of(request))
            response = self._get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            else:
                looking.note(request, response)
        if response.streaming:
            connection.close()
        return response


def enter(request: HttpRequest, token: str) -> None:
    """Tell PostgreSQL the token for this transaction, and the request who that is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.enter(%s)", (token.replace("\0", ""),))
        (number,) = cursor.fetchone()
    user = None if number is None else User.objects.filter(pk=number).first()
    request.user = user or AnonymousUser()


def open_session(request: HttpRequest, user: User, source: str, proved: str) -> str:
    """Open a session for `user`, who has shown all that is asked for, and go on as them; return its token, for `keep`.

    `proved`: the second factor; PostgreSQL opens nothing without one. A session this browser had ends.
    """
    if request.user.is_authenticated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.end_session(NULL)")
    token = "bs_" + secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    with connections["door"].cursor() as cursor:
        cursor.execute(
            "SELECT sec.open_session(%s, %s, %s, %s, %s)",
            (user.pk, digest, source, request.headers.get("User-Agent", "")[:200], proved),
        )
    enter(request, token)
    return token


def keep(response: HttpResponseBase, token: str) -> None:
    """Give the browser its token: no script reads it, no other site sends it."""
    response.set_cookie(COOKIE, token, max_age=LASTS_S, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE))


def close_session(request: HttpRequest, response: HttpResponseBase) -> None:
    """End this session: its token is dead in the database when the request is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.end_session(NULL)")
    request.user = AnonymousUser()
    response.delete_cookie(COOKIE, samesite="Lax")
