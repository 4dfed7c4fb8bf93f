"""One's own sessions: where one is signed in, and the end of one of them."""

import datetime as dt
from typing import Final

import msgspec
from django.db import connection

from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import NotFound

COOKIE: Final = "bilezik_session"
"""What the browser keeps the token of its session in."""


class Session(msgspec.Struct, frozen=True):
    """A session that is open now."""

    id: int
    from_where: str
    browser: str
    opened_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime
    is_this: bool


def mine() -> list[Session]:
    """Return the open sessions of whoever this request is of, the last used first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, from_where, browser, opened_at, seen_at, expires_at, is_this FROM sec.my_sessions()")
        return [Session(*row) for row in cursor.fetchall()]


def end(by: Actor, session: int, *, why: str) -> None:
    """End one of one's own sessions: its next request is refused."""
    with perform(by, "sessions.end", why=why) as doing:
        # Before the end: after that of this very session there is nobody left who could write it down.
        doing.touched("session", session)
        doing.write()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.end_session(%s)", (session,))
            if cursor.fetchone() != (True,):
                raise NotFound("session", session)
