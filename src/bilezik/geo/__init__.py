"""Distances, zones, borders with tolerance, and which zones are near.

Rules of this package:
1. Degrees are WGS 84, metres are on the ellipsoid, latitude comes first; only GeoJSON has longitude first.
2. A zone is judged by `shape_problem` before it is kept and made ready by `compile_zone` once; after that a question costs
   about a microsecond and never fails.
3. NumPy and Shapely work only where a zone, or a cell of it seen for the first time, is made ready.
"""

from bilezik.geo.area import LIMIT_M, Area, CircleArea, PolygonArea, compile_zone, crosses
from bilezik.geo.check import shape_problem, zone_problem
from bilezik.geo.distance import distance_m
from bilezik.geo.geojson import shape_from_geojson, shape_to_geojson
from bilezik.geo.near import ZoneIndex

__all__ = [
    "LIMIT_M",
    "Area",
    "CircleArea",
    "PolygonArea",
    "ZoneIndex",
    "compile_zone",
    "crosses",
    "distance_m",
    "shape_from_geojson",
    "shape_problem",
    "shape_to_geojson",
    "zone_problem",
]
