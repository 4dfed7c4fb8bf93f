"""An operator's night: sign in, read the queue, take, note, close, be refused, be told of what is new."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]


def _titles(page: Page) -> list[str]:
    return page.locator("#queue-list .alert-row-what").all_text_contents()


def _row(page: Page, alert: int) -> Any:
    return page.locator(f"#alert-row-{alert}")


def test_wrong_password_is_told_in_words_and_right_one_opens_the_desk(browser: Any, town: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(town.url)
    assert "/sign-in/" in page.url
    page.fill("#id_username", "operator")
    page.fill("#id_password", "not the password")
    page.click("button.door-go")
    expect(page.get_by_role("alert")).to_contain_text("User name or password is wrong")
    page.fill("#id_password", town.password)
    page.click("button.door-go")
    expect(page.get_by_role("heading", name="Alerts")).to_be_visible()
    context.close()


def test_queue_is_worst_and_oldest_first_and_waits_count(page: Page) -> None:
    waits = page.locator("#queue-list li:has(.alert-row:not(.is-taken)) .alert-row-wait time").evaluate_all(
        "all => all.map(t => t.dateTime)"
    )
    tones = page.locator("#queue-list li:has(.alert-row:not(.is-taken)) .alert-row").evaluate_all(
        "all => all.map(a => ['red', 'amber', 'blue', 'grey'].findIndex(tone => a.classList.contains('tone-' + tone)))"
    )
    assert len(waits) > 5
    assert list(zip(tones, waits, strict=True)) == sorted(zip(tones, waits, strict=True))
    taken = page.locator("#queue-list .alert-row").evaluate_all("all => all.map(a => a.classList.contains('is-taken'))")
    assert taken == sorted(taken), "what waits stands before what is in somebody's hands"


def test_queue_narrows_by_kind_city_and_name(page: Page) -> None:
    page.select_option("[name=kind]", "silence")
    expect(page.locator("#queue-list li")).to_have_count(2)
    page.select_option("[name=kind]", "")
    page.select_option("[name=city]", "Almaty")
    expect(page.locator("#queue-list li").first).to_be_visible()
    expect(page.locator("#queue-list .alert-row-who", has_text="Astana")).to_have_count(0)
    page.select_option("[name=city]", "")
    page.keyboard.press("Escape")
    page.fill("#queue-search", "akhmetov")
    expect(page.locator("#queue-list .alert-row-who", has_not_text="Ахметов")).to_have_count(0)
    page.fill("#queue-search", "nobody of this name")
    expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_an_alert_is_taken_noted_corrected_and_closed_by_keyboard_alone(page: Page, town: Any) -> None:
    alert = town.raise_alert(town.people[15], "strap")
    page.reload()
    page.locator("body").press("j")
    for _ in range(30):
        if page.locator(f"#alert-row-{alert} a:focus").count():
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-open-alert='{alert}']")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#alert-state")).to_contain_text("by you")
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Called: he opened it by mistake.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alert-timeline")).to_contain_text("Called: he opened it by mistake.")
    page.locator("#alert-timeline summary").first.press("Enter")
    page.locator("#alert-timeline textarea").fill("Called: she opened it by mistake.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alert-timeline")).to_contain_text("Called: she opened it by mistake.")
    expect(page.locator("#alert-timeline")).not_to_contain_text("Called: he opened it")
    page.locator("#detail").press("e")
    page.locator("[name=outcome][value=device_fault]").press("Space")
    page.locator("#resolve-why").fill("The strap's catch is worn; exchange arranged.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alert-state")).to_contain_text("Fault of the device")
    expect(page.locator("#alert-timeline")).to_contain_text("The strap's catch is worn; exchange arranged.")
    expect(_row(page, alert)).to_contain_text("Closed")


def test_closing_without_a_reason_is_refused_before_anything_is_stored(page: Page, town: Any) -> None:
    alert = town.raise_alert(town.people[16], "tamper")
    page.goto(f"{town.url}/console/alerts/{alert}/")
    page.keyboard.press("t")
    expect(page.locator("#alert-state")).to_contain_text("by you")
    page.keyboard.press("e")
    page.locator("[name=outcome][value=test]").check()
    page.locator("#resolve-why").evaluate("field => field.removeAttribute('required')")
    page.locator("#resolve-why").fill("   ")
    page.get_by_role("button", name="Close the alert").click()
    expect(page.locator("#alert-refusal")).to_contain_text("why")
    expect(page.locator("#alert-state")).to_contain_text("by you")
    expect(page.locator("#resolve-why")).to_be_visible()


def test_who_comes_second_is_told_who_has_it(signed_in: Any, town: Any) -> None:
    alert = town.raise_alert(town.people[17], "strap")
    context, slow = signed_in(path=f"/console/alerts/{alert}/")
    context.route("**/api/v1/feed*", lambda route: route.abort())
    slow.reload()
    _, quick = signed_in("colleague", path=f"/console/alerts/{alert}/")
    quick.keyboard.press("t")
    expect(quick.locator("#alert-state")).to_contain_text("by you")
    slow.keyboard.press("t")
    expect(slow.locator("#alert-refusal")).to_contain_text("Daniyar Seitov has this alert")
    expect(slow.locator("#alert-state")).to_contain_text("by Daniyar Seitov")


def test_a_new_alert_gathers_and_nothing_moves_until_it_is_taken_in(page: Page, town: Any) -> None:
    before = _titles(page)
    ids = page.locator("#queue-list li").evaluate_all("all => all.map(li => li.id)")
    alert = town.raise_alert(town.people[18], "sos")
    expect(page.locator("#queue-new")).to_contain_text("1 new alert")
    assert _titles(page) == before
    assert page.locator("#queue-list li").evaluate_all("all => all.map(li => li.id)") == ids
    assert page.title().startswith("(1) ")
    page.locator("body").press("r")
    expect(_row(page, alert)).to_be_visible()
    expect(page.locator("#queue-new")).to_be_hidden()
    assert not page.title().startswith("(1) ")


def test_what_a_colleague_does_shows_in_place(page: Page, signed_in: Any, town: Any) -> None:
    alert = town.raise_alert(town.people[19], "strap")
    page.reload()
    place = page.locator("#queue-list li").evaluate_all("all => all.map(li => li.id)")
    _, other = signed_in("colleague", path=f"/console/alerts/{alert}/")
    other.keyboard.press("t")
    expect(other.locator("#alert-state")).to_contain_text("by you")
    expect(_row(page, alert)).to_contain_text("Daniyar Seitov")
    assert page.locator("#queue-list li").evaluate_all("all => all.map(li => li.id)") == place


def test_a_note_being_written_survives_news_of_the_same_alert(page: Page, signed_in: Any, town: Any) -> None:
    alert = town.raise_alert(town.people[14], "tamper")
    page.goto(f"{town.url}/console/alerts/{alert}/")
    page.keyboard.press("n")
    page.keyboard.type("Half a sentence")
    _, other = signed_in("colleague", path=f"/console/alerts/{alert}/")
    other.keyboard.press("t")
    expect(other.locator("#alert-state")).to_contain_text("by you")
    expect(page.locator("#alert-state")).to_contain_text("by Daniyar Seitov")
    expect(page.locator("#note-text")).to_have_value("Half a sentence")


def test_a_lost_connection_is_said_with_the_time_of_the_last_word(signed_in: Any, eventually: Callable[..., None]) -> None:
    context, page = signed_in()
    expect(page.locator("#link")).to_contain_text("Live")
    context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible(timeout=20_000)
    expect(page.locator("#lost")).to_contain_text("Last word at ")
    context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
    eventually(lambda: "Live" in (page.locator("#link").text_content() or ""))


def test_a_map_whose_land_could_not_be_fetched_shows_people_and_fetches_it_again(signed_in: Any, town: Any) -> None:
    _, page = signed_in()
    asked: list[str] = []

    def refuse_once(route: Any) -> None:
        asked.append(route.request.url)
        _ = route.abort() if len(asked) == 1 else route.continue_()

    page.route("**/regions*.json", refuse_once)
    page.goto(f"{town.url}/console/")
    expect(page.locator(".map.map-ready")).to_be_visible(timeout=20_000)
    page.wait_for_timeout(6_000)
    assert len(asked) == 2


def test_an_alert_that_came_while_offline_is_caught_up(signed_in: Any, town: Any) -> None:
    context, page = signed_in()
    expect(page.locator("#link")).to_contain_text("Live")
    context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible(timeout=20_000)
    town.raise_alert(town.people[13], "sos")
    context.set_offline(False)
    expect(page.locator("#queue-new")).to_contain_text("1 new alert", timeout=20_000)


def test_asking_for_a_position_shows_what_became_of_it(page: Page, town: Any) -> None:
    alert = town.raise_alert(town.people[12], "tamper")
    page.goto(f"{town.url}/console/alerts/{alert}/")
    page.get_by_role("button", name="Ask position").click()
    expect(page.locator("#alert-locating")).to_contain_text("waits for the device")
    expect(page.locator("#alert-timeline")).to_contain_text("asked the device for a position")
    with town.database.connect("owner") as connection:
        connection.execute("UPDATE commands SET state = 'delivered', done_at = now() WHERE person = %s", (town.people[12],))
    expect(page.locator("#alert-locating")).to_contain_text("the device answered")


def test_eight_open_tabs_share_one_stream_and_all_are_told(signed_in: Any, town: Any) -> None:
    context, first = signed_in()
    expect(first.locator("#link")).to_have_attribute("data-link", "live")  # its own stream is open and is not counted
    streams: list[str] = []
    context.on("request", lambda request: streams.append(request.url) if "/api/v1/feed" in request.url else None)
    tabs = [context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto(f"{town.url}/console/people/{town.people[20]}/")
    last = tabs[-1]
    last.goto(f"{town.url}/console/")
    alert = town.raise_alert(town.people[20], "sos")
    expect(last.locator("#queue-new")).to_contain_text("1 new alert")
    assert streams == [], "the tab that was first holds the stream"
    first.close()
    last.locator("body").press("r")
    expect(_row(last, alert)).to_be_visible()
    town.raise_alert(town.people[21], "sos")
    expect(last.locator("#queue-new")).to_contain_text("1 new alert")
    assert len(streams) == 1, "another tab took over"
