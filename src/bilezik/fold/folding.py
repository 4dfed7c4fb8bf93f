"""`fold`: one input into one person's state.

1. Pure: the same plan, state and input give the same outcome, and nothing given is changed.
2. Due looks first (law 3): those that are due by the clock less `GRACE`, then those due by the input's own event time.
   A story begins with a docket that has a time, or with the first arrival; a `Clock` begins nothing, so that feeding clocks
   or not is the same.
3. An input behind the head of event time is not judged here: it is kept, its incidents are told, and `Late` asks for a refold.
4. An arrival that says nothing (`inputs.NOTHING`) is heard, and is no moment of event time: it can make nothing late.
5. A re-send (same device, event time and content) changes nothing but that the device was heard (law 8).
6. `fold` raises for no report. If it raises all the same, that is a bug, and the shell opens a fault for the person (law 5).
"""

from typing import Final

import msgspec

from bilezik.domain.fix import Doubt, Event, Fix
from bilezik.domain.instant import DAWN, NEVER, Instant, after, hours, minutes, seconds
from bilezik.domain.order import Docket
from bilezik.domain.report import FOREIGN
from bilezik.domain.violation import Witness
from bilezik.fold import clocks
from bilezik.fold.effects import Checkpoint, Effect, Folded, Incident, Late, ViolationChanged, WitnessWanted
from bilezik.fold.findings import Findings, incident_id
from bilezik.fold.hearing import go_deaf, hear, wait
from bilezik.fold.hearing import replan as replan_hearing
from bilezik.fold.inputs import GRACE, Arrival, Clock, Given, Outage, values_of
from bilezik.fold.keys import SILENT, event_time
from bilezik.fold.plan import Plan, compile_docket
from bilezik.fold.state import State, Timeline, pack, values_of_state
from bilezik.fold.timeline import advance, is_set_up, replan, take
from bilezik.rules.standing import ERRS_AGAIN, LIES, TWO_PLACES, matter
from bilezik.tracking.memory import Habit, Pace
from bilezik.tracking.pace import BEHIND
from bilezik.tracking.plausibility import position_doubt
from bilezik.tracking.receiver import JUMPS_TOLD_AT, RUN_TOLD_AT, TOLD_AT

CHECKPOINT_EVERY: Final = hours(1)
"""A late report is refolded over at most about this much history; a checkpoint costs some hundred bytes."""
LULL: Final = seconds(10)
"""How long a refold waits for the rest of an upload, from the last report that came late."""
PATIENCE: Final = minutes(2)
"""And from the first: whoever uploads two days is looked at meanwhile, each time with what has come by then."""
RECENT: Final = 32
"""Re-sends known without asking the store: more than a bracelet keeps in flight. Older ones come out as `Late`, and the refold
finds nothing new."""
CROSSED: Final = "may_have_crossed"
"""The word of an event, before the name of a place that lies between two fixes."""
_MASK: Final = (1 << 61) - 1
_SPREAD: Final = 1_000_003
"""Small enough that nothing on the way to a key exceeds 62 bits: larger numbers are slow in compiled code."""


def fold(plan: Plan, state: State, given: Given) -> Folded:
    """Fold one input; see the module's rules."""
    if type(given) is Arrival:
        return _arrive(plan, state, given)
    if isinstance(given, Docket):
        return _redocket(plan, state, given)
    if isinstance(given, Outage):
        return _lapse(plan, state, given)
    assert isinstance(given, Clock)  # noqa: S101 - narrows the union for the type checker
    return _wait(plan, state, given)


def _arrive(plan: Plan, state: State, arrival: Arrival) -> Folded:  # noqa: C901, PLR0912 - as `timeline.take`: calls are dear
    # Fields of structs are dear one by one: 45 ns each.
    person, layout, before_at, checkpoint_at, late_since, late_due_at, recent, hearing, line, late_told_at, paces = values_of_state(
        state
    )
    device, received_at, clock, _, digest, report, _, _ = values_of(arrival)
    if before_at > clock:  # noqa: PLR1730 - max() takes thrice as long
        clock = before_at
    at, doubt = event_time(report, received_at)
    found = Findings(person)
    words = report.events
    if words and not FOREIGN.isdisjoint(words):
        hearing = wait(plan, hearing, clock, found)  # somebody else spoke in its name: the device is as silent as before
    else:
        hearing = hear(plan, hearing, arrival, clock, at, found)
    placed: Doubt | None = None
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    behind: Pace | None = None
    is_late = False
    key = (digest + at + device * _SPREAD) & _MASK
    head_at = line.head_at
    is_known = at <= head_at and key in recent  # what is beyond the head is new
    if not is_known:
        if line.wake_at <= clock - GRACE and is_set_up(line):
            line = advance(plan, line, Instant(clock - GRACE), found)
            head_at = line.head_at
        if paces or received_at - at > BEHIND:  # else a live report, after live ones: nearly every one
            paces, behind = clocks.walked(paces, arrival)
        if digest != SILENT:
            recent = (recent if len(recent) < RECENT else recent[1:]) + (key,)
            is_late = at <= head_at and (at < head_at or (device, digest) <= (line.head_device, line.head_digest))
            if not is_late:
                kept: tuple[Effect, ...] = ()
                if at - checkpoint_at >= CHECKPOINT_EVERY and late_due_at == NEVER and is_set_up(line):
                    checkpoint_at = head_at
                    kept = (checkpoint_of(person, line),)
                line, placed, events, effects = _take(plan, line, arrival, at, doubt, clock, found)
                if kept:
                    effects = (*kept, *effects)
    state = State(person, layout, clock, checkpoint_at, late_since, late_due_at, recent, hearing, line, late_told_at, paces)
    if is_late:
        folded = _keep_late(plan, state, arrival, at, doubt, found)
    else:
        folded = Folded(plan, state, at, placed, events, effects or _effects(found), is_known)
    if behind is None:
        return folded
    return msgspec.structs.replace(folded, effects=(*folded.effects, *clocks.told(plan, arrival, behind)))


