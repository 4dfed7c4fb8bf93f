"""One person's inputs of a batch folded in order: what the shell adds to `fold` is when, not what.

1. Before an input: outages of our own that ended before it, dockets recorded by its clock, then a refold whose time has come
   (`fold.effects.Late`), in order of clock, so that a replay meets them at the same place (law 7). Where a docket was met is kept.
2. An input the state has seen already (`Ward.seq`) is passed over: a batch that was stored in pieces doubles nothing (law 8).
3. A report is packed as the row to store as soon as it is folded (`store.rows`); a refold and an undoing read it back from there.
4. Whatever raises in here concerns this person alone: the part is undone, its inputs are set aside (law 5).
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import psycopg

from bilezik.domain.envelope import Envelope
from bilezik.domain.fix import Event, Fix
from bilezik.domain.instant import DAWN, NEVER, Instant, to_datetime
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation, Witness
from bilezik.fold.effects import Checkpoint, Effect, Folded, Incident, Late, ViolationChanged
from bilezik.fold.findings import incident_id
from bilezik.fold.folding import fold
from bilezik.fold.inputs import GRACE, Arrival, Clock, Outage
from bilezik.fold.keys import digest_of, event_time
from bilezik.fold.refolding import refold
from bilezik.fold.state import WrongLayoutError, unpack
from bilezik.monitor import loading
from bilezik.monitor.leases import TenureOver
from bilezik.monitor.library import Library
from bilezik.monitor.loading import name_of
from bilezik.monitor.wards import Ward
from bilezik.store import Connection, reading, rows

BEYOND: Final = (psycopg.Error, TenureOver)
"""What is nobody's fault: the connection broke, or the partition is another's."""

Heard = tuple[int, Envelope, Report]
"""A report not folded yet: its sequence, the envelope that brought it, itself."""


class Part:
    """What one person's inputs led to, and how the ward stood before."""

    __slots__ = (
        "aside", "before", "begun_at", "docket_folds", "effects", "error", "events", "given", "is_aside", "late", "released",
        "rows", "seen_again", "seq", "state", "ward", "was_late",
    )  # fmt: skip

    def __init__(self, ward: Ward) -> None:
        """Remember how `ward` stands."""
        self.ward = ward
        self.before = msgspec.structs.replace(ward)
        self.rows: list[bytes] = []
        """Reports to store, as rows, and `late` those that came late."""
        self.late: list[bytes] = []
        self.events: list[Event] = []
        self.effects: list[Effect] = []
        self.given: list[bytes | Arrival] = []
        """Every input: as its row, or as it arrived where it was not folded."""
        self.aside: list[Arrival | None] = []
        """Inputs to set aside; None: a look or a refold, which are found again."""
        self.released: list[int] = []
        """Rows of `set_asides` that are folded now."""
        self.seen_again: dict[tuple[int, Instant, int], Fix] = {}
        """Fixes of a refold by (device, time, digest): their doubts may differ from what is stored."""
        self.docket_folds: list[tuple[Instant, int, Instant]] = []
        """Dockets folded, by `recorded_at`: after which input, and at which clock."""
        self.begun_at: Instant | None = None
        """The checkpoint from which a refold began: those after it are replaced."""
        self.was_late = ward.state.late_due_at != NEVER
        self.error = ""
        self.close()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened: no input was new."""
        return self.state is self.before.state and not (self.rows or self.late or self.aside or self.released or self.effects)

    def stored_rows(self) -> list[bytes]:
        """Return the rows of reports that came in order, with what a refold of this batch thinks of them."""
        return [self._seen_again(row) for row in self.rows] if self.seen_again else self.rows

    def late_rows(self) -> list[bytes]:
        """Return the rows of reports that came late, likewise."""
        return [self._seen_again(row) for row in self.late] if self.seen_again else self.late

    def _seen_again(self, row: bytes) -> bytes:
        at, arrival = rows.arrival(row)
        fix = self.seen_again.get((arrival.device, at, arrival.digest))
        return row if fix is None else rows.fix(self.ward.person, at, arrival, fix.doubt)

    def close(self) -> None:
        """Note how the ward stands now: while this part is written, the next one goes on from there."""
        self.state, self.seq, self.is_aside = self.ward.state, self.ward.seq, self.ward.is_aside

    def undo(self, error: str) -> None:
        """Put the ward back and set every input of this part aside: `error` says why in a few words."""
        ward, before = self.ward, self.before
        ward.plan, ward.state, ward.news, ward.must_refold = before.plan, before.state, before.news, before.must_refold
        ward.is_aside = True
        self.aside = [one if isinstance(one, Arrival) else rows.arrival(one)[1] for one in self.given] or [None]
        self.rows, self.late, self.events, self.effects, self.released = [], [], [], [], []
        self.seen_again, self.docket_folds = {}, []
        self.begun_at = None
        self.error = error
        self.close()


class Folder:
    """Folds parts. Where a refold needs history it calls `settle`, which returns when all that was folded is stored."""

    def __init__(self, connection: Connection, library: Library, settle: Callable[[], None]) -> None:
        """Keep the three."""
        self._connection, self._library, self._settle = connection, library, settle

    def hear(self, part: Part, heard: Sequence[Heard], outages: Sequence[Outage] = ()) -> None:
        """Fold what was heard of a person. `outages`: those of the person's partition, each met before the first input after it."""
        ward = part.ward
        if ward.is_aside:
            part.aside += [_arrival(ward, one) for one in heard if one[0] > ward.seq]
            ward.seq = max(ward.seq, heard[-1][0])
            part.close()
            return
        last, error = ward.seq, ward.fault  # `last`: of the inputs that `given` has
        if not error:
            try:
                self._begin(part)
                for one in heard:
                    if one[0] > last:
                        self._hear(part, one, outages)
                        last = one[0]
            except BEYOND:
                raise
            except Exception as raised:  # noqa: BLE001 - the lane's border: whatever it is, it is this person's and is told (law 5)
                error = name_of(raised)
        if error:
            part.given += [_arrival(ward, one) for one in heard if one[0] > last]
            ward.seq = max(last, heard[-1][0])
            part.undo(error)
        else:
            part.close()

    def wait(self, part: Part, now: Instant, outages: Sequence[Outage] = ()) -> None:
        """Fold the passing of time until `now`: everything heard by then is folded."""
        ward = part.ward
        if ward.is_aside:
            return
        error = ward.fault
        if not error:
            try:
                self._begin(part)
                self._lapse(part, outages)
                self._until(part, now)
                if ward.state.late_due_at <= now:
                    self._refold(part, ward.state.late_due_at)
                if ward.state.wake_at <= now:
                    self._take(part, fold(ward.plan, ward.state, Clock(now)))
            except BEYOND:
                raise
            except Exception as raised:  # noqa: BLE001 - the same border
                error = name_of(raised)
        if error:
            part.undo(error)
        else:
            part.close()

    def release(self, ward: Ward) -> Part:
        """Fold a person's set-aside inputs; the ward is set aside no more unless one of them raises again."""
        part = Part(ward)
        if ward.fault:
            part.error = ward.fault
            return part
        kept = loading.set_aside(self._connection, ward.person)
        try:
            for number, arrival in kept:
                part.released.append(number)
                if arrival is not None:
                    self._until(part, arrival.clock)
                    self._arrive(part, msgspec.structs.replace(arrival, clock=max(arrival.clock, ward.state.clock)))
            ward.is_aside = False
            part.close()
        except BEYOND:
            raise
        except Exception as error:  # noqa: BLE001 - the same border
            part.undo(name_of(error))
            part.aside = []  # they are where they were
        return part

    def _begin(self, part: Part) -> None:
        if part.ward.must_refold:
            self._refold_all(part)

    def _hear(self, part: Part, one: Heard, outages: Sequence[Outage]) -> None:
        ward = part.ward
        seq, envelope, report = one
        if outages and outages[-1].to_at > ward.state.clock:  # in the order in which they ended
            self._lapse(part, [outage for outage in outages if outage.seq <= seq])
        state = ward.state
        received_at = envelope.received_at
        clock = max(received_at, state.clock)
        arrival = Arrival(
            envelope.device or 0, received_at, clock, seq, digest_of(report), report, envelope.integrity, envelope.sealed
        )
        if ward.news or state.late_due_at < clock:
            self._until(part, clock)
        ward.seq = seq
        self._arrive(part, arrival)

    def _arrive(self, part: Part, arrival: Arrival) -> None:
        ward = part.ward
        folded = fold(ward.plan, ward.state, arrival)
        row = rows.fix(ward.person, folded.at, arrival, folded.doubt)
        part.given.append(row)
        ward.plan, ward.state = folded.plan, folded.state
        effects = folded.effects
        if effects:
            part.effects += effects
        if folded.duplicate:
            return
        is_late = bool(effects) and any(type(effect) is Late for effect in effects)
        (part.late if is_late else part.rows).append(row)
        if folded.events:
            part.events += folded.events

    def _take(self, part: Part, folded: Folded) -> None:
        part.ward.plan, part.ward.state = folded.plan, folded.state
        part.effects += folded.effects

    def _lapse(self, part: Part, outages: Sequence[Outage]) -> None:
        """Fold the outages that the person has not met: those that ended after everything folded so far."""
        ward = part.ward
        for outage in outages:
            if outage.to_at > ward.state.clock:
                self._until(part, outage.from_at)
                if ward.state.late_due_at < outage.to_at:
                    self._refold(part, ward.state.late_due_at)
                self._take(part, fold(ward.plan, ward.state, outage))

    def _until(self, part: Part, clock: Instant) -> None:
        """Fold what comes before an input of `clock`: dockets recorded by then, and a refold due earlier."""
        ward = part.ward
        while ward.news and ward.news[0].recorded_at <= clock:
            docket, *rest = ward.news
            known_at = max(ward.state.clock, docket.recorded_at)
            is_met_late = known_at > docket.recorded_at
            if ward.state.late_due_at < known_at or (is_met_late and ward.state.late_due_at == known_at):
                self._refold(part, ward.state.late_due_at)
            if is_met_late:  # as the record says it: an outage has brought the clock here and judged nothing but silence
                self._take(part, fold(ward.plan, ward.state, Clock(known_at)))
            self._take(part, fold(ward.plan, ward.state, docket))
            ward.news = tuple(rest)
            if docket.recorded_at != DAWN:
                part.docket_folds.append((docket.recorded_at, ward.seq, known_at))
        if ward.state.late_due_at < clock:
            self._refold(part, ward.state.late_due_at)

    def _refold(self, part: Part, now: Instant) -> None:
        """Fold history again from before the late input (law 4), with what this batch has of it and nobody has stored yet."""
        ward = part.ward
        self._settle()
        # Strictly before: a checkpoint of the same instant may have been taken after the place where the late one belongs.
        found = reading.checkpoint(self._connection, ward.person, Instant(ward.state.late_since - 1))
        if found is not None:
            try:
                unpack(found[1])
            except WrongLayoutError:
                found = None
        at, checkpoint = found or (None, None)
        self._again(part, at, checkpoint, now)

    def _refold_all(self, part: Part) -> None:
        """Tell everything again: the stored state is of another layout.

        Dockets are history here, no news: nothing is taken back because of them. Time goes on to where it had shown something.
        """
        ward = part.ward
        ward.must_refold = False
        self._settle()
        told_at = heard_at = DAWN
        for arrival in loading.history(self._connection, ward.person, _EARLIEST):
            told_at = max(told_at, event_time(arrival.report, arrival.received_at)[0])
            heard_at = max(heard_at, arrival.clock)
        state = msgspec.structs.replace(ward.state, clock=heard_at)
        for docket in ward.news:  # silence goes on from the last word; event time is told below
            folded = fold(ward.plan, state, docket)
            ward.plan, state = folded.plan, folded.state
            part.effects += [one for one in folded.effects if isinstance(one, ViolationChanged) and _is_silence(one.violation)]
        ward.news = ()
        ward.state = msgspec.structs.replace(state, late_since=NEVER, late_due_at=NEVER, late_told_at=NEVER)
        moments = (
            at
            for found in loading.event_time_violations(self._connection, ward.person)
            for at in (found.decided_at, found.certain_at, found.closed_at)
            if at is not None and at > told_at
        )
        self._again(part, None, None, max([heard_at, *(Instant(at + GRACE) for at in moments)]))

    def _again(self, part: Part, at: Instant | None, checkpoint: bytes | None, now: Instant) -> None:
        ward = part.ward
        begun_at = DAWN if at is None else at
        since = max(_EARLIEST, loading.whole_history(now) if at is None else at)
        stored = list(loading.history(self._connection, ward.person, since))
        fresh = [arrival for filed_at, arrival in map(rows.arrival, (*part.rows, *part.late)) if filed_at >= since]
        known: dict[int, Violation] = {v.id: v for v in loading.event_time_violations(self._connection, ward.person)}
        for effect in part.effects:
            if isinstance(effect, ViolationChanged) and not _is_silence(effect.violation):
                known[effect.violation.id] = effect.violation
        unseen = {docket.recorded_at for docket in ward.news}
        dockets = [
            docket for docket in loading.dockets(self._connection, self._library, ward.person) if docket.recorded_at not in unseen
        ]
        folded = refold(self._library.plan, ward.state, checkpoint, dockets, [*stored, *fresh], known.values(), now)
        part.effects = [effect for effect in part.effects if not (isinstance(effect, Checkpoint) and effect.at > begun_at)]
        part.begun_at = begun_at if part.begun_at is None else min(part.begun_at, begun_at)
        part.seen_again |= {(fix.device, fix.fixed_at, fix.digest): fix for fix in folded.fixes}
        self._take(part, folded)


