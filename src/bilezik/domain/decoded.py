"""What a protocol makes of one frame. See `bilezik.protocols` for the family's contract."""

import msgspec

from bilezik.domain.report import Integrity, Report


class HttpRequest(msgspec.Struct, frozen=True):
    """One HTTP request as a gateway heard it; header names are lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class HttpReply(msgspec.Struct, frozen=True):
    """What to answer to an HTTP request."""

    status: int
    body: bytes = b""


class Session(msgspec.Struct, frozen=True):
    """What a connection is known to be: the id its device claimed, and what the protocol must remember of it.

    `memory` is a protocol's own bytes-sized facts as sorted (name, value) pairs (a serial number, a language, a variant).
    """

    device: str | None = None
    memory: tuple[tuple[str, str | int], ...] = ()


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """Outcome of one frame.

    `device`: the id the frame or its session states, or None. `replies`: what to send back once the stream has the frame.
    `error`: why there are no reports, or None. `session`: the connection's session from now on. `answers`: the id of the
    command this frame answers, or None. `payload_dropped`: length and SHA-256 of sound or pictures nobody asked for.
    """

    session: Session
    device: str | None = None
    reports: tuple[Report, ...] = ()
    replies: tuple[bytes | HttpReply, ...] = ()
    integrity: Integrity = "none"
    error: str | None = None
    answers: str | None = None
    payload_dropped: str | None = None
