"""`/healthz`: whether everything works, told by what is done and what is overdue, not by what a process says of itself.

1. 200 when every part is well, 503 when one is not; the JSON says which. No part tells anything about a person.
2. Work that the steward does is judged by its age: an audit row not sealed, an alert not sent on, a day without its table.
3. The answer is kept for a second: asking often costs nothing.
"""

import asyncio
import os
import time
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from asgiref.sync import sync_to_async
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from nats.aio.client import Client
from nats.errors import Error as NatsError

from bilezik.app.engines import EngineError
from bilezik.app.settings import Settings
from bilezik.stream import STREAM

Part = Mapping[str, Any]
_KEPT_S: Final = 1.0
_NATS_S: Final = 2.0
UNSEALED_S: Final = 300
OVERDUE_S: Final = 120
LEAST_FREE: Final = 0.05
"""Share of the disk, and of the stream's limit, that must be free: below it somebody has hours, not days (law 13)."""

_COUNTS: Final = """
SELECT partitions_idle, monitors, unsealed_s, feed_waiting_s, alerts_overdue, notices_overdue, commands_overdue, set_aside, faults,
    (SELECT count(*) FROM unnest(ARRAY['envelopes', 'fixes', 'events']) AS name
     WHERE to_regclass(name || to_char((now() + interval '1 day') AT TIME ZONE 'UTC', '_YYYYMMDD')) IS NULL),
    (SELECT max(seq) FROM leases), pg_database_size(current_database())
FROM sec.health(make_interval(secs => %s))
"""
"""Counted over everybody by the owner's function: nobody is signed in who could see the rows."""

_settings: Settings | None = None
_answer: tuple[float, bytes, int] = (0.0, b"", 503)
_asking: asyncio.Lock | None = None


def configure(settings: Settings) -> None:
    """Say which installation this is, before the first request."""
    global _settings, _answer, _asking
    _settings, _answer, _asking = settings, (0.0, b"", 503), None


async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the router's protocol
    """Answer 200 or 503 with every part."""
    global _answer, _asking  # noqa: PLW0603 - the same
    _asking = _asking or asyncio.Lock()
    async with _asking:
        if time.monotonic() - _answer[0] > _KEPT_S:
            parts = await examine()
            is_well = all(part["ok"] for part in parts.values())
            said = {"status": "ok" if is_well else "degraded", **parts}
            _answer = (time.monotonic(), msgspec.json.encode(said), 200 if is_well else 503)
    response = HttpResponse(_answer[1], status=_answer[2], content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


async def examine() -> dict[str, Part]:
    """Look at every part and return what is found."""
    if _settings is None:
        raise RuntimeError("health was not configured")
    parts, stored = await sync_to_async(_database)()
    parts["stream"] = await _stream(_settings, stored)
    parts["capacity"] = _capacity(_settings, parts["stream"])
    return parts


def _database() -> tuple[dict[str, Part], int | None]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS, (OVERDUE_S,))
            idle, monitors, unsealed, waiting, alerts, notices, commands, aside, faults, missing, stored, size = cursor.fetchone()
    except Error as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return {"database": {"ok": False, "error": reason}}, None
    parts: dict[str, Part] = {
        "database": {"ok": True, "bytes": size},
        "monitor": {"ok": idle == 0, "partitions_without_monitor": idle, "monitors": monitors},
        "audit": {"ok": (unsealed or 0) < UNSEALED_S, "oldest_unsealed_s": round(unsealed or 0, 1)},
        "feed": {"ok": (waiting or 0) < OVERDUE_S, "oldest_waiting_s": round(waiting or 0, 1)},
        "escalation": {"ok": alerts == 0, "alerts_overdue": alerts},
        "notices": {"ok": notices == 0, "overdue": notices},
        "commands": {"ok": commands == 0, "overdue": commands},
        "partitions": {"ok": missing == 0, "missing_tomorrow": missing},
        "faults": {"ok": True, "inputs_set_aside": aside, "open_fault_alerts": faults},
    }
    return parts, stored


async def _stream(settings: Settings, stored: int | None) -> Part:
    nc = Client()
    try:
        async with asyncio.timeout(_NATS_S):
            # Not the connection that comes back for ever: here it is the answer that nobody is there.
            await nc.connect(settings.nats(), name="bilezik health", allow_reconnect=False, connect_timeout=1, error_cb=_silently)
            info = await nc.jetstream().stream_info(STREAM)
    except (NatsError, EngineError, OSError, TimeoutError) as error:
        return {"ok": False, "error": f"{type(error).__name__}: {error}".rstrip(": ")}
    finally:
        await nc.close()
    state, limit = info.state, info.config.max_bytes or 0
    share = state.bytes / limit if limit > 0 else 0.0
    behind = None if stored is None else max(0, state.last_seq - stored)
    return {"ok": True, "messages": state.messages, "bytes": state.bytes, "share_of_limit": round(share, 4), "behind": behind}


async def _silently(_error: Exception) -> None:
    """The error is in the answer already."""


def _capacity(settings: Settings, stream: Part) -> Part:
    disk = os.statvfs(settings.var)
    free = disk.f_bavail / disk.f_blocks
    is_well = free >= LEAST_FREE and stream.get("share_of_limit", 0.0) <= 1 - LEAST_FREE
    return {"ok": is_well, "disk_free_share": round(free, 4), "disk_free_bytes": disk.f_bavail * disk.f_frsize}
