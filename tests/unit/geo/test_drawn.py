"""Files of zones: what is drawn comes in as it is, what is too fine is simplified and says so, what is wrong is refused."""

import json
import math
import random
import sqlite3
import struct

import pytest
import shapely

from bilezik.domain.zone import Circle, Polygon, Zone
from bilezik.geo import drawn
from bilezik.geo.area import compile_zone

SQUARE = [[71.4, 51.1], [71.41, 51.1], [71.41, 51.11], [71.4, 51.11], [71.4, 51.1]]
HOLE = [[71.404, 51.104], [71.406, 51.104], [71.406, 51.106], [71.404, 51.106], [71.404, 51.104]]
BOW_TIE = [[71.0, 51.0], [71.1, 51.1], [71.1, 51.0], [71.0, 51.1], [71.0, 51.0]]


def geojson(*rings: object, name: str = "market") -> bytes:
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": rings}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def kml(*rings: list[list[float]], name: str = "market", head: str = "") -> bytes:
    def ring(kind: str, of: list[list[float]]) -> str:
        corners = " ".join(f"{lon},{lat},0" for lon, lat in of)
        return f"<{kind}><LinearRing><coordinates>\n{corners}\n</coordinates></LinearRing></{kind}>"

    drawn_as = ring("outerBoundaryIs", rings[0]) + "".join(ring("innerBoundaryIs", one) for one in rings[1:])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>file</name>'
        f"<Placemark><name>{name}</name><Polygon>{drawn_as}</Polygon></Placemark>"
        "<Placemark><name>a point</name><Point><coordinates>71,51</coordinates></Point></Placemark></Document></kml>"
    ).encode()


def geopackage(
    *rings: list[list[float]], name: str = "market", system: int = 4326, layer: str = "my zones", more: str = ""
) -> bytes:
    shape = shapely.Polygon(rings[0], rings[1:])
    blob = b"GP\0\3" + struct.pack("<i4d", system, *(shape.bounds[n] for n in (0, 2, 1, 3))) + shapely.to_wkb(shape)
    file = sqlite3.connect(":memory:")
    file.executescript(
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
        'CREATE TABLE "my zones" (fid INTEGER PRIMARY KEY, name TEXT, geom BLOB);' + more
    )
    file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (layer, system))
    file.execute('INSERT INTO "my zones" (name, geom) VALUES (?, ?)', (name, blob))
    file.commit()
    return file.serialize()


@pytest.mark.parametrize("write", [geojson, kml, geopackage])
def test_every_format_gives_the_same_shape_with_its_hole_and_name(write: object) -> None:
    (one,) = drawn.read(write(SQUARE, HOLE))  # type: ignore[operator]
    assert (one.name, one.corners, one.deviation_m) == ("market", 8, 0.0)
    assert isinstance(one.shape, Polygon)
    area = compile_zone(Zone(id=1, name="z", shape=one.shape))
    assert area.signed_distance_m(51.102, 71.402) < 0 < area.signed_distance_m(51.105, 71.405), "the hole is outside"


def test_a_circle_comes_in_as_one() -> None:
    (one,) = drawn.read(json.dumps({"circle": [51.1, 71.4, 80]}).encode())
    assert (one.shape, one.corners) == (Circle(51.1, 71.4, 80.0), 0)


def round_shape(corners: int, noise_m: float) -> list[list[float]]:
    dice = random.Random(7)
    made = []
    for n in range(corners):
        turn, reach = 2 * math.pi * n / corners, 3_000 + dice.uniform(-noise_m, noise_m)
        made.append([71.4 + reach * math.cos(turn) / 69_800, 51.1 + reach * math.sin(turn) / 111_195])
    return [*made, made[0]]


def test_a_border_of_a_hundred_thousand_corners_is_simplified_and_says_by_how_much() -> None:
    (one,) = drawn.read(geojson(round_shape(100_000, 0.1)))
    assert one.corners <= drawn.MOST_CORNERS
    assert one.deviation_m in drawn.DEVIATIONS
    assert isinstance(one.shape, Polygon)
    area = compile_zone(Zone(id=1, name="z", shape=one.shape))
    far = [abs(area.signed_distance_m(lat, lon)) for lon, lat in round_shape(100_000, 0.1)[::997]]
    assert max(far) <= one.deviation_m * 1.05


REFUSED = {
    "too fine": (geojson(round_shape(20_000, 40.0)), "has 20,000 corners, at most 2,000"),
    "crossing": (geojson(BOW_TIE), r"shape 1 \(market\): ring 1 crosses itself near 51.05, 71.05"),
    "crossing in KML": (kml(BOW_TIE), "crosses itself"),
    "crossing in a GeoPackage": (geopackage(BOW_TIE), "crosses itself"),
    "a hole outside": (geojson(SQUARE, [[70.0, 50.0], [70.1, 50.0], [70.1, 50.1]]), "not inside its outer ring"),
    "no polygon": (kml(SQUARE).replace(b"Polygon", b"Polyline"), "has no polygon"),
    "a doctype": (kml(SQUARE, head='<!DOCTYPE kml [<!ENTITY a "b">]>'), "DOCTYPE"),
    "another document": (b"<svg></svg>", "no KML"),
    "broken": (kml(SQUARE)[:200], "no KML that can be read"),
    "words for numbers": (kml(SQUARE).replace(b"71.4,51.1,0 ", b"here,there "), "no numbers"),
    "packed": (b"PK\3\4", "unpack it first"),
    "a picture": (b"\x89PNG", "neither GeoJSON nor KML"),
    "nested without end": (b'{"geojson":' * 5_000, "no GeoJSON that can be read"),
    "features that are none": (b'{"type": "FeatureCollection", "features": 5}', "no list of features"),
    "no features": (b'{"type": "FeatureCollection", "features": []}', "no polygon"),
    "many": (json.dumps({"type": "FeatureCollection", "features": [1] * 201}).encode(), "more than 200"),
    "too large": (b"{" + b" " * drawn.LARGEST, "larger than"),
    "a database": (geopackage(SQUARE).replace(b"gpkg_geometry_columns", b"gpkg_geometry_columnz"), "no GeoPackage"),
    "a broken database": (geopackage(SQUARE)[:5_000], "no GeoPackage"),
    "other coordinates": (geopackage(SQUARE, system=32642), "srs 32642"),
    "a view in a database": (geopackage(SQUARE, layer="v", more='CREATE VIEW v AS SELECT * FROM "my zones";'), "has no polygon"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_zone_is_refused_in_words(name: str) -> None:
    content, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        drawn.read(content)
