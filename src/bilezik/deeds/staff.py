"""Members of staff: who may sign in, the tokens of their programs, and the record of every sign-in, good or refused."""

import hashlib
import secrets
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import connection

from bilezik.deeds import wording
from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Invalid, NotFound
from bilezik.store.models import ApiToken, User

WINDOW_MIN: Final = 15
PER_ACCOUNT: Final = 5
PER_SOURCE: Final = 30
"""Wrong passwords within the window after which an account, or an address, waits. One address may be a whole department."""


def add(by: Actor, username: str, password: str, name: str, *, why: str, email: str = "") -> int:
    """Make a user who can sign in and return the id."""
    fields = {"username": wording.text("username", username, longest=64), "name": wording.text("name", name)}
    if len(password) < 12:
        raise Invalid("password", "has at least 12 letters")
    with perform(by, "staff.add", why=why) as doing:
        made = User.objects.create(password=make_password(password), email=wording.text("email", email, needed=False), **fields)
        doing.touched("user", made.pk, {"after": fields})
    return made.pk


def issue_token(by: Actor, user: int, name: str, *, why: str) -> str:
    """Make a token for a program of `user` and return it: this is the only time it can be read."""
    token = "bz_" + secrets.token_urlsafe(32)
    with perform(by, "staff.issue_token", why=why) as doing:
        if not User.objects.filter(pk=user, is_active=True).exists():
            raise NotFound("user", user)
        made = ApiToken.objects.create(user_id=user, digest=digest_of(token), name=wording.text("name", name))
        doing.touched("api_token", made.pk, {"user": str(user), "name": made.name})
    return token


def revoke_token(by: Actor, token: int, *, why: str) -> None:
    """End a token: the next request with it is refused."""
    with perform(by, "staff.revoke_token", why=why) as doing:
        found = ApiToken.objects.filter(pk=token).first()
        if found is None:
            raise NotFound("token", token)
        found.delete()
        doing.touched("api_token", token, {"user": str(found.user_id), "name": found.name})


def digest_of(token: str) -> bytes:
    """Return what is kept of a token. It has 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).digest()


def signed_in(by: Actor) -> None:
    """Record that somebody signed in."""
    with perform(by, "staff.sign_in", why="to work") as doing:
        doing.touched("user", by.user_id)


def signed_out(by: Actor) -> None:
    """Record that somebody signed out."""
    with perform(by, "staff.sign_out", why="to stop working") as doing:
        doing.touched("user", by.user_id)


def sign_in_refused(username: str, source: str) -> None:
    """Record a wrong user name or password. What was typed is kept only where it is a user's name: it may be a password."""
    user = User.objects.filter(username=username).first()
    by = Actor(None, SYSTEM.name, source)
    with perform(by, "staff.sign_in_refused", why="wrong user name or password") as doing:
        doing.touched("sign_in", account(username), {"user": None if user is None else str(user.pk)})


def account(username: str) -> int:
    """Return the number under which attempts for `username` are counted, whether there is such a user or not."""
    return int.from_bytes(hashlib.sha256(username.casefold().encode()).digest()[:8], "big", signed=True)


def locked_out(username: str, source: str) -> bool:
    """Return whether sign-in must wait: too many refusals for this account or from this source."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSALS, (account(username), source))
        of_account, of_source = cursor.fetchone()
    return bool(of_account >= PER_ACCOUNT or of_source >= PER_SOURCE)


_REFUSALS: Final = f"""
SELECT count(*) FILTER (WHERE subject_id = %s), count(*) FILTER (WHERE from_where = %s)
FROM audit
WHERE at > clock_timestamp() - interval '{WINDOW_MIN} minutes' AND deed = 'staff.sign_in_refused'
"""
