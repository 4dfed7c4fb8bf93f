"""Which alert a finding belongs to: one matter is one piece of work.

1. The same person and kind, while the alert is not resolved and the matter is recent, is the same work: it joins.
   A violation that an upload shows to have lasted until then is: it is recent where the alert's begin lies in it or near it.
2. Joining never lowers: the alert takes the higher certainty and the more urgent priority.
3. A violation that ends, changes or is withdrawn tells its alert; the alert stays and its history with it (law 4).
4. A violation that is found only when it is over (a late upload) is work all the same. One that was told before and whose alert
   was resolved is not raised again.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from bilezik.alerts.priority import priority
from bilezik.domain.alert import Alert
from bilezik.domain.instant import Instant, Micros, hours, minutes
from bilezik.domain.violation import AlertKind, Certainty, Violation

WINDOW: Final = hours(12)
"""Half a day: an evening of coming and going is one matter, tomorrow's is another."""
WINDOWS: Final[dict[AlertKind, Micros]] = {"sos": minutes(15)}
"""A second call for help is not the first one again."""

_RANK: Final[dict[Certainty, int]] = {"unsure": 0, "likely": 1, "certain": 2}


class Opens(msgspec.Struct, frozen=True):
    """A new alert."""

    certainty: Certainty
    priority: int


class Joins(msgspec.Struct, frozen=True):
    """The finding joins an alert, which from now on has this certainty and priority."""

    alert: int
    certainty: Certainty
    priority: int


class Tells(msgspec.Struct, frozen=True):
    """An alert that has the violation already is told what became of it."""

    alert: int
    certainty: Certainty
    priority: int
    text: str


class Nothing(msgspec.Struct, frozen=True):
    """Nobody needs to know: the violation was withdrawn before anybody was told, or its alert is resolved."""


Placement = Opens | Joins | Tells | Nothing


def place(change: Violation, open_alerts: Iterable[Alert], *, is_new: bool) -> Placement:
    """Decide where a violation that was found or changed belongs.

    `open_alerts`: the person's alerts that are not resolved. `is_new`: the violation was not stored before.
    """
    alerts = tuple(open_alerts)
    certainty: Certainty = "certain" if change.certain_at is not None else change.certainty
    for alert in alerts:
        if change.id in alert.violations:
            higher = _higher(alert.certainty, certainty) if change.state in {"open", "closed"} else alert.certainty
            return Tells(alert.id, higher, min(alert.priority, priority(alert.kind, higher)), _told(change))
    if not is_new or change.state in {"superseded", "withdrawn"}:
        return Nothing()
    until_at = change.raised_at if change.closed_at is None else change.closed_at
    return place_matter(change.person, change.kind, certainty, change.began_at, alerts, until_at=until_at)


def place_matter(
    person: int,
    kind: AlertKind,
    certainty: Certainty,
    at: Instant,
    open_alerts: Iterable[Alert],
    *,
    until_at: Instant | None = None,
) -> Opens | Joins:
    """Decide where a matter of `kind` from `at` (to `until_at`) belongs: what incidents and new violations have in common."""
    window = WINDOWS.get(kind, WINDOW)
    end_at = at if until_at is None else max(at, until_at)

    def apart(alert: Alert) -> int:
        return max(at - alert.event_at, alert.event_at - end_at, 0)

    near = [
        alert for alert in open_alerts
        if alert.person == person and alert.kind == kind and alert.state != "resolved" and apart(alert) <= window
    ]  # fmt: skip
    if not near:
        return Opens(certainty, priority(kind, certainty))
    alert = min(near, key=lambda alert: (apart(alert), abs(at - alert.event_at), alert.id))
    higher = _higher(alert.certainty, certainty)
    return Joins(alert.id, higher, min(alert.priority, priority(kind, higher)))


def _higher(one: Certainty, other: Certainty) -> Certainty:
    return one if _RANK[one] >= _RANK[other] else other


def _told(change: Violation) -> str:
    if change.state != "open":
        return f"{change.state}: {change.reason}"
    if change.reason:
        return f"open again: {change.reason}"
    became_certain = change.certain_at is not None and change.certainty != "certain"
    return "it became certain" if became_certain else "it was looked at again"
