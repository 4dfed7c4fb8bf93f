"""What a refold changes in what was found before, and the reason an officer reads.

1. The same violation (same id) keeps what was known when it was raised: `decided_at`, `raised_at`, `certainty`, `probability`.
2. One that is gone is superseded where another of the same condition, kind and zone takes its place, and withdrawn otherwise.
3. One that comes back after it was withdrawn is open or closed again: it keeps its first `raised_at`.
"""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bilezik.domain.instant import NEVER, Instant, to_datetime
from bilezik.domain.violation import AlertKind, Violation
from bilezik.fold.plan import Plan

_SHOWS: Final[dict[AlertKind, str]] = {
    "not_home": "shows the person at home",
    "left_area": "shows the person inside the area",
    "entered_place": "shows the person outside the place",
    "strap": "shows the strap closed",
    "tamper": "shows no tampering",
    "battery": "shows the battery charged",
}


def revise(
    stored: Mapping[int, Violation], found: Mapping[int, Violation], plan: Plan, *, begun_at: Instant, told_at: Instant
) -> tuple[Violation, ...]:
    """Return the violations that differ from what is stored, in the order in which they began.

    `stored` and `found` by id; `found` is all that the refold found or carried from its checkpoint. `told_at`: when the late news
    came.
    """
    changes: list[Violation] = []
    for violation in found.values():
        before = stored.get(violation.id)
        now = kept(before, violation)
        if now != before:
            changes.append(now)
    for before in stored.values():
        is_silence = before.condition_kind == "keep_contact"
        if is_silence or before.id in found or before.state in {"superseded", "withdrawn"} or _is_history(before, begun_at):
            continue
        changes.append(_gone(before, found, plan, told_at))
    return tuple(sorted(changes, key=lambda violation: (violation.began_at, violation.id)))


def kept(before: Violation | None, now: Violation) -> Violation:
    """Return a violation as found again, with what was known when it was first raised (`before`, if it is stored)."""
    if before is None:
        return now
    certain_at = now.certain_at if before.certain_at is None or now.certain_at is None else before.certain_at
    return msgspec.structs.replace(
        now,
        decided_at=before.decided_at,
        raised_at=before.raised_at,
        certainty=before.certainty,
        probability=before.probability,
        certain_at=certain_at,
    )


def _is_history(violation: Violation, begun_at: Instant) -> bool:
    """Return whether a stored violation was over and decided before the refold begins."""
    return violation.decided_at <= begun_at and violation.closed_at is not None and violation.closed_at <= begun_at


def _gone(before: Violation, found: Mapping[int, Violation], plan: Plan, told_at: Instant) -> Violation:
    clock_time = _local_time(before.condition, plan, told_at)
    end_at = NEVER if before.closed_at is None else before.closed_at
    for other in found.values():
        is_same_matter = (other.condition, other.kind, other.zone) == (before.condition, before.kind, before.zone)
        if (
            is_same_matter
            and other.began_at <= end_at
            and before.began_at <= (NEVER if other.closed_at is None else other.closed_at)
        ):
            began = _local_time(before.condition, plan, other.began_at)
            reason = f"the upload of {clock_time} shows that it began at {began}"
            return msgspec.structs.replace(before, state="superseded", reason=reason)
    reason = f"the upload of {clock_time} {_SHOWS.get(before.kind, 'shows otherwise')}"
    return msgspec.structs.replace(before, state="withdrawn", reason=reason)


def _local_time(condition: int, plan: Plan, at: Instant) -> str:
    """Write an instant as the officer's clock shows it: in the zone of the condition's schedule, else in UTC and said so."""
    for duty in plan.duties:
        schedule = duty.condition.schedule
        if duty.condition.id == condition and schedule is not None:
            return to_datetime(at).astimezone(ZoneInfo(schedule.timezone)).strftime("%H:%M")
    return to_datetime(at).strftime("%H:%M UTC")
