"""Telephones that speak MQTT: NATS is the broker, the gateway says who may connect and takes what they publish.

1. A telephone connects with the user of its topic and its key (`owntracks/USER/DEVICE`, registered as that), and may publish under
   its own topic alone. Without a key of its own no device speaks MQTT.
2. What came with quality 1 or 2 is kept by NATS until this gateway has it in the stream (a durable consumer, shared by all
   gateways): neither a restart nor an outage of ours loses what was acknowledged. Quality 0 is taken as it comes.
   NATS forgets what nobody waits for, so nobody is let in before that consumer stands.
3. The topic says whose it is, whatever the message claims: that is what the key was for.
4. A message is taken as an HTTP request with the same body is; nothing is answered over MQTT but the acknowledgement.
"""

import asyncio
import contextlib
import hmac
import re
import time
from collections import OrderedDict
from typing import ClassVar, Final

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import BadRequestError
from nats.js.errors import Error as JetStreamError

from bilezik.domain.decoded import HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.domain.key import digest
from bilezik.gateway.identity import WRONG_KEY, WRONG_NETWORK
from bilezik.gateway.intake import Intake
from bilezik.gateway.register import Fitted
from bilezik.stream.callout import SUBJECT, Issuer, Question, read

_log = structlog.get_logger("gateway")

PROTOCOL: Final = "owntracks"
ROOT: Final = "owntracks"
KEPT_STREAM: Final = "$MQTT_msgs"
"""The stream in which NATS keeps what it has acknowledged to MQTT clients."""
KEPT_PREFIX: Final = "$MQTT.msgs."
DURABLE: Final = "gateway"
BATCH: Final = 200
WAIT_S: Final = 1.0
RETRY_S: Final = 2.0
HOSTS: Final = 20_000
_LEVEL: Final = re.compile(r"[A-Za-z0-9_@+-]{1,64}")
"""What a level of a topic may be to be the same in NATS: a dot there divides."""
_QUALITY: Final = "Nmqtt-Pub"


class Parcel:
    """One message, as the intake sees a peer: acknowledged once the stream has it."""

    is_connection: ClassVar = False
    __slots__ = ("_message", "device", "due", "name", "number", "session", "source")

    def __init__(self, message: Msg | None, identity: str, source: str) -> None:
        self._message = message
        self.session = Session(identity)
        self.name, self.source = f"mqtt {identity}", source
        self.number = 0
        self.device: int | None = None
        self.due = False

    def settle(self) -> None:
        """The stream has it: so may NATS forget it."""
        if self._message is not None:
            message, self._message = self._message, None
            _later(message.ack())

    def answered(self, command: str) -> None:
        """Nothing: no command goes over MQTT."""


