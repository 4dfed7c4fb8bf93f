"""OwnTracks over MQTT by a real client: who is let in, under which topic it speaks, and that nothing acknowledged is lost."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from tests.frames import forge_owntracks
from tests.integration.gateway.conftest import House, Serve, stored
from tests.integration.gateway.test_identity import certificate, places, said, wearing, with_key
from tests.integration.stream.conftest import Server

from bilezik import stream
from bilezik.app.engines import Mqtt, Nats
from bilezik.domain.instant import Instant, rfc3339
from bilezik.gateway import service
from bilezik.gateway.mqtt import MqttDoor
from bilezik.protocols import PROTOCOLS
from bilezik.stream.callout import read

PHONE, KEY = "owntracks/clerk/phone-17", "abcd-efgh-jkmn"
OWNTRACKS = {"owntracks": PROTOCOLS["owntracks"]}
TLS = "tls"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def broker(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[int, Path | None]]:
    """The port of an embedded NATS that speaks MQTT, in the place of the usual one."""
    port = free_port()
    public, private = certificate(tmp_path, "broker") if getattr(request, "param", "") == TLS else (None, None)
    server.nats.stop()
    server.nats = Nats(server.nats.var, port=None, mqtt=Mqtt("127.0.0.1", port, public, private))
    server.nats.start()
    yield port, public
    server.nats.stop()


class Telephone:
    """A real MQTT client."""

    def __init__(self, port: int, user: str, key: str, *, ca: Path | None = None) -> None:
        self.codes: list[str] = []
        self.acked: list[int] = []
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id="app", protocol=paho.MQTTv311, clean_session=False)
        self.client.username_pw_set(user, key)
        self.client.on_connect = lambda _c, _u, _f, code, _p: self.codes.append(str(code))
        self.client.on_publish = lambda _c, _u, mid, _r, _p: self.acked.append(mid)
        if ca is not None:
            self.client.tls_set(ca_certs=str(ca))
        self.client.connect("localhost" if ca else "127.0.0.1", port)
        self.client.loop_start()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not what():  # noqa: ASYNC110 - the client's own thread calls back
                await asyncio.sleep(0.02)

    async def publish(self, topic: str, message: dict[str, Any], quality: int = 1) -> None:
        before = len(self.acked)
        self.client.publish(topic, json.dumps(message), qos=quality)
        await self.until(lambda: len(self.acked) > before)


@asynccontextmanager
async def telephone(port: int, user: str = "clerk", key: str = KEY, *, ca: Path | None = None) -> AsyncIterator[Telephone]:
    made = await asyncio.to_thread(Telephone, port, user, key, ca=ca)
    try:
        await made.until(lambda: bool(made.codes))
        yield made
    finally:
        made.client.disconnect()
        await asyncio.to_thread(made.client.loop_stop)


async def test_a_telephone_speaks_with_its_key_and_under_its_own_topic(
    house: House, serving: Serve, broker: tuple[int, None], server: Server
) -> None:
    device, person = wearing(house, PHONE, "owntracks")
    other, _ = wearing(house, "owntracks/other/phone", "owntracks")
    for one in (device, other):
        with_key(house, one)
    port, _ = broker
    async with serving(OWNTRACKS, mqtt_seed=seed(server)):
        async with telephone(port) as phone:
            assert phone.codes == ["Success"]
            await phone.publish(PHONE, forge_owntracks.LOCATION)
            await phone.publish(PHONE, forge_owntracks.LOCATION | {"tst": forge_owntracks.NOON + 60}, quality=0)
            await phone.publish(
                PHONE, forge_owntracks.LOCATION | {"topic": "owntracks/other/phone", "tst": forge_owntracks.NOON + 120}
            )
            await phone.publish("owntracks/other/phone", forge_owntracks.LOCATION)  # acknowledged by the broker, and dropped
            await phone.publish(f"{PHONE}/event", {"_type": "transition", "tst": forge_owntracks.NOON, "event": "leave"})
            await asyncio.sleep(0.5)
        nc = await stream.connect(server.url, name="reader")
        found = await stored(nc, 4)
        await nc.close()
    assert [(one.device, one.person, one.claimed) for one in places(found)] == [(device, person, PHONE)] * 3
    assert said(found) == ["owntracks:leave"]
    assert {one.device for _, one in found} == {device}
    assert all(KEY.encode() not in one.wire for _, one in found)


async def test_nobody_is_let_in_before_what_is_acknowledged_is_kept(
    house: House, serving: Serve, broker: tuple[int, None], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, person = wearing(house, PHONE, "owntracks")
    with_key(house, device)
    port, _ = broker
    waiting = MqttDoor._waiting

    async def later(door: MqttDoor, js: Any) -> Any:
        await asyncio.sleep(1)
        return await waiting(door, js)

    monkeypatch.setattr(MqttDoor, "_waiting", later)
    monkeypatch.setattr(service, "_MQTT_S", 0.01)
    async with serving(OWNTRACKS, mqtt_seed=seed(server)):
        async with telephone(port) as phone:
            await phone.until(lambda: "Success" in phone.codes)
            await phone.publish(PHONE, forge_owntracks.LOCATION)
        nc = await stream.connect(server.url, name="reader")
        found = await stored(nc, 1, within_s=5)
        await nc.close()
    assert [(one.device, one.person) for one in places(found)] == [(device, person)]


async def test_who_has_no_key_or_a_wrong_one_is_not_let_in(
    house: House, serving: Serve, broker: tuple[int, None], server: Server
) -> None:
    device, _ = wearing(house, PHONE, "owntracks")
    with_key(house, device)
    wearing(house, "owntracks/bare/phone", "owntracks")  # it has no key
    port, _ = broker
    async with serving(OWNTRACKS, mqtt_seed=seed(server)):
        for user, key in (("clerk", "wrong"), ("bare", ""), ("bare", "x"), ("nobody", KEY), ("*", KEY), ("clerk/phone-17", KEY)):
            async with telephone(port, user, key) as phone:
                assert phone.codes[0] in ("Not authorized", "Bad user name or password"), (user, key)
    async with serving(OWNTRACKS, mqtt_seed=seed(server), networks={"bracelet": "10.0.0.0/8"}):
        async with telephone(port) as phone:
            assert phone.codes[0] == "Not authorized"
        nc = await stream.connect(server.url, name="reader")
        found = await stored(nc, 2)
        await nc.close()
    assert said(found) == ["gateway:wrong_key", "gateway:wrong_network"]
    assert places(found) == []


async def test_nothing_acknowledged_is_lost_while_no_gateway_runs(
    house: House, serving: Serve, broker: tuple[int, None], server: Server
) -> None:
    device, person = wearing(house, PHONE, "owntracks")
    with_key(house, device)
    port, _ = broker
    async with serving(OWNTRACKS, mqtt_seed=seed(server)):
        phone = await asyncio.to_thread(Telephone, port, "clerk", KEY)
        await phone.until(lambda: bool(phone.codes))
    for minute in range(20):  # the broker still has the connection
        await phone.publish(PHONE, forge_owntracks.LOCATION | {"tst": forge_owntracks.NOON + 60 * minute})
    phone.client.disconnect()
    await asyncio.to_thread(phone.client.loop_stop)
    async with serving(OWNTRACKS, mqtt_seed=seed(server)):
        nc = await stream.connect(server.url, name="reader")
        found = await stored(nc, 20)
        await nc.close()
    told = sorted(rfc3339(one.reports[0].at or Instant(0)) for one in places(found))
    assert len(set(told)) == 20
    assert {(one.device, one.person) for one in places(found)} == {(device, person)}


@pytest.mark.parametrize("broker", [TLS], indirect=True)
async def test_with_a_certificate_mqtt_is_spoken_inside_tls(
    house: House, serving: Serve, broker: tuple[int, Path], server: Server
) -> None:
    device, _ = wearing(house, PHONE, "owntracks")
    with_key(house, device)
    port, public = broker
    async with serving(OWNTRACKS, mqtt_seed=seed(server)), telephone(port, ca=public) as phone:
        await phone.publish(PHONE, forge_owntracks.LOCATION)
        nc = await stream.connect(server.url, name="reader")
        assert [one.device for one in places(await stored(nc, 1))] == [device]
        await nc.close()


@pytest.mark.parametrize("token", [b"", b"a.b", b"a.b.c", b"a.e30.c", b"a.eyJuYXRzIjp7fX0.c", "ä.ö.ü".encode()])
def test_what_is_no_question_is_none(token: bytes) -> None:
    assert read(token) is None


def seed(server: Server) -> str:
    from bilezik.app import secrets_file

    return secrets_file.load(server.nats.var).mqtt_seed
