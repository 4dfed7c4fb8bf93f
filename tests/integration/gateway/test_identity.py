"""Who is not who it claims to be: keys, networks, TLS, devices that are renamed, cloned and stolen."""

import asyncio
import base64
import json
import shutil
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from nats.aio.client import Client
from tests.frames import forge_owntracks, forge_traccar
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, seconds
from bilezik.domain.key import digest
from bilezik.domain.order import Condition, Docket, Order
from bilezik.fold import Arrival, digest_of
from bilezik.fold.story import Story
from bilezik.gateway import CertificateError
from bilezik.protocols import PROTOCOLS

IMEI, OTHER = "860000000000001", "860000000000025"
PHONE = "owntracks/clerk/phone-17"
KEY = "abcd-efgh-jkmn"


def curl(url: str, body: str, *arguments: str) -> str:
    """Return the status by which a real client was answered."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", body, *arguments, url]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603 - our own command


def wearing(house: House, identity: str, protocol: str) -> tuple[int, int]:
    """Return a device with an order in force at the noon of the forge, and its person."""
    device, person = house.device(identity, protocol), house.person()
    house.fit(device, person, datetime(2026, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
    return device, person


def with_key(house: House, device: int, key: str = KEY) -> None:
    house.connection.execute("UPDATE devices SET key_digest = %s WHERE id = %s", (digest(key), device))


def said(found: list[tuple[int, Envelope]]) -> list[str]:
    return [event for _, one in found for report in one.reports for event in report.events]


def places(found: list[tuple[int, Envelope]]) -> list[Envelope]:
    return [one for _, one in found if any(report.lat is not None for report in one.reports)]


async def test_a_telephone_with_a_key_is_believed_with_the_key_alone(house: House, serving: Serve, nc: Client) -> None:
    device, person = wearing(house, PHONE, "owntracks")
    with_key(house, device)
    body = json.dumps(forge_owntracks.LOCATION)
    async with serving({"owntracks": PROTOCOLS["owntracks"]}) as ports:
        url = f"http://127.0.0.1:{ports['owntracks']}/pub"

        def ask(*arguments: str, address: str = url) -> str:
            return curl(address, body, *arguments)

        wrong = [
            await asyncio.to_thread(ask),
            await asyncio.to_thread(ask, "-u", "clerk:wrong"),
            await asyncio.to_thread(ask, "-H", "Authorization: Basic !"),
            await asyncio.to_thread(ask, address=f"{url}?key={KEY}x"),
        ]
        right = [
            await asyncio.to_thread(ask, "-u", f"clerk:{KEY}"),
            await asyncio.to_thread(ask, "-H", f"Authorization: Bearer {KEY}"),
            await asyncio.to_thread(ask, address=f"{url}?key={KEY}"),
        ]
        found = await stored(nc, 8)
    assert (wrong, right) == (["401"] * 4, ["200"] * 3)
    assert [(one.device, one.person) for one in places(found)] == [(device, person)] * 3
    assert said(found) == ["gateway:wrong_key"]  # told, not repeated
    assert all(KEY.encode() not in one.wire and base64.b64encode(f"clerk:{KEY}".encode()) not in one.wire for _, one in found)


async def test_where_keys_are_needed_one_without_is_refused(house: House, serving: Serve, nc: Client) -> None:
    wearing(house, PHONE, "owntracks")
    async with serving({"owntracks": PROTOCOLS["owntracks"]}, keys_needed=True) as ports:
        url = f"http://127.0.0.1:{ports['owntracks']}/pub"
        assert await asyncio.to_thread(curl, url, json.dumps(forge_owntracks.LOCATION)) == "401"
        assert places(await stored(nc, 1)) == []


async def test_a_server_that_forwards_shows_the_installations_key(house: House, serving: Serve, nc: Client) -> None:
    device, person = wearing(house, "bracelet-17", "traccar")
    body = json.dumps(forge_traccar.position(attributes={"alarm": "removing,lowBattery", "batteryLevel": 80}))
    async with serving({"traccar": PROTOCOLS["traccar"]}, forward_key=KEY) as ports:
        url = f"http://127.0.0.1:{ports['traccar']}/"
        assert await asyncio.to_thread(curl, url, body) == "401"
        assert await asyncio.to_thread(curl, url, body, "-H", "Authorization: Bearer wrong") == "401"
        assert await asyncio.to_thread(curl, url, body, "-H", f"Authorization: Bearer {KEY}") == "200"
        unknown = json.dumps({"position": forge_traccar.POSITION, "device": {"uniqueId": "nobody"}})
        assert await asyncio.to_thread(curl, url, unknown, "-H", f"Authorization: Bearer {KEY}") == "403"
        found = await stored(nc, 4)
    (placed,) = places(found)
    assert (placed.device, placed.person, placed.claimed) == (device, person, "bracelet-17")
    assert placed.reports[0].events == ("strap_open", "low_battery")
    assert placed.reports[0].battery_pct == 80


async def test_without_a_key_of_the_installation_nobody_forwards(serving: Serve) -> None:
    async with serving({"traccar": PROTOCOLS["traccar"]}) as ports:
        url = f"http://127.0.0.1:{ports['traccar']}/"
        assert await asyncio.to_thread(curl, url, "{}", "-H", "Authorization: Bearer ") == "401"


async def test_a_kind_of_device_is_heard_from_its_networks_alone(house: House, serving: Serve, nc: Client) -> None:
    device, _ = house.wearing(IMEI)
    found: list[tuple[int, Envelope]] = []
    for networks, is_heard in (({"bracelet": "10.0.0.0/8"}, False), ({"bracelet": "10.0.0.0/8 127.0.0.0/8"}, True)):
        async with serving({"gt06": PROTOCOLS["gt06"]}, networks=networks) as ports:
            bracelet = await Bracelet.connect(ports["gt06"], IMEI)
            bracelet.send(bracelet.login() + bracelet.fix(now()))
            async with asyncio.timeout(3):
                if is_heard:
                    await bracelet.hear()
                    await bracelet.hear()
            await asyncio.sleep(0.3)
            await bracelet.close()
        found = await stored(nc, 2)
        assert bool(places(found)) is is_heard
        assert said(found) == ["gateway:wrong_network"]
    assert {one.device for one in places(found)} == {device}


async def test_a_device_that_is_renamed_is_told_where_it_was(house: House, serving: Serve, nc: Client) -> None:
    """On a connection of one device another id is said: a stranger's, then that of another person's bracelet."""
    (device, person), (other, others) = house.wearing(IMEI), house.wearing(OTHER)
    async with serving({"gt06": PROTOCOLS["gt06"]}) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        bracelet.send(Bracelet(OTHER, bracelet.reader, bracelet.writer).login())
        await bracelet.hear()
        await bracelet.close()
        found = [one for _, one in await stored(nc, 3)]
    told = [(one.device, one.person) for one in found if one.reports and one.reports[0].events]
    assert told == [(device, person)]
    assert {one.device for one in found if one.wire} == {device, other}
    assert {one.person for one in found if one.wire} == {person, others}


async def takes_over(port: int, *, times: int) -> list[bool]:
    """Two devices with one id, each connecting again when it is sent away; return whose turn each time ended a connection."""
    alive = await Bracelet.connect(port, IMEI)
    alive.send(alive.login())
    await alive.hear()
    ended = []
    for _ in range(times):
        newer = await Bracelet.connect(port, IMEI)
        newer.send(newer.login())
        await newer.hear()
        async with asyncio.timeout(5):
            ended.append(await alive.reader.read(1) == b"")
        await alive.close()
        alive = newer
    await alive.close()
    return ended


async def test_of_two_connections_the_newer_stays_and_two_devices_are_told(house: House, serving: Serve, nc: Client) -> None:
    house.wearing(IMEI)
    async with serving({"gt06": PROTOCOLS["gt06"]}) as ports:
        assert await takes_over(ports["gt06"], times=1) == [True]
        assert said(await stored(nc, 3)) == ["gateway:second_connection"]
        assert await takes_over(ports["gt06"], times=3) == [True] * 3
        assert said(await stored(nc, 8)) == ["gateway:second_connection", "gateway:cloned"]


async def test_one_that_is_stolen_is_not_believed_in_two_places(house: House, serving: Serve, nc: Client) -> None:
    """What the gateway kept is told to the rules: two places at once are doubted, and are work."""
    device, person = house.wearing(IMEI)
    begin = Instant(now() - seconds(600))
    async with serving({"gt06": PROTOCOLS["gt06"]}) as ports:
        for place in ((51.128, 71.4304), (43.238, 76.945)):  # Astana and Almaty: a thousand kilometres
            bracelet = await Bracelet.connect(ports["gt06"], IMEI)
            bracelet.send(bracelet.login())
            await bracelet.hear()
            for step in range(12):
                bracelet.send(bracelet.fix(Instant(begin + seconds(40 * step + (20 if place[0] < 50 else 0))), place))
                await bracelet.hear()
            await bracelet.close()
        found = [one for _, one in await stored(nc, 26) if one.person == person]
    reports = sorted((report for one in found for report in one.reports if report.at is not None), key=lambda said: said.at or 0)
    order = Order(
        id=1, legal_basis="CPC 137", issuer="court", number="1", starts_at=Instant(begin - seconds(60)),
        ends_at=Instant(begin + seconds(9_999)), conditions=(Condition(id=1, kind="wear_device"),),
    )  # fmt: skip
    story = Story(Docket(person=person, orders=(order,)))
    for seq, report in enumerate(reports, 1):
        at = Instant((report.at or 0) + 1_000_000)
        story.feed(Arrival(device, at, at, seq << 16, digest_of(report), report, "ok"))
    assert len(reports) == 24
    told = [incident.text for incident in story.incidents.values() if incident.kind == "receiver"]
    assert told == ["The device is in two places at once: another reports as this one, or its places are made up"]


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate of our own for the loopback, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(names).issuer_name(names).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(began).not_valid_after(began + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


async def test_devices_speak_inside_tls(house: House, serving: Serve, nc: Client, tmp_path: Path) -> None:
    (device, person), (phone, owner) = house.wearing(IMEI), wearing(house, PHONE, "owntracks")
    public, private = certificate(tmp_path, "first")
    spoken = {name: PROTOCOLS[name] for name in ("gt06", "owntracks")}
    options: dict[str, Any] = {"tls_ports": {"gt06": 0, "owntracks": 0}, "tls_certificate": str(public), "tls_key": str(private)}
    async with serving(spoken, **options) as ports:
        trusted = ssl.create_default_context(cafile=str(public))
        reader, writer = await asyncio.open_connection("localhost", ports["gt06+tls"], ssl=trusted)
        bracelet = Bracelet(IMEI, reader, writer)
        bracelet.send(bracelet.login() + bracelet.fix(now()))
        await bracelet.hear()
        await bracelet.hear()
        writer.close()
        url = f"https://localhost:{ports['owntracks+tls']}/pub"
        body = json.dumps(forge_owntracks.LOCATION)
        assert await asyncio.to_thread(curl, url, body, "--cacert", str(public)) == "200"
        with pytest.raises(ssl.SSLError):  # nobody who does not know the certificate is led to believe it
            await asyncio.open_connection("localhost", ports["gt06+tls"], ssl=ssl.create_default_context())
        plain = await Bracelet.connect(ports["gt06"], IMEI)  # the plain port is open as before
        plain.send(plain.login())
        await plain.hear()
        await plain.close()
        found = await stored(nc, 5)
    assert {(one.device, one.person) for one in places(found)} == {(device, person), (phone, owner)}


async def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    from bilezik.gateway.tls import Certificate

    public, private = certificate(tmp_path, "first")
    shown = Certificate(str(public), str(private))

    async def serial() -> int:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=shown.context)
        async with server:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1], ssl=context)
            peer = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            writer.close()
        return x509.load_der_x509_certificate(peer).serial_number

    before = await serial()
    newer, its_key = certificate(tmp_path, "second")
    private.write_bytes(its_key.read_bytes())
    public.write_bytes(newer.read_bytes())
    shown.look()
    renewed = await serial()
    public.write_text("nonsense")
    shown.look()  # the last good one serves
    assert renewed != before
    assert await serial() == renewed


async def test_a_certificate_that_cannot_be_used_is_said_in_one_line(serving: Serve, tmp_path: Path) -> None:
    public, _ = certificate(tmp_path, "first")
    _, other = certificate(tmp_path, "second")
    for key in (str(other), str(tmp_path / "nothing")):
        with pytest.raises(CertificateError, match="BILEZIK_TLS_CERTIFICATE"):
            async with serving({"gt06": PROTOCOLS["gt06"]}, tls_ports={"gt06": 0}, tls_certificate=str(public), tls_key=key):
                pass
