"""One gateway from start to end: engines, register, ports, and an orderly leave.

1. Ports are taken first (a taken one is an error in one line), listened on last: after the stream stands and the register was read.
2. On leaving: no new connection, no more reading, what was taken goes to disk and is answered, then the connections close.
"""

import asyncio
import contextlib
import gc
import itertools
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError
from prometheus_client import start_http_server
from prometheus_client.registry import CollectorRegistry

from bilezik import stream
from bilezik.domain.key import digest
from bilezik.gateway import identity, strangers
from bilezik.gateway.budget import Budget
from bilezik.gateway.bulletin import Desk, listen
from bilezik.gateway.commands import Commander
from bilezik.gateway.doors import Doors
from bilezik.gateway.http import HttpLine
from bilezik.gateway.intake import Intake, Till, sealings
from bilezik.gateway.mqtt import PROTOCOL as MQTT
from bilezik.gateway.mqtt import MqttDoor
from bilezik.gateway.options import Options
from bilezik.gateway.ports import Ports, PortTakenError
from bilezik.gateway.pulsing import keep as keep_pulse
from bilezik.gateway.quarantine import Quarantine
from bilezik.gateway.register import Register, Snapshot
from bilezik.gateway.seal import Sealer
from bilezik.gateway.tally import Metrics
from bilezik.gateway.tcp import TcpLine
from bilezik.gateway.tls import Certificate
from bilezik.gateway.udp import UdpPort
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Protocol
from bilezik.stream.callout import Issuer

__all__ = ["PortTakenError", "serve", "settle_memory"]

_log = structlog.get_logger("gateway")

_OTHER_FILES: Final = 100
"""Descriptors that are no device connections."""
_RETRY_S: Final = 1.0
_MQTT_S: Final = 5.0
"""How long the other doors wait for that of MQTT, which needs a word with NATS."""


async def serve(
    options: Options,
    stop: asyncio.Event,
    on_ready: Callable[[Mapping[str, int]], None],
    protocols: Mapping[str, Protocol] = PROTOCOLS,
) -> None:
    """Serve until `stop` is set. `on_ready` hears the bound ports when devices may connect. Raises `PortTakenError`."""
    spoken = {name: protocols[name] for name in options.ports}
    with Ports(options.host, spoken, options.ports, tls=options.tls_ports, is_shared=options.share_ports) as ports:
        gateway = Gateway(options, protocols)
        running = asyncio.create_task(gateway.run(ports, stop, on_ready))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not gateway.ready:
            running.cancel()  # it waits for an engine; there is nothing to drain
        try:
            await running
        except asyncio.CancelledError:
            if not stop.is_set():
                raise