def _take(
    plan: Plan, line: Timeline, arrival: Arrival, at: Instant, doubt: Doubt, clock: Instant, found: Findings
) -> tuple[Timeline, Doubt | None, tuple[Event, ...], tuple[Effect, ...]]:
    """Fold a report that came in order; return the line, the doubt about the position, its events, and what follows."""
    effects: tuple[Effect, ...] = ()
    if line.wake_at <= at:
        line = advance(plan, line, at, found)
    was_unlocked, was = line.unlocked, line.habit
    line, doubt = take(plan, line, arrival, at, doubt, found)
    unlocked, habit = line.unlocked, line.habit
    lie = None if habit is was else _lie(habit, doubt)
    if found.changed or found.asked:
        effects = _effects(found)
    placed, events = _stored(arrival, at, doubt, is_unlocking=unlocked not in {0, was_unlocked})
    if events:
        effects = (*effects, *_incidents(plan, arrival, events, clock))
    if found.crossed:
        events = (*events, *(_remark(arrival, at, doubt, f"{CROSSED}:{name}") for name in found.crossed))
    if lie is not None:
        word, is_work = lie
        told = _remark(arrival, at, doubt, f"receiver:{word}")
        events = (*events, told)
        if is_work and plan.in_force(at):
            effects = (*effects, _untrusted(plan, arrival, told, clock))
    return line, placed, events, effects


def _keep_late(plan: Plan, state: State, arrival: Arrival, at: Instant, doubt: Doubt, found: Findings) -> Folded:
    """Keep a report that came behind the head of event time: what it changes is for the refold."""
    told_at = min(state.late_told_at, state.clock)
    due_at = min(after(state.clock, LULL), after(told_at, PATIENCE))
    has_place = arrival.report.lat is not None and arrival.report.lon is not None
    doubt = (position_doubt(arrival.report, arrival.integrity) if has_place else "") or doubt
    placed, events = _stored(arrival, at, doubt, is_unlocking=arrival.report.strap_locked is False)
    effects = (Late(at, due_at), *_effects(found), *_incidents(plan, arrival, events, state.clock))
    state = msgspec.structs.replace(state, late_since=min(at, state.late_since), late_due_at=due_at, late_told_at=told_at)
    return Folded(plan, state, at, placed, events, effects)


def _wait(plan: Plan, state: State, given: Clock) -> Folded:
    clock = max(given.now, state.clock)
    found = Findings(state.person)
    hearing = wait(plan, state.hearing, clock, found)
    line = state.line
    until_at = Instant(clock - given.grace)
    if line.wake_at <= until_at and is_set_up(line):
        line = advance(plan, line, until_at, found)
    state = msgspec.structs.replace(state, clock=clock, hearing=hearing, line=line)
    return Folded(plan, state, clock, effects=_effects(found))


def _lapse(plan: Plan, state: State, outage: Outage) -> Folded:
    """Take in that nobody listened for a while. Only silence is about that; what happened meanwhile may still come."""
    if outage.to_at <= state.clock:  # folded before, or over before this person's story began
        return Folded(plan, state, outage.to_at)
    found = Findings(state.person)
    hearing = go_deaf(plan, state.hearing, outage, found)
    state = msgspec.structs.replace(state, clock=outage.to_at, hearing=hearing)
    return Folded(plan, state, outage.to_at, effects=_effects(found))


def _redocket(plan: Plan, state: State, docket: Docket) -> Folded:
    """Judge by `docket` from its `recorded_at` on; history after that which was judged by the old one is refolded."""
    new = compile_docket(docket, plan.shared)
    recorded_at = docket.recorded_at
    if recorded_at == DAWN and not is_set_up(state.line):
        return Folded(new, state, recorded_at)
    clock = max(state.clock, recorded_at)
    found = Findings(state.person)
    hearing = wait(plan, state.hearing, clock, found)
    hearing = replan_hearing(new, hearing, clock, found)
    line = state.line
    is_late = recorded_at < line.head_at
    at = max(recorded_at, line.head_at)
    if is_set_up(line):
        line = advance(plan, line, at, found)
    line = replan(new, plan, line, at, found)
    late_since, late_due_at, late_told_at = state.late_since, state.late_due_at, state.late_told_at
    checkpoint_at = state.checkpoint_at
    effects: tuple[Effect, ...] = ()
    if is_late:
        late_due_at = min(late_due_at, after(clock, LULL))
        late_since, late_told_at = min(late_since, recorded_at), min(late_told_at, clock)
        effects = (Late(recorded_at, late_due_at),)
    elif late_due_at == NEVER:
        checkpoint_at = line.head_at
        effects = (checkpoint_of(state.person, line),)
    state = State(
        state.person, state.layout, clock, checkpoint_at, late_since, late_due_at, state.recent, hearing, line, late_told_at,
        state.paces,
    )  # fmt: skip
    return Folded(new, state, recorded_at, effects=(*effects, *_effects(found)))


