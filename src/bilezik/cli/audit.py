"""`bilezik audit`: say whether the audit log is whole."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bilezik.cli import installation
from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.store.audit import Verdict

_HEAD: Final = re.compile("[0-9]{1,18}:[0-9a-f]{64}")

group = typer.Typer(help="The audit log: who did what, why and from where.", no_args_is_help=True)


@group.callback()
def _group() -> None:
    """Keep the group a group while it has one command."""


@group.command()
def verify(
    anchor: Annotated[
        list[str] | None, typer.Option(help="A head (NUMBER:CHAIN) that was written down earlier: the log must still contain it.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="A file of daily heads (var/heads/YEAR.txt, or what the mail brought): each must be there.")
    ] = None,
) -> None:
    """Walk the whole audit log and its chain; one line says whether it is whole, exit 1 if not."""
    import psycopg

    from bilezik.app.engines import EngineError
    from bilezik.store import audit, connect

    anchors = [*(anchor or ()), *(() if against is None else _heads(against))]
    settings = installation.load()
    try:
        with connect(settings.dsn("owner"), application="bilezik audit") as connection:
            verdict = audit.verify(connection, anchors=anchors)
    except EngineError as error:
        raise Refusal(str(error)) from None
    except psycopg.OperationalError as error:
        raise Refusal(f"the database cannot be reached: {str(error).strip().splitlines()[-1]}") from None
    except psycopg.errors.UndefinedTable:
        raise Refusal("the database has no audit log: run `bilezik serve` once, which makes the schema") from None
    if verdict.is_whole:
        erased = f", {verdict.erased} with erased content" if verdict.erased else ""
        waiting = f", {verdict.waiting} not yet sealed" if verdict.waiting else ""
        met = f", {len(anchors)} written heads met" if anchors else ""
        typer.echo(f"audit log whole: {verdict.sealed} rows sealed{erased}{waiting}{met}; head {verdict.head}")
        return
    raise Refusal(f"audit log BROKEN: {'; '.join(_faults(verdict))}")


def _heads(file: Path) -> list[str]:
    """Return the heads of a file: the last word of each line; what stands before it is when."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file}: cannot be read: {error}") from None
    found = [line.split()[-1] for line in lines if line.strip()]
    if not found:
        raise Refusal(f"{file}: holds no head")
    for number, head in enumerate(found, 1):
        if _HEAD.fullmatch(head) is None:
            raise Refusal(f"{file}:{number}: {head[:40]!r} is no head (NUMBER:CHAIN)")
    return found


def _faults(verdict: "Verdict") -> list[str]:
    faults = [
        f"{len(ids)} {what} (ids {', '.join(map(str, ids[:5]))}{' …' if len(ids) > 5 else ''})"
        for what, ids in (("changed", verdict.changed), ("missing", verdict.missing), ("inserted", verdict.inserted))
        if ids
    ]
    if verdict.broken is not None:
        faults.append(f"the chain does not hold from link {verdict.broken} on")
    if verdict.unmet:
        faults.append(f"{len(verdict.unmet)} written heads are not in the chain, the first {verdict.unmet[0]}")
    return faults
