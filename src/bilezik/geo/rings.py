"""Rings of corners, ready for plane geometry.

1. An edge is a straight line in longitude and latitude (RFC 7946 §3.1.1), the shorter way round: 179 to -179 is two degrees.
2. A shape is unrolled: its longitudes go on over 180 where it crosses the antimeridian, and all its parts lie in one turn,
   also those that were cut at the antimeridian (RFC 7946 §3.1.9).
3. Plane coordinates are (x, y) = (unrolled longitude, latitude), rings open: the first corner is not repeated.
"""

from bilezik.domain.zone import Polygon, Ring

Corners = tuple[tuple[float, float], ...]


def turn(lon: float, near: float) -> float:
    """Return `lon` moved by whole turns to within half a turn of `near`."""
    return lon - 360.0 * round((lon - near) / 360.0)


def unrolled(ring: Ring, near: float) -> Corners:
    """Return the corners of `ring` as (x, y), the first in the turn nearest to `near`; a repeated one once."""
    corners: list[tuple[float, float]] = []
    x = near
    for lat, lon in ring:
        x = turn(lon, x)
        if not corners or corners[-1] != (x, lat):
            corners.append((x, lat))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return tuple(corners)


def parts_of(polygon: Polygon) -> tuple[tuple[Corners, ...], ...]:
    """Return the parts of `polygon` unrolled into one turn, each as its outer ring and its holes.

    No corner of a shape that `geo.check` lets pass is half a turn from another, so the turn nearest to one is right for all.
    """
    near = polygon.parts[0][0][0][1]
    return tuple(tuple(unrolled(ring, near) for ring in part) for part in polygon.parts)
