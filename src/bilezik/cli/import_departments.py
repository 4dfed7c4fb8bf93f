"""`bilezik import-departments`: the ministry's list of departments. First what becomes of each row, with `--write` all of it."""

from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="The list: UTF-8 or Windows-1251, its first line names the columns.")
    ],
    *,
    write: Annotated[bool, typer.Option("--write", help="Keep what is new and changed; without it nothing is written.")] = False,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")] = "the ministry's list",
) -> None:
    """Read a list of departments, say what becomes of every row, and keep all that is new or changed, or nothing."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import departments_file

        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refusal(f"{file}: {error.strerror}", exit_code=2) from None
        read = departments_file.read(content)
        for row in read.rows:
            typer.echo(f"line {row.line}: {row.outcome}: {row.code or '(no code)'} {row.name}{f': {row.said}' if row.said else ''}")
        numbers = ", ".join(f"{read.count(outcome)} {outcome}" for outcome in ("new", "changed", "same", "wrong"))
        typer.echo(f"{file}: {numbers} ({read.encoding})")
        if read.count("wrong"):
            raise Refusal("nothing is written: correct the rows above", exit_code=2)
        if not write:
            typer.echo("nothing is written yet: say --write")
            return
        departments_file.enter(by, content, why=why)
        typer.echo(f"entered {read.count('new')} departments, changed {read.count('changed')}")
