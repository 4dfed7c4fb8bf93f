"""The load generator: a process of its own that speaks gt06 like so many devices, each with a window of unanswered frames.

1. Every frame is encoded before the first is sent (`frames`); sending is a slice of memory, receiving is a comparison of bytes.
2. Frame number k of a device counts as answered when the reply with its serial number came, in order. What was answered is
   therefore one number a device.
3. A connection that breaks is made again; frames without an answer are sent again, as a device does.
4. It talks to its parent in JSON lines: an `Orders` in; `{"logged_in"}`, `{"sample"}` and one `Sent` out. After `LoggedIn` a line
   begins the sending; another one, at a rate, sends all that is left at once.
5. It looks for no cycles while it sends: a walk over fifteen thousand devices would count as a slow answer of the gateway.
"""

import asyncio
import gc
import os
import sys
import time
from typing import Final

import msgspec
import numpy as np
import uvloop

from bilezik.app.bench.frames import FRAME_BYTES, REPLY_BYTES, Plan, frames, login

_OF_ADDRESS: Final = 5_000
"""Devices that come from one address of the loopback: a gateway takes no more than ten thousand from one."""
_RETRY_S: Final = 0.3
_TICK_S: Final = 0.005
_COMMAND: Final = 0x80
_CONNECTING: Final = 200
"""Connections opened at once: below the listen backlog of any system."""


class Orders(msgspec.Struct, frozen=True):
    """What to send where: `frames` a device at most, for `seconds`; `rate` 0: as fast as the windows allow."""

    plan: Plan
    host: str
    port: int
    frames: int
    seconds: float
    in_flight: int
    rate: float
    sample_every_s: float
    drain_s: float = 120.0


class LoggedIn(msgspec.Struct, frozen=True, tag="logged_in"):
    """Every device has logged in."""

    devices: int
    seconds: float


class Sample(msgspec.Struct, frozen=True, tag="sample"):
    """Frame `number` of `device` was given to its socket at `at` (seconds of the monotonic clock)."""

    device: int
    number: int
    at: float


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """The end: what was sent and answered, a number a device; when the first frame left and the last answer came."""

    sent: list[int]
    answered: list[int]
    first_at: float
    last_at: float
    reconnects: int
    answers_ms: tuple[float, float, int]
    """How long frames waited for their answer, where they are sent at a rate, one at a time a device: p50, p99, how many."""
    ran_out: bool
    undone: int


Said = LoggedIn | Sample | Sent


class _Device(asyncio.Protocol):
    """One device: what it sent, what was answered."""

    __slots__ = (
        "_buffer",
        "_fleet",
        "_frames",
        "_replies",
        "answered",
        "logged_in",
        "number",
        "sent",
        "sent_at",
        "transport",
        "until",
    )

    def __init__(self, fleet: "Fleet", number: int, frames_of: memoryview, replies_of: memoryview) -> None:
        self._fleet = fleet
        self._frames = frames_of
        self._replies = replies_of
        self._buffer = b""
        self.number = number
        self.answered = 0
        self.sent = 0
        self.sent_at = 0.0
        self.until = 0  # how far the fleet allows it to send
        self.logged_in = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # a TCP connection's transport is a Transport
        self._buffer = b""
        self.logged_in = False
        transport.write(login(self.number))  # type: ignore[attr-defined] # the same

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        if not self.logged_in:
            if len(data) < REPLY_BYTES:
                self._buffer = data
                return
            self.logged_in = True
            self.sent = self.answered
            data = data[REPLY_BYTES:]
            self._fleet.device_logged_in()
        if self._replies[self.answered * REPLY_BYTES : self.answered * REPLY_BYTES + len(data)] != data:
            data = self._without_commands(data)
        whole = len(data) // REPLY_BYTES
        self._buffer = data[whole * REPLY_BYTES :]
        if whole:
            begin = self.answered * REPLY_BYTES
            if self._replies[begin : begin + whole * REPLY_BYTES] != data[: whole * REPLY_BYTES]:
                raise RuntimeError(f"device {self.number} got {data[:60].hex()} for frame {self.answered}")
            self.answered += whole
            self._fleet.answered(self)
        self.pump()

    @staticmethod
    def _without_commands(data: bytes) -> bytes:
        """Leave out commands (0x80): the system asks where the device is when it is unsure. This device does not say."""
        kept, at = [], 0
        while at + 3 < len(data):
            end = at + data[at + 2] + 5
            if data[at + 3] != _COMMAND:
                kept.append(data[at:end])
            elif end > len(data):
                break
            at = end
        return b"".join((*kept, data[at:]))

    def pump(self) -> None:
        """Send what the window and the fleet allow."""
        first, last = self.sent, min(self.until, self.answered + self._fleet.in_flight)
        if last <= first or not self.logged_in or self.transport is None:
            return
        self.sent_at = self._fleet.leaving(self.number, last - 1)
        self.sent = last
        self.transport.write(self._frames[first * FRAME_BYTES : last * FRAME_BYTES])

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.transport = None
        self.logged_in = False
        self._fleet.device_lost(self)


