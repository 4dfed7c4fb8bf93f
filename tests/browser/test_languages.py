"""The screens in Kazakh and Russian: the switch on every page, no word left in English, nothing wider than a phone."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.words.catalogues import kept, said

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]

NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
SCREENS = {
    "queue": "/console/",
    "alert": "/console/alerts/{alert}/",
    "unsure": "/console/alerts/{unsure}/",
    "explanation": "/console/alerts/{alert}/explanation/",
    "person": "/console/people/{person}/",
    "unknown-devices": "/console/unknown-devices/",
}
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("script, style, .judged-commands, .language-choice") === null) found.push(walker.currentNode.data);
  }
  for (const one of document.querySelectorAll("[title], [aria-label], [placeholder], [data-label]"))
    for (const name of ["title", "aria-label", "placeholder", "data-label"]) found.push(one.getAttribute(name) ?? "");
  return found;
}"""
DRAWN = """() => [...document.querySelectorAll(".odds rect, .odds circle, .odds line, .odds polyline, [data-fly], .gauge-bar rect")]
  .map(one => ["x", "y", "width", "cx", "cy", "r", "x1", "y1", "points", "data-fly"].map(name => one.getAttribute(name)))"""


def address(town: Any, screen: str) -> str:
    path = SCREENS[screen].format(alert=town.alerts["not_home"], unsure=town.alerts["entered_place"], person=town.people[0])
    return f"{town.url}{path}"


def turn(page: Page, language: str) -> None:
    page.locator(".language > summary").click()
    assert page.locator(".language-choice button").all_text_contents() == list(NAMES.values())
    page.get_by_role("button", name=NAMES[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def english(language: str) -> list[re.Pattern[str]]:
    """Return what the catalogues translate, as patterns of a whole text; what is said alike in both languages is not English."""
    patterns = []
    for domain in ("django", "djangojs"):
        catalogue = kept(language, domain)
        for one in said(domain):
            forms = (one.id,) if isinstance(one.id, str) else one.id
            known = catalogue.get(forms[0], one.context)
            if known is None:  # `tests/words` tells of it
                continue
            for form in forms:
                plain = re.sub(r"<[^>]+>", "", unescape(form)).replace("%%", "%")
                words = re.sub(r"%\(\w+\)s", "", plain)
                if one.context == "date" or form == known.string or not re.search("[A-Za-z]{2}", words):
                    continue
                patterns.append(re.compile(re.sub(r"%\\\((\w+)\\\)s", ".+", re.escape(plain))))
    return patterns


def left_over(texts: Iterable[str], patterns: list[re.Pattern[str]]) -> set[str]:
    spoken = {" ".join(text.split()).strip(" ·,:()") for text in texts if re.search("[A-Za-z]", text)}
    return {text for text in spoken if any(pattern.fullmatch(text) for pattern in patterns)}


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_english_is_left_on_a_screen(page: Page, town: Any, language: str, screen: str) -> None:
    patterns = english(language)
    page.goto(address(town, screen))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#link")).to_contain_text("Live")
    assert left_over(page.evaluate(TEXTS), patterns), "in English the same search finds words"
    turn(page, language)
    assert page.url == address(town, screen), "the switch leaves one where one is"
    expect(page.locator("#link")).to_contain_text({"kk": "Желіде", "ru": "На связи"}[language])
    assert left_over(page.evaluate(TEXTS), patterns) == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_wider_than_a_phone(signed_in: Any, town: Any, language: str, width: int) -> None:
    context, page = signed_in(width=width, height=844)
    context.add_cookies([{"name": "bilezik_language", "value": language, "url": town.url}])
    wide = {}
    for screen in SCREENS:
        page.goto(address(town, screen))
        expect(page.locator("html")).to_have_attribute("lang", language)
        wide[screen] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {screen: by for screen, by in wide.items() if by > 0} == {}
    page.goto(address(town, "explanation"))
    plot = page.locator(".odds-plot").first.bounding_box()
    assert plot is not None
    assert plot["width"] > 0.5 * width, "the words beside the chart leave room for it"
    labels = page.locator(".odds-label").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert max(labels) <= 0


def test_the_door_speaks_what_is_chosen_and_keeps_it_through_the_sign_in(browser: Any, town: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.url}/sign-in/?next=/console/unknown-devices/")
    turn(page, "kk")
    assert page.url == f"{town.url}/sign-in/?next=/console/unknown-devices/"
    page.fill("#id_username", "operator")
    page.fill("#id_password", "wrong")
    page.click("button.door-go")
    expect(page.get_by_role("alert")).to_contain_text("құпиясөз қате")
    page.fill("#id_username", "operator")
    page.fill("#id_password", town.password)
    page.click("button.door-go")
    expect(page.get_by_role("heading", name="Бөтен құрылғылар")).to_be_visible()
    context.close()


def test_without_a_choice_a_page_speaks_what_the_browser_asks_for(browser: Any, town: Any) -> None:
    for locale, language in {"ru-KZ": "ru", "kk-KZ": "kk", "de-DE": "en"}.items():
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(f"{town.url}/sign-in/")
        expect(page.locator("html")).to_have_attribute("lang", language)
        context.close()


def test_what_is_drawn_is_the_same_in_every_language(page: Page, town: Any) -> None:
    for screen in ("explanation", "alert", "person"):
        drawn = []
        for language in ("en", "ru"):
            page.context.add_cookies([{"name": "bilezik_language", "value": language, "url": town.url}])
            page.goto(address(town, screen))
            expect(page.locator("html")).to_have_attribute("lang", language)
            if screen == "explanation":
                expect(page.locator(".odds-scale")).to_contain_text("97,5" if language == "ru" else "97.5")
            drawn.append([one for one in page.evaluate(DRAWN) if any(one)])
        assert len(drawn[0]) == len(drawn[1])
        assert all(one is None or "," not in one for row in drawn[1] for one in row[:8])
