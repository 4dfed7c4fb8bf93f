"""The connection to NATS: it comes back for ever, and says in the log when it goes and comes.

1. nats-py gives a connection up for good when the server refuses what was sent over it (any `-ERR` but of permissions). Nothing
   brings that one back: whoever lives by it ends, and is started again.
"""

import asyncio
from typing import Final, cast

import structlog
from nats.aio.client import Client
from nats.errors import ConnectionClosedError

_log = structlog.get_logger("stream")

RETRY_S: Final = 0.25
LOOK_S: Final = 1.0
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


async def stands(client: Client) -> None:
    """Wait for ever while the connection is there or sought. Raises `ConnectionClosedError` when it was given up (rule 1)."""
    while not client.is_closed:  # noqa: ASYNC110 - nats-py's `closed_cb` is called at our own closing too
        await asyncio.sleep(LOOK_S)
    raise ConnectionClosedError
