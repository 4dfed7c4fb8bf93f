"""What `stay_home` and `stay_in_area` have in common: a person must be inside.

1. Being outside is the violation; leaving is only how it usually begins. Outside when the hours begin counts from that edge.
2. It is raised at likely or certain. Once raised it stands until the person is inside again or the condition rests:
   not knowing is not returning.
"""

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.domain.violation import AlertKind, Certainty
from bilezik.rules.contract import ASK_EVERY, RESTED, Asked, Closed, Confirmed, Opened, Rest, Verdicts


class ZoneMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=1):
    """What a zone rule remembers: whether a violation is open, whether it is certain, since when, and when it last asked."""

    is_open: bool = False
    is_certain: bool = False
    began_at: Instant = NEVER
    asked_at: Instant = DAWN


class ZoneSeen(msgspec.Struct, frozen=True, gc=False):
    """How things stand with one zone (or the union of a condition's zones) at `at`.

    `certainty` and `probability` (thousandths) are of the person being on the wrong side; `is_kept`: on the right side, at least
    likely. `since`: the first fix of the present side, or of the doubt about it. `holds_since`: when the condition last began.
    `is_passing`: the person travelled too fast to be visiting when last seen, at `seen_at`.
    """

    at: Instant
    rest: Rest
    certainty: Certainty
    probability: int
    is_kept: bool
    since: Instant
    holds_since: Instant
    is_passing: bool = False
    seen_at: Instant = DAWN


IDLE = ZoneMemory()


def step(kind: AlertKind, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    """Judge that a person must be on the right side of a zone's edge, at once; never asks to be woken."""
    if seen.rest:
        if not state.is_open:
            return state, (), NEVER
        return ZoneMemory(asked_at=state.asked_at), (Closed(kind, seen.at, RESTED[seen.rest]),), NEVER
    if not state.is_open:
        return _look(kind, state, seen)
    if seen.is_kept:
        return ZoneMemory(asked_at=state.asked_at), (Closed(kind, max(seen.since, state.began_at), "returned"),), NEVER
    if seen.certainty == "certain" and not state.is_certain:
        return msgspec.structs.replace(state, is_certain=True), (Confirmed(kind, seen.probability),), NEVER
    return state, (), NEVER


def _look(kind: AlertKind, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    if seen.certainty != "unsure":
        began_at = max(seen.since, seen.holds_since)
        opened = ZoneMemory(is_open=True, is_certain=seen.certainty == "certain", began_at=began_at, asked_at=state.asked_at)
        return opened, (Opened(kind, began_at, seen.certainty, seen.probability),), NEVER
    if not seen.is_kept and seen.at - state.asked_at >= ASK_EVERY:
        return msgspec.structs.replace(state, asked_at=seen.at), (Asked(),), NEVER
    return state, (), NEVER
