"""Write a picture of every screen, at three widths, in light and dark, into docs/pictures; queue and alert in Kazakh, too.

Usage: `make pictures`, or `python tests/browser/pictures.py [DIRECTORY]`. The town is the one of the browser tests.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

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
    "queue": "/console/",
    "alert": "/console/alerts/{not_home}/",
    "unsure": "/console/alerts/{entered_place}/",
    "explanation": "/console/alerts/{not_home}/explanation/",
    "today": "/console/today/",
    "unknown-devices": "/console/unknown-devices/",
    "person": "/console/people/{person}/",
    "sign-in": "/sign-in/",
}
IN_KAZAKH: Final = {"queue", "alert", "today"}
WITHOUT_MAP: Final = {"sign-in", "today", "unknown-devices"}


def shoot(browser: Browser, url: str, told: dict[str, str], folder: Path) -> None:
    """Take all pictures."""
    for scheme in ("light", "dark"):
        for width, (across, down) in WIDTHS.items():
            context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
            page = context.new_page()
            for name, path in reversed(SCREENS.items()):
                if name == "person":
                    page.fill("#id_username", told["username"])
                    page.fill("#id_password", told["password"])
                    page.click("button.door-go")
                take(page, url + path.format(**told), name, folder / f"{name}-{width}-{scheme}.png")
            if scheme == "light" and width != "wide":
                context.add_cookies([{"name": "bilezik_language", "value": "kk", "url": url}])
                for name in sorted(IN_KAZAKH):
                    take(page, url + SCREENS[name].format(**told), name, folder / f"{name}-{width}-kk.png")
            context.close()


def take(page: Page, address: str, name: str, file: Path) -> None:
    """Take one picture."""
    page.goto(address)
    if name not in WITHOUT_MAP:
        page.locator(".map.map-ready").wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(3000)
    elif name != "sign-in":
        page.locator("#link[data-link='live']").wait_for(timeout=60_000)
    page.screenshot(path=file)
    sys.stdout.write(f"{file} {file.stat().st_size // 1024} kB\n")


def main() -> None:
    """Build the town, serve it, take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent.parent / "docs/pictures"
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
