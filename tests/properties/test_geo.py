"""Zones of random form and place: side, distance, cells, neighbours."""

from itertools import pairwise
from math import cos, radians, sin, tau

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from bilezik.domain.zone import Circle, Polygon, Ring, Shape, Zone
from bilezik.geo import (
    PolygonArea,
    ZoneIndex,
    compile_zone,
    crosses,
    distance_m,
    shape_from_geojson,
    shape_problem,
    shape_to_geojson,
)
from bilezik.geo.distance import scale
from bilezik.geo.rings import parts_of

Place = tuple[float, float]

FEW = settings(max_examples=60, deadline=None)


def wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0


def star(lat: float, lon: float, lengths: list[float]) -> Ring:
    """A ring around a middle; `lengths` in degrees of latitude, one a corner."""
    corners = []
    for step, length in enumerate(lengths):
        angle = tau * step / len(lengths)
        corners.append((lat + length * cos(angle), wrapped(lon + length * sin(angle) / cos(radians(lat)))))
    return tuple(corners)


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """A star with a hole, perhaps a second part apart from it, of five metres to five hundred kilometres, anywhere."""
    lat, lon = draw(st.floats(-75.0, 75.0)), draw(st.floats(-180.0, 180.0))
    size = 10.0 ** draw(st.floats(-4.3, 0.7))
    share = st.floats(0.3, 1.0)
    outer = star(lat, lon, [size * s for s in draw(st.lists(share, min_size=5, max_size=30))])
    parts: list[tuple[Ring, ...]] = [(outer,)]
    if draw(st.booleans()):
        parts[0] = (outer, star(lat, lon, [size * 0.2 * s for s in draw(st.lists(share, min_size=3, max_size=9))]))
    if draw(st.booleans()):
        further = wrapped(lon + 2.5 * size / cos(radians(min(80.0, abs(lat) + size))))
        parts.append((star(lat, further, [size * 0.5 * s for s in draw(st.lists(share, min_size=4, max_size=9))]),))
    return Polygon(tuple(parts))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Polygon, list[Place]]:
    """A polygon and places around it: near a corner, near an edge, anywhere about."""
    polygon = draw(polygons())
    rings = [ring for part in parts_of(polygon) for ring in part]
    places: list[Place] = []
    for _ in range(12):
        ring = draw(st.sampled_from(rings))
        number = draw(st.integers(0, len(ring) - 1))
        (x1, y1), (x2, y2) = ring[number], ring[number - 1]
        along = draw(st.sampled_from([0.0, 0.0, 0.5, 0.9]))
        aside = 10.0 ** draw(st.floats(-6.0, -1.5))
        turned = draw(st.floats(0.0, tau))
        lat = y1 + along * (y2 - y1) + aside * cos(turned)
        places.append((lat, wrapped(x1 + along * (x2 - x1) + aside * sin(turned) / cos(radians(lat)))))
    return polygon, places


def ready(shape: Shape, tolerance_m: float = 0.0) -> PolygonArea:
    area = compile_zone(Zone(id=1, name="a zone", shape=shape, tolerance_m=tolerance_m))
    assert isinstance(area, PolygonArea)
    return area


def drawn_around(polygon: Polygon, lat: float, lon: float) -> shapely.Geometry:
    """The polygon in metres around a place, as another library draws it."""
    north_m, east_m, _ = scale(lat)
    parts = parts_of(polygon)
    near = min((parts[0][0][0][0] - lon - 360.0 * turns for turns in (-1, 0, 1)), key=abs)
    shift = parts[0][0][0][0] - near
    whole = shapely.union_all([shapely.Polygon(part[0], part[1:]) for part in parts])
    return shapely.transform(whole, lambda xy: (xy - (shift, lat)) * (east_m, north_m))


@FEW
@given(cases())
def test_side_and_distance_agree_with_another_library(case: tuple[Polygon, list[Place]]) -> None:
    polygon, places = case
    assert shape_problem(polygon) is None
    area = ready(polygon)
    here = shapely.Point(0.0, 0.0)
    for lat, lon in places:
        shape = drawn_around(polygon, lat, lon)
        away_m = shapely.distance(shapely.boundary(shape), here)
        got = area.signed_distance_m(lat, lon)
        if away_m > 0.01:
            assert (got < 0.0) == bool(shapely.contains(shape, here)), (lat, lon)
        # The plane of the other library is that of the point: it is bent by tan(lat) * distance / 12,800 km.
        assert abs(got) == pytest.approx(min(away_m, 2000.0), rel=1e-3, abs=1e-2), (lat, lon)


