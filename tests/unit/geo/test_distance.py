"""Distances against a geodesic and against published lines."""

from collections.abc import Callable

import pytest

from bilezik.geo import distance_m
from bilezik.geo.distance import scale

Geodesic = Callable[[float, float, float, float], float]

LATITUDES = (-79.0, -43.2, 0.0, 0.2, 38.9, 51.1, 69.5, 79.0)


def test_the_reference_is_right(geodesic_m: Geodesic) -> None:
    # Flinders Peak to Buninyong, Geoscience Australia, GDA technical manual §4.
    flinders, buninyong = (-37.9510334167, 144.4248678889), (-37.6528211389, 143.9264955278)
    assert geodesic_m(*flinders, *buninyong) == pytest.approx(54_972.271, abs=0.002)


@pytest.mark.parametrize("lat", LATITUDES)
@pytest.mark.parametrize(("dlat", "dlon"), [(1e-5, 0.0), (0.0, 2e-5), (0.001, -0.001), (0.02, 0.03), (-0.2, 0.3), (0.49, 0.49)])
def test_near_points_are_within_a_hundred_thousandth(geodesic_m: Geodesic, lat: float, dlat: float, dlon: float) -> None:
    true = geodesic_m(lat, 71.4, lat + dlat, 71.4 + dlon)
    assert distance_m(lat, 71.4, lat + dlat, 71.4 + dlon) == pytest.approx(true, rel=1e-5)


@pytest.mark.parametrize("lat", LATITUDES)
@pytest.mark.parametrize(("dlat", "dlon"), [(0.51, 0.0), (0.0, 0.51), (-8.0, 12.0), (0.0, 60.0), (-10.0, -100.0)])
def test_far_points_are_within_a_ten_thousandth(geodesic_m: Geodesic, lat: float, dlat: float, dlon: float) -> None:
    true = geodesic_m(lat, 71.4, lat + dlat, 71.4 + dlon)
    assert distance_m(lat, 71.4, lat + dlat, 71.4 + dlon) == pytest.approx(true, rel=1e-4)


def test_almaty_to_astana(geodesic_m: Geodesic) -> None:
    assert distance_m(43.238, 76.945, 51.169, 71.449) == pytest.approx(geodesic_m(43.238, 76.945, 51.169, 71.449), rel=2e-5)


def test_near_a_pole_the_short_way_is_over_it(geodesic_m: Geodesic) -> None:
    assert distance_m(89.9, 0.0, 89.9, 0.4) == pytest.approx(geodesic_m(89.9, 0.0, 89.9, 0.4), rel=1e-4)
    assert distance_m(89.99, 0.0, 89.99, 180.0) == pytest.approx(2 * geodesic_m(89.99, 0.0, 90.0, 0.0), rel=1e-4)


def test_the_antipode_is_half_a_meridian_away() -> None:
    assert distance_m(0.0, 0.0, 0.0, 180.0) == pytest.approx(20_003_931.0, rel=5e-3)
    assert distance_m(40.0, 10.0, -40.0, -170.0) == pytest.approx(20_003_931.0, rel=5e-3)


def test_the_antimeridian_is_no_border() -> None:
    inland = distance_m(65.0, 10.0, 65.001, 10.002)
    assert distance_m(65.0, 179.999, 65.001, -179.999) == pytest.approx(inland, rel=1e-9)
    assert distance_m(65.0, -179.999, 65.001, 540.003) == pytest.approx(inland, rel=1e-9)


def test_a_point_is_nowhere_but_where_it_is() -> None:
    assert distance_m(51.1, 71.4, 51.1, 71.4) == 0.0
    assert distance_m(85.0, 71.4, 85.0, 71.4) == 0.0


@pytest.mark.parametrize("lat", LATITUDES)
def test_scale_is_the_geodesic_of_a_small_step(geodesic_m: Geodesic, lat: float) -> None:
    north_m, east_m, growth = scale(lat)
    assert north_m == pytest.approx(geodesic_m(lat - 0.005, 0.0, lat + 0.005, 0.0) * 100, rel=1e-6)
    assert east_m == pytest.approx(geodesic_m(lat, 0.0, lat, 0.001) * 1000, rel=1e-6)
    further = scale(lat + 1000 / north_m)[1]
    assert further / east_m - 1 == pytest.approx(1000 * growth, rel=2e-3, abs=2e-8)
