"""WCAG 2.2 AA on every page that staff open, by axe and by keyboard: wide in light, phone in dark, in the languages of the country.

The pages of the operator's day are in `test_screens`; the forms of a person and a condition have their own beside them.
"""

import re
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
    "/console/people/{person}/memo/signed/",
    "/console/people/{person}/history/", "/console/people/{person}/orders/enter/", "/console/orders/{order}/",
    "/console/orders/{order}/change/", "/console/orders/{order}/suspend/", "/console/orders/{order}/end/",
    "/console/orders/{order}/revoke/", "/console/orders/{order}/scans/add/", "/console/conditions/{condition}/end/",
    "/console/conditions/{condition}/permissions/ask/", "/console/departments/", "/console/departments/add/",
    "/console/departments/{department}/", "/console/staff/", "/console/staff/add/",
    "/console/staff/{user}/", "/account/", "/account/add/", "/account/sessions/",
)  # fmt: skip

BESIDES = (
    "/console/", "/console/people/{person}/", "/console/alerts/{alert}/", "/console/alerts/{alert}/explanation/",
    "/console/unknown-devices/", "/console/people/register/", "/console/people/{person}/change/", "/console/people/import/",
    "/console/hand-over/", "/console/places/", "/console/places/add/", "/console/conditions/{condition}/change/",
)  # fmt: skip
"""Pages that axe sees in tests of their own."""


@pytest.fixture(scope="module")
def known(town: Any) -> dict[str, int]:
    """Something of each kind to look at."""
    with town.database.connect("owner") as owner:
        tables = {"device": "devices", "order": "orders", "department": "departments", "user": "users"}
        found = {name: owner.execute(f"SELECT min(id) FROM {table}").fetchone()[0] for name, table in tables.items()}
        (condition,) = owner.execute("SELECT min(id) FROM conditions WHERE kind = 'stay_home'").fetchone() or (0,)
    return found | {"condition": int(str(condition)), "person": town.people[0], "alert": town.alerts["not_home"]}


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


STOP = """() => {
  const on = document.activeElement
  if (!on || on === document.body) return null
  const known = window.walked ??= new Map()
  const id = known.get(on) ?? known.size
  known.set(on, id)
  const box = on.getBoundingClientRect()
  const marked = [on, on.labels?.[0]].some((one) => {
    if (!one) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1
  })
  const places = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]]
  const label = on.labels?.[0]
  const shown = places.some(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
    return top && top !== document.body && (on.contains(top) || top.contains(on) || label?.contains(top))
  })
  return { id, said: on.outerHTML.slice(0, 110), sized: box.width > 0 && box.height > 0, marked, shown }
}"""
"""Where the focus is: an id that stays, whether it can be seen there, and whether anything lies over it."""
REACHABLE = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]')
  const every = document.querySelectorAll(
    'a[href], button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary'
  )
  const groups = new Set()
  return [...every].filter((one) => {
    if (!seen(one) || one.tabIndex < 0) return false
    if (one.type !== 'radio') return true
    const group = `${one.form?.action} ${one.name}`  // the arrows go on within one
    return !groups.has(group) && groups.add(group)
  }).length
}"""
MOST = 500
WEARER = 31
"""Who of the town puts a device on and off: somebody whom no other test of the browser needs."""


def test_every_page_is_walked_by_keyboard(chief: Page, town: Any, known: dict[str, int]) -> None:
    """Tab goes through everything and out again; each stop is seen, marked and not covered; the first one skips to the content."""
    said = []
    for path in PAGES + BESIDES:
        chief.goto(town.url + path.format(**known))
        chief.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }")
        reachable = chief.evaluate(REACHABLE)
        stops: list[dict[str, Any]] = []
        for _ in range(MOST):
            chief.keyboard.press("Tab")
            stop = chief.evaluate(STOP)
            if stop is None or (stops and stop["id"] == stops[0]["id"]):
                break
            stops.append(stop)
        else:
            said.append(f"{path}: there is no way out")
        said += [f"{path}: {stop['said']}" for stop in stops if not (stop["sized"] and stop["marked"] and stop["shown"])]
        if len({stop["id"] for stop in stops}) < reachable:
            said.append(f"{path}: {len(stops)} stops of {reachable}")
    assert not said, "\n".join(said)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what `selector` names, as somebody does who has no mouse."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached from {page.url}")


def follow(page: Page, address: str) -> None:
    """Go to a link, and follow it."""
    tab_to(page, f"a[href='{address}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def write(page: Page, field: str, words: str) -> None:
    tab_to(page, field)
    page.keyboard.type(words)


@pytest.mark.parametrize("chief", ["wide"], indirect=True)
def test_a_device_is_entered_put_on_and_taken_off_without_a_mouse(chief: Page, town: Any) -> None:
    keys, wearer = chief.keyboard, town.people[WEARER]
    with town.database.connect("owner") as owner:
        (name,) = owner.execute("SELECT family_name || ' ' || given_name FROM people WHERE id = %s", (wearer,)).fetchone()
    chief.goto(f"{town.url}/console/devices/")
    keys.press("Tab")
    assert chief.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    follow(chief, "/console/devices/enter/")
    write(chief, "#identity", "keyboard 1")
    write(chief, "#one-why", "delivered")
    keys.press("Enter")
    chief.wait_for_url(re.compile(r"/console/devices/\d+/"))

    write(chief, "#top-search", str(name))
    keys.press("Enter")
    chief.wait_for_url("**/console/search/**")
    follow(chief, f"/console/people/{wearer}/")
    follow(chief, f"/console/people/{wearer}/fit/")
    tab_to(chief, "#device")
    while "keyboard 1" not in chief.evaluate("document.activeElement.selectedOptions[0].text"):
        keys.press("ArrowDown")  # a list is gone through by the arrows
    write(chief, "#why", "ordered")
    tab_to(chief, "main form .button-main")
    keys.press("Enter")
    chief.wait_for_url(f"**/console/people/{wearer}/")

    held = "SELECT a.id, d.state FROM assignments a JOIN devices d ON d.id = a.device WHERE identity = 'keyboard 1'"
    with town.database.connect("owner") as owner:
        assignment, state = owner.execute(held).fetchone()
    assert state == "fitted"
    follow(chief, f"/console/people/{wearer}/remove/{assignment}/")
    tab_to(chief, "#reason")
    keys.press("ArrowDown")
    write(chief, "#why", "the order ended")
    tab_to(chief, "main form .button-main")
    keys.press("Enter")
    chief.wait_for_url(f"**/console/people/{wearer}/")
    with town.database.connect("owner") as owner:
        assert owner.execute(held).fetchone() == (assignment, "returned")
