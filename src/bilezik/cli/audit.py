"""`bilezik audit`: say whether the audit log is whole."""

from typing import TYPE_CHECKING, Annotated

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.store.audit import Verdict

group = typer.Typer(help="The audit log: who did what, why and from where.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """Keep the group a group while it has one command."""


@group.command()
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="A head (NUMBER:CHAIN) that an earlier verify printed: the log must still contain it.")
    ] = None,
) -> None:
    """Walk the whole audit log and its chain; one line says whether it is whole, exit 1 if not."""
    import psycopg

    from bilezik.app.engines import EngineError
    from bilezik.store import audit, connect

    settings = installation.load()
    try:
        with connect(settings.dsn("owner"), application="bilezik audit") as connection:
            verdict = audit.verify(connection, anchor=anchor)
    except EngineError as error:
        raise Refusal(str(error)) from None
    except psycopg.OperationalError as error:
        raise Refusal(f"the database cannot be reached: {str(error).strip().splitlines()[-1]}") from None
    except psycopg.errors.UndefinedTable:
        raise Refusal("the database has no audit log: run `bilezik serve` once, which makes the schema") from None
    if verdict.is_whole:
        erased = f", {verdict.erased} with erased content" if verdict.erased else ""
        waiting = f", {verdict.waiting} not yet sealed" if verdict.waiting else ""
        typer.echo(f"audit log whole: {verdict.sealed} rows sealed{erased}{waiting}; head {verdict.head}")
        return
    raise Refusal(f"audit log BROKEN: {'; '.join(_faults(verdict))}")


def _faults(verdict: "Verdict") -> list[str]:
    faults = [
        f"{len(ids)} {what} (ids {', '.join(map(str, ids[:5]))}{' …' if len(ids) > 5 else ''})"
        for what, ids in (("changed", verdict.changed), ("missing", verdict.missing), ("inserted", verdict.inserted))
        if ids
    ]
    if verdict.broken is not None:
        faults.append(f"the chain does not hold from link {verdict.broken} on")
    if not verdict.anchored:
        faults.append("the given anchor is not in the chain")
    return faults
