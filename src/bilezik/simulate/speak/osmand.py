"""A phone with a free tracker app (the OsmAnd protocol): one HTTP GET a report over a kept connection.

1. `GET /?id=…&timestamp=…&lat=…&lon=…&accuracy=…`; speed in knots, battery in per cent.
2. Status 200 answers the oldest request that has none; any other status does not.
"""

import re
from collections import deque
from urllib.parse import urlencode

from bilezik.simulate.speak.saying import Frame, Heard, Saying

KNOT_MPS = 0.514444
_HEAD = re.compile(rb"HTTP/1\.1 (\d{3})[^\r]*\r\n(.*?)\r\n\r\n", re.DOTALL)


class OsmandTalk:
    """One kept HTTP connection of a phone."""

    def __init__(self, identity: str) -> None:
        """`identity` is the id set in the app."""
        self._identity = identity
        self._count = 0
        self._waiting: deque[int] = deque()
        self._rest = b""

    def hello(self) -> None:
        """Return None: HTTP needs no greeting."""

    def say(self, saying: Saying) -> tuple[Frame, ...]:
        """Return one request for the position; one more for each event beyond the first."""
        return tuple(self._request(saying, event) for event in (saying.events or ("",)))

    def hear(self, data: bytes) -> Heard:
        """Return the numbers of the requests answered with 200."""
        self._rest += data
        answered = []
        while match := _HEAD.match(self._rest):
            length = re.search(rb"(?i)content-length: *(\d+)", match[2])
            end = match.end() + (int(length[1]) if length else 0)
            if len(self._rest) < end:
                break
            self._rest = self._rest[end:]
            number = self._waiting.popleft() if self._waiting else 0
            if match[1] == b"200":
                answered.append(number)
        return Heard(tuple(answered))

    def _request(self, saying: Saying, event: str) -> Frame:
        fields: dict[str, str] = {"id": self._identity, "timestamp": str(saying.at // 1_000_000)}
        if saying.lat is not None and saying.lon is not None:
            fields |= {
                "lat": f"{saying.lat:.6f}",
                "lon": f"{saying.lon:.6f}",
                "accuracy": f"{saying.accuracy_m or 0:.1f}",
                "speed": f"{saying.speed_mps / KNOT_MPS:.2f}",
                "bearing": f"{saying.course_deg:.1f}",
            }
        fields["batt"] = str(saying.battery_pct)
        fields["charge"] = "true" if saying.charging else "false"
        if event:
            fields["alarm"] = event
        self._count += 1
        self._waiting.append(self._count)
        head = f"GET /?{urlencode(fields)} HTTP/1.1\r\nHost: gateway\r\nUser-Agent: phone\r\n\r\n"
        return Frame(head.encode("ascii"), self._count)
