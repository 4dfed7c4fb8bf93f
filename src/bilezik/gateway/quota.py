"""How much of something one key may have in a while, remembered for a bounded number of keys.

The table forgets the key that was used longest ago: a million keys take the memory of `keys`.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from bilezik.domain.instant import Instant, Micros

Key = TypeVar("Key", bound=Hashable)


class Quota(Generic[Key]):
    """`most` of something for each key within `period`, for the last `keys` keys."""

    def __init__(self, *, most: int, period: Micros, keys: int) -> None:
        self._most, self._period, self._keys = most, period, keys
        self._used: OrderedDict[Key, tuple[Instant, int]] = OrderedDict()

    def take(self, key: Key, now: Instant) -> bool:
        """Take one for `key` and return True, or return False if it has had all it may have."""
        since, used = self._used.get(key, (now, 0))
        if now - since >= self._period:
            since, used = now, 0
        if used >= self._most:
            self._used.move_to_end(key)
            return False
        self._used[key] = (since, used + 1)
        self._used.move_to_end(key)
        if len(self._used) > self._keys:
            self._used.popitem(last=False)
        return True

    def __len__(self) -> int:
        return len(self._used)
