"""What people do with alerts: take, release, note, resolve with an outcome, reopen. Every step is in `alerts.lifecycle`.

1. The row is locked for the length of a deed: of two who take at once, one has it and the other is told who.
2. What somebody has taken, only that person moves on; another may release it, with a reason, and then take it.
3. A note is corrected within a minute by a second line that names the first: nothing that was written disappears.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, cast, get_args

from django.utils import timezone

from bilezik.alerts import escalation, lifecycle
from bilezik.deeds import wording
from bilezik.deeds.actor import Actor
from bilezik.deeds.record import LONGEST_WHY, Doing, perform
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound
from bilezik.domain.alert import AlertState, AlertStep, Outcome
from bilezik.domain.instant import from_datetime, rfc3339, to_datetime
from bilezik.domain.violation import AlertKind
from bilezik.store.models import Alert, Deed

OUTCOMES: Final = frozenset(get_args(Outcome))
_EDITABLE: Final = timedelta(minutes=1)


def take(by: Actor, alert: int, *, why: str = "on duty") -> None:
    """Make the alert `by`'s work; `Conflict` names who has it already."""
    with perform(by, "alerts.take", why=why) as doing:
        found = locked(alert)
        if found.state == "taken" and found.taken_by_id == by.user_id:
            raise Conflict("You have this alert already.")
        _not_anothers(found, by)
        if by.user_id is None:
            raise Forbidden("Only a person takes an alert.")
        found.taken_by_id = by.user_id
        found.escalate_at = None
        move(doing, found, "take")


def release(by: Actor, alert: int, *, why: str) -> None:
    """Give the alert back to the queue, one's own or, with the reason, that of somebody who is away."""
    with perform(by, "alerts.release", why=why) as doing:
        found = locked(alert)
        held_by = found.taken_by.name if found.taken_by else ""
        found.taken_by = None
        found.escalate_at = _next(found)
        move(doing, found, "release", {"held_by": held_by})


def note(by: Actor, alert: int, text: str) -> int:
    """Write a note on the alert's timeline and return its id; the note is its own reason."""
    kept = wording.text("text", text, longest=LONGEST_WHY)
    with perform(by, "alerts.note", why=kept) as doing:
        found = locked(alert)
        _check(found, "note")
        line = doing.line("note", alert=alert, person=found.person_id)
        doing.touched("alert", alert, {"note": str(line)})
        tell(doing, found, "note")
    return line


def edit_note(by: Actor, note: int, text: str) -> None:
    """Correct one's own note within a minute: a second note that says which one it `corrects`."""
    kept = wording.text("text", text, longest=LONGEST_WHY)
    with perform(by, "alerts.edit_note", why=kept) as doing:
        found = Deed.objects.filter(pk=note, kind="note", alert__isnull=False).first()
        if found is None or found.alert_id is None:
            raise NotFound("note", note)
        if found.actor_id != by.user_id:
            raise Forbidden(f"This is a note of {found.actor_name}: only its writer may correct it.")
        if timezone.now() - found.at > _EDITABLE:
            raise Conflict("A note can be corrected for one minute. Write another one.")
        alert = locked(found.alert_id)
        doing.line("note", alert=alert.pk, person=alert.person_id, content={"corrects": str(note)})
        doing.touched("alert", alert.pk, {"note": str(note), "before": found.why})
        tell(doing, alert, "note")


def resolve(by: Actor, alert: int, outcome: Outcome, *, why: str) -> None:
    """Close the alert with an outcome and the reason for it. A proposed breach is a proposal: a second person decides (law 11)."""
    if outcome not in OUTCOMES:
        raise Invalid("outcome", f"is one of {', '.join(sorted(OUTCOMES))}")
    with perform(by, "alerts.resolve", why=why) as doing:
        found = locked(alert)
        _not_anothers(found, by)
        found.outcome = outcome
        move(doing, found, "resolve", {"outcome": outcome})


def reopen(by: Actor, alert: int, *, why: str) -> None:
    """Put a resolved alert back into the queue."""
    with perform(by, "alerts.reopen", why=why) as doing:
        found = locked(alert)
        before = found.outcome
        found.outcome, found.taken_by, found.escalate_at = None, None, _next(found)
        move(doing, found, "reopen", {"outcome_before": before})


def locked(alert: int) -> Alert:
    """Return the alert, locked until the deed is done; `NotFound` where there is none."""
    # No join here: who waited for the lock would see the alert as it is now and the joined user as it was before.
    found = Alert.objects.select_for_update().filter(pk=alert).first()
    if found is None:
        raise NotFound("alert", alert)
    return found


def move(doing: Doing, alert: Alert, step: AlertStep, content: Mapping[str, object] | None = None) -> None:
    """Take `alert` through `step` of the lifecycle and write it down; `Conflict` where the table has no such step."""
    before = alert.state
    alert.state = _check(alert, step)
    alert.changed_at = timezone.now()
    alert.save(update_fields=["state", "taken_by", "outcome", "level", "escalate_at", "changed_at"])
    said = {**(content or {}), "before": before, "after": alert.state}
    doing.line(step, alert=alert.pk, person=alert.person_id, content=said)
    doing.touched("alert", alert.pk, {"person": None if alert.person_id is None else str(alert.person_id), **said})
    tell(doing, alert, step)


def tell(doing: Doing, alert: Alert, step: str) -> None:
    """Put the alert as it now stands on the feed."""
    doing.tell("alert", body(alert) | {"step": step, "by": doing.by.name})


def body(alert: Alert) -> dict[str, object]:
    """Return what the feed says of an alert: what a list needs to draw its row again, and no name of the person."""
    return {
        "alert": str(alert.pk),
        "person": None if alert.person_id is None else str(alert.person_id),
        "city": alert.city,
        "kind": alert.kind,
        "certainty": alert.certainty,
        "state": alert.state,
        "priority": alert.priority,
        "level": alert.level,
        "event_at": rfc3339(from_datetime(alert.event_at)),
        "raised_at": rfc3339(from_datetime(alert.raised_at)),
        "taken_by": None if alert.taken_by is None else {"id": str(alert.taken_by.pk), "name": alert.taken_by.name},
        "outcome": alert.outcome,
    }


def _check(alert: Alert, step: AlertStep) -> AlertState:
    after = lifecycle.after_step(cast("AlertState", alert.state), step)
    if isinstance(after, lifecycle.Refused):
        raise Conflict(f"{after.reason[0].upper()}{after.reason[1:]}.")
    return after


def _next(alert: Alert) -> datetime:
    """When the alert, back in the queue now, is sent on if nobody takes it."""
    now = from_datetime(timezone.now())
    return to_datetime(escalation.escalate_at(cast("AlertKind", alert.kind), alert.priority, now))


def _not_anothers(alert: Alert, by: Actor) -> None:
    if alert.state == "taken" and alert.taken_by is not None and alert.taken_by_id != by.user_id:
        raise Conflict(f"{alert.taken_by.name} has this alert.")
