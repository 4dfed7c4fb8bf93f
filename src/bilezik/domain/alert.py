"""Work for an operator about one or more violations, and the words people use on it."""

from typing import Literal

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.violation import AlertKind, Certainty

AlertState = Literal["open", "taken", "resolved"]

AlertStep = Literal["take", "release", "note", "resolve", "reopen", "escalate", "join"]
"""What can happen to an alert; `bilezik.alerts` holds the one transition table."""

Outcome = Literal[
    "returned",            # the condition is kept again; no further step
    "reasonable_excuse",   # the person explained, a named officer accepts
    "authorised_absence",  # a permission existed or was given
    "device_fault",        # the device or its charger is at fault
    "position_error",      # the system was wrong about the place
    "handed_over",         # police, ambulance or the officer in charge has it
    "breach_proposed",     # an operator proposes a breach; a second person must confirm
    "test",                # drill or device test
]  # fmt: skip


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert as it stands. `priority` 1 (now) to 4; `escalate_at`: when it is sent on if nobody takes it.

    `person` None: an outage, `about` which see `alerts.outage`.
    """

    id: int
    person: int | None
    kind: AlertKind
    certainty: Certainty
    state: AlertState
    priority: int
    event_at: Instant
    raised_at: Instant
    escalate_at: Instant | None
    level: int = 0
    violations: tuple[int, ...] = ()
    taken_by: int | None = None
    outcome: Outcome | None = None
    about: str = ""
