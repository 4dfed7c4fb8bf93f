"""Outages: our own is told while it lasts, one of many devices is watched until everybody is heard or is work of his own.

1. Our own side is known by the leases: until when each partition was listened to. A gateway, the stream or the monitors away: any
   of them makes it old, and of each somebody must be told at once (law 5).
2. Who stays silent when most of an outage are back, or when its alert is closed, becomes an alert of his own: nobody is lost.
3. The system says when an outage is over; a person closes its alert (law 11).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Min, Q

from bilezik.alerts import escalation, outage
from bilezik.alerts.priority import priority
from bilezik.deeds.actor import SYSTEM
from bilezik.deeds.alerts import locked, tell
from bilezik.deeds.record import Doing, perform
from bilezik.domain.envelope import DEAF_S
from bilezik.domain.instant import Instant, in_seconds, seconds, to_datetime
from bilezik.store.findings import LOCK_OUTAGES
from bilezik.store.models import Alert, AlertViolation, Lease, Violation

AGAIN_S: Final = 20.0
"""Heard so lately: our side listens again. Four pulses."""
_OVER: Final = "outage_over"


def watch_own(now: Instant) -> str:
    """Open, or end, the outage of our own side; return what was done, in words."""
    listened_at = Lease.objects.aggregate(oldest=Min("listened_at"))["oldest"]
    if listened_at is None:  # no gateway has ever given its pulse
        return ""
    age_s = in_seconds(now) - listened_at.timestamp()
    with transaction.atomic():
        standing = _standing(outage.OWN)
        if age_s > DEAF_S and (standing is None):
            deaf = Lease.objects.filter(listened_at__lt=to_datetime(Instant(now - seconds(AGAIN_S)))).count()
            return _open_own(listened_at, deaf, now)
        if age_s < AGAIN_S and standing is not None:
            lasted = max(1, round((listened_at - standing.event_at).total_seconds() / 60))
            return _end(standing, f"Listening again after {lasted} min. Nobody is taken to have been silent in that time.", now)
    return ""


def watch_devices(now: Instant) -> str:
    """See which outages of devices are over, and who is silent still; return what was done, in words."""
    did = []
    matters = Alert.objects.filter(kind="outage", person=None, about__startswith=outage.about_devices(""))
    lasting = matters.filter(~Q(state="resolved") | Q(violations__state="open")).values_list("pk", flat=True).distinct()
    for number in list(lasting):
        with transaction.atomic():
            alert = locked(number)
            silences = Violation.objects.filter(alerts=alert)
            total, silent = silences.count(), list(silences.filter(state="open").order_by("began_at", "id"))
            if alert.state != "resolved" and not outage.is_over(len(silent), total):
                continue
            alone = [one for one in silent if not _is_elsewhere(one, alert)]
            if alert.state != "resolved":
                did.append(_end(alert, f"{total - len(silent)} of {total} devices report again; {len(silent)} do not.", now))
            else:  # whoever closed it has seen the list; nobody on it is forgotten
                Alert.objects.filter(pk=alert.pk).update(about=outage.ended(alert.about))
                did.append(f"{len(alone)} people are still silent after an outage")
            if len(alone) >= outage.LEAST:  # thousands are still one piece of work
                _go_on(alone, alert, now)
            else:
                _each_its_own(alone, alert, now)
    return "; ".join(did)


def _is_elsewhere(silence: Violation, alert: Alert) -> bool:
    """Return whether a silence is work of another alert already."""
    others = AlertViolation.objects.filter(violation=silence).exclude(alert=alert)
    return bool(others.exclude(alert__state="resolved").exists())


def _standing(about: str) -> Alert | None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_OUTAGES)
    return Alert.objects.select_for_update().filter(about=about).exclude(state="resolved").order_by("-pk").first()


def _open_own(since: datetime, deaf: int, now: Instant) -> str:
    moment, urgency = to_datetime(now), priority("outage", "certain")
    text = f"Our own side does not listen: no gateway was heard in {deaf} of {Lease.objects.count()} parts of the stream"
    with perform(SYSTEM, "alerts.raise_outage", why="silence of our own is told like any other") as doing:
        made = Alert.objects.create(
            kind="outage", certainty="certain", state="open", priority=urgency, event_at=since, raised_at=moment, about=outage.OWN,
            escalate_at=to_datetime(escalation.escalate_at("outage", urgency, now)), text=text, changed_at=moment,
        )  # fmt: skip
        _raised(doing, made.pk, text)
    return "an outage of our own was told"


def _end(alert: Alert, text: str, now: Instant) -> str:
    with perform(SYSTEM, "alerts.outage_over", why=text) as doing:
        about = outage.ended(alert.about)
        Alert.objects.filter(pk=alert.pk).update(text=f"{alert.text}. {text}", about=about, changed_at=to_datetime(now))
        doing.line(_OVER, alert=alert.pk)
        doing.touched("alert", alert.pk, {"text": text})
        tell(doing, locked(alert.pk), _OVER)
    return "an outage is over"


def _go_on(silences: Sequence[Violation], after: Alert, now: Instant) -> None:
    """Open an outage of those who are silent still, be it closed or over for the others; one that has begun anew is joined."""
    standing = _standing(after.about)
    if standing is not None:
        AlertViolation.objects.bulk_create(AlertViolation(alert=standing, violation=silence) for silence in silences)
        return
    moment, urgency = to_datetime(now), priority("outage", "certain")
    text = (
        f"{len(silences)} devices{f' in {after.city}' if after.city else ''} are still silent after the outage of alert {after.pk}"
    )
    with perform(SYSTEM, "alerts.raise_outage", why="many are silent still") as doing:
        made = Alert.objects.create(
            kind="outage", certainty="certain", state="open", priority=urgency, event_at=silences[0].began_at, raised_at=moment,
            about=after.about, text=text, changed_at=moment,
            escalate_at=to_datetime(escalation.escalate_at("outage", urgency, now)),
        )  # fmt: skip
        AlertViolation.objects.bulk_create(AlertViolation(alert=made, violation=silence) for silence in silences)
        _raised(doing, made.pk, text)


def _each_its_own(silences: Sequence[Violation], after: Alert, now: Instant) -> None:
    """Make an alert of each silence that outlasted the others'."""
    moment, urgency = to_datetime(now), priority("silence", "certain")
    for silence in silences:
        text = f"Still silent after the outage of alert {after.pk}"
        with perform(SYSTEM, "alerts.raise_silence", why="the others of the outage report again") as doing:
            made = Alert.objects.create(
                person_id=silence.person_id, kind="silence", certainty="certain", state="open", priority=urgency,
                event_at=silence.began_at, raised_at=moment, text=text, changed_at=moment,
                escalate_at=to_datetime(escalation.escalate_at("silence", urgency, now)),
            )  # fmt: skip
            AlertViolation.objects.create(alert=made, violation=silence)
            _raised(doing, made.pk, text)


def _raised(doing: Doing, number: int, text: str) -> None:
    made = locked(number)
    doing.line("raised", alert=made.pk, person=made.person_id)
    doing.touched("alert", made.pk, {"kind": made.kind, "text": text})
    tell(doing, made, "raised")
