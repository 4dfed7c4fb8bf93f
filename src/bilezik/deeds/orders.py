"""Enter a court's or authority's order, and end it. Nothing is tracked without one (law 10)."""

import msgspec
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime
from bilezik.store.models import Assignment, Order


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as on paper; `kind` is the supervisory form, where there is one."""

    legal_basis: str
    issuer: str
    number: str
    starts_at: Instant
    ends_at: Instant
    kind: str = ""

    def checked(self) -> "NewOrder":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        wording.period("starts_at", self.starts_at, "ends_at", self.ends_at)
        return msgspec.structs.replace(
            self,
            legal_basis=wording.text("legal_basis", self.legal_basis),
            issuer=wording.text("issuer", self.issuer),
            number=wording.text("number", self.number),
            kind=wording.text("kind", self.kind, needed=False),
        )


def enter(by: Actor, person: int, order: NewOrder, *, why: str) -> int:
    """Enter an order for `person` and return its id; it has no conditions yet."""
    kept = order.checked()
    with perform(by, "orders.enter", why=why) as doing:
        doing.lock_person(person)
        fields = msgspec.structs.asdict(kept)
        times = {name: to_datetime(fields.pop(name)) for name in ("starts_at", "ends_at")}
        made = Order.objects.create(person_id=person, **fields, **times)
        doing.touched("order", made.pk, {"person": str(person), "after": _readable(kept)})
        doing.line("order_entered", person=person, content={"order": str(made.pk), "number": kept.number})
        doing.docket(person)
        doing.tell("order", {"order": str(made.pk), "person": str(person)})
    return made.pk


def end(by: Actor, order: int, *, why: str, ended_at: Instant | None = None) -> None:
    """End an order before its time, now or at `ended_at`; what is worn for it is worn no longer from then on."""
    with perform(by, "orders.end", why=why) as doing:
        found = Order.objects.filter(pk=order).first()
        if found is None:
            raise NotFound("order", order)
        doing.lock_person(found.person_id)
        found.refresh_from_db()
        at = from_datetime(timezone.now()) if ended_at is None else wording.instant("ended_at", ended_at)
        if found.ended_at is not None:
            raise Conflict(f"Order {found.number} was ended already, at {rfc3339(from_datetime(found.ended_at))}.")
        if at < from_datetime(found.starts_at):
            raise Invalid("ended_at", "is before the order starts")
        moment = to_datetime(at)
        if moment >= found.ends_at:
            raise Conflict(f"Order {found.number} ends by itself at {rfc3339(from_datetime(found.ends_at))}.")
        worn = Assignment.objects.filter(order_id=order)
        begun = worn.filter(from_at__gte=moment, from_at__lte=timezone.now()).first()
        if begun is not None:
            raise Invalid("ended_at", "is before a device was fitted for this order")
        worn.filter(from_at__gte=moment).delete()
        worn.update(to_at=Least(F("to_at"), moment))
        Order.objects.filter(pk=order).update(ended_at=moment)
        doing.touched("order", order, {"person": str(found.person_id), "after": {"ended_at": rfc3339(at)}})
        doing.line("order_ended", person=found.person_id, content={"order": str(order), "ended_at": rfc3339(at)})
        doing.docket(found.person_id)
        doing.tell("order", {"order": str(order), "person": str(found.person_id)})


def _readable(order: NewOrder) -> dict[str, str]:
    return msgspec.structs.asdict(order) | {"starts_at": rfc3339(order.starts_at), "ends_at": rfc3339(order.ends_at)}
