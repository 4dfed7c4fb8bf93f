"""What the rules share: their verdicts, and why a condition may rest."""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import Instant, minutes
from bilezik.domain.violation import AlertKind, Certainty

Rest = Literal["", "order", "suspended", "permission", "schedule", "changed", "closed"]
"""Why a condition does not hold now; empty: it holds."""

RESTED: Final[dict[Rest, str]] = {
    "order": "the order ended",
    "suspended": "the order was suspended",
    "permission": "a permission began",
    "schedule": "the hours of the condition ended",
    "changed": "the condition was changed or lifted",
    "closed": "the place closed",
}
"""The reason an open violation is closed with when its condition begins to rest."""

ASK_EVERY: Final = minutes(15)
"""Not more than four witnesses an hour: each costs the bracelet battery and the officer nothing."""


class Opened(msgspec.Struct, frozen=True, gc=False):
    """The condition is not kept since `began_at`; `probability` in thousandths."""

    kind: AlertKind
    began_at: Instant
    certainty: Certainty
    probability: int


class Confirmed(msgspec.Struct, frozen=True, gc=False):
    """The open violation of `kind` became certain."""

    kind: AlertKind
    probability: int


class Closed(msgspec.Struct, frozen=True, gc=False):
    """The open violation of `kind` ended at `closed_at`, for `reason`."""

    kind: AlertKind
    closed_at: Instant
    reason: str


class Asked(msgspec.Struct, frozen=True, gc=False):
    """The rule cannot tell: a witness is wanted."""


Verdict = Opened | Confirmed | Closed | Asked
Verdicts = tuple[Verdict, ...]
