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
_FIRST: Final = -62_135_596_800_000_000
_LAST: Final = 253_402_300_799_000_000
"""The first second of the year 1 and the last of 9999: what can be written as RFC 3339."""


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
        # What is no UTF-8 comes in as lone surrogates, so that its line can be named.
        with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as file:
            for person, row in _rows(path, file):
                people.setdefault(person, []).append(row)
    except OSError as error:
        raise Refusal(f"{path}: {error}", exit_code=2) from None
    for rows in people.values():
        rows.sort()
    return people


def _rows(path: Path, file: Iterator[str]) -> Iterator[tuple[str, Row]]:
    reader = csv.reader(_utf8(path, file))
    try:
        width = _width(next(reader, []))
        for fields in reader:
            if fields:
                yield fields[0], _row(reader.line_num, fields, width)
    except (ValueError, csv.Error) as error:
        raise Refusal(f"{path}:{max(1, reader.line_num)}: {error}", exit_code=2) from None


def _utf8(path: Path, lines: Iterator[str]) -> Iterator[str]:
    """Pass lines on; refuse one that is no UTF-8, by its own number: the reader has not counted it yet."""
    for number, line in enumerate(lines, start=1):
        if not line.isascii():
            wrong = next((letter for letter in line if "\udc80" <= letter <= "\udcff"), None)
            if wrong is not None:
                raise Refusal(f"{path}:{number}: the byte 0x{ord(wrong) - 0xDC00:02x} is no UTF-8", exit_code=2)
        yield line


def _width(header: list[str]) -> int:
    names = tuple(name.strip() for name in header)
    if names not in {COLUMNS, (*COLUMNS, RECEIVED)}:
        raise ValueError(f"the header must be {','.join(COLUMNS)}[,{RECEIVED}]")
    return len(names)


def _row(line: int, fields: list[str], width: int) -> Row:
    if len(fields) != width:
        raise ValueError(f"{len(fields)} fields, the header has {width}")
    if not fields[0]:
        raise ValueError("person is empty")
    at = _instant("time", fields[1])
    lat = _degrees("lat", fields[2], 90)
    lon = _degrees("lon", fields[3], 180)
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
        at = Instant(round(_float(text) * 1_000_000)) if ":" not in text else parse(text)
    except (ValueError, OverflowError):
        raise ValueError(f"{name} {text!r} is neither RFC 3339 with a zone nor epoch seconds") from None
    if not _FIRST <= at < _LAST:
        raise ValueError(f"{name} {text!r} is out of range")
    return at


def _degrees(name: str, text: str, most: int) -> float:
    value = _number(name, text)
    if not -most <= value <= most:
        raise ValueError(f"{name} {text!r} is not between -{most} and {most} degrees")
    return value


def _number(name: str, text: str) -> float:
    try:
        value = _float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number") from None
    if value - value != 0.0:
        raise ValueError(f"{name} {text!r} is not a finite number")
    return value


def _float(text: str) -> float:
    """Read a number as other programs write it: Python also takes `1_7` for 17, and the digits of every script."""
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return float(text)
