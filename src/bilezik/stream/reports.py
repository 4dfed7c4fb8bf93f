"""The stream itself: made, kept as configured, purged.

1. `discard: new`: a full stream refuses (and the gateway stops reading from its devices) instead of dropping the oldest evidence.
2. `duplicate_window` bounds how late a retry may come and still double nothing. The server keeps an entry of about 100 bytes a
   message for so long; ten minutes cover a restart of the server and of the machine. Past it law 8 still holds: the fold knows a
   re-send by device, event time and content.
3. Nothing expires by age unless asked for: the steward purges what every monitor has stored.
"""

from typing import Final

import msgspec
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError

from bilezik.stream.partition import PARTITIONS, subject_of

STREAM: Final = "REPORTS"
_NAME_IN_USE: Final = 10058
"""JetStream's error code for a stream that exists with another configuration (errors.json of nats-server)."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the stream may hold: `max_bytes`, `max_age_s` (0: no limit of age), and on how many servers."""

    max_bytes: int = 20_000_000_000
    max_age_s: float = 0.0
    duplicate_window_s: float = 600.0
    replicas: int = 1


async def ensure(nc: Client, limits: Limits) -> None:
    """Make the stream, or give an existing one these limits; raises `nats.js.errors.APIError` where the server refuses."""
    config = StreamConfig(
        name=STREAM,
        description="Envelopes of frames, by person",
        subjects=[subject_of(partition) for partition in range(PARTITIONS)],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_bytes=limits.max_bytes,
        max_age=limits.max_age_s,
        duplicate_window=min(limits.duplicate_window_s, limits.max_age_s or limits.duplicate_window_s),
        num_replicas=limits.replicas,
        deny_delete=True,
        allow_direct=True,
    )
    stream = nc.jetstream()
    try:
        await stream.add_stream(config)
    except BadRequestError as error:
        if error.err_code != _NAME_IN_USE:
            raise
        await stream.update_stream(config)


async def purge_before(nc: Client, seq: int) -> None:
    """Remove every message before the stream sequence `seq`: all monitors have stored them."""
    await nc.jetstream().purge_stream(STREAM, seq=seq)
