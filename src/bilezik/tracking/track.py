"""The way of one person: the last believed fix, and a suspect that may turn out to be right.

1. A fix that could not have been reached from the last believed one is doubted (`impossible_speed`), and kept as the suspect.
2. If the next fix could be reached from the suspect and not from the believed one, the believed one was the liar: the
   suspect's side is believed from then on. One wild fix never silences a receiver for longer than one fix.
3. A fix as far from the last one as its receiver's own speed carries it strides: two measurements agree.
4. A fix far from the last one of a receiver that measures no speed is a leap: believed, and worth half.
5. A receiver that claims to move and repeats its position bit for bit is `stuck`.
6. Steps that equal each other to half a metre are made up, not measured: that is told (`is_made_up`) and is no doubt. Whoever is on
   such a way is not to vanish by it.
7. What is called satellites and goes to and fro between the same digits, fix by fix, comes from towers (`repeats_places`).
8. Two devices of a person are two receivers: what they say in turn is no step, no repetition and no way to and fro.
"""

from typing import Final

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import DAWN, Instant, minutes
from bilezik.geo import distance_m
from bilezik.tracking.memory import Step, Suspect, Track
from bilezik.tracking.point import Point

TOP_SPEED_MPS: Final = 75.0
"""270 km/h, faster than any train in the country: what a person on the ground can do."""
FLIGHT_SPEED_MPS: Final = 300.0
FLIGHT_FROM_M: Final = 150_000.0
"""Beyond this distance a flight is the likelier story: an airliner's ground speed, wind included."""
SLACK: Final = 3.0
"""Errors of both ends that a jump may be due to, in scales."""
STUCK_SPEED_MPS: Final = 1.5
"""A brisk walk: a receiver that claims at least this cannot be where it was."""
STUCK_AFTER: Final = 2
"""Repeats before it is called stuck: one repeat may be a frame sent twice with a new time."""

STEP_M: Final = 20.0
"""Shorter steps are the unrest of a receiver at rest."""
LINE_STEP_M: Final = 50.0
LINE_GAP_S: Final = 10.0
"""Within seconds a receiver smooths what it measures and a car keeps its speed; over ten seconds neither does to half a metre."""
LINE_M: Final = 0.5
"""A receiver's own noise is metres a step."""
LINE_AFTER: Final = 5
_M_PER_DEGREE: Final = 111_320.0
TO_AND_FRO_M: Final = 100.0
TO_AND_FRO_AFTER: Final = 3
TO_AND_FRO_WITHIN: Final = minutes(30)
"""From fix to fix: what a device that reports every hour says in turn may well be where it was."""

STILL_MPS: Final = 0.5
LEAP_M: Final = 100.0
LEAP_WITHIN: Final = minutes(5)
LEAP_SHARE: Final = 0.5
"""What is left of a fix that leapt while its receiver stood still. Somebody may have been driven there and have stopped: the next
fix at the same place counts in full; an outlier has none."""


STRIDE_FROM_MPS: Final = 1.0
STRIDE_WITHIN: Final = minutes(3)
STRIDE_LEAST: Final = 0.5
STRIDE_MOST: Final = 2.0
"""The share of speed times time that the way in a straight line may be: corners make it shorter, a stop before it longer."""


def follow(track: Track, point: Point) -> tuple[Track, Doubt]:
    """Return the track after `point`, and the doubt about it: empty when it is believed."""
    if track.at == DAWN:
        return _believe(track, point), ""
    if point.lat == track.lat and point.lon == track.lon:
        is_repeat = (point.speed_mps or 0.0) >= STUCK_SPEED_MPS and point.device == track.device
        repeats = track.repeats + 1 if is_repeat else 0
        if repeats < STUCK_AFTER:
            return _stayed(point, repeats), ""
        return msgspec.structs.replace(track, repeats=repeats), "stuck"
    if not (_is_reachable(track.at, track.lat, track.lon, track.scale_m, point) or _proves_suspect(track, point)):
        suspect = Suspect(point.at, point.lat, point.lon, point.scale_m)
        return msgspec.structs.replace(track, suspect=suspect), "impossible_speed"
    moved = _believe(track, point)
    return moved, "repeats_places" if moved.step is not None and moved.step.returns >= TO_AND_FRO_AFTER else ""


