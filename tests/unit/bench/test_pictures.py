"""The pictures: valid XML, every point on the paper, no mark over another."""

import re
from itertools import combinations
from math import nan
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bilezik.app.bench.pictures import BOTTOM, HIGH, LEFT, MARK_HIGH, RIGHT, TOP, WIDE, Axis, Dot, Line, draw
from bilezik.app.bench.presence_tables import drawn_pictures, judged_all
from bilezik.app.bench.traces import Episode, Seen

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
SVG = "{http://www.w3.org/2000/svg}"
EVENLY = Axis("across & <over>", "evenly", 0.0, 10.0, ((0.0, "0"), (10.0, "10")))
POWERS = Axis("up", "by powers", 0.01, 1.0, ((0.01, "none"), (1.0, "1")))
ODDS = Axis("odds", "by odds", 0.01, 0.99, ((0.5, "50 %"),))


def points(root: ET.Element) -> list[tuple[float, float]]:
    found = [re.match(r"translate\(([\d.-]+) ([\d.-]+)\)$", one.get("transform", "")) for one in root.iter(f"{SVG}path")]
    return [(float(one[1]), float(one[2])) for one in found if one]


def test_a_value_lies_where_its_axis_has_it_and_never_beyond() -> None:
    assert (EVENLY.at(5.0), EVENLY.at(-1.0), EVENLY.at(99.0)) == (0.5, 0.0, 1.0)
    assert (POWERS.at(0.1), POWERS.at(0.0)) == pytest.approx((0.5, 0.0))
    assert (ODDS.at(0.5), ODDS.at(0.0), ODDS.at(1.0)) == pytest.approx((0.5, 0.0, 1.0))
    assert ODDS.at(0.9) + ODDS.at(0.1) == pytest.approx(1.0)


def test_a_picture_holds_what_it_was_given() -> None:
    line = Line("ours & theirs", (Dot(0.0, 0.01, 0.0, 0.1, "a<b", "told"), Dot(10.0, 1.0, 0.5, 9.0, "c", "said")))
    root = ET.fromstring(draw("A & B", EVENLY, POWERS, [line], ideal=True))  # noqa: S314 - our own text
    assert root.find(f"{SVG}title").text == "A & B"  # type: ignore[union-attr]
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"A & B", "across & <over>", "up", "none", "ours & theirs", "a<b", "c"} <= set(texts)
    assert points(root)[:2] == [(LEFT, HIGH - BOTTOM), (WIDE - RIGHT, TOP)]
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "ideal"]) == 1
    assert "ideal" not in {one.get("class") for one in ET.fromstring(draw("", EVENLY, POWERS, [])).iter()}  # noqa: S314


def test_a_mark_that_would_cover_another_is_left_out() -> None:
    dots = tuple(Dot(n / 10, 0.1, 0.1, 0.1, f"mark {n}", "") for n in range(100))
    root = ET.fromstring(draw("", EVENLY, POWERS, [Line("a", dots)]))  # noqa: S314
    marks = [one for one in root.iter(f"{SVG}text") if one.get("class") == "mark"]
    assert 3 < len(marks) < 20
    for one, other in combinations(marks, 2):
        apart = abs(float(one.get("x", "0")) - float(other.get("x", "0")))
        assert apart > 6 * len("mark 1") or abs(float(one.get("y", "0")) - float(other.get("y", "0"))) >= MARK_HIGH


def test_the_pictures_of_a_measurement_are_whole() -> None:
    fixes = tuple(Seen(1_200.0 * n, 0.0 if n < 12 else 2_000.0, 0.0, 30.0, "network") for n in range(15))
    episodes = [Episode(1, "a", "stay", nan, fixes[:12]), Episode(2, "a", "departure", 14_400.0, fixes)]
    judged = judged_all(episodes)
    alone, beside = drawn_pictures(episodes, judged), drawn_pictures(episodes, judged, judged)
    assert set(alone) == set(beside) == {"presence-curve.svg", "presence-reliability.svg"}
    for text in (*alone.values(), *beside.values()):
        for x, y in points(ET.fromstring(text)):  # noqa: S314
            assert 0 <= x <= WIDE
            assert 0 <= y <= HIGH
    assert "other people" not in alone["presence-reliability.svg"]
    assert "other people" in beside["presence-reliability.svg"]


def test_the_pictures_of_the_documents_are_such() -> None:
    for name in ("presence-curve.svg", "presence-reliability.svg"):
        root = ET.fromstring((PICTURES / name).read_text())  # noqa: S314
        assert root.get("viewBox") == f"0 0 {WIDE} {HIGH}"
        assert len(points(root)) > 10
