"""Law 10 at the door: no order, no position in the stream; the bytes sealed."""

import struct

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored

from bilezik import stream
from bilezik.app.engines.scratch import Database
from bilezik.domain.instant import Instant, days, hours, minutes, to_datetime
from bilezik.gateway.seal import unseal

IMEI = "860000000000001"
PLACE = (51.1357, 71.4246)
"""Exact in the 1/1,800,000 degrees of gt06, so that any encoding of it is found."""


def traces_of(place: tuple[float, float]) -> list[bytes]:
    """Every way in which a position of a gt06 frame could lie in a message of the stream."""
    return [
        form
        for degrees in place
        for form in (
            struct.pack(">d", round(degrees * 1_800_000) / 1_800_000),
            struct.pack(">I", round(degrees * 1_800_000)),
            f"{degrees:.3f}".encode(),
        )
    ]


async def raw_bytes(nc: Client) -> bytes:
    info = await nc.jetstream().stream_info(stream.STREAM)
    found = b""
    for seq in range(info.state.first_seq, info.state.last_seq + 1):
        message = await nc.jetstream().get_msg(stream.STREAM, seq)
        found += message.data or b""
    return found


async def test_law_10_gateway_keeps_no_position_of_a_device_on_nobody(
    house: House, serving: Serve, nc: Client, database: Database
) -> None:
    device = house.device(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        frames = [bracelet.login(), bracelet.fix(now(), PLACE), bracelet.fix(now(), PLACE, events=("strap_open",))]
        for frame in frames:
            bracelet.send(frame)
        assert await bracelet.hear() == bracelet.sent  # it is ours: it is answered
        await bracelet.close()
        envelopes = await stored(nc, 3)
        raw = await raw_bytes(nc)
    assert all(e.sealed and e.person is None and e.device == device for _, e in envelopes)
    assert {partition for partition, _ in envelopes} == {device % 64}
    assert [report.events for _, e in envelopes for report in e.reports] == [(), ("strap_open",)]
    assert not [trace for trace in traces_of(PLACE) if trace in raw]
    private = (database.settings.var / "sealing.private").read_text().strip()
    assert [unseal(private, e.wire) for _, e in envelopes] == frames


async def test_law_10_gateway_judges_a_report_by_its_own_time(house: House, serving: Serve, nc: Client) -> None:
    """The order ran from 20 to 10 days ago, a new one since an hour: three late reports and one of now."""
    device, before, after = house.device(IMEI), house.person(), house.person()
    house.fit(device, before, to_datetime(Instant(now() - days(20))), to_datetime(Instant(now() - days(10))))
    house.fit(device, after, to_datetime(Instant(now() - hours(1))), to_datetime(Instant(now() + days(10))))
    in_order, between = Instant(now() - days(15)), Instant(now() - days(5))
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        bracelet.send(bracelet.fix(in_order))
        bracelet.send(bracelet.fix(between, PLACE))
        bracelet.send(bracelet.fix(Instant(now() - days(9_000)), PLACE, events=("strap_open",)))
        bracelet.send(bracelet.fix(Instant(now() - minutes(1))))
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        envelopes = [e for _, e in await stored(nc, 5) if e.reports]
        raw = await raw_bytes(nc)
    assert [(e.person, e.sealed) for e in sorted(envelopes, key=lambda e: e.reports[0].at or 0)] == [
        (after, True),  # the clock is wrong: who wears it now must be heard of the strap
        (before, False),
        (after, True),
        (after, False),
    ]
    assert all((e.reports[0].lat is None) == e.sealed for e in envelopes)
    assert not [trace for trace in traces_of(PLACE) if trace in raw]


async def test_law_10_gateway_stops_keeping_positions_when_the_order_is_ended(house: House, serving: Serve, nc: Client) -> None:
    device, person = house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login() + bracelet.fix(now()))
        await bracelet.hear()
        with house.connection.transaction():
            house.connection.execute("UPDATE assignments SET to_at = now() WHERE device = %s", (device,))
            house.connection.execute("UPDATE orders SET ended_at = now() WHERE person = %s", (person,))
        await stored(nc, 50, within_s=1.5)  # until the gateway has read the register again
        bracelet.send(bracelet.fix(now(), PLACE))
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        last = (await stored(nc, 3))[-1][1]
    assert last.sealed
    assert last.person is None
