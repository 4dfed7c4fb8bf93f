"""TopFlytech: trackers of vehicles, of things and of people. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.t800x.decode import decode
from bilezik.protocols.t800x.framing import T800xFramer

__all__ = ["T800x"]


class T800x(Protocol):
    """The protocol's place in the family. No source at hand has the words of its commands: none is offered."""

    name: str = "t800x"
    version: int = 1
    port: int = 5094
    transports: tuple[Transport, ...] = ("tcp", "udp")

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return T800xFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole instants
        """Return what a frame says."""
        return decode(frame, session)
