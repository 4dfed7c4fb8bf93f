"""A device whose clock is behind is told of, once: nobody may take what it says of yesterday for news of today (laws 4 and 5).

1. What it says is judged as ever: one report alone is an upload like any other. By pace they are told apart (`tracking.pace`).
2. A time that cannot be is not minded here: it is doubted, and told as a lie of the receiver.
3. It runs on arrival alone, so no refold changes it, and a replay finds the same (law 7).
"""

from typing import Final

from bilezik.domain.instant import Instant, days, hours, minutes
from bilezik.domain.violation import Witness
from bilezik.fold.effects import Incident
from bilezik.fold.findings import incident_id
from bilezik.fold.inputs import Arrival
from bilezik.fold.keys import OLDEST_UPLOAD
from bilezik.fold.plan import Plan
from bilezik.tracking.memory import Pace
from bilezik.tracking.pace import walk

_DEVICES: Final = 4
"""Clocks of one person that are minded; nobody wears more devices."""
_BEHIND: Final = (
    "The device's reports come one by one, each {lag} after the time it states: its clock is behind, or it holds them back."
    " Where the person is now is not known, and what is found for the time stated may be about today."
)


def walked(paces: tuple[Pace, ...], arrival: Arrival) -> tuple[tuple[Pace, ...], Pace | None]:
    """Return the paces after a report that is no re-send, and the one that is to be told, for its clock is called wrong now."""
    report, received_at = arrival.report, arrival.received_at
    at = report.at
    if at is None or report.replayed or at < received_at - OLDEST_UPLOAD:
        return paces, None
    device = arrival.device
    before: Pace | None = paces[0] if len(paces) == 1 and paces[0].device == device else None
    others: tuple[Pace, ...] = ()
    if before is None and paces:  # several devices: seldom
        before = next((one for one in paces if one.device == device), None)
        others = tuple(one for one in paces if one is not before)
    pace, is_behind = walk(before, device, at, received_at)
    if pace is before:
        return paces, None
    return others if pace is None else (*others, pace)[-_DEVICES:], pace if is_behind else None


def told(plan: Plan, arrival: Arrival, pace: Pace) -> tuple[Incident, ...]:
    """Return the work that a clock which is called wrong now is, if an order is in force."""
    if not plan.in_force(arrival.received_at):
        return ()
    return (_behind_incident(plan.person, arrival, pace.lag, pace.since_at),)


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
