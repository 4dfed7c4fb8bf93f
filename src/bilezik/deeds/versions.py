"""What an order said before a change and says after it: every variation is a new version with its reason.

1. `varied` is the only way to change an order or what hangs on it: it locks the person, refuses who comes late, and keeps the next
   version when the change is done. The change, its version and the docket are one transaction.
2. A version is the whole order, as a reader of papers wants it, not the difference; conditions and suspensions are in it.
3. An order that came in with many others has no version yet: what it says is kept just before its first change.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import F

from bilezik.deeds.record import Doing
from bilezik.deeds.refusal import Conflict, NotFound
from bilezik.domain.instant import from_datetime, rfc3339
from bilezik.store.models import Condition, Order, OrderVersion, Suspension

_DAYS: Final = ("decided_on", "review_on")
_TIMES: Final = ("starts_at", "ends_at", "ended_at")
_TEXTS: Final = ("ground", "legal_basis", "issuer", "number", "kind", "notes", "ending")


@contextlib.contextmanager
def varied(doing: Doing, order: int, *, version: int | None = None) -> Iterator[Order]:
    """Yield the order, locked, to be changed inside; keep what it says afterwards as its next version.

    `version`: what the change was made from; None: whatever it is. `NotFound` where there is none, `Conflict` where somebody was
    faster.
    """
    found = Order.objects.filter(pk=order).first()
    if found is None:
        raise NotFound("order", order)
    doing.lock_person(found.person_id)
    found.refresh_from_db()
    if version is not None and found.version != version:
        raise Conflict("Somebody else has changed this order meanwhile. Read it again.")
    if not OrderVersion.objects.filter(order=found, version=found.version).exists():
        write(found, deed="orders.enter", by="", why="as it was entered", at=found.recorded_at)
    yield found
    Order.objects.filter(pk=order).update(version=F("version") + 1)
    found.refresh_from_db()
    write(found, deed=doing.deed, by=doing.by.name, why=doing.why)
    doing.docket(found.person_id)
    doing.tell("order", {"order": str(order), "person": str(found.person_id)})


def write(order: Order, *, deed: str, by: str, why: str, at: Any = None) -> None:  # noqa: ANN401 - a datetime, or the server's now
    """Keep what `order` says now as the version it is."""
    when = {} if at is None else {"changed_at": at}
    OrderVersion.objects.create(
        order=order, person_id=order.person_id, version=order.version, deed=deed, changed_by=by, why=why,
        content=content(order), **when,
    )  # fmt: skip


def content(order: Order) -> dict[str, Any]:
    """Return all that an order says, as plain JSON."""
    said: dict[str, Any] = {name: getattr(order, name) for name in _TEXTS}
    for name in _TIMES:
        at = getattr(order, name)
        said[name] = None if at is None else rfc3339(from_datetime(at))
    for name in _DAYS:
        day = getattr(order, name)
        said[name] = None if day is None else day.isoformat()
    said["conditions"] = [of_condition(one) for one in order.conditions.prefetch_related("zones").order_by("pk")]
    said["suspensions"] = [_suspension(one) for one in order.suspensions.order_by("from_at", "pk")]
    return said


def of_condition(condition: Condition) -> dict[str, Any]:
    """Return all that a condition says, as plain JSON; of its zones the version too, because a zone is drawn anew."""
    zones = sorted(condition.zones.all(), key=lambda zone: zone.pk)
    return {
        "id": str(condition.pk),
        "kind": condition.kind,
        "schedule": condition.schedule,
        "zones": [{"id": str(zone.pk), "name": zone.name, "version": zone.version} for zone in zones],
        "dwell_s": condition.dwell_s,
        "silence_after_s": condition.silence_after_s,
        "low_pct": condition.low_pct,
        "ended_at": None if condition.ended_at is None else rfc3339(from_datetime(condition.ended_at)),
    }


def _suspension(one: Suspension) -> dict[str, str]:
    times = {name: rfc3339(from_datetime(getattr(one, name))) for name in ("from_at", "to_at")}
    return {"id": str(one.pk), **times, "why": one.why}
