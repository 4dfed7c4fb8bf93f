"""Verdicts -> violations: the one place where a violation is made or changed.

1. A violation is known by (person, condition, kind, began_at, zone): its id is a hash of them, so a refold finds its own again.
2. `raised_at` is when it could first be known: the event time of what decided it, or the latest arrival known by then if that
   is later. So a late upload never backdates knowledge, and a replay gives the same instant (law 7).
3. `certainty` and `probability` stay those at `raised_at`; `certain_at` says when it became certain.
"""

from hashlib import blake2b

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.violation import AlertKind, Violation, Witness
from bilezik.fold.plan import Duty
from bilezik.rules.contract import Asked, Closed, Confirmed, Opened, Verdicts


def violation_id(person: int, condition: int, kind: str, began_at: Instant, zone: int | None) -> int:
    """Return the 63-bit id of a violation."""
    return _hash63(f"{person}|{condition}|{kind}|{began_at}|{zone or 0}")


def incident_id(person: int, kind: str, device: int, at: Instant, digest: int) -> int:
    """Return the 63-bit id of an incident: the same report, the same id."""
    return _hash63(f"{person}|incident|{kind}|{device}|{at}|{digest}")


def _hash63(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


class Findings:
    """What one input led to, gathered while it is folded. Lives for one call of `fold` and no longer."""

    __slots__ = ("asked", "changed", "crossed", "person")

    def __init__(self, person: int) -> None:
        """Begin with nothing found."""
        self.person = person
        self.changed: list[Violation] = []
        self.asked: list[tuple[Instant, int]] = []
        self.crossed: list[str] = []
        """Names of places that may have been crossed."""

    def take(
        self,
        verdicts: Verdicts,
        found: tuple[Violation, ...],
        *,
        duty: Duty,
        at: Instant,
        known_at: Instant,
        zone: int | None = None,
        evidence: tuple[Witness, ...] = (),
    ) -> tuple[Violation, ...]:
        """Apply a rule's verdicts of `at` to the open violations `found`; return those open now and note what changed."""
        condition = duty.condition
        for verdict in verdicts:
            match verdict:
                case Opened():
                    violation = self._opened(verdict, duty, at, max(at, known_at), zone, evidence)
                    found = (*found, violation)
                    self.changed.append(violation)
                case Confirmed(kind=kind):
                    found = self._replace(found, condition.id, kind, zone, certain_at=max(at, known_at), evidence=evidence)
                case Closed(kind=kind, closed_at=closed_at, reason=reason):
                    found = self._replace(found, condition.id, kind, zone, closed_at=closed_at, state="closed", reason=reason)
                case Asked():
                    self.asked.append((at, condition.id))
        return found

    def close(self, violation: Violation, at: Instant, reason: str) -> None:
        """Note that an open violation ended because its condition is gone."""
        self.changed.append(msgspec.structs.replace(violation, closed_at=at, state="closed", reason=reason))

    def _opened(
        self, verdict: Opened, duty: Duty, at: Instant, raised_at: Instant, zone: int | None, evidence: tuple[Witness, ...]
    ) -> Violation:
        condition = duty.condition
        return Violation(
            id=violation_id(self.person, condition.id, verdict.kind, verdict.began_at, zone),
            person=self.person,
            condition=condition.id,
            condition_kind=condition.kind,
            kind=verdict.kind,
            began_at=verdict.began_at,
            decided_at=at,
            raised_at=raised_at,
            certainty=verdict.certainty,
            probability=verdict.probability,
            certain_at=raised_at if verdict.certainty == "certain" else None,
            zone=zone,
            evidence=evidence,
            order=duty.order.id,
        )

    def _replace(
        self, found: tuple[Violation, ...], condition: int, kind: AlertKind, zone: int | None, **changes: object
    ) -> tuple[Violation, ...]:
        stay: list[Violation] = []
        for violation in found:
            if violation.condition == condition and violation.kind == kind and violation.zone == zone:
                changed = msgspec.structs.replace(violation, **changes)
                self.changed.append(changed)
                if changed.state == "open":
                    stay.append(changed)
            else:
                stay.append(violation)
        return tuple(stay)
