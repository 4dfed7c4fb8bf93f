"""Xexun, third edition: wearable trackers, some of which tell that they were taken off. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.xexun3.decode import decode
from bilezik.protocols.xexun3.framing import Xexun3Framer

__all__ = ["Xexun3"]


class Xexun3(Protocol):
    """The protocol's place in the family. The copy of the manual at hand ends before its commands: none is offered."""

    name: str = "xexun3"
    version: int = 2
    port: int = 5264
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return Xexun3Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole instants
        """Return what a frame says."""
        return decode(frame, session)
