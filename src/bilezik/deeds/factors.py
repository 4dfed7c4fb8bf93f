"""The second factors of staff, their recovery codes and their passwords.

1. Everybody has a factor, and nobody takes away their last one: it is replaced, or an administrator resets the sign-in.
2. All of it is written as the role of the door, in one transaction with its row of the log, which never holds a secret.
3. A code counts once: the step of an app only moves on, a recovery code is spent, a passkey that counts backwards is a copy.
4. Who resets somebody's sign-in sees one password, good for one sign-in; nobody resets their own.
"""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, connections

from bilezik.deeds import proofs, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.attempts import DOOR
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound
from bilezik.store.models import User

Proved = Literal["app", "passkey", "code"]
MOST: Final = 10
"""Factors of one person."""


class Factor(msgspec.Struct, frozen=True):
    """A factor, without its secret."""

    id: int
    kind: Literal["app", "passkey"]
    name: str
    added_at: dt.datetime
    used_at: dt.datetime | None


class Standing(msgspec.Struct, frozen=True):
    """How somebody's sign-in stands. `once`: the password is good for this sign-in; `set_by`: who gave it, where somebody did."""

    factors: tuple[Factor, ...]
    codes_left: int
    once: bool
    set_by: str

    def has(self, kind: str) -> bool:
        """Return whether one of the factors is of this kind."""
        return any(one.kind == kind for one in self.factors)


def standing(user: int) -> Standing:
    """Return how the sign-in of `user` stands."""
    rows = _rows('SELECT id, kind, name, added_at, used_at FROM sec.factors WHERE "user" = %s ORDER BY id', user)
    ((left,),) = _rows('SELECT count(*) FROM sec.recovery_codes WHERE "user" = %s AND used_at IS NULL', user)
    said = _rows('SELECT once, set_by FROM sec.passwords WHERE "user" = %s', user)
    once, set_by = said[0] if said else (False, "")
    return Standing(tuple(Factor(*row) for row in rows), left, once, set_by)


def is_demanded() -> bool:
    """Return whether this installation demands a second factor: any does but one of invented people."""
    return _rows("SELECT password_alone FROM sec.sign_in") != [(True,)]


def let_passwords_suffice() -> None:
    """Let who has no factor sign in with a password alone: for an installation of invented people, by its owner."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sec.sign_in SET password_alone = true")


# ── Proving ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def prove_code(user: int, code: str) -> Proved | None:
    """Return what a typed code is of this user: the app's, or a recovery code; None for a wrong or a used one."""
    for number, sealed in _rows("""SELECT id, secret FROM sec.factors WHERE "user" = %s AND kind = 'app'""", user):
        step = proofs.step_of(bytes(sealed), code, time.time())
        if step is not None:
            moved = "UPDATE sec.factors SET counter = %s, used_at = clock_timestamp() WHERE id = %s AND counter < %s RETURNING id"
            return "app" if _rows(moved, step, number, step) else None
    spent = """
        UPDATE sec.recovery_codes SET used_at = clock_timestamp()
        WHERE "user" = %s AND digest = %s AND used_at IS NULL RETURNING 1
    """
    return "code" if _rows(spent, user, proofs.code_digest(code)) else None


def passkeys(user: int) -> list[bytes]:
    """Return the public part of the user's passkeys."""
    rows = _rows("""SELECT secret FROM sec.factors WHERE "user" = %s AND kind = 'passkey' ORDER BY id""", user)
    return [bytes(secret) for (secret,) in rows]


def prove_passkey(door: proofs.Door, user: int, state: Mapping[str, Any], answer: str) -> Proved | None:
    """Return "passkey" where one of the user's passkeys signed what was asked, None otherwise."""
    try:
        signed = door.signed(state, passkeys(user), answer)
    except proofs.Unproved:
        return None
    used = """
        UPDATE sec.factors SET counter = %s, used_at = clock_timestamp()
        WHERE "user" = %s AND credential = %s AND (counter < %s OR (counter = 0 AND %s = 0)) RETURNING id
    """
    return "passkey" if _rows(used, signed.counter, user, signed.credential, signed.counter, signed.counter) else None


# ── Keeping ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_app(by: Actor, sealed: bytes, code: str) -> None:
    """Keep an authenticator app that has shown a code of its secret; `Invalid` for a wrong code."""
    step = proofs.step_of(sealed, code, time.time())
    if step is None:
        raise Invalid("code", "This is not the code that the app shows now. Look at its clock, and type the newest.")
    with perform(by, "factors.add", why="to sign in with it", at=DOOR) as doing:
        _make_room(_own(by))
        if standing(_own(by)).has("app"):
            raise Conflict("There is an authenticator app already: remove it first.")
        row = """
            INSERT INTO sec.factors ("user", kind, name, secret, counter, used_at)
            VALUES (%s, 'app', 'Authenticator app', %s, %s, clock_timestamp()) RETURNING id
        """
        ((number,),) = _rows(row, by.user_id, sealed, step)
        doing.touched("user", by.user_id, {"factor": str(number), "kind": "app"})


