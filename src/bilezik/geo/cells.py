"""The edges of a polygon, sorted into cells so that a question looks at a handful of them.

1. Coarse cells (at most 64 by 64 over the zone and its reach) know a floor: every point of the cell is at least so far outside
   (positive) or inside (negative). No floor: the edge may be near, or nobody has asked yet.
2. A coarse cell that few edges are nearest to holds them, others are cut into fine cells, an edge long, that do: in metres
   around the middle of the cell. An edge is left out only if another is nearer from everywhere in the cell:
   with `r` the cell's half diagonal, `D` the distance and `u` the direction of an edge's nearest point from the middle,
   a point `p` is at least `D - p·u` from the edge (it lies behind the line across `u`, being convex) and at most
   `D' - p·u' + r²/(2(D' - r))` from the nearest edge's point; so an edge with `D - D' > r|u - u'| + r²/(2(D' - r))` is out.
3. The side is that of the nearest edge. Where the nearest point is a corner, that of the edge at the corner that turns most
   towards the point: no other edge lies between the two, also where rings touch.
4. Cells are made when first asked for, and forgotten when they are too many; a cell is a function of its number alone.
"""

from math import ceil, sqrt

import numpy as np
import numpy.typing as npt
import shapely

from bilezik.geo.distance import LEAST_M_PER_DEGREE, scale
from bilezik.geo.rings import Corners

_ACROSS = 64
_COARSE_M = 130.0
"""Least side of a coarse cell: 32 by 32 for a house and its reach."""
_FEW = 8
_FINE_M = (25.0, 2000.0)
"""Least and greatest side of a fine cell: below, cells are visited once; above, the plane of the cell is not the point's."""
_KEPT = 4096
_SLACK_M = 1e-6

Edge = tuple[float, float, float, float, float, float, float]
"""From (x, y) to (x, y) in metres, the way (x, y) between, and 1 over its square; the zone lies to the left."""
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]
Fine = tuple[float, float, float, float, float, tuple[Edge, ...]]
Hot = tuple[float, float, float, float, float, float, float, int, float, dict[int, float]]


