"""JT/T 808: the standard of Chinese vehicle terminals, and of many trackers beyond. See the README beside this file."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.jt808 import commands
from bilezik.protocols.jt808.decode import decode
from bilezik.protocols.jt808.framing import Jt808Framer

__all__ = ["Jt808"]


class Jt808(Protocol):
    """The protocol's place in the family."""

    name: str = "jt808"
    version: int = 2
    port: int = 5015
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"locate_now", "set_interval", "reboot", "set_server"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return Jt808Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return the message of a command."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - every command carries its number
        """Return the number that the device repeats."""
        return str(commands.number(request_id))
