"""Keep what the reconciliation of a day says: once a day by the steward, and whenever somebody wants it kept.

A day that is kept again is kept beside what was there: the newest counts, the older shows what was known earlier.
"""

import datetime as dt
import zoneinfo
from collections import defaultdict

from django.utils import timezone

from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.record import perform
from bilezik.domain.instant import Instant, to_datetime
from bilezik.store import reconciling
from bilezik.store.models import Reconciliation, ReconciliationGap


def keep(by: Actor, *, why: str, now: Instant | None = None) -> int:
    """Keep the reconciliation as it stands and return how many gaps there are."""
    with perform(by, "reconciliation.keep", why=why) as doing:
        at = timezone.now() if now is None else to_datetime(now)
        day = _day(at)
        gaps: dict[int | None, list[reconciling.Gap]] = defaultdict(list)
        for gap in reconciling.gaps(at):
            gaps[gap.department].append(gap)
        counts = {count.department: count for count in reconciling.counts(at)}
        # The central store has a row in any case: it says that the day was looked at.
        departments = sorted({None, *counts, *gaps}, key=lambda number: number or 0)
        nothing = reconciling.Count(None, None, 0, 0, 0, 0)
        rows = [
            Reconciliation(
                day=day, made_at=at, made_by=by.name, department_id=number, ordered=of.ordered, fitted=of.fitted,
                reporting=of.reporting, removed=of.removed,
            )
            for number in departments
            for of in (counts.get(number, nothing),)
        ]  # fmt: skip
        made = Reconciliation.objects.bulk_create(rows)
        ReconciliationGap.objects.bulk_create(
            [
                ReconciliationGap(
                    reconciliation=row, kind=gap.kind, department_id=gap.department, person_id=gap.person, device_id=gap.device,
                    since_at=gap.since_at, owner=gap.owner,
                )
                for row in made
                for gap in gaps[row.department_id]
            ],
            batch_size=1_000,
        )  # fmt: skip
        found = sum(map(len, gaps.values()))
        doing.touched("reconciliation", None, {"after": {"day": str(day), "departments": len(made), "gaps": found}})
        doing.tell("reconciliation", {"day": str(day)})
    return found


def keep_day(now: Instant) -> str:
    """Keep the reconciliation where that was not done today; return what was done, in words, or nothing. The steward's."""
    if Reconciliation.objects.filter(day=_day(to_datetime(now)), department=None).exists():
        return ""
    return f"reconciled the day: {keep(SYSTEM, why='every day', now=now)} gaps"


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at, zoneinfo.ZoneInfo(timezone.get_default_timezone_name())).date()
