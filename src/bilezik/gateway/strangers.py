"""Writing the counts of strangers to `quarantine`, a batch at a time; without PostgreSQL they wait, bounded."""

import asyncio
from typing import Final

import psycopg
import structlog

from bilezik.domain.instant import to_datetime
from bilezik.gateway.bulletin import Desk
from bilezik.gateway.quarantine import Quarantine

_log = structlog.get_logger("gateway")

WRITE_S: Final = 2.0

_ADD: Final = """
    INSERT INTO quarantine AS q (protocol, identity, source, first_at, last_at, frames)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[])
    ON CONFLICT (protocol, identity, source) DO UPDATE
    SET last_at = greatest(q.last_at, excluded.last_at), frames = q.frames + excluded.frames
"""


async def write(quarantine: Quarantine, desk: Desk) -> None:
    """Write what was counted since the last time; on failure it is counted again next time."""
    counts = quarantine.take_counts()
    if not counts:
        return
    ordered = sorted(
        counts.items(), key=lambda item: item[0]
    )  # two gateways that write the same rows take their locks in one order
    protocols, identities, sources = zip(*(key for key, _ in ordered), strict=True)
    first, last = ([to_datetime(at) for at in ats] for ats in zip(*((c.first_at, c.last_at) for _, c in ordered), strict=True))
    try:
        connection = await desk.connection()
        await connection.execute(
            _ADD, (list(protocols), list(identities), list(sources), first, last, [count.frames for _, count in ordered])
        )
    except psycopg.Error as error:
        quarantine.give_back(counts)
        _log.warning("strangers are not written yet", error=str(error).strip())


async def keep(quarantine: Quarantine, desk: Desk) -> None:
    """Write for ever."""
    while True:
        await asyncio.sleep(WRITE_S)
        await write(quarantine, desk)
