"""Real sinks on the loopback: a mail server and a web server that keep what they are told."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from aiosmtpd.controller import Controller


@pytest.fixture
def office(office: Any) -> Any:
    """The office as the steward's process has it: Django as the owner."""
    from bilezik.app.django_settings import configure

    configure(office.database.settings, role="owner")
    return office


class Mailbox:
    """What the mail server was told; `refusals` many messages are refused first."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], str]] = []
        self.refusals = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd's protocol
        if self.refusals > 0:
            self.refusals -= 1
            return "451 try again later"
        self.received.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server and the apprise URL by which the installation sends."""
    box = Mailbox()
    with socket.socket() as probe:  # the controller cannot be given port 0
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"mailto://127.0.0.1:{port}?from=bilezik@example.kz&mode=insecure"
    finally:
        controller.stop()


@pytest.fixture
def hook() -> Iterator[tuple[list[bytes], str]]:
    """A web server and the channel that posts to it."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        kept: ClassVar[list[bytes]] = received

        def do_POST(self) -> None:
            self.kept.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield received, f"json://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
