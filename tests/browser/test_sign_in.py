"""The sign-in with a second factor, in a browser with an authenticator of its own."""

from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.engines


@pytest.fixture
def visitor(browser: Browser, demanded: str) -> Iterator[tuple[BrowserContext, Page, str]]:
    """A phone with a passkey store of its own."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    yield context, page, demanded
    context.close()


def password(page: Page, url: str, said: str) -> None:
    page.goto(f"{url}/sign-in/?next=/console/")
    page.fill("#id_username", "newcomer")
    page.fill("#id_password", said)
    page.click("form.door-card button.door-go")


def test_a_day_begins_with_a_second_factor(town: Any, visitor: tuple[BrowserContext, Page, str]) -> None:
    _, page, url = visitor
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    password(page, url, town.password)
    page.wait_for_url(f"{url}/sign-in/first-factor/")
    expect(page.locator(".adding-picture svg")).to_be_visible()
    secret = (page.locator(".adding-secret").text_content() or "").replace(" ", "")
    page.fill("#code", "000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("alert").first).to_contain_text("not the code")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Add the app").click()
    codes = page.locator(".codes > li").all_text_contents()
    assert len(codes) == 10
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.path().read_text().split() == codes
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(f"{url}/console/")
    # A passkey, from the account page.
    page.locator(".account-name").click()
    page.get_by_role("link", name="Add a factor").click()
    page.get_by_label("Name of the passkey").fill("this phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(f"{url}/account/")
    expect(page.locator("input[value='this phone']")).to_be_visible()
    # It signs in after the password, and without one; a recovery code does where both are lost.
    page.get_by_role("button", name="Sign out").click()
    password(page, url, town.password)
    page.wait_for_url(f"{url}/sign-in/factor/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{url}/console/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{url}/sign-in/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{url}/account/")
    page.get_by_role("button", name="Sign out").click()
    password(page, url, town.password)
    page.wait_for_url(f"{url}/sign-in/factor/")
    page.fill("#code", codes[0])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{url}/console/")
    assert errors == []


def test_an_address_that_is_a_number_offers_no_passkey(town: Any, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{town.url}/sign-in/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()
