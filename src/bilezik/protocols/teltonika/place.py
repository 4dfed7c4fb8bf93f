"""A position and what goes with it, as records, the GH3000 and the answer to `getgps` state it.

1. Without satellites a position is the last one that was found (manual): it is invalid. 0, 0 or what is not on earth is none.
2. Without satellites speed and course are 0 (manual), which says nothing. Another number is what the device still holds: it is kept
   beside the place that the device still holds.
"""

from bilezik.protocols.draft import Draft
from bilezik.wire.sentences import KMH_MPS


def put_place(draft: Draft, lat: float, lon: float, *, valid: bool) -> None:
    """Set the position."""
    draft.valid = valid
    if abs(lat) > 90 or abs(lon) > 180 or not (lat or lon):
        draft.valid = False
        return
    draft.lat, draft.lon = lat, lon
    draft.source = "gnss" if valid else None


def put_movement(draft: Draft, altitude: float | None, speed_kmh: float | None, course: float | None) -> None:
    """Set height, speed and course of a position, where there is one."""
    if draft.lat is None:
        return
    if not draft.valid:
        altitude, speed_kmh, course = altitude or None, speed_kmh or None, course or None
    draft.altitude_m = altitude
    draft.speed_mps = speed_kmh * KMH_MPS if speed_kmh is not None and speed_kmh >= 0 else None
    draft.course_deg = course if course is not None and 0 <= course <= 360 else None
