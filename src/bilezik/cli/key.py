"""`bilezik key`: the keys by which devices and servers that forward show who they are. Done at the server, and logged."""

from typing import Annotated

import typer

group = typer.Typer(help="Keys of devices that speak HTTP or MQTT, and of servers that forward.", no_args_is_help=True)


@group.command()
def device(
    number: Annotated[int, typer.Argument(metavar="DEVICE", help="The device's number.")],
    *,
    take_away: Annotated[bool, typer.Option("--take-away", help="Take its key away instead.")] = False,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
) -> None:
    """Make a key for a device; prints it, once. From then on the device must show it."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import keys

        if take_away:
            keys.take_away(by, number, why=why)
            typer.echo(f"device {number} has no key any more")
        else:
            typer.echo(keys.make(by, number, why=why))


@group.command()
def forward() -> None:
    """Print the key that a server which forwards positions must show (`forward.header` of a Traccar server)."""
    from bilezik.cli import installation

    typer.echo(installation.load().secrets().forward_key)
