"""Xexun, first edition: TK102, TK103 and their kin, which wrap an RMC sentence. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.xexun.decode import decode
from bilezik.protocols.xexun.framing import XexunFramer

__all__ = ["Xexun"]


class Xexun(Protocol):
    """The protocol's place in the family. The one command that is documented cuts an engine: none is offered."""

    name: str = "xexun"
    version: int = 1
    port: int = 5006
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return XexunFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)
