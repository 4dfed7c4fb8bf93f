"""How an explained frame is shown: a table that fits 132 columns, or an object for machines.

1. A line is a field: where it begins, its bytes, the same as text where they are text, what they say. What else a field says
   stands on the lines below it.
2. Separators of a text are told in one line below the table: a line each would double it.
3. Where a frame holds several reports, the fields of one stand under its number.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from bilezik.cli.decode import as_json
from bilezik.domain.instant import Instant, rfc3339
from bilezik.domain.report import EVENTS
from bilezik.protocols.explaining import Explanation, Field
from bilezik.protocols.meanings import NOTHING, event_written, meaning_of, short, written
from bilezik.protocols.probes import flat

WIDTH: Final = 132
_HEX: Final = 8
"""How many bytes are shown in hexadecimal."""
_MOST: Final = (5, 3 * _HEX + 1, 24, 20, 26)
"""How wide where, bytes, text, what and value may be; the meaning has the rest."""
_LINES: Final = 3
"""How many lines a meaning may have."""
_EVENTS: Final = 8
"""How many events that other values say are named."""
_NUMBERED: Final = re.compile(r"_[0-9a-f]{1,3}$")
_ROLES: Final = {
    "mark": ("mark", "without it nothing is read"),
    "structure": ("kind or count", "how others are read hangs on it"),
    "length": ("length", "how many bytes follow"),
    "guard": ("count or mark", "the integrity alone hangs on it"),
    "unread": ("not read", ""),
    "unseen": ("not looked at", "too far behind"),
}
_DIM, _BOLD, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"

Row = tuple[str, str, str, str, str, str]


def as_table(protocol: str, told: Explanation, *, colour: bool = False) -> str:
    """Return the table of a frame with what the whole frame says below it."""
    said, reports = flat(told.decoded), len(told.decoded.reports)
    rows = [(field, list(_rows(told, field, said))) for field in told.fields if field.role != "separator"]
    head = ("at", "bytes", "text", "what", "value", "meaning")
    widths = _widths([head, *(row for _, some in rows for row in some)])
    lines = [f"{protocol}, {len(told.frame)} bytes", *_lines(head, widths)]
    report = None
    for field, some in rows:
        if reports > 1 and field.role == "value" and field.report not in (None, report):
            report = field.report
            lines.append(f"  report {(report or 0) + 1} of {reports}")
        style = _DIM if field.role == "unread" else _BOLD if field.role == "value" else ""
        told_lines = [line for row in some for line in _lines(row, widths)]
        lines += [f"{style}{line}{_PLAIN}" for line in told_lines] if colour and style else told_lines
    return "\n".join([*lines, *_separators(told), "", *_whole(told)]) + "\n"


def _widths(rows: list[Row]) -> list[int]:
    return [min(most, max(len(row[number]) for row in rows)) for number, most in enumerate(_MOST)]


def _lines(row: Row, widths: list[int]) -> Iterator[str]:
    """Yield the lines of a row: a long meaning goes on in its column."""
    cells = [_cut(cell, width).ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
    left = WIDTH - sum(widths) - len(widths) * 2
    meaning = textwrap.wrap(row[-1], left, max_lines=_LINES, placeholder=" …") or [""]
    yield f"{row[0]:>{widths[0]}}  {'  '.join([*cells[1:], meaning[0]])}".rstrip()
    for more in meaning[1:]:
        yield " " * (WIDTH - left) + more


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _rows(told: Explanation, field: Field, said: dict[str, object]) -> Iterator[Row]:
    where = str(field.start), _hex(told.frame[field.start : field.end]), _text(told, field)
    for what, value, meaning in _says(told, field, said):
        yield *where, what, value, meaning
        where = "", "", ""


def _hex(data: bytes) -> str:
    return data.hex(" ") if len(data) <= _HEX else f"{data[: _HEX - 1].hex(' ')} …{len(data) - _HEX + 1}"


def _text(told: Explanation, field: Field) -> str:
    """Return a field's bytes as text, or nothing where the frame is none."""
    if not any(start <= field.start < end for start, end in told.texts):
        return ""
    text = told.frame[field.start : field.end].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "·" for letter in text)


