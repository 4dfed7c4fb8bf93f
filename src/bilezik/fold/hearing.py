"""Arrival time: what was heard when, and the judgement of silence.

1. This timeline runs on the fold clock alone and only forward; no upload rewrites it.
2. Due looks are taken before the input that brought the clock this far (law 3): silence that had lasted long enough is found
   even when the word that ends it is already here.
3. An outage of our own is looked at up to its begin; from its end on everybody is given the full time anew.
4. What may explain a silence (`rules.keep_contact.cause`) is told as its evidence.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant, minutes
from bilezik.domain.violation import Witness
from bilezik.fold.findings import Findings
from bilezik.fold.inputs import Arrival, Outage
from bilezik.fold.plan import Plan
from bilezik.fold.state import Case, Hearing, Spot, Word, values_of_hearing
from bilezik.geo import distance_m
from bilezik.rules import keep_contact
from bilezik.rules.contract import Opened, Rest
from bilezik.rules.keep_contact import ContactMemory, ContactSeen

KEPT_BACK = minutes(5)
"""A report older than this on arrival was kept by the device: an upload, not a live word."""
GAPS: Final = 4
"""Places without coverage that are remembered: the cellar at work, the dacha, the way between."""
GAP_M: Final = 500.0
"""A silence so near to such a place is explained by it: a hole in the coverage is about as wide."""
_GAP_DIGITS: Final = 3
"""Decimals of a degree: 110 m, less than the hole is known to."""


def hear(plan: Plan, hearing: Hearing, arrival: Arrival, clock: Instant, at: Instant, found: Findings) -> Hearing:
    """Take in a word that came at `clock` and is about `at`, after the looks that were due by then."""
    if hearing.due_at <= clock:
        hearing = wait(plan, hearing, clock, found)
    _, due_at, edge_at, shortest, cases, violations, listening_at, before, gaps = values_of_hearing(hearing)
    is_late = clock - at > KEPT_BACK
    if is_late or arrival.integrity == "failed":  # how it was then, or what is damaged, explains no silence from now on
        word = Word(arrival.seq, "", before.battery_pct, before.lat, before.lon)
    else:
        word = _word(before, arrival)
    if violations or due_at == DAWN:
        gaps = _with_gap(gaps, before) if is_late and violations else gaps
        heard = msgspec.structs.replace(hearing, heard_at=clock, word=word, gaps=gaps)
        return _look(plan, heard, clock, found, is_late=is_late)
    silent_at = Instant(clock + shortest)
    return Hearing(clock, min(edge_at, silent_at), edge_at, shortest, cases, (), listening_at, word, gaps)


def _word(before: Word, arrival: Arrival) -> Word:
    """Return the last word, with battery and place as last said."""
    report = arrival.report
    lat, lon, valid = report.lat, report.lon, report.valid
    if lat is None or lon is None:
        is_blind = before.is_blind or valid is False or report.satellites == 0
        lat, lon = before.lat, before.lon
    else:
        is_blind = valid is False or report.satellites == 0
        if arrival.sealed or not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
            lat, lon = before.lat, before.lon
    event = next((word for word in report.events if word in keep_contact.SIGNS), "") if report.events else ""
    battery_pct = report.battery_pct
    return Word(arrival.seq, event, before.battery_pct if battery_pct is None else battery_pct, lat, lon, is_blind)


def wait(plan: Plan, hearing: Hearing, clock: Instant, found: Findings) -> Hearing:
    """Take every look that is due by `clock`; a hearing that has not begun waits for its first word."""
    if hearing.due_at == DAWN:
        return hearing
    while hearing.due_at <= clock:
        before = hearing.due_at
        hearing = _look(plan, hearing, before, found)
        if hearing.due_at <= before:
            raise AssertionError(f"hearing of person {plan.person} would wake at {before} for ever")
    return hearing


def go_deaf(plan: Plan, hearing: Hearing, outage: Outage, found: Findings) -> Hearing:
    """Take in that nobody listened for a while: looks due before it are taken, later ones count from its end."""
    hearing = wait(plan, hearing, outage.from_at, found)
    hearing = msgspec.structs.replace(hearing, listening_at=outage.to_at)
    return hearing if hearing.due_at == DAWN else _look(plan, hearing, outage.to_at, found)


def replan(plan: Plan, hearing: Hearing, clock: Instant, found: Findings) -> Hearing:
    """Judge by another docket from `clock` on: conditions that are gone close their violations."""
    kept = {plan.duties[n].condition.id for n in plan.contacts}
    for violation in hearing.open:
        if violation.condition not in kept:
            found.close(violation, clock, "the condition was changed or lifted")
    stay = tuple(violation for violation in hearing.open if violation.condition in kept)
    return _look(plan, msgspec.structs.replace(hearing, edge_at=NEVER, shortest=NEVER, open=stay), clock, found)


def _look(plan: Plan, hearing: Hearing, at: Instant, found: Findings, *, is_late: bool = False) -> Hearing:
    """Look at every `keep_contact` duty at `at`, its hours included, and work out when to look again."""
    memories = {case.condition: case for case in hearing.cases}
    cases: list[Case] = []
    violations, edge_at, shortest, due_at = hearing.open, NEVER, NEVER, NEVER
    for n in plan.contacts:
        duty = plan.duties[n]
        case = memories.get(duty.condition.id) or Case(duty.condition.id, False, at, DAWN, NEVER, keep_contact.IDLE)
        rest: Rest
        rest, until_at = duty.rest(at)
        since_at = case.since_at if case.holds and not rest else at
        memory = case.memory if isinstance(case.memory, ContactMemory) else keep_contact.IDLE
        seen = ContactSeen(at, rest, hearing.heard_at, since_at, is_late, hearing.listening_at)
        memory, verdicts, wake_at = keep_contact.step(duty.condition, memory, seen)
        evidence = _why(hearing) if any(isinstance(verdict, Opened) for verdict in verdicts) else ()
        violations = found.take(verdicts, violations, duty=duty, at=at, known_at=at, evidence=evidence)
        cases.append(Case(duty.condition.id, not rest, since_at, until_at, wake_at, memory))
        edge_at = min(edge_at, until_at)
        due_at = min(due_at, until_at, wake_at)
        if not rest:
            shortest = Instant(min(shortest, keep_contact.silence_after(duty.condition)))
    return Hearing(
        hearing.heard_at, due_at, edge_at, shortest, tuple(cases), violations, hearing.listening_at, hearing.word, hearing.gaps
    )


def _why(hearing: Hearing) -> tuple[Witness, ...]:
    """Return what may explain a silence, as evidence: the last word, its battery, or the place it came from."""
    word = hearing.word
    cause = keep_contact.cause(word.event, word.battery_pct, is_known_gap=_is_gap(hearing.gaps, word), is_blind=word.is_blind)
    return (Witness(hearing.heard_at, word.seq, f"cause {cause}", word.lat, word.lon),) if cause else ()


def _is_gap(gaps: tuple[Spot, ...], word: Word) -> bool:
    """Return whether the last word came from a place without coverage."""
    lat, lon = word.lat, word.lon
    if not gaps or lat is None or lon is None:
        return False
    return any(distance_m(lat, lon, *gap) <= GAP_M for gap in gaps)


def _with_gap(gaps: tuple[Spot, ...], word: Word) -> tuple[Spot, ...]:
    """Return the places without coverage, with the one from which the last word before the silence came."""
    lat, lon = word.lat, word.lon
    if lat is None or lon is None or _is_gap(gaps, word):
        return gaps
    return (*gaps, (round(lat, _GAP_DIGITS), round(lon, _GAP_DIGITS)))[-GAPS:]
