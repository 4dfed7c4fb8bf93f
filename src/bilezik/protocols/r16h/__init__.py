"""R16H ankle bracelet. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.r16h.decode import decode
from bilezik.protocols.r16h.framing import r16h_framer

__all__ = ["R16h"]


class R16h(Protocol):
    """The protocol's place in the family. Its manual's commands set telephones and servers: none asks for a position."""

    name: str = "r16h"
    version: int = 1
    port: int = 5266
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return r16h_framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)