class Cells:
    """The edges of one polygon, by cell."""

    __slots__ = ("_ax", "_ay", "_bx", "_by", "_coarse", "_fine", "_finer", "_tolerance_m", "_whole", "box", "hot")

    def __init__(self, parts: tuple[tuple[Corners, ...], ...], *, tolerance_m: float, reach_m: float) -> None:
        rings = _oriented(parts)
        starts = np.concatenate(rings)
        ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
        self._ax, self._ay = starts[:, 0].copy(), starts[:, 1].copy()
        self._bx, self._by = ends[:, 0].copy(), ends[:, 1].copy()
        west, south = (float(v) for v in starts.min(axis=0))
        east, north = (float(v) for v in starts.max(axis=0))
        self.box = (south, west, north, east)
        self._tolerance_m = tolerance_m
        self._coarse: dict[int, Numbers] = {}
        self._whole: dict[int, Fine] = {}
        self._fine: dict[tuple[int, int, int], Fine] = {}
        self.hot, self._finer = self._laid_out(reach_m)

    def _laid_out(self, reach_m: float) -> tuple[Hot, int]:
        south, west, north, east = self.box
        around = 1.01 * (reach_m + self._tolerance_m) / LEAST_M_PER_DEGREE
        middle = 0.5 * (west + east)
        south, north = south - around, north + around
        _, east_m, _ = scale(max(abs(south), abs(north)))
        around *= LEAST_M_PER_DEGREE / east_m
        west, east = west - around, east + around
        north_m, east_m, _ = scale(0.5 * (south + north))
        side_m = max((north - south) * north_m, (east - west) * east_m, _ACROSS * _COARSE_M) / _ACROSS
        rows, columns = north_m / side_m, east_m / side_m
        width = int((east - west) * columns) + 1
        edge_m = float(np.hypot((self._bx - self._ax) * east_m, (self._by - self._ay) * north_m).mean())
        finer = max(1, ceil(side_m / min(max(edge_m, _FINE_M[0]), _FINE_M[1])))
        return (middle, south, west, north, east, rows, columns, width, reach_m, {}), finer

    def signed_m(self, lat: float, x: float) -> float:
        """Return the distance of a point of the grid; of one beyond its reach, some distance beyond its reach."""
        _, south, west, _, _, rows, columns, width, _, floors = self.hot
        row, column = (lat - south) * rows, (x - west) * columns
        number = int(row) * width + int(column)
        fine = self._whole.get(number)
        if fine is None:
            key = number, int(row * self._finer), int(column * self._finer)
            fine = self._fine.get(key) or self._made(key, width)
            if fine is None:
                return floors[number]
        return _signed_m(fine, lat, x) - self._tolerance_m

    def exact_m(self, lat: float, x: float) -> float:
        """Return the distance of any point, looking at every edge."""
        near = self._nearest(lat, x, 0.0, None)
        return _signed_m(self._edges(lat, x, near[0]), lat, x) - self._tolerance_m

    def _made(self, key: tuple[int, int, int], width: int) -> Fine | None:
        """Make and keep the cell of a key; None if it is nowhere near the edge."""
        number, row, column = key
        if number not in self._coarse:
            near = self._sorted(number, width)
            if near is None or number in self._whole:
                return self._whole.get(number)
            self._coarse[number] = near
        lat, x, radius_m, _ = self._middle(row, column, self._finer)
        near, _ = self._nearest(lat, x, radius_m, self._coarse[number])
        if len(self._fine) >= _KEPT:
            self._fine.clear()
        fine = self._fine[key] = self._edges(lat, x, near)
        return fine

    def _sorted(self, number: int, width: int) -> Numbers | None:
        """Sort the edges for a coarse cell and note its floor; None if the edge is out of reach."""
        lat, x, radius_m, bend = self._middle(*divmod(number, width), 1)
        near, distance_m = self._nearest(lat, x, radius_m, None)
        share = min(1.0, bend * (radius_m + distance_m))
        least_m = distance_m * (1.0 - share) - radius_m * (1.0 + share)
        if least_m > 0.0:
            nearest, _ = self._nearest(lat, x, 0.0, near)
            inside = _signed_m(self._edges(lat, x, nearest), lat, x) < 0.0
            floor_m = -(least_m + self._tolerance_m) if inside else max(0.0, least_m - self._tolerance_m)
            self.hot[-1][number] = floor_m
            if abs(floor_m) >= self.hot[-2]:
                return None
        if len(near) <= _FEW and radius_m < _FINE_M[1]:
            self._whole[number] = self._edges(lat, x, near)
        return near

    def _middle(self, row: int, column: int, finer: int) -> tuple[float, float, float, float]:
        """Return a cell's middle, its half diagonal in metres at its widest, and how fast its metres change."""
        _, south, west, _, _, rows, columns, _, _, _ = self.hot
        dlat, dx = 0.5 / (rows * finer), 0.5 / (columns * finer)
        lat, x = south + (2 * row + 1) * dlat, west + (2 * column + 1) * dx
        north_m, east_m, growth = scale(lat)
        _, widest_m, _ = scale(max(0.0, abs(lat) - dlat))
        return lat, x, 1.001 * sqrt((dlat * north_m) ** 2 + (dx * max(east_m, widest_m)) ** 2), abs(growth)

    def _nearest(self, lat: float, x: float, radius_m: float, among: Numbers | None) -> tuple[Numbers, float]:
        """Return the numbers of the edges that can be nearest within `radius_m` of a point, and its distance to the nearest."""
        north_m, east_m, growth = scale(lat)
        which = slice(None) if among is None else among
        ax, ay = (self._ax[which] - x) * east_m, (self._ay[which] - lat) * north_m
        wx, wy = (self._bx[which] - x) * east_m - ax, (self._by[which] - lat) * north_m - ay
        along = np.clip(-(ax * wx + ay * wy) / (wx * wx + wy * wy), 0.0, 1.0)
        qx, qy = ax + along * wx, ay + along * wy
        distances = np.hypot(qx, qy)
        best = int(distances.argmin())
        nearest_m = float(distances[best])
        more = np.full(len(distances), 2.0 * radius_m)
        if nearest_m > radius_m:
            ux, uy = qx / distances, qy / distances
            turned = np.hypot(ux - ux[best], uy - uy[best])
            np.minimum(more, radius_m * turned + 0.5 * radius_m**2 / (nearest_m - radius_m), out=more)
        bend = min(1.0, abs(growth) * (radius_m + nearest_m))
        more += 2.0 * bend * (radius_m + nearest_m) + _SLACK_M
        kept = np.flatnonzero(distances - nearest_m <= more).astype(np.int32)
        return (kept if among is None else among[kept]), nearest_m

    def _edges(self, lat: float, x: float, which: Numbers) -> Fine:
        north_m, east_m, growth = scale(lat)
        ax, ay = (self._ax[which] - x) * east_m, (self._ay[which] - lat) * north_m
        bx, by = (self._bx[which] - x) * east_m, (self._by[which] - lat) * north_m
        wx, wy = bx - ax, by - ay
        columns = [v.tolist() for v in (ax, ay, bx, by, wx, wy, 1.0 / (wx * wx + wy * wy))]
        return lat, x, north_m, east_m, growth, tuple(zip(*columns, strict=True))


