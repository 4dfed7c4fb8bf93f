"""`wear_device`: the strap is closed and the case whole.

1. An open strap is a violation until it is closed. A state (`strap_open`) may be repeated for ever and adds nothing.
2. Some devices tell only of the moment (`strap_opened`) and never that it was closed. Told anew after `QUIET`, it must have been
   closed meanwhile: the old violation ends with the last word of it and a new one begins (law 6).
3. `strap_clear`: the device that said its strap is open says its state again, without that.
4. A strap is remembered while the condition rests: still open when the hours begin, it is a violation from then on.
5. `tamper` is a moment, not a state, and devices repeat it with every frame while the cause lasts: the violation lasts until
   `QUIET` has passed without another.
6. Nothing here is a probability: a status bit is a fact of the device, so every verdict is certain.
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant, after, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import RESTED, Closed, Opened, Rest, Verdict, Verdicts

QUIET: Final = minutes(15)
"""Three keep-alives of the slowest bracelet in the field: longer than the gap between two repeats of one cause."""

StrapWord = Literal["", "strap_open", "strap_opened", "strap_closed", "strap_clear", "tamper"]


class WearMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=2):
    """What was last said of the strap, and what is found.

    `is_open`: the strap is open as far as the device said, which it did last at `said_at` in the report `seq`. `is_found`: a
    violation stands for it. `tampered_at`: when the case was last said to be touched (DAWN: no such violation is open).
    """

    is_open: bool = False
    is_found: bool = False
    said_at: Instant = DAWN
    seq: int = 0
    tampered_at: Instant = DAWN


class WearSeen(msgspec.Struct, frozen=True, gc=False):
    """What the device says at `at` in the report `seq`; an empty word is the passing of time."""

    at: Instant
    rest: Rest
    word: StrapWord = ""
    seq: int = 0


IDLE = WearMemory()
_OPENING: Final = frozenset({"strap_open", "strap_opened"})
_CLOSING: Final = {"strap_closed": "the strap was closed", "strap_clear": "the device no longer says that the strap is open"}


def step(condition: Condition, state: WearMemory, seen: WearSeen) -> tuple[WearMemory, Verdicts, Instant]:
    """Judge one word of the strap or the case; asks to be woken when a tamper will have been quiet for long enough."""
    del condition  # wearing has no limits
    is_open, is_found, said_at, seq = state.is_open, state.is_found, state.said_at, state.seq
    verdicts: list[Verdict] = []
    if seen.word in _OPENING:
        if is_found and seen.word == "strap_opened" and seen.at - said_at >= QUIET:
            verdicts.append(Closed("strap", said_at, "the strap was opened anew: it had been closed"))
            is_found = False
        is_open, said_at, seq = True, seen.at, seen.seq
    elif seen.word in _CLOSING:
        is_open = False
    if is_found and (seen.rest or not is_open):
        verdicts.append(Closed("strap", seen.at, RESTED[seen.rest] if seen.rest else _CLOSING[seen.word]))
        is_found = False
    elif is_open and not is_found and not seen.rest:
        verdicts.append(Opened("strap", seen.at, "certain", 1000))
        is_found = True
    tampered_at, said = _case(state.tampered_at, seen)
    wake_at = NEVER if tampered_at == DAWN else after(tampered_at, QUIET)
    return WearMemory(is_open, is_found, said_at, seq, tampered_at), (*verdicts, *said), wake_at


def _case(tampered_at: Instant, seen: WearSeen) -> tuple[Instant, Verdicts]:
    """Return when the case was last said to be touched, and the verdicts about it."""
    if seen.rest:
        return DAWN, () if tampered_at == DAWN else (Closed("tamper", seen.at, RESTED[seen.rest]),)
    if seen.word == "tamper":
        return seen.at, (Opened("tamper", seen.at, "certain", 1000),) if tampered_at == DAWN else ()
    if tampered_at != DAWN and seen.at - tampered_at >= QUIET:
        return DAWN, (Closed("tamper", tampered_at, "no further sign of tampering"),)
    return tampered_at, ()
