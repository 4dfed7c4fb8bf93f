"""`bilezik import-regions`: the regions of Kazakhstan, from the package. Doing it again changes nothing."""

from typing import Annotated

import typer


def command(*, why: Annotated[str, typer.Option(help="The reason, as the audit log keeps it.")] = "reference data") -> None:
    """Enter the 20 regions of Kazakhstan, or name anew those that are there."""
    from bilezik.cli.staff import desk

    with desk() as by:
        from bilezik.deeds import Conflict, departments

        try:
            changed = departments.keep_regions(by, departments.shipped_regions(), why=why)
        except Conflict:
            changed = 0
    typer.echo(f"{changed} regions entered or named anew" if changed else "all regions are there as they should be")
