"""Which of many zones are near a point.

1. `near` never misses a zone within reach; it may name one whose box, not edge, is within reach.
2. A zone lies in the cells its box, widened by the usual reach, touches, on the level whose cells are at least as long as the
   box. So a usual question looks at one cell a level, and its cost does not grow with the zones far away.
3. `around` asks which boxes hold the point itself, `between` which a way touches: their cells are a sixteenth as long, so that
   hundreds of shops cost a handful.
4. Answers are in ascending order.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from math import cos, radians
from typing import Final

from bilezik.geo.area import LIMIT_M, Area, widened
from bilezik.geo.distance import LEAST_M_PER_DEGREE

_LEAST_CELL: Final = 1.0 / 16.0
"""Degrees: 7 km, so that a zone of a town touches two to four cells."""
_TIGHT_CELL: Final = 1.0 / 256.0
"""Degrees: 430 m, a block."""
_MOST_CELL: Final = 64.0
_GROWTH: Final = 4.0
_POLAR_DEGREES: Final = 89.8
_OFFSET: Final = 1024.0
"""Makes every coordinate positive, so that `int` rounds down."""

_Entry = tuple[int, float, float, float, float]
_Cells = dict[tuple[int, int], tuple[_Entry, ...]]


class ZoneIndex:
    """The areas of a city, or of one person, by place."""

    __slots__ = ("_levels", "_tight")

    def __init__(self, areas: Sequence[Area]) -> None:
        levels: dict[float, dict[tuple[int, int], list[_Entry]]] = {}
        for index, area in enumerate(areas):
            south, west, north, east = area.box
            size = _LEAST_CELL
            while size < max(north - south, east - west) and size < _MOST_CELL:
                size *= _GROWTH
            cells = levels.setdefault(size, {})
            reach = widened(area.box, LIMIT_M)
            if reach[3] - reach[1] >= 360.0:
                west, east = -180.0, 180.0
            elif reach[1] > west:  # widened over -180, hence turned
                west, east = west + 360.0, east + 360.0
            # Questions come with a longitude of -180 to 180: what goes on over 180 lies there a second time.
            for turned in (0.0, 360.0) if reach[3] > 180.0 else (0.0,):
                entry = (index, south, west - turned, north, east - turned)
                for key in _keys(reach[0], reach[1] - turned, reach[2], reach[3] - turned, 1.0 / size):
                    cells.setdefault(key, []).append(entry)
        self._levels: list[tuple[float, _Cells]] = [
            (1.0 / size, {key: tuple(entries) for key, entries in cells.items()}) for size, cells in sorted(levels.items())
        ]

        self._tight = _tight_levels(areas)

    def around(self, lat: float, lon: float) -> tuple[int, ...]:
        """Return the indices of the areas whose boxes hold a point."""
        if not -180.0 <= lon < 180.0:
            lon -= 360.0 * ((lon + 180.0) // 360.0)
        found: tuple[int, ...] = ()
        for inverse, cells in self._tight:
            touched = cells.get((int((lat + _OFFSET) * inverse), int((lon + _OFFSET) * inverse)))
            if touched:
                found += tuple(e[0] for e in touched if e[1] <= lat <= e[3] and e[2] <= lon <= e[4])
        return tuple(sorted(set(found))) if len(found) > 1 else found

    def between(self, lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[int, ...]:
        """Return the indices of the areas whose boxes touch the box of the way from one point to another; none over 180."""
        south, north = (lat1, lat2) if lat1 <= lat2 else (lat2, lat1)
        west, east = (lon1, lon2) if lon1 <= lon2 else (lon2, lon1)
        if east - west > 180.0:
            return ()
        found: set[int] = set()
        for inverse, cells in self._tight:
            for key in _keys(south, west, north, east, inverse):
                found.update(_within(cells.get(key, ()), south, west, north, east))
        return tuple(sorted(found))

    def near(self, lat: float, lon: float, reach_m: float) -> tuple[int, ...]:
        """Return the indices of the areas within `reach_m` of a point."""
        if not -180.0 <= lon < 180.0:
            lon -= 360.0 * ((lon + 180.0) // 360.0)
        if reach_m > LIMIT_M:
            return self._farther(lat, lon, reach_m)
        found: list[int] = []
        for inverse, cells in self._levels:
            touched = cells.get((int((lat + _OFFSET) * inverse), int((lon + _OFFSET) * inverse)))
            if touched:
                found.extend(_within(touched, *_around(lat, lon, reach_m)))
        return tuple(sorted(set(found))) if found else ()

    def _farther(self, lat: float, lon: float, reach_m: float) -> tuple[int, ...]:
        """Look at all cells an unusual reach touches, over 180 too."""
        found: set[int] = set()
        south, west, north, east = _around(lat, lon, reach_m)
        for turned, (inverse, cells) in product((-360.0, 0.0, 360.0), self._levels):
            for key in _keys(south, west + turned, north, east + turned, inverse):
                found.update(_within(cells.get(key, ()), south, west + turned, north, east + turned))
        return tuple(sorted(found))


def _tight_levels(areas: Sequence[Area]) -> list[tuple[float, _Cells]]:
    """Return the areas by the cells that their boxes touch, on the level whose cells are at least as long as the box."""
    levels: dict[float, dict[tuple[int, int], list[_Entry]]] = {}
    for index, area in enumerate(areas):
        south, west, north, east = area.box
        size = _TIGHT_CELL
        while size < max(north - south, east - west) and size < _MOST_CELL:
            size *= _GROWTH
        cells = levels.setdefault(size, {})
        for turned in (0.0, 360.0) if east > 180.0 else (0.0,):  # questions come with a longitude of -180 to 180
            entry = (index, south, west - turned, north, east - turned)
            for key in _keys(south, west - turned, north, east - turned, 1.0 / size):
                cells.setdefault(key, []).append(entry)
    return [(1.0 / size, {key: tuple(entries) for key, entries in cells.items()}) for size, cells in sorted(levels.items())]


def _around(lat: float, lon: float, reach_m: float) -> tuple[float, float, float, float]:
    dlat = reach_m / LEAST_M_PER_DEGREE
    highest = dlat + (lat if lat > 0.0 else -lat)
    dlon = dlat / cos(radians(highest)) if highest < _POLAR_DEGREES else 180.0
    return lat - dlat, lon - dlon, lat + dlat, lon + dlon


def _within(entries: Iterable[_Entry], south: float, west: float, north: float, east: float) -> list[int]:
    return [e[0] for e in entries if e[1] <= north and e[3] >= south and e[2] <= east and e[4] >= west]


def _keys(south: float, west: float, north: float, east: float, inverse: float) -> Iterable[tuple[int, int]]:
    rows = range(int((south + _OFFSET) * inverse), int((north + _OFFSET) * inverse) + 1)
    return product(rows, range(int((west + _OFFSET) * inverse), int((east + _OFFSET) * inverse) + 1))
