"""Which fix is believed after which: jumps, liars that are found out, and receivers that stand still on the move."""

import pytest

from bilezik.domain.instant import Instant
from bilezik.tracking.memory import NOWHERE, Track
from bilezik.tracking.point import Point
from bilezik.tracking.track import STILL_MPS, follow, is_leap, is_striding

HOME = (51.128, 71.43)
DEGREE_M = 111_200.0


def point(seconds: float, north_m: float, *, scale_m: float = 10.0, speed_mps: float | None = None) -> Point:
    is_still = speed_mps is not None and speed_mps < STILL_MPS
    return Point(Instant(round(seconds * 1e6)), HOME[0] + north_m / DEGREE_M, HOME[1], scale_m, None, 0, speed_mps, is_still)


def doubts(*points: Point) -> list[str]:
    track: Track = NOWHERE
    found: list[str] = []
    for one in points:
        track, doubt = follow(track, one)
        found.append(doubt)
    return found


def test_a_person_who_walks_or_drives_is_believed() -> None:
    assert doubts(point(0, 0), point(60, 80), point(120, 2_000), point(180, 6_000)) == ["", "", "", ""]


def test_a_jump_is_doubted_and_the_way_back_believed() -> None:
    assert doubts(point(0, 0), point(10, 9_000), point(20, 15)) == ["", "impossible_speed", ""]


def test_a_liar_is_found_out_when_the_next_fix_agrees_with_the_suspect() -> None:
    assert doubts(point(0, 9_000), point(10, 0), point(20, 5), point(30, 9)) == ["", "impossible_speed", "", ""]


def test_large_errors_excuse_a_jump() -> None:
    assert doubts(point(0, 0), point(10, 3_000, scale_m=900.0)) == ["", ""]


def test_a_flight_is_believed_and_teleportation_is_not() -> None:
    assert doubts(point(0, 0), point(3_600, 900_000)) == ["", ""]
    assert doubts(point(0, 0), point(3_600, 1_500_000)) == ["", "impossible_speed"]
    assert doubts(point(0, 0), point(600, 60_000)) == ["", "impossible_speed"], "no flight for a short way"


def test_a_receiver_that_moves_without_moving_is_stuck() -> None:
    assert doubts(*(point(60 * n, 0, speed_mps=12.0) for n in range(5))) == ["", "", "stuck", "stuck", "stuck"]


def test_a_receiver_that_rests_may_repeat_itself() -> None:
    assert doubts(*(point(60 * n, 0, speed_mps=0.0) for n in range(50))) == [""] * 50
    assert doubts(*(point(60 * n, 0) for n in range(50))) == [""] * 50


def test_a_stuck_receiver_is_believed_again_when_it_moves() -> None:
    still = [point(60 * n, 0, speed_mps=12.0) for n in range(4)]
    assert doubts(*still, point(300, 500, speed_mps=12.0))[-1] == ""


def test_a_far_fix_of_a_receiver_that_stands_still_is_a_leap() -> None:
    track, _ = follow(NOWHERE, point(0, 0))
    assert is_leap(track, point(60, 400, speed_mps=0.0))
    assert not is_leap(track, point(60, 400, speed_mps=1.4)), "it walks"
    assert not is_leap(track, point(60, 400)), "it measures no speed"
    assert not is_leap(track, point(60, 140, speed_mps=0.0)), "errors of both ends"
    assert not is_leap(track, point(600, 400, speed_mps=0.0)), "there was time to go there and to stop"
    assert not is_leap(NOWHERE, point(60, 400, speed_mps=0.0)), "there is nothing to leap from"


@pytest.mark.parametrize(
    ("speed_mps", "north_m", "gap_s", "expected"),
    [
        (1.4, 84.0, 60, True),
        (1.4, 45.0, 60, True),  # a corner on the way
        (1.4, 30.0, 60, False),
        (1.4, 350.0, 60, False),  # a spike is farther than the speed carries
        (6.0, 350.0, 60, True),
        (0.6, 36.0, 60, False),  # who stands still measures as much
        (None, 84.0, 60, False),
        (1.4, 420.0, 300, False),  # too long ago to tell
    ],
)
def test_a_stride_is_as_long_as_the_measured_speed_makes_it(
    speed_mps: float | None, north_m: float, gap_s: int, expected: object
) -> None:
    track, _ = follow(NOWHERE, point(1, 0))
    there = point(1 + gap_s, north_m)
    assert is_striding(track, there.at, there.lat, there.lon, speed_mps) is expected
    assert not is_striding(NOWHERE, there.at, there.lat, there.lon, 1.4)
