"""Evidence and meaning, travelling together from the gateway to the database.

1. An envelope is made before the device hears "received" and is never changed after (law 1).
2. `wire` is the bytes of the wire as they came, before unescaping. Sealed bytes (`sealed`) can be opened only with the
   private key that no running role holds: frames of unknown or unassigned devices, and of times without an order.
3. A sealed envelope carries no position: its reports hold at most a time, health and events (law 10).
4. A frame that could not be decoded is an envelope with `error` and no reports: kept and counted.
5. A pulse is no frame: a gateway says in every partition that it listens. It is passed on and never stored.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.report import Integrity, Report

FAULT: Final = "fault of the decoder"
"""How the error of an envelope begins where our own program failed at a frame: somebody must be told (law 5)."""


PULSE: Final = "pulse"
"""The protocol of a pulse."""
PULSE_S: Final = 5.0
"""How often a gateway gives its pulse."""
DEAF_S: Final = 60.0
"""A partition in which nothing was heard for so long, not even a pulse, was not listened to: twelve pulses. Shorter pauses (a
gateway started anew) matter to no rule: the shortest silence an order asks for is minutes."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One frame as received.

    `device` is the register's id (`None`: unknown); `claimed` is the id the frame or its session states.
    `person` is whose partition it belongs to (`None`: the device is unassigned). `peer` is `address:port`,
    `session` the gateway's own number of the connection. `decoder` is the version of the decoder of `protocol`.
    """

    protocol: str
    received_at: Instant
    wire: bytes
    decoder: int
    device: int | None = None
    claimed: str | None = None
    person: int | None = None
    peer: str = ""
    session: int = 0
    sealed: bool = False
    integrity: Integrity = "none"
    error: str | None = None
    reports: tuple[Report, ...] = ()


def pulse(at: Instant) -> Envelope:
    """Return a gateway's word of `at` that it listens."""
    return Envelope(protocol=PULSE, received_at=at, wire=b"", decoder=0)