def is_leap(track: Track, point: Point) -> bool:
    """Return whether `point` lies far from the last believed fix, soon after it, while its device says that it is still."""
    if not point.is_still or point.at - track.at > LEAP_WITHIN:
        return False
    apart_m = distance_m(track.lat, track.lon, point.lat, point.lon)
    return apart_m > LEAP_M + SLACK * (track.scale_m + point.scale_m)


def is_striding(track: Track, at: Instant, lat: float, lon: float, speed_mps: float | None) -> bool:
    """Return whether a fix lies as far from the last believed one as the speed it measures would carry it in that time."""
    gap = at - track.at
    if speed_mps is None or speed_mps < STRIDE_FROM_MPS or track.at == DAWN or not 0 < gap <= STRIDE_WITHIN:
        return False
    carried_m = speed_mps * gap / 1_000_000
    return STRIDE_LEAST * carried_m <= distance_m(track.lat, track.lon, lat, lon) <= STRIDE_MOST * carried_m


def is_made_up(track: Track) -> bool:
    """Return whether the last steps were equal as no receiver measures them."""
    step = track.step
    return step is not None and step.equal_steps >= LINE_AFTER


def _proves_suspect(track: Track, point: Point) -> bool:
    """Return whether `point` could be reached from the suspect: then the last believed fix was the liar."""
    suspect = track.suspect
    return suspect is not None and _is_reachable(suspect.at, suspect.lat, suspect.lon, suspect.scale_m, point)


def _stayed(point: Point, repeats: int = 0) -> Track:
    """Return the track of somebody of whose way nothing is known but the last place."""
    return Track(point.at, point.lat, point.lon, point.scale_m, point.accuracy_m, point.seq, repeats, point.device)


def _believe(track: Track, point: Point) -> Track:
    """Return the track of somebody who is at another place than before."""
    lat_step, lon_step = point.lat - track.lat, point.lon - track.lon
    step_m = (abs(lat_step) + abs(lon_step)) * _M_PER_DEGREE
    if step_m < STEP_M or track.at == DAWN or point.device != track.device:  # nearly every fix
        return _stayed(point)
    before = track.step
    gap_s = (point.at - track.at) / 1_000_000 or 1e-6
    lat_per_s, lon_per_s = lat_step / gap_s, lon_step / gap_s
    returns = equal_steps = 0
    if before is not None:
        apart_m = (abs(lat_per_s - before.lat_per_s) + abs(lon_per_s - before.lon_per_s)) * gap_s * _M_PER_DEGREE
        if apart_m < LINE_M and step_m >= LINE_STEP_M and gap_s >= LINE_GAP_S:
            equal_steps = before.equal_steps + 1
        is_apart = point.is_satellites and step_m >= TO_AND_FRO_M and point.at - track.at <= TO_AND_FRO_WITHIN
        if is_apart and point.lat == before.lat and point.lon == before.lon:
            returns = before.returns + 1
    step = Step(track.lat, track.lon, lat_per_s, lon_per_s, returns, equal_steps)
    return Track(
        point.at, point.lat, point.lon, point.scale_m, point.accuracy_m, point.seq, 0, point.device, None, step
    )  # fmt: skip


def _is_reachable(at: Instant, lat: float, lon: float, scale_m: float, point: Point) -> bool:
    apart_m = distance_m(lat, lon, point.lat, point.lon)
    free_m = apart_m - SLACK * (scale_m + point.scale_m)
    if free_m <= 0.0:
        return True
    top = TOP_SPEED_MPS if apart_m < FLIGHT_FROM_M else FLIGHT_SPEED_MPS
    return free_m <= top * (point.at - at) / 1_000_000
