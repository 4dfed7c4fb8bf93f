"""GT06: Concox, Jimi, SeeWorld, WanWay and many others that speak its frames. See the README beside this file."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.gt06 import commands
from bilezik.protocols.gt06.decode import decode
from bilezik.protocols.gt06.framing import Gt06Framer

__all__ = ["Gt06"]


class Gt06(Protocol):
    """The protocol's place in the family."""

    name: str = "gt06"
    version: int = 2
    port: int = 5023
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"locate_now", "set_interval", "reboot", "set_server"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return Gt06Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return the frame of a command."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - every command carries its number
        """Return the server flag the device repeats."""
        return str(commands.server_flag(request_id))
