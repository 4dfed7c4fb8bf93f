"""One believed fix, seen against the zones: presence moves, and the rules look where it did.

1. A settled presence that sees one more fix deep on its own side is left as it is: the quick way of nearly every fix.
2. A forbidden place gets a presence when a fix falls inside it, and loses it when the person is settled outside again.
3. Two fixes on either side of a place say that the person may have crossed it: that is told as an event and is no violation.
4. A home unit or beacon outranks every other receiver: while it is in reach, what they say moves nothing (`IN_REACH`).
5. What the receiver has done before tells what its fix is worth now (`tracking.receiver`), unless it measures that it moves.
"""

from typing import Final

from bilezik.domain.instant import DAWN, NEVER, Instant, minutes
from bilezik.domain.report import Source
from bilezik.domain.violation import Witness
from bilezik.fold.judging import Cases, Moment, Violations, look_place, look_stay
from bilezik.fold.plan import Duty, Plan
from bilezik.fold.state import Place
from bilezik.geo import distance_m
from bilezik.geo.area import crosses
from bilezik.geo.near import ZoneIndex
from bilezik.rules.staying import IDLE
from bilezik.tracking.memory import AWAY, Habit, Presence, Rates, Track
from bilezik.tracking.parameters import SourceWorth
from bilezik.tracking.point import Point
from bilezik.tracking.presence import DEEP, SETTLED, SETTLED_GAP, is_unmoved, see, weight
from bilezik.tracking.receiver import CAP, doubtful, is_old_error
from bilezik.tracking.track import LEAP_SHARE, is_leap

PASSING_MPS: Final = 5.5
"""20 km/h: faster than anybody walks or runs through a shopping centre."""
CROSSED_WITHIN_M: Final = 3_000.0
CROSSED_WITHIN: Final = minutes(30)
"""Beyond these the straight line says nothing of the way."""
CROSSED_FROM: Final = minutes(2)
"""Who reports each minute is seen where he is: nothing has to be guessed."""
MOST_CROSSED: Final = 3
IN_REACH: Final = minutes(10)
"""A home unit in reach says so every few minutes."""
FOUND: Final = -12_000
"""What the word of a home unit in reach is worth: as much as a beacon ever is (ln(2 / wild)), so that it ends any doubt. Its radio
reaches through a house, not down a street."""
LOST: Final = 2_500
"""Out of reach may be the cellar: 12 to 1 is not enough for a departure, and leaves the rest to the other receivers."""
_STEP_DEG: Final = 0.0005
FAR_M: Final = 1_000_000.0
"""The distance to the zones of a condition that has none: a duty without a place is kept nowhere."""


class Sighting:
    """One believed fix, with the track until it, and what its source is worth."""

    __slots__ = ("_habit", "before", "gap", "last_at", "moment", "point", "source", "worth")

    def __init__(
        self,
        before: Track,
        last_at: Instant,
        point: Point,
        source: Source,
        worth: SourceWorth,
        habit: Habit | None,
        moment: Moment,
    ) -> None:
        """Keep what is given; `gap` is the time since presence was moved last, at `last_at`, 0 for the first fix."""
        self.last_at = last_at
        self.gap = point.at - last_at if last_at != DAWN else 0
        self.before = before
        self.point = point
        self.source = source
        self.worth = worth
        self.moment = moment
        self._habit = habit

    def weight(self, distance_m: float) -> int:
        """Return what the fix is worth alone at `distance_m` from an edge; `habit` None: the receiver measures that it moves."""
        habit, point = self._habit, self.point
        if habit is None:
            nats = weight(distance_m, point.scale_m, self.worth)
        else:
            nats = weight(distance_m, point.scale_m, self.worth, doubtful(habit, point.at))
            if habit.spots and is_old_error(habit, self.before, point):
                nats = max(-CAP, min(CAP, nats))
        return round(LEAP_SHARE * nats) if self.is_leap else nats

    @property
    def is_passing(self) -> bool:
        """Return whether the receiver measures the speed of a vehicle."""
        speed_mps = self.point.speed_mps
        return speed_mps is not None and speed_mps >= PASSING_MPS

    @property
    def is_step(self) -> bool:
        """Return whether the way since the last fix is long enough to have crossed something, and short enough to be guessed."""
        before, point = self.before, self.point
        if before.at == DAWN or (abs(point.lat - before.lat) < _STEP_DEG and abs(point.lon - before.lon) < _STEP_DEG):
            return False
        return self.gap <= CROSSED_WITHIN and distance_m(before.lat, before.lon, point.lat, point.lon) <= CROSSED_WITHIN_M

    @property
    def is_leap(self) -> bool:
        """Return whether the fix lies far from the last one, soon after it, while the receiver measures that it stands still."""
        return is_leap(self.before, self.point)


