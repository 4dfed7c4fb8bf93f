"""What the rules find: a condition not kept, from when to when, how sure, and on what evidence.

1. A violation is known by (person, condition, kind, began_at): `id` is derived from them, so a refold finds its own again.
2. It is never edited into silence: a refold supersedes or withdraws it with a reason an officer understands (law 4).
3. The system finds violations; only people find breaches (law 11).
4. Probabilities are whole thousandths (law 7).
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import Instant

Certainty = Literal["certain", "likely", "unsure"]
ViolationState = Literal["open", "closed", "superseded", "withdrawn"]

AlertKind = Literal[
    "not_home", "left_area", "entered_place", "too_close", "strap", "tamper", "battery", "silence",
    "sos", "jamming", "receiver", "check_in", "alcohol", "outage", "fault",
]  # fmt: skip
"""What an alert is about; a violation has the kind of the alert it raises."""

STANDING: Final = 0
"""The condition id of work that concerns no single condition: SOS, jamming, a receiver that lies, a fault."""


class Witness(msgspec.Struct, frozen=True):
    """One piece of evidence: a fix or an event, where it lies (`seq`), and the thousandths of probability after it.

    `weight` is how far this piece moved the log-odds, in thousandths of a nat, positive towards "not kept".
    """

    at: Instant
    seq: int
    what: str
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None
    probability: int | None = None
    weight: int | None = None


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One violation as it stands now.

    `began_at`: when the thing happened, event time. `decided_at`: event time of the input or tick that decided it; the same
    live or late. `raised_at`: when it could first be known (never before the input that decided it arrived). `certain_at`:
    when it became certain, or None. `closed_at`: event time of its end. `certainty`, `probability`: those at `raised_at`.
    """

    id: int
    person: int
    condition: int
    condition_kind: str
    kind: AlertKind
    began_at: Instant
    decided_at: Instant
    raised_at: Instant
    certainty: Certainty
    probability: int
    certain_at: Instant | None = None
    closed_at: Instant | None = None
    state: ViolationState = "open"
    reason: str = ""
    zone: int | None = None
    evidence: tuple[Witness, ...] = ()
    order: int | None = None
