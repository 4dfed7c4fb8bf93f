"""Eelink: trackers of people and things, some with a light sensor that tells when they are taken off. See the README beside."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.eelink import commands
from bilezik.protocols.eelink.decode import decode
from bilezik.protocols.eelink.framing import EelinkFramer

__all__ = ["Eelink"]


class Eelink(Protocol):
    """The protocol's place in the family."""

    name: str = "eelink"
    version: int = 2
    port: int = 5064
    transports: tuple[Transport, ...] = ("tcp", "udp")
    offers: frozenset[str] = frozenset({"locate_now", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return EelinkFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:
        """Return the frame of a command."""
        return commands.write(command, session, request_id)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - every command carries its number
        """Return the number that the device repeats."""
        return str(commands.number(request_id))
