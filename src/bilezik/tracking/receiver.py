"""What one receiver has done before: how often it erred, and where it errs again and again.

1. A spike is a believed fix, or two at one spot, far from where the receiver was before and is again within half an hour, while
   nothing says that it moved. Somebody may have been there for so short a time; of a receiver at rest it is nearly always an error.
   Whom two fixes there have been enough to find out was there. Another device's fix says nothing of this one's errors.
2. Errors are counted and fade. A receiver that errs often is believed less: it has a larger share of outliers (`doubtful`).
3. A spot of an error is remembered until the errors have faded. A fix or two there are worth little, however clear they are: a
   misplaced access point is always clear (`is_old_error`).
4. A doubt that goes on is one matter: it is told when it begins and, if it lasts, becomes work once (`RUN_TOLD_AT`).
5. Satellites that place a device far away and back again and again (`JUMPS_TOLD_AT` times within `JUMPS_WITHIN`) place two devices:
   another reports as this one. No run of doubts says so, for every other fix is believed.
"""

from typing import Final

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import DAWN, Instant, days, hours, minutes
from bilezik.geo import distance_m
from bilezik.tracking.arithmetic import exp
from bilezik.tracking.memory import Excursion, Habit, Track, WrongSpot
from bilezik.tracking.point import Point
from bilezik.tracking.track import SLACK

SPIKE_M: Final = 150.0
"""And three scales of both: nearer than that it is the receiver's own unrest."""
BACK_M: Final = 75.0
SPIKE_WITHIN: Final = minutes(30)
SPIKE_FIXES: Final = 2
STILL_MPS: Final = 1.0
SPOT_M: Final = 25.0
"""An access point or a tower is given to the metre; the receiver hears its neighbours differently each time."""
SPOTS: Final = 4
TOLD_AT: Final = 3
"""Errors at one spot until somebody is told that this receiver errs there."""
FADES: Final = days(3)
FORGOTTEN: Final = 250
"""Of errors of which less than this is left, nothing is remembered: four days after one, a week after three."""
MORE: Final = 0.25
"""By how much one error that has not faded makes outliers more frequent."""
MOST: Final = 8.0
CAP: Final = 2_500
"""What a fix at a known wrong spot is worth at most, in thousandths of a nat: it was an error there before."""
JUMP_M: Final = 10_000.0
JUMPS_TOLD_AT: Final = 5
JUMPS_WITHIN: Final = hours(2)
RUN_TOLD_AT: Final = 5
"""Doubted fixes in a row until somebody is told: a single wild one is every receiver's."""


_NEAR_DEG: Final = 0.0005
"""56 m of latitude and less of longitude: together less than a spike."""


def is_uneventful(habit: Habit, before: Track, point: Point) -> bool:
    """Return whether `note` would leave the habit as it is: the quick way of nearly every fix."""
    if habit.excursion is not None or habit.times or point.device != before.device:
        return False
    return -_NEAR_DEG < point.lat - before.lat < _NEAR_DEG and -_NEAR_DEG < point.lon - before.lon < _NEAR_DEG


def note(habit: Habit, before: Track, point: Point, *, is_moving: bool, is_found_out: bool = False) -> Habit:
    """Return the habit after a believed `point`; its `times` say whether the point ended a spike.

    `before`: the track until the point. `is_moving`: the device says, by speed or by motion, that it moves. `is_found_out`: until
    the point the person was taken to be where a condition forbids.
    """
    excursion = habit.excursion
    is_other = point.device != before.device
    if excursion is None:
        if before.at == DAWN or is_other or is_moving or not _is_far(before.lat, before.lon, before.scale_m, point):
            return habit if not habit.times else msgspec.structs.replace(habit, times=0)
        begun = Excursion(before.at, before.lat, before.lon, point.lat, point.lon, 1)
        return msgspec.structs.replace(habit, excursion=begun, times=0)
    is_visit = is_found_out and excursion.fixes >= SPIKE_FIXES
    if is_other or is_moving or is_visit or point.at - excursion.from_at > SPIKE_WITHIN:
        return msgspec.structs.replace(habit, excursion=None, times=0)
    if distance_m(excursion.from_lat, excursion.from_lon, point.lat, point.lon) <= BACK_M + point.scale_m:
        return _erred(habit, excursion, point.at)
    if excursion.fixes < SPIKE_FIXES and distance_m(excursion.lat, excursion.lon, point.lat, point.lon) <= SPOT_M:
        again = msgspec.structs.replace(excursion, fixes=excursion.fixes + 1)
        return msgspec.structs.replace(habit, excursion=again, times=0)
    return msgspec.structs.replace(habit, excursion=None, times=0)


