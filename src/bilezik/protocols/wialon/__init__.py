"""Wialon IPS: the open text protocol of Gurtam, spoken by trackers, telephones and other servers. See the README."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.wialon.decode import decode
from bilezik.protocols.wialon.framing import WialonFramer

__all__ = ["Wialon"]


class Wialon(Protocol):
    """The protocol's place in the family. Its manual has requests for pictures and files, none for a position."""

    name: str = "wialon"
    version: int = 2
    port: int = 5039
    transports: tuple[Transport, ...] = ("tcp", "udp")

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return WialonFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)
