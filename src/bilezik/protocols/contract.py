"""What every protocol of the family is. `bilezik.protocols.PROTOCOLS` is the whole family.

1. `decode` is pure and never raises: what is wrong with a frame is in `Decoded.error` or `Decoded.integrity`.
2. A wrong checksum or length is `integrity: failed`, not an error, where the structure can still be read: the report stands,
   its events count (law 6), its position alone decides nothing.
3. A value the frame does not state is left out. A reply is in `replies`; the gateway sends it once the stream has the frame.
4. A session's memory is a protocol's own; three names in it may come from outside, where the register or a recording knows
   more than the wire: `model`, `variant`, `transport`.
5. No command listens, records, films or switches off, and none is offered that no source documents. `offers` names the kinds;
   what a session cannot be asked (its device has not said who it is) is None.
"""

from typing import Literal
from typing import Protocol as Shape

from bilezik.domain.command import Command
from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.wire.frame import Frame

__all__ = ["Frame", "Framer", "Protocol", "Transport"]

Transport = Literal["tcp", "udp", "http"]


class Framer(Shape):
    """Cuts the byte stream of one connection; see `bilezik.wire.framing` for what it promises."""

    limit: int

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame; at most `limit`."""

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes; return the frames and the junk (frame empty) they complete."""

    def close(self) -> list[Frame]:
        """The stream ended: return what can still be told apart of what waited, and the rest as junk."""

    def spill(self) -> bytes:
        """Return all that was taken and not given out: what there is to keep where `feed` or `close` raised."""


class Protocol(Shape):
    """One protocol. `version` is its decoder's and grows with every change of meaning. `offers`: kinds of `domain.command`."""

    name: str
    version: int
    port: int
    transports: tuple[Transport, ...]
    offers: frozenset[str] = frozenset()
    is_forwarded: bool = False
    """Whether a server forwards what devices said, and shows the installation's key; else each device speaks for itself."""

    def framer(self) -> Framer:
        """Return the framer of a new connection."""

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a frame says; a trailing delimiter is accepted."""

    def decode_http(self, request: HttpRequest, received_at: Instant) -> Decoded:  # noqa: ARG002 - for those that speak HTTP
        """Return what an HTTP request says; a protocol that speaks no HTTP answers 404."""
        error = f"{self.name} is not spoken over HTTP: {request.method}"
        return Decoded(Session(), replies=(HttpReply(404),), error=error)

    def command(self, command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG002 - for those that can
        """Return the bytes of a command, or None: it is not offered, or not to this session."""
        return None

    def answer_key(self, command: Command, request_id: int) -> str:  # noqa: ARG002 - for those whose wire carries something else
        """Return what `Decoded.answers` will be in the frame that answers this command; empty where devices answer none."""
        return str(request_id)
