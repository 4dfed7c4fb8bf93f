"""Conditions of orders, thought of beforehand, added, changed and ended; permissions, asked for and decided."""

from typing import Any, Final

import msgspec
from django.http import HttpRequest
from ninja import Router, Status

from bilezik.api import order_shapes, paging, shapes
from bilezik.api.access import actor_of
from bilezik.api.times import text_at
from bilezik.deeds import Invalid, NotFound, permissions
from bilezik.deeds import conditions as deeds
from bilezik.deeds.previews import preview as thought_out
from bilezik.domain.hours import Schedule
from bilezik.domain.instant import Micros, rfc3339, seconds
from bilezik.memo.compose import LANGUAGES
from bilezik.memo.duties import duty
from bilezik.store.models import Condition, Permission, Person

router = Router()
_LONGEST_S: Final = 366 * 86_400.0


@router.post("orders/{int:order_id}/conditions/preview", response=order_shapes.Preview, url_name="condition_preview")
def preview(request: HttpRequest, order_id: int, said: order_shapes.Thought) -> dict[str, Any]:  # noqa: ARG001 - the protocol
    """Return when a condition would hold in the next fourteen days, in words too, and what last week would have been under it."""
    instead_of = None if said.condition is None else paging.identifier("condition", said.condition)
    seen = thought_out(order_id, _stated(said), instead_of=instead_of)
    person = Person.objects.only("address", "timezone").get(orders=order_id)
    found = [
        {
            "kind": one.kind, "began_at": rfc3339(one.began_at), "certainty": one.certainty,
            "ended_at": None if one.closed_at is None else rfc3339(one.closed_at),
            "zone": None if one.zone is None else str(one.zone),
        }
        for one in seen.week.found
    ]  # fmt: skip
    told = duty(seen.condition, LANGUAGES["en"], address=person.address, timezone=person.timezone, since=seen.from_at)
    return {
        "words": list(told.lines),
        "holds": [{"from_at": rfc3339(from_at), "to_at": rfc3339(to_at)} for from_at, to_at in seen.holds],
        "last_week": {
            "from_at": rfc3339(seen.week.from_at), "to_at": rfc3339(seen.week.to_at), "is_judged": seen.week.is_judged,
            "reports": seen.week.reports, "would_have_opened": len(found), "found": found,
        },
    }  # fmt: skip


@router.post("orders/{int:order_id}/conditions", response={201: shapes.Made}, url_name="order_conditions")
def add(request: HttpRequest, order_id: int, said: order_shapes.ConditionSaid) -> Status[dict[str, str]]:
    """Add a condition to an order."""
    made = deeds.add(actor_of(request), order_id, _stated(said), why=said.why, version=said.version)
    return Status(201, {"id": str(made)})


@router.get("conditions/{int:condition_id}", response=order_shapes.HeldCondition, url_name="condition")
def one(request: HttpRequest, condition_id: int) -> dict[str, Any]:  # noqa: ARG001 - the router's protocol
    """Return one condition with its permissions."""
    found = Condition.objects.prefetch_related("zones", "permissions").filter(pk=condition_id).first()
    if found is None:
        raise NotFound("condition", condition_id)
    return item(found)


@router.put("conditions/{int:condition_id}", response={204: None}, url_name="condition")
def change(request: HttpRequest, condition_id: int, said: order_shapes.ConditionSaid) -> Status[None]:
    """State a condition anew, as a whole; its kind stays."""
    deeds.change(actor_of(request), condition_id, _stated(said), why=said.why, version=said.version)
    return Status(204, None)


@router.post("conditions/{int:condition_id}/end", response={204: None}, url_name="condition_end")
def end(request: HttpRequest, condition_id: int, said: shapes.Why) -> Status[None]:
    """End a condition from now on; 409 while a device is worn for it."""
    deeds.end(actor_of(request), condition_id, why=said.why)
    return Status(204, None)


