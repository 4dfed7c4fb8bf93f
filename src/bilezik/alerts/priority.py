"""How urgent an alert is: 1 (now) to 4 (in the course of the shift).

1. What may be somebody in danger, or somebody making himself invisible, is 1, whatever the certainty.
2. A place that is certain comes before one that is likely; a machine's trouble comes last.
"""

from typing import Final

from bilezik.domain.violation import AlertKind, Certainty

_CERTAIN: Final[dict[AlertKind, int]] = {
    "sos": 1,
    "too_close": 1,
    "strap": 1,
    "tamper": 1,
    "outage": 1,
    "not_home": 2,
    "left_area": 2,
    "entered_place": 2,
    "jamming": 2,
    "alcohol": 2,
    "fault": 2,
    "silence": 3,
    "check_in": 3,
    "battery": 4,
    "receiver": 4,
}
_SOFTENED: Final[frozenset[AlertKind]] = frozenset({"not_home", "left_area", "entered_place"})


def priority(kind: AlertKind, certainty: Certainty) -> int:
    """Return 1 to 4; a kind that is judged by presence is one step less urgent until it is certain, two when unsure."""
    rank = _CERTAIN[kind]
    if kind in _SOFTENED:
        rank += {"certain": 0, "likely": 1, "unsure": 2}[certainty]
    return rank
