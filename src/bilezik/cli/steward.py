"""`bilezik steward`: partitions ahead, the audit sealer, escalation and notices, retention."""

import sys

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal


def command() -> None:
    """Do what must be done again and again, until SIGTERM or Ctrl-C."""
    import asyncio
    import signal

    from bilezik.app.django_settings import configure
    from bilezik.app.engines import EngineError
    from bilezik.app.settings import Settings
    from bilezik.app.supervisor.ready import report_ready

    def ready() -> None:
        sys.stderr.write("steward works\n")
        report_ready()

    async def work(settings: Settings) -> None:
        from bilezik.app.steward import run, tasks

        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await run(tasks(settings), stop, on_ready=ready)

    settings = installation.load()
    try:
        configure(settings, role="owner")
        asyncio.run(work(settings))
    except EngineError as error:
        raise Refusal(str(error)) from None
