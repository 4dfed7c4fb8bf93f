"""The state of one person: everything the next decision depends on, in less than 4 kB.

1. Two timelines: `Timeline` is event time (what happened when), `Hearing` is arrival time (when we were told; silence).
   A refold rewrites the first and never the second.
2. A state is a frozen value: a fold makes a new one, so a batch that could not be committed has changed nothing.
3. Only zones that matter now have a presence: one for each `stay` duty, and one for each forbidden place within reach.
4. `pack` and `unpack` are exact; `LAYOUT` names the shape and changes with it.
"""

from collections.abc import Callable
from typing import Final, cast

import msgspec

from bilezik.domain.instant import DAWN, NEVER, Instant, after
from bilezik.domain.violation import Violation
from bilezik.fold.inputs import GRACE
from bilezik.rules.keep_charged import ChargeMemory
from bilezik.rules.keep_contact import ContactMemory
from bilezik.rules.staying import ZoneMemory
from bilezik.rules.wear_device import WearMemory
from bilezik.tracking.memory import GOOD, NOWHERE, Habit, Mark, Pace, Presence, Track
from bilezik.tracking.presence import mark

LAYOUT: Final = 7

Memory = ZoneMemory | WearMemory | ChargeMemory | ContactMemory


class Case(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One condition now: does it hold, since when, until when, and what its rule remembers and when it wants to be woken."""

    condition: int
    holds: bool
    since_at: Instant
    until_at: Instant
    wake_at: Instant
    memory: Memory


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One forbidden place within reach: whose condition, which zone, presence in it and the rule's memory of it.

    `is_passing`: the last fix was made at the speed of a vehicle.
    """

    condition: int
    zone: int
    presence: Presence
    memory: ZoneMemory
    wake_at: Instant
    is_passing: bool = False


class Timeline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Event time: all that follows from what happened, in the order it happened.

    The head is the order key of the last input folded in: `head_at`, then device and digest for inputs of the same instant.
    `known_at`: the latest clock of any input folded in. `presences` stand in the order of the plan's `stays`. `unlocked`: the
    device whose status last said that its strap is open, 0 for none. `beacon_at`: when a home unit or beacon was heard last, DAWN
    when it was lost since. `word_at`: when a home unit last said that the person is in its reach or not.
    """

    head_at: Instant = DAWN
    head_device: int = -1
    head_digest: int = -1
    known_at: Instant = DAWN
    wake_at: Instant = DAWN
    docket_at: Instant = DAWN
    battery_pct: float | None = None
    unlocked: int = 0
    track: Track = NOWHERE
    presences: tuple[Presence, ...] = ()
    places: tuple[Place, ...] = ()
    cases: tuple[Case, ...] = ()
    open: tuple[Violation, ...] = ()
    habit: Habit = GOOD
    beacon_at: Instant = DAWN
    word_at: Instant = DAWN

    @property
    def seen_at(self) -> Instant:
        """When presence was moved last: at the last believed fix, or at a later word of a home unit; DAWN: never."""
        return max(self.track.at, self.word_at)


class Word(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The last word as it arrived: in which report, an event that may explain that no other follows, battery and place."""

    seq: int = 0
    event: str = ""
    battery_pct: float | None = None
    lat: float | None = None
    lon: float | None = None
    is_blind: bool = False
    """It had lost the satellites."""


Spot = tuple[float, float]
"""A place to about a hundred metres: lat, lon in degrees, rounded."""


class Hearing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Arrival time: when the last word came, when to look next, and the `keep_contact` cases.

    `edge_at`: when the first case begins or ends to hold; `shortest`: the shortest silence that any case that holds would judge.
    `listening_at`: the end of the last outage of our own. `word`: the last word; battery and place are those last said.
    `gaps`: places at which a silence was ended by what the device had kept: there is no coverage there.
    """

    heard_at: Instant = DAWN
    due_at: Instant = DAWN
    edge_at: Instant = NEVER
    shortest: int = NEVER
    cases: tuple[Case, ...] = ()
    open: tuple[Violation, ...] = ()
    listening_at: Instant = DAWN
    word: Word = Word()
    gaps: tuple[Spot, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """How a person stands, for the map. `mark` is about the first zone of the first `stay` duty."""

    fixed_at: Instant | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    mark: Mark
    battery_pct: float | None
    heard_at: Instant | None


class State(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One person. `clock`: the fold clock. `recent`: keys of the last reports, to know a re-send (law 8).

    `late_since`, `late_due_at`: history must be refolded from before the one, once the clock reaches the other (NEVER: no need).
    `late_told_at`: when the first of what came late came. `paces`: of devices whose reports do not come on time.
    `checkpoint_at`: event time of the last checkpoint.
    """

    person: int
    layout: int = LAYOUT
    clock: Instant = DAWN
    checkpoint_at: Instant = DAWN
    late_since: Instant = NEVER
    late_due_at: Instant = NEVER
    recent: tuple[int, ...] = ()
    hearing: Hearing = Hearing()
    line: Timeline = Timeline()
    late_told_at: Instant = NEVER
    paces: tuple[Pace, ...] = ()

    @property
    def wake_at(self) -> Instant:
        """When a `Clock` is due next; NEVER if time alone changes nothing, or nothing has begun."""
        line_at = after(self.line.wake_at, GRACE) if self.line.head_at != DAWN else NEVER
        quiet_at = self.hearing.due_at if self.hearing.due_at != DAWN else NEVER
        return min(line_at, quiet_at, self.late_due_at, NEVER)

    @property
    def standing(self) -> Standing:
        """How the person stands, for the map."""
        track, line = self.track, self.line
        known = track.at != DAWN
        return Standing(
            fixed_at=track.at if known else None,
            lat=track.lat if known else None,
            lon=track.lon if known else None,
            accuracy_m=track.accuracy_m,
            mark=mark(line.presences[0].odds) if line.presences and known else "unsure",
            battery_pct=line.battery_pct,
            heard_at=self.hearing.heard_at if self.hearing.heard_at != DAWN else None,
        )

    @property
    def track(self) -> Track:
        """The last believed fix."""
        return self.line.track


LineValues = tuple[
    Instant, int, int, Instant, Instant, Instant, float | None, int, Track, tuple[Presence, ...], tuple[Place, ...],
    tuple[Case, ...], tuple[Violation, ...], Habit, Instant, Instant,
]  # fmt: skip
StateValues = tuple[
    int, int, Instant, Instant, Instant, Instant, tuple[int, ...], Hearing, Timeline, Instant, tuple[Pace, ...]
]  # fmt: skip
HearingValues = tuple[Instant, Instant, Instant, int, tuple[Case, ...], tuple[Violation, ...], Instant, Word, tuple[Spot, ...]]
values_of_hearing: Final = cast("Callable[[Hearing], HearingValues]", msgspec.structs.astuple)
values_of_line: Final = cast("Callable[[Timeline], LineValues]", msgspec.structs.astuple)
values_of_state: Final = cast("Callable[[State], StateValues]", msgspec.structs.astuple)
"""All fields at once, in their order: one by one each costs compiled code 45 ns."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(State)


class WrongLayoutError(Exception):
    """The packed state is of another layout: fold this person's history anew."""


def fresh(person: int) -> State:
    """Return the state of a person of whom nothing is known."""
    return State(person)


def pack(state: State) -> bytes:
    """Write a state; equal states give equal bytes."""
    return _ENCODER.encode(state)


def unpack(packed: bytes) -> State:
    """Read a state written by `pack`; bytes of another layout raise `WrongLayoutError`."""
    try:
        state = _DECODER.decode(packed)
    except msgspec.DecodeError as error:
        raise WrongLayoutError(str(error)) from error
    if state.layout != LAYOUT:
        raise WrongLayoutError(f"layout {state.layout}, not {LAYOUT}")
    return state
