"""What a gateway is told: where its engines are, where it listens, and its limits."""

import msgspec

from bilezik.stream import Limits


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """All a gateway needs. `ports`: protocol to port, 0 for any free one. `sealing_key`: the public key, hexadecimal."""

    dsn: str
    nats_url: str
    sealing_key: str
    ports: dict[str, int]
    host: str = "127.0.0.1"
    max_connections: int = 15_000
    max_per_source: int = 10_000
    """Connections of one address. Mobile operators put thousands of phones behind one."""
    idle_s: float = 1_800.0
    """A connection without a whole frame for so long is closed: half-open, or half a frame."""
    stranger_s: float = 60.0
    """A connection on which no registered device has spoken for so long is closed."""
    body_bytes: int = 1_000_000
    """The largest HTTP body; more is answered 413."""
    half_request_bytes: int = 64_000_000
    """Bytes that all HTTP connections together may hold of requests not whole yet; the request for which there is no room is
    answered 503."""
    high_water: int = 32_000_000
    """Bytes waiting for the stream above which nothing more is read from any socket."""
    reload_s: float = 30.0
    """How often the register is read even if nobody said that it changed."""
    connect_within_s: float = 10.0
    """A command whose device has no connection anywhere for so long is `not_connected`."""
    answer_within_s: float = 60.0
    """A command that was sent and not answered for so long is `timed_out`."""
    drain_s: float = 8.0
    """How long a stopping gateway waits for the stream to acknowledge what it has taken."""
    metrics_port: int | None = None
    stream: Limits = Limits()
