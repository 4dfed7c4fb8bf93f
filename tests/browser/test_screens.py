"""What the screens look like and promise: widths, themes, contrast, the map, the person, paper, no script."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bilezik.store.connection import moment

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent.parent.parent / "web/node_modules/axe-core/axe.min.js"
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("pane", "well", "raised")),
    *((f"{tone}-ink", ground) for tone in ("red", "amber", "blue", "green", "grey") for ground in ("pane", f"{tone}-wash")),
    ("on-accent", "blue"),
    ("map-text", "map-land"),
]
"""Every colour of text with every ground it stands on."""

RESOLVE = """pairs => pairs.map(pair => pair.map(name => {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}))"""


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_has_contrast_on_every_ground_it_stands_on(browser: Any, town: Any, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{town.url}/sign-in/")
    faint = []
    for (ink, ground), (above, below) in zip(PAIRS, page.evaluate(RESOLVE, PAIRS), strict=True):
        light, dark = sorted((_luminance(above), _luminance(below)), reverse=True)
        ratio = (light + 0.05) / (dark + 0.05)
        if ratio < 4.5:
            faint.append(f"{ink} on {ground}: {ratio:.2f}")
    context.close()
    assert faint == []


def test_the_theme_switch_is_kept_and_written_into_the_page(page: Page, town: Any) -> None:
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    answer = page.request.get(f"{town.url}/console/")
    assert 'data-theme="dark"' in answer.text(), "the server writes the theme, so that nothing flashes"
    page.get_by_role("button", name="As the system").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("width", "panes"), [(1440, 3), (1280, 3), (390, 1)])
def test_the_desk_has_its_panes_for_the_width(signed_in: Any, town: Any, width: int, panes: int) -> None:
    _, page = signed_in(width=width, height=800, path=f"/console/alerts/{town.alerts['not_home']}/")
    seen = [name for name in ("queue", "map", "detail") if page.locator(f".desk > .{name}").is_visible()]
    assert len(seen) == panes
    bars = page.locator(".bottom-bar")
    assert bars.is_visible() == (width < 900)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "nothing is wider than the screen"
    boxes = {name: page.locator(f".desk > .{name}").bounding_box() for name in ("queue", "detail")}
    if width == 1440:
        assert (boxes["queue"]["width"], boxes["detail"]["width"]) == (360, 420)


def test_on_a_phone_the_bottom_bar_turns_the_panes(signed_in: Any) -> None:
    _, page = signed_in(width=390, height=844)
    bar = page.get_by_role("navigation", name="Panes")
    box = bar.bounding_box()
    assert box["y"] + box["height"] == 844, "the bar stands at the bottom of the screen"
    page.locator("#queue-list .alert-row").first.click()
    expect(page.locator("#detail .alert")).to_be_visible()
    expect(page.locator(".desk > .queue")).to_be_hidden()
    bar.get_by_role("button", name="Map").click()
    expect(page.locator(".desk > .map")).to_be_visible()
    expect(page.locator("#detail")).to_be_hidden()
    bar.get_by_role("button", name="Queue").click()
    expect(page.locator(".desk > .queue")).to_be_visible()


def test_the_map_draws_and_polls_only_for_what_changed(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "people.json" in request.url else None)
    page.on("framenavigated", lambda _: asked.clear())  # the page before may still ask while it is left
    page.reload()
    expect(page.locator(".map.map-ready")).to_be_visible(timeout=30_000)
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("OpenStreetMap contributors, GeoNames")
    page.wait_for_timeout(4000)
    assert len(asked) >= 2
    assert "since" not in asked[0]
    assert all("since=" in address for address in asked[1:])


def test_the_alert_tells_facts_inference_and_judgement_apart(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/")
    inference = page.get_by_role("region", name="What happened")
    expect(inference).to_contain_text("inferred by the system")
    expect(inference).to_contain_text("Certain")
    expect(inference).to_contain_text(re.compile(r"99\.\d %"))
    expect(inference).to_contain_text("likelier")
    facts = page.get_by_role("region", name="The device said")
    expect(facts).to_contain_text("satellites")
    expect(facts).to_contain_text("±")
    judgement = page.get_by_role("region", name="What was done")
    expect(judgement).to_contain_text("decided by people")
    numbers = inference.locator(".number").all_text_contents()
    assert numbers == facts.locator("button.number").all_text_contents(), "a position keeps its number"
    expect(page.locator("#map-honest")).to_contain_text("not the way taken", timeout=30_000)
    expect(page.get_by_role("heading", name="Whom to call")).to_be_visible()


def test_event_time_and_arrival_time_both_stand_where_they_differ(page: Page, town: Any) -> None:
    person = town.people[11]
    with town.database.connect("owner") as connection:
        row = connection.execute(
            "INSERT INTO alerts (person, kind, certainty, priority, event_at, raised_at) VALUES (%s, 'jamming', 'certain', 2,"
            " now() - interval '4 hours', now()) RETURNING id",
            (person,),
        ).fetchone()
    page.goto(f"{town.url}/console/alerts/{row[0]}/")
    expect(page.locator("#alert-findings")).to_contain_text("4 h ago")
    expect(page.locator("#alert-findings")).to_contain_text("Known since")
    title = page.locator("#alert-findings time").first.get_attribute("title") or ""
    assert "UTC+05:00" in title
    assert "Asia/Almaty" in title


def test_the_person_page_says_rules_day_device_and_order_in_words(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/people/{town.people[0]}/")
    expect(page.get_by_role("region", name="Conditions now")).to_contain_text("Stay at home")
    expect(page.get_by_role("region", name="Conditions now")).to_contain_text("until")
    expect(page.get_by_role("region", name="Conditions now")).to_contain_text("not kept")
    day = page.get_by_role("region", name="Last 24 hours facts")
    expect(day).to_contain_text("% within")
    expect(day).to_contain_text(re.compile(r"Longest gaps\s*3\d min"))
    expect(page.get_by_role("region", name="Devices")).to_contain_text(
        re.compile(r"Bracelet.*Battery\s*\d+ %.*Strap\s*closed", re.DOTALL)
    )
    expect(page.get_by_role("region", name="Order", exact=True)).to_contain_text("Criminal Code, article 44")
    page.get_by_role("link", name="Not at home").click()
    expect(page.locator("[data-open-alert]")).to_be_visible()


def test_a_person_opens_from_the_list_beside_the_map(page: Page) -> None:
    page.get_by_text("the map as a list").click()
    row = page.locator(".person-row").first
    name = row.locator(".person-row-name").text_content()
    row.click()
    expect(page.locator("#detail .person-name")).to_have_text(name or "")


def test_unknown_devices_are_a_table_newest_first_reached_from_the_foot_of_the_queue(page: Page, town: Any) -> None:
    foot = page.locator(".queue-foot")
    people, way = foot.locator("summary").bounding_box(), foot.get_by_role("link", name="Unknown devices").bounding_box()
    assert people is not None
    assert way is not None
    assert people["y"] == way["y"], "beside the people, so that no alert loses its place"
    foot.get_by_role("link", name="Unknown devices").click()
    page.wait_for_url(f"{town.url}/console/unknown-devices/")
    table = page.get_by_role("table")
    assert table.get_by_role("columnheader").all_text_contents() == [
        "Claims to be", "Protocol", "Network address", "Last seen", "First seen", "Frames", "Kept",
    ]  # fmt: skip
    first = table.get_by_role("row").nth(1)
    expect(first.get_by_role("rowheader")).to_have_text("860000000000413")
    cells = first.get_by_role("cell").all_text_contents()
    assert (cells[0], cells[1], cells[4], cells[5]) == ("gt06", "10.14.2.31", "192", "5")
    spoke = table.locator("tbody td:nth-child(4) time").evaluate_all("all => all.map(time => time.dateTime)")
    assert len(spoke) == 6
    assert spoke == sorted(spoke, reverse=True)
    expect(table).to_contain_text("<script>alert(1)</script>")  # what a device claims is a text
    expect(table).to_contain_text("Many ids, counted together")
    expect(table).to_contain_text("States no id")
    registered = table.get_by_role("row").filter(has_text="registered since")
    expect(registered.get_by_role("rowheader")).to_contain_text("860000000000003")
    expect(page.locator("#link")).to_contain_text("Live")
    page.locator("#main").get_by_role("link", name="Operations", exact=True).click()
    expect(page.get_by_role("heading", name="Alerts")).to_be_visible()


@pytest.mark.parametrize(("width", "is_folded"), [(1440, False), (900, False), (390, True), (320, True)])
def test_the_table_of_unknown_devices_folds_into_cards(signed_in: Any, width: int, is_folded: Any) -> None:
    _, page = signed_in(width=width, height=844, path="/console/unknown-devices/")
    row = page.locator(".strangers-table tbody tr").first
    expect(row).to_be_visible()
    overflows = [
        page.evaluate(
            "word => { document.querySelector('.link-said').textContent = word;"
            " return document.documentElement.scrollWidth - document.documentElement.clientWidth }",
            word,
        )
        for word in ("Live", "Connecting", "No connection")
    ]
    assert max(overflows) <= 0, "nothing is wider than the screen, whatever is said of the connection"
    assert page.locator(".strangers-table thead").is_visible() == (not is_folded)
    tops = row.locator("th, td").evaluate_all("all => all.map(cell => cell.getBoundingClientRect().top)")
    assert (len(set(tops)) == len(tops)) == is_folded, "a line a value in a card, one line a row in a table"
    said = row.locator("td").evaluate_all("all => all.map(cell => getComputedStyle(cell, '::before').content)")
    assert all(label == f'"{name}"' for label, name in zip(said, ("Protocol", "Network address"), strict=False)) == is_folded


def test_no_unknown_device_is_said_with_what_it_means(signed_in: Any, town: Any) -> None:
    with town.database.connect("owner") as connection:
        kept = connection.execute("DELETE FROM quarantine RETURNING *").fetchall()
        try:
            _, page = signed_in(width=390, height=844, path="/console/unknown-devices/")
            expect(page.get_by_text("No unknown device", exact=True)).to_be_visible()
            expect(page.get_by_text("if its number was entered wrongly")).to_be_visible()
            expect(page.get_by_role("table")).to_have_count(0)
            page.get_by_role("link", name="Back to the queue").click()
            expect(page.get_by_role("heading", name="Alerts")).to_be_visible()
        finally:
            for row in kept:
                connection.execute(
                    "INSERT INTO quarantine VALUES (%s, %s, %s, %s, %s, %s)", [*row[:3], *map(moment, row[3:5]), row[5]]
                )


def test_paper_holds_the_alert_alone(page: Page, town: Any) -> None:
    page.goto(f"{town.url}/console/alerts/{town.alerts['not_home']}/")
    page.emulate_media(media="print")
    expect(page.locator("#detail .alert")).to_be_visible()
    for hidden in (".top", ".queue", ".desk > .map", "#alert-acts"):
        expect(page.locator(hidden)).to_be_hidden()


def test_keys_are_listed_and_do_nothing_while_writing(page: Page) -> None:
    page.locator("body").press("?")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_hidden()
    page.locator("body").press("/")
    expect(page.locator("#queue-search")).to_be_focused()
    page.keyboard.type("jkt")
    expect(page.locator("#queue-search")).to_have_value("jkt")


def test_without_script_links_and_forms_still_work(browser: Any, town: Any) -> None:
    alert = town.raise_alert(town.people[10], "tamper")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.url}/sign-in/?next=/console/alerts/{alert}/")
    page.fill("#id_username", "operator")
    page.fill("#id_password", town.password)
    page.click("button.door-go")
    page.get_by_role("button", name="Take").click()
    expect(page.locator("#alert-state")).to_contain_text("by you")
    context.close()


def test_a_stranger_is_sent_to_the_door_and_an_unknown_alert_is_not_found(page: Page, browser: Any, town: Any) -> None:
    assert page.request.get(f"{town.url}/console/alerts/999999/").status == 404
    context = browser.new_context()
    answer = context.request.get(f"{town.url}/console/people/1/subject.json", headers={"Accept": "application/json"})
    assert answer.status == 401
    page = context.new_page()
    page.goto(f"{town.url}/console/people/1/")
    assert "/sign-in/?next=" in page.url
    context.close()


def test_the_first_load_is_small(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on(
        "response", lambda r: sizes.__setitem__(r.url, int(r.headers.get("content-length", "0"))) if "/static/" in r.url else None
    )
    page.reload()
    page.wait_for_timeout(2500)
    before_map = sum(size for url, size in sizes.items() if "map" not in url and "places" not in url)
    assert before_map < 250_000, sizes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "screen",
    [
        "/sign-in/",
        "/console/",
        "/console/alerts/{alert}/",
        "/console/alerts/{alert}/explanation/",
        "/console/people/{person}/",
        "/console/unknown-devices/",
    ],
)
def test_axe_finds_nothing_to_mend(signed_in: Any, browser: Any, town: Any, screen: str, scheme: Any) -> None:
    options = {"bypass_csp": True, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = browser.new_context(**options).new_page() if screen == "/sign-in/" else signed_in(**options)[1]
    page.goto(town.url + screen.format(alert=town.alerts["not_home"], person=town.people[0]))
    if screen not in {"/sign-in/", "/console/unknown-devices/"}:
        expect(page.locator(".map.map-ready")).to_be_visible()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    said = [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
    page.context.close()
    assert said == []