def _says(told: Explanation, field: Field, said: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and meaning of everything a field says."""
    if field.role == "checksum" and told.checksum is not None:
        one = told.checksum
        yield (
            "checksum",
            f"should be {one.right.hex(' ')}" if one.right else "right",
            f"{one.name} of {one.covers_from} to {one.covers_to - 1}",
        )
    elif field.role == "structure" and field.parts:
        yield _ROLES["structure"][0], "", "on it hang " + ", ".join(dict.fromkeys(short(path) for path in field.parts))
    elif field.role != "value":
        what, meaning = _ROLES[field.role]
        yield what, "", meaning
    else:
        for path in field.parts:
            if path.endswith(".events"):
                yield from _events(field)
            elif path.startswith("replies["):
                yield "reply", "", meaning_of(path).words
            else:
                yield short(path), written(path, said.get(path)), meaning_of(path).words


def _events(field: Field) -> Iterator[tuple[str, str, str]]:
    for event in field.says:
        yield "events", event, event_written(event).removeprefix(event).strip(" ()") or "a word of the protocol's own"
    if field.could_say:
        yield "events" if not field.says else "", "" if field.says else NOTHING, _could_say(field.could_say)
    elif not field.says:
        yield "events", NOTHING, meaning_of("events").words


def _could_say(events: tuple[str, ...]) -> str:
    """Return events that other values say: the documented first, numbers that no table names last."""
    first = sorted(events, key=lambda event: (event not in EVENTS, _NUMBERED.search(event) is not None, event))
    return f"could say {', '.join(first[:_EVENTS])}{' and others' if len(first) > _EVENTS else ''}"


def _separators(told: Explanation) -> list[str]:
    places: dict[str, list[str]] = {}
    for field in told.fields:
        if field.role == "separator":
            text = told.frame[field.start : field.end].decode("ascii", "replace")
            places.setdefault(repr(text)[1:-1].replace(" ", "␣"), []).append(str(field.start))
    told_of = ";  ".join(f"{text} at {' '.join(at)}" for text, at in places.items())
    return [_cut(f"       between them: {told_of}", WIDTH)] if places else []


def _whole(told: Explanation) -> Iterator[str]:
    decoded = told.decoded
    yield f"device     {decoded.device or 'not stated'}"
    yield f"integrity  {_integrity(told)}"
    for reply in decoded.replies:
        yield _cut(f"reply      {written('replies[0]', reply)}", WIDTH)
    if decoded.answers is not None:
        yield f"answers    command {decoded.answers}"
    if decoded.payload_dropped is not None:
        yield _cut(f"dropped    {decoded.payload_dropped}", WIDTH)
    yield f"reports    {len(decoded.reports)}"
    if decoded.error is not None:
        yield f"error      {decoded.error}"


def _integrity(told: Explanation) -> str:
    checksum = told.checksum
    match told.decoded.integrity:
        case "ok":
            return "ok"
        case "none":
            return "none: the frame has no checksum"
        case "failed" if checksum is not None:
            return f"failed: the checksum at {checksum.start} should be {checksum.right.hex(' ')} ({checksum.name})"
        case _:
            return "failed: a wrong length or checksum, or something cut off"


def as_object(protocol: str, told: Explanation) -> dict[str, Any]:
    """Return the same for machines, with all bytes and every part's path."""
    said, one = flat(told.decoded), told.checksum
    checksum = None if one is None else {
        "start": one.start, "end": one.end, "name": one.name, "covers": [one.covers_from, one.covers_to],
        "should_be": one.right.hex() or None,
    }  # fmt: skip
    return {
        "protocol": protocol,
        "hex": told.frame.hex(),
        "decoded": as_json(told.decoded),
        "checksum": checksum,
        "fields": [_field(told, field, said) for field in told.fields],
    }


def _field(told: Explanation, field: Field, said: dict[str, object]) -> dict[str, Any]:
    data = told.frame[field.start : field.end]
    parts = [
        {"path": path, "value": _builtin(path, said.get(path)), "unit": meaning_of(path).unit, "meaning": meaning_of(path).words}
        for path in field.parts
    ]
    return {
        "start": field.start, "end": field.end, "hex": data.hex(), "text": _text(told, field) or None, "role": field.role,
        "report": field.report, "parts": parts, "says": field.says, "could_say": field.could_say,
    }  # fmt: skip


def _builtin(path: str, value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if path.endswith(".at") and isinstance(value, int):
        return rfc3339(Instant(value))
    return msgspec.to_builtins(value)
