"""An officer enters a condition by mouse, by keyboard and by typing: wide, on a phone, and where no map can be drawn."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import Town, Watch

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent.parent.parent / "web/node_modules/axe-core/axe.min.js"
SUBJECT = 25
"""Whose order gets the conditions: nobody the other modules look at, for modules run in any order."""
PICTURES = os.environ.get("PICTURES_INTO", "")


@pytest.fixture
def officer() -> str:
    """An officer of the town."""
    return "keeper"


def order_of(town: Town, person: int) -> int:
    with town.database.connect("owner") as owner:
        row = owner.execute("SELECT id FROM orders WHERE person = %s", (person,)).fetchone()
    assert row is not None
    return int(row[0])


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=whole)


@pytest.fixture
def form(signed_in: Any, town: Town, officer: str) -> Any:
    """Return a function that opens the form on a screen of some width; nothing may be asked of elsewhere, nothing logged."""
    watches = []

    def open_form(kind: str = "stay_home", *, width: int = 1440, **more: Any) -> Page:
        context, first = signed_in(officer, width=width, height=900, path="/console/today/", **more)
        first.close()
        page: Page = context.new_page()
        watches.append(Watch(page, town.url))
        page.goto(f"{town.url}/console/orders/{order_of(town, town.people[SUBJECT])}/conditions/add/?kind={kind}")
        return page

    yield open_form
    for watch in watches:
        assert watch.outside == []
        assert [one for one in watch.errors if "status of 422" not in one] == []  # a refusal is an answer


def cell(page: Page, day: str, clock: str) -> Any:
    return page.get_by_role("gridcell", name=f"{day} {clock}")


def drag(page: Page, begin: Any, end: Any) -> None:
    page.get_by_role("grid").evaluate("grid => grid.scrollIntoView({block: 'center'})")
    first, last = begin.bounding_box(), end.bounding_box()
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=4)
    page.mouse.up()


def rows(page: Page) -> list[tuple[str, str]]:
    return [
        (row.locator(".cond-time").nth(0).input_value(), row.locator(".cond-time").nth(1).input_value())
        for row in page.locator("#hours-rows .cond-row").all()
        if row.locator(".cond-time").nth(0).input_value()
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_circle_by_mouse_nights_by_drag_and_by_keyboard_then_it_is_kept(form: Any, town: Town, width: int) -> None:
    page: Page = form(width=width)
    page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
    ground = page.locator("#drawing-ground")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 30, middle[1] + 10, steps=5)
    page.mouse.move(middle[0] + 60, middle[1] + 20, steps=5)
    page.mouse.up()
    expect(page.locator("#new-radius")).not_to_have_value("")
    expect(page.locator("[name='new-how'][value=circle]")).to_be_checked()
    assert 20 < float(page.locator("#new-radius").input_value()) < 2_000
    page.fill("#new-name", f"Sister's flat {width}")

    page.get_by_label("In these hours").check()
    drag(page, cell(page, "Monday", "22:00–22:30"), cell(page, "Sunday", "23:30–24:00"))
    start = cell(page, "Monday", "00:00–00:30")
    start.focus()
    down, right = ("ArrowRight", "ArrowDown") if width == 390 else ("ArrowDown", "ArrowRight")
    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press(f"Shift+{down}")
    for _ in range(11):
        page.keyboard.press(f"Shift+{right}")
    page.keyboard.press("Space")
    assert rows(page) == [("22:00", "06:00")]
    assert page.locator("#hours-rows .cond-row").first.locator(":checked").count() == 7

    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text(f"Sister's flat {width}")
    expect(page.locator("#preview")).to_contain_text("22:00")
    expect(page.locator(".cond-calendar tr")).to_have_count(14)
    expect(page.locator("#preview")).to_contain_text("Last week")
    picture(page, f"condition-{width}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

    page.get_by_role("button", name="Add the condition").last.click()
    expect(page.locator("#why")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#why")).to_be_focused()
    expect(page.locator("#new-name")).to_have_value(f"Sister's flat {width}")
    assert rows(page) == [("22:00", "06:00")]
    page.fill("#why", "decision of 3 November")
    page.get_by_role("button", name="Add the condition").last.click()
    page.wait_for_url("**/console/orders/*/")
    with town.database.connect("owner") as owner:
        found = owner.execute(
            "SELECT c.schedule->'slots' FROM conditions c JOIN condition_zones cz ON cz.condition = c.id"
            " JOIN zones z ON z.id = cz.zone WHERE z.name = %s", (f"Sister's flat {width}",),
        ).fetchone()  # fmt: skip
    assert found == ([{"days": [1, 2, 3, 4, 5, 6, 7], "start": 1320, "end": 360}],)


def test_a_border_with_a_hole_is_drawn_and_its_corner_dragged(form: Any) -> None:
    page: Page = form("stay_in_area")
    page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
    ground = page.locator("#drawing-ground")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def draw(tool: str, corners: list[tuple[int, int]]) -> None:
        page.get_by_role("button", name=tool, exact=True).click()
        for across, down in [*corners, corners[-1]]:
            page.mouse.move(x + across, y + down, steps=3)
            page.wait_for_timeout(350)  # two clicks at once are a double click to the map
            page.mouse.click(x + across, y + down)

    draw("Border", [(-120, -100), (120, -100), (120, 100), (-120, 100)])
    corners = page.locator("#new-border")
    expect(corners).not_to_have_value("")
    assert len(corners.input_value().splitlines()) == 4
    draw("Hole", [(-40, -30), (40, -30), (0, 40)])
    page.wait_for_timeout(300)
    outer, hole = corners.input_value().split("\n\n")
    assert (len(outer.splitlines()), len(hole.splitlines())) == (4, 3)
    page.mouse.click(x - 100, y)
    page.wait_for_timeout(300)
    page.mouse.move(x + 120, y + 100)
    page.mouse.down()
    page.mouse.move(x + 140, y + 130, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    moved = corners.input_value().split("\n\n")[0]
    assert moved != outer
    assert len(moved.splitlines()) == 4
    picture(page, "condition-border")


def test_a_circle_stands_around_the_middle_without_a_mouse_and_what_is_typed_moves_it(form: Any) -> None:
    page: Page = form()
    page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
    page.get_by_role("button", name="100 m around the middle").press("Enter")
    expect(page.locator("#new-radius")).to_have_value("100")
    page.fill("#new-lat", "51.2")
    page.fill("#new-radius", "250")
    page.fill("#new-name", "Typed")
    page.locator("#new-name").press("Tab")
    expect(page.locator("#preview")).to_contain_text("within 250 metres")
    page.get_by_role("button", name="Clear").press("Enter")
    expect(page.locator("[name='new-how'][value='']")).to_be_checked()
    expect(page.locator("#new-radius")).to_have_value("")


def test_hours_are_copied_typed_and_kept_to_the_minute(form: Any) -> None:
    page: Page = form("wear_device")
    page.get_by_label("In these hours").check()
    page.locator("[name=h0-from]").fill("22:15")
    page.locator("[name=h0-to]").fill("05:45")
    page.locator("#hours-rows .cond-row").first.get_by_label("Friday").check()
    expect(cell(page, "Friday", "22:00–22:30")).to_have_class("week-cell is-hour is-part")
    expect(cell(page, "Saturday", "05:00–05:30")).to_have_attribute("aria-selected", "true")
    page.get_by_label("The day that is copied").select_option("5")
    page.get_by_role("button", name="Copy to Mon–Fri").click()
    assert rows(page) == [("22:15", "05:45")]
    assert page.locator("#hours-rows .cond-row").first.locator(":checked").count() == 5
    drag(page, cell(page, "Wednesday", "12:00–12:30"), cell(page, "Wednesday", "13:30–14:00"))
    assert ("12:00", "14:00") in rows(page)
    drag(page, cell(page, "Wednesday", "12:00–12:30"), cell(page, "Wednesday", "13:30–14:00"))
    assert rows(page) == [("22:15", "05:45")]
    expect(page.locator("#preview")).to_contain_text("22:15")


def test_a_public_place_is_found_and_chosen_and_a_file_is_looked_into(form: Any) -> None:
    page: Page = form("keep_out")
    page.get_by_text("Choose from the library").click()
    page.fill("#q", "")
    page.locator("#q").press("Enter")
    expect(page.locator("#choice")).to_contain_text("Found in the library")
    first = page.locator("#choice .cond-place").last
    name = first.locator("strong").inner_text()
    first.locator("input").check()
    expect(page.locator("#preview")).to_contain_text(name)
    page.get_by_text("Bring in a file", exact=True).click()
    ring = "[[71.4,51.1],[71.5,51.1],[71.5,51.2],[71.4,51.1]]"
    content = f'{{"type":"Feature","properties":{{"name":"Bazaar"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'
    page.set_input_files("#file", {"name": "x.geojson", "mimeType": "application/json", "buffer": content.encode()})
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.locator("#read")).to_contain_text("Bazaar")
    page.get_by_role("button", name="Keep its places and choose them").click()
    expect(page.locator("#choice .cond-place", has_text="Bazaar").locator("input")).to_be_checked()
    expect(page.locator("#choice .cond-place", has_text=name).first.locator("input")).to_be_checked()


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_stands_in_the_way_of_a_screen_reader(form: Any, town: Town, width: int) -> None:
    page: Page = form("keep_out", width=width, bypass_csp=True)
    page.get_by_label("In these hours").check()
    page.locator("[name='new-how'][value=border]").check()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
    page.goto(f"{town.url}/console/places/")
    page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
    if PICTURES:
        page.wait_for_timeout(2_500)
    picture(page, f"places-{width}", whole=False)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []


def test_without_a_script_the_form_is_whole(form: Any, town: Town) -> None:
    page: Page = form(java_script_enabled=False)
    page.locator("[name='new-how'][value=circle]").check()
    for name, said in (("name", "Typed home"), ("lat", "51.12"), ("lon", "71.43"), ("radius", "90")):
        page.fill(f"#new-{name}", said)
    page.get_by_label("In these hours").check()
    for day in ("Monday", "Tuesday"):
        page.locator("#hours-rows .cond-row").first.get_by_label(day).check()
    page.fill("[name=h0-from]", "21:00")
    page.fill("[name=h0-to]", "07:00")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("Typed home")
    page.fill("#why", "typed")
    page.get_by_role("button", name="Add the condition").last.click()
    page.wait_for_url("**/console/orders/*/")
    with town.database.connect("owner") as owner:
        assert owner.execute("SELECT count(*) FROM zones WHERE name = 'Typed home'").fetchone() == (1,)


def test_without_webgl_the_place_is_typed(form: Any) -> None:
    page: Page = form()
    page.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.reload()
    expect(page.get_by_text("This browser has no WebGL")).to_be_visible()
    expect(page.locator(".cond-tools")).to_be_hidden()
    page.locator("[name='new-how'][value=circle]").check()
    for name, said in (("name", "Typed"), ("lat", "51.12"), ("lon", "71.43"), ("radius", "90")):
        page.fill(f"#new-{name}", said)
    page.locator("#new-radius").blur()
    expect(page.locator("#preview")).to_contain_text("Typed")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_moves_when_the_map_comes(form: Any, town: Town, width: int) -> None:
    """What is below the map stays where the finger or the focus is, however late the map is ready."""
    page: Page = form(width=width)
    held: list[Route] = []

    def hold(route: Route) -> None:  # playwright takes no method of a list
        held.append(route)

    page.route("**/drawing-*.js", hold)
    where = "document.querySelector('#choice').getBoundingClientRect().top + scrollY"
    for language in ("en", "kk", "ru"):
        page.context.add_cookies([{"name": "bilezik_language", "value": language, "url": town.url}])
        page.reload()
        page.evaluate("document.fonts.ready")
        expect(page.locator(".cond-tools")).not_to_be_visible()
        before = page.evaluate(where)
        for one in held:
            one.continue_()
        held.clear()
        page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
        expect(page.locator("#drawing-hint")).not_to_be_empty()
        expect(page.locator(".cond-tools")).to_be_visible()
        assert page.evaluate(where) == before, language


def test_dark_looks(form: Any) -> None:
    page: Page = form(color_scheme="dark")
    page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
    page.get_by_label("In these hours").check()
    page.get_by_role("button", name="Nights 22–06").click()
    page.locator("#choice input").first.check()
    expect(page.locator(".cond-calendar tr")).to_have_count(14)
    ground = page.evaluate("getComputedStyle(document.querySelector('.cond-preview')).backgroundColor")
    assert ground == "rgb(20, 25, 31)"
    picture(page, "condition-dark")
