"""The table of commands and the last border: what a command refuses becomes one line."""

import sys

import typer

from bilezik import __version__
from bilezik.cli import (
    ask,
    audit,
    bench,
    decode,
    demo,
    export,
    frames,
    gateway,
    hand_over,
    import_caseload,
    import_departments,
    import_devices,
    import_regions,
    key,
    memo,
    monitor,
    replay,
    serve,
    simulate,
    staff,
    steward,
    web,
)
from bilezik.cli.refusal import Refusal

app = typer.Typer(
    name="bilezik",
    help="An open information core for court-ordered electronic supervision.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


app.command("demo")(demo.command)
app.command("serve")(serve.command)
app.command("gateway")(gateway.command)
app.command("monitor")(monitor.command)
app.command("web")(web.command)
app.command("decode")(decode.command)
app.command("steward")(steward.command)
app.command("replay")(replay.command)
app.command("export")(export.command)
app.command("ask")(ask.command)
app.command("memo")(memo.command)
app.command("import-devices")(import_devices.command)
app.command("import-caseload")(import_caseload.command)
app.command("import-departments")(import_departments.command)
app.command("import-regions")(import_regions.command)
app.command("hand-over")(hand_over.command)
app.command("simulate")(simulate.command)
app.add_typer(frames.group, name="frames")
app.add_typer(audit.group, name="audit")
app.add_typer(staff.group, name="staff")
app.add_typer(key.group, name="key")
app.add_typer(bench.group, name="bench")


def main() -> None:
    """Run the command line; a `Refusal` is printed as one line."""
    try:
        app()
    except Refusal as refusal:
        sys.stderr.write(f"bilezik: {refusal}\n")
        raise SystemExit(refusal.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
