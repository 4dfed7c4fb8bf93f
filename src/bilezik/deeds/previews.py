"""What a condition will mean before it is kept: when it holds in the days to come, and what last week would have been under it.

Nothing is written. The same checks refuse what the deed would refuse, so a preview never shows what cannot be entered.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils import timezone

from bilezik.deeds import dockets
from bilezik.deeds.conditions import NewCondition
from bilezik.deeds.refusal import Invalid, NotFound
from bilezik.domain.instant import Instant, days, from_datetime
from bilezik.domain.order import Condition
from bilezik.domain.zone import Zone
from bilezik.schedule import intervals
from bilezik.store import reading
from bilezik.store.borrowed import borrowed
from bilezik.store.models import Order
from bilezik.store.rehearsing import Rehearsal, last_week

AHEAD: Final = days(14)
_UNKNOWN: Final = 0
"""The id of a condition that is not kept yet."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as the fold would have it; `holds`: its stretches in the next fourteen days, by its order and its permissions."""

    condition: Condition
    from_at: Instant
    to_at: Instant
    holds: tuple[tuple[Instant, Instant], ...]
    week: Rehearsal


def preview(order: int, said: NewCondition, *, instead_of: int | None = None, drawn: Mapping[int, Zone] | None = None) -> Preview:
    """Return what `said` would mean in `order`; `instead_of`: the condition it stands for, whose permissions count.

    `drawn`: zones by the ids that `said` names them by, as they are drawn and not kept yet.
    """
    kept = said.checked()
    found = Order.objects.filter(pk=order).first()
    if found is None:
        raise NotFound("order", order)
    now = from_datetime(timezone.now())
    (docket,) = dockets.compose([found.person_id], now)
    known = next(one for one in docket.orders if one.id == order)
    held = next((one for one in known.conditions if one.id == instead_of), None)
    if instead_of is not None and held is None:
        raise NotFound("condition", instead_of)
    zones = reading.zones(borrowed(), list(kept.zones)) | dict(drawn or {})
    for zone in kept.zones:
        if zone not in zones:
            raise Invalid("zones", f"there is no zone {zone}")
    condition = Condition(
        id=_UNKNOWN if held is None else held.id, kind=kept.kind, zones=tuple(zones[zone] for zone in sorted(set(kept.zones))),
        schedule=kept.schedule, permissions=() if held is None else held.permissions, dwell=kept.dwell,
        silence_after=kept.silence_after, low_pct=kept.low_pct,
    )  # fmt: skip
    to_at = Instant(now + AHEAD)
    return Preview(
        condition=condition, from_at=now, to_at=to_at, holds=intervals(condition, known, now, to_at),
        week=last_week(borrowed(), found.person_id, condition, now),
    )  # fmt: skip
