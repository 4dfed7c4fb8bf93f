"""Suspend an order for a time, and lift a suspension.

1. A suspended order is not in force: nothing is judged by it, and what its devices say of that time is sealed like anything that
   nobody ordered (law 10). The device stays on.
2. It holds from now on at the earliest: what was recorded under an order in force stays recorded.
3. It ends by itself. Lifted, it ends at once; one that has not begun is taken back. The order's versions hold what it was.
"""

from django.utils import timezone

from bilezik.deeds import versions, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Instant, from_datetime, minutes, rfc3339, to_datetime
from bilezik.store.models import Suspension

_CLOCKS = minutes(5)
"""A form that was open for a while: "from now" is meant."""


def suspend(by: Actor, order: int, *, from_at: Instant | None, to_at: Instant, why: str, version: int | None = None) -> int:
    """Suspend an order from `from_at` (None: now) until `to_at` and return the suspension's id."""
    with perform(by, "suspensions.suspend", why=why) as doing:
        with versions.varied(doing, order, version=version) as found:
            now = from_datetime(timezone.now())
            begin = now if from_at is None else wording.instant("from_at", from_at)
            if begin < now - _CLOCKS:
                raise Invalid("from_at", "has passed: a suspension holds from now on at the earliest")
            begin = max(begin, now, from_datetime(found.starts_at))
            wording.period("from_at", begin, "to_at", to_at)
            ends_at = found.ends_at if found.ended_at is None else min(found.ends_at, found.ended_at)
            if to_datetime(begin) >= ends_at:
                raise Conflict(f"Order {found.number} is over then: there is nothing to suspend.")
            if to_datetime(to_at) > ends_at:
                raise Invalid("to_at", f"is after the order's end ({rfc3339(from_datetime(ends_at))})")
            if found.suspensions.filter(from_at__lt=to_datetime(to_at), to_at__gt=to_datetime(begin)).exists():
                raise Conflict(f"Order {found.number} is suspended already for part of that time.")
            made = Suspension.objects.create(
                order=found, person_id=found.person_id, from_at=to_datetime(begin), to_at=to_datetime(to_at), why=doing.why,
                entered_by=by.name,
            )  # fmt: skip
        content = {"suspension": str(made.pk), "order": str(order), "from_at": rfc3339(begin), "to_at": rfc3339(to_at)}
        doing.touched("order", order, {"person": str(found.person_id), "after": content})
        doing.line("order_suspended", person=found.person_id, content=content)
    return made.pk


def lift(by: Actor, suspension: int, *, why: str) -> None:
    """End a suspension now; one that has not begun is taken back. `Conflict` where it is over."""
    with perform(by, "suspensions.lift", why=why) as doing:
        found = Suspension.objects.filter(pk=suspension).first()
        if found is None:
            raise NotFound("suspension", suspension)
        with versions.varied(doing, found.order_id) as order:
            held = Suspension.objects.filter(pk=suspension).first()
            now = timezone.now()
            if held is None or held.to_at <= now:
                raise Conflict("This suspension is over already.")
            if held.from_at >= now:
                held.delete()
            else:
                Suspension.objects.filter(pk=suspension).update(to_at=now)
        content = {"suspension": str(suspension), "order": str(order.pk), "lifted_at": rfc3339(from_datetime(now))}
        doing.touched("order", order.pk, {"person": str(order.person_id), "after": content})
        doing.line("suspension_lifted", person=order.person_id, content=content)
