"""One look of one rule: what tracking knows, put into the rule's words, and its verdicts, put into findings.

1. This is the only place where presence and rules meet; neither knows the other.
2. A look is taken when something may have changed: a fix that moved a presence, a word of the device, an edge of the hours, a
   wake-up. Between looks nothing is computed.
"""

import msgspec

from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation, Witness
from bilezik.fold.findings import Findings
from bilezik.fold.plan import Duty
from bilezik.fold.state import Case, Place
from bilezik.rules import keep_charged, keep_out, stay_home, stay_in_area, wear_device
from bilezik.rules.contract import Rest
from bilezik.rules.keep_charged import ChargeMemory, ChargeSeen
from bilezik.rules.staying import ZoneMemory, ZoneSeen
from bilezik.rules.wear_device import StrapWord, WearMemory, WearSeen
from bilezik.tracking.memory import Mark, Presence
from bilezik.tracking.presence import KEPT, certainty, thousandths

Violations = tuple[Violation, ...]
Cases = tuple[Case, ...]


class Moment:
    """The moment of a look: its event time, the latest clock known by then, and where findings go."""

    __slots__ = ("at", "found", "known_at")

    def __init__(self, at: Instant, known_at: Instant, found: Findings) -> None:
        """Keep the three."""
        self.at = at
        self.known_at = known_at
        self.found = found


def look_stay(
    duty: Duty, case: Case, presence: Presence, odds: int, violations: Violations, moment: Moment, rest: Rest = ""
) -> tuple[Case, Violations]:
    """Let a `stay` rule look at presence in its zones; `odds` of outside as they are at the moment."""
    memory = case.memory
    if not isinstance(memory, ZoneMemory):
        raise TypeError(f"condition {duty.condition.id} remembers {type(memory).__name__}")
    rule = stay_home.step if duty.condition.kind == "stay_home" else stay_in_area.step
    seen = ZoneSeen(
        at=moment.at,
        rest=rest,
        certainty=certainty(odds),
        probability=thousandths(odds),
        is_kept=odds <= -KEPT,
        since=_since(presence, "outside" if odds > 0 else "inside", moment.at),
        holds_since=case.since_at,
    )
    after_look, verdicts, wake_at = rule(duty.condition, memory, seen)
    if after_look is memory and not verdicts and wake_at == case.wake_at:
        return case, violations
    zones = duty.condition.zones
    violations = moment.found.take(
        verdicts,
        violations,
        duty=duty,
        at=moment.at,
        known_at=moment.known_at,
        zone=zones[0].id if len(zones) == 1 else None,
        evidence=presence.run,
    )
    return Case(case.condition, case.holds, case.since_at, case.until_at, wake_at, after_look), violations


def look_place(
    duty: Duty,
    case: Case,
    place: Place,
    odds: int,
    violations: Violations,
    moment: Moment,
    seen_at: Instant,
    rest: Rest = "",
) -> tuple[Place, Violations]:
    """Let `keep_out` look at presence in one place; `odds` of outside as they are at the moment, `seen_at` of the last fix."""
    presence, at = place.presence, moment.at
    holds_since, changes_at = case.since_at, NEVER
    opening = None if rest else duty.opening(place.zone)
    if opening is not None:
        is_open, changes_at = opening.at(at)
        if is_open:
            holds_since = max(holds_since, duty.opened_at(place.zone, at))
        else:
            rest = "closed"
    seen = ZoneSeen(
        at=at,
        rest=rest,
        certainty=certainty(-odds),
        probability=thousandths(-odds),
        is_kept=odds >= KEPT,
        since=_since(presence, "outside" if odds > 0 else "inside", at),
        holds_since=holds_since,
        is_passing=place.is_passing,
        seen_at=seen_at,
    )
    memory, verdicts, wake_at = keep_out.step(duty.condition, place.memory, seen)
    violations = moment.found.take(
        verdicts,
        violations,
        duty=duty,
        at=at,
        known_at=moment.known_at,
        zone=duty.condition.zones[place.zone].id,
        evidence=tuple(_turned(said) for said in presence.run) if verdicts else (),
    )
    return Place(place.condition, place.zone, presence, memory, min(wake_at, changes_at), place.is_passing), violations


def look_strap(
    duty: Duty,
    case: Case,
    word: StrapWord,
    violations: Violations,
    moment: Moment,
    evidence: tuple[Witness, ...] = (),
    rest: Rest = "",
) -> tuple[Case, Violations]:
    """Let `wear_device` hear one word of the strap or the case, or the passing of time."""
    memory = case.memory if isinstance(case.memory, WearMemory) else wear_device.IDLE
    seq = evidence[0].seq if evidence else 0
    memory, verdicts, wake_at = wear_device.step(duty.condition, memory, WearSeen(moment.at, rest, word, seq))
    if not evidence and verdicts and memory.is_found:  # open since before the hours began: the word that said so
        evidence = (Witness(memory.said_at, memory.seq, "event strap_open"),)
    violations = moment.found.take(verdicts, violations, duty=duty, at=moment.at, known_at=moment.known_at, evidence=evidence)
    return Case(case.condition, case.holds, case.since_at, case.until_at, wake_at, memory), violations


def look_charge(
    duty: Duty,
    case: Case,
    report: Report | None,
    violations: Violations,
    moment: Moment,
    evidence: tuple[Witness, ...] = (),
    rest: Rest = "",
) -> tuple[Case, Violations]:
    """Let `keep_charged` see what a report says of the battery."""
    memory = case.memory if isinstance(case.memory, ChargeMemory) else keep_charged.IDLE
    seen = (
        ChargeSeen(moment.at, rest)
        if report is None
        else ChargeSeen(moment.at, rest, report.battery_pct, "low_battery" in report.events, report.charging)
    )
    after_look, verdicts, _ = keep_charged.step(duty.condition, memory, seen)
    if after_look is memory and not verdicts:
        return case, violations
    violations = moment.found.take(verdicts, violations, duty=duty, at=moment.at, known_at=moment.known_at, evidence=evidence)
    return Case(case.condition, case.holds, case.since_at, case.until_at, NEVER, after_look), violations


def _turned(said: Witness) -> Witness:
    """Return evidence that was weighed for *outside* as it weighs for *inside*: what is not kept, at a forbidden place."""
    probability = None if said.probability is None else 1000 - said.probability
    return msgspec.structs.replace(said, probability=probability, weight=None if said.weight is None else -said.weight)


def _since(presence: Presence, side: Mark, at: Instant) -> Instant:
    """Return the first fix of a side: since when the person is there, or the doubt that leads there."""
    since = presence.turned_at if side == presence.side else presence.doubt_at
    return at if since == NEVER else since
