"""Devices that speak HTTP/1.1: a strict reading by h11, one request at a time, limits on head and body.

1. A head above `HEAD_BYTES` is answered 431, a body above the limit 413, what is no HTTP 400, a request for which there is no
   room 503; then the connection ends.
2. The next request of a connection is not looked at before the last one is answered; what arrives meanwhile stops the reading.
3. What is kept as wire is the request as h11 read it, without the values of headers that are secrets
   and of the parameter `key`. Of a request that is
   refused, or that ends in the middle, the beginning is kept as a stranger's frame is: nobody has said who sent it.
"""

import asyncio
import re
import time
from http import HTTPStatus
from typing import Final, cast

import h11

from bilezik.domain.decoded import HttpReply, HttpRequest
from bilezik.domain.instant import Instant
from bilezik.gateway.budget import Budget
from bilezik.gateway.doors import Doors, Line, Stop
from bilezik.gateway.intake import Intake, Owed
from bilezik.gateway.quarantine import KEPT_BYTES
from bilezik.gateway.tcp import NOBODY, names_of

HEAD_BYTES: Final = 16_384
LINGER_S: Final = 1.0
"""How long what a refused peer still sends is read and thrown away: closing at once would reset the answer (RFC 9112, 9.6)."""
_SECRET: Final = (b"authorization", b"cookie", b"proxy-authorization")
_SECRET_PARAMETER: Final = re.compile(rb"([?&]key=)[^& \r\n]*")
_SECRET_LINE: Final = re.compile(
    rb"^((?:%s)[ \t]*:)[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*" % b"|".join(_SECRET), re.IGNORECASE | re.MULTILINE
)