_EARLIEST: Final = Instant(0)


def _is_silence(violation: Violation) -> bool:
    return violation.condition_kind == "keep_contact"


def _arrival(ward: Ward, heard: Heard) -> Arrival:
    seq, envelope, report = heard
    clock = max(envelope.received_at, ward.state.clock)
    return Arrival(
        envelope.device or 0, envelope.received_at, clock, seq, digest_of(report), report, envelope.integrity, envelope.sealed
    )  # fmt: skip


def unreadable(person: int, seq: int, envelope: Envelope) -> Incident:
    """Return the alert that law 5 asks for where a decoder of ours failed: what the frame said was judged by nobody."""
    at = envelope.received_at
    return Incident(
        id=incident_id(person, "fault", envelope.device or 0, at, seq),
        kind="fault",
        at=at,
        raised_at=at,
        evidence=(Witness(at, seq, f"{envelope.protocol} frame"),),
        text=f"A report of this person's device could not be read by a fault of ours ({envelope.error}). It is kept as it came;"
        " what it said is not judged.",
    )


def fault_of(part: Part, at: Instant) -> Incident:
    """Return the alert that law 5 asks for: the inputs of a person could not be judged."""
    return Incident(
        id=part.ward.person,
        kind="fault",
        at=at,
        raised_at=at,
        evidence=(),
        text=f"The rules failed for this person ({part.error}) at {to_datetime(at):%H:%M:%S} UTC. Reports are kept and not judged"
        " until the fault is mended and the person is released.",
    )
