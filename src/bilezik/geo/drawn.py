"""Zones drawn elsewhere: a file of polygons becomes shapes that can be judged by, or says what is wrong with it.

1. GeoJSON, KML and GeoPackage, told by their content and never by a name.
2. A shape has `MOST_CORNERS` at most. One with more is simplified by so little that no fix can tell (`DEVIATIONS`), and how far its
   edge may lie from the drawn one is said; one that stays too fine is refused. Holes are kept.
3. What crosses itself is refused with the place (`geo.check`), never mended: a mended border is nobody's decision.
"""

from math import cos, radians
from typing import Final

import msgspec
import shapely
from shapely import affinity, geometry

from bilezik.domain.zone import Circle, Polygon, Ring, Shape
from bilezik.geo import geopackage, kml
from bilezik.geo.check import shape_problem
from bilezik.geo.geojson import shape_from_geojson

LARGEST: Final = 10_000_000
MOST_SHAPES: Final = 200
MOST_CORNERS: Final = 2_000
DEVIATIONS: Final = (0.5, 1.0, 2.0, 5.0)
"""Metres. The best receivers err by five."""
_DEGREE_M: Final = 111_195.0
_BOM: Final = b"\xef\xbb\xbf"


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One shape of a file. `deviation_m`: how far its edge may lie from what was drawn; 0: it is what was drawn."""

    name: str
    shape: Shape
    corners: int
    deviation_m: float = 0.0


def read(content: bytes) -> tuple[Drawn, ...]:
    """Return the shapes of a file; `ValueError` in words where there is none, or one that cannot be a zone."""
    if len(content) > LARGEST:
        raise ValueError(f"is larger than the {LARGEST // 1_000_000} MB that are read")
    found = _found(content)
    if not found:
        raise ValueError("has no polygon in it")
    if len(found) > MOST_SHAPES:
        raise ValueError(f"has more than {MOST_SHAPES} shapes: divide it")
    return tuple(_drawn(number, name.strip(), shape) for number, (name, shape) in enumerate(found, start=1))


def corners(shape: Shape) -> int:
    """Return how many corners a shape has; a circle has none."""
    return 0 if isinstance(shape, Circle) else sum(len(ring) for part in shape.parts for ring in part)


def slim(shape: Shape) -> tuple[Shape, float]:
    """Return a shape of `MOST_CORNERS` at most and by how many metres it deviates; `ValueError` where that is too far."""
    if isinstance(shape, Circle) or corners(shape) <= MOST_CORNERS:
        return shape, 0.0
    plane, scale = _in_metres(shape)
    for metres in DEVIATIONS:
        coarser = plane.simplify(metres, preserve_topology=True)
        if shapely.get_num_coordinates(coarser) <= MOST_CORNERS:
            return _in_degrees(coarser, scale), metres
    raise ValueError(
        f"has {corners(shape):,} corners, at most {MOST_CORNERS:,} are kept, and it stays finer than that by"
        f" {DEVIATIONS[-1]:g} metres: simplify it where it was drawn"
    )


def _found(content: bytes) -> list[tuple[str, Shape]]:
    start = content.removeprefix(_BOM).lstrip()[:1]
    if content.startswith(geopackage.MAGIC):
        return list(geopackage.polygons(content, MOST_SHAPES))
    if content.startswith(b"PK"):
        raise ValueError("is packed (KMZ or ZIP): unpack it first")
    if start == b"<":
        return list(kml.polygons(content))
    if start == b"{":
        return _geojson(content)
    raise ValueError("is neither GeoJSON nor KML nor a GeoPackage, whatever its name says")


def _geojson(content: bytes) -> list[tuple[str, Shape]]:
    try:
        document = msgspec.json.decode(content.removeprefix(_BOM), type=dict[str, object])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ValueError("is no GeoJSON that can be read") from None
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise ValueError("has no list of features")  # noqa: TRY004  a wrong document is a wrong value to its reader
    if len(features) > MOST_SHAPES:
        raise ValueError(f"has more than {MOST_SHAPES} shapes: divide it")
    return [(_name(one), shape_from_geojson(one, f"feature {number}")) for number, one in enumerate(features, start=1)]


def _name(feature: object) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _drawn(number: int, name: str, shape: Shape) -> Drawn:
    called = f"shape {number}" + (f" ({name})" if name else "")
    try:
        kept, deviation_m = slim(shape)
    except ValueError as error:
        raise ValueError(f"{called}: {error}") from None
    problem = shape_problem(kept)
    if problem is not None:
        raise ValueError(f"{called}: {problem.removeprefix('zone.shape').lstrip(':. ')}")
    return Drawn(name=name[:300], shape=kept, corners=corners(kept), deviation_m=deviation_m)


def _in_metres(shape: Polygon) -> tuple[geometry.MultiPolygon, tuple[float, float]]:
    """Return a shape in metres east and north, near enough for a deviation, and the scale of both."""
    flipped = geometry.MultiPolygon(
        [([(lon, lat) for lat, lon in part[0]], [[(lon, lat) for lat, lon in ring] for ring in part[1:]]) for part in shape.parts]
    )
    _, south, _, north = flipped.bounds
    scale = _DEGREE_M * cos(radians((south + north) / 2)), _DEGREE_M
    return affinity.scale(flipped, *scale, origin=(0, 0)), scale


def _in_degrees(plane: shapely.Geometry, scale: tuple[float, float]) -> Polygon:
    parts = plane.geoms if isinstance(plane, geometry.MultiPolygon) else [plane]

    def ring(of: geometry.LinearRing) -> Ring:
        return tuple((round(y / scale[1], 7), round(x / scale[0], 7)) for x, y in of.coords[:-1])

    return Polygon(
        tuple(
            (ring(part.exterior), *(ring(hole) for hole in part.interiors)) for part in parts if isinstance(part, geometry.Polygon)
        )
    )
