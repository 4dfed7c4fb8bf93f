"""Where a simulated person truly is: a day is a chain of stays and ways, drawn from the seed.

1. `Life.at(moment)` is a pure function of (seed, person, moment): asking in any order gives the same answer.
2. Ordinary people keep their conditions: home from an hour before the curfew until it ends, inside the city, past shopping
   centres but not into them. Whoever breaks a condition does so by an `Outing` that the script names, and the truth records.
3. Ways are straight lines walked at 1.4 m/s up to 1.5 km and driven at 8 m/s beyond: enough for passing by and leaving a zone.
"""

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bilezik.domain.instant import Instant, from_datetime
from bilezik.simulate.cities import City, Point, scatter

WALK_MPS, DRIVE_MPS, WALKABLE_M = 1.4, 8.0, 1_500.0
SHOPPING_CLEARANCE_M = 350.0
"""Ordinary errands end at least this far from every shopping centre, so that no error puts them inside by chance."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody truly is at a moment."""

    point: Point
    indoors: bool
    speed_mps: float = 0.0
    course_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Stay:
    """To be at `point` until `until` (microseconds), then go straight to the next stay's point."""

    until: Instant
    point: Point
    indoors: bool


@dataclass(frozen=True, slots=True)
class Outing:
    """A scripted absence: at `leaves_at` straight to `point`, there until `back_at`, then home."""

    leaves_at: Instant
    point: Point
    back_at: Instant
    indoors: bool = False
    speed_mps: float | None = None


@dataclass(frozen=True, eq=False)
class Life:
    """One person's whereabouts, known by identity: its days are cached.

    `keeps_to_home`: never leaves but for an outing (the people of the script).
    """

    seed: int
    person: int
    city: City
    home: Point
    work: Point
    keeps_to_home: bool = False
    outings: tuple[Outing, ...] = field(default=())

    def at(self, moment: Instant) -> Place:
        """Return where the person is at `moment`."""
        for outing in self.outings:
            place = _on_outing(self.home, outing, moment)
            if place is not None:
                return place
        if self.keeps_to_home:
            return Place(self.home, indoors=True)
        local = datetime.fromtimestamp(moment / 1e6, UTC).astimezone(ZoneInfo(self.city.timezone))
        return _along(_day(self, local.date().toordinal()), moment)


@lru_cache(maxsize=20_000)
def _day(life: Life, ordinal: int) -> tuple[Stay, ...]:
    """Return the stays of one local day; the first begins at midnight, the last lasts past the next."""
    rng = random.Random(f"{life.seed}/{life.person}/{ordinal}")
    zone = ZoneInfo(life.city.timezone)
    midnight = datetime.combine(datetime.fromordinal(ordinal).date(), datetime.min.time(), zone)

    def clock(hour: float) -> Instant:
        return from_datetime(midnight + timedelta(hours=hour))

    end = Stay(clock(36), life.home, indoors=True)
    if midnight.isoweekday() <= 5 and rng.random() > 0.06:
        leaves, returns = rng.uniform(7.0, 8.6), rng.uniform(17.0, 18.6)
        stays = [Stay(clock(leaves), life.home, indoors=True), Stay(clock(returns), life.work, indoors=True)]
        if rng.random() < 0.35:
            stays.append(Stay(clock(returns + rng.uniform(1.0, 1.4)), _errand(rng, life), indoors=rng.random() < 0.7))
        return (*stays, end)
    if rng.random() < 0.7:
        leaves = rng.uniform(10.0, 15.0)
        stop = Stay(clock(leaves + rng.uniform(1.2, 3.0)), _errand(rng, life), indoors=rng.random() < 0.5)
        return (Stay(clock(leaves), life.home, indoors=True), stop, end)
    return (end,)


def _errand(rng: random.Random, life: Life) -> Point:
    doors = [life.city.mall_door(i) for i in range(len(life.city.malls))]
    for _ in range(100):
        point = scatter(rng, life.city.centre, life.city.works)
        if all(math.hypot(*point.metres_to(door)) > SHOPPING_CLEARANCE_M for door in doors):
            return point
    return life.work


def _along(stays: tuple[Stay, ...], moment: Instant) -> Place:
    left = None
    for stay in stays:
        if left is not None:
            on_way = _way(left.point, stay.point, left.until, moment, None)
            if on_way is not None:
                return on_way
        if moment < stay.until:
            return Place(stay.point, stay.indoors)
        left = stay
    return Place(stays[-1].point, stays[-1].indoors)


def _on_outing(home: Point, outing: Outing, moment: Instant) -> Place | None:
    """Return where an outing puts the person, or None before it and after the return."""
    if moment < outing.leaves_at:
        return None
    if moment >= outing.back_at:
        return _way(outing.point, home, outing.back_at, moment, outing.speed_mps)
    there = Place(outing.point, outing.indoors)
    return _way(home, outing.point, outing.leaves_at, moment, outing.speed_mps) or there


def _way(start: Point, goal: Point, leaves_at: Instant, moment: Instant, speed_mps: float | None) -> Place | None:
    """Return the place on the way from `start` to `goal`, or None when it has been walked."""
    east, north = start.metres_to(goal)
    length = math.hypot(east, north)
    speed = speed_mps or (WALK_MPS if length <= WALKABLE_M else DRIVE_MPS)
    gone = (moment - leaves_at) / 1e6 * speed
    if length == 0 or gone >= length:
        return None
    part = gone / length
    return Place(
        start.moved(east * part, north * part),
        indoors=False,
        speed_mps=speed,
        course_deg=math.degrees(math.atan2(east, north)) % 360,
    )
