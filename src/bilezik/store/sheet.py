"""A table as CSV that a spreadsheet opens as it is: UTF-8 with its mark, semicolons, and no cell that is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the file; `None` is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    # A spreadsheet computes what begins like this, whoever wrote it there; a number may begin with a minus.
    return f"'{said}" if said[:1] in {"=", "+", "-", "@", "\t", "\r"} and not isinstance(value, int | float) else said
