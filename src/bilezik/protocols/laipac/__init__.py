"""Laipac: the S911 bracelet and its kin, which speak `$AVRMC,…*sum`. See the README beside this file."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.laipac import commands
from bilezik.protocols.laipac.decode import decode
from bilezik.protocols.laipac.framing import LaipacFramer

__all__ = ["Laipac"]


class Laipac(Protocol):
    """The protocol's place in the family."""

    name: str = "laipac"
    version: int = 2
    port: int = 5048
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"locate_now", "reboot"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return LaipacFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return the frame of a command."""
        return commands.write(command, session)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - a request is answered by a report, a restart by nothing
        """Return nothing: the device repeats no command."""
        return ""
