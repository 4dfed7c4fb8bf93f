"""Enter a court's or authority's order, change, end and revoke it. Nothing is tracked without one (law 10).

1. An order on a ground of the list (`domain.grounds`) lasts no longer than the ground allows, whoever extends it how often.
2. Every change is a new version of the whole (`deeds.versions`), made from a version: who was late is told so.
3. What has ended stays ended: a decision that begins the matter anew is a new order.
4. Devices are worn for as long as the order lasts: they follow its end, later or earlier. One that is on already keeps its begin.
"""

import datetime as dt
import zoneinfo
from typing import Any, Final, Literal

import msgspec
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from bilezik.deeds import versions, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.people import Remark
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid
from bilezik.domain.grounds import BY_CODE
from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime
from bilezik.store.models import Assignment, Order, Person

Ending = Literal["ended", "revoked"]
State = Literal["to come", "in force", "suspended", "over", "ended", "revoked"]

_LONGEST_NOTE: Final = 4_000
_TIMES: Final = ("starts_at", "ends_at")
_FIRST_DAY, _LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 1, 1)


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as on paper; `kind` is the supervisory form, where there is one.

    `ground`: a code of the list; without a `legal_basis` the ground's own law is it. An order without one has no limit but its end.
    """

    legal_basis: str = ""
    issuer: str
    number: str
    starts_at: Instant
    ends_at: Instant
    kind: str = ""
    ground: str = ""
    decided_on: dt.date | None = None
    review_on: dt.date | None = None
    notes: str = ""

    def checked(self) -> "NewOrder":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        wording.period("starts_at", self.starts_at, "ends_at", self.ends_at)
        for field in ("decided_on", "review_on"):
            day: dt.date | None = getattr(self, field)
            if day is not None and not _FIRST_DAY <= day < _LAST_DAY:
                raise Invalid(field, "must lie between 1990 and 2100")
        ground = BY_CODE.get(self.ground)
        if self.ground and ground is None:
            raise Invalid("ground", f"is one of {', '.join(BY_CODE)}")
        return msgspec.structs.replace(
            self,
            legal_basis=wording.text("legal_basis", self.legal_basis or (ground.law if ground else "")),
            issuer=wording.text("issuer", self.issuer),
            number=wording.text("number", self.number),
            kind=wording.text("kind", self.kind, needed=False),
            notes=wording.text("notes", self.notes, needed=False, longest=_LONGEST_NOTE),
        )


def enter(by: Actor, person: int, order: NewOrder, *, why: str) -> int:
    """Enter an order for `person` and return its id; it has no conditions yet."""
    kept = order.checked()
    with perform(by, "orders.enter", why=why) as doing:
        doing.lock_person(person)
        demand_what_follows(kept, Person.objects.values_list("timezone", flat=True).get(pk=person))
        made = Order.objects.create(person_id=person, **row(kept))
        versions.write(made, deed=doing.deed, by=by.name, why=doing.why)
        doing.touched("order", made.pk, {"person": str(person), "after": _readable(kept)})
        doing.line("order_entered", person=person, content={"order": str(made.pk), "number": kept.number})
        doing.docket(person)
        doing.tell("order", {"order": str(made.pk), "person": str(person)})
    return made.pk


def stated(found: Order) -> NewOrder:
    """Return what a row states."""
    fields = {name: getattr(found, name) for name in NewOrder.__struct_fields__}
    return NewOrder(**(fields | {name: from_datetime(fields[name]) for name in _TIMES}))


def change(by: Actor, order: int, said: NewOrder, *, version: int, why: str) -> int:
    """State an order anew and return the new version; `version` is the one `said` was made from.

    `Conflict` where somebody changed the order since, where it is over, or where nothing would change.
    """
    kept = said.checked()
    with perform(by, "orders.change", why=why) as doing:
        with versions.varied(doing, order, version=version) as found:
            _demand_open(found)
            was, now = _readable(stated(found)), _readable(kept)
            fields = [name for name in now if was[name] != now[name]]
            if not fields:
                raise Conflict("Nothing would change.")
            demand_what_follows(kept, found.person.timezone)
            _move(found, kept)
            Order.objects.filter(pk=order).update(**row(kept))
        content = {
            "version": found.version, "before": {name: was[name] for name in fields}, "after": {name: now[name] for name in fields},
        }  # fmt: skip
        doing.touched("order", order, {"person": str(found.person_id)} | content)
        doing.line("order_changed", person=found.person_id, content={"order": str(order), "number": kept.number, "fields": fields})
    return found.version


def end(by: Actor, order: int, *, why: str, ended_at: Instant | None = None, version: int | None = None) -> None:
    """End an order before its time, now or at `ended_at`; what is worn for it is worn no longer from then on."""
    _end(by, order, "ended", why=why, ended_at=ended_at, version=version)


def revoke(by: Actor, order: int, *, why: str, revoked_at: Instant | None = None, version: int | None = None) -> None:
    """Write down that a court took an order back: it ends as one that is ended, and is told apart from it."""
    _end(by, order, "revoked", why=why, ended_at=revoked_at, version=version)


def remarks(order: NewOrder, person: int) -> tuple[Remark, ...]:
    """Return what should be looked at about an order; it refuses nothing."""
    ground = BY_CODE.get(order.ground)
    if ground is None:
        return (Remark("ground", "no ground of the list is stated: only the order's own end limits it"),)
    found: list[Remark] = []
    kind = Person.objects.values_list("kind", flat=True).get(pk=person)
    if kind and kind not in ground.kinds:
        found.append(Remark("ground", f"is meant for {', '.join(ground.kinds)}; the person is under {kind}"))
    if not ground.is_checked and ground.months is None:
        found.append(Remark("ground", "its longest term is not on the list yet: only the order's own end limits it"))
    return tuple(found)


def state(order: Order, now: dt.datetime) -> State:
    """Return how an order stands at `now`; its suspensions are fetched before."""
    if order.ended_at is not None and order.ended_at <= now:
        return "revoked" if order.ending == "revoked" else "ended"
    if order.ends_at <= now:
        return "over"
    if now < order.starts_at:
        return "to come"
    return "suspended" if suspended_until(order, now) is not None else "in force"


def suspended_until(order: Order, now: dt.datetime) -> dt.datetime | None:
    """Return when the suspension that holds at `now` ends; None where there is none."""
    return max((one.to_at for one in order.suspensions.all() if one.from_at <= now < one.to_at), default=None)


def row(kept: NewOrder) -> dict[str, Any]:
    """Return the columns of a checked order."""
    fields = msgspec.structs.asdict(kept)
    return fields | {name: to_datetime(fields[name]) for name in _TIMES}


def demand_what_follows(of: NewOrder, zone: str) -> None:
    """Raise `Invalid` for what one statement demands of another; days are those of the person's time zone."""
    first, last = (to_datetime(at).astimezone(zoneinfo.ZoneInfo(zone)).date() for at in (of.starts_at, of.ends_at))
    if of.decided_on is not None and of.decided_on > last:
        raise Invalid("decided_on", f"is after the order's end ({last})")
    if of.review_on is not None and not first <= of.review_on <= last:
        raise Invalid("review_on", f"must lie between the order's start ({first}) and its end ({last})")
    ground = BY_CODE.get(of.ground)
    if ground is None:
        return
    if first < ground.in_force_from or (ground.in_force_to is not None and first > ground.in_force_to):
        until = "" if ground.in_force_to is None else f" until {ground.in_force_to}"
        raise Invalid("ground", f"is in force from {ground.in_force_from}{until}: the order starts on {first}")
    latest = ground.latest_end(of.starts_at, zone)
    if latest is not None and of.ends_at > latest:
        day = to_datetime(latest).astimezone(zoneinfo.ZoneInfo(zone))
        raise Invalid("ends_at", f"this ground allows {ground.term} at most ({ground.law}): until {day:%Y-%m-%d %H:%M}")


