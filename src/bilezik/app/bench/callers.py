"""Alert latency from the outside: an SOS button is pressed on a real connection; the API is asked until the alert is there.

1. Each caller is a person of its own beside the load, and calls once: a second call would join the first alert.
2. Measured from the alarm frame's last byte written to the API's answer that holds the alert; the API is asked every `_EVERY_S`, so
   the figure is too high by up to that and one answer, never too low.
"""

import hashlib
import http.client
import json
import secrets
import socket
import threading
import time
from typing import Final

import psycopg

from bilezik.app.bench.frames import identity
from bilezik.app.bench.register import person_of
from bilezik.app.settings import Settings
from bilezik.domain.instant import Instant
from bilezik.simulate.speak.gt06 import Gt06Talk
from bilezik.simulate.speak.saying import Saying

CALLERS: Final = 60
_EVERY_S: Final = 0.02
_PATIENCE_S: Final = 20.0


def issue_token(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """Make a user who cannot sign in, with a token for the API."""
    token = "bz_" + secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    connection.execute("INSERT INTO users (id, username, name) VALUES (1, 'bench', 'Bench')")
    connection.execute("""INSERT INTO staff_roles ("user", role) VALUES (1, 'operator')""")
    connection.execute('INSERT INTO api_tokens ("user", digest, name) VALUES (1, %s, %s)', (digest, "bench"))
    return token


class Callers(threading.Thread):
    """Lets one caller after the other press the button. `latencies_ms` grows; `missing` counts alerts that never came."""

    def __init__(self, settings: Settings, token: str, first_device: int, *, every_s: float) -> None:
        """Devices from `first_device` on are the callers'; one calls every `every_s`."""
        super().__init__(name="callers", daemon=True)
        self._settings, self._token, self._first, self._every_s = settings, token, first_device, every_s
        self._stopping = threading.Event()
        self.latencies_ms: list[float] = []
        self.missing = 0

    def finish(self) -> None:
        """No more calls; wait for the last alert."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        """Call until told to stop or nobody is left to call."""
        api = http.client.HTTPConnection(self._settings.web_host, self._settings.web_port, timeout=30)
        for number in range(self._first, self._first + CALLERS):
            if self._stopping.wait(self._every_s):
                break
            self._call(api, number)
        api.close()

    def _call(self, api: http.client.HTTPConnection, number: int) -> None:
        talk = Gt06Talk(identity(number))
        with socket.create_connection((self._settings.gateway_host, self._settings.ports["gt06"]), timeout=10) as line:
            hello = talk.hello()
            line.sendall(hello.data)
            line.recv(100)
            said = Saying(at=Instant(time.time_ns() // 1000), lat=51.0, lon=71.0, satellites=9, events=("sos",))
            line.sendall(talk.say(said)[0].data)
            called_at = time.monotonic()
            while time.monotonic() - called_at < _PATIENCE_S:
                if self._is_known(api, str(person_of(number))):
                    self.latencies_ms.append((time.monotonic() - called_at) * 1000)
                    return
                time.sleep(_EVERY_S)
        self.missing += 1

    def _is_known(self, api: http.client.HTTPConnection, person: str) -> bool:
        headers = {"Authorization": f"Bearer {self._token}"}
        api.request("GET", "/api/v1/alerts?state=open&kind=sos&limit=5", headers=headers)
        answer = api.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"the API answered {answer.status}: {body[:200]!r}")
        return any(item["person"] == person for item in json.loads(body)["items"])
