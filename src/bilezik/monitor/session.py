"""One tenure of a monitor: a connection, the partitions held over it, and the work of a turn. Knows no event loop.

1. A turn folds what was heard, looks for dockets, wakes who is due; all of it is written in one transaction, by a thread of its own
   while the next turn folds. One batch is written at a time, in order.
2. What a turn reads from PostgreSQL it reads of people the batch being written does not concern, or waits for that batch.
3. After any fault of the connection or a lost lease the tenure is over: everything in memory is forgotten, a new one begins from
   what is stored. Nothing is repaired.
4. Everything here but the writing runs in one thread at a time.
5. A turn goes through its messages some at a time (`PIECE`): decoded, folded, packed as rows and forgotten before the next, so that
   the objects of a report live and die within a processor's cache.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

import msgspec
import structlog

from bilezik.domain.envelope import FAULT, PULSE, Envelope
from bilezik.domain.instant import Instant
from bilezik.fold.inputs import NOTHING, Outage
from bilezik.monitor import leases, loading
from bilezik.monitor.folding import Folder, Heard, Part, unreadable
from bilezik.monitor.leases import LeaseLost
from bilezik.monitor.library import Library
from bilezik.monitor.wards import DEAF, Holding, Ward
from bilezik.monitor.writing import Pen, evidence_row
from bilezik.store import connect
from bilezik.stream import Delivery, partition_of

_log = structlog.get_logger("monitor")

LOOKS: Final = 250
"""People looked at in one turn because they are due or have dockets: a turn stays short while everybody's curfew begins."""
PIECE: Final = 100_000
"""Bytes of messages worked on at once: some five hundred reports."""
POLL_S: Final = 30.0
"""How often dockets are looked for without being told: a notification is lost with its connection."""
RELEASES: Final = "releases"

_NEWS: Final = "SELECT id, person FROM dockets WHERE id > %s ORDER BY id"
_WORD: Final = (NOTHING,)
"""What a login, a keep-alive or a frame that nobody could read says all the same: the device is there."""
_OVERLAP: Final = 1_000
"""Ids below the last seen that are asked for again: a transaction that took its id early may commit late."""


