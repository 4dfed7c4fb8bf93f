"""The SeTracker watch family: wrist and ankle devices that frame as `[3G*…]`, `[SG*…]`, `[CS*…]`, `[ZJ*…]`. See the README."""

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.watch import commands
from bilezik.protocols.watch.decode import decode
from bilezik.protocols.watch.framing import WatchFramer

__all__ = ["Watch"]


class Watch(Protocol):
    """The protocol's place in the family."""

    name: str = "watch"
    version: int = 2
    port: int = 5093
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"locate_now", "set_interval", "reboot", "ring", "message", "set_server"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return WatchFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return the frame of a command."""
        return commands.write(command, session)

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - the watch repeats the word alone
        """Return the word the watch repeats; to IP it says nothing."""
        return commands.word_of(command)
