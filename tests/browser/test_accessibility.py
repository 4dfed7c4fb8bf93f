"""WCAG 2.2 AA on every page that staff open, by axe: wide in light, phone in dark, and in the languages of the country.

The pages of the operator's day are in `test_screens`; the forms of a person and a condition have their own beside them.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.engines

AXE = (Path(__file__).parent.parent.parent / "web/node_modules/axe-core/axe.min.js").read_text()
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
PAGES = (
    "/console/today/", "/console/search/?q=сейт", "/console/search/?q=zzzz", "/console/audit/", "/console/sight/",
    "/console/people/outside/", "/console/devices/", "/console/devices/enter/", "/console/devices/{device}/",
    "/console/devices/reconciliation/", "/console/devices/costs/", "/console/people/{person}/fit/",
    "/console/people/{person}/history/", "/console/people/{person}/orders/enter/", "/console/orders/{order}/",
    "/console/orders/{order}/change/", "/console/orders/{order}/suspend/", "/console/orders/{order}/end/",
    "/console/orders/{order}/revoke/", "/console/orders/{order}/scans/add/", "/console/conditions/{condition}/end/",
    "/console/conditions/{condition}/permissions/ask/", "/console/departments/", "/console/departments/add/",
    "/console/departments/{department}/", "/console/staff/", "/console/staff/add/",
    "/console/staff/{user}/", "/account/", "/account/add/", "/account/sessions/",
)  # fmt: skip


@pytest.fixture(scope="module")
def known(town: Any) -> dict[str, int]:
    """Something of each kind to look at."""
    with town.database.connect("owner") as owner:
        tables = {"device": "devices", "order": "orders", "department": "departments", "user": "users"}
        found = {name: owner.execute(f"SELECT min(id) FROM {table}").fetchone()[0] for name, table in tables.items()}
        (condition,) = owner.execute("SELECT min(id) FROM conditions WHERE kind = 'stay_home'").fetchone() or (0,)
    return found | {"condition": int(str(condition)), "person": town.people[0]}


@pytest.fixture(params=["wide", "phone"])
def chief(request: Any, signed_in: Any, town: Any) -> Any:
    """Who sees every section: wide, light and in Russian; on a phone, dark and in Kazakh."""
    wide = request.param != "phone"
    options = {"bypass_csp": True, "reduced_motion": "reduce", "color_scheme": "light" if wide else "dark"}
    context, page = signed_in("chief", width=1280 if wide else 390, height=844, path="/account/", **options)
    context.add_cookies([{"name": "bilezik_language", "value": "ru" if wide else "kk", "url": town.url}])
    return page


def test_axe_finds_nothing_to_mend_on_any_page(chief: Page, town: Any, known: dict[str, int]) -> None:
    said = []
    for path in PAGES:
        answer = chief.goto(town.url + path.format(**known))
        assert answer is not None
        assert answer.status == 200, path
        chief.evaluate(AXE)
        found = chief.evaluate(RULES)
        said += [f"{path}: {v['id']}: {node['html'][:140]}" for v in found["violations"] for node in v["nodes"]]
    assert said == []


@pytest.mark.usefixtures("demanded")
def test_axe_finds_nothing_to_mend_on_the_steps_of_a_sign_in(browser: Any, town: Any) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{town.url}/sign-in/")
    page.fill("#id_username", "newcomer")
    page.fill("#id_password", town.password)
    page.click("form.door-card button.door-go")
    page.wait_for_url(f"{town.url}/sign-in/first-factor/")
    page.evaluate(AXE)
    assert [v["id"] for v in page.evaluate(RULES)["violations"]] == []
    context.close()