class Fleet:
    """All devices of one run."""

    def __init__(self, orders: Orders) -> None:
        """Encode every frame of the run."""
        self.orders = orders
        self.in_flight = orders.in_flight
        out, reply = frames(orders.plan, 0, orders.frames)
        self._devices = [
            _Device(self, number, memoryview(out[number].reshape(-1)).cast("B"), memoryview(reply[number].reshape(-1)).cast("B"))
            for number in range(orders.plan.devices)
        ]
        self._logged_in = 0
        self._reconnects = 0
        self._answers_ms: list[float] = []
        self._sample_at = 0.0
        self._first_at = 0.0
        self._last_at = 0.0
        self._running = True
        self._everyone = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Connect, say so, wait for a line, send, drain, report."""
        began = time.monotonic()
        gate = asyncio.Semaphore(_CONNECTING)

        async def first(device: _Device) -> None:
            async with gate:
                await self._connect(device)

        await asyncio.gather(*(first(device) for device in self._devices))
        await self._everyone.wait()
        gc.collect()
        gc.disable()
        _say(LoggedIn(devices=len(self._devices), seconds=time.monotonic() - began))
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.readline)
        await (self._send_at_rate() if self.orders.rate else self._send_freely())
        ran_out = any(device.sent >= self.orders.frames for device in self._devices) and not self.orders.rate
        undone = await self._drain()
        self._running = False
        _say(
            Sent(
                sent=[device.sent for device in self._devices],
                answered=[device.answered for device in self._devices],
                first_at=self._first_at,
                last_at=self._last_at,
                reconnects=self._reconnects,
                answers_ms=self._waited(),
                ran_out=ran_out,
                undone=undone,
            )
        )

    async def _connect(self, device: _Device) -> None:
        loop = asyncio.get_running_loop()
        while self._running:
            try:
                own = f"127.0.0.{1 + device.number // _OF_ADDRESS}" if self.orders.host == "127.0.0.1" else None
                source = None if own is None else (own, 0)
                await loop.create_connection(lambda: device, self.orders.host, self.orders.port, local_addr=source)
            except OSError:
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def _send_freely(self) -> None:
        self._first_at = time.monotonic()
        for device in self._devices:
            device.until = self.orders.frames
            device.pump()
        await asyncio.sleep(self.orders.seconds)
        for device in self._devices:
            device.until = device.sent

    async def _send_at_rate(self) -> None:
        devices = len(self._devices)
        # The order in which the frames' own times fall due, see `frames._times`.
        order = np.argsort(np.arange(devices) * 7919 % 1000, kind="stable").tolist()
        await asyncio.sleep(max(0.0, self.orders.plan.begins_s - time.time()))
        self._first_at = began = time.monotonic()
        done = 0
        hurry = asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.readline)
        while (elapsed := time.monotonic() - began) < self.orders.seconds and not hurry.done():
            due = min(int(elapsed * self.orders.rate), devices * self.orders.frames)
            for number in range(done, due):
                device = self._devices[order[number % devices]]
                device.until += 1
                device.pump()
            done = due
            await asyncio.sleep(_TICK_S)
        if hurry.done() and hurry.result():
            for device in self._devices:
                device.until = self.orders.frames
                device.pump()

    async def _drain(self) -> int:
        deadline = time.monotonic() + self.orders.drain_s
        while True:
            undone = sum(device.until - device.answered for device in self._devices)
            if not undone or time.monotonic() >= deadline:
                return undone
            await asyncio.sleep(0.02)

    def device_logged_in(self) -> None:
        """One more device is known to the gateway."""
        self._logged_in += 1
        if self._logged_in >= len(self._devices):
            self._everyone.set()

    def device_lost(self, device: _Device) -> None:
        """Connect it again, after a moment."""
        if not self._running:
            return

        async def again() -> None:
            await asyncio.sleep(_RETRY_S)
            await self._connect(device)

        self._reconnects += 1
        task = asyncio.get_running_loop().create_task(again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, device: _Device) -> None:
        """Note that answers came, and how long a frame that was alone on its way has waited."""
        self._last_at = now = time.monotonic()
        if self.orders.rate and device.answered == device.sent:
            self._answers_ms.append((now - device.sent_at) * 1_000)

    def _waited(self) -> tuple[float, float, int]:
        found = self._answers_ms
        if not found:
            return 0.0, 0.0, 0
        return float(np.percentile(found, 50)), float(np.percentile(found, 99)), len(found)

    def leaving(self, device: int, number: int) -> float:
        """Tell the parent, every so often, which frame leaves now: it looks for the row. Return the moment."""
        now = time.monotonic()
        if now >= self._sample_at:
            self._sample_at = now + self.orders.sample_every_s
            _say(Sample(device=device, number=number, at=now))
        return now


def _say(said: Said) -> None:
    os.write(1, msgspec.json.encode(said) + b"\n")


def main() -> None:
    """Read the orders, then run."""
    orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
    uvloop.run(_main(orders))


async def _main(orders: Orders) -> None:
    asyncio.get_running_loop().set_exception_handler(_give_up)
    await Fleet(orders).run()


def _give_up(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """A wrong answer ends the run: figures of a broken path are worth nothing."""
    os.write(2, f"sender: {context.get('exception') or context['message']}\n".encode())
    os._exit(1)


if __name__ == "__main__":
    main()