@router.post("conditions/{int:condition_id}/permissions", response={201: shapes.Made}, url_name="condition_permissions")
def ask(request: HttpRequest, condition_id: int, said: order_shapes.PermissionSaid) -> Status[dict[str, str]]:
    """Write down that an absence is asked for; with `approve` decide it at once."""
    asked = permissions.NewPermission(
        from_at=paging.instant("from_at", said.from_at), to_at=paging.instant("to_at", said.to_at), reason=said.reason,
        travel_buffer=_length("travel_buffer_s", said.travel_buffer_s),
    )  # fmt: skip
    decide = permissions.grant if said.approve else permissions.ask
    return Status(201, {"id": str(decide(actor_of(request), condition_id, asked, why=said.why))})


@router.post("permissions/{int:permission_id}/approve", response={204: None}, url_name="permission_approve")
def approve(request: HttpRequest, permission_id: int, said: order_shapes.DecisionSaid) -> Status[None]:
    """Approve what was asked for: the condition rests for it."""
    buffer = None if said.travel_buffer_s is None else _length("travel_buffer_s", said.travel_buffer_s)
    permissions.approve(actor_of(request), permission_id, why=said.why, travel_buffer=buffer)
    return Status(204, None)


@router.post("permissions/{int:permission_id}/deny", response={204: None}, url_name="permission_deny")
def deny(request: HttpRequest, permission_id: int, said: shapes.Why) -> Status[None]:
    """Deny what was asked for."""
    permissions.deny(actor_of(request), permission_id, why=said.why)
    return Status(204, None)


@router.post("permissions/{int:permission_id}/withdraw", response={204: None}, url_name="permission_withdraw")
def withdraw(request: HttpRequest, permission_id: int, said: shapes.Why) -> Status[None]:
    """Take back what was asked for or approved, from now on."""
    permissions.withdraw(actor_of(request), permission_id, why=said.why)
    return Status(204, None)


def item(one: Condition) -> dict[str, Any]:
    """Return a condition with its permissions; `zones` and `permissions` are fetched before."""
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "schedule": one.schedule,
        "zones": [str(zone.pk) for zone in one.zones.all()],
        "dwell_s": one.dwell_s,
        "silence_after_s": one.silence_after_s,
        "low_pct": one.low_pct,
        "ended_at": text_at(one.ended_at),
        "permissions": [_permission(held) for held in sorted(one.permissions.all(), key=lambda held: (held.from_at, held.pk))],
    }


def schedule_of(field: str, given: dict[str, Any] | None) -> Schedule | None:
    """Return hours that came as JSON; `Invalid` where they are none."""
    if given is None:
        return None
    try:
        return msgspec.convert(given, Schedule)
    except msgspec.ValidationError as error:
        raise Invalid(field, str(error)) from None


def _stated(said: order_shapes.ConditionStated) -> deeds.NewCondition:
    return deeds.NewCondition(
        kind=said.kind, zones=tuple(dict.fromkeys(paging.identifier("zones", zone) for zone in said.zones)),
        schedule=schedule_of("schedule", said.schedule), dwell=_length("dwell_s", said.dwell_s),
        silence_after=_length("silence_after_s", said.silence_after_s), low_pct=said.low_pct,
    )  # fmt: skip


def _length(field: str, given: float) -> Micros:
    if not 0.0 <= given <= _LONGEST_S:  # also true for NaN
        raise Invalid(field, "is no length of time")
    return Micros(seconds(given))


def _permission(one: Permission) -> dict[str, Any]:
    texts = ("state", "reason", "travel_buffer_s", "asked_by", "decided_by", "decided_why", "withdrawn_by", "withdrawn_why")
    times = ("from_at", "to_at", "asked_at", "decided_at", "withdrawn_at")
    return {
        "id": str(one.pk),
        **{name: getattr(one, name) for name in texts},
        **{name: text_at(getattr(one, name)) for name in times},
    }
