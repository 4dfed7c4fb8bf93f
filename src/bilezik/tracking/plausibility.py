"""What can be seen of one report alone: is its position a position at all.

1. The first doubt that applies is named; the others would not change what is done with the fix.
2. A doubt is about the position, never about the events beside it (law 6).
3. A position from satellites that counts none comes from a tower (`source_of`).
4. The doubts that need the fixes before (`impossible_speed`, `stuck`) are `track`'s; the doubts about time are the fold's, which
   knows the arrival.
"""

from typing import Final

from bilezik.domain.fix import Doubt
from bilezik.domain.report import Integrity, Report, Source
from bilezik.tracking.track import STILL_MPS

ISLAND_DEG: Final = 0.001
"""111 m around 0, 0: where receivers without a fix say they are."""
FASTEST_MPS: Final = 340.0
"""Faster than any airliner over the ground: a speed beyond it is a broken field, and its position came with it."""


def position_doubt(report: Report, integrity: Integrity) -> Doubt:
    """Return the doubt about a report's position (which it must have), or an empty word."""
    lat, lon = report.lat, report.lon
    if integrity == "failed":
        return "bad_checksum"
    if report.valid is False:
        return "invalid"
    if lat is None or lon is None or not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
        return "out_of_range"
    if -ISLAND_DEG < lat < ISLAND_DEG and -ISLAND_DEG < lon < ISLAND_DEG:
        return "null_island"
    speed = report.speed_mps
    if speed is not None and not 0.0 <= speed <= FASTEST_MPS:
        return "out_of_range"
    return ""


def source_of(report: Report) -> Source:
    """Return how the position was found: as the report says, unless it says satellites and counts none."""
    if report.source == "gnss" and report.satellites == 0:
        return "cell"
    return report.source or "unknown"


def is_still(report: Report) -> bool:
    """Return whether the device says that it does not move: by the speed it measures, its motion sensor, or from its charger."""
    speed = report.speed_mps
    if speed is not None:
        return speed < STILL_MPS
    if report.moving is not None:
        return not report.moving
    return report.charging is True
