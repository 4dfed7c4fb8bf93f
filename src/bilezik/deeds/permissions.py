"""Grant a permission: an approved absence, for which the condition rests."""

import msgspec

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Invalid, NotFound
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
    wording.period("from_at", permission.from_at, "to_at", permission.to_at)
    reason = wording.text("reason", permission.reason)
    buffer_s = wording.number("travel_buffer_s", in_seconds(permission.travel_buffer), least=0, most=6 * 3600)
    with perform(by, "permissions.grant", why=why) as doing:
        found = Condition.objects.select_related("order").filter(pk=condition).first()
        if found is None:
            raise NotFound("condition", condition)
        doing.lock_person(found.person_id)
        if to_datetime(permission.from_at) >= found.order.ends_at:
            raise Invalid("from_at", f"is after the order's end ({rfc3339(from_datetime(found.order.ends_at))})")
        made = Permission.objects.create(
            condition_id=condition, from_at=to_datetime(permission.from_at), to_at=to_datetime(permission.to_at),
            travel_buffer_s=buffer_s, reason=reason, decided_by=by.name,
        )  # fmt: skip
        content = {
            "permission": str(made.pk), "condition": str(condition), "reason": reason,
            "from_at": rfc3339(permission.from_at), "to_at": rfc3339(permission.to_at), "travel_buffer_s": buffer_s,
        }  # fmt: skip
        doing.touched("permission", made.pk, {"person": str(found.person_id), "after": content})
        doing.line("permission_granted", person=found.person_id, content=content)
        doing.docket(found.person_id)
        doing.tell("order", {"order": str(found.order_id), "person": str(found.person_id)})
    return made.pk
