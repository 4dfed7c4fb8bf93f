"""Topin (ZhongXun): small trackers of people, pets and things, by satellites, Wi-Fi and cells. See the README beside this file."""

from bilezik.domain.command import Command, LocateNow
from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.topin.decode import ASKED, decode, locate_now
from bilezik.protocols.topin.framing import TopinFramer

__all__ = ["Topin"]


class Topin(Protocol):
    """The protocol's place in the family."""

    name: str = "topin"
    version: int = 2
    port: int = 5199
    transports: tuple[Transport, ...] = ("tcp",)
    offers: frozenset[str] = frozenset({"locate_now"})

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return TopinFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says."""
        return decode(frame, session, received_at)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - the wire has no place
        """Return 0x80, the question where the device is."""
        return locate_now() if isinstance(command, LocateNow) else None

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - the device repeats the kind alone
        """Return the kind of the command."""
        return f"{ASKED:02x}"
