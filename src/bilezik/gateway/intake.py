"""The way of a frame, the same for every transport: decode, look up, judge what may be kept, publish; the replies wait.

1. A framer or a decoder never raises; if it does, or the result cannot be encoded, the bytes are kept with that as their error
   (`FAULT`, by which the monitor knows it), and counted as our fault (law 5). Of a result that cannot be encoded the vital part
   is kept too (law 6).
2. `take` returns what is owed to the peer, or None where nothing is: a stranger, or a frame without reply.
3. A request that is turned away unread is kept and counted as a stranger's.
4. Sound or pictures nobody asked for are not kept: their length and hash stand in the envelope's error.
5. A frame with a wrong checksum is of the device whose connection it came on: a spoiled id could be somebody else's. But where the
   decoder leaves the connection to its device and says that this one frame is another's, it is: the sum does not cover that id.
6. Who is not who it claims to be (`identity`) is a stranger; that somebody was is an event of the device, with nothing else in it.
"""

import asyncio
import time
from typing import ClassVar, Final
from typing import Protocol as Port

import msgspec
import structlog

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.envelope import FAULT, Envelope
from bilezik.domain.instant import Instant, hours
from bilezik.domain.report import Report
from bilezik.gateway import custody
from bilezik.gateway.custody import REFUSED
from bilezik.gateway.identity import ANOTHER_ID, WRONG_KEY, WRONG_NETWORK, Identity
from bilezik.gateway.quarantine import KEPT_BYTES, Quarantine, tame
from bilezik.gateway.quota import Quota
from bilezik.gateway.register import Fitted
from bilezik.gateway.seal import Sealer
from bilezik.gateway.tally import Tally
from bilezik.protocols.contract import Protocol
from bilezik.stream import Publisher, partition_of

_log = structlog.get_logger("gateway")

Reply = bytes | HttpReply

SEALED_AN_HOUR: Final = 5_000
"""Frames of one registered device that are sealed in an hour: two weeks' buffer of a bracelet passes in four. Later ones keep
their reports (without place) and lose their bytes."""
_DEVICES: Final = 10_000


class Peer(Port):
    """Who sent a frame, and to whom replies are owed. `is_connection`: no address of datagrams, which may change hands."""

    is_connection: ClassVar[bool]
    session: Session
    name: str
    number: int
    source: str
    device: int | None
    due: bool

    def settle(self) -> None:
        """The stream has another frame of this peer: write the replies that are due, in the order of the frames."""

    def answered(self, command: str) -> None:
        """The frame answered a command."""


class Till:
    """Peers to whom something has become due, settled together in the next turn of the loop.

    One message of the stream acknowledges many frames of a peer; one write to a socket costs more than all else of a frame.
    """

    def __init__(self) -> None:
        self._peers: list[Peer] = []

    def due(self, peer: Peer) -> None:
        """Settle with `peer` soon."""
        if not peer.due:
            peer.due = True
            if not self._peers:
                asyncio.get_running_loop().call_soon(self._settle)
            self._peers.append(peer)

    def _settle(self) -> None:
        peers, self._peers = self._peers, []
        for peer in peers:
            peer.due = False
            peer.settle()


class Owed:
    """The replies to frames heard in one go, owed once the stream has all their envelopes.

    Together, because most that are heard together are stored together: one thing to make, to remember and to settle for a
    bracelet's buffer of twenty reports.
    """

    __slots__ = ("_peer", "_tally", "_till", "frames", "heard_at", "left", "replies")

    def __init__(self, peer: Peer, tally: Tally, till: Till) -> None:
        self._peer, self._tally, self._till = peer, tally, till
        self.replies: list[Reply] = []
        self.frames = self.left = 0
        self.heard_at = time.monotonic()

    def owe(self, replies: tuple[Reply, ...]) -> None:
        """Owe the replies to one frame more, which is one envelope."""
        self.replies += replies
        self.frames += 1
        self.left += 1

    def acked(self, count: int, at: float) -> None:
        """The stream has `count` of the envelopes since `at`."""
        self.left -= count
        if not self.left:
            tally = self._tally
            tally.answered(self.frames, at - self.heard_at)
            tally.replies += len(self.replies)
            self._till.due(self._peer)


