"""What a simulated device has to say, before a protocol gives it bytes."""

from dataclasses import dataclass
from typing import Literal
from typing import Protocol as Shape

from bilezik.domain.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One report to make. Without `lat` and `lon` the device has no position; `at` is its own clock."""

    at: Instant
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    source: Literal["gnss", "cell"] = "gnss"
    speed_mps: float = 0.0
    course_deg: float = 0.0
    satellites: int = 0
    hdop: float = 0.0
    battery_pct: int = 100
    charging: bool = False
    strap_locked: bool = True
    events: tuple[str, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes to write, and the key by which its answer is known (None: the protocol has no answer to it)."""

    data: bytes
    key: int | str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server said: the keys it answered, and whether it asks for a position now."""

    answered: tuple[int | str, ...] = ()
    locate: bool = False
    say_back: bytes = b""


class Talk(Shape):
    """One connection's conversation."""

    def hello(self) -> Frame | None:
        """Return what the device says first, or None."""

    def say(self, saying: Saying) -> tuple[Frame, ...]:
        """Return the frames that carry one report."""

    def hear(self, data: bytes) -> Heard:
        """Take bytes from the server, in any pieces."""
