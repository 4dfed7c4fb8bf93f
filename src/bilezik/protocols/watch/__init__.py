"""The SeTracker watch family: wrist and ankle devices that frame as `[3G*…]`, `[SG*…]`, `[CS*…]`, `[ZJ*…]`. See the README."""

from typing import Final

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import CommandKind, Framer, Protocol, Transport
from bilezik.protocols.watch import commands
from bilezik.protocols.watch.decode import decode
from bilezik.protocols.watch.framing import WatchFramer

__all__ = ["Watch"]

_WORDS: Final[dict[CommandKind, str]] = {"locate_now": "CR", "set_interval": "UPLOAD"}


class Watch(Protocol):
    """The protocol's place in the family."""

    name: str = "watch"
    version: int = 1
    port: int = 5093
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return WatchFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)

    def locate_now(self, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place for it
        """Return CR."""
        return commands.locate_now(session)

    def set_interval(self, session: Session, seconds: int, request_id: int) -> bytes | None:  # noqa: ARG002 - the same
        """Return UPLOAD."""
        return commands.set_interval(session, seconds)

    def answer_key(self, kind: CommandKind, request_id: int) -> str:  # noqa: ARG002 - the watch repeats the word alone
        """Return the word the watch repeats."""
        return _WORDS[kind]