class HttpLine(Line, asyncio.Protocol):
    """One connection."""

    __slots__ = (
        "_begun", "_body", "_body_bytes", "_budget", "_doors", "_held", "_http", "_intake", "_is_full", "_left", "_owed",
        "_request", "name", "number", "session",
    )  # fmt: skip

    def __init__(self, number: int, intake: Intake, doors: Doors, budget: Budget, *, body_bytes: int) -> None:
        super().__init__()
        self.number = number
        self.name = ""
        self.session = NOBODY
        self._intake, self._doors, self._budget, self._body_bytes = intake, doors, budget, body_bytes
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._begun = b""
        """The first bytes of the request that is being received."""
        self._held = 0
        """How many bytes of it, and of what came behind it, are taken from the budget."""
        self._owed: Owed | None = None
        self._is_full = self._left = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter, or be sent away."""
        self.transport = cast("asyncio.Transport", transport)
        self.source, self.name = names_of(transport.get_extra_info("peername"))
        if not self._doors.enter(self):
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on; while a request waits for its answer, stop reading instead."""
        if self._left or self._is_full:
            return
        if len(self._begun) < KEPT_BYTES:
            self._begun += data[: KEPT_BYTES - len(self._begun)]
        if self._budget.take(len(data), self._held):
            self._held += len(data)
            self._http.receive_data(data)
        else:
            self._is_full = True  # what came before is answered first
        if self._owed is None:
            self._read()
        else:
            self.stop(Stop.ANSWER)

    def eof_received(self) -> bool:
        """The peer sends no more; keep the connection while an answer is due."""
        return self._owed is not None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it ended changes nothing
        """Leave; half a request is kept as what it is."""
        self._doors.leave(self)
        self.transport = None
        self._give_back(0)
        if not self._left:
            self._keep_begun("it ends in the middle")

    def settle(self) -> None:
        """The stream has the request: answer it, and read on."""
        owed, self._owed = self._owed, None
        if owed is None or self.transport is None:
            return
        reply = owed.replies[0]
        self._answer(reply if isinstance(reply, HttpReply) else HttpReply(200, reply))
        self.go(Stop.ANSWER)
        if not self._left:
            self._read()

    def answered(self, command: str) -> None:
        """Nothing: no command goes over HTTP."""

    def _read(self) -> None:
        while self._owed is None and not self._left:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                self._refuse(error.error_status_hint)
                return
            if isinstance(event, h11.Request):
                self._request = event
                self._grow(_declared_length(event), b"")
            elif isinstance(event, h11.Data):
                self._grow(len(self._body) + len(event.data), event.data)
            elif isinstance(event, h11.EndOfMessage):
                self._take()
            else:
                self._pause(event)
                return

    def _grow(self, length: int, data: bytes) -> None:
        if length > self._body_bytes:
            self._refuse(413)
        else:
            self._body += data

    def _pause(self, event: object) -> None:
        """Nothing more to read now."""
        if self._is_full:
            self._intake.tally.dropped += 1
            self._refuse(503)
        elif event is h11.NEED_DATA and self._http.they_are_waiting_for_100_continue:
            self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
        elif isinstance(event, h11.ConnectionClosed):
            self.close()

    def _take(self) -> None:
        request, body = self._request, bytes(self._body)
        if request is None:  # pragma: no cover - h11 gives no end without a beginning
            return
        self._request = None
        self._body = bytearray()
        behind = self._http.trailing_data[0]
        self._begun = behind[:KEPT_BYTES]
        self._give_back(len(behind))
        self.heard_at = time.monotonic()
        headers: dict[str, str] = {}
        for name, value in request.headers:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        asked = HttpRequest(request.method.decode("latin-1"), request.target.decode("latin-1"), headers, body)
        owed, reply = self._intake.take_request(self, _wire(request, body), asked, Instant(time.time_ns() // 1000))
        self._doors.heard(self, 1)
        if owed is None:
            self._answer(cast("HttpReply", reply))
        else:
            self._owed = owed

    def _answer(self, reply: HttpReply) -> None:
        head = h11.Response(
            status_code=reply.status,
            reason=_reason(reply.status),
            headers=[("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(reply.body)))],
        )
        try:
            out = (self._http.send(head) or b"") + (self._http.send(h11.Data(data=reply.body)) or b"")
            self._write(out + (self._http.send(h11.EndOfMessage()) or b""))
        except h11.LocalProtocolError:  # the peer left in the middle of its request
            self.close()
            return
        if self._http.our_state is h11.MUST_CLOSE or self._http.their_state is not h11.DONE:
            self._leave()
        else:
            self._http.start_next_cycle()

    def _refuse(self, status: int) -> None:
        self._keep_begun(f"HTTP {status}")
        body = f"{_reason(status).decode()}\n".encode()
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            head = h11.Response(
                status_code=status, reason=_reason(status), headers=[("Content-Length", str(len(body))), ("Connection", "close")]
            )
            self._write((self._http.send(head) or b"") + (self._http.send(h11.Data(data=body)) or b""))
        self._leave()

    def _keep_begun(self, why: str) -> None:
        if self._begun.strip():
            wire = _SECRET_PARAMETER.sub(rb"\1(left-out)", _SECRET_LINE.sub(rb"\1 (left out)", self._begun))
            self._intake.take_refused(self, wire, why, Instant(time.time_ns() // 1000))

    def _give_back(self, keep: int) -> None:
        """Of what is held only `keep` bytes wait on."""
        self._budget.give(self._held - keep)
        self._held = keep

    def _leave(self) -> None:
        """End the connection so that the answer arrives: our side now, the rest after a moment of throwing away."""
        self._left = True
        self._body = bytearray()
        if self.transport is None or self.transport.is_closing():
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_S, self.close)

    def _write(self, data: bytes | None) -> None:
        if data and self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)


def _declared_length(request: h11.Request) -> int:
    return max((int(value) for name, value in request.headers if name == b"content-length"), default=0)


def _reason(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


def _wire(request: h11.Request, body: bytes) -> bytes:
    target = _SECRET_PARAMETER.sub(rb"\1(left-out)", request.target)
    lines = [request.method + b" " + target + b" HTTP/" + request.http_version]
    lines += [name + b": " + (b"(left out)" if name.lower() in _SECRET else value) for name, value in request.headers.raw_items()]
    return b"\r\n".join((*lines, b"", body))
