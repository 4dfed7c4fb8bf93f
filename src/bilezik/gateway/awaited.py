"""Commands that were sent and wait for their device's answer.

1. An answer names its command only as far as the wire can: a watch repeats the word alone. What waits under one name is answered
   first in, first out, as a device does what it is told in the order it is told.
2. A late answer, or one over a later connection, is still to the command that waits alone. Where a younger one of the same name
   waits, what has timed out or was sent over another connection is passed over: or one answer that is lost would give every later
   command the answer to the one before it.
3. The table forgets the name that was used longest ago: it holds `names` of them at most.
"""

from collections import OrderedDict, deque
from typing import Final, NamedTuple

NAMES: Final = 10_000

Name = tuple[int, str]
"""The device, and what its answer will say (`Protocol.answer_key`)."""


class Sent(NamedTuple):
    """A command on its way: over which connection, and when by a clock that only goes on."""

    command: int
    connection: int
    at_s: float


class Awaited:
    """Which command the next answer is to."""

    def __init__(self, within_s: float, *, names: int = NAMES) -> None:
        self._within_s, self._names = within_s, names
        self._waiting: OrderedDict[Name, deque[Sent]] = OrderedDict()

    def put(self, name: Name, sent: Sent) -> None:
        """A command was sent."""
        waiting = self._waiting.setdefault(name, deque())
        waiting.append(sent)
        self._pass_over(waiting, sent.at_s)
        self._waiting.move_to_end(name)
        if len(self._waiting) > self._names:
            self._waiting.popitem(last=False)

    def take(self, name: Name, now_s: float) -> int | None:
        """Return the command that an answer of this name is to, or None: nobody waits for one."""
        waiting = self._waiting.get(name)
        if waiting is None:
            return None
        self._pass_over(waiting, now_s)
        sent = waiting.popleft()
        if not waiting:
            del self._waiting[name]
        return sent.command

    def _pass_over(self, waiting: deque[Sent], now_s: float) -> None:
        while len(waiting) > 1 and (now_s - waiting[0].at_s > self._within_s or waiting[0].connection != waiting[-1].connection):
            waiting.popleft()
