"""Permissions: an absence is asked for, approved or denied, and may be withdrawn. While approved, the condition rests for it.

1. What is asked for changes nothing yet: only an approved permission is in the docket.
2. One that is asked for is decided once, by somebody with a reason; `Conflict` tells who was faster. `grant` is both in one.
3. Withdrawn, it ends from then on: time that passed under it stays excused, because it is judged by the docket known then (law 7).
"""

import msgspec
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Instant, Micros, from_datetime, in_seconds, rfc3339, to_datetime
from bilezik.store.models import Condition, Permission


class NewPermission(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when, widened by the travel buffer on both sides, and the reason the person gave."""

    from_at: Instant
    to_at: Instant
    reason: str
    travel_buffer: Micros = Micros(0)


def grant(by: Actor, condition: int, permission: NewPermission, *, why: str) -> int:
    """Let the condition rest for a while and return the permission's id; who decided it is `by`."""
    fields = _fields(permission)
    with perform(by, "permissions.grant", why=why) as doing:
        found = _open(doing, condition, permission)
        decided = {"state": "approved", "decided_by": by.name, "decided_at": timezone.now(), "decided_why": doing.why}
        made = Permission.objects.create(condition=found, asked_by=by.name, **fields, **decided)
        _told(doing, made, "permission_granted")
        doing.docket(found.person_id)
    return made.pk


def ask(by: Actor, condition: int, permission: NewPermission, *, why: str) -> int:
    """Write down that a permission is asked for and return its id; the condition does not rest yet."""
    fields = _fields(permission)
    with perform(by, "permissions.ask", why=why) as doing:
        found = _open(doing, condition, permission)
        made = Permission.objects.create(condition=found, asked_by=by.name, state="asked", **fields)
        _told(doing, made, "permission_asked")
    return made.pk


def approve(by: Actor, permission: int, *, why: str, travel_buffer: Micros | None = None) -> None:
    """Approve what was asked for, with another travel buffer if one is given; what is over cannot be approved any more."""
    buffer = {} if travel_buffer is None else {"travel_buffer_s": _buffer(travel_buffer)}
    with perform(by, "permissions.approve", why=why) as doing:
        found = _asked(doing, permission)
        if found.to_at <= timezone.now():
            raise Conflict("The time that was asked for is over: it cannot be approved any more.")
        if found.condition.ended_at is not None:
            raise Conflict("The condition was ended: there is nothing to be permitted.")
        _decide(doing, found, "approved", **buffer)
        doing.docket(found.condition.person_id)


def deny(by: Actor, permission: int, *, why: str) -> None:
    """Deny what was asked for."""
    with perform(by, "permissions.deny", why=why) as doing:
        _decide(doing, _asked(doing, permission), "denied")


def withdraw(by: Actor, permission: int, *, why: str) -> None:
    """Take back what was asked for or approved: the condition holds again from now on."""
    with perform(by, "permissions.withdraw", why=why) as doing:
        found = _held(doing, permission)
        if found.state not in {"asked", "approved"}:
            raise Conflict(f"This permission was {found.state} already.")
        if found.to_at <= timezone.now():
            raise Conflict("This permission is over.")
        was_approved = found.state == "approved"
        Permission.objects.filter(pk=permission).update(
            state="withdrawn", withdrawn_at=timezone.now(), withdrawn_by=by.name, withdrawn_why=doing.why
        )
        found.refresh_from_db()
        _told(doing, found, "permission_withdrawn")
        if was_approved:
            doing.docket(found.condition.person_id)


def _fields(permission: NewPermission) -> dict[str, object]:
    wording.period("from_at", permission.from_at, "to_at", permission.to_at)
    return {
        "from_at": to_datetime(permission.from_at),
        "to_at": to_datetime(permission.to_at),
        "reason": wording.text("reason", permission.reason),
        "travel_buffer_s": _buffer(permission.travel_buffer),
    }


def _buffer(given: Micros) -> float:
    return wording.number("travel_buffer_s", in_seconds(given), least=0, most=6 * 3600)


def _open(doing: Doing, condition: int, permission: NewPermission) -> Condition:
    """Return the condition that is to rest, its person locked; refused where it or its order is over by then."""
    found = Condition.objects.select_related("order").filter(pk=condition).first()
    if found is None:
        raise NotFound("condition", condition)
    doing.lock_person(found.person_id)
    found.refresh_from_db()
    if found.ended_at is not None:
        raise Conflict("The condition was ended: there is nothing to be permitted.")
    ends_at = found.order.ends_at if found.order.ended_at is None else min(found.order.ends_at, found.order.ended_at)
    if to_datetime(permission.from_at) >= ends_at:
        raise Invalid("from_at", f"is after the order's end ({rfc3339(from_datetime(ends_at))})")
    return found


def _held(doing: Doing, permission: int) -> Permission:
    found = Permission.objects.select_related("condition").filter(pk=permission).first()
    if found is None:
        raise NotFound("permission", permission)
    doing.lock_person(found.condition.person_id)
    found.refresh_from_db()
    return found


def _asked(doing: Doing, permission: int) -> Permission:
    found = _held(doing, permission)
    if found.state == "withdrawn":
        raise Conflict(f"{found.withdrawn_by} withdrew this already.")
    if found.state != "asked":
        raise Conflict(f"{found.decided_by} has {found.state} this already.")
    return found


def _decide(doing: Doing, found: Permission, state: str, **more: object) -> None:
    fields = {"state": state, "decided_by": doing.by.name, "decided_at": timezone.now(), "decided_why": doing.why} | more
    Permission.objects.filter(pk=found.pk).update(**fields)
    found.refresh_from_db()
    _told(doing, found, f"permission_{state}")


def _told(doing: Doing, one: Permission, kind: str) -> None:
    """Write what a permission is now beside the change."""
    condition = one.condition
    content = {
        "permission": str(one.pk), "condition": str(condition.pk), "state": one.state, "reason": one.reason,
        "from_at": rfc3339(from_datetime(one.from_at)), "to_at": rfc3339(from_datetime(one.to_at)),
        "travel_buffer_s": one.travel_buffer_s,
    }  # fmt: skip
    doing.touched("permission", one.pk, {"person": str(condition.person_id), "after": content})
    doing.line(kind, person=condition.person_id, content=content)
    doing.tell("order", {"order": str(condition.order_id), "person": str(condition.person_id)})
