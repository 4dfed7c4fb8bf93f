"""`bilezik import-devices`: a delivery of devices, from a list. First what becomes of each row, with `--write` all of it."""

from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="The list: UTF-8 or Windows-1251, its first line names the columns.")
    ],
    *,
    department: Annotated[
        int | None, typer.Option(help="Whose stock, where no column says it; without it the central store.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Enter what is new; without it nothing is written.")] = False,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")] = "delivered",
) -> None:
    """Read a list of devices, say what becomes of every row, and enter all that is new, or nothing."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import devices_file

        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refusal(f"{file}: {error.strerror}", exit_code=2) from None
        read = devices_file.read(content, department=department)
        for row in read.rows:
            if row.outcome == "refused":
                typer.echo(f"line {row.line}: {row.identity or '(no identity)'}: {row.why}")
        numbers = f"{read.count('new')} new, {read.count('there')} there already, {read.count('refused')} refused ({read.encoding})"
        typer.echo(f"{file}: {numbers}")
        if read.count("refused"):
            raise Refusal("nothing is written: correct the rows above", exit_code=2)
        if not write:
            typer.echo("nothing is written yet: say --write")
            return
        devices_file.enter(by, content, why=why, department=department)
        typer.echo(f"entered {read.count('new')} devices")
