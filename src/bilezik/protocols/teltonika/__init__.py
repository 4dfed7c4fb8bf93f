"""Teltonika: trackers of people (TMT250), of things (TAT) and of vehicles (FMB and others). See the README beside this file."""

from bilezik.domain.command import Command, LocateNow
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.teltonika import commands
from bilezik.protocols.teltonika.decode import decode
from bilezik.protocols.teltonika.framing import TeltonikaFramer

__all__ = ["Teltonika"]


class Teltonika(Protocol):
    """The protocol's place in the family."""

    name: str = "teltonika"
    version: int = 2
    port: int = 5027
    transports: tuple[Transport, ...] = ("tcp", "udp")
    offers: frozenset[str] = frozenset({"locate_now", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return TeltonikaFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return the frame of a command."""
        return commands.write(command, session)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - an answer carries no number
        """Return the word of the command: its answer is told by its content. A restart is not answered."""
        return commands.GETGPS if isinstance(command, LocateNow) else ""
