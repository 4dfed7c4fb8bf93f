"""What the steward does, and how often."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from nats.aio.client import Client
from nats.js.errors import NotFoundError

from bilezik.app.settings import Settings
from bilezik.app.steward import heads
from bilezik.app.steward.loop import Task
from bilezik.deeds import commands, outages, reconciliation
from bilezik.domain.instant import Instant, days, to_datetime
from bilezik.notify import rounds
from bilezik.notify.channels import Ways
from bilezik.store import Connection, audit, connect, feed, partitions
from bilezik.stream import PARTITIONS, STREAM, purge_before, subject_of
from bilezik.stream import connect as connect_nats

SEALED_KEPT: Final = days(7)
"""Sealed frames are held for days (law 10): long enough for an officer to say whose device it was."""
FEED_KEPT: Final = days(3)
"""A screen that was closed for longer fetches afresh."""
_SEALED_LOOK_BACK: Final = days(35)


def tasks(settings: Settings) -> list[Task]:
    """Return all tasks of an installation; its Django must be configured as the owner."""
    keeper = _Keeper(settings)
    return [
        Task("partitions", 3_600, keeper.partitions),
        Task("audit", 10, keeper.seal),
        Task("audit head", 600, keeper.write_head),
        Task("feed", 2, keeper.sequence),
        Task("escalation", 2, keeper.escalate),
        Task("notices", 2, keeper.send),
        Task("outages", 5, keeper.watch_outages),
        Task("commands", 5, keeper.expire),
        Task("reconciliation", 900, keeper.reconcile),
        Task("stream", 60, keeper.purge),
        Task("sealed frames", 6 * 3_600, keeper.forget_sealed),
        Task("old feed", 3_600, keeper.forget_feed),
        Task("sessions", 3_600, keeper.forget_sessions),
    ]


class _Keeper:
    def __init__(self, settings: Settings) -> None:
        mail = None if settings.mail_url is None else settings.mail_url.reveal()
        self._settings = settings
        self._dsn = settings.dsn("owner")
        self._ways = Ways(mail, settings.notice_timeout_s)
        self._web_url = (settings.web_url or f"http://{settings.web_host}:{settings.web_port}").rstrip("/")

    def partitions(self) -> str:
        with self._connect() as owner:
            made = partitions.keep(owner, datetime.now(UTC).date())
        return f"made {made} tables of days" if made else ""

    def seal(self) -> str:
        with self._connect() as owner:
            audit.seal(owner)
        return ""

    def write_head(self) -> str:
        with self._connect() as owner:
            return heads.keep(owner, self._settings.var / "heads", _now(), self._settings.audit_mail, self._ways)

    def sequence(self) -> str:
        with self._connect() as owner:
            feed.sequence(owner)
        return ""

    def escalate(self) -> str:
        count = rounds.escalate_due(_now())
        return f"sent on {count} alerts" if count else ""

    def send(self) -> str:
        count = rounds.send_due(_now(), self._ways, web_url=self._web_url)
        return f"sent {count} notices" if count else ""

    def watch_outages(self) -> str:
        now = _now()
        return "; ".join(did for did in (outages.watch_own(now), outages.watch_devices(now)) if did)

    def expire(self) -> str:
        count = commands.expire(_now())
        return f"ended {count} commands without an answer" if count else ""

    def reconcile(self) -> str:
        return reconciliation.keep_day(_now())

    def purge(self) -> str:
        with self._connect() as owner:
            stored: dict[int, int] = dict(owner.execute("SELECT partition, seq FROM leases").fetchall())
        count = asyncio.run(_purge(self._settings.nats(), stored))
        return f"removed {count} stored messages from the stream" if count else ""

    def forget_sealed(self) -> str:
        now = _now()
        before, since = to_datetime(Instant(now - SEALED_KEPT)), to_datetime(Instant(now - _SEALED_LOOK_BACK))
        with self._connect() as owner:
            gone = owner.execute(
                "DELETE FROM envelopes WHERE sealed AND received_at < %s AND received_at >= %s", (before, since)
            ).rowcount
        return f"removed {gone} sealed frames" if gone else ""

    def forget_feed(self) -> str:
        before = to_datetime(Instant(_now() - FEED_KEPT))
        with self._connect() as owner:
            gone = owner.execute("DELETE FROM feed WHERE at < %s AND cursor IS NOT NULL", (before,)).rowcount
        return f"removed {gone} items of the feed" if gone else ""

    def forget_sessions(self) -> str:
        with self._connect() as owner:
            owner.execute("DELETE FROM django_session WHERE expire_date < clock_timestamp()")
        return ""

    def _connect(self) -> Connection:
        return connect(self._dsn, autocommit=True, application="bilezik steward")


async def _purge(url: str, stored: Mapping[int, int]) -> int:
    """Remove what every monitor has stored: all before the first message that some partition has not stored."""
    async with asyncio.timeout(30):
        nc = await connect_nats(url, name="bilezik steward")
        try:
            return await purge_stored(nc, stored)
        finally:
            await nc.close()


async def purge_stored(nc: Client, stored: Mapping[int, int]) -> int:
    """Remove what is stored by `{partition: stream sequence}`; return how many messages are gone."""
    stream = nc.jetstream()
    try:
        before = (await stream.stream_info(STREAM)).state
    except NotFoundError:  # no gateway has ever started here
        return 0
    # Read first: what comes in while we look has a later sequence and stays.
    upto = before.last_seq
    for partition in range(PARTITIONS):
        try:
            newest = (await stream.get_last_msg(STREAM, subject_of(partition))).seq or 0
        except NotFoundError:
            continue
        if newest > stored.get(partition, 0):
            upto = min(upto, stored.get(partition, 0))
    if upto < before.first_seq:
        return 0
    await purge_before(nc, upto + 1)
    return before.messages - (await stream.stream_info(STREAM)).state.messages


def _now() -> Instant:
    return Instant(time.time_ns() // 1000)
