"""An attempt to prove who one is: a password, a code, a passkey. Wrong ones are counted by account and by source.

1. While an account is being tried, a second attempt on it is turned away: guesses do not run side by side past the count.
2. Passwords and second factors count together: who knows a password has no more guesses for the code than anybody has.
3. A refusal is a row of the log, and stays when the attempt fails. What was typed is kept only where it is a user's name: it may
   be a password.
4. All of it speaks as the role of the door.
"""

import hashlib
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import connections, transaction

from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict
from bilezik.store.models import User

DOOR: Final = "door"
"""The connection of the sign-in."""
WINDOW_MIN: Final = 15
PER_ACCOUNT: Final = 5
PER_SOURCE: Final = 30
"""Wrong proofs within the window after which an account, or an address, waits. One address may be a whole department."""

_Proof = TypeVar("_Proof")


class Busy(Conflict):
    """Somebody tries this account at this moment."""


class Locked(Conflict):
    """Too many wrong proofs: it must wait."""


def attempt(
    username: str, source: str, prove: Callable[[], _Proof | None], *, what: str = "user name or password"
) -> _Proof | None:
    """Return what `prove` returns; None is a refusal, and is counted. Raises `Busy` and `Locked`, and does not try then."""
    with transaction.atomic(using=DOOR):
        if not _alone(username):
            raise Busy("Somebody is signing in with this name right now. Try again.")
        if _is_locked(username, source):
            raise Locked(f"Too many wrong passwords or codes. Wait {WINDOW_MIN} minutes and try again.")
        proved = prove()
        if proved is None:
            _refused(username, source, what)
        return proved


def account(username: str) -> int:
    """Return the number under which attempts for `username` are counted, whether there is such a user or not."""
    return int.from_bytes(hashlib.sha256(username.casefold().encode()).digest()[:8], "big", signed=True)


def _alone(username: str) -> bool:
    """Take the account for this transaction; false while another attempt has it."""
    with connections[DOOR].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (account(username),))
        return bool(cursor.fetchone()[0])


def _refused(username: str, source: str, what: str) -> None:
    user = User.objects.using(DOOR).filter(username=username).values_list("pk", flat=True).first()
    with perform(Actor(None, SYSTEM.name, source), "staff.sign_in_refused", why=f"wrong {what}", at=DOOR) as doing:
        doing.touched("sign_in", account(username), {"user": None if user is None else str(user)})


def _is_locked(username: str, source: str) -> bool:
    with connections[DOOR].cursor() as cursor:
        cursor.execute(_REFUSALS, (account(username), source))
        of_account, of_source = cursor.fetchone()
    return bool(of_account >= PER_ACCOUNT or of_source >= PER_SOURCE)


_REFUSALS: Final = f"""
SELECT count(*) FILTER (WHERE subject_id = %s), count(*) FILTER (WHERE from_where = %s)
FROM audit
WHERE at > clock_timestamp() - interval '{WINDOW_MIN} minutes' AND deed = 'staff.sign_in_refused'
"""
