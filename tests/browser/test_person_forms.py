"""A person is registered at a desk and on a phone, with the keyboard, without script; what does not apply folds away."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_screens import AXE

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]

FORM = "/console/people/register/"


@pytest.fixture
def keeper() -> str:
    """Somebody who keeps people."""
    return "keeper"


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_is_registered_and_what_stands_out_is_said_meanwhile(signed_in: Any, keeper: str, width: int) -> None:
    _, page = signed_in(keeper, width=width, path=FORM)
    expect(page.locator("#pin[data-ready]")).to_be_visible()
    expect(page.locator("#consent")).to_be_hidden()
    page.locator("#kind").select_option("volunteer")
    expect(page.locator("#consent")).to_be_visible()
    page.locator("#kind").select_option("parole")
    expect(page.locator("#consent")).to_be_hidden()
    fill(page, family_name="Сәрсенбаев", given_name=f"Нұрлан {width}", iin="950317400127", birth_date="1995-03-17")
    checks = page.locator("#checks")
    expect(checks).to_contain_text("The last digit does not fit")
    expect(page.locator("#responsible_name")).to_be_hidden()
    fill(page, iin="", birth_date="2015-01-01")
    expect(checks).to_contain_text("a responsible adult is needed")
    expect(page.locator("#responsible_name")).to_be_visible()
    page.locator("#department").select_option(index=1)
    fill(page, why="letter 5")
    page.get_by_role("button", name="Register the person").click()
    refused = page.locator("#responsible_name")
    expect(refused).to_be_focused()
    expect(refused).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#given_name")).to_have_value(f"Нұрлан {width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing stands out of the page"
    fill(page, birth_date="1995-03-17")
    page.locator("#pin canvas").click(position={"x": 90, "y": 120})
    expect(page.locator("#lat")).not_to_have_value("")
    fill(page, lat="43.25", lon="76.9")
    page.locator("#lon").blur()
    expect(page.locator(".pin-mark")).to_be_visible()
    page.get_by_role("button", name="Register the person").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Сәрсенбаев")
    expect(page.get_by_text("No order is entered yet")).to_be_visible()


def test_the_pin_is_taken_away_and_typed_again_by_keyboard(signed_in: Any, keeper: str) -> None:
    _, page = signed_in(keeper, path=FORM)
    expect(page.locator("#pin[data-ready]")).to_be_visible()
    fill(page, lat="43,25", lon="76,9")
    page.keyboard.press("Tab")
    expect(page.locator(".pin-mark")).to_be_visible()
    page.locator("#pin-away").press("Enter")
    expect(page.locator(".pin-mark")).to_have_count(0)
    expect(page.locator("#lat")).to_be_focused()
    expect(page.locator("#lon")).to_have_value("")


def test_without_script_all_fields_that_may_apply_are_there(browser: Any, signed_in: Any, town: Any, keeper: str) -> None:
    context, page = signed_in(keeper, path=FORM)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{town.url}{FORM}")
    expect(page.locator("#responsible_name")).to_be_visible()
    expect(page.locator("#pin")).to_be_hidden()
    page.locator("#kind").select_option("volunteer")
    fill(page, family_name="Ким", given_name="Без Скрипта", birth_date="1990-05-01", why="letter 6")
    page.locator("#department").select_option(index=1)
    page.get_by_role("button", name="Register the person").click()
    expect(page.locator("#consent-problem")).to_have_text("Fill this in.")
    fill(page, consent="I agree to wear it", consented_on="2026-01-31")
    page.get_by_role("button", name="Register the person").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ким")
    plain.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend_in_the_forms(signed_in: Any, town: Any, keeper: str, scheme: Any) -> None:
    _, page = signed_in(keeper, path=FORM, color_scheme=scheme, bypass_csp=True)
    person = town.people[-1]
    for path in (FORM, f"/console/people/{person}/change/", f"/console/people/{person}/history/"):
        page.goto(f"{town.url}{path}")
        if path == FORM:
            page.evaluate("document.querySelector('form.keep-form').noValidate = true")
            page.get_by_role("button", name="Register the person").click()
            expect(page.locator(".is-refused")).not_to_have_count(0)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]] == [], path
