"""Write a picture of every screen into build/pictures: three widths, light, dark, in Kazakh and Russian. The README shows some.

Usage: `make pictures`, or `python tests/browser/pictures.py [DIRECTORY]`. The town is the one of the browser tests.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from bilezik.app.engines.scratch import scratch

HERE: Final = Path(__file__).parent
WIDTHS: Final = {"wide": (1440, 900), "desk": (1280, 800), "phone": (390, 844)}
SERVE: Final = (
    "from bilezik.app.settings import Settings; from bilezik.app.web import serve;"
    " serve(Settings.load(), on_ready=lambda: print('ready', flush=True))"
)
SCREENS: Final = {
    "sign-in": "/sign-in/",
    "person": "/console/people/{person}/",
    "unknown-devices": "/console/unknown-devices/",
    "today": "/console/today/",
    "explanation": "/console/alerts/{not_home}/explanation/",
    "unsure": "/console/alerts/{entered_place}/",
    "alert": "/console/alerts/{not_home}/",
    "queue": "/console/",
}
"""What an operator sees."""
OFFICE: Final = {
    "devices": "/console/devices/",
    "device": "/console/devices/1/",
    "reconciliation": "/console/devices/reconciliation/",
    "costs": "/console/devices/costs/",
    "search": "/console/search/?q=сейт",
    "audit": "/console/audit/",
    "sight": "/console/sight/",
    "account": "/account/",
    "account-add": "/account/add/",
    "sessions": "/account/sessions/",
    "departments": "/console/departments/",
    "staff": "/console/staff/",
    "register": "/console/people/register/",
    "memo-signed": "/console/people/{person}/memo/signed/",
    "fit": "/console/people/{person}/fit/",
    "caseload": "/console/people/import/",
    "hand-over": "/console/hand-over/",
    "order": "/console/orders/1/",
    "order-enter": "/console/people/{person}/orders/enter/",
    "condition": "/console/orders/1/conditions/add/?kind=stay_home",
    "places": "/console/places/",
}
"""What the head of a department sees."""
SEEN: Final[tuple[tuple[str, Literal["light", "dark"], str], ...]] = (
    ("desk", "light", "en"), ("phone", "dark", "en"), ("desk", "light", "ru"), ("phone", "light", "kk"),
)  # fmt: skip
"""How: width, scheme, language."""
IN_KAZAKH: Final = {"queue", "alert", "today"}


def shoot(browser: Browser, url: str, told: dict[str, str], folder: Path) -> None:
    """Take all pictures."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        for width, (across, down) in WIDTHS.items():
            context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
            page = context.new_page()
            for name, path in SCREENS.items():
                take(page, url + path.format(**told), folder / f"{name}-{width}-{scheme}.png")
                if name == "sign-in":
                    sign_in(page, told["username"], told)
            if scheme == "light" and width != "wide":
                context.add_cookies([{"name": "bilezik_language", "value": "kk", "url": url}])
                for name in sorted(IN_KAZAKH):
                    take(page, url + SCREENS[name].format(**told), folder / f"{name}-{width}-kk.png")
            context.close()
    for width, scheme, language in SEEN:
        across, down = WIDTHS[width]
        context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
        context.add_cookies([{"name": "bilezik_language", "value": language, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/sign-in/")
        sign_in(page, "chief", told)
        for name, path in OFFICE.items():
            take(page, url + path.format(**told), folder / f"{name}-{width}-{scheme if language == 'en' else language}.png")
        context.close()


def sign_in(page: Page, username: str, told: dict[str, str]) -> None:
    """Sign in on the page of the sign-in."""
    page.fill("#id_username", username)
    page.fill("#id_password", told["password"])
    page.click("form.door-card button.door-go")
    page.locator(".account-name").wait_for()


def take(page: Page, address: str, file: Path) -> None:
    """Take one picture, when the map is drawn and the feed is heard where there are any."""
    page.goto(address)
    if page.locator(".map").count():
        page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(3000)
    elif page.locator("#link").count():
        page.locator("#link[data-link='live']").wait_for(timeout=60_000)
    page.screenshot(path=file)
    sys.stdout.write(f"{file} {file.stat().st_size // 1024} kB\n")


def main() -> None:
    """Build the town, serve it, take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent.parent / "build/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with scratch() as engines, engines.database() as database, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings = msgspec.structs.replace(database.settings, web_port=probe.getsockname()[1])
        probe.close()
        environment = os.environ | settings.environment()
        seeded = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, str(HERE / "town.py")], env=environment, capture_output=True, text=True, check=True
        )
        town = json.loads(seeded.stdout)
        told = {"username": town["username"], "password": town["password"], "person": str(town["people"][0])}
        told |= {kind: str(alert) for kind, alert in town["alerts"].items()}
        serving = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        with serving as web:
            if web.stdout is None or web.stdout.readline() != "ready\n":
                raise SystemExit("the web process did not start")
            try:
                with sync_playwright() as running:
                    arguments = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
                    browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
                    shoot(browser, f"http://127.0.0.1:{settings.web_port}", told, folder)
                    browser.close()
            finally:
                web.terminate()


if __name__ == "__main__":
    main()
