"""Add a condition to an order: one duty, with its zones, its hours and its limits."""

from typing import Final, get_args

import msgspec

from bilezik import schedule as schedules
from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Micros, in_seconds
from bilezik.domain.order import ZONE_KINDS, ConditionKind, Schedule
from bilezik.store.models import Condition, ConditionZone, Order, Zone

KINDS: Final = frozenset(get_args(ConditionKind))
_ONE_ZONE: Final = frozenset({"stay_home", "stay_in_area"})
"""One home, one area: a person is at home in exactly one place at a time, or the order must say when in which."""


class NewCondition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition; `zones` are ids, `schedule` `None` is always, a limit of 0 is the rule's own default."""

    kind: ConditionKind
    zones: tuple[int, ...] = ()
    schedule: Schedule | None = None
    dwell: Micros = Micros(0)
    silence_after: Micros = Micros(0)
    low_pct: float = 0.0

    def checked(self) -> "NewCondition":
        """Return this; `Invalid` names the field that is wrong."""
        if self.kind not in KINDS:
            raise Invalid("kind", f"there is no condition of kind {self.kind!r}")
        if self.kind in ZONE_KINDS and not self.zones:
            raise Invalid("zones", f"{self.kind} needs at least one zone")
        if self.kind not in ZONE_KINDS and self.zones:
            raise Invalid("zones", f"{self.kind} is not about a place")
        if self.kind in _ONE_ZONE and len(set(self.zones)) > 1:
            raise Invalid("zones", f"{self.kind} is about one zone; add a condition for each")
        problem = None if self.schedule is None else schedules.problem(self.schedule)
        if problem is not None:
            raise Invalid("schedule", problem)
        wording.number("dwell_s", in_seconds(self.dwell), least=0, most=86_400)
        wording.number("silence_after_s", in_seconds(self.silence_after), least=0, most=7 * 86_400)
        wording.number("low_pct", self.low_pct, least=0, most=100)
        return self


def add(by: Actor, order: int, condition: NewCondition, *, why: str) -> int:
    """Add `condition` to `order` and return its id."""
    kept = condition.checked()
    with perform(by, "conditions.add", why=why) as doing:
        found = Order.objects.filter(pk=order).first()
        if found is None:
            raise NotFound("order", order)
        doing.lock_person(found.person_id)
        found.refresh_from_db()
        if found.ended_at is not None:
            raise Conflict(f"Order {found.number} was ended: it takes no more conditions.")
        have = set(Zone.objects.filter(pk__in=kept.zones).values_list("pk", flat=True))
        for zone in kept.zones:
            if zone not in have:
                raise Invalid("zones", f"there is no zone {zone}")
        made = Condition.objects.create(order_id=order, person_id=found.person_id, **row(kept))
        ConditionZone.objects.bulk_create(ConditionZone(condition_id=made.pk, zone_id=zone) for zone in sorted(have))
        content = {"condition": str(made.pk), "order": str(order), "kind": kept.kind}
        doing.touched("condition", made.pk, content | {"person": str(found.person_id), "after": msgspec.to_builtins(kept)})
        doing.line("condition_added", person=found.person_id, content=content)
        doing.docket(found.person_id)
        doing.tell("order", {"order": str(order), "person": str(found.person_id)})
    return made.pk


def row(condition: NewCondition) -> dict[str, object]:
    """Return the columns of a condition's row, zones apart."""
    return {
        "kind": condition.kind,
        "schedule": msgspec.to_builtins(condition.schedule),
        "dwell_s": in_seconds(condition.dwell),
        "silence_after_s": in_seconds(condition.silence_after),
        "low_pct": condition.low_pct,
    }
