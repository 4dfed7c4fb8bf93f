"""The connection to NATS: it comes back for ever, and says in the log when it goes and comes."""

from typing import Final, cast

import structlog
from nats.aio.client import Client

_log = structlog.get_logger("stream")

RETRY_S: Final = 0.25
PING_S: Final = 2
"""A server that is stopped, not gone, answers no ping: after three it is taken for dead and looked for again."""


async def connect(url: str, *, name: str) -> Client:
    """Connect to NATS, waiting for it as long as it takes; the caller bounds the wait and closes the connection."""
    client = Client()
    said: list[str] = []

    async def on_error(error: Exception) -> None:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if said[-1:] != [text]:  # the same failure four times a second is one line
            said[:] = [text]
            _log.warning("nats", error=text)

    async def on_lost() -> None:
        if not client.is_closed:
            _log.warning("nats connection lost")

    async def on_return() -> None:
        said.clear()
        _log.info("nats connection is back")

    await client.connect(
        url,
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=cast("int", RETRY_S),  # nats-py says int and sleeps any number
        connect_timeout=2,
        ping_interval=PING_S,
        max_outstanding_pings=2,
        error_cb=on_error,
        disconnected_cb=on_lost,
        reconnected_cb=on_return,
    )
    return client
