"""Meitrack: trackers of people, vehicles and things, some with a sensor that tells when they are taken off. See the README."""

from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import CommandKind, Framer, Protocol, Transport
from bilezik.protocols.meitrack import commands
from bilezik.protocols.meitrack.decode import decode
from bilezik.protocols.meitrack.framing import MeitrackFramer

__all__ = ["Meitrack"]

_KINDS: Final[dict[CommandKind, str]] = {"locate_now": commands.LOCATE, "set_interval": commands.INTERVAL}


class Meitrack(Protocol):
    """The protocol's place in the family."""

    name: str = "meitrack"
    version: int = 1
    port: int = 5020
    transports: tuple[Transport, ...] = ("tcp", "udp")

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return MeitrackFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def locate_now(self, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return A10."""
        return commands.locate_now(session)

    def set_interval(self, session: Session, seconds: int, request_id: int) -> bytes | None:  # noqa: ARG002 - the same
        """Return A12."""
        return commands.set_interval(session, seconds)

    def answer_key(self, kind: CommandKind, request_id: int) -> str:  # noqa: ARG002 - the device repeats the kind alone
        """Return the kind of the command."""
        return _KINDS[kind]
