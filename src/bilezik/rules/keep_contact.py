"""`keep_contact`: silence is an input (law 2).

1. This rule alone runs on arrival time: silence is about what reached us, whatever the reports say of their own time.
2. Any arrival ends it. Data kept by the device and uploaded late ends it too, with that reason.
3. Silence counts from the last word, but not from before the condition began to hold: a device that was allowed to be silent
   is given the full time. Nor from before our own side listened again after an outage: what we did not hear is our silence.
4. What may explain a silence is told with it (`cause`): the device was switched off, its battery was flat, something jammed it,
   there has been no coverage at this place before, or it had lost the satellites first, as in a bag of foil or a cellar. None of
   them makes it less of a silence.
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant, after, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import RESTED, Closed, Opened, Rest, Verdicts

SILENCE_AFTER: Final = minutes(30)
"""The rule's default: six missed reports of a bracelet that speaks every five minutes."""


FLAT_PCT: Final = 5.0
"""A bracelet that states this much has minutes left: gauges of small cells read five per cent until they stop."""

Cause = Literal["", "switched_off", "battery_flat", "jammed", "no_coverage", "shielded"]
"""What may explain a silence; empty: nothing known does."""

SIGNS: Final[dict[str, Cause]] = {"power_off": "switched_off", "jamming": "jammed"}
"""Words of a device that explain why none follow."""


class ContactMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=4):
    """Whether a violation is open."""

    is_open: bool = False


class ContactSeen(msgspec.Struct, frozen=True, gc=False):
    """At `at` (arrival time) the last word is from `heard_at`; `is_late`: that word was an upload of what the device kept.

    `listening_at`: when our side began to listen again after its last outage.
    """

    at: Instant
    rest: Rest
    heard_at: Instant
    holds_since: Instant
    is_late: bool = False
    listening_at: Instant = DAWN


IDLE = ContactMemory()


def silence_after(condition: Condition) -> int:
    """Return how long without a word is silence under this condition."""
    return condition.silence_after or SILENCE_AFTER


def cause(word: str, battery_pct: float | None, *, is_known_gap: bool, is_blind: bool) -> Cause:
    """Return what may explain a silence: the last word, the battery, silences here before, or satellites lost before it."""
    if word in SIGNS:
        return SIGNS[word]
    if battery_pct is not None and battery_pct <= FLAT_PCT:
        return "battery_flat"
    if is_known_gap:
        return "no_coverage"
    return "shielded" if is_blind else ""


def step(condition: Condition, state: ContactMemory, seen: ContactSeen) -> tuple[ContactMemory, Verdicts, Instant]:
    """Judge how long nothing was heard; asks to be woken when the silence will have lasted too long."""
    if seen.rest:
        return IDLE, (Closed("silence", seen.at, RESTED[seen.rest]),) if state.is_open else (), NEVER
    since = max(seen.heard_at, seen.holds_since)
    due_at = after(since, silence_after(condition))
    if state.is_open:
        if seen.at >= due_at:
            return state, (), NEVER
        reason = "the device uploaded what it had kept" if seen.is_late else "the device reports again"
        return IDLE, (Closed("silence", seen.at, reason),), due_at
    since = max(since, seen.listening_at)
    due_at = after(since, silence_after(condition))
    if seen.at >= due_at:
        return ContactMemory(is_open=True), (Opened("silence", since, "certain", 1000),), NEVER
    return state, (), due_at
