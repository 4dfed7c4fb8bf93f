"""How an alert was judged: reached from the alert, the answer on top, the same figures in chart, map and table."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]


def test_the_page_is_reached_from_the_alert_and_answers_in_a_sentence(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/")
    numbers = page.locator("#alert-facts button.number").all_text_contents()
    page.get_by_role("link", name="How this was judged").click()
    page.wait_for_url(f"{town.url}/console/alerts/{town.alerts['not_home']}/explanation/")
    expect(page.get_by_role("heading", name="How this was judged", exact=True)).to_be_visible()
    short = page.get_by_role("region", name="In short")
    expect(short).to_contain_text(
        re.compile(r"positions put the person \d+ to \d+ m outside Home; together they make it certain \(.*\d %\)")
    )
    expect(short).to_contain_text(re.compile(r"a plain geofence would have raised (two|three) alerts"))
    expect(short).to_contain_text("it comes out as it was decided, to the last digit")
    table = page.get_by_role("table", name="What each position weighed").first
    assert table.locator("button.number").all_text_contents() == numbers, "a position keeps its number"
    expect(table).to_contain_text(re.compile(r"\d× likelier"))
    expect(table).to_contain_text(re.compile(r"±\d+ m"))
    expect(table).to_contain_text("certain")


def test_the_chart_has_a_dot_for_each_position_and_its_words(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/explanation/")
    plot = page.get_by_role("img", name="Probability of being outside, over time")
    expect(plot).to_be_visible()
    dots = plot.locator("circle")
    rows = page.locator(".weighed tbody tr")
    assert dots.count() == rows.count() > 20
    numbers = page.locator(".weighed button.number").all_text_contents()
    assert plot.locator(".dot-number").all_text_contents() == numbers, "and the same numbers"
    box, line = plot.bounding_box(), plot.locator("polyline").bounding_box()
    assert box is not None
    assert line is not None
    assert line["width"] == pytest.approx(box["width"], abs=2), "the line goes through all the hours"
    assert 0.3 * box["height"] < line["height"] <= box["height"]
    for dot in dots.all()[:3]:
        assert re.match(r"\d\d:\d\d:\d\d · ", dot.locator("title").text_content() or "")
    expect(page.locator(".odds desc")).to_contain_text(re.compile(r"From .* positions; the probability is"))


def test_its_map_shows_the_position_that_is_asked_for(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/explanation/")
    expect(page.locator(".map.map-ready")).to_be_visible(timeout=30_000)
    expect(page.locator("#map-honest")).to_contain_text("not the way taken", timeout=30_000)
    wide = page.locator(".maplibregl-ctrl-scale").text_content()
    page.locator(".weighed button.number").first.click()
    expect(page.locator(".maplibregl-ctrl-scale")).not_to_have_text(wide or "")


@pytest.mark.parametrize("width", [1440, 1280, 390, 320])
def test_nothing_is_wider_than_the_screen(signed_in: Any, town: Any, width: int) -> None:
    _, page = signed_in(width=width, height=844, path=f"/console/alerts/{town.alerts['not_home']}/explanation/")
    expect(page.locator(".odds-plot")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    head = page.locator(".weighed thead").first
    assert head.is_visible() == (width > 900)


@pytest.mark.parametrize(
    ("kind", "rule"), [("strap", "its strap was opened"), ("silence", "No word of the device"), ("sos", "SOS")]
)
def test_an_alert_about_no_place_is_explained_by_its_rule(page: Page, town: Any, kind: str, rule: str) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts[kind]}/explanation/")
    region = page.get_by_role("region", name="The rule")
    expect(region).to_contain_text("No position is weighed for this alert")
    expect(region).to_contain_text(rule)
    expect(page.locator(".odds-plot")).to_have_count(0)
    expect(page.locator(".map")).to_have_count(0)
    expect(page.get_by_role("region", name="Compute it yourself")).to_contain_text("bilezik replay --record record.jsonl")


def test_what_cannot_be_told_again_is_said_so(page: Page, town: Any) -> None:
    """The town's visit is made up: the record gives another evidence than is stored."""
    page.goto(f"{town.url}/console/alerts/{town.alerts['entered_place']}/explanation/")
    expect(page.get_by_role("region", name="In short")).to_contain_text("it does not come out as it is stored")
    expect(page.get_by_role("img", name="Probability of being inside, over time")).to_be_visible()


def test_paper_holds_the_answer_the_chart_and_the_table(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/explanation/")
    page.emulate_media(media="print")
    expect(page.locator(".odds-plot")).to_be_visible()
    expect(page.locator(".weighed").first).to_be_visible()
    expect(page.locator(".printed")).to_be_visible()
    for hidden in (".top", ".judged-side", "[data-print]"):
        expect(page.locator(hidden)).to_be_hidden()


def test_an_unknown_alert_is_not_found(page: Page, town: Any) -> None:
    assert page.request.get(f"{town.url}/console/alerts/999999/explanation/").status == 404
