"""The last 24 hours as a strip: where positions lay, violations, silence, battery. Every mark has its figure in text.

1. The strip shows facts: each position alone against the edge of the zone, with its error. What the system infers of them
   together is the row of violations.
2. A pause longer than five minutes is a gap; it is drawn as one and said with its times.
3. The drawing is 1,440 units wide: a unit a minute.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from bilezik.console.words.kinds import ALERTS, Word
from bilezik.domain.instant import from_datetime
from bilezik.domain.order import Condition
from bilezik.domain.report import Report
from bilezik.geo.area import Area, compile_zone
from bilezik.store import codes
from bilezik.store.models import Fix, Violation

LONG: Final = 1440
CELL: Final = 10
GAP: Final = timedelta(minutes=5)
UNSTATED_M: Final = 50.0
"""What an error is taken for where the device states none: what phones outdoors are mostly better than."""
SHOWN_GAPS: Final = 4

Side = Literal["inside", "unsure", "outside", "doubted"]
SIDES: Final[tuple[Side, ...]] = ("inside", "unsure", "outside")


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted, on the strip and in time."""

    x: float
    width: float
    tone: str
    from_at: datetime
    to_at: datetime
    word: Word | None = None

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.to_at - self.from_at


@dataclass(frozen=True, slots=True)
class Day:
    """A strip and its figures."""

    from_at: datetime
    to_at: datetime
    against: str
    cells: tuple[Span, ...]
    violations: tuple[Span, ...]
    gaps: tuple[Span, ...]
    battery: str
    hours: tuple[tuple[float, str], ...]
    positions: int
    doubted: int
    sides: tuple[tuple[str, int, int], ...]
    battery_low: float | None
    battery_high: float | None
    newest: tuple[tuple[Fix, str, str], ...]

    @property
    def longest(self) -> tuple[Span, ...]:
        """The longest gaps, the longest first."""
        return tuple(sorted(self.gaps, key=lambda gap: gap.length, reverse=True)[:SHOWN_GAPS])


def day(person: int, zone: str, now: datetime, against: Condition | None, violations: Sequence[Violation]) -> Day:
    """Return the last 24 hours of a person against the zones of a condition."""
    from zoneinfo import ZoneInfo

    begin = now - timedelta(minutes=LONG)
    reports = list(Fix.objects.filter(person=person, fixed_at__gte=begin, fixed_at__lt=now, sealed=False).order_by("fixed_at"))
    fixes = [fix for fix in reports if fix.lat is not None]
    areas = tuple(compile_zone(place) for place in against.zones) if against else ()
    sides = [_side(fix, areas) for fix in fixes]
    battery = [(fix.fixed_at, level) for fix in reports if (level := report_of(fix).battery_pct) is not None]
    counted: Counter[Side] = Counter(side for side in sides if side != "doubted")
    total = sum(counted.values())
    here = ZoneInfo(zone)
    first = (begin.astimezone(here) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    marks = [first + timedelta(hours=n) for n in range(24)]
    return Day(
        from_at=begin, to_at=now, against=", ".join(place.name for place in against.zones[:2]) if against else "",
        cells=_cells(begin, fixes, sides), violations=_violations(begin, now, violations),
        gaps=_gaps(begin, now, [fix.fixed_at for fix in fixes]),
        battery=" ".join(f"{_x(begin, at):.1f},{100 - value:.1f}" for at, value in battery[:: max(1, len(battery) // 300)]),
        hours=tuple((_x(begin, mark) / LONG * 100, f"{mark:%H}") for mark in marks if mark.hour % 3 == 0),
        positions=len(fixes), doubted=sides.count("doubted"),
        sides=tuple((side, counted[side], round(100 * counted[side] / total)) for side in SIDES if counted[side]),
        battery_low=min((value for _, value in battery), default=None),
        battery_high=max((value for _, value in battery), default=None),
        newest=tuple((fix, codes.SOURCES[fix.source], side) for fix, side in list(zip(fixes, sides, strict=True))[:-25:-1]),
    )  # fmt: skip


def report_of(fix: Fix) -> Report:
    """Return the whole report a row was made of."""
    return codes.unpack_report(bytes(fix.rest), from_datetime(fix.fixed_at), fix.lat, fix.lon, fix.accuracy_m, fix.speed_mps)


def _side(fix: Fix, areas: Sequence[Area]) -> Side:
    """Say where one position lies by itself: unsure where its error reaches over the edge."""
    if codes.DOUBTS[fix.doubt]:
        return "doubted"
    if not areas or fix.lat is None or fix.lon is None:
        return "unsure"
    distance = min(area.signed_distance_m(fix.lat, fix.lon) for area in areas)
    error = fix.accuracy_m if fix.accuracy_m is not None else UNSTATED_M
    if abs(distance) < error:
        return "unsure"
    return "outside" if distance > 0 else "inside"


def _x(begin: datetime, at: datetime) -> float:
    return min(max((at - begin).total_seconds() / 60, 0.0), float(LONG))


def _cells(begin: datetime, fixes: Sequence[Fix], sides: Sequence[Side]) -> tuple[Span, ...]:
    """Return one cell for each ten minutes with positions, in the colour most of them have; equal neighbours are joined."""
    held: dict[int, Counter[Side]] = {}
    for fix, side in zip(fixes, sides, strict=True):
        held.setdefault(int(_x(begin, fix.fixed_at)) // CELL, Counter())[side] += 1
    spans: list[Span] = []
    for cell in sorted(held):
        side = held[cell].most_common(1)[0][0]
        start = begin + timedelta(minutes=cell * CELL)
        end = start + timedelta(minutes=CELL)
        if spans and spans[-1].tone == side and spans[-1].to_at == start:
            last = spans.pop()
            spans.append(Span(last.x, last.width + CELL, side, last.from_at, end))
        else:
            spans.append(Span(cell * CELL, CELL, side, start, end))
    return tuple(spans)


def _violations(begin: datetime, now: datetime, found: Sequence[Violation]) -> tuple[Span, ...]:
    spans = []
    for violation in found:
        end = violation.closed_at or now
        if end <= begin:
            continue
        x = _x(begin, violation.began_at)
        word = ALERTS[violation.kind]  # type: ignore[index]  # the fold writes only kinds
        spans.append(Span(x, max(_x(begin, end) - x, 4.0), violation.certainty, violation.began_at, end, word))
    return tuple(sorted(spans, key=lambda span: span.from_at))


def _gaps(begin: datetime, now: datetime, times: Sequence[datetime]) -> tuple[Span, ...]:
    edges = [begin, *times, now]
    return tuple(
        Span(_x(begin, before), (after - before).total_seconds() / 60, "gap", before, after)
        for before, after in pairwise(edges)
        if after - before > GAP
    )
