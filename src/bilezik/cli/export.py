"""`bilezik export`: a person's record as a file from which every decision can be computed again (`bilezik replay --record`)."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal, writing


def command(
    person: Annotated[int, typer.Argument(help="The person's number.")],
    *,
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
    to: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write here, for its owner's eyes only; none: print.")
    ] = None,
) -> None:
    """Write a person's record: orders as they were known, reports as they came. That it was taken, by whom and why, is logged."""
    import psycopg

    from bilezik import __version__
    from bilezik.app.settings import Settings
    from bilezik.cli.staff import desk
    from bilezik.fold.record import write_record
    from bilezik.fold.state import WrongLayoutError
    from bilezik.store import connect, reading

    with desk() as by:
        from bilezik.deeds import records

        records.export(by, person, why=why)
    try:
        with connect(Settings.load().dsn("monitor"), application="bilezik export") as connection:
            items, end = reading.record(connection, person)
    except WrongLayoutError:
        raise Refusal("this person has not been judged by this version yet; a monitor will, in a moment: try again") from None
    except psycopg.OperationalError as error:
        raise Refusal(f"the database cannot be reached: {str(error).strip().splitlines()[-1]}") from None
    lines = write_record(person, __version__, items, end)
    if to is None:
        sys.stdout.writelines(line.decode() for line in lines)
        return
    with writing(to):
        to.touch(mode=0o600)
        to.write_bytes(b"".join(lines))
    typer.echo(f"{len(items)} lines of person {person} in {to}")
