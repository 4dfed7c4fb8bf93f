"""PostgreSQL for the gateway's side tasks: what it announces, and a connection that comes back."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
import structlog
from psycopg import sql

_log = structlog.get_logger("gateway")

RETRY_S: Final = 1.0
LOOK_S: Final = 5.0
"""An idle connection is tried so often: a server that went away without a word is noticed."""

Async = psycopg.AsyncConnection[tuple[Any, ...]]


async def listen(dsn: str, channels: Mapping[str, Callable[[], None]]) -> None:
    """Call a channel's function at every notification, and at every (new) connection: something may have been missed."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                dsn, autocommit=True, application_name="gateway bulletin", connect_timeout=5
            ) as connection:
                for channel in channels:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                for call in channels.values():
                    call()
                while True:
                    async for notice in connection.notifies(timeout=LOOK_S):
                        channels[notice.channel]()
                    await connection.execute("SELECT 1")
        except psycopg.Error as error:
            _log.warning("cannot listen to PostgreSQL", error=str(error).strip())
        await asyncio.sleep(RETRY_S)


class Desk:
    """One connection for short statements, opened when needed and again when it broke."""

    def __init__(self, dsn: str, application: str) -> None:
        self._dsn, self._application = dsn, application
        self._connection: Async | None = None

    async def connection(self) -> Async:
        """Return a connection; raises `psycopg.OperationalError` while there is no server."""
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._dsn, autocommit=True, application_name=self._application, connect_timeout=5
            )
        return self._connection

    async def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            await self._connection.close()