def checkpoint_of(person: int, line: Timeline) -> Checkpoint:
    """Return the checkpoint of a timeline as it stands."""
    return Checkpoint(line.head_at, pack(State(person, line=line)))


def fix_of(arrival: Arrival, at: Instant, doubt: Doubt) -> Fix:
    """Return what to store of the position of a report that has one."""
    report = arrival.report
    lat, lon = report.lat, report.lon
    return Fix(
        arrival.device, at, arrival.received_at, arrival.seq, arrival.digest,
        0.0 if lat is None else lat, 0.0 if lon is None else lon, report.accuracy_m, report.source or "unknown", report.speed_mps,
        doubt, report.satellites, report.hdop, report.moving, report.charging,
    )  # fmt: skip


def _stored(arrival: Arrival, at: Instant, doubt: Doubt, *, is_unlocking: bool) -> tuple[Doubt | None, tuple[Event, ...]]:
    """Return what to store of a report: the doubt about its position, and its words.

    An opening strap is a word even where only a status bit says so.
    """
    report = arrival.report
    words = report.events
    lat, lon = (None, None) if arrival.sealed else (report.lat, report.lon)
    placed = None if lat is None or lon is None else doubt
    if is_unlocking and "strap_open" not in words:
        words = (*words, "strap_open")
    if not words:
        return placed, ()
    if placed is None:
        lat = lon = None
    events = tuple(
        Event(
            arrival.device, word, at, arrival.received_at, arrival.seq, arrival.digest, lat, lon, doubt,
            report.battery_pct if word == "low_battery" else None,
        )
        for word in words
    )  # fmt: skip
    return placed, events


def _lie(habit: Habit, doubt: Doubt) -> tuple[str, bool] | None:
    """Return the word for a lie of the receiver that begins or has gone on long enough to be work (True), or None.

    `habit` as the report has changed it.
    """
    word = doubt or habit.doubt
    if doubt == "impossible_speed" and habit.jumps == JUMPS_TOLD_AT and habit.run == 1:
        return TWO_PLACES, True
    if word in LIES and habit.run in {1, RUN_TOLD_AT}:
        return word, habit.run == RUN_TOLD_AT
    if not doubt and habit.times >= TOLD_AT:
        return ERRS_AGAIN, habit.times == TOLD_AT
    return None


def _remark(arrival: Arrival, at: Instant, doubt: Doubt, kind: str) -> Event:
    """Return an event that no device said: what the report shows."""
    report = arrival.report
    lat, lon = (None, None) if arrival.sealed else (report.lat, report.lon)
    return Event(arrival.device, kind, at, arrival.received_at, arrival.seq, arrival.digest, lat, lon, doubt)


def _untrusted(plan: Plan, arrival: Arrival, told: Event, clock: Instant) -> Incident:
    """Return the work that a receiver which goes on lying is."""
    at, word = told.occurred_at, told.kind.partition(":")[2]
    said = Witness(at, arrival.seq, f"event {told.kind}", told.lat, told.lon, arrival.report.accuracy_m)
    return Incident(
        incident_id(plan.person, told.kind, arrival.device, at, arrival.digest), "receiver", at, max(at, clock), (said,), LIES[word]
    )


def _incidents(plan: Plan, arrival: Arrival, events: tuple[Event, ...], clock: Instant) -> tuple[Incident, ...]:
    if not events or not plan.in_force(events[0].occurred_at):
        return ()
    is_worn = plan.is_worn(events[0].occurred_at)
    raised: list[Incident] = []
    for event in events:
        about = matter(event.kind, is_worn=is_worn)
        if about is not None:
            kind, text = about
            at = event.occurred_at
            said = Witness(at, arrival.seq, f"event {event.kind}", event.lat, event.lon, arrival.report.accuracy_m)
            key = incident_id(plan.person, event.kind, arrival.device, at, arrival.digest)
            raised.append(Incident(key, kind, at, max(at, clock), (said,), text))
    return tuple(raised)


def _effects(found: Findings) -> tuple[Effect, ...]:
    """Return what was found as effects, the last word on each violation only once and in the order first found."""
    if not found.changed and not found.asked:
        return ()
    last = {violation.id: violation for violation in found.changed}
    asked = tuple(WitnessWanted(at, condition) for at, condition in found.asked)
    return (*(ViolationChanged(violation) for violation in last.values()), *asked)
