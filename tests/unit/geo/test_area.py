"""Zones of all sizes and forms: which side, how far, measured against geodesics."""

from collections.abc import Callable
from math import cos, radians, sin, tau

import pytest

from bilezik.domain.zone import Circle, Polygon, Ring, Shape, Zone
from bilezik.geo import CircleArea, PolygonArea, compile_zone, crosses
from bilezik.geo.cells import _KEPT

Geodesic = Callable[[float, float, float, float], float]
Place = tuple[float, float]


def zone(shape: Shape, tolerance_m: float = 0.0) -> Zone:
    return Zone(id=1, name="a zone", shape=shape, tolerance_m=tolerance_m)


def box(south: float, west: float, north: float, east: float) -> Ring:
    return ((south, west), (south, east), (north, east), (north, west))


def polygon(*rings: Ring, tolerance_m: float = 0.0) -> PolygonArea:
    area = compile_zone(zone(Polygon((rings,)), tolerance_m))
    assert isinstance(area, PolygonArea)
    return area


def flower(lat: float, lon: float, radius: float, corners: int) -> Ring:
    """Seven petals, so that no direction is convex for long; `radius` in degrees of latitude."""
    ring = []
    for step in range(corners):
        angle = tau * step / corners
        length = radius * (1.0 + 0.3 * sin(7.0 * angle))
        ring.append((lat + length * cos(angle), lon + length * sin(angle) / cos(radians(lat))))
    return tuple(ring)


