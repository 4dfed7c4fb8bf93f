"""What monitor, replay and gateway read back, as the domain's types.

1. `arrivals` gives reports exactly as they were folded, in event order: what a refold and an export need (laws 4 and 7).
2. A docket is read as it was recorded; the JSON is the domain's own.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from bilezik.domain.hours import Schedule
from bilezik.domain.instant import Instant
from bilezik.domain.order import Docket
from bilezik.domain.violation import Violation, Witness
from bilezik.domain.zone import Shape, Zone
from bilezik.fold import Arrival, Clock, Outage, unpack
from bilezik.fold.record import Item
from bilezik.store.codes import INTEGRITIES, unpack_report
from bilezik.store.connection import Connection, moment
from bilezik.store.rows import EARLIEST, LATEST

_ARRIVALS: Final = (
    "SELECT fixed_at, digest, seq, device, received_at, clock_at, lat, lon, accuracy_m, speed_mps, integrity, sealed, rest"
    " FROM fixes WHERE person = %s AND fixed_at >= %s AND fixed_at < %s ORDER BY fixed_at, seq"
)
_VIOLATIONS: Final = (
    "SELECT id, person, condition, condition_kind, order_id, kind, began_at, decided_at, raised_at, certainty, probability,"
    " certain_at, closed_at, state, reason, zone, evidence::text FROM violations"
    " WHERE person = %s AND (closed_at IS NULL OR closed_at > %s) ORDER BY raised_at, id"
)

_OUTAGES: Final = (
    "SELECT partition, seq, from_at, to_at FROM outages WHERE partition = ANY (%s) AND to_at > %s ORDER BY partition, seq"
)
_FOLDED: Final = "SELECT recorded_at, seq, clock_at FROM docket_folds WHERE person = %s"

_docket = msgspec.json.Decoder(Docket).decode
_shape: msgspec.json.Decoder[Shape] = msgspec.json.Decoder(Shape)
_hours = msgspec.json.Decoder(Schedule)
_witnesses = msgspec.json.Decoder(tuple[Witness, ...]).decode


class StoredState(msgspec.Struct, frozen=True):
    """A person's state as the last batch left it."""

    person: int
    seq: int
    state: bytes
    wake_at: Instant | None


def arrivals(connection: Connection, person: int, from_at: Instant, to_at: Instant) -> Iterator[Arrival]:
    """Yield a person's reports with `from_at` <= event time < `to_at`, in event order, those of one time as they came."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(_ARRIVALS, (person, moment(from_at), moment(to_at)))
        for at, digest, seq, device, received_at, clock, lat, lon, accuracy, speed, integrity, sealed, rest in cursor:
            yield Arrival(
                device=device, received_at=received_at, clock=clock, seq=seq, digest=digest,
                report=unpack_report(rest, at, lat, lon, accuracy, speed), integrity=INTEGRITIES[integrity], sealed=sealed,
            )  # fmt: skip


def record(connection: Connection, person: int) -> tuple[list[Item], Instant]:
    """Return a person's inputs in the order in which they were folded, and the instant until which time had passed for them.

    Everything is read as of one moment, that of the last batch: what is stored then follows from these inputs alone (law 7). An
    input that is set aside has not been folded and is not in it. A docket stands where a monitor folded it, after the clock it
    had then; one folded before that was kept stands where its `recorded_at` was reached.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = connection.execute(
            "SELECT partition, state FROM person_states WHERE person = %s", (person,), binary=True
        ).fetchone()
        known = dockets(connection, person)
        folded: dict[Instant, tuple[int, Instant]] = {}
        for recorded_at, seq, clock in connection.execute(_FOLDED, (person,), binary=True):
            folded[recorded_at] = (seq, clock)
        said = sorted(arrivals(connection, person, EARLIEST, LATEST), key=lambda arrival: arrival.seq)
        lapses = [] if found is None else list(outages(connection, [found[0]], since=EARLIEST))
    if found is None:
        return [*known[:1]], EARLIEST
    state = unpack(found[1])
    met = [outage for _, outage in lapses if outage.to_at <= state.clock]
    news = [docket for docket in known if docket.recorded_at <= state.line.docket_at]
    return in_order(said, met, news, folded), state.clock


