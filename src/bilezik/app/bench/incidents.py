"""The demo against its own truth: run it as a user would, wait, and compare what was alerted with what happened.

1. The demo is a process of its own with free ports and a folder of its own; what is compared is what the API tells.
2. A day of history and the minutes of the run are judged alike: every alert that no incident explains is false.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from bilezik.app.demo.running import FOLDER, KnownTruth, Sign
from bilezik.domain.instant import days, in_seconds, parse
from bilezik.protocols import PROTOCOLS
from bilezik.simulate.fleet import wall
from bilezik.simulate.score import Alerted, Score, score
from bilezik.simulate.world import HISTORY

READY_S: Final = 120.0
STOP_S: Final = 60.0


class DemoError(Exception):
    """The demo did not serve; the text is its last word."""


def measure(*, people: int, seed: int, minutes: float, told: Callable[[float], None]) -> Score:
    """Run a demo for `minutes` after it serves and return its score; `told` is called each second with the seconds left."""
    with tempfile.TemporaryDirectory(prefix="bilezik-incidents-") as folder, _demo(Path(folder), people, seed) as sign:
        until = time.monotonic() + minutes * 60
        while (left := until - time.monotonic()) > 0:
            told(left)
            time.sleep(min(1.0, left))
        truth = msgspec.json.decode((Path(folder) / FOLDER / "truth.json").read_bytes(), type=KnownTruth)
        alerts = [_alerted(alert, truth) for alert in _alerts(sign)]
        lived = in_seconds(HISTORY + wall() - truth.now) / in_seconds(days(1)) * len(truth.people)
    return score(truth.truths, alerts, lived)


@contextmanager
def _demo(folder: Path, people: int, seed: int) -> Iterator[Sign]:
    ready, log = folder / "ready.json", folder / "demo.log"
    names = [*PROTOCOLS, "web"]
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BILEZIK_")} | {
        "BILEZIK_VAR": str(folder),
        "BILEZIK_WEB_PORT": str(ports.pop("web")),
        "BILEZIK_PORTS": ",".join(f"{name}={port}" for name, port in ports.items()),
    }
    command = [sys.executable, "-m", "bilezik", "demo", "--people", str(people), "--seed", str(seed), "--ready-file", str(ready)]
    with log.open("wb") as out:
        demo = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)  # noqa: S603 - our own program
    try:
        deadline = time.monotonic() + READY_S
        while not ready.exists():
            if demo.poll() is not None or time.monotonic() > deadline:
                lines = log.read_text(errors="replace").splitlines()
                raise DemoError(lines[-1] if lines else "the demo said nothing")
            time.sleep(0.2)
        yield msgspec.json.decode(ready.read_bytes(), type=Sign)
    finally:
        if demo.poll() is None:
            demo.send_signal(signal.SIGTERM)
            demo.wait(STOP_S)


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on now; held together, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _alerts(sign: Sign) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        url = f"{sign.url}/api/v1/alerts?state=all&limit=200{after}"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {sign.api_token}"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            page = json.load(answer)
        yield from page["items"]
        if page["next"] is None:
            return
        after = f"&cursor={page['next']}"


def _alerted(alert: dict[str, Any], truth: KnownTruth) -> Alerted:
    subject_of = {person: subject for subject, person in truth.people.items()}
    return Alerted(
        subject=subject_of[int(alert["person"])],
        kind=alert["kind"],
        certainty=alert["certainty"],
        event_at=parse(alert["event_at"]),
        raised_at=parse(alert["raised_at"]),
    )
