"""`wear_device`: the strap is closed and the case whole.

1. `strap_open` is a violation until `strap_closed`; saying it again adds nothing.
2. `tamper` is a moment, not a state, and devices repeat it with every frame while the cause lasts: the violation lasts until
   `QUIET` has passed without another.
3. Nothing here is a probability: a status bit is a fact of the device, so every verdict is certain.
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant, after, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import RESTED, Closed, Opened, Rest, Verdict, Verdicts

QUIET: Final = minutes(15)
"""Three keep-alives of the slowest bracelet in the field: longer than the gap between two repeats of one cause."""

StrapWord = Literal["", "strap_open", "strap_closed", "tamper"]


class WearMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=2):
    """Whether the strap is open, and when the case was last said to be touched (DAWN: no such violation is open)."""

    is_open: bool = False
    tampered_at: Instant = DAWN


class WearSeen(msgspec.Struct, frozen=True, gc=False):
    """What the device says at `at`; an empty word is the passing of time."""

    at: Instant
    rest: Rest
    word: StrapWord = ""


IDLE = WearMemory()


def step(condition: Condition, state: WearMemory, seen: WearSeen) -> tuple[WearMemory, Verdicts, Instant]:
    """Judge one word of the strap or the case; asks to be woken when a tamper will have been quiet for long enough."""
    del condition  # wearing has no limits
    verdicts: list[Verdict] = []
    is_open, tampered_at = state.is_open, state.tampered_at
    if seen.rest:
        ended: list[Verdict] = [Closed("strap", seen.at, RESTED[seen.rest])] if is_open else []
        if tampered_at != DAWN:
            ended.append(Closed("tamper", seen.at, RESTED[seen.rest]))
        return IDLE, tuple(ended), NEVER
    if seen.word == "strap_open" and not is_open:
        is_open = True
        verdicts.append(Opened("strap", seen.at, "certain", 1000))
    elif seen.word == "strap_closed" and is_open:
        is_open = False
        verdicts.append(Closed("strap", seen.at, "the strap was closed"))
    elif seen.word == "tamper":
        if tampered_at == DAWN:
            verdicts.append(Opened("tamper", seen.at, "certain", 1000))
        tampered_at = seen.at
    elif tampered_at != DAWN and seen.at - tampered_at >= QUIET:
        verdicts.append(Closed("tamper", tampered_at, "no further sign of tampering"))
        tampered_at = DAWN
    wake_at = NEVER if tampered_at == DAWN else after(tampered_at, QUIET)
    return WearMemory(is_open, tampered_at), tuple(verdicts), wake_at
