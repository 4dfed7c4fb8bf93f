"""The register in memory: fresh when PostgreSQL is there, serving when it is not."""

import asyncio
import contextlib
import time

import psycopg
import pytest
from tests.integration.gateway.conftest import Bracelet, House, Serve, now
from tests.integration.stream.conftest import Server

from bilezik import gateway
from bilezik.app.engines.scratch import Database, Scratch
from bilezik.gateway.register import Register, Snapshot, read
from bilezik.store.connection import connect

IMEI = "860000000000001"


async def test_periods_are_those_of_assignment_and_order_together(house: House, database: Database) -> None:
    device, person = house.wearing(IMEI)
    spare = house.device("spare", "osmand")
    with connect(database.dsn("gateway"), autocommit=True) as connection:
        snapshot = read(connection)
    fitted = snapshot.by_protocol["gt06"][IMEI]
    assert fitted.id == device
    ((from_at, to_at, whose),) = fitted.periods
    assert whose == person
    row = house.connection.execute("SELECT starts_at, ends_at FROM orders WHERE person = %s", (person,)).fetchone()
    assert row is not None
    assert (from_at, to_at) == tuple(row)
    assert snapshot.by_protocol["osmand"]["spare"].periods == ()
    assert snapshot.by_id[spare].identity == "spare"


async def test_fifty_thousand_devices_are_read_without_stopping_the_loop(house: House, database: Database) -> None:
    house.connection.execute(
        "INSERT INTO devices (identity, protocol, kind) SELECT '86' || lpad(n::text, 13, '0'), 'gt06', 'bracelet' "
        "FROM generate_series(1, 50000) n"
    )
    pauses = []
    for _ in range(3):  # what a busy machine keeps from us once is not the reading's
        seen: list[Snapshot] = []
        keeping = asyncio.create_task(Register(database.dsn("gateway"), reload_s=60, on_new=seen.append).keep())
        longest, last = 0.0, time.perf_counter()
        while not seen:
            await asyncio.sleep(0.001)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        assert len(seen[0].by_id) == 50_000
        pauses.append(longest)
    assert min(pauses) < 0.05


async def test_devices_are_served_while_postgresql_is_away(
    house: House, serving: Serve, database: Database, engines: Scratch
) -> None:
    house.wearing(IMEI)
    async with serving(reload_s=0.2) as ports:
        with psycopg.connect(engines.postgres.dsn("admin", "postgres"), autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS false')
            house.connection.close()
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bilezik_gateway'")
            await asyncio.sleep(1)
            with pytest.raises(psycopg.OperationalError):
                database.connect("gateway").close()
            bracelet = await Bracelet.connect(ports["gt06"], IMEI)
            bracelet.send(bracelet.login() + bracelet.fix(now()))
            assert await bracelet.hear() == bracelet.sent
            await bracelet.close()
            stranger = await Bracelet.connect(ports["gt06"], "860000000000099")
            stranger.send(stranger.login())
            await asyncio.sleep(2.5)  # counted, and not yet written
            admin.execute(f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS true')
        await stranger.close()
        with database.connect("owner") as again:
            row = None
            for _ in range(60):
                row = again.execute("SELECT identity, frames FROM quarantine").fetchone()
                if row is not None:
                    break
                await asyncio.sleep(0.1)
        assert row == ("860000000000099", 1)


async def test_nobody_is_listened_to_before_the_register_was_read(database: Database, server: Server) -> None:
    options = gateway.Options(
        dsn=database.dsn("gateway").replace("bilezik_gateway:", "bilezik_gateway:wrong"),
        nats_url=server.url,
        sealing_key=database.settings.secrets().sealing_key,
        ports={"gt06": 0},
    )
    stop = asyncio.Event()
    ready: list[object] = []
    task = asyncio.create_task(gateway.serve(options, stop, ready.append))
    await asyncio.sleep(1)
    assert not ready
    assert not task.done()
    stop.set()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
