"""What is wrong with a zone, in words that name the field.

1. A zone that passes has an inside, an outside and an edge everywhere; `compile_zone` asks here first.
2. Rings and corners are counted from 1, and a fault has a place as `lat, lon`, so that it can be found on a map.
3. Refused although it can be drawn: what goes round a pole or lies beyond 88 degrees (metres east lose their meaning there), and a
   shape wider than 175 degrees (which way round is meant?).
"""

from math import isfinite
from typing import Final

import shapely

from bilezik.domain.zone import Circle, Polygon, Ring, Shape, Zone
from bilezik.geo.rings import Corners, parts_of, turn, unrolled

MOST_RADIUS_M: Final = 5_000_000.0
MOST_TOLERANCE_M: Final = 10_000.0
_MOST_LAT = 88.0
_MOST_WIDE = 175.0


def zone_problem(zone: Zone) -> str | None:
    """Return what is wrong with `zone`, or None."""
    if not 0.0 <= zone.tolerance_m <= MOST_TOLERANCE_M:
        return f"zone.tolerance_m: must be 0 to {MOST_TOLERANCE_M:,.0f}, is {zone.tolerance_m}"
    return shape_problem(zone.shape)


def shape_problem(shape: Shape) -> str | None:
    """Return what is wrong with `shape`, or None."""
    if isinstance(shape, Circle):
        return _circle_problem(shape)
    return _ring_problems(shape) or _plane_problem(shape)


def _circle_problem(circle: Circle) -> str | None:
    place = _place_problem(circle.lat, circle.lon, most_lat=90.0)
    if place is not None:
        return f"zone.shape.{place}"
    if not circle.radius_m > 0.0:
        return f"zone.shape.radius_m: must be over 0, is {circle.radius_m}"
    if circle.radius_m > MOST_RADIUS_M:
        return f"zone.shape.radius_m: must be at most {MOST_RADIUS_M:,.0f}, is {circle.radius_m}"
    return None


def _place_problem(lat: float, lon: float, *, most_lat: float) -> str | None:
    for name, value, most in (("lat", lat, most_lat), ("lon", lon, 180.0)):
        if not isfinite(value):
            return f"{name}: is not a number ({value})"
        if not -most <= value <= most:
            return f"{name}: must be -{most:g} to {most:g}, is {value}"
    return None


def _ring_problems(polygon: Polygon) -> str | None:
    if not polygon.parts:
        return "zone.shape.parts: is empty"
    for number, part in enumerate(polygon.parts):
        if not part:
            return f"zone.shape.parts[{number}]: has no ring"
        for ring_number, ring in enumerate(part):
            name = _name(polygon, number, ring_number)
            problem = _ring_problem(ring, name)
            if problem is not None:
                return problem
    return None


def _ring_problem(ring: Ring, name: str) -> str | None:
    for number, (lat, lon) in enumerate(ring, start=1):
        problem = _place_problem(lat, lon, most_lat=_MOST_LAT)
        if problem is not None:
            return f"{name} corner {number} {problem}"
    corners = unrolled(ring, 0.0)
    if len(set(corners)) < 3:
        return f"{name} has {len(set(corners))} different corners, needs 3"
    if abs(turn(corners[0][0], corners[-1][0]) - corners[0][0]) > 1.0:
        return f"{name} goes round a pole"
    width = max(x for x, _ in corners) - min(x for x, _ in corners)
    if width > _MOST_WIDE:
        return f"{name} is {width:.0f} degrees wide, more than {_MOST_WIDE:.0f}"
    return _crossing(corners, name)


def _crossing(corners: Corners, name: str) -> str | None:
    polygon = shapely.Polygon(corners)
    if polygon.is_valid:
        return None
    if polygon.convex_hull.area == 0.0:
        return f"{name} has no area"
    reason, place = _reason(polygon)
    return f"{name} {'touches' if reason.startswith('Ring') else 'crosses'} itself{place}"


def _plane_problem(polygon: Polygon) -> str | None:
    parts = parts_of(polygon)
    for number, part in enumerate(parts):
        outer = shapely.Polygon(part[0])
        for ring_number, ring in enumerate(part[1:], start=1):
            if not outer.covers(shapely.Polygon(ring)):
                return f"{_name(polygon, number, ring_number)}, a hole, is not inside its outer ring"
        whole = shapely.Polygon(part[0], part[1:])
        if not whole.is_valid:
            reason, place = _reason(whole)
            return f"{_name(polygon, number, 0)} and its holes: {reason.lower()}{place}"
    west, _, east, _ = shapely.total_bounds([shapely.Polygon(part[0]) for part in parts])
    if east - west > _MOST_WIDE:
        return f"zone.shape: its parts are together {east - west:.0f} degrees wide, more than {_MOST_WIDE:.0f}"
    return None


def _name(polygon: Polygon, part: int, ring: int) -> str:
    if len(polygon.parts) == 1:
        return f"zone.shape: ring {ring + 1}"
    return f"zone.shape: part {part + 1} ring {ring + 1}"


def _reason(polygon: shapely.Polygon) -> tuple[str, str]:
    """Return GEOS's reason and its place as ` near lat, lon`; GEOS writes `Self-intersection[71.45 51.15]`."""
    reason, _, place = shapely.is_valid_reason(polygon).partition("[")
    x, y = place.rstrip("]").split()
    return reason, f" near {round(float(y), 5):g}, {round(turn(float(x), 0.0), 5):g}"
