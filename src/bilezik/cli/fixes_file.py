"""FIXES.csv: `person,time,lat,lon,accuracy_m,source[,received]`, read for `replay`.

1. Every bad row is refused with file, line and reason; nothing is skipped.
2. Rows may stand in any order: reports are folded in the order they were received, rows of the same instant as they stand.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, get_args

from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import Instant, parse
from bilezik.domain.report import Source

COLUMNS: Final = ("person", "time", "lat", "lon", "accuracy_m", "source")
RECEIVED: Final = "received"
SOURCES: Final[dict[str, Source]] = {source: source for source in get_args(Source)}
_LAST: Final = 253_402_300_799_000_000
"""The last second of the year 9999: what can still be written as RFC 3339."""


class Row(NamedTuple):
    """One row, in the order in which it is compared: by its arrival, then by its line."""

    received_at: Instant
    line: int
    at: Instant
    lat: float
    lon: float
    accuracy_m: float | None
    source: Source


def read_fixes(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each person in the order they were received; a bad row raises `Refusal` with file, line and reason."""
    people: dict[str, list[Row]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for person, row in _rows(path, file):
                people.setdefault(person, []).append(row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{path}: {error}", exit_code=2) from None
    for rows in people.values():
        rows.sort()
    return people


def _rows(path: Path, file: Iterator[str]) -> Iterator[tuple[str, Row]]:
    reader = csv.reader(file)
    header = tuple(name.strip() for name in next(reader, []))
    if header not in {COLUMNS, (*COLUMNS, RECEIVED)}:
        raise Refusal(f"{path}:1: the header must be {','.join(COLUMNS)}[,{RECEIVED}]", exit_code=2)
    width = len(header)
    for fields in reader:
        if not fields:
            continue
        line = reader.line_num
        if len(fields) != width:
            raise Refusal(f"{path}:{line}: {len(fields)} fields, the header has {width}", exit_code=2)
        try:
            yield fields[0], _row(line, fields)
        except ValueError as error:
            raise Refusal(f"{path}:{line}: {error}", exit_code=2) from None


def _row(line: int, fields: list[str]) -> Row:
    if not fields[0]:
        raise ValueError("person is empty")
    at = _instant("time", fields[1])
    lat = _number("lat", fields[2])
    lon = _number("lon", fields[3])
    accuracy_m = _number("accuracy_m", fields[4]) if fields[4] else None
    if accuracy_m is not None and accuracy_m < 0.0:
        raise ValueError(f"accuracy_m {fields[4]!r} is negative")
    source = SOURCES.get(fields[5])
    if source is None:
        raise ValueError(f"source {fields[5]!r} is none of {', '.join(SOURCES)}")
    received_at = _instant(RECEIVED, fields[6]) if len(fields) > 6 and fields[6] else at
    return Row(received_at, line, at, lat, lon, accuracy_m, source)


def _instant(name: str, text: str) -> Instant:
    try:
        at = Instant(round(float(text) * 1_000_000)) if ":" not in text else parse(text)
    except (ValueError, OverflowError):
        raise ValueError(f"{name} {text!r} is neither RFC 3339 with a zone nor epoch seconds") from None
    if not -_LAST < at < _LAST:
        raise ValueError(f"{name} {text!r} is out of range")
    return at


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number") from None
    if value - value != 0.0:
        raise ValueError(f"{name} {text!r} is not a finite number")
    return value
