"""Zones as GeoJSON for the eye: the zone, the edge of its tolerance, and what part of the earth they take up.

1. Display only: whether a position is inside is decided by `bilezik.geo` in the fold, never here.
2. Coordinates are (lon, lat), as GeoJSON has them; our own shapes are (lat, lon).
"""

from math import cos, pi, radians, sin
from typing import Any, Final

import shapely
from shapely.affinity import scale
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from bilezik.domain.zone import Circle, Shape, Zone

_METRES_A_DEGREE: Final = 111_320.0
_CORNERS: Final = 64

WIDE_DEGREES: Final = 0.06
"""Some kilometres: a zone this wide (a city) is a line around the map, not a colour over it, and not what the eye is led to."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


def geometry(shape: Shape) -> BaseGeometry:
    """Return a zone's shape as drawn."""
    if isinstance(shape, Circle):
        return shapely.Polygon(ring(shape.lat, shape.lon, shape.radius_m))
    parts = [
        shapely.Polygon([(lon, lat) for lat, lon in part[0]], [[(lon, lat) for lat, lon in hole] for hole in part[1:]])
        for part in shape.parts
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def ring(lat: float, lon: float, radius_m: float) -> list[tuple[float, float]]:
    """Return the corners of a circle of true metres."""
    high = radius_m / _METRES_A_DEGREE
    wide = high / max(cos(radians(lat)), 0.01)
    angles = [2 * pi * corner / _CORNERS for corner in range(_CORNERS)]
    return [(lon + wide * cos(angle), lat + high * sin(angle)) for angle in angles]


def widened(drawn: BaseGeometry, metres: float) -> BaseGeometry:
    """Return a shape widened by `metres` on all sides."""
    stretch = max(cos(radians(drawn.centroid.y)), 0.01)
    level = scale(drawn, xfact=stretch, yfact=1.0, origin=(0, 0))
    return scale(level.buffer(metres / _METRES_A_DEGREE), xfact=1 / stretch, yfact=1.0, origin=(0, 0))


def around(lat: float, lon: float, metres: float) -> Bounds:
    """Return the box that reaches `metres` to each side of a place."""
    high = metres / _METRES_A_DEGREE
    wide = high / max(cos(radians(lat)), 0.01)
    return lon - wide, lat - high, lon + wide, lat + high


def joined(boxes: list[Bounds]) -> Bounds | None:
    """Return the box around all boxes, or None where there are none."""
    if not boxes:
        return None
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def features(zone: Zone, rule: str, *, now: bool) -> list[dict[str, Any]]:
    """Return what is drawn of a zone: itself, its tolerance where it has one, its name under its southern edge."""
    drawn = geometry(zone.shape)
    west, _, east, _ = drawn.bounds
    said = {"id": str(zone.id), "name": zone.name, "rule": rule, "now": now, "wide": east - west > WIDE_DEGREES}
    made = [_feature(drawn, {**said, "part": "zone"})]
    if zone.tolerance_m > 0:
        made.append(_feature(widened(drawn, zone.tolerance_m), {**said, "part": "tolerance"}))
    _, south, _, _ = drawn.bounds
    made.append(_feature(shapely.Point(drawn.centroid.x, south), {**said, "part": "name"}))
    return made


def _feature(drawn: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": mapping(drawn)}
