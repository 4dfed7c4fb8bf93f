"""H02: SinoTrack, LK, TK and many other cheap trackers that speak `*HQ,…#`. See the README beside this file."""

from bilezik.domain.command import Command, SetInterval
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.h02 import commands
from bilezik.protocols.h02.decode import decode
from bilezik.protocols.h02.framing import H02Framer

__all__ = ["H02"]


class H02(Protocol):
    """The protocol's place in the family."""

    name: str = "h02"
    version: int = 2
    port: int = 5013
    transports: tuple[Transport, ...] = ("tcp", "udp")
    offers: frozenset[str] = frozenset({"locate_now", "set_interval", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection, or of one datagram."""
        return H02Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return the frame of a command."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:
        """Return the command's word and the time that the device repeats; D1 is answered by a report, R1 by nothing."""
        return f"{commands.INTERVAL} {commands.number(request_id)}" if isinstance(command, SetInterval) else ""
