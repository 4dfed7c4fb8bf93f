"""The web process: granian in this very process, its event loop ours.

1. One process and no worker beside it: nothing is left behind when it is killed, and it starts in about a second.
2. Stopping ends the open event streams first; what is still running after `GRACE_S` is dropped.
3. It says that it serves once it answers.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from typing import Final

import uvloop

from bilezik.app.settings import Settings
from bilezik.app.supervisor.obstacles import check_ports

BACKLOG: Final = 4096
"""Open event streams count against back-pressure, so the two numbers are how many screens one process serves."""
GRACE_S: Final = 3.0


def serve(settings: Settings, *, on_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; raises `Obstacle` with one line when the port cannot be had."""
    check_ports([("web", settings.web_host, settings.web_port)])
    from bilezik.app.asgi import build

    app = build(settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(app, settings, on_ready))


async def _run(app: object, settings: Settings, on_ready: Callable[[], None]) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from bilezik.api import hub

    server = Server(
        app,
        address=settings.web_host,
        port=settings.web_port,
        interface=Interfaces.ASGINL,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        websockets=False,
        log_enabled=False,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(server.serve())
    stopped = asyncio.create_task(stop.wait())
    await _answers(settings, serving)
    on_ready()
    await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    hub.close()
    if serving.done():
        stopped.cancel()
        serving.result()
        raise RuntimeError("the web server ended by itself")
    server.stop()  # type: ignore[no-untyped-call]  # granian has no types here
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(serving, GRACE_S)


async def _answers(settings: Settings, serving: "asyncio.Task[None]") -> None:
    """Wait until a connection is accepted; what kept the server from serving is raised."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.web_host, settings.web_host)  # noqa: S104 - compared, not bound
    while True:
        if serving.done():
            serving.result()
        try:
            _, writer = await asyncio.open_connection(host, settings.web_port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        return
