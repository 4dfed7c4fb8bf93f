"""The people of the run against a known truth: how they live, what befalls their devices, and what the devices say.

1. Everything is a function of the seed and the person's number; receivers err as `simulate.receiver` has it, and nothing here
   changes that. One fix a minute.
2. Every second person keeps to the home at all hours, every other one lives an ordinary life under a curfew. On half of the
   nights they go out for 10 to 40 minutes, counted from the edge of the zone and back to it.
3. Two of three have `wear_device`; of the others an open strap is work that no condition owns.
4. They speak as four kinds of device do: only some state an accuracy, satellites, the strap's state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from random import Random
from typing import Final

import msgspec

from bilezik.domain.instant import Instant, hours, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order, Schedule
from bilezik.domain.report import Integrity, Report
from bilezik.fold import Arrival, digest_of
from bilezik.simulate.air import Gap, Kept, gaps, sent
from bilezik.simulate.cities import ASTANA, Point, home_zone, scatter
from bilezik.simulate.life import WALK_MPS, Life, Outing, Place
from bilezik.simulate.receiver import Reading, Receiver
from bilezik.simulate.touches import Touch, touches
from bilezik.simulate.world import CURFEW

T0: Final = Instant(1_789_930_800_000_000)
"""A Sunday midnight in Astana."""
EDGE_M: Final = 100.0
KINDS: Final = ("gt06", "watch", "r16h", "osmand")
STEP: Final = minutes(1)
STRAP_BIT: Final = 1 << 20
"""The watch's bit for an open strap; it has none for a closed one."""
SHORT_SHARE: Final = 0.3
SHORT_MIN, LONG_MIN, LONGEST_MIN = 10.0, 14.0, 40.0
TORN_M: Final = 50_000.0
"""How far off a position in a damaged frame may be."""


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated person. `is_late`: there are stretches without coverage and reports that come late."""

    number: int
    days: int
    kind: str
    is_worn: bool
    is_late: bool
    life: Life
    gaps: tuple[Gap, ...]
    touches: tuple[Touch, ...]
    dice: Random

    @property
    def until_at(self) -> Instant:
        """The end of the person's last day."""
        return Instant(T0 + hours(24 * self.days))

    @property
    def docket(self) -> Docket:
        """The person's orders."""
        schedule = None if self.life.keeps_to_home else Schedule(timezone=ASTANA.timezone, slots=(CURFEW,))
        home = Condition(id=1, kind="stay_home", zones=(home_zone(1, self.life.home),), schedule=schedule)
        return docket_of(self.number, home, *((Condition(id=2, kind="wear_device"),) if self.is_worn else ()))


@dataclass(frozen=True, slots=True)
class Said:
    """A report, how the frame came, and which of the person's touches it tells, by their number."""

    report: Report
    integrity: Integrity = "none"
    tells: tuple[int, ...] = ()


def docket_of(person: int, *conditions: Condition) -> Docket:
    """Return one order with these conditions, in force all along."""
    order = Order(
        id=1, legal_basis="bench", issuer="bench", number="1", starts_at=Instant(T0 - hours(1)),
        ends_at=Instant(T0 + hours(24 * 400)), conditions=conditions,
    )  # fmt: skip
    return Docket(person=person, orders=(order,))


