"""Xexun, second edition: wearable trackers that hear satellites, access points and cells. See the README beside this file."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.xexun2 import commands
from bilezik.protocols.xexun2.decode import decode
from bilezik.protocols.xexun2.framing import Xexun2Framer

__all__ = ["Xexun2"]


class Xexun2(Protocol):
    """The protocol's place in the family."""

    name: str = "xexun2"
    version: int = 2
    port: int = 5233
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"set_interval", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return Xexun2Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole instants
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return the frame of a command."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - every command carries its number
        """Return the number that the device repeats."""
        return str(commands.number(request_id))
