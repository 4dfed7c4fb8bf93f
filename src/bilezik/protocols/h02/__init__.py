"""H02: SinoTrack, LK, TK and many other cheap trackers that speak `*HQ,…#`. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import CommandKind, Framer, Protocol, Transport
from bilezik.protocols.h02 import commands
from bilezik.protocols.h02.decode import decode
from bilezik.protocols.h02.framing import H02Framer

__all__ = ["H02"]


class H02(Protocol):
    """The protocol's place in the family."""

    name: str = "h02"
    version: int = 1
    port: int = 5013
    transports: tuple[Transport, ...] = ("tcp", "udp")

    def framer(self) -> Framer:
        """Return the framer of a new connection, or of one datagram."""
        return H02Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def set_interval(self, session: Session, seconds: int, request_id: int) -> bytes | None:
        """Return `S71,hhmmss,22,n`."""
        return commands.set_interval(session, seconds, request_id)

    def answer_key(self, kind: CommandKind, request_id: int) -> str:  # noqa: ARG002 - there is one command
        """Return the command's word and the time that the device repeats."""
        return f"{commands.INTERVAL} {commands.number(request_id)}"
