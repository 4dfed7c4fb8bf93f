"""`bilezik memo`: one page that a supervised person can understand, as a PDF."""

from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import writing


def command(
    person: Annotated[int, typer.Argument(help="The person's number.")],
    *,
    language: Annotated[str, typer.Option(help="The language the person reads: kk, ru or en.")],
    to: Annotated[Path, typer.Option(metavar="FILE.pdf", help="Write here, for its owner's eyes only.")],
    why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")],
) -> None:
    """Write a person's memo: hours, zones with a map, duties, rights, whom to call. That it was printed is logged."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import records
        from bilezik.memo import pdf

        memo = records.memo(by, person, language, why=why)  # type: ignore[arg-type]  # the deed checks it
        page = pdf(memo)
    with writing(to):
        to.touch(mode=0o600)
        to.write_bytes(page)
    typer.echo(f"memo of person {person} ({language}) in {to}")
