"""What is between the steps of a sign-in, or of adding a factor: kept at the door for ten minutes, under a token in a cookie.

Whoever has the token is not signed in: it opens nothing but the next step.
"""

import hashlib
import secrets
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from bilezik.deeds.attempts import DOOR
from bilezik.store.models import User

COOKIE: Final = "bilezik_halfway"
LASTS_S: Final = 600


class Halfway(msgspec.Struct):
    """Somebody on the way. `user` None: a passkey will say who. `state` is remembered by `keep`."""

    digest: bytes
    user: User | None
    state: dict[str, Any]


def begin(response: HttpResponseBase, user: int | None, state: dict[str, Any]) -> None:
    """Remember `state` of `user`, and give the browser the token that finds it."""
    token = secrets.token_urlsafe(32)
    with connections[DOOR].cursor() as cursor:
        cursor.execute("DELETE FROM sec.halfway WHERE expires_at < clock_timestamp()")
        cursor.execute('INSERT INTO sec.halfway (digest, "user", state) VALUES (%s, %s, %s)', (_digest(token), user, _text(state)))
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, token, max_age=LASTS_S, httponly=True, samesite="Lax", secure=secure)


def found(request: HttpRequest) -> Halfway | None:
    """Return who is on the way; None where nobody is, where it took too long, and where the account was closed."""
    digest = _digest(request.COOKIES.get(COOKIE, ""))
    with connections[DOOR].cursor() as cursor:
        cursor.execute(
            'SELECT "user", state::text FROM sec.halfway WHERE digest = %s AND expires_at > clock_timestamp()', (digest,)
        )
        row = cursor.fetchone()
    if row is None:
        return None
    user = None
    if row[0] is not None:
        user = User.objects.using(DOOR).only("id", "username", "name", "is_active").filter(pk=row[0], is_active=True).first()
        if user is None:
            return None
    return Halfway(digest, user, msgspec.json.decode(row[1]))


def keep(half: Halfway) -> None:
    """Remember what `half.state` is now."""
    with connections[DOOR].cursor() as cursor:
        cursor.execute("UPDATE sec.halfway SET state = %s WHERE digest = %s", (_text(half.state), half.digest))


def end(half: Halfway, response: HttpResponseBase | None = None) -> bool:
    """Forget it; false where somebody else just did. What was asked can be answered once."""
    with connections[DOOR].cursor() as cursor:
        cursor.execute("DELETE FROM sec.halfway WHERE digest = %s", (half.digest,))
        ended = bool(cursor.rowcount)
    if response is not None:
        response.delete_cookie(COOKIE, samesite="Lax")
    return ended


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _text(state: dict[str, Any]) -> str:
    return msgspec.json.encode(state).decode()
