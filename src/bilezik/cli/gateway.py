"""`bilezik gateway`: the devices' side alone, for an installation whose engines and monitors run elsewhere."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal


def command(
    metrics_port: Annotated[int | None, typer.Option(help="Serve Prometheus metrics on this port of the same address.")] = None,
) -> None:
    """Listen to devices and put what they say into the stream. Settings come from BILEZIK_… and bilezik.toml."""
    import uvloop

    from bilezik import gateway
    from bilezik.app.engines import EngineError
    from bilezik.app.supervisor.family import stop_on_signals
    from bilezik.app.supervisor.ready import report_ready
    from bilezik.protocols import PROTOCOLS

    settings = installation.load()
    unknown = sorted(set(settings.ports) - set(PROTOCOLS))
    if unknown:
        raise Refusal(f"BILEZIK_PORTS names {unknown[0]}, which is no protocol; known: {', '.join(PROTOCOLS)}", exit_code=2)
    try:
        options = gateway.Options(
            dsn=settings.dsn("gateway"),
            nats_url=settings.nats(),
            sealing_key=settings.secrets().sealing_key,
            ports={name: settings.port_of(name, protocol.port) for name, protocol in PROTOCOLS.items()},
            host=settings.gateway_host,
            max_connections=settings.gateway_max_connections,
            idle_s=settings.gateway_idle_s,
            metrics_port=metrics_port,
        )
    except EngineError as error:
        raise Refusal(str(error)) from None

    def ready(ports: Mapping[str, int]) -> None:
        line = " ".join(f"{name}={port}" for name, port in ports.items())
        typer.echo(f"listening on {options.host}: {line}")
        gateway.settle_memory()
        report_ready(line)

    async def run() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        await gateway.serve(options, stop, ready)

    try:
        uvloop.run(run())
    except gateway.PortTakenError as error:
        raise Refusal(str(error)) from None