@FEW
@given(cases(), st.sampled_from([0.0, 30.0, 500.0]), st.floats(1.0, 2000.0))
def test_cells_answer_as_all_edges_do(case: tuple[Polygon, list[Place]], tolerance_m: float, limit_m: float) -> None:
    polygon, places = case
    area = ready(polygon, tolerance_m)
    for lat, lon in places:
        exact = max(-limit_m, min(limit_m, area.signed_distance_m(lat, lon, 1e9)))
        assert area.signed_distance_m(lat, lon, limit_m) == pytest.approx(exact, rel=2e-5, abs=2e-3), (lat, lon)


@FEW
@given(cases())
def test_an_answer_does_not_depend_on_what_was_asked_before(case: tuple[Polygon, list[Place]]) -> None:
    polygon, places = case
    asked = ready(polygon)
    backwards = [asked.signed_distance_m(lat, lon) for lat, lon in reversed(places)]
    assert [ready(polygon).signed_distance_m(lat, lon) for lat, lon in places] == backwards[::-1]


@FEW
@given(polygons() | st.builds(Circle, st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, 1e6)))
def test_written_and_read_is_the_same(shape: Shape) -> None:
    assert shape_from_geojson(shape_to_geojson(shape)) == shape


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Shape], list[Place]]:
    lat, lon = draw(st.floats(-70.0, 70.0)), draw(st.sampled_from([71.4, -179.99, 179.99, 0.0]))
    shapes: list[Shape] = []
    for _ in range(draw(st.integers(1, 12))):
        there = lat + draw(st.floats(-0.3, 0.3)), wrapped(lon + draw(st.floats(-0.3, 0.3)))
        size = 10.0 ** draw(st.floats(-4.0, 0.5))
        round_one = draw(st.booleans())
        shapes.append(Circle(*there, size * 111_000.0) if round_one else Polygon(((star(*there, [size] * 5),),)))
    places = [(lat + draw(st.floats(-0.4, 0.4)), wrapped(lon + draw(st.floats(-0.4, 0.4)))) for _ in range(10)]
    return shapes, places


@FEW
@given(towns(), st.floats(0.0, 2000.0) | st.floats(2000.0, 100_000.0))
def test_no_zone_within_reach_is_missed(town: tuple[list[Shape], list[Place]], reach_m: float) -> None:
    shapes, places = town
    areas = [compile_zone(Zone(id=number, name="a zone", shape=shape, tolerance_m=5.0)) for number, shape in enumerate(shapes)]
    index = ZoneIndex(areas)
    for lat, lon in places:
        found = index.near(lat, lon, reach_m)
        within = [number for number, area in enumerate(areas) if area.signed_distance_m(lat, lon, 2.0 * reach_m + 1.0) < reach_m]
        assert set(within) <= set(found), (lat, lon)
        assert list(found) == sorted(set(found))
        around = index.around(lat, lon)
        inside = [number for number, area in enumerate(areas) if area.signed_distance_m(lat, lon) < 0.0]
        assert set(inside) <= set(around), (lat, lon)
        assert list(around) == sorted(set(around))
    for (lat1, lon1), (lat2, lon2) in pairwise(places):
        if abs(lon2 - lon1) < 180.0:
            middle_lat, middle_lon = 0.5 * (lat1 + lat2), 0.5 * (lon1 + lon2)
            on_the_way = [number for number, area in enumerate(areas) if area.signed_distance_m(middle_lat, middle_lon) < 0.0]
            between = index.between(lat1, lon1, lat2, lon2)
            assert set(on_the_way) <= set(between), (lat1, lon1, lat2, lon2)
            assert list(between) == sorted(set(between))


@FEW
@given(cases())
def test_a_way_crosses_what_it_touches(case: tuple[Polygon, list[Place]]) -> None:
    polygon, places = case
    area = ready(polygon)
    for (lat1, lon1), (lat2, lon2) in pairwise(places):
        if distance_m(lat1, lon1, lat2, lon2) > 50_000.0:
            continue
        shape = drawn_around(polygon, lat1, lon1)
        north_m, east_m, _ = scale(lat1)
        dlon = wrapped(lon2 - lon1)
        way = shapely.LineString([(0.0, 0.0), (dlon * east_m, (lat2 - lat1) * north_m)])
        if shapely.intersects(shapely.buffer(shape, -1.0), way):
            assert crosses(area, lat1, lon1, lat2, lon2)
        elif not shapely.intersects(shapely.buffer(shape, 1.0), way):
            assert not crosses(area, lat1, lon1, lat2, lon2)
