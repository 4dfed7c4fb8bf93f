"""What is done to strap and case, and in how bad a frame the device says so.

1. A strap is opened and closed again minutes later; a case is touched for a moment or for some minutes.
2. Two touches of a kind are farther apart than a rule needs to tell them from one that goes on.
3. The report that tells one may be without a position, in a damaged frame, kept back for minutes or hours, or sent several times.
4. A damaged frame may have lost its time as well. Such a one is sent at once and once: sent again it could not be known again.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bilezik.domain.instant import Instant, Micros, days, hours, minutes, seconds
from bilezik.simulate.device import Span

TouchKind = Literal["strap", "tamper"]
"""Of the strap or of the case; the words are those of the alerts."""

A_DAY: Final = 0.5
"""How often a day each kind happens: far more often than in life, so that a run has thousands."""
APART: Final = minutes(45)
IN_GAP: Final = 0.25
NO_PLACE, DAMAGED, UNDATED, HELD, RESENT, RESENT_LATER = 0.3, 0.15, 0.3, 0.12, 0.2, 0.05


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch. `at` to `until`: the strap is open, or the case touched again and again.

    `held`: how long the report that tells it is kept back with coverage. `resent`: how long after it the same report comes again.
    """

    kind: TouchKind
    word: str
    at: Instant
    until: Instant
    has_place: bool
    is_damaged: bool
    is_undated: bool
    held: Micros
    resent: tuple[Micros, ...]
    is_insistent: bool
    """The word is said with every report until `until`, not once."""


def touches(rng: random.Random, unheard: Sequence[Span], from_at: Instant, until_at: Instant) -> tuple[Touch, ...]:
    """Return what befalls strap and case, in order; some of it while the device is `unheard`."""
    found: list[Touch] = []
    kinds: tuple[TouchKind, ...] = ("strap", "tamper")
    for kind in kinds:
        free_at = from_at + APART
        for day_at in range(from_at, until_at, days(1)):
            touch = _touch(rng, kind, unheard, Instant(day_at))
            if rng.random() < A_DAY and free_at <= touch.at and touch.until + APART <= until_at:
                found.append(touch)
                free_at = touch.until + APART
    return tuple(sorted(found, key=lambda touch: touch.at))


def _touch(rng: random.Random, kind: TouchKind, unheard: Sequence[Span], day_at: Instant) -> Touch:
    at = day_at + rng.randrange(hours(24))
    today = [span for span in unheard if day_at <= span.from_at < day_at + days(1)]
    if today and rng.random() < IN_GAP:
        at = rng.randrange(today[0].from_at, today[0].to_at)
    word = "strap_open" if kind == "strap" else rng.choice(("tamper", "tamper", "antenna_cut"))
    lasts = minutes(rng.uniform(2, 30)) if kind == "strap" else minutes(rng.choice((0, 0, rng.uniform(1, 10))))
    held = minutes(rng.choice((rng.uniform(2, 20), rng.uniform(60, 360)))) if rng.random() < HELD else Micros(0)
    resent = [seconds(rng.uniform(5, 90)) for _ in range(rng.randint(1, 3))] if rng.random() < RESENT else []
    resent += [minutes(rng.uniform(40, 120))] if rng.random() < RESENT_LATER else []
    is_damaged = rng.random() < DAMAGED
    is_undated = is_damaged and rng.random() < UNDATED and not held and not any(span.holds(Instant(at)) for span in unheard)
    return Touch(
        kind=kind,
        word=word,
        at=Instant(at),
        until=Instant(at + lasts),
        has_place=rng.random() >= NO_PLACE,
        is_damaged=is_damaged,
        is_undated=is_undated,
        held=held,
        resent=() if is_undated else tuple(sorted(resent)),
        is_insistent=rng.random() < 0.5,
    )
