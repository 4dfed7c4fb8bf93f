"""Wristband: a wrist tracker that speaks text in a binary frame, also worn by pets. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.wristband.decode import decode
from bilezik.protocols.wristband.framing import WristbandFramer

__all__ = ["Wristband"]


class Wristband(Protocol):
    """The protocol's place in the family. No source at hand documents a command: none is offered."""

    name: str = "wristband"
    version: int = 1
    port: int = 5174
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return WristbandFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)