class Session:
    """A tenure. Use it as a context; `holdings` is what is held, by partition."""

    def __init__(self, dsn: str, owner: str, library: Library) -> None:
        """Connect twice: for batches, and for everything else."""
        self._owner = owner
        self._library = library
        application = f"bilezik monitor {owner}"
        self._work = connect(dsn, autocommit=True, application=application)
        try:
            self._house = connect(dsn, autocommit=True, application=application)
        except BaseException:
            self._work.close()
            raise
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="pen")
        self._writing: Future[None] | None = None
        self.holdings: dict[int, Holding] = {}
        self.reports = 0
        self._pen = Pen(self._work)
        self._folder = Folder(self._house, library, self.flush)
        self._heard_of: dict[str, float] = {}
        self._releases: set[int] = set()
        self._docket_ids: set[int] = set()
        self._polled_at = 0.0
        self._renewed_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._hand.shutdown()
        self._work.close()
        self._house.close()

    def begin(self) -> None:
        """Listen, and free what an earlier life of this owner held."""
        for channel in ("dockets", RELEASES, leases.CHANNEL):
            self._house.execute(f"LISTEN {channel}")
        leases.disown(self._house, self._owner)

    def give_all(self) -> None:
        """Let others have everything at once: the monitor stops."""
        self.flush()
        leases.give(self._house, self._epochs())
        self.holdings.clear()

    def keep_house(self) -> bool:
        """Hear notifications, prolong and share leases; return whether other partitions are held now. Raises `LeaseLost`."""
        now = time.monotonic()
        self._listen(now)
        if now - self._polled_at >= POLL_S:
            self._poll()
            self._polled_at = now
        if now - self._renewed_at < leases.RENEW_EVERY_S:
            return False
        self._renewed_at = now
        self._house.execute("SELECT pg_notify(%s, %s)", (leases.CHANNEL, self._owner))
        if self.holdings and leases.renew(self._house, self._epochs()):
            raise LeaseLost("a lease ran out while this monitor was held up")
        living = 1 + sum(now - heard < leases.TTL_S for owner, heard in self._heard_of.items() if owner != self._owner)
        share = leases.share(self.holdings, leases.free(self._house), living)
        if share.give:
            self.flush()
            leases.give(self._house, {partition: self.holdings.pop(partition).lease.epoch for partition in share.give})
        if share.take:
            self._take(share.take)
        return bool(share.give or share.take)

    def turn(self, deliveries: Sequence[Delivery], reached: int, caught_up_at: Instant | None, now: Instant) -> None:
        """Fold and begin to write: `deliveries` of held partitions, all of them up to `reached`; time passes until `caught_up_at`.

        Raises what the batch before met when it was written.
        """
        if self._writing is not None and self._writing.done():
            self.flush()
        released = self._to_release()  # before the turn's own: what it sets aside comes after what waited
        freed = [self._folder.release(ward) for ward in released if ward.is_aside]
        before = [holding.lease for holding in self.holdings.values()]
        evidence: list[bytes] = []
        outages: list[tuple[int, Outage]] = []
        found: dict[int, Part] = {}
        unread: dict[int, tuple[int, Envelope]] = {}
        for piece in _pieces(deliveries):
            self._hear(piece, found, evidence, outages, unread, now)
        due = self._due(caught_up_at)
        for part in self._parts(due, found):
            ward = part.ward
            self._folder.wait(part, due[ward.person], self.holdings[ward.partition].outages)
        for person, told in unread.items():  # last: an undone part keeps it
            if person in found:
                found[person].effects.append(unreadable(person, *told))
        self._settle([*released, *(part.ward for part in found.values())])
        parts = [*freed, *(part for part in found.values() if not part.is_empty)]
        for holding in self.holdings.values():
            holding.lease = msgspec.structs.replace(
                holding.lease, seq=max(reached, holding.lease.seq), listened_at=holding.listened_at
            )
        moves = [(lease, self.holdings[lease.partition].lease) for lease in before]
        if not parts and not evidence and all(lease == moved for lease, moved in moves):
            return
        self.flush()
        self.reports += sum(len(part.rows) + len(part.late) for part in parts)
        self._writing = self._hand.submit(self._pen.write, parts, evidence, moves, now, outages)

    def flush(self) -> None:
        """Wait until everything folded is stored; raises what kept it from being."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    @property
    def next_wake_at(self) -> Instant:
        """When somebody is due next."""
        return min(holding.wakeups.next_at for holding in self.holdings.values())

    def _hear(
        self,
        deliveries: Sequence[Delivery],
        found: dict[int, Part],
        evidence: list[bytes],
        outages: list[tuple[int, Outage]],
        unread: dict[int, tuple[int, Envelope]],
        now: Instant,
    ) -> None:
        """Fold what devices said into the parts of `found`.

        Add the rows of the evidence, the outages that ended, and for whom a decoder of ours failed.
        """
        heard: dict[int, list[Heard]] = {}
        for first, envelope in self._envelopes(deliveries, outages, now):
            evidence.append(evidence_row(first, envelope, now))
            person = envelope.person
            if person is None:
                continue
            if envelope.error is not None and envelope.error.startswith(FAULT):
                unread.setdefault(person, (first, envelope))
            mine = heard.get(person)
            if mine is None:
                mine = heard[person] = []
            seq = first
            for report in envelope.reports or _WORD:
                mine.append((seq, envelope, report))
                seq += 1
        for part in self._parts(heard, found):
            ward = part.ward
            self._folder.hear(part, heard[ward.person], self.holdings[ward.partition].outages)

    def _envelopes(
        self, deliveries: Sequence[Delivery], outages: list[tuple[int, Outage]], now: Instant
    ) -> Iterator[tuple[int, Envelope]]:
        """Yield what devices said and is not stored yet, each with the number of its first report, and note who listened when.

        An envelope without reports has a number too: the place of its evidence.
        """
        for delivery in deliveries:
            partition, stream_seq, _ = delivery
            holding = self.holdings.get(partition)
            if holding is None or stream_seq <= holding.lease.seq:
                continue
            seq, newest = stream_seq << 16, holding.listened_at
            for envelope in delivery.envelopes:
                at, is_pulse = envelope.received_at, envelope.protocol == PULSE
                if is_pulse or newest is None or at - newest > DEAF:
                    holding.listened_at = newest
                    outage = holding.listened(seq, at, now, is_pulse=is_pulse)
                    newest = holding.listened_at
                    if outage is not None:
                        outages.append((partition, outage))
                elif at > newest:  # nearly every envelope: as `listened` would
                    newest = at if at <= now else max(newest, now)
                if not is_pulse:
                    yield seq, envelope
                seq += len(envelope.reports) or 1
            holding.listened_at = newest

    def _due(self, caught_up_at: Instant | None) -> dict[int, Instant]:
        """Return who has to be looked at although nothing was heard, and until when time has passed for them."""
        if caught_up_at is None:
            return {}
        due: dict[int, Instant] = {}
        for holding in self.holdings.values():
            room = LOOKS - len(due)
            if room <= 0:
                break
            until_at = holding.until(caught_up_at)
            due |= dict.fromkeys(holding.wakeups.due(until_at, room), until_at)
            while holding.unread and len(due) < LOOKS:
                due[holding.unread.pop()] = until_at
        return due

    def _parts(self, people: Collection[int], found: dict[int, Part]) -> Iterator[Part]:
        """Yield the parts of these people, those not in `found` begun and added to it."""
        missing = [person for person in people if person not in found]
        if missing:
            found |= {person: Part(ward) for person, ward in self._wards(missing).items()}
        for person in people:
            part = found.get(person)
            if part is not None:
                yield part

    def _wards(self, people: Iterable[int]) -> dict[int, Ward]:
        """Return these people's wards, loading those not looked at yet and the dockets of those who have news."""
        found: dict[int, Ward] = {}
        missing: list[int] = []
        for person in people:
            holding = self.holdings.get(partition_of(person))
            if holding is None:
                continue
            ward = holding.wards.get(person)
            if ward is None:
                missing.append(person)
            else:
                found[person] = ward
        for ward in loading.wards(self._house, self._library, missing):
            self.holdings[ward.partition].wards[ward.person] = ward
            self.holdings[ward.partition].unread.discard(ward.person)
            found[ward.person] = ward
        return found

    def _settle(self, wards: Iterable[Ward]) -> None:
        """Note when each of them is due next."""
        for ward in wards:
            wakeups = self.holdings[ward.partition].wakeups
            if ward.is_aside:
                continue
            wake_at = ward.state.wake_at
            if ward.news:
                wake_at = min(wake_at, ward.news[0].recorded_at)
            wakeups.set(ward.person, wake_at)

    def _listen(self, now: float) -> None:
        for notice in self._house.notifies(timeout=0):
            if notice.channel == leases.CHANNEL:
                self._heard_of[notice.payload] = now
            elif notice.payload.isdigit():
                person = int(notice.payload)
                if notice.channel == RELEASES:
                    self._releases.add(person)
                else:
                    self._has_news(person)

    def _poll(self) -> None:
        """Look for dockets that nobody told of."""
        if not self._docket_ids:  # what was there at the beginning is found by `loading.begin`
            newest = self._house.execute("SELECT coalesce(max(id), 0) FROM dockets").fetchall()[0][0]
            self._docket_ids = {int(newest)}
            return
        newest = max(self._docket_ids)
        for number, person in self._house.execute(_NEWS, (newest - _OVERLAP,)).fetchall():
            if number not in self._docket_ids:
                self._docket_ids.add(number)
                self._has_news(person)
        newest = max(self._docket_ids)
        self._docket_ids = {number for number in self._docket_ids if number > newest - _OVERLAP} or {newest}

    def _has_news(self, person: int) -> None:
        holding = self.holdings.get(partition_of(person))
        if holding is None:
            return
        self.flush()
        self._forget(person)
        holding.unread.add(person)

    def _to_release(self) -> list[Ward]:
        """Return the wards whose set-aside inputs are to be taken up, read anew."""
        if not self._releases:
            return []
        self.flush()
        releases, self._releases = self._releases, set()
        for person in releases:
            self._forget(person)
        return list(self._wards(releases).values())

    def _forget(self, person: int) -> None:
        """Read a person anew with the next turn: everything of it is stored."""
        holding = self.holdings.get(partition_of(person))
        if holding is not None:
            holding.wards.pop(person, None)

    def _take(self, count: int) -> None:
        taken = [Holding(lease) for lease in leases.take(self._house, self._owner, count)]
        if taken:
            self.holdings |= {holding.lease.partition: holding for holding in taken}
            loading.begin(self._house, taken)
            _log.info("partitions taken", count=len(taken), held=len(self.holdings))

    def _epochs(self) -> dict[int, int]:
        return {partition: holding.lease.epoch for partition, holding in self.holdings.items()}


def _pieces(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield the deliveries some at a time."""
    piece: list[Delivery] = []
    size = 0
    for delivery in deliveries:
        piece.append(delivery)
        size += len(delivery.payload)
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
