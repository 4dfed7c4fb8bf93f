"""One batch, one transaction: leases first, then results, states, wake-ups, and last what people are told (law 8).

1. The first statement moves the leases; if one is not ours, nothing is written (`leases.LeaseLost`).
2. A part that PostgreSQL refuses (a value no column takes) does not stop the others: the batch is halved until the part is
   alone, and its inputs are set aside (law 5). The position moves with the last piece, so a crash between pieces
   repeats inputs that their states have seen (`Ward.seq`).
3. An envelope that is no row, or that PostgreSQL refuses, is kept as its bytes alone.
4. After a refusal the tenure is over (`Refused`): what was folded meanwhile stood on what was undone.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import psycopg
import structlog

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.fold.effects import Checkpoint, Incident, ViolationChanged, WitnessWanted
from bilezik.fold.inputs import Arrival, Outage
from bilezik.fold.state import pack
from bilezik.monitor import asking, leases
from bilezik.monitor.alerting import Told, stored_before, tell
from bilezik.monitor.folding import Part, fault_of
from bilezik.monitor.leases import Lease, TenureOver
from bilezik.monitor.loading import name_of
from bilezik.store import Connection, rows
from bilezik.store.connection import moment
from bilezik.store.writers import Batch, SetAside, Writer

_log = structlog.get_logger("monitor")

Moves = Sequence[tuple[Lease, Lease]]
"""Each lease as it stood and as it stands after the batch."""
Outages = Sequence[tuple[int, Outage]]
"""Outages that ended, each with its partition."""


class Refused(TenureOver):
    """A batch had to be written in pieces: all that could be stored is, and some of what was folded was undone."""


_pack_arrival: Final = msgspec.msgpack.Encoder().encode
_REFUSED: Final = (psycopg.DataError, psycopg.IntegrityError, OverflowError, ValueError, struct.error)
"""What says that a value is at fault, not the connection."""
_EARLIEST: Final = Instant(0)

_OUTAGE: Final = "INSERT INTO outages (partition, seq, from_at, to_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_RELEASE: Final = "DELETE FROM set_asides WHERE id = ANY (%s)"
_REPEATED: Final = """
SELECT late.seq FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS late(person, fixed_at, device, digest, seq)
JOIN fixes USING (person, fixed_at, device, digest) WHERE fixes.seq <> late.seq
"""


class Pen:
    """Writes the batches of one monitor over one connection."""

    def __init__(self, connection: Connection) -> None:
        """`connection` commits by itself outside transactions."""
        self._connection = connection
        self._writer = Writer(connection)

    def write(self, parts: Sequence[Part], evidence: Sequence[bytes], moves: Moves, now: Instant, outages: Outages = ()) -> None:
        """Write everything; raises `LeaseLost`, `Refused`, or `psycopg.Error` where the connection is at fault.

        `evidence`: rows as `evidence_row` packs them.
        """
        try:
            self._commit(parts, evidence, moves, now, outages)
        except _REFUSED as error:
            _log.error("a batch was refused; writing it in pieces", error=name_of(error), parts=len(parts), envelopes=len(evidence))
            still = [(lease, lease) for lease, _ in moves]
            self._in_pieces(parts, still, now)
            self._keep_evidence(evidence, still, now)
            self._commit([], [], moves, now, outages)
            raise Refused("a batch was written in pieces") from None

    def _in_pieces(self, parts: Sequence[Part], still: Moves, now: Instant) -> None:
        if not parts:
            return
        try:
            self._commit(parts, [], still, now)
        except _REFUSED as error:
            if len(parts) > 1:
                half = len(parts) // 2
                self._in_pieces(parts[:half], still, now)
                self._in_pieces(parts[half:], still, now)
                return
            part = parts[0]
            part.undo(name_of(error))
            try:
                self._commit(parts, [], still, now)
            except _REFUSED as again:  # a person the register does not have can have no alert: the log has to do
                _log.error("a part cannot be stored", person=part.ward.person, error=name_of(again))
                part.effects = []
                self._commit(parts, [], still, now, alerts=False)

    def _keep_evidence(self, evidence: Sequence[bytes], still: Moves, now: Instant) -> None:
        if not evidence:
            return
        try:
            self._commit([], evidence, still, now)
        except _REFUSED as error:
            if len(evidence) > 1:
                half = len(evidence) // 2
                self._keep_evidence(evidence[:half], still, now)
                self._keep_evidence(evidence[half:], still, now)
                return
            self._commit([], [_bare(*rows.evidence(evidence[0]), now, error)], still, now)

    def _commit(
        self,
        parts: Sequence[Part],
        evidence: Iterable[bytes],
        moves: Moves,
        now: Instant,
        outages: Outages = (),
        *,
        alerts: bool = True,
    ) -> None:
        batch = Batch()
        batch.envelopes += evidence
        for part in parts:
            _put(batch, part, now)
        known: set[int] = set()

        def first(connection: Connection) -> None:
            leases.advance(connection, moves)
            for partition, outage in outages:
                connection.execute(_OUTAGE, (partition, outage.seq, moment(outage.from_at), moment(outage.to_at)))
            known.update(stored_before(connection, batch.violations))

        def last(connection: Connection) -> None:
            _after(connection, parts, known, now, alerts=alerts)

        self._writer.commit(batch, first=first, last=last)


def evidence_row(seq: int, envelope: Envelope, now: Instant) -> bytes:
    """Return the row of an envelope; `seq` is that of its first report, or its own where it has none."""
    at = envelope.received_at
    try:
        return rows.envelope(seq, at, envelope)
    except _REFUSED as error:
        return _bare(seq, at, envelope.wire, envelope.sealed, now, error)


def _bare(seq: int, clock: Instant, wire: bytes, sealed: bool, now: Instant, error: Exception) -> bytes:  # noqa: FBT001 - as a row has it
    """Return the row of evidence of which only the bytes can be kept."""
    told = f"not stored: {name_of(error)}"
    return rows.envelope(
        seq,
        max(clock, _EARLIEST),
        Envelope(protocol="", received_at=now, wire=wire, decoder=0, sealed=sealed, error=told),
    )


def _put(batch: Batch, part: Part, now: Instant) -> None:
    """Add one part's rows."""
    ward = part.ward
    person = ward.person
    batch.fixes += part.stored_rows()
    batch.late += part.late_rows()
    for event in part.events:
        batch.event(person, event)
    _put_effects(batch, part, now)
    for given in part.aside:
        packed = b"" if given is None else _pack_arrival(given)
        batch.set_aside(SetAside(person, 0 if given is None else given.seq, packed, part.error or "set aside before", now))
    if part.begun_at is not None:
        batch.forget_checkpoints(person, max(part.begun_at, _EARLIEST))
        batch.doubts(person, part.seen_again.values())
    for recorded_at, seq, clock in part.docket_folds:
        batch.docket_fold(person, recorded_at, seq, clock)
    state = part.state
    if state.late_due_at != NEVER:
        batch.refold(person, max(state.late_since, _EARLIEST))
    elif part.was_late:
        batch.refolded(person)
    if state is part.before.state and part.seq == part.before.seq:
        return
    wake_at = NEVER if part.is_aside else state.wake_at
    batch.state(person, ward.partition, part.seq, pack(state), state.standing, changed_at=now, wake_at=wake_at)


