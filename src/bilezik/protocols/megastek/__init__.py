"""Megastek: ankle bracelets, personal and vehicle trackers that speak text. See the README beside this file."""

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.megastek.decode import decode
from bilezik.protocols.megastek.framing import MegastekFramer

__all__ = ["Megastek"]


class Megastek(Protocol):
    """The protocol's place in the family. No source at hand documents its commands: none is offered."""

    name: str = "megastek"
    version: int = 2
    port: int = 5024
    transports: tuple[Transport, ...] = ("tcp",)

    def framer(self) -> Framer:
        """Return the framer of a new connection."""
        return MegastekFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what a frame says."""
        return decode(frame, session)
