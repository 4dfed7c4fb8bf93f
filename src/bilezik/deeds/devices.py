"""Add devices to the register, fit one to a person for a condition of an order, take it off again (law 10).

1. A state changes by `domain.device.MOVES` alone; PostgreSQL refuses what contradicts an assignment.
2. A fitting and a removal are a record (`deeds.fittings`): when, where, by whom, before whom, whether the person acknowledged it.
   It is written once and never changed.
3. A removal may come after the order's end: what was tracked ended with the order, what was worn ends when somebody takes it off.
"""

from collections.abc import Sequence

import msgspec
from django.db.models import Q
from django.utils import timezone

from bilezik.deeds import fittings, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.fittings import Removal, Seen
from bilezik.deeds.record import Doing, perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.device import AFTER_REMOVAL, KINDS, MOVES, DeviceKind
from bilezik.domain.instant import Instant, from_datetime, rfc3339, seconds, to_datetime
from bilezik.protocols import PROTOCOLS
from bilezik.store.models import Assignment, Condition, Department, Device, Fitting, Person, Transfer

_CLOCKS = seconds(60)
"""How far ahead of ours a clock may be that says when somebody took a device off."""


class NewDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device by what it calls itself in its protocol (an IMEI, a serial number). `department` `None`: the central store."""

    identity: str
    protocol: str
    kind: DeviceKind | str
    model: str = ""
    phone: str = ""
    firmware: str = ""
    contract: str = ""
    department: int | None = None

    def checked(self) -> "NewDevice":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        if self.protocol not in PROTOCOLS:
            raise Invalid("protocol", f"is one of {', '.join(sorted(PROTOCOLS))}")
        if self.kind not in KINDS:
            raise Invalid("kind", f"is one of {', '.join(KINDS)}")
        texts = {name: wording.text(name, getattr(self, name), needed=False) for name in ("model", "phone", "firmware", "contract")}
        return msgspec.structs.replace(self, identity=wording.text("identity", self.identity, longest=64), **texts)


def row(kept: NewDevice) -> dict[str, object]:
    """Return the columns of a checked device."""
    fields = msgspec.structs.asdict(kept)
    return fields | {"department_id": fields.pop("department")}


def add(by: Actor, device: NewDevice, *, why: str) -> int:
    """Enter a device into stock and return its id."""
    kept = device.checked()
    with perform(by, "devices.add", why=why) as doing:
        _demand_departments([kept])
        made = Device.objects.create(**row(kept))
        _added(doing, made.pk, kept)
    return made.pk


def add_many(by: Actor, devices: Sequence[NewDevice], *, why: str) -> list[int]:
    """Enter all of `devices` into stock or none, and return their ids in order; a wrong one is named by its number from 0."""
    kept = []
    for number, one in enumerate(devices):
        try:
            kept.append(one.checked())
        except Invalid as refusal:
            raise Invalid(f"{number}.{refusal.field}", refusal.problem) from None
    with perform(by, "devices.add_many", why=why) as doing:
        if not kept:
            raise Invalid("devices", "there is none")
        _demand_departments(kept)
        made = Device.objects.bulk_create([Device(**row(one)) for one in kept], batch_size=1_000)
        for one, found in zip(kept, made, strict=True):
            doing.touched("device", found.pk, {"after": msgspec.to_builtins(one)})
        doing.tell("devices", {"added": len(made)})
    return [found.pk for found in made]


def _added(doing: Doing, device: int, kept: NewDevice) -> None:
    doing.touched("device", device, {"after": msgspec.to_builtins(kept)})
    doing.tell("device", {"device": str(device)})


def _demand_departments(kept: Sequence[NewDevice]) -> None:
    wanted = {one.department for one in kept if one.department is not None}
    there = set(Department.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for missing in sorted(wanted - there):
        raise NotFound("department", missing)


def fit(
    by: Actor,
    device: int,
    condition: int,
    *,
    why: str,
    from_at: Instant | None = None,
    to_at: Instant | None = None,
    health_seen: bool = False,
    seen: Seen | None = None,
) -> int:
    """Fit a device for a condition, from now (or `from_at`) to the order's end (or `to_at`); return the assignment's id.

    `health_seen`: whoever fits has looked at the health flags of the person; `Conflict` where there are some and it is not said.
    `seen` is the record of the fitting. A device that a person wears already may be fitted for that person's next order, so that
    nobody has to take it off in between; for anybody else its removal is recorded first.
    """
    record = (seen or Seen()).checked()
    with perform(by, "devices.fit", why=why) as doing:
        found = Condition.objects.select_related("order").filter(pk=condition).first()
        if found is None:
            raise NotFound("condition", condition)
        doing.lock_person(found.person_id)
        health = Person.objects.values_list("health", flat=True).get(pk=found.person_id)
        if health and not health_seen:
            raise Conflict(f"Look at the person's health first, and say that you did: {', '.join(health)}.")
        found.order.refresh_from_db()
        if Condition.objects.filter(pk=condition, ended_at__isnull=False).exists():
            raise Conflict("The condition was ended: nothing may be worn for it.")
        known = Device.objects.select_for_update().filter(pk=device).first()
        if known is None:
            raise NotFound("device", device)
        _demand_free(known, found.person_id)
        until = min(found.order.ends_at, found.order.ended_at or found.order.ends_at)
        begins = from_datetime(timezone.now()) if from_at is None else wording.instant("from_at", from_at)
        ends = from_datetime(until) if to_at is None else to_at
        if ends <= begins and to_at is None:
            raise Conflict(f"Order {found.order.number} is over: nothing may be worn for it.")
        wording.period("from_at", begins, "to_at", ends)
        if to_datetime(begins) < found.order.starts_at:
            raise Invalid("from_at", "is before the order starts")
        made = Assignment.objects.create(
            device=known, person_id=found.person_id, condition=found, order_id=found.order_id,
            from_at=to_datetime(begins), to_at=to_datetime(ends),
        )  # fmt: skip
        if known.state != "fitted":
            Device.objects.filter(pk=device).update(state="fitted", state_at=to_datetime(begins))
        content = {
            "assignment": str(made.pk), "device": str(device), "condition": str(condition),
            "from_at": rfc3339(begins), "to_at": rfc3339(ends),
        }  # fmt: skip
        if health:
            content["health_seen"] = ", ".join(health)
        if made.from_at <= timezone.now():  # what is planned for later is recorded when it is done
            content |= fittings.write(by, made, record, at=made.from_at)
        doing.touched("assignment", made.pk, {"person": str(found.person_id), "after": content})
        doing.line("device_fitted", person=found.person_id, content=content)
        doing.tell("device", {"device": str(device), "person": str(found.person_id)})
    return made.pk


def _demand_free(device: Device, person: int) -> None:
    """Raise `Invalid` where the device cannot be put on `person`: not in its state, on its way, or on somebody else."""
    if device.state == "fitted":
        last = Assignment.objects.filter(device=device).order_by("-from_at", "-pk").first()
        if last is not None and last.person_id != person:
            raise Invalid("device", "is on somebody else, as far as is recorded: record its removal first")
    elif device.state not in MOVES["devices.fit"].sources:
        raise Invalid("device", f"is {device.state}: it cannot be fitted")
    if Transfer.objects.filter(device=device, received_at=None).exists():
        raise Invalid("device", "is on its way to a department: it is received first")


def remove(by: Actor, assignment: int, *, why: str, at: Instant | None = None, removal: Removal | None = None) -> None:
    """Take a device off, now or at `at`, and record it; an assignment that has not begun is taken back whole.

    `Conflict` where it is recorded as off already. What is assigned of the same device for later is taken back with it.
    """
    said = (removal or Removal()).checked()
    with perform(by, "devices.remove", why=why) as doing:
        found = Assignment.objects.filter(pk=assignment).first()
        if found is None:
            raise NotFound("assignment", assignment)
        doing.lock_person(found.person_id)
        found = Assignment.objects.select_for_update().filter(pk=assignment).first()
        if found is None:
            raise NotFound("assignment", assignment)
        now = timezone.now()
        moment = now if at is None else to_datetime(wording.instant("at", at))
        if moment > to_datetime(Instant(from_datetime(now) + _CLOCKS)):
            raise Invalid("at", "has not come yet: a removal is recorded when it is done")
        content = {"assignment": str(assignment), "device": str(found.device_id)}
        if found.from_at > now:
            found.delete()
            content["taken_back"] = rfc3339(from_datetime(found.from_at))
        else:
            if moment <= found.from_at:
                raise Invalid("at", "is before the device was fitted")
            _demand_on(found)
            off = min(found.to_at, moment)
            if off < found.to_at:
                Assignment.objects.filter(pk=assignment).update(to_at=off)
            content |= {"to_at": rfc3339(from_datetime(off)), "removed_at": rfc3339(from_datetime(moment)), "reason": said.reason}
            content |= fittings.write(by, found, said.seen, at=moment, reason=said.reason)
            Assignment.objects.filter(device_id=found.device_id, from_at__gt=now).delete()
            state = AFTER_REMOVAL.get(said.reason, MOVES["devices.remove"].to)
            Device.objects.filter(pk=found.device_id).update(state=state, state_at=moment)
        doing.touched("assignment", assignment, {"person": str(found.person_id), "after": content})
        doing.line("device_removed", person=found.person_id, content=content)
        doing.tell("device", {"device": str(found.device_id), "person": str(found.person_id)})


def _demand_on(assignment: Assignment) -> None:
    """Raise `Conflict` where the device is off already, or has been on somebody else since."""
    removed = Fitting.objects.filter(assignment=assignment.pk, kind="removed").first()
    if removed is not None:
        raise Conflict(f"The device is off since {rfc3339(from_datetime(removed.at))}.")
    later = Q(from_at__gt=assignment.from_at, from_at__lte=timezone.now()) & ~Q(pk=assignment.pk)
    state = Device.objects.select_for_update().values_list("state", flat=True).get(pk=assignment.device_id)
    if state != "fitted" or Assignment.objects.filter(later, device_id=assignment.device_id).exists():
        raise Conflict(f"The device is off since {rfc3339(from_datetime(assignment.to_at))}.")