def _put_effects(batch: Batch, part: Part, now: Instant) -> None:
    for effect in part.effects:
        if isinstance(effect, ViolationChanged):
            batch.violation(effect.violation, now)
        elif isinstance(effect, Checkpoint):
            batch.checkpoint(part.ward.person, effect.at, effect.state)


def _after(connection: Connection, parts: Sequence[Part], known: set[int], now: Instant, *, alerts: bool) -> None:
    told: list[Told] = []
    released: list[int] = []
    for part in parts:
        if part.effects:
            told += _told(connection, part)
        if part.error and not part.before.is_aside:
            told.append(Told(part.ward.person, fault_of(part, now)))
        released += part.released
    if released:
        connection.execute(_RELEASE, (released,))
    if told and alerts:
        tell(connection, told, known, now)
    wanted = [
        (part.ward.person, effect)
        for part in parts
        if part.effects and part.before.state.track.at != DAWN
        for effect in part.effects
        if isinstance(effect, WitnessWanted)
    ]
    if wanted:
        asking.ask(connection, wanted, now)


def _told(connection: Connection, part: Part) -> list[Told]:
    """Return what of a part concerns the alerts; an incident of a late report that was stored before is old news."""
    person = part.ward.person
    told = [Told(person, effect.violation) for effect in part.effects if isinstance(effect, ViolationChanged)]
    incidents = [effect for effect in part.effects if isinstance(effect, Incident)]
    if incidents:
        late = [rows.arrival(row) for row in part.late]
        old = _repeated(connection, person, late) if late else frozenset()
        told += [Told(person, each) for each in incidents if not any(witness.seq in old for witness in each.evidence)]
    return told


def _repeated(connection: Connection, person: int, late: Sequence[tuple[Instant, Arrival]]) -> frozenset[int]:
    found = connection.execute(
        _REPEATED,
        (
            [person] * len(late),
            [moment(at) for at, _ in late],
            [arrival.device for _, arrival in late],
            [arrival.digest for _, arrival in late],
            [arrival.seq for _, arrival in late],
        ),
    ).fetchall()
    return frozenset(int(seq) for (seq,) in found)