def add_passkey(by: Actor, made: proofs.Passkey, name: str) -> None:
    """Keep a passkey under a name."""
    called = wording.text("name", name, needed=False) or "Passkey"
    with perform(by, "factors.add", why="to sign in with it", at=DOOR) as doing:
        _make_room(_own(by))
        row = """
            INSERT INTO sec.factors ("user", kind, name, secret, credential, counter) VALUES (%s, 'passkey', %s, %s, %s, %s)
            ON CONFLICT (credential) DO NOTHING RETURNING id
        """
        found = _rows(row, by.user_id, called, made.data, made.credential, made.counter)
        if not found:
            raise Conflict("This passkey is kept already.")
        doing.touched("user", by.user_id, {"factor": str(found[0][0]), "kind": "passkey", "name": called})


def rename(by: Actor, factor: int, name: str) -> None:
    """Give one of one's own factors another name."""
    called = wording.text("name", name)
    with perform(by, "factors.rename", why="to tell them apart", at=DOOR) as doing:
        if not _rows('UPDATE sec.factors SET name = %s WHERE id = %s AND "user" = %s RETURNING id', called, factor, by.user_id):
            raise NotFound("factor", factor)
        doing.touched("user", by.user_id, {"factor": str(factor), "name": called})


def remove(by: Actor, factor: int) -> None:
    """Take away one of one's own factors; `Conflict` for the last one."""
    with perform(by, "factors.remove", why="no longer used", at=DOOR) as doing:
        held = _rows('SELECT id FROM sec.factors WHERE "user" = %s FOR UPDATE', by.user_id)
        if (factor,) not in held:
            raise NotFound("factor", factor)
        if len(held) == 1:
            raise Conflict("This is the only factor: add another one first.")
        _rows("DELETE FROM sec.factors WHERE id = %s RETURNING id", factor)
        doing.touched("user", by.user_id, {"factor_removed": str(factor)})


def new_codes(by: Actor) -> tuple[str, ...]:
    """Make a set of recovery codes and return it: this is the only time it can be read. Those from before are void."""
    made = proofs.new_codes()
    with perform(by, "factors.new_codes", why="to sign in without the phone", at=DOOR) as doing:
        user = _own(by)
        _rows('DELETE FROM sec.recovery_codes WHERE "user" = %s RETURNING 1', user)
        for code in made:
            _rows('INSERT INTO sec.recovery_codes ("user", digest) VALUES (%s, %s) RETURNING 1', user, proofs.code_digest(code))
        doing.touched("user", user, {"codes": len(made)})
    return made


def set_password(by: Actor, password: str, *, session: bytes | None = None) -> None:
    """Set one's own password and end all sessions but `session` (its digest); `Invalid` for one that is easily guessed."""
    user = User.objects.using(DOOR).only("id", "username", "name").get(pk=_own(by))
    check(password, user)
    if user.check_password(password):
        raise Invalid("password", "This is the old one: choose another.")
    with perform(by, "factors.set_password", why="chosen by themselves", at=DOOR) as doing:
        _keep_password(user.pk, password, once=False, set_by="")
        _rows("SELECT sec.end_sessions_of(%s, %s)", user.pk, session)
        doing.touched("user", user.pk)


def check(password: str, user: User) -> None:
    """Raise `Invalid` for a password that is short, common, or like the name."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages)) from None


def reset(by: Actor, user: int, *, why: str) -> str:
    """Take away somebody's factors, codes and sessions, and return a password that is good for one sign-in."""
    if by.user_id == user:
        raise Forbidden("Nobody resets their own sign-in: another administrator does.")
    password = proofs.new_password()
    with perform(by, "factors.reset", why=why, at=DOOR) as doing:
        if not User.objects.using(DOOR).filter(pk=user, is_active=True).exists():
            raise NotFound("user", user)
        removed = _rows('DELETE FROM sec.factors WHERE "user" = %s RETURNING kind', user)
        _rows('DELETE FROM sec.recovery_codes WHERE "user" = %s RETURNING 1', user)
        _rows('DELETE FROM sec.halfway WHERE "user" = %s RETURNING 1', user)
        _keep_password(user, password, once=True, set_by=by.name)
        _rows("SELECT sec.end_sessions_of(%s, NULL)", user)
        doing.touched("user", user, {"factors_removed": sorted(kind for (kind,) in removed)})
    return password


def _keep_password(user: int, password: str, *, once: bool, set_by: str) -> None:
    kept = """
        INSERT INTO sec.passwords ("user", hash, once, set_by) VALUES (%s, %s, %s, %s)
        ON CONFLICT ("user") DO UPDATE SET hash = excluded.hash, once = excluded.once, set_by = excluded.set_by,
            changed_at = clock_timestamp() RETURNING 1
    """
    _rows(kept, user, make_password(password), once, set_by)


def _make_room(user: int) -> None:
    ((held,),) = _rows('SELECT count(*) FROM sec.factors WHERE "user" = %s', user)
    if held >= MOST:
        raise Conflict(f"{MOST} factors are enough: remove one first.")


def _own(by: Actor) -> int:
    if by.user_id is None:
        raise AssertionError("factors belong to somebody")
    return by.user_id


def _rows(query: str, *parameters: str | int | bytes | None) -> Sequence[tuple[Any, ...]]:
    with connections[DOOR].cursor() as cursor:
        cursor.execute(query, parameters)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found
