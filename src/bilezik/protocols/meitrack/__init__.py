"""Meitrack: trackers of people, vehicles and things, some with a sensor that tells when they are taken off. See the README."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.meitrack import commands
from bilezik.protocols.meitrack.decode import decode
from bilezik.protocols.meitrack.framing import MeitrackFramer

__all__ = ["Meitrack"]


class Meitrack(Protocol):
    """The protocol's place in the family."""

    name: str = "meitrack"
    version: int = 2
    port: int = 5020
    transports: tuple[Transport, ...] = ("tcp", "udp")
    offers: frozenset[str] = frozenset({"locate_now", "set_interval", "reboot", "save_power"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return MeitrackFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return the frame of a command."""
        return commands.write(command, session)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - the device repeats the kind alone
        """Return the kind of the command."""
        return commands.kind_of(command)
