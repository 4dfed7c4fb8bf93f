"""`bilezik serve`: every role and the embedded engines under one supervisor."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal, writing


def command(
    ready_file: Annotated[
        Path | None, typer.Option(help="Write this file once everything serves; it is removed when serving ends.")
    ] = None,
) -> None:
    """Run everything: embedded PostgreSQL and NATS (unless external), gateway, monitor, web, steward.

    A role or an engine that dies is started again. SIGTERM or Ctrl-C stops all in order.
    """
    import asyncio

    from bilezik.app.engines import EngineError
    from bilezik.app.migrate import MigrationError
    from bilezik.app.settings import Settings, SettingsError
    from bilezik.app.supervisor import Obstacle
    from bilezik.app.supervisor.serve import serve
    from bilezik.cli.main import app

    served = False

    def ready() -> None:
        nonlocal served
        served = True
        sys.stderr.write(
            f"serve    everything serves; the console is at {settings.web_url or f'http://{host}:{settings.web_port}'}\n"
        )
        if ready_file is not None:
            with writing(ready_file):
                ready_file.write_text(f"{os.getpid()}\n")

    try:
        settings = Settings.load()
        host = settings.web_host
        commands = {entry.name for entry in app.registered_commands if entry.name} | {
            group.name for group in app.registered_groups if group.name
        }
        asyncio.run(serve(settings, commands=commands, on_ready=ready, colour=sys.stderr.isatty()))
    except (SettingsError, Obstacle, EngineError, MigrationError) as error:
        raise Refusal(str(error)) from None
    finally:
        if served and ready_file is not None:
            ready_file.unlink(missing_ok=True)
