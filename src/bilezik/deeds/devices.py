"""Add a device to the register, fit it to a person for a condition of an order, take it off again (law 10)."""

from typing import Final

import msgspec
from django.utils import timezone

from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime
from bilezik.protocols import PROTOCOLS
from bilezik.store.models import Assignment, Condition, Device, Person

KINDS: Final = (
    "bracelet", "tracker", "home_unit", "mobile_unit", "repeater", "audiovisual_unit", "photo_breath_unit", "server", "console",
    "phone",
)  # fmt: skip
"""The list of 2012 in its order, and the registered smartphone."""


class NewDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device by what it calls itself in its protocol (an IMEI, a serial number)."""

    identity: str
    protocol: str
    kind: str
    model: str = ""
    phone: str = ""

    def checked(self) -> "NewDevice":
        """Return this without blanks around the texts; `Invalid` names the field that is wrong."""
        if self.protocol not in PROTOCOLS:
            raise Invalid("protocol", f"is one of {', '.join(sorted(PROTOCOLS))}")
        if self.kind not in KINDS:
            raise Invalid("kind", f"is one of {', '.join(KINDS)}")
        return msgspec.structs.replace(
            self,
            identity=wording.text("identity", self.identity, longest=64),
            model=wording.text("model", self.model, needed=False),
            phone=wording.text("phone", self.phone, needed=False),
        )


def add(by: Actor, device: NewDevice, *, why: str) -> int:
    """Enter a device into stock and return its id."""
    kept = device.checked()
    with perform(by, "devices.add", why=why) as doing:
        made = Device.objects.create(**msgspec.structs.asdict(kept))
        doing.touched("device", made.pk, {"after": msgspec.to_builtins(kept)})
        doing.tell("device", {"device": str(made.pk)})
    return made.pk


def fit(
    by: Actor,
    device: int,
    condition: int,
    *,
    why: str,
    from_at: Instant | None = None,
    to_at: Instant | None = None,
    health_seen: bool = False,
) -> int:
    """Fit a device for a condition, from now (or `from_at`) to the order's end (or `to_at`); return the assignment's id.

    `health_seen`: whoever fits has looked at the health flags of the person; `Conflict` where there are some and it is not said.
    """
    with perform(by, "devices.fit", why=why) as doing:
        found = Condition.objects.select_related("order").filter(pk=condition).first()
        if found is None:
            raise NotFound("condition", condition)
        doing.lock_person(found.person_id)
        health = Person.objects.values_list("health", flat=True).get(pk=found.person_id)
        if health and not health_seen:
            raise Conflict(f"Look at the person's health first, and say that you did: {', '.join(health)}.")
        found.order.refresh_from_db()
        known = Device.objects.select_for_update().filter(pk=device).first()
        if known is None:
            raise NotFound("device", device)
        until = min(found.order.ends_at, found.order.ended_at or found.order.ends_at)
        begins = from_datetime(timezone.now()) if from_at is None else from_at
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
        Device.objects.filter(pk=device).update(state="fitted")
        content = {
            "assignment": str(made.pk), "device": str(device), "condition": str(condition),
            "from_at": rfc3339(begins), "to_at": rfc3339(ends),
        }  # fmt: skip
        if health:
            content["health_seen"] = ", ".join(health)
        doing.touched("assignment", made.pk, {"person": str(found.person_id), "after": content})
        doing.line("device_fitted", person=found.person_id, content=content)
        doing.tell("device", {"device": str(device), "person": str(found.person_id)})
    return made.pk


def remove(by: Actor, assignment: int, *, why: str, at: Instant | None = None) -> None:
    """Take a device off, now or at `at`; an assignment that has not begun is taken back whole."""
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
        if found.to_at <= moment:
            raise Conflict(f"The device is off since {rfc3339(from_datetime(found.to_at))}.")
        if moment <= found.from_at:
            if found.from_at <= now:
                raise Invalid("at", "is before the device was fitted")
            found.delete()
        else:
            Assignment.objects.filter(pk=assignment).update(to_at=moment)
        Device.objects.filter(pk=found.device_id).update(state="returned")
        content = {"assignment": str(assignment), "device": str(found.device_id), "to_at": rfc3339(from_datetime(moment))}
        doing.touched("assignment", assignment, {"person": str(found.person_id), "after": content})
        doing.line("device_removed", person=found.person_id, content=content)
        doing.tell("device", {"device": str(found.device_id), "person": str(found.person_id)})