def _signed_m(fine: Fine, lat: float, x: float) -> float:
    """Return the distance from the nearest of a cell's edges, by the plane of the cell, then in the metres of the point."""
    lat0, x0, north_m, east_m, growth, edges = fine
    px, py = (x - x0) * east_m, (lat - lat0) * north_m
    least = 1e300
    nearest = edges[0]
    qx = qy = at = 0.0
    for edge in edges:
        ax, ay, bx, by, wx, wy, inverse = edge
        ex = px - ax
        ey = py - ay
        along = (ex * wx + ey * wy) * inverse
        if along >= 1.0:
            ex = px - bx
            ey = py - by
        elif along > 0.0:
            ex -= along * wx
            ey -= along * wy
        square = ex * ex + ey * ey
        if square < least:
            least = square
            nearest = edge
            qx, qy, at = ex, ey, along
    if at <= 0.0:
        nearest = _facing(edges, nearest[0], nearest[1], qx, qy)
    elif at >= 1.0:
        nearest = _facing(edges, nearest[2], nearest[3], qx, qy)
    right = nearest[4] * (py - nearest[1]) < nearest[5] * (px - nearest[0])
    east = qx * (1.0 + growth * (py - 0.5 * qy))
    distance = sqrt(east * east + qy * qy)
    return distance if right else -distance


def _facing(edges: tuple[Edge, ...], x: float, y: float, qx: float, qy: float) -> Edge:
    """Return the edge at the corner (x, y) that turns most towards (qx, qy), which is seen from that corner."""
    best = -1e300
    found = edges[0]
    for edge in edges:
        if edge[0] == x and edge[1] == y:
            ahead = edge[4] * qx + edge[5] * qy
        elif edge[2] == x and edge[3] == y:
            ahead = -(edge[4] * qx + edge[5] * qy)
        else:
            continue
        ahead *= sqrt(edge[6])
        if ahead > best:
            best = ahead
            found = edge
    return found


def _oriented(parts: tuple[tuple[Corners, ...], ...]) -> list[Floats]:
    """Return all rings with the zone to their left, parts that touch or overlap made one."""
    polygons = [shapely.Polygon(part[0], part[1:]) for part in parts]
    shape = polygons[0] if len(polygons) == 1 else shapely.union_all(polygons)
    rings: list[Floats] = []
    for part in shapely.get_parts(shape):
        polygon = shapely.orient_polygons(part)
        rings.extend(np.asarray(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors))
    return rings
