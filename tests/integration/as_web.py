"""Requests of the test client have the rights of the web process, while the test itself may do what the owner may.

Inside the transaction of `app.sight` the role changes to `bilezik_web` and back at its end: grants and policies are those of the
web. What an attacker can do with SQL is tried on real connections of that role (`test_law_12_…`).
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase


class AsWeb:
    """The middleware after `Sight`."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE bilezik_web")
        return self._get_response(request)


def open_session(user: int) -> str:
    """Open a session as the door does and return its token."""
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_session(%s, %s, 'test', '')", (user, digest))
    return token


def signed_in(client: Any, user: Any, backend: str | None = None) -> None:
    """Stand in for `Client.force_login`: identity is a session of ours, not Django's."""
    del backend
    client.cookies["bilezik_session"] = open_session(user.pk)
