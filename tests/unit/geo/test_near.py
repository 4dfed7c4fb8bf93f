"""Which zones are near."""

from bilezik.domain.zone import Circle, Polygon, Shape, Zone
from bilezik.geo import Area, ZoneIndex, compile_zone


def ready(*shapes: Shape) -> list[Area]:
    return [compile_zone(Zone(id=number, name="a zone", shape=shape)) for number, shape in enumerate(shapes)]


def box(south: float, west: float, north: float, east: float) -> Polygon:
    return Polygon(((((south, west), (south, east), (north, east), (north, west)),),))


def test_nothing_is_near_where_nothing_is() -> None:
    assert ZoneIndex([]).near(51.1, 71.4, 2000.0) == ()
    assert ZoneIndex(ready(Circle(43.2, 76.9, 100.0))).near(51.1, 71.4, 2000.0) == ()


def test_small_and_large_zones_are_found_from_inside_and_from_their_edge() -> None:
    index = ZoneIndex(
        ready(Circle(51.1, 71.4, 100.0), box(50.0, 70.0, 52.0, 73.0), box(40.0, 46.0, 55.0, 87.0), Circle(51.11, 71.4, 50.0))
    )
    assert index.near(51.1, 71.4, 0.0) == (0, 1, 2)
    assert index.near(51.1, 71.4, 1300.0) == (0, 1, 2, 3)
    assert index.near(51.1, 71.4014, 10.0) == (0, 1, 2)
    assert index.near(51.1, 71.4018, 10.0) == (1, 2)
    assert index.near(49.99, 71.0, 1000.0) == (2,)
    assert index.near(49.99, 71.0, 1200.0) == (1, 2)
    assert index.near(39.99, 71.0, 1200.0) == (2,)


def test_a_reach_over_many_cells() -> None:
    index = ZoneIndex(ready(*(Circle(51.0 + step / 10.0, 71.4, 10.0) for step in range(20))))
    assert index.near(51.0, 71.4, 34_000.0) == (0, 1, 2, 3)
    assert index.near(52.0, 71.4, 500_000.0) == tuple(range(20))


def test_over_the_antimeridian_from_both_sides() -> None:
    index = ZoneIndex(
        ready(Circle(65.0, 179.999, 10.0), Circle(65.0, -179.999, 10.0), box(64.9, 179.9, 65.1, -179.9), Circle(65.0, 180.0, 10.0))
    )
    for lon in (179.9999, -179.9999, 180.0, -180.0, 540.0):
        assert index.near(65.0, lon, 200.0) == (0, 1, 2, 3), lon
        assert index.near(65.0, lon, 3000.0) == (0, 1, 2, 3), lon
    wide = ZoneIndex(ready(Circle(65.0, -179.99, 10.0), Circle(65.0, 179.99, 10.0)))
    assert wide.near(65.0, 179.98, 1500.0) == (0, 1)
    assert wide.near(65.0, -179.98, 1500.0) == (0, 1)
    assert wide.near(65.0, 179.98, 900.0) == (1,)
    assert wide.near(65.0, -179.98, 900.0) == (0,)
    assert wide.near(65.0, 179.9, 9000.0) == (0, 1)
    assert index.near(65.0, 179.95, 10.0) == (2,)
    assert index.near(65.0, -179.95, 10.0) == (2,)
    assert index.near(65.0, -179.8999, 10.0) == (2,)
    assert index.near(65.0, -179.89, 10.0) == ()


def test_at_a_pole_every_longitude_is_near() -> None:
    index = ZoneIndex(ready(Circle(90.0, 0.0, 5000.0), Circle(-89.9, 10.0, 50.0)))
    assert index.near(89.99, 123.0, 100.0) == (0,)
    assert index.near(-89.9, 10.0, 10.0) == (1,)
    assert index.near(-89.9999, -100.0, 30_000.0) == (1,)
    assert ZoneIndex(ready(Circle(89.88, 175.0, 1000.0))).near(89.88, -177.0, 1000.0) == (0,)


def test_a_zone_without_a_limit_of_cells_is_near_everywhere_in_it() -> None:
    index = ZoneIndex(ready(Circle(0.0, 0.0, 5_000_000.0)))
    assert index.near(30.0, 30.0, 1.0) == (0,)
    assert index.near(-30.0, -30.0, 1.0) == (0,)
    assert index.near(60.0, 0.0, 1.0) == ()


def test_around_looks_at_the_boxes_that_hold_the_point_over_the_date_line_too() -> None:
    shops = [Circle(51.0 + n * 0.001, 71.4, 30.0) for n in range(20)]
    index = ZoneIndex(ready(*shops, box(50.0, 70.0, 52.0, 73.0), Circle(-17.0, 179.9999, 500.0)))
    assert index.around(51.005, 71.4) == (5, 20)
    assert index.around(51.0055, 71.4) == (20,)
    assert index.around(10.0, 71.4) == ()
    assert index.around(-17.0, -179.9999) == (21,)
    assert index.around(-17.0, 180.0001) == (21,)