class Gateway:
    """The parts of one gateway and how they hang together."""

    def __init__(self, options: Options, protocols: Mapping[str, Protocol]) -> None:
        self.options, self.protocols = options, protocols
        self.doors = Doors(
            most=min(options.max_connections, _raise_file_limit() - _OTHER_FILES),
            most_of_source=options.max_per_source,
            idle_s=options.idle_s,
            stranger_s=options.stranger_s,
            frames_of_device=options.frames_of_device,
            frames_of_strangers=options.frames_of_strangers,
        )
        self.budget = Budget(options.half_request_bytes)
        self.quarantine = Quarantine()
        self.lines: dict[int, TcpLine] = {}
        self.register = Register(options.dsn, reload_s=options.reload_s, on_new=self._on_new_register)
        self._desk = Desk(options.dsn, "gateway commands")
        self.certificate = Certificate(options.tls_certificate, options.tls_key) if options.tls_ports else None
        self.ready = False
        self.commander = Commander(
            self._desk,
            self.register,
            self.lines,
            protocols,
            answer_within_s=options.answer_within_s,
        )
        self.intakes: dict[str, Intake] = {}
        self._numbers = itertools.count(int(time.time()) << 24)  # unlike those of an earlier run of this gateway

    async def run(self, ports: Ports, stop: asyncio.Event, on_ready: Callable[[Mapping[str, int]], None]) -> None:
        """Start, serve until `stop`, drain, close. A part that fails by a bug ends everything: the supervisor starts it again."""
        options = self.options
        async with asyncio.TaskGroup() as group, contextlib.AsyncExitStack() as stack:
            desk = Desk(options.dsn, "gateway quarantine")
            stack.push_async_callback(desk.close)
            stack.push_async_callback(self._desk.close)
            background = [group.create_task(self.register.keep())]
            nc, publisher = await self._publisher(stack)
            # Before the connection closes: what nats-py waits in turns a cancelling into "closed" once it is, and goes on.
            stack.push_async_callback(lambda: _end(background))
            self._open_intakes(publisher)
            await self._first_register()
            background += [
                group.create_task(work)
                for work in (
                    listen(options.dsn, {"register": self.register.changed, "commands": self.commander.changed}),
                    self.commander.keep(),
                    strangers.keep(self.quarantine, desk),
                    self.doors.keep(),
                )
            ]
            if options.mqtt_seed and MQTT in self.intakes:
                door = MqttDoor(nc, self.intakes[MQTT], Issuer(bytes.fromhex(options.mqtt_seed)))
                background.append(group.create_task(door.keep()))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(door.opened.wait(), _MQTT_S)
            context = None
            if self.certificate is not None:
                context = self.certificate.context
                background.append(group.create_task(self.certificate.keep()))
            stack.enter_context(self._metrics(publisher))
            end_listening = await stack.enter_async_context(ports.listening(self._line_of, self._port_of, context))
            background += [group.create_task(keep_pulse(publisher)), group.create_task(stream.stands(nc))]
            self.ready = True
            on_ready(ports.bound | {f"{name}+tls": port for name, port in ports.bound_tls.items()})
            try:
                await stop.wait()
            finally:
                await end_listening()
                await self._drain(publisher)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(strangers.write(self.quarantine, desk), 2)

    async def _publisher(self, stack: contextlib.AsyncExitStack) -> tuple[Client, stream.Publisher]:
        nc = await _connect(self.options)
        stack.push_async_callback(nc.close)
        publisher = stream.Publisher(nc, high_water=self.options.high_water, on_full=self.doors.hold, on_room=self.doors.release)
        await publisher.start()
        stack.push_async_callback(publisher.close)
        return nc, publisher

    def _open_intakes(self, publisher: stream.Publisher) -> None:
        options = self.options
        sealer, quota, till = Sealer(options.sealing_key), sealings(), Till()
        key = digest(options.forward_key) if options.forward_key else b""
        who = identity.Identity(identity.networks(options.networks), forward_key=key, keys_needed=options.keys_needed)
        for name in options.ports:
            self.intakes[name] = Intake(self.protocols[name], publisher, self.quarantine, sealer, quota, till, who)

    async def _first_register(self) -> None:
        while not self.register.loaded.is_set():
            try:
                await asyncio.wait_for(self.register.loaded.wait(), 5)
            except TimeoutError:
                _log.info("not listening yet: the register was not read")
        self._on_new_register(self.register.snapshot)

    def _on_new_register(self, snapshot: Snapshot) -> None:
        for name, intake in self.intakes.items():
            intake.devices = snapshot.by_protocol.get(name, {})

    def _line_of(self, name: str) -> asyncio.Protocol:
        intake = self.intakes[name]
        if "http" in intake.protocol.transports:
            return HttpLine(next(self._numbers), intake, self.doors, self.budget, body_bytes=self.options.body_bytes)
        return TcpLine(next(self._numbers), intake, self.doors, self.lines, self.commander.answer)

    def _port_of(self, name: str) -> asyncio.DatagramProtocol:
        return UdpPort(self.intakes[name], self.doors, self._numbers)

    async def _drain(self, publisher: stream.Publisher) -> None:
        self.doors.hold()
        try:
            await asyncio.wait_for(publisher.flush(), self.options.drain_s)
        except TimeoutError:
            _log.warning("left with unanswered frames: the devices will send them again", bytes=publisher.waiting_bytes)
        await asyncio.sleep(0.02)  # what is due is settled
        self.doors.close()
        await asyncio.sleep(0.05)  # what was written leaves

    @contextlib.contextmanager
    def _metrics(self, publisher: stream.Publisher) -> Iterator[None]:
        if self.options.metrics_port is None:
            yield
            return
        registry = CollectorRegistry()
        registry.register(
            Metrics(
                {name: intake.tally for name, intake in self.intakes.items()},
                {
                    "sessions": ("Open connections", lambda: len(self.doors.lines)),
                    "devices_connected": ("Registered devices with a connection that takes commands", lambda: len(self.lines)),
                    "refused": ("Connections refused: too many", lambda: self.doors.refused),
                    "slowed": ("Times a connection was not read for sending too much", lambda: self.doors.slowed),
                    "silent": ("Connections closed for silence", lambda: self.doors.silent),
                    "waiting_bytes": ("Bytes waiting for the stream", lambda: publisher.waiting_bytes),
                    "half_request_bytes": ("Bytes of HTTP requests that are not whole yet", lambda: self.budget.used),
                    "messages": ("Messages published, repetitions included", lambda: publisher.published),
                    "repeated": ("Messages published again", lambda: publisher.repeated),
                    "register_age_seconds": ("Since the register was read", lambda: time.monotonic() - self.register.read_at),
                },
            )
        )
        server, thread = start_http_server(self.options.metrics_port, self.options.host, registry=registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join(2)


async def _connect(options: Options) -> Client:
    """Connect to NATS and make the stream, waiting for both as long as it takes."""
    waiting = asyncio.create_task(_say_later("not listening yet: no NATS"))
    try:
        nc = await stream.connect(options.nats_url, name="gateway")
        while True:
            try:
                await stream.ensure(nc, options.stream)
            except (NatsError, JetStreamError, TimeoutError) as error:
                _log.warning("not listening yet: the stream cannot be made", error=str(error) or repr(error))
                await asyncio.sleep(_RETRY_S)
            else:
                return nc
    finally:
        waiting.cancel()


async def _end(tasks: Iterable["asyncio.Task[None]"]) -> None:
    """Cancel `tasks` and wait until they are over."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _say_later(what: str) -> None:
    while True:
        await asyncio.sleep(5)
        _log.info(what)


def _raise_file_limit() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def settle_memory() -> None:
    """Keep the collector from walking over the modules and the register for every thousand frames.

    For a process that is a gateway and nothing else: they are here to stay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
