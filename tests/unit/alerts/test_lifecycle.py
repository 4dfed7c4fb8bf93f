"""The one transition table: every pair of state and step, and the diagram made from it."""

from itertools import product

import msgspec
import pytest

from bilezik.alerts import lifecycle
from bilezik.alerts.lifecycle import STATES, STEPS, TRANSITIONS, Refused, after_step, mermaid
from bilezik.domain.alert import Alert, AlertState, AlertStep
from bilezik.domain.instant import Instant

ALERT = Alert(
    id=1, person=7, kind="strap", certainty="certain", state="open", priority=1, event_at=Instant(0), raised_at=Instant(0),
    escalate_at=Instant(300),
)  # fmt: skip
ALLOWED: dict[AlertState, dict[AlertStep, AlertState]] = {
    "open": {"take": "taken", "note": "open", "join": "open", "escalate": "open"},
    "taken": {"release": "open", "note": "taken", "join": "taken", "resolve": "resolved"},
    "resolved": {"note": "resolved", "reopen": "open"},
}


def of(outcome: Alert | Refused) -> Alert:
    assert isinstance(outcome, Alert)
    return outcome


@pytest.mark.parametrize(("state", "step"), list(product(STATES, STEPS)))
def test_every_pair_leads_somewhere_or_is_refused_with_a_reason(state: AlertState, step: AlertStep) -> None:
    following = after_step(state, step)
    if step in ALLOWED[state]:
        assert following == ALLOWED[state][step]
    else:
        assert isinstance(following, Refused)
        assert following.reason


def test_the_way_of_an_alert_that_is_worked_on() -> None:
    taken = of(lifecycle.take(ALERT, by=3))
    assert (taken.state, taken.taken_by, taken.escalate_at) == ("taken", 3, None)
    resolved = of(lifecycle.resolve(of(lifecycle.note(taken)), "reasonable_excuse"))
    assert (resolved.state, resolved.outcome, resolved.taken_by) == ("resolved", "reasonable_excuse", 3)
    again = of(lifecycle.reopen(resolved, Instant(900)))
    assert (again.state, again.outcome, again.taken_by, again.escalate_at) == ("open", None, None, 900)


def test_the_way_of_an_alert_that_nobody_takes() -> None:
    alert = ALERT
    levels = []
    for n in range(5):
        alert = of(lifecycle.escalate(alert, Instant(600 + n)))
        levels.append(alert.level)
    assert levels == [1, 2, 3, 3, 3], "at the top it is repeated"
    assert alert.state == "open"


def test_what_is_released_waits_again() -> None:
    released = of(lifecycle.release(of(lifecycle.take(ALERT, by=3)), Instant(900)))
    assert (released.state, released.taken_by, released.escalate_at) == ("open", None, 900)


def test_a_refused_step_changes_nothing() -> None:
    taken = msgspec.structs.replace(ALERT, state="taken", taken_by=3)
    assert lifecycle.take(taken, by=4) == Refused("somebody has taken this alert; it must be released first")
    assert lifecycle.resolve(ALERT, "test") == Refused("take the alert before resolving it")


def test_the_diagram_shows_the_whole_table() -> None:
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    taken --> resolved: resolve" in lines
    assert len(lines) == 2 + len(TRANSITIONS)
