"""The map of a memo: the edges of home, area and forbidden places, to scale, north up. No tiles: it needs nothing but the zones.

1. The frame shows home and area, or what there is of them; forbidden places outside it are left out.
2. The plane at the middle of the frame is exact enough for paper: half a per cent over the widest district.
3. A zone smaller than `LEAST_MM` is a mark at its middle: a home in a city would be a speck.
4. Corners closer than a tenth of a millimetre are one: no printer tells them apart.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, pi, sin
from typing import Final, Literal

import msgspec

from bilezik.domain.order import Condition
from bilezik.domain.zone import Circle, Zone
from bilezik.geo.distance import scale
from bilezik.memo.page import Drawing, Outline, Point
from bilezik.memo.wording import Wording

WIDTH_MM: Final = 62.0
HEIGHT_MM: Final = 56.0
LEAST_MM: Final = 2.5
_MARGIN_MM: Final = 3.0
_CORNERS: Final = 72
"""Of a circle: at the frame's width a corner every millimetre or two."""

Kind = Literal["home", "area", "place"]
KINDS: Final[dict[str, Kind]] = {"stay_home": "home", "stay_in_area": "area", "keep_out": "place"}
"""Condition kind -> sign. `keep_away` has none: where a protected person lives is not shown."""


class Frame(msgspec.Struct, frozen=True):
    """What is drawn of the earth: its middle, and what a degree is worth in millimetres of paper."""

    lat: float
    lon: float
    per_lat: float
    per_lon: float
    metres_per_mm: float

    def at(self, lat: float, lon: float) -> Point:
        """Return where a point lies on paper."""
        x = WIDTH_MM / 2 + _turned(lon - self.lon) * self.per_lon
        y = HEIGHT_MM / 2 - (lat - self.lat) * self.per_lat
        return round(x, 1), round(y, 1)


Rings = tuple[tuple[tuple[float, float], ...], ...]


def draw(conditions: Sequence[Condition], say: Wording) -> Drawing | None:
    """Return the map of these conditions; None where they name no place that may be shown."""
    zones = {(KINDS[one.kind], zone.id): _rings(zone) for one in conditions if one.kind in KINDS for zone in one.zones}
    if not zones:
        return None
    within = [rings for (kind, _), rings in zones.items() if kind != "place"] or list(zones.values())
    frame = _frame([corner for rings in within for ring in rings for corner in ring])
    outlines = [_outline(kind, rings, frame) for (kind, _), rings in sorted(zones.items(), key=lambda item: item[0])]
    shown = tuple(one for one in outlines if one.kind != "place" or _is_inside(one))
    signs: dict[Kind, str] = {"home": say.home_sign, "area": say.area_sign, "place": say.place_sign}
    bar_m = _round_length(frame.metres_per_mm * WIDTH_MM / 3)
    return Drawing(
        width_mm=WIDTH_MM,
        height_mm=HEIGHT_MM,
        outlines=shown,
        bar_mm=round(bar_m / frame.metres_per_mm, 2),
        bar=say.distance(bar_m),
        north=say.north,
        legend=tuple((kind, sign) for kind, sign in signs.items() if any(one.kind == kind for one in shown)),
    )


def _rings(zone: Zone) -> Rings:
    shape = zone.shape
    if not isinstance(shape, Circle):
        return tuple(ring for part in shape.parts for ring in part)
    north, east, _ = scale(shape.lat)
    turns = (2 * pi * corner / _CORNERS for corner in range(_CORNERS))
    corners = ((shape.lat + shape.radius_m * sin(turn) / north, shape.lon + shape.radius_m * cos(turn) / east) for turn in turns)
    return (tuple(corners),)


def _frame(corners: Sequence[tuple[float, float]]) -> Frame:
    lats = [lat for lat, _ in corners]
    first = corners[0][1]
    lons = [_turned(lon - first) for _, lon in corners]
    lat, lon = (min(lats) + max(lats)) / 2, first + (min(lons) + max(lons)) / 2
    north, east, _ = scale(lat)
    high_m, wide_m = (max(lats) - min(lats)) * north, (max(lons) - min(lons)) * east
    metres_per_mm = max(high_m / (HEIGHT_MM - 2 * _MARGIN_MM), wide_m / (WIDTH_MM - 2 * _MARGIN_MM), 0.1)
    return Frame(lat, lon, north / metres_per_mm, east / metres_per_mm, metres_per_mm)


def _turned(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0


def _outline(kind: Kind, rings: Rings, frame: Frame) -> Outline:
    drawn = tuple(_thinned(frame.at(lat, lon) for lat, lon in ring) for ring in rings)
    xs, ys = ([point[axis] for ring in drawn for point in ring] for axis in (0, 1))
    if max(max(xs) - min(xs), max(ys) - min(ys)) < LEAST_MM:
        middle = (round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))
        return Outline(kind=kind, rings=((middle,),), is_mark=True)
    return Outline(kind=kind, rings=tuple(ring for ring in drawn if len(ring) > 2))


def _thinned(points: Iterable[Point]) -> tuple[Point, ...]:
    row = list(points)
    return tuple(row[:1] + [point for before, point in pairwise(row) if point != before])


def _is_inside(outline: Outline) -> bool:
    return all(1 <= x <= WIDTH_MM - 1 and 1 <= y <= HEIGHT_MM - 1 for ring in outline.rings for x, y in ring)


def _round_length(most_m: float) -> float:
    """Return the longest of 1, 2, 5, 10 … metres that is not longer."""
    step = 1.0
    while step * 10 <= most_m:
        step *= 10
    return max(step * factor for factor in (1, 2, 5) if step * factor <= max(most_m, 1.0))
