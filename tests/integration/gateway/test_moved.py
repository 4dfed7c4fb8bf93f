"""A device is taken off one person and put on another while its reports are on the way: each report is of whoever wore it then."""

import asyncio
import random

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored
from tests.integration.gateway.test_law_10 import PLACE, raw_bytes, traces_of

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, days, in_seconds, minutes, to_datetime

IMEI = "860000000000077"
SECOND = 1_000_000
HOLDS_S = 2.0
"""From the commit of a removal to the gateway that knows it: a bar of the project."""


def move(house: House, device: int, off: Instant, to: int, on: Instant) -> None:
    """Record a removal at `off`, and a fitting on somebody else at `on`."""
    with house.connection.transaction():
        house.connection.execute("UPDATE assignments SET to_at = %s WHERE device = %s", (to_datetime(off), device))
    house.fit(device, to, to_datetime(on), to_datetime(Instant(now() + days(10))))


def reported_at(envelope: Envelope) -> Instant:
    (report,) = envelope.reports
    assert report.at is not None
    return report.at


async def test_what_a_device_kept_is_of_whoever_wore_it_then_though_it_was_moved_meanwhile(
    house: House, serving: Serve, nc: Client
) -> None:
    """Two hours of reports come in any order, on a session that was open before the removal and the fitting were recorded."""
    device, first = house.wearing(IMEI)
    second = house.person()
    begin = Instant(now() // SECOND * SECOND - minutes(120))  # a frame states whole seconds
    off, on = Instant(begin + minutes(60)), Instant(begin + minutes(90))
    kept = [Instant(begin + number * minutes(3)) for number in range(40)]
    random.Random(7).shuffle(kept)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        assert await bracelet.hear() == bracelet.sent
        move(house, device, off, second, on)
        await asyncio.sleep(HOLDS_S)
        for at in kept:
            bracelet.send(bracelet.fix(at, PLACE if off <= at < on else (51.1280, 71.4304)))
            await asyncio.sleep(0.005)
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        found = [(partition, one) for partition, one in await stored(nc, 41) if one.reports and one.reports[0].at is not None]
        raw = await raw_bytes(nc)
    assert sorted(reported_at(one) for _, one in found) == sorted(kept)
    for partition, one in found:
        at = reported_at(one)
        wearer = first if at < off else second if at >= on else None
        assert one.person == wearer if wearer else one.person != first
        assert one.sealed == (wearer is None)
        assert (one.reports[0].lat is None) == one.sealed
        assert wearer is None or partition == wearer % 64
    assert not [trace for trace in traces_of(PLACE) if trace in raw], "where it was between the two, nobody keeps"


async def test_a_move_holds_for_the_gateway_within_two_seconds(house: House, serving: Serve, nc: Client) -> None:
    """Reports come ten times a second while the device is moved: the first one says the second person at most two seconds later."""
    device, first = house.wearing(IMEI)
    second = house.person()
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())

        async def report(times: int) -> None:
            for _ in range(times):
                bracelet.send(bracelet.fix(now()))
                await asyncio.sleep(0.1)

        await report(15)
        moved = now()
        move(house, device, moved, second, moved)
        await report(45)
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        found = [one for _, one in await stored(nc, 61) if one.reports and one.reports[0].at is not None]
    late = [one for one in found if one.received_at > moved and one.person == first]
    assert {one.person for one in found} == {first, second}
    assert all(in_seconds(one.received_at - moved) < HOLDS_S for one in late), "a report went to who wore it before"
    assert not [one for one in found if one.received_at < moved and one.person == second]