def doubtful(habit: Habit, at: Instant) -> float:
    """Return by which factor this receiver's outliers are more frequent than those of its kind."""
    if not habit.errors:
        return 1.0
    return min(MOST, 1.0 + MORE * _faded(habit, at) / 1000.0)


def is_old_error(habit: Habit, before: Track, point: Point) -> bool:
    """Return whether the receiver gives a place at which it has erred before, as it did then: from afar, for a fix or two.

    Who stays there longer than any error did is there.
    """
    excursion = habit.excursion
    if point.device != before.device:
        return False
    if excursion is None:
        if not _is_far(before.lat, before.lon, before.scale_m, point):
            return False
    elif excursion.fixes >= SPIKE_FIXES:
        return False
    if not any(distance_m(spot.lat, spot.lon, point.lat, point.lon) <= SPOT_M for spot in habit.spots):
        return False
    return _faded(habit, point.at) >= FORGOTTEN


def doubted(habit: Habit, doubt: Doubt) -> Habit:
    """Return the habit after a fix with this doubt; an empty word ends what went on."""
    if not doubt:
        return habit if not habit.doubt else msgspec.structs.replace(habit, doubt="", run=0)
    return msgspec.structs.replace(habit, doubt=doubt, run=habit.run + 1 if doubt == habit.doubt else 1)


def jumped(habit: Habit, before: Track, point: Point) -> Habit:
    """Return the habit after a fix that could not have been reached from the believed track `before`."""
    if not point.is_satellites or distance_m(before.lat, before.lon, point.lat, point.lon) < JUMP_M:
        return habit
    if point.at - habit.jumps_at > JUMPS_WITHIN:
        return msgspec.structs.replace(habit, jumps=1, jumps_at=point.at)
    return msgspec.structs.replace(habit, jumps=habit.jumps + 1)


def _erred(habit: Habit, excursion: Excursion, at: Instant) -> Habit:
    errors = _faded(habit, at)
    spots = habit.spots if errors >= FORGOTTEN else ()
    here = next((spot for spot in spots if distance_m(spot.lat, spot.lon, excursion.lat, excursion.lon) <= SPOT_M), None)
    spot = WrongSpot(excursion.lat, excursion.lon, 1) if here is None else WrongSpot(here.lat, here.lon, here.times + 1)
    kept = [other for other in spots if other is not here]
    if len(kept) == SPOTS:
        kept.remove(min(kept, key=lambda other: other.times))
    return Habit(errors + 1000, at, (*kept, spot), None, habit.doubt, habit.run, spot.times, habit.jumps, habit.jumps_at)


def _faded(habit: Habit, at: Instant) -> int:
    gap = at - habit.errors_at
    return 0 if gap > 20 * FADES else round(habit.errors * exp(-gap / FADES)) if gap > 0 else habit.errors


def _is_far(lat: float, lon: float, scale_m: float, point: Point) -> bool:
    if abs(point.lat - lat) < 0.0005 and abs(point.lon - lon) < 0.0005:  # less than 75 m: the quick way of nearly every fix
        return False
    return distance_m(lat, lon, point.lat, point.lon) > SPIKE_M + SLACK * (scale_m + point.scale_m)