def see_stays(
    plan: Plan, presences: tuple[Presence, ...], cases: Cases, violations: Violations, sighting: Sighting
) -> tuple[tuple[Presence, ...], Cases, Violations]:
    """Move the presence of every `stay` duty by one believed fix, and let the rule look where it moved."""
    point = sighting.point
    lat, lon = point.lat, point.lon
    deep_m = DEEP * point.scale_m
    is_soon = sighting.gap <= SETTLED_GAP
    moved: list[Presence] | None = None
    for i, n in enumerate(plan.stays):
        presence = presences[i]
        duty = plan.duties[n]
        distance_m = FAR_M
        for area in duty.areas:
            edge_m = area.signed_distance_m(lat, lon)
            if edge_m < distance_m:  # noqa: PLR1730 - min() takes as long as the area
                distance_m = edge_m
        if is_soon and is_unmoved(presence, distance_m, deep_m):
            continue
        presence = _seen(presence, sighting, distance_m, plan.stay_rates)
        if moved is None:
            moved = list(presences)
        moved[i] = presence
        if cases[n].holds:
            case, violations = look_stay(duty, cases[n], presence, presence.odds, violations, sighting.moment)
            if case is not cases[n]:
                cases = (*cases[:n], case, *cases[n + 1 :])
    return presences if moved is None else tuple(moved), cases, violations


def hear_beacon(
    plan: Plan,
    presences: tuple[Presence, ...],
    cases: Cases,
    violations: Violations,
    said: Witness,
    seen_at: Instant,
    moment: Moment,
) -> tuple[tuple[Presence, ...], Cases, Violations]:
    """Move the presence at home by a word of the home unit (`said`, with its weight), which has no position but is at home.

    `seen_at`: when presence was moved last.
    """
    gap = said.at - seen_at if seen_at != DAWN else 0
    for i, n in enumerate(plan.stays):
        duty = plan.duties[n]
        if duty.condition.kind != "stay_home":
            continue
        presence = see(presences[i], said, gap, seen_at, plan.stay_rates, plan.parameters.beacon)
        presences = (*presences[:i], presence, *presences[i + 1 :])
        if cases[n].holds:
            case, violations = look_stay(duty, cases[n], presence, presence.odds, violations, moment)
            cases = (*cases[:n], case, *cases[n + 1 :])
    return presences, cases, violations


def see_places(
    plan: Plan, places: tuple[Place, ...], cases: Cases, violations: Violations, sighting: Sighting
) -> tuple[tuple[Place, ...], Violations]:
    """Move the presence in forbidden places by one believed fix; begin those it falls into, drop those left for good."""
    point = sighting.point
    for n in plan.keep_outs:
        duty = plan.duties[n]
        inside = () if duty.index is None else duty.index.around(point.lat, point.lon)
        if cases[n].holds and duty.index is not None and sighting.is_step:
            _tell_crossed(duty, duty.index, sighting, inside)
        if not inside and not places:
            continue
        condition = duty.condition.id
        known = [place for place in places if place.condition == condition]
        new = [zone for zone in inside if all(place.zone != zone for place in known)]
        known.extend(Place(condition, zone, AWAY, IDLE, NEVER) for zone in new)
        kept = [place for place in places if place.condition != condition]
        for place in known:
            distance_m = duty.areas[place.zone].signed_distance_m(point.lat, point.lon)
            presence = _seen(place.presence, sighting, distance_m, plan.place_rates)
            moved = Place(condition, place.zone, presence, place.memory, place.wake_at, sighting.is_passing)
            if cases[n].holds:
                moved, violations = look_place(duty, cases[n], moved, presence.odds, violations, sighting.moment, point.at)
            if moved.memory.is_open or presence.odds < SETTLED:
                kept.append(moved)
        places = tuple(kept)
    return places, violations


def _tell_crossed(duty: Duty, index: ZoneIndex, sighting: Sighting, inside: tuple[int, ...]) -> None:
    """Note the places, near enough to the straight way since the last fix, that the person may have crossed and stayed in."""
    if sighting.gap < max(duty.condition.dwell, CROSSED_FROM):
        return
    before, point = sighting.before, sighting.point
    crossed = [
        place
        for place in index.between(before.lat, before.lon, point.lat, point.lon)
        if place not in inside
        and duty.areas[place].signed_distance_m(before.lat, before.lon) > 0.0
        and duty.areas[place].signed_distance_m(point.lat, point.lon) > 0.0
        and crosses(duty.areas[place], before.lat, before.lon, point.lat, point.lon)
    ]
    names = [duty.condition.zones[place].name for place in crossed[:MOST_CROSSED]]
    sighting.moment.found.crossed.extend(name for name in names if name not in sighting.moment.found.crossed)


def _seen(presence: Presence, sighting: Sighting, distance_m: float, moving: Rates) -> Presence:
    point = sighting.point
    nats = sighting.weight(distance_m)
    said = Witness(
        point.at, point.seq, f"fix {sighting.source}", point.lat, point.lon, point.accuracy_m, round(distance_m, 1), weight=nats
    )  # fmt: skip
    return see(presence, said, sighting.gap, sighting.last_at, moving, sighting.worth)
