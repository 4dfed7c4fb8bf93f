"""`bilezik simulate`: devices of a simulated world that speak the real protocols to a running gateway."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Coroutine


def command(
    world: Annotated[Path, typer.Argument(help="The world to live in: a file that `bilezik demo` wrote.")],
    *,
    history: Annotated[bool, typer.Option(help="Send the day before the world's moment first.")] = True,
) -> None:
    """Let a world's devices report to the gateway of this installation until stopped. Shows how much history has been sent."""
    import asyncio
    import contextlib

    import msgspec
    import uvloop

    from bilezik.app.settings import Settings, SettingsError
    from bilezik.app.supervisor.ready import report_ready
    from bilezik.protocols import PROTOCOLS
    from bilezik.simulate import fleet
    from bilezik.simulate.world import World

    try:
        settings = Settings.load()
        ports = {name: settings.port_of(name, protocol.port) for name, protocol in PROTOCOLS.items()}
        lives = msgspec.json.decode(world.read_bytes(), type=World)
    except (SettingsError, OSError) as error:
        raise Refusal(str(error)) from None
    except msgspec.DecodeError as error:
        raise Refusal(f"{world}: not a world file: {error}", exit_code=2) from None
    told = -1

    def caught_up(done: int, everybody: int) -> None:
        nonlocal told
        if done != told:
            told = done
            sys.stderr.write(f"{done} of {everybody} devices have sent their history\n")

    report_ready(f"{len(lives.subjects)} devices")
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        uvloop.run(_until_stopped(fleet.run(fleet.carriers(lives, settings.gateway_host, ports, history=history), caught_up)))


async def _until_stopped(running: "Coroutine[object, object, None]") -> None:
    import asyncio
    import signal

    task = asyncio.ensure_future(running)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await task
