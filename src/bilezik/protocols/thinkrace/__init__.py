"""ThinkRace: watches and tags that begin with `HA`. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.thinkrace.decode import decode
from bilezik.protocols.thinkrace.framing import ThinkraceFramer

__all__ = ["Thinkrace"]


class Thinkrace(Protocol):
    """The protocol's place in the family. No command is documented at hand."""

    name: str = "thinkrace"
    version: int = 1
    port: int = 5098
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return ThinkraceFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole instants
        """Return what a frame says."""
        return decode(frame, session)
