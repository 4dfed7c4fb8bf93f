"""The life of an alert: open, taken, resolved with an outcome, perhaps reopened.

1. Everything that affects a transition lives in `TRANSITIONS`. A pair that is not in it is refused, with a reason for the person
   who tried.
2. An alert is resolved only by whoever has it: what nobody took, nobody looked at.
3. The machine may join and escalate; it never takes, resolves or reopens (law 11).
"""

from typing import Final, get_args

import msgspec

from bilezik.alerts.escalation import next_level
from bilezik.domain.alert import Alert, AlertState, AlertStep, Outcome
from bilezik.domain.instant import Instant

TRANSITIONS: Final[dict[tuple[AlertState, AlertStep], AlertState]] = {
    ("open", "take"): "taken",
    ("open", "note"): "open",
    ("open", "join"): "open",
    ("open", "escalate"): "open",
    ("taken", "release"): "open",
    ("taken", "note"): "taken",
    ("taken", "join"): "taken",
    ("taken", "resolve"): "resolved",
    ("resolved", "note"): "resolved",
    ("resolved", "reopen"): "open",
}
"""(state, step) -> state. `release` is also how a supervisor frees what somebody took and left."""

STATES: Final[tuple[AlertState, ...]] = get_args(AlertState)
STEPS: Final[tuple[AlertStep, ...]] = get_args(AlertStep)

_REFUSALS: Final[dict[tuple[AlertState, AlertStep], str]] = {
    ("open", "release"): "nobody has taken this alert",
    ("open", "resolve"): "take the alert before resolving it",
    ("open", "reopen"): "the alert is open",
    ("taken", "take"): "somebody has taken this alert; it must be released first",
    ("taken", "escalate"): "somebody has taken this alert",
    ("taken", "reopen"): "the alert is not resolved",
    ("resolved", "take"): "the alert is resolved; reopen it first",
    ("resolved", "release"): "the alert is resolved",
    ("resolved", "resolve"): "the alert is resolved already",
    ("resolved", "join"): "the alert is resolved; a new one is opened",
    ("resolved", "escalate"): "the alert is resolved",
}


class Refused(msgspec.Struct, frozen=True):
    """The step is not possible now; `reason` is for the person who tried."""

    reason: str


def after_step(state: AlertState, step: AlertStep) -> AlertState | Refused:
    """Return the state after a step, or why it is refused."""
    following = TRANSITIONS.get((state, step))
    return following if following is not None else Refused(_REFUSALS[state, step])


def take(alert: Alert, by: int) -> Alert | Refused:
    """Let somebody have the alert; it is not sent on any more."""
    return _step(alert, "take", taken_by=by, escalate_at=None)


def release(alert: Alert, escalate_at: Instant | None) -> Alert | Refused:
    """Give the alert back; it is sent on at `escalate_at` if nobody takes it again."""
    return _step(alert, "release", taken_by=None, escalate_at=escalate_at)


def resolve(alert: Alert, outcome: Outcome) -> Alert | Refused:
    """End the work on the alert with an outcome."""
    return _step(alert, "resolve", outcome=outcome)


def reopen(alert: Alert, escalate_at: Instant | None) -> Alert | Refused:
    """Take up the work again; the earlier outcome stays in the timeline of deeds."""
    return _step(alert, "reopen", outcome=None, taken_by=None, escalate_at=escalate_at)


def escalate(alert: Alert, escalate_at: Instant | None) -> Alert | Refused:
    """Send the alert on to the next level; `escalate_at` is when to do so again."""
    return _step(alert, "escalate", level=next_level(alert.level), escalate_at=escalate_at)


def note(alert: Alert) -> Alert | Refused:
    """Add a note: possible at any time, also afterwards."""
    return _step(alert, "note")


def mermaid() -> str:
    """Return the table as a Mermaid state diagram: what the documentation shows."""
    lines = ["stateDiagram-v2", "    [*] --> open"]
    lines += [f"    {state} --> {following}: {step}" for (state, step), following in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"


def _step(alert: Alert, step: AlertStep, **changes: object) -> Alert | Refused:
    following = after_step(alert.state, step)
    if isinstance(following, Refused):
        return following
    return msgspec.structs.replace(alert, state=following, **changes)
