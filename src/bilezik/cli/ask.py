"""`bilezik ask`: ask a device for something and say what became of it. What needs a second person is confirmed in the console."""

import time
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal
from bilezik.domain.command import KINDS

_LOOK_S = 0.5
_OPEN = ("queued", "sent")


def command(  # noqa: PLR0913 - each is an option
    device: Annotated[int, typer.Argument(help="The device's number.")],
    kind: Annotated[str, typer.Argument(help=f"What for: {', '.join(KINDS)}.")],
    *,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
    seconds: Annotated[int | None, typer.Option(help="set_interval: every so many seconds.")] = None,
    text: Annotated[str | None, typer.Option(help="message: what is shown.")] = None,
    on: Annotated[bool | None, typer.Option("--on/--off", help="save_power.")] = None,
    host: Annotated[str | None, typer.Option(help="set_server.")] = None,
    port: Annotated[int | None, typer.Option(help="set_server.")] = None,
    wait: Annotated[float, typer.Option(help="Wait so many seconds for what becomes of it.")] = 60.0,
) -> None:
    """Ask a device that is on somebody for something its protocol can."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import commands
        from bilezik.store.models import Command

        asked = commands.command(kind, {"seconds": seconds, "text": text, "on": on, "host": host, "port": port})
        made = commands.ask(by, device, asked, why=why)
        deadline = time.monotonic() + wait
        row = Command.objects.get(pk=made)
        while row.state in _OPEN and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
            row = Command.objects.get(pk=made)
    typer.echo(f"command {made} {row.state}{f': {row.detail}' if row.detail else ''}")
    if row.state in ("not_connected", "timed_out"):
        raise Refusal(f"command {made} came to nothing", exit_code=1)
