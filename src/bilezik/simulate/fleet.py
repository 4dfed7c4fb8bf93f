"""Devices on real sockets: every device keeps its own connection, buffers while it has no answer, and sends again.

1. One task a device. History is measured and sent first as fast as it is answered, then time is real.
2. A report leaves the outbox for good when it is answered, or when written where the protocol has no answer; a lost
   connection gives the unanswered ones back.
3. At most `WINDOW` reports are unanswered at a time: a device is small.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bilezik.domain.instant import Instant, seconds
from bilezik.simulate.device import Device
from bilezik.simulate.speak import TALKS, Saying, Talk
from bilezik.simulate.world import HISTORY, World, device_of

WINDOW: Final = 20
HISTORY_STEP_S: Final = 60.0
"""The day before is sent at a report a minute, whatever a device does now: it only has to be there."""
PATIENCE_S: Final = 20.0
"""Without an answer for so long the device takes the connection for dead."""
RETRY_S: Final = (1.0, 2.0, 5.0, 10.0)


def wall() -> Instant:
    """Return the instant it is now."""
    return Instant(time.time_ns() // 1000)


@dataclass(slots=True)
class Carrier:
    """Carries one device's reports to one gateway port."""

    device: Device
    protocol: str
    identity: str
    host: str
    port: int
    interval_s: float
    history_from: Instant | None = None
    written: int = 0
    answered: int = 0
    caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    _unanswered: deque[tuple[int | str, Saying]] = field(default_factory=deque)
    _waiting_since: float = 0.0
    """When the server last answered, or was last asked with nothing unanswered before."""
    _locate: bool = False

    async def run(self) -> None:
        """Live until cancelled: measure history, then measure as time goes by; connect, send, reconnect."""
        await self._measure_history()
        failures = 0
        measuring = asyncio.create_task(self._measure())
        try:
            while not self.device.off:
                try:
                    await self._connected()
                    failures = 0
                except (OSError, TimeoutError, asyncio.IncompleteReadError):
                    failures += 1
                self.device.keep(list({id(saying): saying for _, saying in self._unanswered}.values()))
                self._unanswered.clear()
                await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
        finally:
            measuring.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await measuring

    async def _measure_history(self) -> None:
        if self.history_from is None:
            return
        step, moment = seconds(max(self.interval_s, HISTORY_STEP_S)), self.history_from
        while moment < wall():
            for _ in range(50):  # then let the other devices speak
                if moment < wall():
                    self.device.measure(moment)
                    moment = Instant(moment + step)
            await asyncio.sleep(0)

    async def _measure(self) -> None:
        await asyncio.sleep(self.interval_s * (int(self.identity) % 97) / 97)  # not everybody at the same moment
        while True:
            self.device.measure(wall())
            await asyncio.sleep(self.interval_s)

    async def _connected(self) -> None:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(self.host, self.port), 10)
        talk = TALKS[self.protocol](self.identity)
        hello = talk.hello()
        listening = asyncio.create_task(self._listen(reader, talk, writer))
        try:
            if hello is not None:
                writer.write(hello.data)
            while not listening.done() and not self.device.off:
                await self._send(writer, talk)
                await asyncio.wait({listening}, timeout=0.02 if self.device.waiting else 0.25)
        finally:
            listening.cancel()
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await listening

    async def _send(self, writer: asyncio.StreamWriter, talk: Talk) -> None:
        if self._locate:
            self._locate = False
            self.device.measure(wall())
        while len(self._unanswered) < WINDOW:
            saying = self.device.to_say(wall())
            if saying is None:
                if not self._unanswered:
                    self.caught_up.set()
                break
            for frame in talk.say(saying):
                writer.write(frame.data)
                self.written += 1
                if frame.key is not None:
                    self._waiting_since = self._waiting_since if self._unanswered else time.monotonic()
                    self._unanswered.append((frame.key, saying))
        if self._unanswered and time.monotonic() - self._waiting_since > PATIENCE_S:
            raise TimeoutError
        await writer.drain()

    async def _listen(self, reader: asyncio.StreamReader, talk: Talk, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            self._waiting_since = time.monotonic()
            heard = talk.hear(data)
            self._locate = self._locate or heard.locate
            if heard.say_back:
                writer.write(heard.say_back)
            for key in heard.answered:
                for entry in self._unanswered:
                    if entry[0] == key:
                        self._unanswered.remove(entry)
                        self.answered += 1
                        break


def carriers(world: World, host: str, ports: Mapping[str, int], *, history: bool) -> list[Carrier]:
    """Return a carrier for every subject of a world; with `history` each first sends the day before `world.now`."""
    history_from = Instant(world.now - HISTORY) if history else None
    return [
        Carrier(
            device=device_of(world, subject.number),
            protocol=subject.protocol,
            identity=subject.identity,
            host=host,
            port=ports[subject.protocol],
            interval_s=subject.interval_s,
            history_from=history_from,
        )
        for subject in world.subjects
    ]


async def run(fleet: list[Carrier], caught_up: Callable[[int, int], None]) -> None:
    """Run every carrier until cancelled; `caught_up(done, all)` is called about each second until all have sent their history."""
    tasks = [asyncio.create_task(carrier.run()) for carrier in fleet]
    try:
        done = -1
        while done < len(fleet):
            done = sum(carrier.caught_up.is_set() or carrier.device.off for carrier in fleet)
            caught_up(done, len(fleet))
            await asyncio.sleep(1)
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