def in_order(
    said: Sequence[Arrival], met: Sequence[Outage], news: Sequence[Docket], folded: Mapping[Instant, tuple[int, Instant]]
) -> list[Item]:
    """Return arrivals, outages and dockets in the order in which they were folded; `folded`: where and at which clock dockets were.

    Of a docket and an outage between the same two arrivals the docket comes first if time had not passed the outage's end by then.
    """
    items: list[Item] = []
    waiting = deque(news)

    def come(before: Arrival | Outage) -> bool:
        docket = waiting[0]
        seq, clock = folded.get(docket.recorded_at, (None, docket.recorded_at))
        if isinstance(before, Outage):
            return (seq is None or seq < before.seq) and clock < before.to_at
        return seq < before.seq if seq is not None else docket.recorded_at <= before.clock

    def take() -> None:
        docket = waiting.popleft()
        clock = folded.get(docket.recorded_at, (0, docket.recorded_at))[1]
        if items and clock > docket.recorded_at:
            items.append(Clock(clock))
        items.append(docket)

    both: list[Arrival | Outage] = [*met, *said]
    for item in sorted(both, key=lambda item: (item.seq, isinstance(item, Arrival))):
        while waiting and (not items or come(item)):  # a record begins with a docket
            take()
        items.append(item)
    while waiting:
        take()
    return items


def outages(connection: Connection, partitions: Sequence[int], *, since: Instant) -> Iterator[tuple[int, Outage]]:
    """Yield the outages of these partitions that ended after `since`, each with its partition, in the order of the stream."""
    for partition, seq, from_at, to_at in connection.execute(_OUTAGES, (list(partitions), moment(since)), binary=True):
        yield partition, Outage(from_at, to_at, seq)


def states(connection: Connection, partitions: Sequence[int]) -> Iterator[StoredState]:
    """Yield the states of all people of these partitions."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute("SELECT person, seq, state, wake_at FROM person_states WHERE partition = ANY (%s)", (list(partitions),))
        for person, seq, state, wake_at in cursor:
            yield StoredState(person, seq, state, wake_at)


def checkpoint(connection: Connection, person: int, at: Instant) -> tuple[Instant, bytes] | None:
    """Return the last checkpoint of a person not after `at`, or None."""
    found = connection.execute(
        "SELECT at, state FROM checkpoints WHERE person = %s AND at <= %s ORDER BY at DESC LIMIT 1",
        (person, moment(at)),
        binary=True,
    ).fetchone()
    return None if found is None else (found[0], found[1])


def dockets(connection: Connection, person: int) -> list[Docket]:
    """Return every docket of a person in the order in which they were recorded."""
    found = connection.execute("SELECT content::text FROM dockets WHERE person = %s ORDER BY recorded_at, id", (person,))
    return [_docket(content) for (content,) in found]


def newest_dockets(connection: Connection, people: Sequence[int] | None = None) -> dict[int, Docket]:
    """Return the docket now known of each person, of all people where `people` is None."""
    which, parameters = ("", ()) if people is None else ("WHERE person = ANY (%s)", (list(people),))
    found = connection.execute(
        f"SELECT DISTINCT ON (person) person, content::text FROM dockets {which} ORDER BY person, recorded_at DESC, id DESC",
        parameters,
    )
    return {person: _docket(content) for person, content in found}


def refolds(connection: Connection, people: Sequence[int]) -> dict[int, Instant]:
    """Return since when each of these people's history is to be folded again, where it is."""
    return dict(connection.execute("SELECT person, since_at FROM refolds WHERE person = ANY (%s)", (list(people),)).fetchall())


def violations(connection: Connection, person: int, open_after: Instant = EARLIEST) -> list[Violation]:
    """Return a person's violations that were open after that instant, in order of `raised_at`; without one, all."""
    return [
        Violation(
            id=id_, person=who, condition=condition, condition_kind=condition_kind, order=order, kind=kind, began_at=began_at,
            decided_at=decided_at, raised_at=raised_at, certainty=certainty, probability=probability, certain_at=certain_at,
            closed_at=closed_at, state=state, reason=reason, zone=zone, evidence=_witnesses(evidence),
        )
        for id_, who, condition, condition_kind, order, kind, began_at, decided_at, raised_at, certainty, probability, certain_at,
        closed_at, state, reason, zone, evidence in connection.execute(_VIOLATIONS, (person, moment(open_after)))
    ]  # fmt: skip


def zones(connection: Connection, ids: Sequence[int] | None = None) -> dict[int, Zone]:
    """Return zones by id, all of them where `ids` is None."""
    which, parameters = ("", ()) if ids is None else ("WHERE id = ANY (%s)", (list(ids),))
    found = connection.execute(f"SELECT id, name, category, shape::text, tolerance_m, opening::text FROM zones {which}", parameters)
    return {
        id_: Zone(
            id=id_,
            name=name,
            shape=_shape.decode(shape),
            tolerance_m=tolerance_m,
            category=category,
            opening=None if opening is None else _hours.decode(opening),
        )
        for id_, name, category, shape, tolerance_m, opening in found
    }
