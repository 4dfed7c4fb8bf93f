"""MiniFinder 2: personal alarms of Eview, with satellites, Wi-Fi and Bluetooth beacons. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.minifinder2.decode import decode
from bilezik.protocols.minifinder2.framing import MiniFinder2Framer

__all__ = ["MiniFinder2"]


class MiniFinder2(Protocol):
    """The protocol's place in the family. No manual at hand shows how its commands are written."""

    name: str = "minifinder2"
    version: int = 2
    port: int = 5187
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return MiniFinder2Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)