def edge_m(geodesic_m: Geodesic, rings: tuple[Ring, ...], lat: float, lon: float) -> float:
    """The least geodesic to any edge, found by thirds: an edge is straight in degrees."""
    least = 1e12
    for ring in rings:
        for (lat1, lon1), (lat2, lon2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            low, high = 0.0, 1.0
            to_a = to_b = 1e12
            for _ in range(60):
                a, b = low + (high - low) / 3, high - (high - low) / 3
                to_a = geodesic_m(lat, lon, lat1 + a * (lat2 - lat1), lon1 + a * (lon2 - lon1))
                to_b = geodesic_m(lat, lon, lat1 + b * (lat2 - lat1), lon1 + b * (lon2 - lon1))
                low, high = (low, b) if to_a < to_b else (a, high)
            least = min(least, to_a, to_b)
    return least


@pytest.mark.parametrize("lat0", [0.0, 43.2, -51.1, 69.0])
@pytest.mark.parametrize("radius", [0.00005, 0.002, 0.05, 1.0, 5.0])
def test_metres_to_the_edge_are_geodesic_for_zones_of_all_sizes(geodesic_m: Geodesic, lat0: float, radius: float) -> None:
    ring = flower(lat0, 71.4, radius, 21)
    area = polygon(ring)
    north = radius * 1.4
    for angle in (0.1, 2.9, 4.4):
        near = ring[int(angle / tau * 21)]
        for metres in (-900.0, -30.0, 4.0, 60.0, 1500.0):
            out = metres / 111_000.0
            place = near[0] + out * cos(angle), near[1] + out * sin(angle) / cos(radians(lat0))
            true = edge_m(geodesic_m, (ring,), *place)
            got = area.signed_distance_m(*place)
            if true < 2000.0:
                assert abs(got) == pytest.approx(true, rel=1e-4, abs=1e-3), (place, metres)
    assert area.signed_distance_m(lat0, 71.4) < 0.0 < area.signed_distance_m(lat0 + north, 71.4)


@pytest.mark.parametrize("radius_m", [5.0, 150.0, 9_000.0, 22_000.0, 24_500.0, 600_000.0])
@pytest.mark.parametrize("lat0", [0.0, 43.2, -51.1, 79.9, 84.0, 89.9])
def test_circles_are_geodesic(geodesic_m: Geodesic, lat0: float, radius_m: float) -> None:
    area = compile_zone(zone(Circle(lat0, 71.4, radius_m)))
    assert isinstance(area, CircleArea)
    for step in range(12):
        angle = tau * step / 12
        for metres in (-1500.0, -3.0, 0.5, 40.0, 1900.0):
            away = (radius_m + metres) / 111_000.0
            place = lat0 + away * cos(angle), 71.4 + away * sin(angle) / cos(radians(lat0))
            if place[0] > 90.0:
                continue
            true = geodesic_m(lat0, 71.4, *place) - radius_m
            got = area.signed_distance_m(*place)
            # 0.01 % of the distance from the middle, and of the distance from the edge
            assert got == pytest.approx(max(-2000.0, min(2000.0, true)), rel=1e-4, abs=1e-4 * radius_m + 1e-3)


def test_a_circle_is_inside_in_its_middle() -> None:
    area = compile_zone(zone(Circle(51.1, 71.4, 100.0), 10.0))
    assert area.signed_distance_m(51.1, 71.4) == -110.0
    assert area.signed_distance_m(51.1, 71.4, 50.0) == -50.0
    assert area.signed_distance_m(51.2, 71.4, 50.0) == 50.0
    assert area.signed_distance_m(51.1, 71.5, 50.0) == 50.0
    assert area.signed_distance_m(51.1, 251.4) == 2000.0
    assert area.signed_distance_m(51.101, 71.401, 20.0) == 20.0


def test_clipped_to_the_limit_on_both_sides() -> None:
    area = polygon(box(51.0, 71.0, 51.2, 71.4))
    assert area.signed_distance_m(51.1, 71.2) == -2000.0
    assert area.signed_distance_m(51.1, 71.2, 100.0) == -100.0
    assert area.signed_distance_m(51.3, 71.2) == 2000.0
    assert area.signed_distance_m(51.2009, 71.2, 100.0) == 100.0
    assert area.signed_distance_m(51.1991, 71.2, 100.0) == -100.0
    assert area.signed_distance_m(-51.1, -100.0) == 2000.0


def test_a_limit_beyond_the_cells_is_answered_too(geodesic_m: Geodesic) -> None:
    area = polygon(box(51.0, 71.0, 51.2, 71.4))
    assert area.signed_distance_m(51.3, 71.2, 20_000.0) == pytest.approx(geodesic_m(51.2, 71.2, 51.3, 71.2), rel=1e-4)
    assert area.signed_distance_m(51.1, 71.2, 20_000.0) == pytest.approx(-geodesic_m(51.1, 71.2, 51.2, 71.2), rel=1e-4)
    assert area.signed_distance_m(60.0, 71.2, 20_000.0) == 20_000.0
    assert area.signed_distance_m(51.1, 71.2, 10_000.0) == -10_000.0


def test_a_hole_is_outside() -> None:
    area = polygon(box(51.0, 71.0, 51.2, 71.4), box(51.05, 71.1, 51.15, 71.3))
    assert area.signed_distance_m(51.1, 71.2) == 2000.0
    assert area.signed_distance_m(51.051, 71.2) == pytest.approx(111.3, abs=0.2)
    assert area.signed_distance_m(51.049, 71.2) == pytest.approx(-111.3, abs=0.2)


def test_the_direction_of_rings_does_not_matter() -> None:
    outer, hole = box(51.0, 71.0, 51.2, 71.4), box(51.05, 71.1, 51.15, 71.3)
    for area in (polygon(outer, hole), polygon(outer[::-1], hole), polygon(outer, hole[::-1]), polygon((*outer, outer[0]), hole)):
        assert area.signed_distance_m(51.051, 71.2) > 0.0 > area.signed_distance_m(51.049, 71.2)


def test_exclaves_are_inside_and_what_lies_between_is_not() -> None:
    area = compile_zone(zone(Polygon(((box(51.0, 71.0, 51.01, 71.01),), (box(51.02, 71.0, 51.03, 71.01),)))))
    assert area.signed_distance_m(51.005, 71.005) < 0.0
    assert area.signed_distance_m(51.025, 71.005) < 0.0
    assert area.signed_distance_m(51.015, 71.005) == pytest.approx(556.3, abs=1.0)


def test_a_border_between_two_parts_is_no_edge() -> None:
    area = compile_zone(zone(Polygon(((box(51.0, 71.0, 51.1, 71.2),), (box(51.0, 71.2, 51.1, 71.4),)))))
    assert area.signed_distance_m(51.05, 71.2) == -2000.0


@pytest.mark.parametrize(
    "parts",
    [
        ((box(65.0, 179.9, 65.1, -179.9),),),
        ((box(65.0, 179.9, 65.1, 180.0),), (box(65.0, -180.0, 65.1, -179.9),)),
        ((box(65.0, -180.0, 65.1, -179.9),), (box(65.0, 179.9, 65.1, 180.0),)),
    ],
    ids=["crossing", "cut", "cut, west first"],
)
def test_the_antimeridian_is_no_edge(parts: tuple[tuple[Ring, ...], ...]) -> None:
    area, inland = compile_zone(zone(Polygon(parts))), polygon(box(65.0, 9.9, 65.1, 10.1))
    for lat, dlon in ((65.05, 0.0), (65.05, 0.09), (65.05, -0.09), (65.05, 0.11), (65.05, -0.11), (65.101, 0.05), (65.05, 5.0)):
        expected = pytest.approx(inland.signed_distance_m(lat, 10.0 + dlon), abs=1e-3)
        wrapped = 180.0 + dlon if dlon < 0.0 else -180.0 + dlon
        assert area.signed_distance_m(lat, wrapped) == expected
        assert area.signed_distance_m(lat, wrapped + 360.0) == expected
    assert area.signed_distance_m(65.05, 0.0) == 2000.0


def test_a_hole_beyond_the_antimeridian_is_found() -> None:
    area = polygon(box(65.0, 179.8, 65.2, -179.8), box(65.05, -179.95, 65.15, -179.85))
    assert area.signed_distance_m(65.1, -179.9) > 0.0 > area.signed_distance_m(65.1, 179.9)


@pytest.mark.parametrize("shape", [Circle(51.1, 71.4, 300.0), Polygon(((box(51.1, 71.4, 51.11, 71.42),),))])
def test_the_tolerance_shifts_the_edge_outward(shape: Shape) -> None:
    drawn, wide = compile_zone(zone(shape)), compile_zone(zone(shape, 250.0))
    for step in range(-40, 60):
        lat = 51.1 + step / 2000.0
        assert wide.signed_distance_m(lat, 71.4005, 500.0) == pytest.approx(
            max(-500.0, min(500.0, drawn.signed_distance_m(lat, 71.4005) - 250.0)), abs=1e-3
        )


def test_where_rings_touch_each_side_is_right() -> None:
    # A hole that touches the outer ring at its southern corner, and a second part that touches it at the northern one.
    outer: Ring = ((51.0, 71.2), (51.1, 71.35), (51.2, 71.2), (51.1, 71.05))
    hole: Ring = ((51.0, 71.2), (51.1, 71.25), (51.1, 71.15))
    above: Ring = ((51.2, 71.2), (51.3, 71.25), (51.3, 71.15))
    area = compile_zone(zone(Polygon(((outer, hole), (above,)))))
    assert area.signed_distance_m(50.999, 71.2) > 0.0
    assert area.signed_distance_m(51.003, 71.2) > 0.0
    assert area.signed_distance_m(51.003, 71.2035) < 0.0
    assert area.signed_distance_m(51.003, 71.1965) < 0.0
    assert area.signed_distance_m(51.197, 71.2) < 0.0 > area.signed_distance_m(51.203, 71.2)
    assert area.signed_distance_m(51.2, 71.19) > 0.0 < area.signed_distance_m(51.2, 71.21)


def test_many_corners_are_answered_from_few_edges() -> None:
    ring = flower(48.0, 66.0, 3.0, 5000)
    area = polygon(ring)
    for lat, lon in ring[::250]:
        for dlat, dlon in ((0.003, 0.0), (-0.003, 0.001), (0.0, 0.0004)):
            exact = area._cells.exact_m(lat + dlat, lon + dlon)
            assert area.signed_distance_m(lat + dlat, lon + dlon) == pytest.approx(exact, rel=1e-5, abs=1e-3)
    assert max(len(fine[5]) for fine in area._cells._fine.values()) <= 40


def test_cells_are_forgotten_before_they_fill_the_memory() -> None:
    area = polygon(flower(51.1, 71.4, 0.02, 600))
    answers = [
        area.signed_distance_m(51.1 + row / 2400.0, 71.4 + column / 1500.0) for row in range(-66, 66) for column in range(-66, 66)
    ]
    assert 0 < len(area._cells._fine) <= _KEPT
    again = [
        area.signed_distance_m(51.1 + row / 2400.0, 71.4 + column / 1500.0) for row in range(-66, 66) for column in range(-66, 66)
    ]
    assert answers == again


def test_what_is_no_zone_is_not_compiled() -> None:
    with pytest.raises(ValueError, match=r"^zone\.shape\.radius_m: must be over 0"):
        compile_zone(zone(Circle(51.1, 71.4, 0.0)))


HOME = zone(Circle(51.1, 71.4, 50.0))
MALL = zone(Polygon(((box(51.1, 71.4, 51.101, 71.402),),)))


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [
        ((51.09, 71.4), (51.11, 71.4), True),
        ((51.09, 71.39), (51.11, 71.41), True),
        ((51.09, 71.4), (51.0999, 71.4), True),
        ((51.1, 71.4), (51.1, 71.4), True),
        ((51.1, 71.4), (52.0, 71.4), True),
        ((51.09, 71.39), (51.11, 71.39), False),
        ((51.09, 71.4), (51.0990, 71.4), False),
        ((51.09, 71.4), (51.09, 71.4), False),
        ((51.09, 71.4008), (51.11, 71.4008), False),
        ((51.09, 71.4006), (51.11, 71.4006), True),
        ((40.0, 71.4), (60.0, 71.4), True),
        ((40.0, 71.5), (60.0, 71.5), False),
        ((-10.0, 71.4), (60.0, 71.4), True),
    ],
)
def test_crosses_a_circle(start: Place, end: Place, touched: bool) -> None:  # noqa: FBT001
    area = compile_zone(HOME)
    assert crosses(area, *start, *end) is touched
    assert crosses(area, *end, *start) is touched


def test_crosses_a_polygon() -> None:
    area = compile_zone(MALL)
    assert crosses(area, 51.0995, 71.401, 51.1015, 71.401)
    assert crosses(area, 51.0999, 71.3999, 51.1002, 71.4001)  # across the corner
    assert not crosses(area, 51.0999, 71.3999, 51.1000, 71.3998)
    assert not crosses(area, 51.0999, 71.39, 51.0999, 71.41)
    wide = compile_zone(zone(MALL.shape, 15.0))
    assert crosses(wide, 51.0999, 71.39, 51.0999, 71.41)


def test_crosses_over_the_antimeridian() -> None:
    area = compile_zone(zone(Circle(65.0, 180.0, 100.0)))
    assert crosses(area, 65.0, 179.9, 65.0, -179.9)
    assert crosses(area, 65.0, -179.9, 65.0, 179.9)
    assert not crosses(area, 65.01, 179.9, 65.01, -179.9)
