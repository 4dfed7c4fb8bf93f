"""What a monitor reads from PostgreSQL to judge a person: states, dockets, set-aside inputs, history.

A state of another layout is not read: its history is folded anew (`Ward.must_refold`).
"""

import traceback
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, days
from bilezik.domain.order import Docket
from bilezik.domain.violation import Violation
from bilezik.fold.inputs import Arrival
from bilezik.fold.keys import OLDEST_UPLOAD
from bilezik.fold.state import State, WrongLayoutError, fresh, unpack
from bilezik.monitor.library import Library
from bilezik.monitor.wards import Holding, Ward
from bilezik.store import Connection, reading
from bilezik.stream import PARTITIONS, partition_of

_WAKEUPS: Final = "SELECT person, partition, wake_at FROM person_states WHERE partition = ANY (%s) AND wake_at IS NOT NULL"
_UNREAD: Final = f"""
SELECT known.person FROM (SELECT person, max(recorded_at) AS at FROM dockets GROUP BY person) AS known
LEFT JOIN person_states AS stood USING (person)
WHERE known.person %% {PARTITIONS} = ANY (%s) AND (stood.person IS NULL OR known.at > stood.changed_at - interval '1 hour')
"""
_STATES: Final = "SELECT person, seq, state FROM person_states WHERE person = ANY (%s)"
_DOCKETS: Final = "SELECT person, content::text FROM dockets WHERE person = ANY (%s) ORDER BY person, recorded_at, id"
_ASIDE: Final = "SELECT DISTINCT person FROM set_asides WHERE person = ANY (%s)"
_SET_ASIDE: Final = "SELECT id, seq, arrival FROM set_asides WHERE person = %s ORDER BY seq, id"
_END: Final = Instant(4_102_444_800_000_000)
"""2100: after everything that can be stored."""

_read_arrival: Final = msgspec.msgpack.Decoder(Arrival).decode


def begin(connection: Connection, holdings: Collection[Holding]) -> None:
    """Read what a newly held partition needs at once: who is to be woken when, and who has dockets to look at."""
    by_partition = {holding.lease.partition: holding for holding in holdings}
    partitions = list(by_partition)
    with connection.cursor(binary=True) as cursor:
        for person, partition, wake_at in cursor.execute(_WAKEUPS, (partitions,)):
            by_partition[partition].wakeups.set(person, wake_at)
    for (person,) in connection.execute(_UNREAD, (partitions,)):
        by_partition[partition_of(person)].unread.add(person)
    for partition, outage in reading.outages(connection, partitions, since=Instant(0)):
        by_partition[partition].outages.append(outage)


def wards(connection: Connection, library: Library, people: Sequence[int]) -> list[Ward]:
    """Read these people: state, plan, dockets that the state has not seen, set-aside marks."""
    if not people:
        return []
    wanted = list(people)
    stored: dict[int, tuple[int, State | None]] = {}
    with connection.cursor(binary=True) as cursor:
        for person, seq, packed in cursor.execute(_STATES, (wanted,)):
            stored[person] = (seq, _state(packed))
    contents: dict[int, list[str]] = {}
    for person, content in connection.execute(_DOCKETS, (wanted,)):
        contents.setdefault(person, []).append(content)
    aside = {person for (person,) in connection.execute(_ASIDE, (wanted,))}
    found = []
    for person in wanted:
        seq, state = stored.get(person, (0, None))
        must_refold = person in stored and state is None
        if state is None:
            state = fresh(person)
        fault = ""
        news: tuple[Docket, ...] = ()
        try:
            seen, news = _seen(library, contents.get(person, []), state)
            plan = library.plan(seen or Docket(person=person))
        except Exception as error:  # noqa: BLE001 - the lane's border: one person's docket stops nobody else (law 5)
            fault, plan = name_of(error), library.plan(Docket(person=person))
        found.append(Ward(person, partition_of(person), plan, state, seq, news, person in aside, must_refold, fault))
    return found


def dockets(connection: Connection, library: Library, person: int) -> list[Docket]:
    """Return every docket of a person in the order in which they were recorded."""
    return [library.docket(content) for _, content in connection.execute(_DOCKETS, ([person],))]


def history(connection: Connection, person: int, since: Instant) -> Iterator[Arrival]:
    """Yield every stored report of a person from the event time `since` on."""
    return reading.arrivals(connection, person, since, _END)


def event_time_violations(connection: Connection, person: int) -> list[Violation]:
    """Return what is stored of a person's event-time conditions."""
    return [violation for violation in reading.violations(connection, person) if violation.condition_kind != "keep_contact"]


def whole_history(now: Instant) -> Instant:
    """Return the earliest event time that any stored report may have been filed under, a day to spare."""
    return Instant(now - OLDEST_UPLOAD - days(400))


def set_aside(connection: Connection, person: int) -> list[tuple[int, Arrival | None]]:
    """Return a person's set-aside inputs as (row id, arrival), in stream order; None: a look or a refold, no report."""
    rows = connection.execute(_SET_ASIDE, (person,), binary=True)
    return [(number, _read_arrival(packed) if packed else None) for number, _, packed in rows]


def name_of(error: BaseException) -> str:
    """Return what went wrong and where, without values: an error's own words may hold where somebody was."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _state(packed: bytes) -> State | None:
    try:
        return unpack(packed)
    except WrongLayoutError:
        return None


def _seen(library: Library, contents: Sequence[str], state: State) -> tuple[Docket | None, tuple[Docket, ...]]:
    """Return the docket by which the state is judged, and those that came after it."""
    read = [library.docket(content) for content in contents]
    seen = [docket for docket in read if docket.recorded_at <= state.line.docket_at]
    return (seen[-1] if seen else None), tuple(read[len(seen) :])
