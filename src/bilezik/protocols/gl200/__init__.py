"""Queclink: personal, hidden and vehicle trackers that speak @Track. See the README."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.gl200 import commands
from bilezik.protocols.gl200.decode import decode
from bilezik.protocols.gl200.framing import Gl200Framer

__all__ = ["Gl200"]


class Gl200(Protocol):
    """The protocol's place in the family."""

    name: str = "gl200"
    version: int = 2
    port: int = 5004
    transports: tuple[Transport, ...] = ("tcp", "udp")
    offers: frozenset[str] = frozenset({"locate_now", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return Gl200Framer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return GTRTO."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - every kind is answered with its number
        """Return the number with which the device answers."""
        return commands.number_of(request_id)
