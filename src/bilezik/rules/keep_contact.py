"""`keep_contact`: silence is an input (law 2).

1. This rule alone runs on arrival time: silence is about what reached us, whatever the reports say of their own time.
2. Any arrival ends it. Data kept by the device and uploaded late ends it too, with that reason.
3. Silence counts from the last word, but not from before the condition began to hold: a device that was allowed to be silent
   is given the full time.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import NEVER, Instant, after, minutes
from bilezik.domain.order import Condition
from bilezik.rules.contract import RESTED, Closed, Opened, Rest, Verdicts

SILENCE_AFTER: Final = minutes(30)
"""The rule's default: six missed reports of a bracelet that speaks every five minutes."""


class ContactMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=4):
    """Whether a violation is open."""

    is_open: bool = False


class ContactSeen(msgspec.Struct, frozen=True, gc=False):
    """At `at` (arrival time) the last word is from `heard_at`; `is_late`: that word was an upload of what the device kept."""

    at: Instant
    rest: Rest
    heard_at: Instant
    holds_since: Instant
    is_late: bool = False


IDLE = ContactMemory()


def silence_after(condition: Condition) -> int:
    """Return how long without a word is silence under this condition."""
    return condition.silence_after or SILENCE_AFTER


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
    if seen.at >= due_at:
        return ContactMemory(is_open=True), (Opened("silence", since, "certain", 1000),), NEVER
    return state, (), due_at
