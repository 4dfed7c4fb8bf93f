"""A list as a CSV file: its encoding, its separator, its columns; what the cells mean is said by who reads it.

1. UTF-8, with or without its mark, or Windows-1251, told by the bytes; semicolon, comma or tab, told by the first line.
2. The first line names the columns, in small or capital letters; a column that is not known refuses the file, so that nothing is
   left out unseen.
3. A line is its number in the file and the cells that are not empty, by field; one with more cells than columns says so.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from bilezik.deeds.refusal import Invalid

LARGEST: Final = 8_000_000
_LONGEST_CELL: Final = 1_000
_RUSSIAN: Final = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")

Encoding = Literal["UTF-8", "Windows-1251"]


class Line(msgspec.Struct, frozen=True):
    """A line of the file; `problem` where it cannot be read at all."""

    number: int
    cells: Mapping[str, str]
    problem: str = ""


class Table(msgspec.Struct, frozen=True):
    """A list as it was read."""

    encoding: Encoding
    lines: tuple[Line, ...]


def read(content: bytes, columns: Mapping[str, str], *, needed: Sequence[str], most: int) -> Table:
    """Return the lines of a list; `Invalid` (`file`) where it is no such list: its encoding, its columns, its size.

    `columns`: what a column may be called, in small letters -> the field.
    """
    text, encoding = _text(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        table = [(lines.line_num, [cell.strip() for cell in cells]) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Invalid("file", f"line {lines.line_num}: {error}") from None
    if not table:
        raise Invalid("file", "is empty")
    fields = _fields(table[0][1], columns, needed)
    if len(table) > most + 1:
        raise Invalid("file", f"has {len(table) - 1} rows, at most {most} are read at once")
    if len(table) == 1:
        raise Invalid("file", "has its columns and no row")
    return Table(encoding, tuple(_line(number, cells, fields) for number, cells in table[1:]))


def _line(number: int, cells: Sequence[str], fields: Sequence[str | None]) -> Line:
    stated = {field: cell for field, cell in zip(fields, cells, strict=False) if field is not None and cell}
    if len(cells) > len(fields):
        return Line(number, stated, f"has {len(cells)} cells, the first line {len(fields)}")
    long = next((field for field, cell in stated.items() if len(cell) > _LONGEST_CELL), None)
    return Line(number, stated, "" if long is None else f"{long}: has {len(stated[long])} letters")


def _text(content: bytes) -> tuple[str, Encoding]:
    if len(content) > LARGEST:
        raise Invalid("file", f"has {len(content) // 1_000_000} MB, at most {LARGEST // 1_000_000} are read")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid("file", "is UTF-16; save it as CSV UTF-8")
    if content.startswith(b"PK"):
        raise Invalid("file", "is a workbook or an archive; save the sheet as CSV UTF-8")
    encoding: Encoding = "UTF-8"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "Windows-1251"
        try:
            text = content.decode("cp1251")
        except UnicodeDecodeError:
            raise Invalid("file", "is neither UTF-8 nor Windows-1251; save it as CSV UTF-8") from None
        letters = [letter for letter in text if not letter.isascii() and letter.isalpha()]
        # Windows-1251 decodes nearly anything: text has letters of words in it, a program has not.
        if sum(letter.lower() in _RUSSIAN for letter in letters) * 2 < len(letters):
            raise Invalid("file", "is neither UTF-8 nor Windows-1251; save it as CSV UTF-8") from None
    if any(ord(letter) < 32 and letter not in "\r\n\t" for letter in text):
        raise Invalid("file", "holds control characters: it is no text")
    return text, encoding


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def _fields(names: Sequence[str], columns: Mapping[str, str], needed: Sequence[str]) -> list[str | None]:
    fields = [columns.get(name.lower()) if name else None for name in names]
    for name, field in zip(names, fields, strict=True):
        if name and field is None:
            raise Invalid("file", f"the column {name[:60]!r} is not known; there are {', '.join(sorted(set(columns.values())))}")
        if field is not None and fields.count(field) > 1:
            raise Invalid("file", f"two columns mean {field}")
    for wanted in needed:
        if wanted not in fields:
            raise Invalid("file", f"the column {wanted} is missing; the first line names the columns")
    return fields
