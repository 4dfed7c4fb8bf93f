"""When which person must be looked at although nothing was heard: a heap of due instants (law 2).

1. The truth is the state's `wake_at`; the heap holds hints. An entry that no longer equals its person's `wake_at` is passed over.
2. No task sleeps for a person: the monitor asks for what is due when it has read everything up to that instant.
"""

import heapq

from bilezik.domain.instant import NEVER, Instant


class Wakeups:
    """The wake-ups of all people of one partition."""

    def __init__(self) -> None:
        """Begin with nobody to wake."""
        self._heap: list[tuple[Instant, int]] = []
        self._wake_at: dict[int, Instant] = {}

    def set(self, person: int, wake_at: Instant) -> None:
        """Wake `person` at `wake_at` and no longer at any earlier set instant; `NEVER`: not at all."""
        if self._wake_at.get(person) == wake_at:
            return
        if wake_at == NEVER:
            self._wake_at.pop(person, None)
            return
        self._wake_at[person] = wake_at
        heapq.heappush(self._heap, (wake_at, person))
        if len(self._heap) > 64 + 4 * len(self._wake_at):
            self._heap = [(at, one) for one, at in self._wake_at.items()]
            heapq.heapify(self._heap)

    @property
    def next_at(self) -> Instant:
        """The earliest wake-up, or `NEVER`."""
        heap, wake_at = self._heap, self._wake_at
        while heap and wake_at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)
        return heap[0][0] if heap else NEVER

    def due(self, now: Instant, limit: int) -> list[int]:
        """Take up to `limit` people whose wake-up is at or before `now`, earliest first; each must be `set` again."""
        people: list[int] = []
        while len(people) < limit and self.next_at <= now:
            person = heapq.heappop(self._heap)[1]
            del self._wake_at[person]
            people.append(person)
        return people
