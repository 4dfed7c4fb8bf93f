"""Members of staff: who may sign in, and which roles they hold where."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from bilezik.api import paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import NotFound, proofs, staff
from bilezik.deeds.rights import RoleName
from bilezik.store.models import StaffRole, User

router = Router()


class RoleSaid(Schema):
    """A role in one department, in one region, or (both null) everywhere."""

    role: RoleName
    department: str | None = None
    region: str | None = None


class RoleGiven(RoleSaid):
    """A role to give, and why."""

    why: str


class RoleItem(RoleSaid):
    """A role that is held."""

    id: str
    from_at: str


class MemberItem(Schema):
    """A member of staff. `is_active` false: the account is closed, and its roles give nothing."""

    id: str
    username: str
    name: str
    email: str
    is_active: bool
    created_at: str
    roles: list[RoleItem]


class Members(Schema):
    """A page of them."""

    items: list[MemberItem]
    next: str | None


class MemberSaid(Schema):
    """A new member of staff, the first roles, and why."""

    username: str = Field(max_length=64)
    name: str
    email: str = ""
    roles: list[RoleSaid] = Field(default_factory=list, max_length=20)
    why: str


class MemberMade(Schema):
    """Whom it is, and a password that is good for the first sign-in; it can be read this once."""

    id: str
    password: str


class AccountSaid(Schema):
    """Whether somebody may sign in, and why."""

    is_active: bool
    why: str


@router.get("staff", response=Members, url_name="staff")
def listed(
    request: HttpRequest,  # noqa: ARG001 - the router's protocol
    limit: paging.Limit = paging.USUAL,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """Return members of staff with the roles they hold, in the order they were added."""
    after = 0 if cursor is None else paging.unpack(cursor, 1)[0]
    rows, more = paging.page(list(User.objects.filter(pk__gt=after).order_by("pk")[: limit + 1]), limit)
    held = _roles([row.pk for row in rows])
    items = [_item(row, held.get(row.pk, [])) for row in rows]
    return {"items": items, "next": paging.pack(rows[-1].pk) if more else None}


@router.post("staff", response={201: MemberMade}, url_name="staff")
def add(request: HttpRequest, said: MemberSaid) -> Status[dict[str, str]]:
    """Let somebody sign in. The password is good for the first sign-in, where they choose their own."""
    password = proofs.new_password()
    roles = [_role(one) for one in said.roles]
    made = staff.add(
        actor_of(request), said.username, password, said.name, why=said.why, email=said.email, roles=roles, once=True
    )  # fmt: skip
    return Status(201, {"id": str(made), "password": password})


@router.get("staff/{int:user_id}", response=MemberItem, url_name="staff_member")
def one(request: HttpRequest, user_id: int) -> dict[str, Any]:  # noqa: ARG001 - the same
    """Return one member of staff."""
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound("user", user_id)
    return _item(found, _roles([user_id]).get(user_id, []))


@router.post("staff/{int:user_id}/roles", response={201: shapes.Made}, url_name="staff_roles")
def give_role(request: HttpRequest, user_id: int, said: RoleGiven) -> Status[dict[str, str]]:
    """Give somebody a role from now on."""
    return Status(201, {"id": str(staff.give_role(actor_of(request), user_id, _role(said), why=said.why))})


@router.post("staff/roles/{int:role_id}/end", response={204: None}, url_name="staff_role_end")
def end_role(request: HttpRequest, role_id: int, said: shapes.Why) -> Status[None]:
    """End a role now."""
    staff.end_role(actor_of(request), role_id, why=said.why)
    return Status(204, None)


@router.post("staff/{int:user_id}/account", response={204: None}, url_name="staff_account")
def account(request: HttpRequest, user_id: int, said: AccountSaid) -> Status[None]:
    """Close an account, or open it again; a closed one is signed out everywhere at once."""
    act = staff.open_account if said.is_active else staff.close_account
    act(actor_of(request), user_id, why=said.why)
    return Status(204, None)


def _role(said: RoleSaid) -> staff.NewRole:
    where = {name: getattr(said, name) for name in ("department", "region")}
    return staff.NewRole(
        said.role, **{name: None if given is None else paging.identifier(name, given) for name, given in where.items()}
    )


def _roles(users: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in StaffRole.objects.filter(user__in=users, to_at=None, from_at__lte=timezone.now()).order_by("pk"):
        where = {"department": row.department_id, "region": row.region_id}
        texts = {name: None if number is None else str(number) for name, number in where.items()}
        found.setdefault(row.user_id, []).append(
            {"id": str(row.pk), "role": row.role, "from_at": text_at(row.from_at), **texts}
        )  # fmt: skip
    return found


def _item(found: User, roles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(found.pk), "username": found.username, "name": found.name, "email": found.email, "is_active": found.is_active,
        "created_at": text_at(found.created_at), "roles": roles,
    }  # fmt: skip
