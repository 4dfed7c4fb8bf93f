"""Add a condition to an order, change it and end it: one duty, with its zones, its hours and its limits.

1. Each is a new version of the order, with its reason (`deeds.versions`).
2. A condition that is changed stays the same condition: what is worn for it and what was found of it go on belonging to it.
3. It ends from now on, never before: time that passed was judged by what was known then (law 7).
"""

from typing import Final, cast, get_args

import msgspec
from django.utils import timezone

from bilezik import schedule as schedules
from bilezik.deeds import versions, wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import perform
from bilezik.deeds.refusal import Conflict, Invalid, NotFound
from bilezik.domain.instant import Micros, from_datetime, in_seconds, rfc3339, seconds
from bilezik.domain.order import ZONE_KINDS, ConditionKind, Schedule
from bilezik.store.models import Assignment, Condition, ConditionZone, Order, Zone

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


def add(by: Actor, order: int, condition: NewCondition, *, why: str, version: int | None = None) -> int:
    """Add `condition` to `order` and return its id; `version`: that of the order it was thought out for, None: whatever it is."""
    kept = condition.checked()
    with perform(by, "conditions.add", why=why) as doing:
        with versions.varied(doing, order, version=version) as found:
            _demand_open(found)
            zones = _zones(kept)
            made = Condition.objects.create(order_id=order, person_id=found.person_id, **row(kept))
            ConditionZone.objects.bulk_create(ConditionZone(condition_id=made.pk, zone_id=zone) for zone in zones)
        content = {"condition": str(made.pk), "order": str(order), "kind": kept.kind}
        doing.touched("condition", made.pk, content | {"person": str(found.person_id), "after": msgspec.to_builtins(kept)})
        doing.line("condition_added", person=found.person_id, content=content)
    return made.pk


def stated(condition: Condition) -> NewCondition:
    """Return what a row states."""
    return NewCondition(
        kind=cast("ConditionKind", condition.kind),
        zones=tuple(sorted(condition.zones.values_list("pk", flat=True))),
        schedule=None if condition.schedule is None else msgspec.convert(condition.schedule, Schedule),
        dwell=seconds(condition.dwell_s),
        silence_after=seconds(condition.silence_after_s),
        low_pct=condition.low_pct,
    )


def change(by: Actor, condition: int, said: NewCondition, *, why: str, version: int | None = None) -> int:
    """State a condition anew and return the order's new version; its kind stays: another duty is another condition.

    `Conflict` where somebody changed the order since `version`, where it is over, or where nothing would change.
    """
    kept = said.checked()
    with perform(by, "conditions.change", why=why) as doing:
        with versions.varied(doing, _order_of(condition), version=version) as order:
            _demand_open(order)
            found = _held(condition)
            if kept.kind != found.kind:
                raise Invalid("kind", f"stays {found.kind}: end this condition and add another one")
            before = stated(found)
            kept = msgspec.structs.replace(kept, zones=tuple(_zones(kept)))
            was, now = msgspec.to_builtins(before), msgspec.to_builtins(kept)
            fields = [name for name in now if was[name] != now[name]]
            if not fields:
                raise Conflict("Nothing would change.")
            Condition.objects.filter(pk=condition).update(**row(kept))
            ConditionZone.objects.filter(condition=found).exclude(zone__in=kept.zones).delete()
            ConditionZone.objects.bulk_create(
                ConditionZone(condition=found, zone_id=zone) for zone in kept.zones if zone not in before.zones
            )
        content = {"condition": str(condition), "order": str(order.pk), "kind": kept.kind}
        values = {"before": {name: was[name] for name in fields}, "after": {name: now[name] for name in fields}}
        doing.touched("condition", condition, {**content, "person": str(order.person_id), **values})
        doing.line("condition_changed", person=order.person_id, content=content | {"fields": fields})
    return order.version


def end(by: Actor, condition: int, *, why: str, version: int | None = None) -> None:
    """End a condition from now on. `Conflict` where a device is worn for it: nothing may be worn for a duty that is no more."""
    with perform(by, "conditions.end", why=why) as doing:
        with versions.varied(doing, _order_of(condition), version=version) as order:
            _demand_open(order)
            found = _held(condition)
            now = timezone.now()
            if Assignment.objects.filter(condition=found, to_at__gt=now).exists():
                raise Conflict("A device is worn for this condition: record its removal first, or change the condition instead.")
            Condition.objects.filter(pk=condition).update(ended_at=now)
        content = {"condition": str(condition), "order": str(order.pk), "kind": found.kind}
        after = {"ended_at": rfc3339(from_datetime(now))}
        doing.touched("condition", condition, {**content, "person": str(order.person_id), "after": after})
        doing.line("condition_ended", person=order.person_id, content=content)


def row(condition: NewCondition) -> dict[str, object]:
    """Return the columns of a condition's row, zones apart."""
    return {
        "kind": condition.kind,
        "schedule": msgspec.to_builtins(condition.schedule),
        "dwell_s": in_seconds(condition.dwell),
        "silence_after_s": in_seconds(condition.silence_after),
        "low_pct": condition.low_pct,
    }


def _order_of(condition: int) -> int:
    order = Condition.objects.filter(pk=condition).values_list("order_id", flat=True).first()
    if order is None:
        raise NotFound("condition", condition)
    return order


def _held(condition: int) -> Condition:
    """Return a condition whose person is locked; `Conflict` where it was ended."""
    found = Condition.objects.get(pk=condition)
    if found.ended_at is not None:
        raise Conflict("This condition was ended already.")
    return found


def _demand_open(order: Order) -> None:
    if order.ended_at is not None or order.ends_at <= timezone.now():
        raise Conflict(f"Order {order.number} is over: its conditions stay as they were.")


def _zones(kept: NewCondition) -> list[int]:
    """Return the zones in their order; `Invalid` where there is no such zone."""
    have = set(Zone.objects.filter(pk__in=kept.zones).values_list("pk", flat=True))
    for zone in kept.zones:
        if zone not in have:
            raise Invalid("zones", f"there is no zone {zone}")
    return sorted(have)
