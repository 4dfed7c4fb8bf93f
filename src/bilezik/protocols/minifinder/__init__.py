"""MiniFinder: a personal alarm that speaks text. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.minifinder.decode import decode
from bilezik.protocols.minifinder.framing import minifinder_framer

__all__ = ["MiniFinder"]


class MiniFinder(Protocol):
    """The protocol's place in the family. Its commands need the device's password, which nobody here knows."""

    name: str = "minifinder"
    version: int = 2
    port: int = 5062
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return minifinder_framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)
