"""The map: to scale, north up, and silent about whom the order protects."""

from tests.unit.memo.paper import CITY, HOME, place

from bilezik.domain.order import Condition
from bilezik.domain.zone import Circle, Zone
from bilezik.geo.distance import distance_m
from bilezik.memo.compose import LANGUAGES
from bilezik.memo.drawing import HEIGHT_MM, WIDTH_MM, draw
from bilezik.memo.page import Drawing

SAY = LANGUAGES["en"]
AT_HOME = Condition(id=1, kind="stay_home", zones=(HOME,))
IN_CITY = Condition(id=2, kind="stay_in_area", zones=(CITY,))


def drawn(*conditions: Condition) -> Drawing:
    made = draw(conditions, SAY)
    assert made is not None
    return made


def test_home_in_its_city_is_a_mark_where_it_lies() -> None:
    made = drawn(AT_HOME, IN_CITY)
    area, home = made.outlines
    assert (area.kind, area.is_mark, home.kind, home.is_mark) == ("area", False, "home", True)
    (x, y) = home.rings[0][0]
    xs, ys = ([point[axis] for point in area.rings[0]] for axis in (0, 1))
    assert abs((x - min(xs)) / (max(xs) - min(xs)) - (71.43 - 71.2) / 0.5) < 0.01
    assert abs((max(ys) - y) / (max(ys) - min(ys)) - 0.13 / 0.3) < 0.01, "north is up"
    assert [kind for kind, _ in made.legend] == ["home", "area"]


def test_everything_is_in_the_frame_and_the_bar_is_true() -> None:
    made = drawn(IN_CITY)
    (corners,) = made.outlines[0].rings
    assert all(0 <= x <= WIDTH_MM and 0 <= y <= HEIGHT_MM for x, y in corners)
    wide_mm = max(x for x, _ in corners) - min(x for x, _ in corners)
    wide_m = distance_m(51.15, 71.2, 51.15, 71.7)
    assert made.bar == "10 km"
    assert abs(made.bar_mm / 10_000 - wide_mm / wide_m) < 1e-4


def test_a_home_alone_is_drawn_large() -> None:
    (home,) = drawn(AT_HOME).outlines
    assert not home.is_mark
    assert len(home.rings[0]) == 72


def test_a_place_outside_the_frame_is_left_out() -> None:
    far = Zone(id=9, name="far", shape=Circle(43.2, 76.9, 50.0), category="place")
    made = drawn(IN_CITY, Condition(id=3, kind="keep_out", zones=(far, place(1))))
    assert [one.kind for one in made.outlines] == ["area", "place"]
    assert [one.kind for one in drawn(Condition(id=3, kind="keep_out", zones=(far,))).outlines] == ["place"]


def test_where_a_protected_person_lives_is_not_drawn() -> None:
    assert draw([Condition(id=4, kind="keep_away", zones=(HOME,))], SAY) is None


def test_an_area_over_the_date_line_is_one() -> None:
    zone = Zone(id=1, name="far east", shape=Circle(65.0, 179.99, 5000.0), category="area")
    (area,) = drawn(Condition(id=2, kind="stay_in_area", zones=(zone,))).outlines
    assert all(0 <= x <= WIDTH_MM for x, _ in area.rings[0])