def _end(by: Actor, order: int, how: Ending, *, why: str, ended_at: Instant | None, version: int | None) -> None:
    with perform(by, "orders.end" if how == "ended" else "orders.revoke", why=why) as doing:
        with versions.varied(doing, order, version=version) as found:
            at = from_datetime(timezone.now()) if ended_at is None else wording.instant("ended_at", ended_at)
            if found.ended_at is not None:
                raise Conflict(
                    f"Order {found.number} was {found.ending or 'ended'} already, at {rfc3339(from_datetime(found.ended_at))}."
                )
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
            Order.objects.filter(pk=order).update(ended_at=moment, ending=how)
        after = {"ended_at": rfc3339(at), "ending": how}
        doing.touched("order", order, {"person": str(found.person_id), "after": after})
        doing.line(f"order_{how}", person=found.person_id, content={"order": str(order), "ended_at": rfc3339(at)})


def _demand_open(order: Order) -> None:
    """Raise `Conflict` where an order is over: it says what it said."""
    if order.ended_at is not None:
        raise Conflict(f"Order {order.number} was {order.ending or 'ended'}: it is not changed any more. Enter a new one.")
    if order.ends_at <= timezone.now():
        raise Conflict(f"Order {order.number} is over: it is not changed any more. Enter a new one.")


def _move(order: Order, to: NewOrder) -> None:
    """Let what is worn follow the new period, or raise `Invalid` where it cannot."""
    starts_at, ends_at = to_datetime(to.starts_at), to_datetime(to.ends_at)
    if ends_at <= timezone.now():
        raise Invalid("ends_at", "has passed: end the order instead")
    worn = Assignment.objects.filter(order=order)
    if worn.filter(from_at__lt=starts_at).exists():
        raise Invalid("starts_at", "is after a device was fitted for this order")
    if order.suspensions.filter(to_at__gt=ends_at).exists():
        raise Invalid("ends_at", "is before a suspension of this order ends: lift that first")
    if ends_at < order.ends_at:
        worn.filter(from_at__gte=ends_at).delete()
        worn.update(to_at=Least(F("to_at"), ends_at))
    else:
        worn.filter(to_at=order.ends_at).update(to_at=ends_at)


def _readable(order: NewOrder) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(order)
    return fields | {name: rfc3339(getattr(order, name)) for name in _TIMES}
