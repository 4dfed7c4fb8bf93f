"""The life of an alert, walked at random: whatever people and the machine do, the alert is in one known state."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bilezik.alerts import lifecycle
from bilezik.alerts.escalation import TOP
from bilezik.alerts.lifecycle import Refused
from bilezik.domain.alert import Alert, Outcome
from bilezik.domain.instant import Instant


class Life(RuleBasedStateMachine):
    """Every step at any time, held against the plain words of the design: open, taken, resolved with an outcome, reopened."""

    def __init__(self) -> None:
        super().__init__()
        self.alert = Alert(
            id=1, person=7, kind="strap", certainty="certain", state="open", priority=1, event_at=Instant(0), raised_at=Instant(0),
            escalate_at=Instant(1),
        )  # fmt: skip

    def moved(self, outcome: Alert | Refused, *, possible: bool) -> None:
        assert isinstance(outcome, Alert) == possible
        if isinstance(outcome, Alert):
            self.alert = outcome
        else:
            assert outcome.reason

    @rule(by=st.integers(1, 5))
    def take(self, by: int) -> None:
        self.moved(lifecycle.take(self.alert, by), possible=self.alert.state == "open")

    @rule()
    def release(self) -> None:
        self.moved(lifecycle.release(self.alert, Instant(9)), possible=self.alert.state == "taken")

    @rule(outcome=st.sampled_from(["returned", "breach_proposed", "test"]))
    def resolve(self, outcome: str) -> None:
        told: Outcome = msgspec.convert(outcome, type=Outcome)
        self.moved(lifecycle.resolve(self.alert, told), possible=self.alert.state == "taken")

    @rule()
    def reopen(self) -> None:
        self.moved(lifecycle.reopen(self.alert, Instant(9)), possible=self.alert.state == "resolved")

    @rule()
    def escalate(self) -> None:
        self.moved(lifecycle.escalate(self.alert, Instant(9)), possible=self.alert.state == "open")

    @rule()
    def note(self) -> None:
        self.moved(lifecycle.note(self.alert), possible=True)

    @invariant()
    def the_alert_is_what_its_state_says(self) -> None:
        alert = self.alert
        assert (alert.taken_by is None) == (alert.state == "open")
        assert (alert.outcome is not None) == (alert.state == "resolved")
        assert (alert.escalate_at is not None) == (alert.state == "open"), "what nobody has is sent on, what somebody has is not"
        assert 0 <= alert.level <= TOP


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
