"""Strangers: ids that no device of the register has, and frames that say no id at all.

1. A stranger's first frames are kept (sealed, by the caller), within a quota for its id, one for its address and one for all.
2. Every frame is counted. Counts wait here, at most `ROWS` of them, and are taken out in batches; when there are too many ids
   they are counted together as `*` of their address, then as `*` of everywhere. Nothing grows with the number of ids.
3. An address may name so many ids a day; a million invented ids are one row.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import Instant, hours
from bilezik.gateway.quota import Quota

ROWS: Final = 5_000
FRAMES_OF_AN_ID: Final = 5
FRAMES_OF_AN_ADDRESS: Final = 500
FRAMES_OF_ALL: Final = 20_000
IDS_OF_AN_ADDRESS: Final = 200
ADDRESSES: Final = 10_000
IDS: Final = 10_000
LONGEST_ID: Final = 64
KEPT_BYTES: Final = 2_048
"""Of a stranger's frame no more is kept than this."""

MANY: Final = "*"
_DAY: Final = hours(24)


class Count(msgspec.Struct, gc=False):
    """Frames of one stranger since the counts were last taken out."""

    first_at: Instant
    last_at: Instant
    frames: int = 0


Key = tuple[str, str, str]
"""Protocol, claimed id, source address."""


class Quarantine:
    """Counts strangers and says whose frames are still kept."""

    def __init__(self) -> None:
        self._of_id: Quota[Key] = Quota(most=FRAMES_OF_AN_ID, period=_DAY, keys=IDS)
        self._of_address: Quota[str] = Quota(most=FRAMES_OF_AN_ADDRESS, period=_DAY, keys=ADDRESSES)
        self._of_all: Quota[None] = Quota(most=FRAMES_OF_ALL, period=_DAY, keys=1)
        self._names: Quota[str] = Quota(most=IDS_OF_AN_ADDRESS, period=_DAY, keys=ADDRESSES)
        self._counts: dict[Key, Count] = {}
        self._named: dict[Key, None] = {}

    def note(self, protocol: str, identity: str, source: str, now: Instant) -> bool:
        """Count a frame of a stranger; return whether it is to be kept."""
        key = self._key(protocol, tame(identity), source, now)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = Count(now, now)
        count.last_at = now
        count.frames += 1
        return key[1] != MANY and self._of_id.take(key, now) and self._of_address.take(source, now) and self._of_all.take(None, now)

    def _key(self, protocol: str, identity: str, source: str, now: Instant) -> Key:
        key = (protocol, identity, source)
        if key in self._counts or key in self._named:
            return key if self._has_room(key) else (protocol, MANY, MANY)
        if not self._names.take(source, now):
            key = (protocol, MANY, source)
        elif self._has_room(key):
            self._named[key] = None
            if len(self._named) > IDS:
                del self._named[next(iter(self._named))]
        return key if self._has_room(key) else (protocol, MANY, MANY)

    def _has_room(self, key: Key) -> bool:
        return key in self._counts or len(self._counts) < ROWS

    def take_counts(self) -> dict[Key, Count]:
        """Hand over the counts since the last call; `give_back` those that could not be written."""
        counts, self._counts = self._counts, {}
        return counts

    def give_back(self, counts: dict[Key, Count]) -> None:
        """Take back counts that could not be written."""
        newer, self._counts = self._counts, counts
        for (protocol, identity, source), count in newer.items():
            key = (protocol, identity, source)
            if not self._has_room(key):
                key = (protocol, MANY, MANY)
            known = self._counts.setdefault(key, Count(count.first_at, count.last_at))
            known.last_at = max(known.last_at, count.last_at)
            known.frames += count.frames


def tame(identity: str) -> str:
    """Return a claimed id as it may be stored: of bounded length, without what PostgreSQL refuses in a text."""
    return identity[:LONGEST_ID].encode("utf-8", "replace").decode().replace("\0", "�")
