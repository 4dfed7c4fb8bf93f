"""What is no zone, and in which words it is refused."""

from math import inf, nan

import pytest

from bilezik.domain.zone import Circle, Polygon, Ring, Shape, Zone
from bilezik.geo import compile_zone, shape_problem, zone_problem

SQUARE: Ring = ((51.1, 71.4), (51.1, 71.5), (51.2, 71.5), (51.2, 71.4))
HOLE: Ring = ((51.12, 71.42), (51.12, 71.44), (51.14, 71.44))


def one(*rings: Ring) -> Polygon:
    return Polygon((rings,))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Circle(51.1, 71.4, 0.0), "zone.shape.radius_m: must be over 0, is 0.0"),
        (Circle(51.1, 71.4, -5.0), "zone.shape.radius_m: must be over 0, is -5.0"),
        (Circle(51.1, 71.4, nan), "zone.shape.radius_m: must be over 0, is nan"),
        (Circle(51.1, 71.4, inf), "zone.shape.radius_m: must be at most 5,000,000, is inf"),
        (Circle(90.5, 71.4, 5.0), "zone.shape.lat: must be -90 to 90, is 90.5"),
        (Circle(51.1, 180.5, 5.0), "zone.shape.lon: must be -180 to 180, is 180.5"),
        (Circle(nan, 71.4, 5.0), "zone.shape.lat: is not a number (nan)"),
        (Circle(51.1, inf, 5.0), "zone.shape.lon: is not a number (inf)"),
        (Polygon(()), "zone.shape.parts: is empty"),
        (Polygon(((),)), "zone.shape.parts[0]: has no ring"),
        (one(()), "zone.shape: ring 1 has 0 different corners, needs 3"),
        (one(((51.1, 71.4), (51.2, 71.4), (51.1, 71.4))), "zone.shape: ring 1 has 2 different corners, needs 3"),
        (one(((51.1, 71.4), (51.2, 71.4), (51.3, 71.4))), "zone.shape: ring 1 has no area"),
        (one((*SQUARE, (nan, 71.4))), "zone.shape: ring 1 corner 5 lat: is not a number (nan)"),
        (one((*SQUARE, (51.15, -190.0))), "zone.shape: ring 1 corner 5 lon: must be -180 to 180, is -190.0"),
        (one(((88.5, 0.0), (80.0, 10.0), (80.0, 0.0))), "zone.shape: ring 1 corner 1 lat: must be -88 to 88, is 88.5"),
        (one(((51.1, 71.4), (51.2, 71.5), (51.1, 71.5), (51.2, 71.4))), "zone.shape: ring 1 crosses itself near 51.15, 71.45"),
        (
            one(((65.0, 179.9), (65.1, -179.9), (65.0, -179.9), (65.1, 179.9))),
            "zone.shape: ring 1 crosses itself near 65.05, 180",
        ),
        (
            one(((51.1, 71.4), (51.1, 71.5), (51.0, 71.5), (51.1, 71.45), (51.2, 71.5), (51.2, 71.4))),
            "zone.shape: ring 1 touches itself near 51.1, 71.45",
        ),
        (one(((80.0, 0.0), (80.0, 120.0), (80.0, -120.0))), "zone.shape: ring 1 goes round a pole"),
        (one(((10.0, -90.0), (10.0, 90.0), (20.0, 90.0))), "zone.shape: ring 1 is 180 degrees wide, more than 175"),
        (one(((27.0, 5.0), (27.0, 97.0), (27.0, -179.0), (60.0, 97.0))), "zone.shape: ring 1 is 176 degrees wide, more than 175"),
        (one(SQUARE, HOLE[:2]), "zone.shape: ring 2 has 2 different corners, needs 3"),
        (one(SQUARE, ((51.15, 71.45), (51.15, 71.55), (51.16, 71.5))), "zone.shape: ring 2, a hole, is not inside its outer ring"),
        (one(SQUARE, HOLE, HOLE), "zone.shape: ring 1 and its holes: self-intersection near 51.12, 71.44"),
        (Polygon(((SQUARE,), (HOLE[:2],))), "zone.shape: part 2 ring 1 has 2 different corners, needs 3"),
        (Circle(51.1, 71.4, 0.001), None),
        (Circle(90.0, 180.0, 5_000_000.0), None),
        (one(SQUARE), None),
        (one(SQUARE[::-1], HOLE), None),
        (one((*SQUARE, SQUARE[0])), None),
        (one((SQUARE[0], *SQUARE)), None),
        (Polygon(((SQUARE, HOLE), (HOLE,))), None),
        (one(((65.0, 179.9), (65.0, -179.9), (65.1, -179.9), (65.1, 179.9))), None),
    ],
)  # fmt: skip
def test_a_shape_is_judged_in_words_that_name_the_field(shape: Shape, words: str | None) -> None:
    assert shape_problem(shape) == words
    zone = Zone(id=1, name="a zone", shape=shape)
    assert zone_problem(zone) == words
    if words is None:
        assert compile_zone(zone).signed_distance_m(-20.0, -20.0) == 2000.0


def test_parts_too_far_apart_are_refused() -> None:
    west, east = ((0.0, -100.0), (0.0, -90.0), (9.0, -90.0)), ((0.0, 60.0), (0.0, 80.0), (9.0, 80.0))
    assert shape_problem(Polygon(((west,), (east,)))) == "zone.shape: its parts are together 180 degrees wide, more than 175"


def test_the_widest_country_is_not_too_wide() -> None:
    kaliningrad, chukotka = ((54.3, 19.6), (54.3, 22.9), (55.3, 22.9)), ((64.0, 170.0), (64.0, -169.0), (69.0, -169.0))
    for parts in ((kaliningrad,), (chukotka,)), ((chukotka,), (kaliningrad,)):
        area = compile_zone(Zone(id=1, name="from end to end", shape=Polygon(parts)))
        assert area.signed_distance_m(64.5, 179.0) == -2000.0
        assert area.signed_distance_m(64.5, -171.0) == -2000.0
        assert area.signed_distance_m(54.5, 22.0) == -2000.0
        assert area.signed_distance_m(60.0, 150.0) == 2000.0
        assert area.signed_distance_m(60.0, -100.0) == 2000.0


@pytest.mark.parametrize("tolerance_m", [-1.0, nan, inf, 10_001.0])
def test_a_tolerance_is_judged_too(tolerance_m: float) -> None:
    zone = Zone(id=1, name="a zone", shape=Circle(51.1, 71.4, 50.0), tolerance_m=tolerance_m)
    assert zone_problem(zone) == f"zone.tolerance_m: must be 0 to 10,000, is {tolerance_m}"
