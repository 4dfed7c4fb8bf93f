"""`bilezik monitor`: judges what the stream brings; and takes up again what was set aside."""

import asyncio
import os
import socket
from typing import Annotated

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal

_RELEASE_S = 20.0


def command(
    name: Annotated[str | None, typer.Option(help="This monitor's name among others; none: the host and the process.")] = None,
    release: Annotated[
        int | None, typer.Option(help="Judge the inputs of this person that were set aside after a fault, then end.")
    ] = None,
) -> None:
    """Fold reports into violations and alerts. Any number of monitors share the work; each holds some partitions of the stream."""
    from bilezik.app.engines import EngineError

    settings = installation.load()
    try:
        dsn, nats_url = settings.dsn("monitor"), settings.nats()
    except EngineError as error:
        raise Refusal(str(error)) from None
    if release is not None:
        _release(dsn, release)
        return
    _run(dsn, nats_url, name or f"{socket.gethostname()}:{os.getpid()}")


def _run(dsn: str, nats_url: str, owner: str) -> None:
    import gc

    import uvloop

    from bilezik import monitor
    from bilezik.app.supervisor.family import stop_on_signals
    from bilezik.app.supervisor.ready import report_ready

    async def judge() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        gc.freeze()  # what was imported lives as long as the process
        gc.disable()  # a batch is a hundred thousand objects and no cycle: looking for cycles takes half the time (`monitor.run`)
        await monitor.run(dsn, nats_url, owner=owner, stop=stop, on_ready=lambda: report_ready(owner))

    uvloop.run(judge())


def _release(dsn: str, person: int) -> None:
    import psycopg

    from bilezik import monitor

    try:
        before, left = monitor.release(dsn, person, within_s=_RELEASE_S)
    except psycopg.OperationalError as error:
        raise Refusal(f"PostgreSQL cannot be reached: {str(error).splitlines()[0]}; is `bilezik serve` running?") from None
    if not before:
        typer.echo(f"nothing of person {person} is set aside")
    elif left:
        raise Refusal(f"{left} of {before} inputs of person {person} are still set aside: a monitor's log says why")
    else:
        typer.echo(f"{before} inputs of person {person} are judged")