class Intake:
    """Takes the frames of one protocol. `devices` is replaced whenever the register is read."""

    def __init__(
        self,
        protocol: Protocol,
        publisher: Publisher,
        quarantine: Quarantine,
        sealer: Sealer,
        sealings: "Quota[int]",
        till: Till,
        identity: Identity,
    ) -> None:
        self.protocol = protocol
        self.identity = identity
        self.tally = Tally()
        self.devices: dict[str, Fitted] = {}
        self._decode = protocol.decode
        self.name, self._version = protocol.name, protocol.version
        self._publisher, self._quarantine = publisher, quarantine
        self._seal, self._sealings, self._till = sealer.seal, sealings, till

    def take(self, peer: Peer, wire: bytes, frame: bytes, now: Instant, owed: Owed | None = None) -> Owed | None:
        """Take one frame as it came (`wire`) and after framing (`frame`, empty: bytes that are no frame).

        Return what is owed: `owed`, from frames heard just before, with this frame's replies.
        """
        tally = self.tally
        tally.frames += 1
        session = peer.session
        if frame:
            try:
                decoded = self._decode(frame, session, now)
            except Exception as error:  # noqa: BLE001 - law 5: a fault of ours is kept and counted, and the session lives on
                decoded = self._fault(session, "decoder", error)
            is_moved = session.device not in (None, decoded.device, decoded.session.device)
            if decoded.integrity == "failed" and peer.is_connection and is_moved:
                decoded = msgspec.structs.replace(decoded, session=session, device=session.device)
            peer.session = decoded.session
        else:
            decoded = Decoded(session, device=session.device, error="bytes between frames")
        fitted = self.devices.get(decoded.device) if decoded.device is not None else None
        if peer.device is not None and (fitted is None or peer.device != fitted.id) and decoded.device is not None:
            self._spoke_as_another(peer, session, now)
        if fitted is not None and peer.device != fitted.id and not self.identity.fits_network(fitted, peer.source):
            self.tell(peer, fitted, WRONG_NETWORK, now)
            fitted = None
        if fitted is None:
            self._stranger(peer, wire, decoded, now)
            return owed
        if decoded.answers is not None:
            peer.answered(decoded.answers)
        return self._keep(peer, wire, decoded, fitted, now, owed)

    def take_request(self, peer: Peer, wire: bytes, request: HttpRequest, now: Instant) -> tuple[Owed | None, Reply]:
        """Take an HTTP request; return what is owed, and else what may be answered at once."""
        self.tally.frames += 1
        if self.protocol.is_forwarded and not self.identity.is_forwarder(request):
            self._stranger(peer, wire, Decoded(Session(), error=f"{REFUSED}HTTP 401"), now)
            return None, HttpReply(401)
        try:
            decoded = self.protocol.decode_http(request, now)
        except Exception as error:  # noqa: BLE001 - as above
            decoded = self._fault(Session(), "decoder", error)
        fitted = self.devices.get(decoded.device) if decoded.device is not None else None
        if fitted is not None and not self.protocol.is_forwarded:
            wrong = self._wrong(fitted, peer, request)
            if wrong is not None:
                self.tell(peer, fitted, wrong, now)
                self._stranger(peer, wire, decoded, now)
                return None, HttpReply(401 if wrong == WRONG_KEY else 403)
        if fitted is None:
            self._stranger(peer, wire, decoded, now)
            bad = next((r for r in decoded.replies if isinstance(r, HttpReply) and 400 <= r.status < 500), HttpReply(400))
            return None, HttpReply(403) if decoded.device is not None else bad
        peer.device = fitted.id
        if not decoded.replies:
            decoded = Decoded(
                decoded.session, decoded.device, decoded.reports, (HttpReply(400 if decoded.error else 200),),
                decoded.integrity, decoded.error, decoded.answers, decoded.payload_dropped,
            )  # fmt: skip
        return self._keep(peer, wire, decoded, fitted, now), decoded.replies[0]

    def take_message(self, peer: Peer, wire: bytes, request: HttpRequest, identity: str, now: Instant) -> Owed | None:
        """Take a message of a device that its key has let in; return what is owed once the stream has it, None where nothing is."""
        self.tally.frames += 1
        try:
            decoded = self.protocol.decode_http(request, now)
        except Exception as error:  # noqa: BLE001 - as above
            decoded = self._fault(Session(), "decoder", error)
        fitted = self.devices.get(identity)
        if fitted is None:
            self._stranger(peer, wire, msgspec.structs.replace(decoded, device=identity), now)
            return None
        replies = decoded.replies or (HttpReply(200),)  # somebody waits: the broker
        return self._keep(peer, wire, msgspec.structs.replace(decoded, device=identity, replies=replies), fitted, now)

    def tell(self, peer: Peer, fitted: Fitted, word: str, now: Instant) -> None:
        """Say a word about a device as an event of whoever wears it now, if it was not said lately."""
        self.tally.mismatches += 1
        person = fitted.person_at(now)
        if person is not None and self.identity.is_news(fitted.id, word, now):
            self._put(
                Envelope(
                    protocol=self.name, received_at=now, wire=b"", decoder=self._version, device=fitted.id, claimed=fitted.identity,
                    person=person, peer=peer.name, session=peer.number, reports=(Report(events=(word,)),),
                ),
                None,
            )  # fmt: skip

    def _wrong(self, fitted: Fitted, peer: Peer, request: HttpRequest) -> str | None:
        if not self.identity.fits_key(fitted, request):
            return WRONG_KEY
        return None if self.identity.fits_network(fitted, peer.source) else WRONG_NETWORK

    def _spoke_as_another(self, peer: Peer, before: Session, now: Instant) -> None:
        was = self.devices.get(before.device) if before.device is not None else None
        if was is not None and peer.is_connection:
            self.tell(peer, was, ANOTHER_ID, now)

    def take_unframed(self, peer: Peer, wire: bytes, error: Exception, now: Instant) -> None:
        """Take the bytes at which a framer failed, as they came."""
        self.tally.frames += 1
        decoded = self._fault(peer.session, "framer", error)
        fitted = self.devices.get(decoded.device) if decoded.device is not None else None
        if fitted is None:
            self._stranger(peer, wire, decoded, now)
        else:
            self._keep(peer, wire, decoded, fitted, now)

    def take_refused(self, peer: Peer, wire: bytes, why: str, now: Instant) -> None:
        """Take the beginning of a request that no decoder will see, whoever sent it."""
        self.tally.frames += 1
        self._stranger(peer, wire, Decoded(Session(), error=f"{REFUSED}{why}"), now)

    def _keep(
        self, peer: Peer, wire: bytes, decoded: Decoded, fitted: Fitted, now: Instant, owed: Owed | None = None
    ) -> Owed | None:
        reports = decoded.reports
        tally = self.tally
        tally.reports += len(reports)
        if decoded.error is not None:
            tally.malformed += 1
        elif decoded.integrity == "failed":
            tally.failed += 1
        error = decoded.error
        if decoded.payload_dropped is not None:
            wire, error = b"", decoded.payload_dropped
        if peer.device != fitted.id:
            self._recognise(peer, fitted)
        waiter = None
        if decoded.replies:
            waiter = owed = owed or Owed(peer, tally, self._till)
            owed.owe(decoded.replies)
        envelope = Envelope(
            protocol=self.name, received_at=now, wire=wire, decoder=self._version, device=fitted.id, claimed=fitted.identity,
            person=_one_person(fitted, reports, now), peer=peer.name, session=peer.number, integrity=decoded.integrity,
            error=error, reports=reports,
        )  # fmt: skip
        if envelope.person is not None:
            self._put(envelope, waiter)
            return owed
        tally.sealed += 1
        parts = custody.part(envelope, fitted, lambda plain: self._close(fitted.id, plain, now))
        if waiter is not None:
            waiter.left += len(parts) - 1
        for kept in parts:
            self._put(kept, waiter)
        return owed

    @staticmethod
    def _recognise(peer: Peer, fitted: Fitted) -> None:
        """A registered device speaks: what the register knows of its model, its decoder may know."""
        peer.device = fitted.id
        memory = dict(peer.session.memory)
        if fitted.model and "model" not in memory:
            peer.session = Session(peer.session.device, tuple(sorted((memory | {"model": fitted.model}).items())))

    def _put(self, envelope: Envelope, owed: Owed | None) -> None:
        """Publish; of an envelope that cannot be encoded what can be, with the reason."""
        partition = partition_of(envelope.person or envelope.device or envelope.claimed or "")
        try:
            self._publisher.put(partition, envelope, owed)
        except custody.UNENCODABLE as error:
            self.tally.faults += 1
            _log.error("a report cannot be encoded", protocol=self.name, error=repr(error))
            reason = f"{FAULT}: the reports cannot be encoded: {type(error).__name__}"
            self._publisher.put(partition, custody.rescued(envelope, reason), owed)

    def _stranger(self, peer: Peer, wire: bytes, decoded: Decoded, now: Instant) -> None:
        tally = self.tally
        if decoded.device is None:
            tally.malformed += 1
        tally.strangers += 1
        identity = tame(decoded.device or "")
        if self._quarantine.note(self.name, identity, peer.source, now):
            kept = b"" if decoded.payload_dropped is not None else self._seal(wire[:KEPT_BYTES])
            self._put(
                Envelope(
                    protocol=self.name, received_at=now, wire=kept, decoder=self._version, claimed=identity or None,
                    peer=peer.name, session=peer.number, sealed=True, integrity=decoded.integrity,
                    error=custody.said(decoded.error),
                ),
                None,
            )  # fmt: skip

    def _close(self, device: int, plain: bytes, now: Instant) -> bytes:
        return self._seal(plain) if plain and self._sealings.take(device, now) else b""

    def _fault(self, session: Session, which: str, error: Exception) -> Decoded:
        self.tally.faults += 1
        _log.error(f"a {which} failed", protocol=self.name, error=repr(error))
        where = "" if which == "decoder" else f" its {which},"
        return Decoded(session, device=session.device, error=f"{FAULT}:{where} {type(error).__name__}")


def _one_person(fitted: Fitted, reports: tuple[Report, ...], now: Instant) -> int | None:
    """Return the one person to whom a frame belongs altogether, or None: then `custody` takes it apart."""
    for from_at, to_at, person in fitted.periods:
        for report in reports:
            at = report.at
            if not from_at <= (now if at is None else at) < to_at:
                break
        else:
            if reports or from_at <= now < to_at:
                return person
    return None


def sealings() -> "Quota[int]":
    """Return the quota of sealed frames a device."""
    return Quota(most=SEALED_AN_HOUR, period=hours(1), keys=_DEVICES)
