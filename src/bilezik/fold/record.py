"""A person's record: JSON lines from which every decision can be computed again (law 7).

    {"record": 1, "person": "7", "code": "0.1.0", "parameters": 1}
    {"docket": {...}}                          orders as known from its recorded_at on
    {"arrival": {"device", "received_at", "clock", "seq", "digest", "integrity", "sealed", "report": {...}}}
    {"outage": {"from_at", "to_at", "seq"}}    from then to then nobody listened on our side
    {"clock": 1790000000000000}                time had been judged until then, before what follows
    {"end": 1790000000000000}                  the same, and nothing follows

1. Lines stand in the order in which they were folded. The first docket comes before the first arrival.
2. Identifiers are strings (law 13): many readers of JSON round numbers beyond 2**53. Instants are whole microseconds.
3. `code` and `parameters` name what judged; another version may judge otherwise, and says so by these.
4. A record comes from outside: whatever is wrong with a line is a `RecordError` with its number. What a device may claim is
   evidence and is folded as it stands; what we ourselves wrote (dockets, ids, times of arrival) must make sense.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from bilezik.domain.instant import DAWN, Instant, days, seconds
from bilezik.domain.order import Condition, Docket
from bilezik.fold.inputs import Arrival, Clock, Outage
from bilezik.fold.keys import OLDEST_UPLOAD
from bilezik.fold.plan import ZoneCache
from bilezik.fold.story import Story
from bilezik.geo import zone_problem
from bilezik.schedule import problem as schedule_problem
from bilezik.tracking.parameters import PARAMETERS

FORMAT: Final = 1
_FIRST: Final = Instant(-62_135_596_800_000_000 + OLDEST_UPLOAD)
_LAST: Final = Instant(253_402_300_800_000_000 - days(1))
"""The years 1 to 9999, in which an instant can be written as RFC 3339, less what a device may be believed on either side."""
_LONGEST: Final = seconds(1e9)
"""No length of an order is a third of a century."""
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
    outage: Outage | None = None
    clock: Instant | None = None
    end: Instant | None = None


_NAMES: Final[dict[type, str]] = {Docket: "docket", Arrival: "arrival", Outage: "outage"}
_HEAD: Final = msgspec.json.Decoder(Head, strict=False)
_LINE: Final = msgspec.json.Decoder(_Line, strict=False)


Item = Docket | Arrival | Outage | Clock
"""What a record holds between its first and its last line; of a `Clock` only its `now`."""


def write_record(person: int, code: str, items: Iterable[Item], end: Instant) -> Iterator[bytes]:
    """Yield the lines of a record, each with its newline; `items` in the order in which they were folded."""
    yield _written({"record": FORMAT, "person": person, "code": code, "parameters": PARAMETERS.version})
    for item in items:
        if isinstance(item, Clock):
            yield _written({"clock": item.now})
        else:
            yield _written({_NAMES[type(item)]: msgspec.to_builtins(item)})
    yield _written({"end": end})


def read_record(lines: Iterable[bytes]) -> tuple[int, Story]:
    """Fold a record from its first line to its last; return the person and the story. A bad line raises `RecordError`."""
    numbered = enumerate(lines, start=1)
    number, text = next(numbered, (1, b""))
    story: Story | None = None
    try:
        head = _head(text)
        for number, text in numbered:  # noqa: B007 - the handler names the line that was in hand
            if text.strip():
                story = _told(head, story, _LINE.decode(text))
    except (msgspec.DecodeError, ValueError, OverflowError, RecursionError) as error:
        raise RecordError(number, str(error)) from None
    if story is None:
        raise RecordError(1, "the record has no docket")
    return head.person, story


def _told(head: Head, story: Story | None, line: _Line) -> Story:
    """Return the story with one line more; `ValueError` with the reason for one that cannot be."""
    if line.docket is not None:
        if line.docket.person != head.person:
            raise ValueError(f"a docket of person {line.docket.person} in the record of {head.person}")
        _check_docket(line.docket)
        if story is None:
            return Story(line.docket, ZoneCache())
        story.feed(line.docket)
    elif story is None:
        raise ValueError("the first line after the head must be a docket")
    elif line.arrival is not None:
        arrival = line.arrival
        _check_instants(received_at=arrival.received_at, clock=arrival.clock)
        _check_ids(device=arrival.device, seq=arrival.seq, digest=arrival.digest)
        story.feed(arrival)
    elif line.outage is not None:
        _check_instants(from_at=line.outage.from_at, to_at=line.outage.to_at)
        _check_ids(seq=line.outage.seq)
        if line.outage.to_at < line.outage.from_at:
            raise ValueError("an outage ends before it begins")
        story.feed(line.outage)
    elif (now := line.clock or line.end) is not None:
        _check_instants(end=now)
        story.feed(Clock(now))  # as the monitor does: what is on its way may still come
    return story


def _check_docket(docket: Docket) -> None:
    if docket.recorded_at != DAWN:
        _check_instants(recorded_at=docket.recorded_at)
    for order in docket.orders:
        _check_ids(order=order.id)
        _check_instants(starts_at=order.starts_at, ends_at=order.ends_at, ended_at=order.until_at)
        for one in order.suspensions:
            _check_instants(from_at=one.from_at, to_at=one.to_at)
        for condition in order.conditions:
            try:
                _check_condition(condition)
            except ValueError as error:
                raise ValueError(f"condition {condition.id}: {error}") from None


def _check_condition(condition: Condition) -> None:
    _check_ids(id=condition.id)
    faults = [zone_problem(zone) for zone in condition.zones]
    hours = (condition.schedule, *(zone.opening for zone in condition.zones))
    faults += [schedule_problem(schedule) for schedule in hours if schedule is not None]
    for fault in faults:
        if fault is not None:
            raise ValueError(fault)
    _check_lengths(dwell=condition.dwell, silence_after=condition.silence_after)
    for permission in condition.permissions:
        _check_instants(from_at=permission.from_at, to_at=permission.to_at)
        _check_lengths(travel_buffer=permission.travel_buffer)


def _check_lengths(**named: int) -> None:
    for name, length in named.items():
        if not 0 <= length <= _LONGEST:
            raise ValueError(f"{name}: must be 0 to {_LONGEST:,} microseconds, is {length}")


def _check_ids(**named: int) -> None:
    for name, number in named.items():
        if not -(2**63) <= number < 2**63:
            raise ValueError(f"{name}: {number} is no identifier of 64 bits")


def _check_instants(**named: int) -> None:
    for name, at in named.items():
        if not _FIRST <= at < _LAST:
            raise ValueError(f"{name}: {at} is out of range, the years 1 to 9999 in microseconds")


def _head(text: bytes) -> Head:
    try:
        head = _HEAD.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ValueError(f"not the head of a record: {error}") from None
    if head.record != FORMAT:
        raise ValueError(f"record format {head.record}, this version reads {FORMAT}")
    if head.parameters != PARAMETERS.version:
        raise ValueError(f"judged by parameters {head.parameters}, this version has {PARAMETERS.version}")
    return head


def _written(value: object) -> bytes:
    return msgspec.json.encode(_with_text_ids(value)) + b"\n"


def _with_text_ids(value: object) -> object:
    if isinstance(value, dict):
        return {key: str(item) if key in _IDS and isinstance(item, int) else _with_text_ids(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_text_ids(item) for item in value]
    return value
