"""A device whose clock is behind is told of, once: nobody may take what it says of yesterday for news of today (laws 4 and 5).

1. What it says is judged as ever: one report alone is an upload like any other. By pace they are told apart (`tracking.pace`).
2. A time that cannot be is not minded here: it is doubted, and told as a lie of the receiver.
3. It runs on arrival alone, so no refold changes it, and a replay finds the same (law 7).
"""

from typing import Final

import msgspec

from bilezik.domain.instant import Instant, days, hours, minutes
from bilezik.domain.violation import Witness
from bilezik.fold.effects import Folded, Incident
from bilezik.fold.findings import incident_id
from bilezik.fold.inputs import OLDEST_UPLOAD, Arrival
from bilezik.fold.plan import Plan
from bilezik.fold.state import State
from bilezik.tracking.pace import BEHIND, walk

_DEVICES: Final = 4
"""Clocks of one person that are minded; nobody wears more devices."""
_BEHIND: Final = (
    "The device's reports come one by one, each {lag} after the time it states: its clock is behind, or it holds them back."
    " Where the person is now is not known, and what is found for the time stated may be about today."
)


def is_punctual(state: State, arrival: Arrival) -> bool:
    """Return whether nothing is to be minded: the report is a live one, and so were those before it."""
    at = arrival.report.at
    return at is None or (not state.paces and arrival.received_at - at <= BEHIND)


def mind(plan: Plan, folded: Folded, arrival: Arrival) -> Folded:
    """Return what folding `arrival` gave, with what its time says of the device's clock."""
    at, state = arrival.report.at, folded.state
    if at is None or folded.duplicate or arrival.report.replayed or at < arrival.received_at - OLDEST_UPLOAD:
        return folded
    before = next((pace for pace in state.paces if pace.device == arrival.device), None)
    pace, is_behind = walk(before, arrival.device, at, arrival.received_at)
    others = tuple(one for one in state.paces if one is not before)
    paces = others if pace is None else (*others, pace)[-_DEVICES:]
    effects = folded.effects
    if is_behind and pace is not None and plan.in_force(arrival.received_at):
        effects = (*effects, _behind_incident(plan.person, arrival, pace.lag, pace.since_at))
    return msgspec.structs.replace(folded, state=msgspec.structs.replace(state, paces=paces), effects=effects)


def _behind_incident(person: int, arrival: Arrival, lag: int, since_at: Instant) -> Incident:
    now = arrival.received_at
    return Incident(
        id=incident_id(person, "clock_behind", arrival.device, since_at, 0),
        kind="receiver",
        at=since_at,
        raised_at=now,
        evidence=(Witness(now, arrival.seq, "event receiver:clock_behind"),),
        text=_BEHIND.format(lag=_length(lag)),
    )


def _length(lag: int) -> str:
    """Write a length of time as people say it: `5 h`, `23 h 58 min`, `12 days`."""
    whole = round(lag / minutes(1)) * minutes(1)
    if whole >= days(2):
        return f"{round(whole / days(1))} days"
    told = ((whole // hours(1), "h"), (whole % hours(1) // minutes(1), "min"))
    return " ".join(f"{count} {unit}" for count, unit in told if count)
