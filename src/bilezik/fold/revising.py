"""What a refold changes in what was found before, and the reason an officer reads (`reasons`).

1. The same violation (same id) keeps what was known when it was raised: `raised_at`, `certainty`, `probability`. `decided_at` is
   the earlier of what was decided and of history as it is now told: a refold from a later checkpoint need not find it again.
2. One that ended at another time than was known, or goes on, says so: nothing is edited silently (law 4). What a refold finds as it
   was keeps its reason too.
3. One that is gone is superseded where another of the same condition, kind and zone takes its place, and withdrawn otherwise.
4. One that comes back after it was withdrawn is open or closed again: it keeps its first `raised_at`.
"""

from collections.abc import Iterable, Mapping

import msgspec

from bilezik.domain.fix import Fix
from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.violation import Violation
from bilezik.fold import reasons
from bilezik.fold.plan import Plan
from bilezik.fold.reasons import News


def revise(
    stored: Mapping[int, Violation],
    found: Mapping[int, Violation],
    plan: Plan,
    fixes: Iterable[Fix],
    *,
    begun_at: Instant,
    news: News,
) -> tuple[Violation, ...]:
    """Return the violations that differ from what is stored, in the order in which they began.

    `stored` and `found` by id; `found` is all that the refold found or carried from its checkpoint, `fixes` all it saw.
    """
    changes: list[Violation] = []
    for violation in found.values():
        before = stored.get(violation.id)
        now = kept(before, violation, plan, news)
        if now != before:
            changes.append(now)
    seen = tuple(fixes)
    for before in stored.values():
        is_silence = before.condition_kind == "keep_contact"
        if is_silence or before.id in found or before.state in {"superseded", "withdrawn"} or _is_history(before, begun_at):
            continue
        changes.append(_gone(before, found, plan, seen, news))
    return tuple(sorted(changes, key=lambda violation: (violation.began_at, violation.id)))


def kept(before: Violation | None, now: Violation, plan: Plan, news: News) -> Violation:
    """Return a violation as found again, with what was known when it was first raised (`before`, if it is stored)."""
    if before is None:
        return now
    certain_at = now.certain_at if before.certain_at is None or now.certain_at is None else before.certain_at
    return msgspec.structs.replace(
        now,
        decided_at=min(before.decided_at, now.decided_at),
        raised_at=before.raised_at,
        certainty=before.certainty,
        probability=before.probability,
        certain_at=certain_at,
        reason=reasons.changed(before, now, plan, news),
    )


def _is_history(violation: Violation, begun_at: Instant) -> bool:
    """Return whether a stored violation was over and decided before the refold begins."""
    return violation.decided_at <= begun_at and violation.closed_at is not None and violation.closed_at <= begun_at


def _gone(before: Violation, found: Mapping[int, Violation], plan: Plan, fixes: tuple[Fix, ...], news: News) -> Violation:
    end_at = NEVER if before.closed_at is None else before.closed_at
    for other in found.values():
        is_same_matter = (other.condition, other.kind, other.zone) == (before.condition, before.kind, before.zone)
        if is_same_matter and other.began_at <= end_at and (other.closed_at is None or before.began_at < other.closed_at):
            reason = reasons.superseded(before, plan, news, other.began_at)
            return msgspec.structs.replace(before, state="superseded", reason=reason)
    return msgspec.structs.replace(before, state="withdrawn", reason=reasons.withdrawn(before, plan, news, fixes))