class MqttDoor:
    """Answers who may connect, and takes what those publish."""

    def __init__(self, nc: Client, intake: Intake, issuer: Issuer) -> None:
        self._nc, self._intake, self._issuer = nc, intake, issuer
        self._hosts: OrderedDict[str, str] = OrderedDict()
        self._heard: list[Subscription] = []
        self.opened = asyncio.Event()

    async def keep(self) -> None:
        """Serve until cancelled; without NATS, when it is back. `opened` is set while telephones are let in."""
        js = self._nc.jetstream()
        try:
            while True:
                try:
                    kept = await self._waiting(js)
                    await self._open()
                    await self._take_kept(kept)
                except (NatsError, JetStreamError, TimeoutError) as error:
                    self.opened.clear()
                    _log.debug("mqtt waits for its stream", error=str(error) or repr(error))
                    await asyncio.sleep(RETRY_S)
        finally:
            await self._leave()

    async def _waiting(self, js: JetStreamContext) -> JetStreamContext.PullSubscription:
        """Return the consumer for which NATS keeps what it acknowledges; both it and the stream are made if they are not there."""
        with contextlib.suppress(BadRequestError):  # NATS makes the stream itself at the first client
            await js.add_stream(
                StreamConfig(
                    name=KEPT_STREAM, subjects=[f"{KEPT_PREFIX}>"], retention=RetentionPolicy.INTEREST, storage=StorageType.FILE
                )
            )
        wanted = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=30, max_ack_pending=5_000)
        return await js.pull_subscribe(f"{KEPT_PREFIX}{ROOT}.>", durable=DURABLE, stream=KEPT_STREAM, config=wanted)

    async def _open(self) -> None:
        if not self._heard:
            self._heard = [
                await self._nc.subscribe(SUBJECT, queue=DURABLE, cb=self._asked),
                await self._nc.subscribe(f"{ROOT}.>", queue=DURABLE, cb=self._came),
            ]
            await self._nc.flush()
        self.opened.set()

    async def _leave(self) -> None:
        """Let other gateways be asked from now on."""
        self.opened.clear()
        if self._nc.is_connected:
            with contextlib.suppress(NatsError, OSError):
                for heard in self._heard:
                    await heard.unsubscribe()
                await self._nc.flush(timeout=1)

    async def _take_kept(self, kept: JetStreamContext.PullSubscription) -> None:
        while True:
            try:
                messages = await kept.fetch(BATCH, timeout=WAIT_S)
            except TimeoutError:
                continue
            for message in messages:
                self._take(message.subject.removeprefix(KEPT_PREFIX), message.data, message)

    async def _came(self, message: Msg) -> None:
        """A message as it comes: only what nothing keeps, quality 0, is taken here. What is not of MQTT is nobody's report."""
        if (message.headers or {}).get(_QUALITY) == "0":
            self._take(message.subject, message.data, None)

    def _take(self, subject: str, body: bytes, message: Msg | None) -> None:
        levels = subject.split(".")
        if len(levels) < 3:
            if message is not None:
                _later(message.ack())
            return
        identity = "/".join(levels[:3])
        parcel = Parcel(message, identity, self._hosts.get(levels[1], ""))
        request = HttpRequest("PUBLISH", "/", {"x-limit-u": levels[1], "x-limit-d": levels[2]}, body)
        wire = "/".join(levels).encode("utf-8", "replace") + b"\r\n" + body
        if self._intake.take_message(parcel, wire, request, identity, Instant(time.time_ns() // 1000)) is None:
            parcel.settle()  # a stranger's, kept as such

    async def _asked(self, message: Msg) -> None:
        asked = read(message.data)
        if asked is None or not self.opened.is_set():
            return
        fitted = self._whose(asked)
        if fitted is None:
            await message.respond(self._issuer.deny(asked, "not a user with this key"))
            return
        subject = fitted.identity.replace("/", ".")
        self._hosts[asked.user] = asked.host
        self._hosts.move_to_end(asked.user)
        if len(self._hosts) > HOSTS:
            self._hosts.popitem(last=False)
        answer = self._issuer.allow(asked, publish=[subject, f"{subject}.>"], hear=[f"{subject}.cmd"])
        await message.respond(answer)

    def _whose(self, asked: Question) -> Fitted | None:
        """Return the device that may connect so, or None; a wrong key or network is told at the device that was meant."""
        if not asked.is_mqtt or not _LEVEL.fullmatch(asked.user) or not asked.password:
            return None
        begin, said = f"{ROOT}/{asked.user}/", digest(asked.password)
        meant = [
            fitted
            for identity, fitted in self._intake.devices.items()
            if identity.startswith(begin) and fitted.key and _LEVEL.fullmatch(identity.removeprefix(begin))
        ]
        now = Instant(time.time_ns() // 1000)
        found = next((fitted for fitted in meant if hmac.compare_digest(fitted.key, said)), None)
        if found is not None and self._intake.identity.fits_network(found, asked.host):
            return found
        for fitted in meant if found is None else (found,):
            parcel = Parcel(None, fitted.identity, asked.host)
            self._intake.tell(parcel, fitted, WRONG_KEY if found is None else WRONG_NETWORK, now)
        return None


_tasks: Final[set["asyncio.Task[None]"]] = set()


def _later(work: "asyncio.Future[None] | object") -> None:
    """Let a short piece of work run; that it fails means that the message comes again."""

    async def run() -> None:
        with contextlib.suppress(NatsError):
            await work  # type: ignore[misc]

    task = asyncio.get_running_loop().create_task(run())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
