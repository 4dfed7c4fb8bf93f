"""The ports devices connect to, plain and inside TLS: taken early, so that a taken one is said before anything starts."""

import asyncio
import contextlib
import errno
import os
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, Self

from bilezik.gateway.tls import HANDSHAKE_S
from bilezik.protocols.contract import Protocol

BACKLOG: Final = 4_096
"""After an outage thousands connect within a second."""

LineOf = Callable[[str], asyncio.Protocol]
PortOf = Callable[[str], asyncio.DatagramProtocol]


class PortTakenError(Exception):
    """A port cannot be bound; the text is one line that names the port, the protocol and what to do."""


class Ports:
    """The sockets of every protocol, bound and not yet listening. `bound`: protocol to port; `bound_tls`: the same inside TLS."""

    def __init__(
        self,
        host: str,
        protocols: Mapping[str, Protocol],
        wanted: Mapping[str, int],
        *,
        tls: Mapping[str, int] | None = None,
        is_shared: bool = False,
    ) -> None:
        self._is_shared = is_shared
        self._streams: dict[str, socket.socket] = {}
        self._secure: dict[str, socket.socket] = {}
        self._datagrams: dict[str, socket.socket] = {}
        self.bound: dict[str, int] = {}
        self.bound_tls: dict[str, int] = {}
        try:
            for name, protocol in protocols.items():
                self._bind(host, name, protocol, wanted[name])
            for name, port in (tls or {}).items():
                self._bind_tls(host, name, port)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @contextlib.asynccontextmanager
    async def listening(
        self, line_of: LineOf, port_of: PortOf, context: ssl.SSLContext | None
    ) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Listen inside; the given function ends the listening early and leaves the connections alone."""
        loop = asyncio.get_running_loop()
        servers = [
            await loop.create_server(lambda name=name: line_of(name), sock=bound, backlog=BACKLOG)  # type: ignore[misc]
            for name, bound in self._streams.items()
        ]
        servers += [
            await loop.create_server(
                lambda name=name: line_of(name), sock=bound, backlog=BACKLOG, ssl=context, ssl_handshake_timeout=HANDSHAKE_S
            )
            for name, bound in self._secure.items()
        ]
        receivers = [
            (await loop.create_datagram_endpoint(lambda name=name: port_of(name), sock=bound))[0]  # type: ignore[misc]
            for name, bound in self._datagrams.items()
        ]

        async def end() -> None:
            for server in servers:
                server.close()

        try:
            yield end
        finally:
            await end()
            for receiver in receivers:
                receiver.close()

    def _bind(self, host: str, name: str, protocol: Protocol, port: int) -> None:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
            if "tcp" in protocol.transports or "http" in protocol.transports:
                self._streams[name] = _bound(family, socket.SOCK_STREAM, host, port, is_shared=self._is_shared)
                port = self._streams[name].getsockname()[1]
            if "udp" in protocol.transports:
                self._datagrams[name] = _bound(family, socket.SOCK_DGRAM, host, port, is_shared=self._is_shared)
                port = self._datagrams[name].getsockname()[1]
        except OSError as error:
            raise PortTakenError(_refused(host, name, port, error)) from None
        self.bound[name] = port

    def _bind_tls(self, host: str, name: str, port: int) -> None:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
            self._secure[name] = _bound(family, socket.SOCK_STREAM, host, port, is_shared=self._is_shared)
        except OSError as error:
            raise PortTakenError(_refused(host, f"{name} inside TLS", port, error, "BILEZIK_TLS_PORTS")) from None
        self.bound_tls[name] = self._secure[name].getsockname()[1]

    def _close(self) -> None:
        for bound in (*self._streams.values(), *self._secure.values(), *self._datagrams.values()):
            bound.close()


def _bound(family: int, kind: int, host: str, port: int, *, is_shared: bool) -> socket.socket:
    made = socket.socket(family, kind)
    try:
        made.setblocking(False)
        if is_shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if kind == socket.SOCK_STREAM:
            # Accepted connections inherit all: what left without a word is found (tcp(7)), small replies leave at once, and a
            # peer that reads none of them holds 64 kB of the kernel, not megabytes.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 300)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 60)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.bind((host, port))
    except BaseException:
        made.close()
        raise
    return made


def _refused(host: str, name: str, port: int, error: OSError, setting: str = "BILEZIK_PORTS") -> str:
    where = f"port {port} on {host} for {name}"
    other = f"choose another with {setting}={name.partition(' ')[0]}=PORT"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken by another program: stop it (ss -ltnp 'sport = :{port}' names it) or {other}"
    if error.errno == errno.EACCES:
        return f"{where} needs rights this user has not: {other} above 1023"
    if isinstance(error, socket.gaierror):
        return f"{where} cannot be opened: {host} is no address of this machine; set BILEZIK_GATEWAY_HOST"
    return f"{where} cannot be opened: {os.strerror(error.errno or 0)}"
