"""What a fold asks the shell to do. Effects are data: the monitor writes them, `replay` prints them.

1. `ViolationChanged` carries the whole violation as it now stands; the shell upserts it by `id` and tells the alerts.
2. `Incident` is work that no condition owns (SOS, jamming, a strap without `wear_device`). It is emitted once for each
   report that is not a re-send, at once, late or not (law 6); the shell groups it by `alerts.grouping`.
3. `Late` says that history must be folded again from the last checkpoint before `since` (`fold.refold`), once the clock has
   reached `due_at` and before this person's first input with a later clock: then an upload of a hundred reports is one refold,
   and a replay does it at the same place (law 7).
4. `Checkpoint` is a state to begin such a refold from; the shell keeps it by (person, at).
"""

import msgspec

from bilezik.domain.fix import Doubt, Event, Fix
from bilezik.domain.instant import Instant
from bilezik.domain.violation import AlertKind, Violation, Witness
from bilezik.fold.plan import Plan
from bilezik.fold.state import State


class ViolationChanged(msgspec.Struct, frozen=True):
    """A violation was opened, became certain, was closed, superseded or withdrawn."""

    violation: Violation


class Incident(msgspec.Struct, frozen=True):
    """Something that needs an operator and belongs to no condition. `id` is stable: the same report gives the same."""

    id: int
    kind: AlertKind
    at: Instant
    raised_at: Instant
    evidence: tuple[Witness, ...]
    text: str


class WitnessWanted(msgspec.Struct, frozen=True):
    """Presence is unsure and it matters for `condition`: ask the device where it is, if it can be asked."""

    at: Instant
    condition: int


class Checkpoint(msgspec.Struct, frozen=True):
    """The state after everything up to and including event time `at`."""

    at: Instant
    state: bytes


class Late(msgspec.Struct, frozen=True):
    """An input came out of order: refold from the last checkpoint before `since`, when the clock reaches `due_at`."""

    since: Instant
    due_at: Instant


Effect = ViolationChanged | Incident | WitnessWanted | Checkpoint | Late


class Folded(msgspec.Struct, frozen=True, gc=False):
    """Outcome of one input.

    `at` is the event time the input was filed under (a report's own time, or its arrival where that cannot be), `duplicate`
    whether it was a re-send that changes nothing. `events` are to be stored, and of a report with a position `doubt` about that
    (None: it has none). `fixes`: the positions of a refold, each with what it is doubted for now.
    """

    plan: Plan
    state: State
    at: Instant
    doubt: Doubt | None = None
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    duplicate: bool = False
    fixes: tuple[Fix, ...] = ()
