"""Arrival time: what was heard when, and the judgement of silence.

1. This timeline runs on the fold clock alone and only forward; no upload rewrites it.
2. Due looks are taken before the input that brought the clock this far (law 3): silence that had lasted long enough is found
   even when the word that ends it is already here.
"""

from bilezik.domain.instant import DAWN, NEVER, Instant, minutes
from bilezik.fold.findings import Findings
from bilezik.fold.plan import Plan
from bilezik.fold.state import Case, Hearing
from bilezik.rules import keep_contact
from bilezik.rules.contract import Rest
from bilezik.rules.keep_contact import ContactMemory, ContactSeen

KEPT_BACK = minutes(5)
"""A report older than this on arrival was kept by the device: an upload, not a live word."""


def hear(plan: Plan, hearing: Hearing, clock: Instant, at: Instant, found: Findings) -> Hearing:
    """Take in a word that came at `clock` and is about `at`, after the looks that were due by then."""
    if hearing.due_at <= clock:
        hearing = wait(plan, hearing, clock, found)
    if hearing.open or hearing.due_at == DAWN:
        return _look(plan, _heard(hearing, clock), clock, found, is_late=clock - at > KEPT_BACK)
    due_at = clock + hearing.shortest
    edge_at = hearing.edge_at
    return Hearing(clock, Instant(due_at) if due_at < edge_at else edge_at, edge_at, hearing.shortest, hearing.cases)


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


def replan(plan: Plan, hearing: Hearing, clock: Instant, found: Findings) -> Hearing:
    """Judge by another docket from `clock` on: conditions that are gone close their violations."""
    kept = {plan.duties[n].condition.id for n in plan.contacts}
    for violation in hearing.open:
        if violation.condition not in kept:
            found.close(violation, clock, "the condition was changed or lifted")
    stay = tuple(violation for violation in hearing.open if violation.condition in kept)
    return _look(plan, Hearing(hearing.heard_at, hearing.due_at, cases=hearing.cases, open=stay), clock, found)


def _heard(hearing: Hearing, clock: Instant) -> Hearing:
    return Hearing(clock, hearing.due_at, hearing.edge_at, hearing.shortest, hearing.cases, hearing.open)


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
        seen = ContactSeen(at, rest, hearing.heard_at, since_at, is_late)
        memory, verdicts, wake_at = keep_contact.step(duty.condition, memory, seen)
        violations = found.take(verdicts, violations, duty=duty, at=at, known_at=at)
        cases.append(Case(duty.condition.id, not rest, since_at, until_at, wake_at, memory))
        edge_at = min(edge_at, until_at)
        due_at = min(due_at, until_at, wake_at)
        if not rest:
            shortest = Instant(min(shortest, keep_contact.silence_after(duty.condition)))
    return Hearing(hearing.heard_at, due_at, edge_at, shortest, tuple(cases), violations)
