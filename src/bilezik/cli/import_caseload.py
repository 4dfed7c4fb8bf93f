"""`bilezik import-caseload`: people with their orders and conditions. First what becomes of each row, with `--write` all of it."""

from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="The list: UTF-8 or Windows-1251, its first line names the columns.")
    ],
    *,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
    write: Annotated[bool, typer.Option("--write", help="Enrol everybody; without it nothing is written.")] = False,
    looked: Annotated[
        bool, typer.Option("--looked", help="Those who are likely in the register already were looked at: they are others.")
    ] = False,
) -> None:
    """Read a caseload, say what becomes of every row, and enrol everybody, or nobody."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import caseload_file

        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refusal(f"{file}: {error.strerror}", exit_code=2) from None
        read = caseload_file.read(by, content)
        for row in read.rows:
            same = f"likely person {', '.join(map(str, row.same))} of the register" if row.same else ""
            said = "; ".join(filter(None, (row.said, same)))
            typer.echo(f"line {row.line}: {row.outcome}: {row.name}{f': {said}' if said else ''}")
        numbers = f"{read.count('new')} new, {read.likely} of them likely known, {read.count('wrong')} wrong"
        typer.echo(f"{file}: {numbers} ({read.encoding})")
        if read.count("wrong"):
            raise Refusal("nothing is written: correct the rows above", exit_code=2)
        if not write:
            typer.echo("nothing is written yet: say --write")
            return
        caseload_file.enter(by, content, why=why, looked=looked)
        typer.echo(f"enrolled {read.count('new')} people")
