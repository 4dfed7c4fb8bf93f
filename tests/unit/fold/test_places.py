"""Forbidden places in the fold: passing, crossing, opening hours, thousands of them."""

from collections.abc import Iterable

import msgspec

from bilezik.domain.instant import Instant, days, minutes, parse, seconds
from bilezik.domain.order import Condition, Docket, Order, Schedule, Slot
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, digest_of
from bilezik.fold.story import Story

T0 = parse("2026-05-20T08:00:00+05:00")
MALL = (51.135, 71.44)
DEGREE_M = 111_320.0
ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)


def story(*zones: Zone, dwell: int = 0) -> Story:
    order = Order(
        id=1, legal_basis="b", issuer="i", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(40)),
        conditions=(Condition(id=1, kind="keep_out", zones=zones, dwell=minutes(dwell)),),
    )  # fmt: skip
    return Story(Docket(person=7, orders=(order,)))


def mall(**said: object) -> Zone:
    return msgspec.structs.replace(Zone(id=5, name="Mall", shape=Circle(*MALL, 150.0)), **said)


def at(minute: float, north_m: float, east_m: float = 0.0, speed_mps: float | None = None) -> Report:
    wobble = (minute * 7 % 5) * 2e-6
    return Report(
        at=Instant(T0 + minutes(minute)), lat=MALL[0] + north_m / DEGREE_M + wobble, lon=MALL[1] + east_m / 70_000.0,
        accuracy_m=8.0, source="gnss", speed_mps=speed_mps,
    )  # fmt: skip


def tell(told: Story, reports: Iterable[Report]) -> list[str]:
    words: list[str] = []
    for n, report in enumerate(reports):
        assert report.at is not None
        received_at = Instant(report.at + seconds(1))
        words += [e.kind for e in told.feed(Arrival(1, received_at, received_at, n << 16, digest_of(report), report)).events]
    return words


def test_two_fixes_on_either_side_may_have_crossed_and_are_no_visit() -> None:
    told = story(mall())
    words = tell(told, [at(0, -900), at(2, -500), at(4, 500), at(6, 900)])
    assert words == ["may_have_crossed:Mall"]
    assert not told.violations


def test_a_way_too_short_for_the_dwell_or_too_long_to_guess_crossed_nothing() -> None:
    assert tell(story(mall(), dwell=5), [at(0, -500), at(2, 500)]) == []
    assert tell(story(mall()), [at(0, -500), at(50, 500)]) == []
    assert tell(story(mall()), [at(0, -5_000), at(20, 5_000)]) == []
    assert tell(story(mall()), [at(0, -500), at(2, -500, 700)]) == [], "it went past"


def test_driving_through_is_no_visit_and_stopping_there_is() -> None:
    told = story(mall())
    tell(told, [at(0, -900, speed_mps=14), at(1, -100, speed_mps=14), at(1.1, 0, speed_mps=14), at(2, 800, speed_mps=14)])
    assert not told.violations
    tell(told, [at(3 + n, 0, speed_mps=0.2) for n in range(6)])
    assert [v.kind for v in told.violations.values()] == ["entered_place"]


def test_a_closed_place_is_not_visited_and_one_that_opens_around_somebody_is() -> None:
    """He stands at the door from 09:30; the mall opens at 10:00 and closes at 11:00."""
    hours = Schedule("Asia/Almaty", (Slot(ALL_WEEK, 600, 660),))
    told = story(mall(opening=hours))
    tell(told, [at(n, 0, speed_mps=0.1) for n in range(90, 240)])
    told.finish(Instant(T0 + minutes(240)))
    (visit,) = told.violations.values()
    assert visit.began_at == parse("2026-05-20T10:00:00+05:00")
    assert visit.closed_at == parse("2026-05-20T11:00:00+05:00")
    assert visit.reason == "the place closed"


def test_ten_thousand_places_are_looked_up_not_walked_through() -> None:
    zones = [
        Zone(id=100 + n, name=f"P{n}", shape=Circle(51.0 + (n // 100) * 0.01, 71.0 + (n % 100) * 0.01, 80.0)) for n in range(10_000)
    ]
    told = story(*zones, mall())
    tell(told, [at(n, 0, speed_mps=0.1) for n in range(8)])
    assert [v.zone for v in told.violations.values()] == [5]


def test_time_alone_makes_no_visit_of_driving_through_whatever_it_is_that_wakes() -> None:
    """Another condition's hours begin at 08:02, and the mall's own at 08:10, while he was last seen driving in it."""
    evening = Schedule("Asia/Almaty", (Slot(ALL_WEEK, 482, 600),))
    morning = Schedule("Asia/Almaty", (Slot(ALL_WEEK, 490, 600),))
    big = Zone(id=5, name="Mall", shape=Circle(*MALL, 600.0))
    order = Order(
        id=1, legal_basis="b", issuer="i", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(40)),
        conditions=(
            Condition(id=1, kind="keep_out", zones=(big,)),
            Condition(id=2, kind="keep_charged", schedule=evening),
            Condition(id=3, kind="keep_out", zones=(big,), schedule=morning),
        ),
    )  # fmt: skip
    told = Story(Docket(person=7, orders=(order,)))
    tell(told, [at(1 + n / 6, -900 + 140 * n, speed_mps=14) for n in range(7)])
    assert told.state.line.places[0].presence.side == "inside"
    told.finish(Instant(T0 + minutes(30)))
    assert not told.violations
