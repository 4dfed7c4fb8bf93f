"""One person's whole decision. The monitor and `replay` run this and nothing else.

    folded = fold(plan, state, given)      # given: an Arrival, a Clock, a Docket or an Outage
    folded = refold(plan_for, state, checkpoint, dockets, arrivals, known, now)

1. Pure: no I/O, no clock, no dice. Everything a decision depends on is in the plan, the state and the input.
2. Silence is an input (law 2): `state.wake_at` says when a `Clock` is due.
3. Due looks come before the next input (law 3); event time decides (law 4); replay equals record (law 7).
4. What the shell must do is data (`fold.effects`); what the fold does not say does not happen.
"""

from bilezik.fold.effects import Checkpoint, Effect, Folded, Incident, Late, ViolationChanged, WitnessWanted
from bilezik.fold.folding import fold
from bilezik.fold.inputs import GRACE, Arrival, Clock, Given, Outage
from bilezik.fold.keys import digest_of, event_time
from bilezik.fold.plan import Plan, ZoneCache, compile_docket
from bilezik.fold.refolding import refold
from bilezik.fold.state import Standing, State, WrongLayoutError, fresh, pack, unpack

__all__ = [
    "GRACE",
    "Arrival",
    "Checkpoint",
    "Clock",
    "Effect",
    "Folded",
    "Given",
    "Incident",
    "Late",
    "Outage",
    "Plan",
    "Standing",
    "State",
    "ViolationChanged",
    "WitnessWanted",
    "WrongLayoutError",
    "ZoneCache",
    "compile_docket",
    "digest_of",
    "event_time",
    "fold",
    "fresh",
    "pack",
    "refold",
    "unpack",
]
