"""Several gateways on the same ports: the kernel shares the connections out, and whatever one knows the others need not."""

import asyncio

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored
from tests.integration.gateway.test_commands import order, state_of

from bilezik.protocols import PROTOCOLS

GT06 = {"gt06": PROTOCOLS["gt06"]}
DEVICES = 24


async def test_two_gateways_share_a_port_and_each_device_is_heard_and_asked(house: House, serving: Serve, nc: Client) -> None:
    wearing = {f"8600000000{number:05}": house.wearing(f"8600000000{number:05}") for number in range(DEVICES)}
    async with serving(GT06, share_ports=True) as first:
        port = first["gt06"]
        async with serving(GT06, share_ports=True, ports={"gt06": port}) as second:
            assert second["gt06"] == port
            bracelets = [await Bracelet.connect(port, identity) for identity in wearing]
            for bracelet in bracelets:
                bracelet.send(bracelet.login() + bracelet.fix(now()))
                await bracelet.hear()
                await bracelet.hear()
            device, _ = wearing["860000000000000"[:10] + "00000"]
            command = order(house, device)
            async with asyncio.timeout(5):
                assert (await bracelets[0].reader.read(1_000))[3] == 0x80
            assert (await state_of(house, command, until="sent"))[0] == "sent"
            for bracelet in bracelets:
                await bracelet.close()
        found = await stored(nc, 2 * DEVICES)
    heard = {(one.device, one.person) for _, one in found if one.reports and one.reports[0].lat is not None}
    assert heard == set(wearing.values())
