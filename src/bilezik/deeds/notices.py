"""The system's own deeds about alerts that nobody takes: sent on a level, told to those on duty, each attempt written down.

1. `escalate` moves the alert and plans the notices in one transaction; a notice that is planned and not sent is a row that says so.
2. An attempt is a row: its outcome says how it went, and a failed one that may succeed later plans the next.
3. What keeps notices from going out is itself an alert (law 5), one at a time: `raise_fault`.
"""

import itertools
from typing import Final, Literal, cast

from django.db import transaction
from django.db.models import Q

from bilezik.alerts import escalation
from bilezik.alerts.priority import priority
from bilezik.deeds.actor import SYSTEM
from bilezik.deeds.alerts import locked, move, tell
from bilezik.deeds.record import perform
from bilezik.domain.instant import Instant, rfc3339, to_datetime
from bilezik.domain.violation import AlertKind
from bilezik.store.models import Alert, Duty, Notice

PLANNED: Final = "planned"
NOBODY: Final = "nobody"
NoticeOutcome = Literal["sent", "failed", "given_up", "not_needed"]
_FAULT: Final = "Notices do not get out: "


def due_alerts(now: Instant, limit: int = 100) -> list[int]:
    """Return the ids of open alerts whose time has come, longest overdue first."""
    waiting = Alert.objects.filter(state="open", escalate_at__lte=to_datetime(now)).order_by("escalate_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


def on_duty(level: int, city: str, now: Instant) -> list[Duty]:
    """Return who is on duty at `level` for `city` now."""
    moment = to_datetime(now)
    return list(
        Duty.objects.filter(level=level, from_at__lte=moment)
        .filter(Q(to_at__isnull=True) | Q(to_at__gt=moment))
        .filter(Q(city__isnull=True) | Q(city=city))
        .order_by("pk")
    )


def escalate(alert: int, now: Instant) -> list[int]:
    """Send an alert on to the next level and plan its notices; return their ids, none where somebody was faster.

    Nobody on duty is written down too. If still nobody takes it, its time comes again.
    """
    with transaction.atomic():
        found = locked(alert)
        if found.state != "open" or found.escalate_at is None or found.escalate_at > to_datetime(now):
            return []
        level = escalation.next_level(found.level)
        people = on_duty(level, found.city, now)
        with perform(SYSTEM, "alerts.escalate", why="nobody took it in its time") as doing:
            found.level = level
            found.escalate_at = to_datetime(escalation.escalate_at(cast("AlertKind", found.kind), found.priority, now))
            move(doing, found, "escalate", {"level": level, "told": [duty.name for duty in people]})
            if not people:
                _write(found, level, "", NOBODY, "given_up", now, f"nobody is on duty at level {level}")
            return [_write(found, level, duty.channel, duty.name, PLANNED, now).pk for duty in people]


def due_notices(now: Instant, limit: int = 50) -> list[Notice]:
    """Return planned notices whose time has come."""
    planned = Notice.objects.filter(outcome=PLANNED, at__lte=to_datetime(now)).select_related("alert__person")
    return list(planned.order_by("at", "pk")[:limit])


def record(notice: Notice, now: Instant, outcome: NoticeOutcome, detail: str, *, retry_at: Instant | None = None) -> None:
    """Write down how an attempt went, on the notice and on the alert's timeline; plan the next attempt at `retry_at`."""
    why = "the alert was not taken" if outcome != "not_needed" else "somebody has taken the alert"
    with perform(SYSTEM, "notices.sent", why=why) as doing:
        Notice.objects.filter(pk=notice.pk, outcome=PLANNED).update(outcome=outcome, detail=detail[:500], at=to_datetime(now))
        if retry_at is not None:
            _write(notice.alert, notice.level, notice.channel, notice.recipient, PLANNED, retry_at)
        content = {"notice": str(notice.pk), "level": notice.level, "recipient": notice.recipient, "outcome": outcome}
        if retry_at is not None:
            content["retry_at"] = rfc3339(retry_at)
        if outcome != "not_needed":
            said = content | {"detail": detail[:500]}
            doing.line("notice", alert=notice.alert_id, person=notice.alert.person_id, content=said)
        doing.touched("notice", notice.pk, {"alert": str(notice.alert_id), **content})
        tell(doing, notice.alert, "notice")


def attempts(notice: Notice) -> int:
    """Return how often in a row this recipient could not be told of this alert at this level."""
    same = Notice.objects.filter(alert_id=notice.alert_id, level=notice.level, recipient=notice.recipient, channel=notice.channel)
    outcomes = same.exclude(outcome=PLANNED).order_by("-pk").values_list("outcome", flat=True)
    return sum(1 for _ in itertools.takewhile(lambda outcome: outcome == "failed", outcomes))


def raise_fault(about: Alert, text: str, now: Instant) -> int:
    """Open an alert that notices do not go out, on the person of `about`; return its id, or that of the one that stands."""
    with transaction.atomic():
        standing = Alert.objects.select_for_update().filter(kind="fault", text__startswith=_FAULT).exclude(state="resolved").first()
        if standing is not None:
            return standing.pk
        moment, urgency = to_datetime(now), priority("fault", "certain")
        with perform(SYSTEM, "alerts.raise_fault", why="no failure is no violation") as doing:
            made = Alert.objects.create(
                person_id=about.person_id, kind="fault", certainty="certain", state="open", priority=urgency, event_at=moment,
                raised_at=moment, escalate_at=to_datetime(escalation.escalate_at("fault", urgency, now)),
                text=(_FAULT + text)[:500], changed_at=moment,
            )  # fmt: skip
            made = locked(made.pk)
            doing.line("raised", alert=made.pk, person=made.person_id, content={"alert": str(about.pk)})
            doing.touched("alert", made.pk, {"kind": "fault", "text": made.text, "alert": str(about.pk)})
            tell(doing, made, "raised")
        return made.pk


def _write(
    alert: Alert, level: int, channel: str, recipient: str, outcome: str, at: Instant, detail: str = ""
) -> Notice:  # fmt: skip
    return Notice.objects.create(
        alert_id=alert.pk, level=level, channel=channel, recipient=recipient, at=to_datetime(at), outcome=outcome, detail=detail
    )