def person(number: int, days: int, seed: int, *, is_late: bool) -> Person:
    """Return a person of the seed, ready to be lived once: the dice roll on."""
    dice = Random(f"truth/{seed}/{number}")  # noqa: S311 - a simulation wants repeatable dice
    fate = Random(f"truth/{seed}/{number}/fate")  # noqa: S311 - apart, so that late data or not, the departures are the same
    home, work = scatter(dice, ASTANA.centre, ASTANA.homes), scatter(dice, ASTANA.centre, ASTANA.works)
    outings = tuple(_outing(dice, home, day) for day in range(days) if dice.random() < 0.5)
    until_at = Instant(T0 + hours(24 * days))
    stretches = gaps(fate, outings, T0, until_at) if is_late else ()
    return Person(
        number=number,
        days=days,
        kind=KINDS[number // 2 % len(KINDS)],
        is_worn=number % 3 != 2,
        is_late=is_late,
        life=Life(seed, number, ASTANA, home, work, keeps_to_home=number % 2 == 0, outings=outings),
        gaps=stretches,
        touches=touches(fate, [gap.span for gap in stretches], T0, until_at),
        dice=dice,
    )


def walk_s(metres: float) -> float:
    """Return how long so many metres take on foot."""
    return metres / WALK_MPS


def _outing(dice: Random, home: Point, day: int) -> Outing:
    leaves_at = Instant(T0 + hours(24 * day + dice.choice((1, 2, 3, 4))) + seconds(dice.randrange(3600)))
    while True:
        span = (SHORT_MIN, LONG_MIN) if dice.random() < SHORT_SHARE else (LONG_MIN, LONGEST_MIN)
        beyond_s = 60 * dice.uniform(*span)
        east, north = dice.choice((-1, 1)) * dice.uniform(250, 700), dice.choice((-1, 1)) * dice.uniform(0, 600)
        away_m = hypot(east, north)
        stays_s = beyond_s - 2 * walk_s(away_m - EDGE_M)
        if stays_s >= 0:  # nobody turns round before being there
            back_at = leaves_at + seconds(walk_s(away_m) + stays_s)
            return Outing(leaves_at, home.moved(east, north), Instant(back_at))


def arrivals(someone: Person) -> Iterator[tuple[Arrival, tuple[int, ...]]]:
    """Yield what arrives of a person, in the order of arrival, each with the touches it tells."""
    clock = T0
    for n, (received_at, said) in enumerate(sent(_said(someone), someone.gaps)):
        clock = max(clock, received_at)
        digest = digest_of(said.report)
        yield Arrival(someone.number + 1, received_at, clock, n << 16, digest, said.report, said.integrity), said.tells


def _said(someone: Person) -> Iterator[Kept[Said]]:
    """Yield all that a device says, in the order in which it was measured."""
    receiver = Receiver(someone.dice)
    moments = [(Instant(at), -1) for at in range(T0, someone.until_at, STEP)]
    moments += [(touch.at, n) for n, touch in enumerate(someone.touches)]
    if someone.kind == "osmand":
        moments += [(touch.until, -2) for touch in someone.touches if touch.kind == "strap"]
    for at, n in sorted(moments):
        place = someone.life.at(at)
        reading = receiver.read(place, at)
        if n >= 0:
            yield from _alarms(someone, n, _report(someone.kind, reading, place, Instant(at + receiver.skew)))
        elif n == -2:
            report = _report(someone.kind, reading, place, Instant(at + receiver.skew))
            yield Kept(at, Said(msgspec.structs.replace(report, events=("strap_closed",))))
        else:
            yield from _routine(someone, at, reading, place, receiver.skew)


def _routine(someone: Person, at: Instant, reading: Reading | None, place: Place, skew: int) -> Iterator[Kept[Said]]:
    """Yield the report of each minute, with what it says of a strap that is open and a case that is being touched."""
    going_on = [(n, touch) for n, touch in enumerate(someone.touches) if touch.at < at < touch.until]
    words = tuple((n, touch.word) for n, touch in going_on if touch.is_insistent or _has_state(someone.kind, touch))
    delay = 0 if reading is None else reading.delay
    if (reading is None and not words) or (delay and not someone.is_late):
        return
    report = _report(someone.kind, reading, place, Instant(at + skew))
    report = _worn(someone.kind, report, is_open=any(touch.kind == "strap" for _, touch in going_on))
    if words:
        report = msgspec.structs.replace(report, events=tuple(word for _, word in words))
    yield Kept(Instant(at + delay), Said(report, tells=tuple(n for n, _ in words)))


def _alarms(someone: Person, n: int, report: Report) -> Iterator[Kept[Said]]:
    """Yield the report that tells a touch at once, and that report again as often as the device repeats it."""
    touch, dice = someone.touches[n], someone.dice
    if not touch.has_place:
        report = Report(at=report.at)
    elif touch.is_damaged and report.lat is not None and report.lon is not None:
        torn = Point(report.lat, report.lon).moved(dice.uniform(-TORN_M, TORN_M), dice.uniform(-TORN_M, TORN_M))
        report = msgspec.structs.replace(report, lat=torn.lat, lon=torn.lon)
    is_open = touch.kind == "strap" or any(t.kind == "strap" and t.at <= touch.at < t.until for t in someone.touches)
    report = msgspec.structs.replace(_worn(someone.kind, report, is_open=is_open), events=(touch.word,))
    integrity: Integrity = "failed" if touch.is_damaged else "none" if someone.kind == "osmand" else "ok"
    if touch.is_undated:
        report = msgspec.structs.replace(report, at=None)
    held = touch.held if someone.is_late else 0
    yield Kept(Instant(touch.at + held), Said(report, integrity, (n,)))
    again = Said(msgspec.structs.replace(report, replayed=True), integrity, (n,))
    for later in touch.resent:
        yield Kept(Instant(touch.at + held + later), again)


def _has_state(kind: str, touch: Touch) -> bool:
    """Return whether this kind of device says with every report that its strap is open."""
    return touch.kind == "strap" and kind in {"watch", "r16h"}


def _worn(kind: str, report: Report, *, is_open: bool) -> Report:
    """Say the strap's state as this kind of device does, or not at all."""
    match kind:
        case "r16h":
            return msgspec.structs.replace(report, strap_locked=not is_open)
        case "watch" if is_open:
            return msgspec.structs.replace(report, strap_locked=False, status=STRAP_BIT)
        case "watch":
            return msgspec.structs.replace(report, status=0)
        case _:
            return report


def _report(kind: str, reading: Reading | None, place: Place, at: Instant) -> Report:
    """Say a reading as this kind of device does: only some state an accuracy, a source, satellites."""
    return Report(at=at) if reading is None else report_of(kind, reading, place, at)


def report_of(kind: str, reading: Reading, place: Place, at: Instant) -> Report:
    """Say a position as this kind of device does."""
    point, is_gnss = reading.point, reading.source == "gnss"
    speed_mps = round(place.speed_mps * 3.6) / 3.6
    if kind == "osmand":
        return Report(at=at, lat=point.lat, lon=point.lon, accuracy_m=reading.accuracy_m, speed_mps=speed_mps)
    if not is_gnss:
        return Report(at=at, valid=False, lat=point.lat, lon=point.lon)
    return Report(
        at=at, valid=True, lat=point.lat, lon=point.lon, source="gnss", speed_mps=speed_mps,
        satellites=None if kind == "r16h" else reading.satellites,
    )  # fmt: skip
