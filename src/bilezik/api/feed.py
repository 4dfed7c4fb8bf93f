"""The live feed: server-sent events (WHATWG HTML §9.2), each with its cursor as id, from any cursor on.

1. A client that comes back says where it was (`Last-Event-ID`, or `after`) and misses nothing; `reset` tells it that what it
   missed is no longer kept, and to fetch afresh.
2. A `ping` comes at least every `HEARTBEAT_S`. A stream ends after `LONGEST_S` and is opened again with its rights checked.
3. The database connection goes back before the first byte (`app.sight`): a thousand open screens hold none.
4. A stream carries what its reader may see, asked again when somebody's sight changed and every `LOOK_S`; it ends with the session.
   What it leaves out shows only as a gap in the cursors.
"""

import hashlib
import time
from collections.abc import AsyncGenerator
from typing import Annotated, Any, Final

import msgspec
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from bilezik.api import hub as hubs
from bilezik.api import paging
from bilezik.api.access import token_of
from bilezik.domain.instant import rfc3339
from bilezik.store.feed import Item, Sight

router = Router()
HEARTBEAT_S: Final = 10.0
LONGEST_S: Final = 15 * 60.0
LOOK_S: Final = 15.0
"""A role, a case or a session may end at its own time, of which nobody is notified."""

_PING: Final = b"event: ping\ndata: {}\n\n"
_STREAM: Final[dict[int | str, Any]] = {
    200: {
        "description": "Events with `id` (the cursor), `event` (the kind) and `data` (a JSON object).",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("feed", url_name="feed", openapi_extra={"responses": _STREAM})
def feed(
    request: HttpRequest, after: Annotated[str | None, Query(max_length=20, description="Begin after this cursor.")] = None
) -> StreamingHttpResponse:
    """Stream what happens, from now on or after a cursor."""
    said = request.headers.get("Last-Event-ID") or after
    position = None if said is None else paging.identifier("after", said)
    digest = hashlib.sha256(token_of(request).encode()).digest()
    response = StreamingHttpResponse(stream(position, digest), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # a proxy that gathers the stream would hold back the alerts
    return response


async def stream(position: int | None, digest: bytes) -> AsyncGenerator[bytes, None]:
    """Yield the events after `position` (None: after the newest) that the holder of the token may see.

    It ends when the client goes, the hub closes, the session ends or time is over.
    """
    ends_at = time.monotonic() + LONGEST_S
    yield b"retry: 1000\n\n"
    hub = hubs.of_process()
    while not await hub.ready(HEARTBEAT_S):
        yield _PING
    at = hub.head if position is None else position
    if at > hub.head and at > await hub.newest():  # of another database, or of a restored one; not a hub that is a moment behind
        at = hub.head
        yield _reset(at)
    reader, ping_at = _Reader(hub, digest), time.monotonic() + HEARTBEAT_S
    while not hub.closing.is_set() and time.monotonic() < ends_at:
        head = hub.head  # before any waiting: what comes meanwhile is news, and nothing that was missed
        items = await hub.since(at)
        sight = await reader.sight()
        if sight is None:
            return
        if items:
            if items[0].cursor != at + 1:
                yield _reset(items[0].cursor - 1)
            at = items[-1].cursor
            seen = b"".join(_event(item) for item in items if sight.sees(item))
            if seen or time.monotonic() >= ping_at:  # what others see is no word to this reader
                ping_at = time.monotonic() + HEARTBEAT_S
                yield seen or _PING
        elif at < head:  # all of it is gone from the table
            at = head
            yield _reset(at)
        elif hub.head == head and reader.is_current and not await hub.news(HEARTBEAT_S):
            ping_at = time.monotonic() + HEARTBEAT_S
            yield _PING


class _Reader:
    """What the holder of a token may see, as it stands after the last change of anybody's sight."""

    def __init__(self, hub: hubs.Hub, digest: bytes) -> None:
        self._hub, self._digest = hub, digest
        self._changes, self._look_at = -1, 0.0
        self._sight: Sight | None = None

    @property
    def is_current(self) -> bool:
        """Whether nobody's sight changed since it was asked."""
        return self._changes == self._hub.changes

    async def sight(self) -> Sight | None:
        if self._changes != self._hub.changes or time.monotonic() >= self._look_at:
            self._changes, self._look_at = self._hub.changes, time.monotonic() + LOOK_S
            self._sight = await self._hub.sight(self._digest)
        return self._sight


def _event(item: Item) -> bytes:
    body = item.body if isinstance(item.body, dict) else {"body": item.body}
    data = msgspec.json.encode({**body, "at": rfc3339(item.at)})
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (item.cursor, item.kind.encode(), data)


def _reset(cursor: int) -> bytes:
    return b"id: %d\nevent: reset\ndata: {}\n\n" % cursor
