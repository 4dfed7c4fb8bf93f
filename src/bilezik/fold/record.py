"""A person's record: JSON lines from which every decision can be computed again (law 7).

    {"record": 1, "person": "7", "code": "0.1.0", "parameters": 1}
    {"docket": {...}}                          orders as known from its recorded_at on
    {"arrival": {"device", "received_at", "clock", "seq", "digest", "integrity", "sealed", "report": {...}}}
    {"end": 1790000000000000}                  the instant until which time had passed

1. Lines stand in the order in which they were folded. The first docket comes before the first arrival.
2. Identifiers are strings (law 13): many readers of JSON round numbers beyond 2**53. Instants are whole microseconds.
3. `code` and `parameters` name what judged; another version may judge otherwise, and says so by these.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.order import Docket
from bilezik.fold.inputs import Arrival
from bilezik.fold.plan import ZoneCache
from bilezik.fold.story import Story
from bilezik.tracking.parameters import PARAMETERS

FORMAT: Final = 1
_IDS: Final = frozenset({"id", "person", "device", "seq", "digest"})


class RecordError(ValueError):
    """A line of a record cannot be used; `line` is its number."""

    def __init__(self, line: int, fault: str) -> None:
        """Keep the number of the line."""
        super().__init__(fault)
        self.line = line


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    record: int
    person: int
    code: str
    parameters: int = PARAMETERS.version


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    docket: Docket | None = None
    arrival: Arrival | None = None
    end: Instant | None = None


_HEAD: Final = msgspec.json.Decoder(Head, strict=False)
_LINE: Final = msgspec.json.Decoder(_Line, strict=False)


def write_record(person: int, code: str, items: Iterable[Docket | Arrival], end: Instant) -> Iterator[bytes]:
    """Yield the lines of a record, each with its newline; `items` in the order in which they were folded."""
    yield _written({"record": FORMAT, "person": person, "code": code, "parameters": PARAMETERS.version})
    for item in items:
        yield _written({"docket" if isinstance(item, Docket) else "arrival": msgspec.to_builtins(item)})
    yield _written({"end": end})


def read_record(lines: Iterable[bytes]) -> tuple[int, Story]:
    """Fold a record from its first line to its last; return the person and the story. A bad line raises `RecordError`."""
    numbered = enumerate(lines, start=1)
    head = _head(next(numbered, (1, b""))[1])
    story: Story | None = None
    for number, text in numbered:
        if not text.strip():
            continue
        try:
            line = _LINE.decode(text)
        except msgspec.DecodeError as error:
            raise RecordError(number, str(error)) from None
        if line.docket is not None:
            if line.docket.person != head.person:
                raise RecordError(number, f"a docket of person {line.docket.person} in the record of {head.person}")
            story = _docketed(story, line.docket)
        elif story is None:
            raise RecordError(number, "the first line after the head must be a docket")
        elif line.arrival is not None:
            story.feed(line.arrival)
        elif line.end is not None:
            story.finish(line.end)
    if story is None:
        raise RecordError(1, "the record has no docket")
    return head.person, story


def _docketed(story: Story | None, docket: Docket) -> Story:
    if story is None:
        return Story(docket, ZoneCache())
    story.feed(docket)
    return story


def _head(text: bytes) -> Head:
    try:
        head = _HEAD.decode(text)
    except msgspec.DecodeError as error:
        raise RecordError(1, f"not the head of a record: {error}") from None
    if head.record != FORMAT:
        raise RecordError(1, f"record format {head.record}, this version reads {FORMAT}")
    if head.parameters != PARAMETERS.version:
        raise RecordError(1, f"judged by parameters {head.parameters}, this version has {PARAMETERS.version}")
    return head


def _written(value: object) -> bytes:
    return msgspec.json.encode(_with_text_ids(value)) + b"\n"


def _with_text_ids(value: object) -> object:
    if isinstance(value, dict):
        return {key: str(item) if key in _IDS and isinstance(item, int) else _with_text_ids(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_text_ids(item) for item in value]
    return value
