"""OwnTracks: telephones with its app in HTTP mode, and trackers that speak its JSON. See the README beside this file."""

from bilezik.domain.decoded import Decoded, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.protocols.contract import Framer, Protocol, Transport
from bilezik.protocols.owntracks.decode import decode
from bilezik.wire.http import HttpFramer, request_of

__all__ = ["Owntracks"]


class Owntracks(Protocol):
    """The protocol's place in the family. A phone cannot be called: it only asks."""

    name: str = "owntracks"
    version: int = 2
    port: int = 5144
    transports: tuple[Transport, ...] = ("http",)

    def framer(self) -> Framer:
        """Return a framer for a recorded stream."""
        return HttpFramer()

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        """Return what a whole request says, head and body as bytes."""
        request = request_of(frame)
        if request is None:
            return Decoded(session, session.device, error="not an HTTP request")
        return self.decode_http(request, received_at)

    def decode_http(self, request: HttpRequest, received_at: Instant) -> Decoded:  # noqa: ARG002 - it states whole dates
        """Return what the request says."""
        return decode(request)
