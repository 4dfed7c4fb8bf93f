"""An officer's day, from the sign-in to the memo: in Russian at a desk, in Kazakh on a phone. Names of fields lead the way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watch

pytestmark = [pytest.mark.browser, pytest.mark.engines, pytest.mark.xdist_group("browser")]

GO = "main form .button-main"


def local(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=5 + hours)).strftime("%Y-%m-%dT%H:%M")


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url


def sign_in(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/sign-in/?next=/console/today/")
    fill(page, id_username="keeper", id_password=password)
    page.click("form.door-card button.door-go")
    page.wait_for_url(f"{url}/sign-in/first-factor/")
    fits(page)
    secret = (page.locator(".adding-secret").text_content() or "").replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.locator("form.door-part:has(#code) .button-main").click()
    expect(page.locator(".codes > li")).to_have_count(10)
    page.locator("a.door-go").click()
    page.wait_for_url(f"{url}/console/today/")


def register(page: Page, language: str) -> str:
    """Return the address of the person's page."""
    page.locator('a[href="/console/people/register/"]').click()
    fill(page, family_name="Жақсыбеков", given_name=f"Ерлан {language}", address="Абай 5", why="хат 7")
    page.locator("#department").select_option(index=1)
    page.locator("#language").select_option(language)
    page.locator("#kind").select_option("probation")
    fits(page)
    page.locator(GO).first.click()
    page.wait_for_url("**/console/people/*/")
    return page.url


def enter_order(page: Page, language: str) -> str:
    """A term that the ground does not allow is refused at its field, and nothing is lost. Return the address of the order."""
    page.locator('a[href$="/orders/enter/"]').first.click()
    page.locator("#ground").select_option("restriction_of_liberty")
    fill(page, issuer="Есіл аудандық соты", number=f"77-{language}", starts_at=local(0), ends_at=local(24 * 500), why="үкім")
    expect(page.locator("#term")).not_to_be_empty()
    fits(page)
    page.locator(GO).click()
    expect(page.locator("#ends_at")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#ends_at")).to_be_focused()
    expect(page.locator("#issuer")).to_have_value("Есіл аудандық соты")
    page.fill("#ends_at", local(24 * 180))
    page.locator(GO).click()
    page.wait_for_url("**/console/orders/*/")
    return page.url


def add_condition(page: Page) -> None:
    """Home as a circle, nights."""
    page.locator('a[href$="/conditions/add/"]').click()
    page.locator("[name=kind][value=stay_home]").check()
    page.locator("[name=new-how][value=circle]").check()
    for name, value in (("name", "Үйі"), ("lat", "51.128"), ("lon", "71.43"), ("radius", "120")):
        page.fill(f"#new-{name}", value)
    page.locator("[name=when][value=hours]").check()
    first = page.locator("#hours-rows .cond-row").first
    for day in first.locator("input[type=checkbox]").all():
        day.check(force=True)
    first.locator(".cond-time").nth(0).fill("22:00")
    first.locator(".cond-time").nth(1).fill("06:00")
    page.fill("#why", "үкім")
    page.locator("#preview-button").click()
    expect(page.locator(".cond-calendar tr")).to_have_count(14)
    fits(page)
    page.locator("main form .button-main").last.click()
    page.wait_for_url("**/console/orders/*/")
    expect(page.locator(".order-duty")).to_have_count(1)
    expect(page.locator(".order-duty")).to_contain_text("22:00")
    fits(page)


def permit(page: Page, url: str, language: str) -> None:
    """It is asked for, waits on the page of the day, and is approved there."""
    page.locator('a[href$="/permissions/ask/"]').click()
    fill(page, from_at=local(2), to_at=local(4), buffer="30", reason="дәрігер")
    page.locator("button[value=ask]").click()
    page.wait_for_url("**/console/orders/*/")
    page.goto(f"{url}/console/today/")
    page.locator(".today-waiting a", has_text=f"Ерлан {language}").click()
    page.fill("#why", "анықтама көрілді")
    fits(page)
    page.locator("button[value=approve]").click()
    page.wait_for_url(f"{url}/console/today/")


def fit(page: Page, spare: str) -> None:
    page.locator('a[href$="/fit/"]').click()
    page.locator("#device").select_option(page.locator("#device option", has_text=spare).get_attribute("value"))
    fill(page, why="тағылды", place="бөлім")
    fits(page)
    page.locator(GO).click()
    page.wait_for_url("**/console/people/*/**")


@pytest.mark.parametrize(("language", "width", "spare"), [("ru", 1280, "860777000000001"), ("kk", 390, "860777000000002")])
def test_an_officer_registers_orders_draws_permits_fits_and_prints(
    browser: Browser, town: Any, demanded: str, language: str, width: int, spare: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_cookies([{"name": "bilezik_language", "value": language, "url": demanded}])
    page = context.new_page()
    watch = Watch(page, demanded)
    sign_in(page, demanded, town.password)
    fits(page)
    person = register(page, language)
    order = enter_order(page, language)
    add_condition(page)
    permit(page, demanded, language)
    page.goto(order)
    fit(page, spare)
    page.goto(person)
    expect(page.locator("main")).to_contain_text(spare)
    address = page.locator("form.memo").get_attribute("action")
    memo = context.request.get(f"{demanded}{address}", params={"language": language, "why": "беру"})
    assert (memo.status, memo.body()[:5]) == (200, b"%PDF-")
    assert watch.outside == []
    assert [one for one in watch.errors if "status of 422" not in one] == []
    context.close()
