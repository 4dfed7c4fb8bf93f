"""Commands of deeds on their way to devices, and what became of them.

1. A queued command is taken by the gateway that has the device's connection: an UPDATE that only one can win.
2. `queued`: it waits for its device, until its time is over; nobody is told that it cannot be reached who may yet be reached.
   `sent`: written to the connection. `delivered`: the device answered. Where a protocol's devices do not answer a command,
   written is all that can be known: `delivered`, and the detail says so.
3. `not_connected`: no gateway had a connection before its time was over, or the protocol has no such command (the detail says
   which). `timed_out`: sent, and no answer in time; also when the gateway that sent it is gone.
4. A notification makes it quick; a look every second makes it certain.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
import structlog

from bilezik.domain.command import Command, command_of
from bilezik.domain.decoded import Session
from bilezik.gateway.awaited import Awaited, Sent
from bilezik.gateway.bulletin import Async, Desk
from bilezik.gateway.register import Register
from bilezik.gateway.tcp import TcpLine
from bilezik.protocols.contract import Protocol

_log = structlog.get_logger("gateway")

LOOK_S: Final = 1.0

_PENDING: Final = """
    SELECT id, device, kind, params, state,
           now() >= expires_at, extract(epoch FROM now() - sent_at)::float8
    FROM commands WHERE state IN ('queued', 'sent') ORDER BY id LIMIT 5000
"""
_CLAIM: Final = "UPDATE commands SET state = 'sent', sent_at = now() WHERE id = ANY(%s) AND state = 'queued' RETURNING id"
_END: Final = "UPDATE commands SET state = %s, done_at = now(), detail = %s WHERE id = ANY(%s) AND state = ANY(%s)"


class Pending(NamedTuple):
    """A command that has not ended: whether its time is over, and how long ago it was sent, in seconds."""

    id: int
    device: int
    kind: str
    params: dict[str, Any]
    state: str
    is_over: bool
    sent_s: float | None


class Commander:
    """Takes the commands of the devices on `lines`."""

    def __init__(
        self,
        desk: Desk,
        register: Register,
        lines: Mapping[int, TcpLine],
        protocols: Mapping[str, Protocol],
        *,
        answer_within_s: float,
    ) -> None:
        self._desk, self._register, self._lines, self._protocols = desk, register, lines, protocols
        self._answer_within_s = answer_within_s
        self._news = asyncio.Event()
        self._awaited = Awaited(answer_within_s)
        self._answered: list[int] = []

    def changed(self) -> None:
        """Look soon."""
        self._news.set()

    def answer(self, device: int, request: str) -> None:
        """The device answered the request; a request nobody waits for is nothing."""
        command = self._awaited.take((device, request), time.monotonic())
        if command is not None:
            self._answered.append(command)
            self._news.set()

    async def keep(self) -> None:
        """Look at every notification and every second, until cancelled."""
        while True:
            self._news.clear()
            try:
                await self.look()
            except psycopg.Error as error:
                _log.warning("commands wait for PostgreSQL", error=str(error).strip())
            try:
                await asyncio.wait_for(self._news.wait(), LOOK_S)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Write what was answered, send what is queued for our connections, end what took too long."""
        connection = await self._desk.connection()
        if self._answered:
            answered = list(self._answered)
            await connection.execute(_END, ("delivered", "the device answered", answered, ["sent", "timed_out"]))
            del self._answered[: len(answered)]
        cursor = await connection.execute(_PENDING)
        pending = [Pending(*row) for row in await cursor.fetchall()]
        for command in pending:
            await self._treat(connection, command)

    async def _treat(self, connection: Async, command: Pending) -> None:
        if command.state == "sent":
            if command.sent_s is not None and command.sent_s > self._answer_within_s:
                detail = f"sent, and not answered within {self._answer_within_s:g} s"
                await _end(connection, command, "timed_out", detail)
            return
        fitted = self._register.snapshot.by_id.get(command.device)
        protocol = self._protocols.get(fitted.protocol) if fitted is not None else None
        line = self._lines.get(command.device)
        if fitted is not None and protocol is not None:
            asked = _asked(command)
            session = line.session if line is not None else Session(fitted.identity)
            data = None if asked is None or command.kind not in protocol.offers else protocol.command(asked, session, command.id)
            if asked is None or data is None:
                detail = f"the protocol {protocol.name} has no command {command.kind}"
                await _end(connection, command, "not_connected", detail)
                return
            if line is not None and not command.is_over:
                await self._send(connection, command, line, data, protocol.answer_key(asked, command.id))
                return
        if command.is_over:
            await _end(connection, command, "not_connected", "the device had no connection before the command's time was over")

    async def _send(self, connection: Async, command: Pending, line: TcpLine, data: bytes, key: str) -> None:
        claimed = await connection.execute(_CLAIM, ([command.id],))
        if claimed.rowcount != 1:
            return  # another gateway was first
        sent = command._replace(state="sent")
        if not line.write(data):
            await _end(connection, sent, "not_connected", "the connection closed meanwhile")
        elif key:
            self._awaited.put((command.device, key), Sent(command.id, line.number, time.monotonic()))
        else:
            detail = f"written to the connection; devices of the protocol {line.protocol} do not answer it"
            await _end(connection, sent, "delivered", detail)


def _asked(command: Pending) -> Command | None:
    """Return what is asked, or None: a row of another edition, which nobody here understands."""
    try:
        return command_of(command.kind, command.params)
    except msgspec.ValidationError:
        return None


async def _end(connection: Async, command: Pending, state: str, detail: str) -> None:
    await connection.execute(_END, (state, detail, [command.id], [command.state]))
