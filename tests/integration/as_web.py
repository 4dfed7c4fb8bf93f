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

from bilezik.app.engines.scratch import Database
from bilezik.app.settings import Role
from bilezik.store import Connection


class AsWeb:
    """The middleware after `Sight`."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if connection.in_atomic_block:  # /healthz is outside
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE bilezik_web")
        return self._get_response(request)


def open_session(user: int) -> str:
    """Open a session as the door does and return its token."""
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_session(%s, %s, 'test', '', 'app')", (user, digest))
    return token


def signed_in(client: Any, user: Any, backend: str | None = None) -> None:
    """Stand in for `Client.force_login`: identity is a session of ours, not Django's."""
    del backend
    client.cookies["bilezik_session"] = open_session(user.pk)


def somebody(database: Database, *roles: str, department: int | None = None, username: str = "somebody") -> str:
    """Make a user with these roles, in one department or everywhere, and return a token of theirs."""
    token = secrets.token_urlsafe(32)
    with database.connect("owner") as owner:
        made = owner.execute("INSERT INTO users (username, name) VALUES (%s, %s) RETURNING id", (username, username)).fetchone()
        assert made is not None
        for role in roles:
            owner.execute('INSERT INTO staff_roles ("user", role, department) VALUES (%s, %s, %s)', (made[0], role, department))
        digest = hashlib.sha256(token.encode()).digest()
        owner.execute("""INSERT INTO api_tokens ("user", digest, name) VALUES (%s, %s, 'test')""", (made[0], digest))
    return token


def voice(database: Database, role: Role, token: str, *, autocommit: bool = False) -> Connection:
    """Connect as `role`; as the web, with a token for the whole connection."""
    connection = database.connect(role, autocommit=autocommit)
    if role == "web":
        connection.execute("SELECT set_config('sight.token', %s, false)", (token,))
        connection.commit()
    return connection
