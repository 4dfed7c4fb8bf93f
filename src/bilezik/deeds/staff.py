"""Members of staff: who may sign in, the tokens of their programs, and the record of every sign-in."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.attempts import DOOR
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound
from bilezik.deeds.rights import ROLES, RoleName
from bilezik.store.models import ApiToken, Department, Region, StaffRole, User
from bilezik.store.models.staff import first_password


class NewRole(msgspec.Struct, frozen=True):
    """A role to give, in one department, in one region or (both None) everywhere."""

    role: RoleName
    department: int | None = None
    region: int | None = None


def add(
    by: Actor,
    username: str,
    password: str,
    name: str,
    *,
    why: str,
    email: str = "",
    roles: Sequence[NewRole] = (),
    once: bool = False,
) -> int:
    """Make a user who can sign in and return the id. Without a role there is nothing they may do.

    `once`: the password is good for the first sign-in, where they choose their own.
    """
    fields = {"username": wording.text("username", username, longest=64), "name": wording.text("name", name)}
    if len(password) < 12:
        raise Invalid("password", "has at least 12 letters")
    with perform(by, "staff.add", why=why) as doing:
        made = User.objects.create(email=wording.text("email", email, needed=False), **fields)
        first_password(made.pk, make_password(password), once=once)
        given = [_give(made.pk, role) for role in roles]
        doing.touched("user", made.pk, {"after": {**fields, "roles": given}})
    return made.pk


def give_role(by: Actor, user: int, role: NewRole, *, why: str) -> int:
    """Give somebody a role from now on and return its id; `Conflict` where they have it already."""
    with perform(by, "staff.give_role", why=why) as doing:
        if not User.objects.filter(pk=user, is_active=True).exists():
            raise NotFound("user", user)
        _not_ones_own(by, user)
        if StaffRole.objects.filter(user=user, role=role.role, department=role.department, region=role.region, to_at=None).exists():
            raise Conflict("They have this role already.")
        given = _give(user, role)
        doing.touched("user", user, {"role": given})
    return int(given["id"])


def end_role(by: Actor, role: int, *, why: str) -> None:
    """End a role now: the next request is judged without it."""
    with perform(by, "staff.end_role", why=why) as doing:
        found = StaffRole.objects.select_for_update().filter(pk=role, to_at=None).first()
        if found is None:
            raise NotFound("role", role)
        _not_ones_own(by, found.user_id)
        found.to_at = max(timezone.now(), found.from_at + timedelta(microseconds=1))
        found.save(update_fields=["to_at"])
        doing.touched("user", found.user_id, {"role_ended": str(role), "role": found.role})


def _give(user: int, role: NewRole) -> dict[str, str]:
    if role.role not in ROLES:
        raise Invalid("role", f"is one of {', '.join(ROLES)}")
    if role.department is not None:
        department = Department.objects.filter(pk=role.department).first()
        if department is None:
            raise NotFound("department", role.department)
        if department.closed_at is not None:
            raise Invalid("department", "is closed: nobody works there")
    if role.region is not None and not Region.objects.filter(pk=role.region).exists():
        raise NotFound("region", role.region)
    made = StaffRole.objects.create(user_id=user, role=role.role, department_id=role.department, region_id=role.region)
    where = {"department": role.department, "region": role.region}
    held = {name: str(number) for name, number in where.items() if number is not None}
    return {"id": str(made.pk), "role": role.role, **(held or {"department": "everywhere"})}


def _not_ones_own(by: Actor, user: int) -> None:
    if by.user_id == user:
        raise Forbidden("Nobody changes their own roles: another administrator does.")


def close_account(by: Actor, user: int, *, why: str) -> None:
    """Let somebody not sign in any more; sessions end at once, the roles stand as they were. `Conflict` where it is closed."""
    _let_in(by, "staff.close_account", user, why=why, is_open=False)
    with connections[DOOR].cursor() as cursor:  # none comes back to life should the account be opened again soon
        cursor.execute("SELECT sec.end_sessions_of(%s, NULL)", (user,))


def open_account(by: Actor, user: int, *, why: str) -> None:
    """Let somebody sign in again, with the roles they have; `Conflict` where the account is open."""
    _let_in(by, "staff.open_account", user, why=why, is_open=True)


def _let_in(by: Actor, deed: str, user: int, *, why: str, is_open: bool) -> None:
    with perform(by, deed, why=why) as doing:
        if by.user_id == user:
            raise Forbidden("Nobody closes or opens their own account: another administrator does.")
        found = User.objects.select_for_update().filter(pk=user).first()
        if found is None:
            raise NotFound("user", user)
        if found.is_active is is_open:
            raise Conflict(f"The account is {'open' if is_open else 'closed'} already.")
        found.is_active = is_open
        found.save(update_fields=["is_active"])
        doing.touched("user", user, {"account": "opened" if is_open else "closed"})


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


def signed_in(by: Actor, proved: str) -> None:
    """Record that somebody signed in, and by which second factor."""
    with perform(by, "staff.sign_in", why="to work") as doing:
        doing.touched("user", by.user_id, {"factor": proved or "none"})


def signed_out(by: Actor) -> None:
    """Record that somebody signed out."""
    with perform(by, "staff.sign_out", why="to stop working") as doing:
        doing.touched("user", by.user_id)
