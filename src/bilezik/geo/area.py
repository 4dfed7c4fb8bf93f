"""Zones made ready: how many metres to the edge, asked a million times a minute.

1. `signed_distance_m` is negative inside, positive outside, clipped to plus or minus `limit_m`.
2. The zone's tolerance shifts the edge outward: the answer is the distance to the drawn edge less the tolerance.
3. Metres are those of the plane at the point itself (`geo.distance.scale`), not of one projection for the whole zone: so a zone
   of a few metres and one of a thousand kilometres have the same error, below 0.01 % of the distance within 2 km.
4. A circle is a compass circle in the same metres; from 25 km on it is measured by `distance_m`.
5. Coordinates are finite degrees; whoever asks has thrown out the rest (`tracking`).
6. Answers do not depend on what was asked before: the cells of a polygon are a memory, not a state.
"""

from math import cos, hypot, radians, sqrt
from typing import Final

from bilezik.domain.zone import Circle, Zone
from bilezik.geo.cells import Cells
from bilezik.geo.check import zone_problem
from bilezik.geo.distance import LEAST_M_PER_DEGREE, distance_m, scale
from bilezik.geo.rings import parts_of

LIMIT_M: Final = 2000.0
"""The usual limit; polygons answer up to it from their cells."""
_PLANE_M = 25_000.0
_PLANE_DEGREES = 80.0
_MOST_M_PER_DEGREE = 111_700.0
"""A degree of latitude is nowhere longer (111,694 m at the poles)."""
_STRIDE = 0.999
"""The share of a distance that is stepped blindly: its error (rule 3) is smaller than the rest."""

Box = tuple[float, float, float, float]
"""South, west, north, east: west from -180 to below 180, east not below west, perhaps over 180."""


class CircleArea:
    """A round zone, ready."""

    __slots__ = ("_hot", "box", "zone")

    def __init__(self, zone: Zone, circle: Circle) -> None:
        edge_m = circle.radius_m + zone.tolerance_m
        north_m, east_m, growth = scale(circle.lat)
        plane_m = _PLANE_M if abs(circle.lat) < _PLANE_DEGREES else 0.0
        self.zone = zone
        self.box = widened((circle.lat, circle.lon, circle.lat, circle.lon), edge_m)
        self._hot = (circle.lat, circle.lon, north_m, east_m, 0.5 * growth, edge_m, plane_m)

    def signed_distance_m(self, lat: float, lon: float, limit_m: float = LIMIT_M) -> float:
        """Return the metres from the edge: negative inside, between `-limit_m` and `limit_m`."""
        lat0, lon0, north_m, east_m, growth, edge_m, plane_m = self._hot
        far_m = edge_m + limit_m
        north = (lat - lat0) * north_m
        if far_m < plane_m:
            if north > far_m or north < -far_m:
                return limit_m
            dlon = lon - lon0
            if dlon > 180.0 or dlon < -180.0:
                dlon -= 360.0 * round(dlon / 360.0)
            east = dlon * east_m * (1.0 + growth * north)
            if east > far_m or east < -far_m:
                return limit_m
            distance = sqrt(north * north + east * east) - edge_m
        elif (lat - lat0) * LEAST_M_PER_DEGREE > far_m or (lat0 - lat) * LEAST_M_PER_DEGREE > far_m:
            return limit_m
        else:
            distance = distance_m(lat, lon, lat0, lon0) - edge_m
        if distance >= limit_m:
            return limit_m
        if distance <= -limit_m:
            return -limit_m
        return distance


class PolygonArea:
    """A zone of corners, ready."""

    __slots__ = ("_cells", "_hot", "box", "zone")

    def __init__(self, zone: Zone, cells: Cells) -> None:
        self.zone = zone
        self.box = widened(cells.box, zone.tolerance_m)
        self._cells = cells
        self._hot = cells.hot

    def signed_distance_m(self, lat: float, lon: float, limit_m: float = LIMIT_M) -> float:
        """Return the metres from the edge: negative inside, between `-limit_m` and `limit_m`."""
        middle, south, west, north, east, rows, columns, width, reach_m, floors = self._hot
        x = lon
        if x - middle > 180.0 or x - middle < -180.0:
            x -= 360.0 * round((x - middle) / 360.0)
        if limit_m > reach_m:
            distance = self._cells.exact_m(lat, x)
        elif south <= lat < north and west <= x < east:
            floor = floors.get(int((lat - south) * rows) * width + int((x - west) * columns), 0.0)
            if floor >= limit_m:
                return limit_m
            if floor <= -limit_m:
                return -limit_m
            distance = self._cells.signed_m(lat, x)
        else:
            return limit_m
        if distance >= limit_m:
            return limit_m
        if distance <= -limit_m:
            return -limit_m
        return distance


Area = CircleArea | PolygonArea


def compile_zone(zone: Zone) -> Area:
    """Make `zone` ready; `ValueError` with the words of `geo.check` if its shape is no zone."""
    fault = zone_problem(zone)
    if fault is not None:
        raise ValueError(fault)
    if isinstance(zone.shape, Circle):
        return CircleArea(zone, zone.shape)
    return PolygonArea(zone, Cells(parts_of(zone.shape), tolerance_m=zone.tolerance_m, reach_m=LIMIT_M))


def crosses(area: Area, lat1: float, lon1: float, lat2: float, lon2: float) -> bool:
    """Return whether the straight way between two points touches `area`, to half a metre.

    The way is walked in steps as long as the zone is far, so nothing wider than half a metre is stepped over.
    """
    dlat, dlon = lat2 - lat1, lon2 - lon1
    if dlon > 180.0 or dlon < -180.0:
        dlon -= 360.0 * round(dlon / 360.0)
    _, widest_m, _ = scale(0.0 if lat1 * lat2 < 0.0 else min(abs(lat1), abs(lat2)))
    length_m = hypot(dlat * _MOST_M_PER_DEGREE, dlon * widest_m)
    gone_m = 0.0
    while True:
        share = gone_m / length_m if gone_m < length_m else 1.0
        left_m = area.signed_distance_m(lat1 + share * dlat, lon1 + share * dlon)
        if left_m <= 0.0:
            return True
        if gone_m >= length_m:
            return False
        gone_m += max(left_m * _STRIDE, 0.5)


def widened(box: Box, by_m: float) -> Box:
    """Return `box` with at least `by_m` metres more on each side, west in -180 to 180; near a pole all longitudes."""
    south, west, north, east = box
    dlat = 1.0001 * by_m / LEAST_M_PER_DEGREE
    south, north = max(south - dlat, -90.0), min(north + dlat, 90.0)
    highest = max(-south, north)
    if highest > 89.9:
        return south, -180.0, north, 180.0
    dlon = 1.0001 * by_m / (LEAST_M_PER_DEGREE * cos(radians(highest)))
    west, east = west - dlon, east + dlon
    if east - west >= 360.0:
        return south, -180.0, north, 180.0
    turns = 360.0 * ((west + 180.0) // 360.0)
    return south, west - turns, north, east - turns
