"""A week with a bracelet that keeps what it cannot send: what late data is told with.

Minutes count from `T0`, eight in the evening in Astana. `kept` is what the bracelet held back, `upload` sends it.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from bilezik.domain.instant import Instant, after, days, minutes, parse, seconds
from bilezik.domain.order import Condition, Docket, Order, Schedule, Slot
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Clock, digest_of
from bilezik.fold.story import Story

T0: Final = parse("2026-05-20T15:00:00Z")
HOME: Final = (51.128, 71.43)
AWAY: Final = (51.15, 71.43)
LAG: Final = seconds(2)

Reports = list[Report]
Delivery = Callable[[Reports, Instant], list[Arrival]]
"""How an upload comes: what was kept, from when on it is sent."""


def docket() -> Docket:
    always = Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5, 6, 7), 0, 24 * 60),))
    home = Zone(id=1, name="home", shape=Circle(*HOME, 100.0))
    conditions = (
        Condition(id=1, kind="stay_home", zones=(home,), schedule=always),
        Condition(id=2, kind="wear_device", schedule=always),
        Condition(id=3, kind="keep_contact", silence_after=minutes(30)),
    )
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(T0 - days(40)), ends_at=after(T0, days(60)),
        conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, orders=(order,))


def at(minute: float) -> Instant:
    return after(T0, minutes(minute))


def said(minute: float, place: tuple[float, float] | None = HOME, **more: Any) -> Report:
    """A satellite fix; where exactly depends on the time, as a receiver's noise does."""
    if place is not None:
        more = {"lat": place[0] + 1e-6 * (round(minute * 7) % 19), "lon": place[1], "accuracy_m": 8.0, "source": "gnss", **more}
    return Report(**{"at": at(minute), **more})


def stay(begin: float, end: float, place: tuple[float, float] = HOME, step: float = 5) -> Reports:
    """A report every `step` minutes, from `begin` to before `end`."""
    return [said(begin + n * step, place) for n in range(round((end - begin) / step))]


def live(reports: Iterable[Report]) -> list[Arrival]:
    """Reports that come when they are made."""
    return [came(report, after(report.at or T0, LAG)) for report in reports]


def came(report: Report, received_at: Instant, *, device: int = 1) -> Arrival:
    return Arrival(device, received_at, received_at, received_at - T0, digest_of(report), report, "ok")


def oldest_first(reports: Reports, sent_at: Instant) -> list[Arrival]:
    return [came(report, after(sent_at, n * seconds(0.2))) for n, report in enumerate(reports)]


def newest_first(reports: Reports, sent_at: Instant) -> list[Arrival]:
    return oldest_first(reports[::-1], sent_at)


def shuffled(reports: Reports, sent_at: Instant) -> list[Arrival]:
    return oldest_first(random.Random(4).sample(reports, len(reports)), sent_at)


def in_pieces(reports: Reports, sent_at: Instant) -> list[Arrival]:
    """Twelve at a time, a minute and a half between: live reports come between them, each piece is folded again by itself."""
    return [came(report, after(sent_at, n // 12 * seconds(90) + n % 12 * seconds(0.2))) for n, report in enumerate(reports)]


def told(*arrivals: Sequence[Arrival], until: float, clocks: bool = True) -> Story:
    """Everything in the order in which it came; between, as the monitor does, the clock whenever somebody is due."""
    story = Story(docket())
    feed(story, (one for some in arrivals for one in some), clocks=clocks)
    story.finish(at(until))
    return story


def feed(story: Story, arrivals: Iterable[Arrival], *, clocks: bool = True) -> None:
    for one in sorted(arrivals, key=lambda one: (one.received_at, one.seq)):
        while clocks and story.state.wake_at <= one.clock:
            story.feed(Clock(story.state.wake_at))
        story.feed(msgspec.structs.replace(one, clock=max(one.clock, story.state.clock)))


def of_kind(story: Story, kind: str = "not_home") -> list[Violation]:
    return sorted((v for v in story.violations.values() if v.kind == kind), key=lambda v: (v.began_at, v.id))


def outline(story: Story, kind: str = "not_home") -> list[tuple[float, float | None, str, str]]:
    """Began, ended (minutes), state and reason of each violation of a kind."""
    return [
        (minute(v.began_at), None if v.closed_at is None else minute(v.closed_at), v.state, v.reason) for v in of_kind(story, kind)
    ]


def standing(story: Story) -> list[tuple[object, ...]]:
    """What holds in event time, whenever it became known."""
    return sorted(
        (v.id, v.kind, v.began_at, v.closed_at, v.state)
        for v in story.violations.values()
        if v.state in {"open", "closed"} and v.kind != "silence"
    )


def minute(instant: Instant) -> float:
    return round((instant - T0) / minutes(1), 2)
