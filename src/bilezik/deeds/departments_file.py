"""The ministry's list of departments as a CSV file: read, compared with the register row by row, and kept whole or not at all.

1. How a file is read is the same for every list (`deeds.lists`).
2. A department is known by its `code`; a name in one language at least and the `city` are needed. The region is named by its code
   or by its name in any of the three languages.
3. Every row has its answer: new, changed (with what), the same, or wrong (with column and reason). One wrong row refuses the file.
4. A cell that is empty, or a column that is not there, says nothing: what the register holds there stays. Nothing is closed because
   it is not on the list.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import msgspec

from bilezik.deeds import departments, lists
from bilezik.deeds.actor import Actor
from bilezik.deeds.departments import NewDepartment
from bilezik.deeds.refusal import Invalid
from bilezik.store.models import Department, Region

MOST_ROWS: Final = 5_000
USUAL_ZONE: Final = "Asia/Almaty"
"""One clock in all of Kazakhstan since 1 March 2024; a list may say otherwise."""

COLUMNS: Final[Mapping[str, str]] = {
    "code": "code", "код": "code", "коды": "code",
    "region": "region", "регион": "region", "область": "region", "облыс": "region", "өңір": "region",
    "city": "city", "город": "city", "населённый пункт": "city", "населенный пункт": "city", "қала": "city", "елді мекен": "city",
    "name": "name", "наименование": "name", "название": "name", "атауы": "name",
    "name_kk": "name_kk", "наименование на казахском": "name_kk", "қазақша атауы": "name_kk",
    "name_ru": "name_ru", "наименование на русском": "name_ru", "орысша атауы": "name_ru",
    "name_en": "name_en", "наименование на английском": "name_en", "ағылшынша атауы": "name_en",
    "timezone": "timezone", "часовой пояс": "timezone", "уақыт белдеуі": "timezone",
    "phone": "phone", "телефон": "phone",
    "lat": "lat", "широта": "lat", "ендік": "lat",
    "lon": "lon", "долгота": "lon", "бойлық": "lon",
}  # fmt: skip
"""What a column may be called, in small letters -> the field."""

Outcome = Literal["new", "changed", "same", "wrong"]


class Row(msgspec.Struct, frozen=True):
    """What becomes of one line of the file. `said`: what changes, or why it is wrong."""

    line: int
    code: str
    name: str
    outcome: Outcome
    said: str = ""


class Reading(msgspec.Struct, frozen=True):
    """A file as it was read: every row's answer, and what is to be kept, with the id of the department (None: a new one)."""

    encoding: lists.Encoding
    rows: tuple[Row, ...]
    kept: tuple[tuple[int | None, NewDepartment], ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have this answer."""
        return sum(row.outcome == outcome for row in self.rows)


def read(content: bytes) -> Reading:
    """Return what the file says and what would become of it; nothing is written. `Invalid` (`file`) where it is no such list."""
    table = lists.read(content, COLUMNS, needed=("code", "city"), most=MOST_ROWS)
    rows, kept = _judged(table.lines)
    return Reading(table.encoding, rows, kept)


def enter(by: Actor, content: bytes, *, why: str) -> Reading:
    """Keep what the file says; whole, or `Invalid` (`file`) where a row is wrong."""
    reading = read(content)
    wrong = [row for row in reading.rows if row.outcome == "wrong"]
    if wrong:
        raise Invalid("file", f"{len(wrong)} rows are wrong, the first on line {wrong[0].line}: {wrong[0].said}")
    if reading.kept:
        departments.keep_list(by, reading.kept, why=why)
    return reading


def _judged(lines: Iterable[lists.Line]) -> tuple[tuple[Row, ...], tuple[tuple[int | None, NewDepartment], ...]]:
    regions = _regions()
    known = {one.code.casefold(): one for one in Department.objects.exclude(code="")}
    first: dict[str, int] = {}
    rows: list[Row] = []
    kept: list[tuple[int | None, NewDepartment]] = []
    for line in lines:
        code = line.cells.get("code", "")[:64]
        there = known.get(code.casefold())
        try:
            _demand_readable(line, code, first)
            one = _department(line.cells, there, regions)
        except Invalid as refusal:
            problem = refusal.problem if refusal.field == "line" else f"{refusal.field}: {refusal.problem}"
            rows.append(Row(line.number, code, _name(line.cells), "wrong", problem))
            continue
        changes = {} if there is None else _changes(departments.stated(there), one)
        outcome: Outcome = "new" if there is None else "changed" if changes else "same"
        said = "; ".join(f"{name}: {was} → {now}" for name, (was, now) in changes.items())
        rows.append(Row(line.number, code, one.name, outcome, said))
        if outcome != "same":
            kept.append((None if there is None else there.pk, one))
    return tuple(rows), tuple(kept)


def _demand_readable(line: lists.Line, code: str, first: dict[str, int]) -> None:
    """Raise `Invalid` for a line without a code of its own; `first`: on which line each code stood."""
    if line.problem:
        raise Invalid("line", line.problem)
    if not code:
        raise Invalid("code", "is empty")
    if first.setdefault(code.casefold(), line.number) != line.number:
        raise Invalid("code", f"stands on line {first[code.casefold()]} already")


def _department(stated: Mapping[str, str], there: Department | None, regions: Mapping[str, int]) -> NewDepartment:
    """Return what a row states, upon what the register holds; `Invalid` names the column."""
    if there is not None and there.closed_at is not None:
        raise Invalid("code", "this department is closed")
    read: dict[str, Any] = dict(stated)
    if "region" in stated:
        if stated["region"].casefold() not in regions:
            raise Invalid("region", f"there is no region {stated['region'][:60]!r}; write its code, as KZ-71")
        read["region"] = regions[stated["region"].casefold()]
    for field in ("lat", "lon"):
        if field in stated:
            try:
                read[field] = float(stated[field].replace(",", "."))
            except ValueError:
                raise Invalid(field, "is not a number") from None
    if there is not None:
        held = departments.stated(there)
        # A name that was taken from one of the languages follows it.
        follows = {"name": ""} if held.name in {held.name_ru, held.name_kk, held.name_en} else {}
        return msgspec.structs.replace(held, **(follows | read)).checked()
    if "city" not in read:
        raise Invalid("city", "is empty")
    if not _name(stated):
        raise Invalid("name_ru", "a name is needed, in one language at least")
    return NewDepartment(**({"timezone": USUAL_ZONE} | read)).checked()


def _changes(was: NewDepartment, now: NewDepartment) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(was, name), getattr(now, name)) for name in NewDepartment.__struct_fields__}
    return {
        name: tuple("nothing" if value in ("", None) else str(value) for value in pair)  # type: ignore[misc]  # there are two
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }


def _name(stated: Mapping[str, str]) -> str:
    return next((stated[field] for field in ("name", "name_ru", "name_kk", "name_en") if field in stated), "")


def _regions() -> dict[str, int]:
    """Return the regions by code and by every name."""
    return {word.casefold(): one.pk for one in Region.objects.all() for word in (one.code, one.name_kk, one.name_ru, one.name_en)}
