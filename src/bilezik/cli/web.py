"""`bilezik web`: the console, the API and the live feed."""

import sys

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal


def command() -> None:
    """Serve the console and the API on BILEZIK_WEB_HOST and BILEZIK_WEB_PORT until SIGTERM or Ctrl-C."""
    from bilezik.app.engines import EngineError
    from bilezik.app.supervisor import Obstacle
    from bilezik.app.supervisor.ready import report_ready
    from bilezik.app.web import serve

    def ready() -> None:
        sys.stderr.write(f"web serves at {settings.web_url or f'http://{settings.web_host}:{settings.web_port}'}\n")
        report_ready()

    settings = installation.load()
    try:
        serve(settings, on_ready=ready)
    except (Obstacle, EngineError) as error:
        raise Refusal(str(error)) from None
