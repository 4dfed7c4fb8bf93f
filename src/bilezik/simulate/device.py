"""A device on somebody: what it measures, what it says and when, and what it keeps until it is answered.

1. `Device.measure(moment)` must be called with moments in order; it returns nothing: what is to be said waits in the outbox.
2. The outbox gives the newest live report first and the buffered ones after it, as bracelets do when coverage returns: late
   data arrives behind newer data.
3. A script changes the body (strap cut, battery run down, switched off) or the air (no coverage, jammed); never the truth of
   where the person is: that is `life`.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.simulate.life import Life
from bilezik.simulate.receiver import Reading, Receiver
from bilezik.simulate.speak.saying import Saying

DRAIN_PCT_AN_HOUR: Final = 3.2
CHARGE_PCT_AN_HOUR: Final = 45.0
CHARGES_BELOW_PCT, CHARGED_PCT = 45.0, 99.0
LOW_PCT: Final = 15.0
BUFFER: Final = 20_000
"""Reports a device can keep: two weeks at one a minute."""


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to before another."""

    from_at: Instant
    to_at: Instant

    def holds(self, moment: Instant) -> bool:
        """Return whether `moment` is inside."""
        return self.from_at <= moment < self.to_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What befalls a device: all None for an ordinary one."""

    strap_cut_at: Instant | None = None
    drains_from: Instant | None = None
    """From here the battery loses 6 % a minute and is never charged."""
    starts_with_pct: float | None = None
    off_from: Instant | None = None
    no_coverage: Span | None = None
    jammed: Span | None = None


@dataclass(slots=True)
class Device:
    """One device. Not frozen: it drains, buffers and forgets."""

    life: Life
    receiver: Receiver
    script: Script = field(default_factory=Script)
    battery_pct: float = 80.0
    charging: bool = False
    off: bool = False
    _measured_at: Instant | None = None
    _told_strap: bool = False
    _told_low: bool = False
    _told_jam: bool = False
    _late: list[tuple[Instant, Saying]] = field(default_factory=list)
    _buffer: deque[Saying] = field(default_factory=lambda: deque(maxlen=BUFFER))
    _live: deque[Saying] = field(default_factory=deque)

    def measure(self, moment: Instant) -> None:
        """Take a reading at `moment` and put what it gives into the outbox."""
        self._age(moment)
        self._live.extend(replace(saying, replayed=True) for due_at, saying in self._late if due_at <= moment)
        self._late = [(due_at, saying) for due_at, saying in self._late if due_at > moment]
        if self.off or (self.script.off_from is not None and moment >= self.script.off_from):
            return
        events = self._events(moment)
        jammed = self.script.jammed is not None and self.script.jammed.holds(moment)
        place = self.life.at(moment)
        reading = self.receiver.read(place, moment)
        if (reading is None or jammed) and not events:
            return
        saying = self._saying(moment, None if jammed else reading, events)
        if reading is not None and reading.delay > 0 and not events:
            self._late.append((Instant(moment + reading.delay), saying))
        elif self.script.no_coverage is not None and self.script.no_coverage.holds(moment):
            self._buffer.append(replace(saying, replayed=True))
        else:
            self._live.append(saying)

    def to_say(self, moment: Instant) -> Saying | None:
        """Take the next report that can be sent at `moment`, or None. Give it back with `keep` if it was not answered."""
        if self.script.no_coverage is not None and self.script.no_coverage.holds(moment):
            self._buffer.extend(replace(s, replayed=True) for s in self._live)
            self._live.clear()
            return None
        if self._live:
            return self._live.popleft()
        return self._buffer.popleft() if self._buffer else None

    def keep(self, sayings: list[Saying]) -> None:
        """Take back reports that nobody answered; they go out first, in their order."""
        self._buffer.extendleft(replace(s, replayed=True) for s in reversed(sayings))

    @property
    def waiting(self) -> int:
        """How many reports wait, those held back as late not counted."""
        return len(self._live) + len(self._buffer)

    def _age(self, moment: Instant) -> None:
        hours = 0.0 if self._measured_at is None else (moment - self._measured_at) / 3.6e9
        if self._measured_at is None and self.script.starts_with_pct is not None:
            self.battery_pct = self.script.starts_with_pct
        self._measured_at = moment
        drains = self.script.drains_from is not None and moment >= self.script.drains_from
        if drains:
            self.battery_pct -= 360 * hours
        elif self.charging:
            self.battery_pct += CHARGE_PCT_AN_HOUR * hours
        elif self.script.starts_with_pct is None:
            self.battery_pct -= DRAIN_PCT_AN_HOUR * hours
        self.battery_pct = min(100.0, max(0.0, self.battery_pct))
        if self.charging and self.battery_pct >= CHARGED_PCT:
            self.charging = False
        if not drains and self.battery_pct < CHARGES_BELOW_PCT and self.life.at(moment).indoors:
            self.charging = self.script.starts_with_pct is None
        if self.battery_pct <= 0:
            self.off = True

    def _events(self, moment: Instant) -> tuple[str, ...]:
        events = []
        cut_at = self.script.strap_cut_at
        if cut_at is not None and moment >= cut_at and not self._told_strap:
            self._told_strap = True
            events.append("strap_open")
        if self.battery_pct <= LOW_PCT and not self._told_low:
            self._told_low = True
            events.append("low_battery")
        if self.battery_pct > LOW_PCT + 10:
            self._told_low = False
        if self.script.jammed is not None and self.script.jammed.holds(moment) and not self._told_jam:
            self._told_jam = True
            events.append("jamming")
        return tuple(events)

    def _saying(self, moment: Instant, reading: Reading | None, events: tuple[str, ...]) -> Saying:
        place = self.life.at(moment)
        cut_at = self.script.strap_cut_at
        said = Saying(
            at=Instant(moment + self.receiver.skew),
            speed_mps=round(place.speed_mps, 2),
            course_deg=round(place.course_deg, 1),
            battery_pct=max(1, round(self.battery_pct)),
            charging=self.charging,
            strap_locked=cut_at is None or moment < cut_at,
            events=events,
        )
        if reading is None:
            return said
        return replace(
            said,
            lat=reading.point.lat,
            lon=reading.point.lon,
            accuracy_m=reading.accuracy_m,
            source=reading.source,
            satellites=reading.satellites,
            hdop=reading.hdop,
        )
