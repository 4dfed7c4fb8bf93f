"""Departments, staff, hand-over and the caseload as a list: for axe, on a phone, by keyboard and without script."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

AXE = Path(__file__).parent.parent.parent / "web/node_modules/axe-core/axe.min.js"
SCREENS = (
    "/console/departments/", "/console/departments/add/", "/console/departments/1/", "/console/staff/", "/console/staff/add/",
    "/console/staff/2/", "/console/hand-over/?from=1", "/console/people/import/",
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend_in_the_office(signed_in: Any, town: Any, scheme: Any) -> None:
    _, page = signed_in(
        "chief", path="/console/staff/", width=390, height=844, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce"
    )
    said = []
    for screen in SCREENS:
        page.goto(town.url + screen)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        said += [f"{screen} {v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            said.append(f"{screen} scrolls sideways")
    assert said == []


def test_a_refusal_has_the_focus_and_keeps_what_was_typed(signed_in: Any, town: Any) -> None:
    """By keyboard, without script: forms are forms."""
    _, page = signed_in("chief", path="/console/staff/", java_script_enabled=False)
    page.goto(f"{town.url}/console/departments/1/")
    page.locator("#closing-why").focus()
    page.keyboard.type("merged")
    page.keyboard.press("Enter")
    expect(page.locator("#closing-problem")).to_contain_text("A supervisor hands them over first.")
    expect(page.locator("#closing-why")).to_have_value("merged")
    expect(page.locator("#closing-why")).to_be_focused()
    page.goto(f"{town.url}/console/departments/add/")
    page.locator("#name_kk").fill("Бөлім")
    page.locator("#city").fill("Oral")
    page.locator("#lat").fill("far")
    page.locator("#why").fill("new")
    page.keyboard.press("Enter")
    expect(page.locator("#lat")).to_be_focused()
    expect(page.locator("#name_kk")).to_have_value("Бөлім")


def test_a_hand_over_is_confirmed_by_keyboard(signed_in: Any, town: Any) -> None:
    _, page = signed_in("chief", path="/console/staff/")
    page.goto(f"{town.url}/console/hand-over/?from=1")
    page.get_by_label("Only these:", exact=True).first.check()
    page.locator("input[name=person]").first.check()
    page.locator("#to").select_option(index=1)
    page.locator("#why").fill("moved")
    page.locator("#why").press("Enter")
    expect(page.locator("#sure")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 person was handed over.")).to_be_visible()
