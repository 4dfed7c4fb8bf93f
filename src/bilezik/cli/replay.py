"""`bilezik replay`: recorded fixes and orders in, violations out. The same fold as the monitor, no database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bilezik.cli.refusal import Refusal

Fixes = Annotated[
    Path | None,
    typer.Argument(metavar="FIXES.csv", help="person,time,lat,lon,accuracy_m,source[,received]", show_default=False),
]
Orders = Annotated[
    Path | None,
    typer.Option("--orders", metavar="ORDERS.json", help="The orders to judge by.", show_default=False),
]
Record = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE.jsonl", help="A person's exported record, instead of both.", show_default=False),
]


def command(fixes: Fixes = None, orders: Orders = None, record: Record = None) -> None:
    """Judge recorded fixes by orders; print a violation a line, as JSON, in order of raised_at.

    Times are RFC 3339 or epoch seconds. source: gnss, wifi, cell, network, beacon or unknown; accuracy_m may be empty.
    Progress goes to standard error where that is a terminal. A bad row is an error with file, line and reason, exit 2.
    """
    from bilezik.cli.replaying import replay_files, replay_record

    if record is not None and fixes is None and orders is None:
        lines = replay_record(record)
    elif record is None and fixes is not None and orders is not None:
        lines = replay_files(fixes, orders)
    else:
        raise Refusal("give either FIXES.csv and --orders ORDERS.json, or --record FILE.jsonl alone", exit_code=2)
    for line in lines:
        sys.stdout.write(line + "\n")
