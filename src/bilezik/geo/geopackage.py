"""Polygons of a GeoPackage (OGC 12-128r18), with their names: an SQLite file, read from memory.

1. Of the file only tables are read that it names as features, and nothing of it is run: views, triggers and functions of somebody
   else's file are refused by SQLite itself (`trusted_schema`, the authorizer), and reading ends after `_MOST_STEPS`.
2. Coordinates must be longitude and latitude of WGS 84 (srs 4326): saying which others could be converted would take a library of
   projections, and a wrong guess draws a zone in another country.
"""

import sqlite3
from typing import Final

import msgspec
import shapely
from shapely import geometry

from bilezik.domain.zone import Polygon
from bilezik.geo.geojson import shape_from_geojson

MAGIC: Final = b"SQLite format 3\0"
_WGS_84: Final = 4326
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_MOST_STEPS: Final = 20_000_000
_READ: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_NAMES: Final = ("name", "Name", "NAME", "title", "name_ru", "name_kk")


def polygons(content: bytes, most: int) -> list[tuple[str, Polygon]]:
    """Return the shapes of the file, at most `most` and one more; `ValueError` in words where it is no GeoPackage."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(content)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READ else sqlite3.SQLITE_DENY)
        connection.set_progress_handler(lambda: 1, _MOST_STEPS)
        return _shapes(connection, most)
    except sqlite3.Error as error:
        raise ValueError(f"is no GeoPackage that can be read: {error}") from None
    finally:
        connection.close()


def _shapes(connection: sqlite3.Connection, most: int) -> list[tuple[str, Polygon]]:
    found: list[tuple[str, Polygon]] = []
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "gpkg_geometry_columns" not in tables:
        raise ValueError("is an SQLite file, and no GeoPackage")
    layers = connection.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
    for table, column, system in layers:
        if table not in tables:
            continue
        if system != _WGS_84:
            raise ValueError(f"has the layer {table!r} in coordinates of its own (srs {system}): save it as WGS 84, EPSG 4326")
        cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")
        columns = [one[0] for one in cursor.description]
        if column not in columns:
            raise ValueError(f"names a column {column!r} that the layer {table!r} has not")
        named = next((columns.index(name) for name in _NAMES if name in columns), None)
        for row in cursor:
            shape = _shape(row[columns.index(column)])
            if shape is not None:
                found.append(("" if named is None else str(row[named] or ""), shape))
            if len(found) > most:
                return found
    return found


def _shape(blob: object) -> Polygon | None:
    """Return the polygon of a geometry as a GeoPackage writes it; None for a point or a line."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8 or (blob[3] >> 1 & 7) >= len(_ENVELOPES):
        raise ValueError("has a geometry that is none")
    try:
        shape = shapely.from_wkb(blob[8 + _ENVELOPES[blob[3] >> 1 & 7] :])
    except shapely.errors.GEOSException:
        raise ValueError("has a geometry that is none") from None
    if not isinstance(shape, geometry.Polygon | geometry.MultiPolygon) or shape.is_empty:
        return None
    plain = msgspec.convert(geometry.mapping(shape), dict[str, object], strict=False)
    drawn = shape_from_geojson({"type": plain["type"], "coordinates": _listed(plain["coordinates"])}, "geometry")
    assert isinstance(drawn, Polygon)  # noqa: S101 - it was asked for one
    return drawn


def _listed(coordinates: object) -> object:
    return [_listed(one) for one in coordinates] if isinstance(coordinates, list | tuple) else coordinates


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
