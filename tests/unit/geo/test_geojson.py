"""Shapes from and to JSON."""

import pytest

from bilezik.domain.zone import Circle, Polygon, Ring
from bilezik.geo import shape_from_geojson, shape_to_geojson

SQUARE: Ring = ((51.1, 71.4), (51.1, 71.5), (51.2, 71.5), (51.2, 71.4))
HOLE: Ring = ((51.12, 71.42), (51.12, 71.44), (51.14, 71.44))
SQUARE_JSON = [[71.4, 51.1], [71.5, 51.1], [71.5, 51.2], [71.4, 51.2], [71.4, 51.1]]
HOLE_JSON = [[71.42, 51.12], [71.44, 51.12], [71.44, 51.14], [71.42, 51.12]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE_JSON, HOLE_JSON]}


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": "Esil"}, "geometry": geometry}


@pytest.mark.parametrize(
    ("obj", "shape"),
    [
        ({"circle": [51.1, 71.4, 150]}, Circle(51.1, 71.4, 150.0)),
        (POLYGON, Polygon(((SQUARE, HOLE),))),
        ({"geojson": POLYGON}, Polygon(((SQUARE, HOLE),))),
        (feature(POLYGON), Polygon(((SQUARE, HOLE),))),
        ({"geojson": feature(POLYGON)}, Polygon(((SQUARE, HOLE),))),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE_JSON], [HOLE_JSON]]}, Polygon(((SQUARE,), (HOLE,)))),
        ({"type": "FeatureCollection", "features": [feature(POLYGON)]}, Polygon(((SQUARE, HOLE),))),
        (
            {"type": "FeatureCollection", "features": [feature(POLYGON), {"type": "Polygon", "coordinates": [HOLE_JSON]}]},
            Polygon(((SQUARE, HOLE), (HOLE,))),
        ),
        ({"type": "FeatureCollection", "features": [feature({"circle": [1, 2, 3]})]}, Circle(1.0, 2.0, 3.0)),
        (
            {"type": "Polygon", "coordinates": [[[179, 65, 12.5], [181, 65, 12.5], [181, 66]]]},
            Polygon((((((65.0, 179.0), (65.0, -179.0), (66.0, -179.0))),),)),
        ),
        ({"type": "Polygon", "coordinates": [SQUARE_JSON[:4]]}, Polygon(((SQUARE,),))),
    ],
)  # fmt: skip
def test_forms_that_are_read(obj: object, shape: Circle | Polygon) -> None:
    assert shape_from_geojson(obj) == shape


DEEP: dict[str, object] = {}
for _ in range(1000):
    DEEP = {"geojson": DEEP}


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (None, "zone: must be an object"),
        ([], "zone: must be an object"),
        ({}, "zone: must be a Polygon, a MultiPolygon or a circle, is None"),
        ({"type": "Point", "coordinates": [1, 2]}, "zone: must be a Polygon, a MultiPolygon or a circle, is 'Point'"),
        ({"type": ["Polygon"]}, "zone: must be a Polygon, a MultiPolygon or a circle, is ['Polygon']"),
        ({"circle": [51.1, 71.4]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": [51.1, 71.4, "150"]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": [51.1, 71.4, True]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": [51.1, 71.4, float("nan")]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": [51.1, 71.4, 10**400]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": [51.1, 71.4, 1, 2]}, "zone.circle: must be [lat, lon, radius_m] in numbers"),
        ({"circle": "x"}, "zone.circle: must be a list"),
        ({"type": "Polygon"}, "zone.coordinates: must be a list"),
        ({"type": "Polygon", "coordinates": [5]}, "zone.coordinates[0]: must be a list"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3]]]}, "zone.coordinates[0][1]: must be [lon, lat] in numbers"),
        ({"type": "MultiPolygon", "coordinates": [[], 7]}, "zone.coordinates[1]: must be a list"),
        ({"type": "Feature"}, "zone.geometry: must be an object"),
        ({"type": "FeatureCollection", "features": {}}, "zone.features: must be a list"),
        ({"type": "FeatureCollection", "features": []}, "zone.features: is empty"),
        (
            {"type": "FeatureCollection", "features": [POLYGON, {"circle": [1, 2, 3]}]},
            "zone.features[1]: a circle cannot be one of several",
        ),
        (DEEP, "zone.geojson.geojson.geojson.geojson.geojson: is wrapped too deep"),
    ],
)  # fmt: skip
def test_forms_that_are_refused_name_the_field(obj: object, words: str) -> None:
    with pytest.raises(ValueError, match="zone") as caught:
        shape_from_geojson(obj)
    assert str(caught.value) == words


def test_the_field_is_named_as_the_reader_knows_it() -> None:
    with pytest.raises(ValueError, match=r"^orders\[2\]\.zone\.circle: must be a list$"):
        shape_from_geojson({"circle": None}, "orders[2].zone")


def test_written_as_it_is_read() -> None:
    assert shape_to_geojson(Circle(51.1, 71.4, 150.0)) == {"circle": [51.1, 71.4, 150.0]}
    assert shape_to_geojson(Polygon(((SQUARE, HOLE),))) == POLYGON
    assert shape_to_geojson(Polygon((((*SQUARE, SQUARE[0]), HOLE),))) == POLYGON
    assert shape_to_geojson(Polygon(((SQUARE,), (HOLE,)))) == {
        "type": "MultiPolygon",
        "coordinates": [[SQUARE_JSON], [HOLE_JSON]],
    }
