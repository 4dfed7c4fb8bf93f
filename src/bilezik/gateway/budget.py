"""How many bytes of half-received requests all HTTP connections may hold together.

A report is a few kB, and comes in one piece. What is larger has three quarters of the room, so that bulk which somebody leaves
half sent keeps no report out.
"""

from typing import Final

SMALL: Final = 16_384


class Budget:
    """`most` bytes for all; `used` of them are taken."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.used = 0

    def take(self, count: int, held: int) -> bool:
        """Take `count` bytes for a connection that holds `held` already; False: there is no room for them."""
        most = self._most if held + count <= SMALL else self._most * 3 // 4
        if self.used + count > most:
            return False
        self.used += count
        return True

    def give(self, count: int) -> None:
        """Give `count` bytes back."""
        self.used -= count
