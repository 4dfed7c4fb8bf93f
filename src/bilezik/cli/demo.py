"""`bilezik demo`: the whole system with simulated people, ready to sign in."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal, writing


def command(
    *,
    people: Annotated[int, typer.Option(min=8, max=20_000, help="How many people live in the demo's three cities.")] = 120,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people, errors and incidents.")] = 1,
    ready_file: Annotated[
        Path | None, typer.Option(help="Write address and sign-in here as JSON once everything serves; removed when it ends.")
    ] = None,
) -> None:
    """Run everything on embedded engines with simulated people of Astana, Almaty and Shymkent.

    Each start is a new day: a day of history is sent first, then time is real, and within five minutes eight incidents happen.
    Stop it with Ctrl-C. What it holds lies in var/demo.
    """
    import msgspec

    from bilezik.app.demo import running
    from bilezik.app.engines import EngineError
    from bilezik.app.migrate import MigrationError
    from bilezik.app.settings import Settings, SettingsError
    from bilezik.app.supervisor import Obstacle
    from bilezik.cli.main import app

    def ready(sign: running.Sign) -> None:
        sys.stderr.flush()
        typer.echo(
            f"\n  Bilezik serves at  {sign.url}\n  sign in as         {sign.username}\n  with password      {sign.password}\n"
        )
        typer.echo("  The day's history arrives in the first minute; the incidents follow within five. Ctrl-C stops all.\n")
        sys.stdout.flush()
        if ready_file is not None:
            part = ready_file.with_suffix(".part")
            with writing(ready_file):
                part.touch(mode=0o600)
                part.write_bytes(msgspec.json.encode(sign))
                part.replace(ready_file)

    try:
        settings = Settings.load()
        commands = {entry.name for entry in app.registered_commands if entry.name}
        running.run(settings, people=people, seed=seed, commands=commands, on_ready=ready, colour=sys.stderr.isatty())
    except (SettingsError, Obstacle, EngineError, MigrationError) as error:
        raise Refusal(str(error)) from None
    finally:
        if ready_file is not None:
            with contextlib.suppress(OSError):
                ready_file.unlink(missing_ok=True)
