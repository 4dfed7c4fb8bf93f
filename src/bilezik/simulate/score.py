"""Compare what was alerted with what truly happened.

1. An incident is found by an alert of its person and its kind whose event time fits it; the first such alert counts.
2. An alert that only follows from an incident (a flat battery is silent in the end) is neither the finding nor false.
3. Every other alert is false, and is shown with its kind, so that nobody has to take the number on trust.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, in_seconds, minutes
from bilezik.simulate.world import Truth

EARLY: Final = minutes(3)
"""A device's clock is a little off and an error may put somebody outside while still at the door."""
LATEST: Final = minutes(45)

FOLLOWS: Final[dict[str, frozenset[str]]] = {
    "battery dies": frozenset({"silence"}),
    "is jammed": frozenset({"silence", "receiver"}),
    "goes silent": frozenset(),
    "uploads four hours late": frozenset({"silence"}),
}
"""Alerts that an incident brings about besides its own."""


class Alerted(msgspec.Struct, frozen=True, kw_only=True):
    """One alert as the API tells it, with the subject instead of the person's id."""

    subject: int
    kind: str
    certainty: str
    event_at: Instant
    raised_at: Instant


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An incident and the alert that told it (None: missed). `delay_s` counts from when it could first be known."""

    truth: Truth
    alert: Alerted | None
    delay_s: float | None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The whole comparison. `person_days` is what the false alerts are spread over."""

    found: tuple[Found, ...]
    false: tuple[Alerted, ...]
    person_days: float

    @property
    def missed(self) -> int:
        """How many incidents nobody was told of."""
        return sum(f.alert is None for f in self.found)


def score(truths: Iterable[Truth], alerts: Iterable[Alerted], person_days: float) -> Score:
    """Return what was found, what was missed and what was false."""
    left = sorted(alerts, key=lambda alert: alert.raised_at)
    found = []
    for truth in truths:
        fits = [a for a in left if _fits(truth, a)]
        found.append(
            Found(
                truth=truth,
                alert=fits[0] if fits else None,
                delay_s=in_seconds(fits[0].raised_at - truth.known_at) if fits else None,
            )
        )
        left = [a for a in left if a not in fits and not _follows(truth, a)]
    return Score(found=tuple(found), false=tuple(left), person_days=person_days)


def _fits(truth: Truth, alert: Alerted) -> bool:
    same = alert.subject == truth.subject and alert.kind == truth.kind
    return same and truth.began_at - EARLY <= alert.event_at <= truth.began_at + LATEST


def _follows(truth: Truth, alert: Alerted) -> bool:
    return alert.subject == truth.subject and alert.kind in FOLLOWS.get(truth.incident, ())


def as_markdown(result: Score) -> str:
    """Return the score as the table the docs show."""
    lines = ["| incident | alert | certainty | delay |", "|---|---|---|---|"]
    for f in result.found:
        alert = ("missed", "", "") if f.alert is None else (f.alert.kind, f.alert.certainty, f"{max(0.0, f.delay_s or 0):.0f} s")
        lines.append(f"| {f.truth.incident} | {alert[0]} | {alert[1]} | {alert[2]} |")
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(a.kind for a in result.false).most_common()) or "none"
    rate = len(result.false) / result.person_days if result.person_days else 0.0
    lines += ["", f"False alerts: {len(result.false)} in {result.person_days:.0f} person-days ({rate:.3f} a person-day): {kinds}."]
    return "\n".join(lines) + "\n"
