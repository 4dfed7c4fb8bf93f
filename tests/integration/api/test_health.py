"""`/healthz` says 503 when something is down or overdue, and which."""

from typing import Any

import msgspec
import pytest
from asgiref.sync import async_to_sync

from bilezik.app.settings import Secret
from bilezik.stream import Limits, connect, ensure

pytestmark = pytest.mark.engines


@pytest.fixture
def well(office: Any, nats_url: str) -> Any:
    """An installation in which everything works, as far as /healthz can tell."""
    from bilezik.app import health

    async def prepare() -> None:
        nc = await connect(nats_url, name="test")
        await ensure(nc, Limits(max_bytes=10_000_000))
        await nc.close()

    async_to_sync(prepare)()
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE leases SET owner = 'm', expires_at = now() + interval '1 hour'")
    health.configure(msgspec.structs.replace(office.database.settings, nats_url=Secret(nats_url)))
    return office


def ask() -> tuple[int, Any]:
    """Look afresh: the answer is kept for a second."""
    from django.test import Client

    from bilezik.app import health

    health.configure(health._settings)  # type: ignore[arg-type]
    response = Client(SERVER_NAME="localhost").get("/healthz")
    return response.status_code, response.json()


def test_all_is_well(well: Any) -> None:
    assert well
    status, said = ask()
    assert status == 200, said
    assert said["status"] == "ok"
    assert set(said) >= {"database", "stream", "monitor", "audit", "feed", "escalation", "notices", "partitions", "capacity"}


@pytest.mark.parametrize(
    ("part", "harm"),
    [
        ("monitor", "UPDATE leases SET expires_at = now() - interval '1 minute' WHERE partition = 5"),
        ("escalation", "UPDATE alerts SET escalate_at = now() - interval '10 minutes'"),
        (
            "notices",
            """INSERT INTO notices (alert, level, channel, recipient, at, outcome)
            SELECT id, 1, 'x', 'y', now() - interval '9 minutes', 'planned' FROM alerts""",
        ),
        ("feed", "UPDATE feed SET cursor = NULL, at = now() - interval '10 minutes'"),
        ("commands", "UPDATE commands SET expires_at = now() - interval '10 minutes'"),
    ],
)  # fmt: skip
def test_what_is_overdue_is_said(well: Any, part: str, harm: str) -> None:
    from bilezik.deeds import commands

    well.raise_alert()
    commands.locate_now(well.aliya, well.device, why="w")
    assert ask()[0] == 200
    with well.database.connect("owner") as owner:
        owner.execute(harm)
    status, said = ask()
    assert status == 503
    assert [name for name, value in said.items() if isinstance(value, dict) and not value["ok"]] == [part]


def test_an_unsealed_log_is_said(well: Any) -> None:
    with well.database.connect("admin") as admin:
        admin.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        admin.execute("UPDATE audit SET at = at - interval '10 minutes'")
    status, said = ask()
    assert (status, said["audit"]["ok"]) == (503, False)


def test_the_stream_away(well: Any) -> None:
    from bilezik.app import health

    health.configure(msgspec.structs.replace(well.database.settings, nats_url=Secret("nats://127.0.0.1:1")))
    status, said = ask()
    assert (status, said["stream"]["ok"], said["database"]["ok"]) == (503, False, True)


def test_the_database_away(well: Any) -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    before = connections["default"].settings_dict["HOST"]
    connections["default"].settings_dict["HOST"] = "/nonexistent"
    try:
        status, said = ask()
    finally:
        connections["default"].close_pool()  # type: ignore[attr-defined]
        connections["default"].settings_dict["HOST"] = before
    assert well
    assert (status, said["database"]["ok"]) == (503, False)
