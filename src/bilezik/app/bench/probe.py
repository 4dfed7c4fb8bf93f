"""Latency seen from the outside: from the frame's last byte written to the moment a SELECT finds its row.

The sender says which frames it samples and when it gave them to the socket; a connection of its own asks for those rows until they
are there. The figure is too high by the time between two questions, never too low.
"""

import threading
import time
from typing import Final

import psycopg

from bilezik.app.bench.frames import Plan
from bilezik.app.bench.register import person_of
from bilezik.app.bench.sender import Sample

_ASK: Final = """
SELECT wanted.number FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS wanted(number, person, at)
WHERE EXISTS (SELECT FROM fixes WHERE fixes.person = wanted.person AND fixed_at = to_timestamp(wanted.at))
"""


class Probe(threading.Thread):
    """Asks for sampled rows until they are found. `latencies_ms` grows; `missing` is what was never found."""

    def __init__(self, dsn: str, plan: Plan, *, every_s: float) -> None:
        """Ask every `every_s` seconds."""
        super().__init__(name="probe", daemon=True)
        self._dsn, self._plan, self._every_s = dsn, plan, every_s
        self._waiting: dict[int, tuple[int, int, float]] = {}
        self._incoming: list[Sample] = []
        self._number = 0
        self._stopping = threading.Event()
        self.latencies_ms: list[float] = []
        self.missing = 0

    def add(self, sample: Sample) -> None:
        """Look for this frame's row from now on."""
        self._incoming.append(sample)

    def finish(self, *, within_s: float) -> None:
        """Give the last rows `within_s` seconds, then stop."""
        deadline = time.monotonic() + within_s
        while (self._waiting or self._incoming) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.missing = len(self._waiting) + len(self._incoming)
        self._stopping.set()
        self.join()

    def run(self) -> None:
        """Ask until told to stop."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while not self._stopping.wait(self._every_s):
                self._take_incoming()
                if self._waiting:
                    self._ask(connection)

    def _take_incoming(self) -> None:
        incoming, self._incoming = self._incoming, []
        for sample in incoming:
            at = int(self._plan.times(sample.device, sample.number, sample.number + 1)[0])
            self._number += 1
            self._waiting[self._number] = (person_of(sample.device), at, sample.at)

    def _ask(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        numbers = list(self._waiting)
        people = [self._waiting[number][0] for number in numbers]
        times = [self._waiting[number][1] for number in numbers]
        found = connection.execute(_ASK, (numbers, people, times), prepare=True).fetchall()
        now = time.monotonic()
        for (number,) in found:
            if isinstance(number, int):
                self.latencies_ms.append((now - self._waiting.pop(number)[2]) * 1000)
