"""`bilezik hand-over`: all people of one department to another. First what would go along, with `--write` all of it."""

from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal


def command(
    source: Annotated[int, typer.Argument(metavar="FROM", help="The department whose people they are.")],
    to: Annotated[int, typer.Argument(metavar="TO", help="The department that watches them from now on.")],
    *,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
    write: Annotated[bool, typer.Option("--write", help="Do it; without it nothing is written.")] = False,
) -> None:
    """Hand all people of a department over to another, or nobody."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import departments

        people = departments.caseload(source)
        if not people:
            raise Refusal(f"department {source} has no people", exit_code=2)
        weight = departments.weigh(people)
        typer.echo(f"{weight.people} people, {weight.open_alerts} open alerts, {weight.worn_devices} worn devices")
        if not write:
            typer.echo("nothing is written yet: say --write")
            return
        typer.echo(f"handed over {departments.hand_over(by, people, to, why=why)} people")
