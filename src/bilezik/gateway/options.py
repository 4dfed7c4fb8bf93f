"""What a gateway is told: where its engines are, where it listens, and its limits."""

import msgspec

from bilezik.gateway.doors import FRAMES
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
    frames_of_device: int = FRAMES
    """Frames of one connection in five seconds; what is more waits: a buffer of two weeks is through in a minute all the same."""
    frames_of_strangers: int = FRAMES
    """Frames of strangers at one address in five seconds."""
    networks: dict[str, str] = {}
    """Kind of device to the networks it speaks from, `10.14.0.0/16 10.15.0.0/16`; a kind that is not named speaks from anywhere."""
    forward_key: str = ""
    """The key of servers that forward positions; empty: none may."""
    keys_needed: bool = False
    """Whether a device that speaks HTTP needs a key of its own."""
    share_ports: bool = False
    """Whether other gateways of this machine listen on the same ports: the kernel gives each connection to one of them."""
    tls_ports: dict[str, int] = {}
    """Protocol to the port on which it is spoken inside TLS, besides its own."""
    tls_certificate: str = ""
    tls_key: str = ""
    mqtt_seed: str = ""
    """32 secret bytes, hexadecimal, with which MQTT clients are let in; empty: none are."""
    body_bytes: int = 1_000_000
    """The largest HTTP body; more is answered 413."""
    half_request_bytes: int = 64_000_000
    """Bytes that all HTTP connections together may hold of requests not whole yet; the request for which there is no room is
    answered 503."""
    high_water: int = 32_000_000
    """Bytes waiting for the stream above which nothing more is read from any socket."""
    reload_s: float = 30.0
    """How often the register is read even if nobody said that it changed."""
    answer_within_s: float = 60.0
    """A command that was sent and not answered for so long is `timed_out`."""
    drain_s: float = 8.0
    """How long a stopping gateway waits for the stream to acknowledge what it has taken."""
    metrics_port: int | None = None
    stream: Limits = Limits()
