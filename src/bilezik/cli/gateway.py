"""`bilezik gateway`: the devices' side alone, for an installation whose engines and monitors run elsewhere."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Annotated, Final

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal

SWITCH_S: Final = 0.0005
"""How long the thread that reads the register may keep the processor from the loop that answers devices; Python's own is 5 ms,
and every round of the loop waited so long while 15,000 devices were read."""


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
    for name, ports in (("PORTS", settings.ports), ("TLS_PORTS", settings.tls_ports)):
        unknown = sorted(set(ports) - set(PROTOCOLS))
        if unknown:
            raise Refusal(f"BILEZIK_{name} names {unknown[0]}, which is no protocol; known: {', '.join(PROTOCOLS)}", exit_code=2)
    if settings.tls_ports and settings.tls_certificate is None:
        raise Refusal("BILEZIK_TLS_PORTS needs a certificate: set BILEZIK_TLS_CERTIFICATE to a PEM file", exit_code=2)
    _check_networks(settings.networks)
    try:
        options = gateway.Options(
            dsn=settings.dsn("gateway"),
            nats_url=settings.nats(),
            sealing_key=settings.secrets().sealing_key,
            ports={name: settings.port_of(name, protocol.port) for name, protocol in PROTOCOLS.items()},
            host=settings.gateway_host,
            max_connections=settings.gateway_max_connections,
            idle_s=settings.gateway_idle_s,
            share_ports=settings.gateways > 1,
            networks=settings.networks,
            forward_key=settings.secrets().forward_key,
            keys_needed=settings.keys_needed,
            mqtt_seed=settings.secrets().mqtt_seed if settings.mqtt_port else "",
            tls_ports=settings.tls_ports,
            tls_certificate=str(settings.tls_certificate or ""),
            tls_key=str(settings.tls_key or ""),
            metrics_port=metrics_port,
        )
    except EngineError as error:
        raise Refusal(str(error)) from None

    def ready(ports: Mapping[str, int]) -> None:
        line = " ".join(f"{name}={port}" for name, port in ports.items())
        typer.echo(f"listening on {options.host}: {line}")
        gateway.settle_memory()
        sys.setswitchinterval(SWITCH_S)
        report_ready(line)

    async def run() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        await gateway.serve(options, stop, ready)

    try:
        uvloop.run(run())
    except (gateway.PortTakenError, gateway.CertificateError) as error:
        raise Refusal(str(error)) from None


def _check_networks(written: Mapping[str, str]) -> None:
    from bilezik.domain.device import KINDS
    from bilezik.gateway.identity import networks

    unknown = sorted(set(written) - set(KINDS))
    if unknown:
        raise Refusal(f"BILEZIK_NETWORKS names {unknown[0]}, which is no kind of device; known: {', '.join(KINDS)}", exit_code=2)
    try:
        networks(written)
    except ValueError as error:
        raise Refusal(f"BILEZIK_NETWORKS: {error}; write bracelet=10.14.0.0/16 10.15.0.0/16", exit_code=2) from None
