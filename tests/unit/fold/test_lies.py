"""Receivers that lie: each lie is named, is an event, becomes work when it goes on, and none is a left-home alert by itself."""

from collections.abc import Callable, Iterable
from math import cos, radians
from typing import Any

import msgspec
import pytest

from bilezik.domain.instant import Instant, days, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report, Source
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, digest_of
from bilezik.fold.story import Story

T0 = Instant(1_790_000_000_000_000)
HOME = (51.128, 71.43)
DEGREE_M = 111_320.0


def story() -> Story:
    home = Zone(id=1, name="home", shape=Circle(*HOME, 100.0))
    order = Order(
        id=1, legal_basis="b", issuer="i", number="1", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(40)),
        conditions=(Condition(id=1, kind="stay_home", zones=(home,)),),
    )  # fmt: skip
    return Story(Docket(person=7, orders=(order,)))


def at(north_m: float, east_m: float = 0.0, *, minute: float, accuracy_m: float | None = 20.0, **said: Any) -> Report:
    lat = HOME[0] + north_m / DEGREE_M
    lon = HOME[1] + east_m / (DEGREE_M * cos(radians(HOME[0])))
    report = Report(at=Instant(T0 + minutes(minute)), lat=round(lat, 7), lon=round(lon, 7), accuracy_m=accuracy_m, source="gnss")
    return msgspec.structs.replace(report, **said)


def wobbling(minute: int, *, source: Source = "gnss", accuracy_m: float | None = 20.0) -> Report:
    """At home, as a receiver at rest is: never the same digits."""
    return at((minute * 7) % 11, (minute * 5) % 13, minute=minute, source=source, accuracy_m=accuracy_m)


def tell(reports: Iterable[Report]) -> tuple[Story, list[str]]:
    """Feed reports as they come; return the story and the words of the events."""
    told, words = story(), []
    for n, report in enumerate(reports):
        assert report.at is not None
        received_at = Instant(T0 + minutes(n)) if report.at < T0 else Instant(report.at + seconds(1))
        folded = told.feed(Arrival(1, received_at, received_at, n << 16, digest_of(report), report))
        words += [event.kind for event in folded.events]
    return told, words


def test_a_misplaced_access_point_is_believed_once_and_then_known() -> None:
    """The same place 550 m away every half hour, for two days, as clear as can be."""
    reports = [
        at(-552, -88, minute=minute, source="network", accuracy_m=25.6)
        if minute % 30 == 10
        else wobbling(minute, source="network", accuracy_m=35.0)
        for minute in range(0, 2_880, 10)
    ]
    told, words = tell(reports)
    assert len([v for v in told.violations.values() if v.kind == "not_home"]) <= 1
    assert words[0] == "receiver:errs_again"
    assert [incident.kind for incident in told.incidents.values()] == ["receiver"]
    assert "same wrong place" in next(iter(told.incidents.values())).text


def test_somebody_who_goes_to_a_known_wrong_spot_is_found_all_the_same() -> None:
    """A neighbour's access point was wrong three times; then the person is really there, and on the way there before."""
    wrong = [
        at(-552, -88, minute=minute, source="network", accuracy_m=25.6)
        if minute in {40, 100, 160}
        else wobbling(minute, source="network", accuracy_m=35.0)
        for minute in range(0, 300, 10)
    ]
    there = [at(-552 + n % 3, -88, minute=300 + 10 * n, source="network", accuracy_m=25.6) for n in range(18)]
    told, _ = tell([*wrong, *there])
    late = [v for v in told.violations.values() if v.began_at >= T0 + minutes(290)]
    assert len(late) == 1
    assert late[0].raised_at <= T0 + minutes(345)


def test_a_receiver_that_errs_everywhere_is_believed_less() -> None:
    """An error an hour, each at another place and clear: of a good receiver one alone would be likely."""
    reports = [
        at(420 + 37 * (minute // 60 % 6), 60 * (minute // 60 % 5), minute=minute, source="network", accuracy_m=30.0)
        if minute % 60 == 30
        else wobbling(minute, source="network", accuracy_m=35.0)
        for minute in range(0, 4_320, 10)
    ]
    told, _ = tell(reports)
    began = sorted((v.began_at - T0) // minutes(60) for v in told.violations.values())
    assert len(began) <= 8, began
    assert all(hour < 24 for hour in began), "it is known after a day"


Journey = Callable[[int], Report]


@pytest.mark.parametrize(
    ("word", "lying"),
    [
        ("straight_line", lambda n: at(300 + 120.0 * n, 80.0 * n, minute=60 + n, accuracy_m=5.0, speed_mps=2.4)),
        ("repeats_places", lambda n: at(700 * (n % 2), minute=60 + n, accuracy_m=10.0, speed_mps=0.0)),
        ("null_island", lambda n: at(0, minute=60 + n, lat=0.0, lon=0.00001 * n)),
        ("stuck", lambda n: at(5, minute=60 + n, speed_mps=9.0)),
        ("impossible_speed", lambda n: at(400_000 * (1 + n % 2) + 50_000 * n, minute=60 + n)),
        ("week_rollover", lambda n: at(900, minute=60 + n - 1_024 * 7 * 1_440)),
        ("ancient", lambda n: at(900, minute=60 + n - 900 * 1_440)),
        ("future", lambda n: at(900, minute=60 + n + 600)),
    ],
)  # fmt: skip
def test_a_lie_is_named_and_becomes_work_and_moves_nobody(word: str, lying: Journey) -> None:
    told = story()
    words: list[str] = []
    for n in range(60):
        report = wobbling(n)
        now = Instant(T0 + minutes(n))
        told.feed(Arrival(1, now, now, n << 16, digest_of(report), report))
    lies = [lying(n) for n in range(12)]
    for n, report in enumerate(lies):
        now = Instant(T0 + minutes(60 + n) + seconds(1))
        folded = told.feed(Arrival(1, now, now, (100 + n) << 16, digest_of(report), report))
        words += [event.kind for event in folded.events]
    assert f"receiver:{word}" in words, words
    assert "receiver" in {incident.kind for incident in told.incidents.values()}
    if word != "straight_line":  # its first steps are those of anybody who drives away
        assert not told.violations


def test_towers_dressed_as_satellites_weigh_what_towers_weigh() -> None:
    """No satellites are counted: two clear fixes far away are not a departure."""
    told, _ = tell(
        [*(wobbling(n) for n in range(60)), *(at(700 + n, minute=60 + n, satellites=0, accuracy_m=10.0) for n in range(3))]
    )
    assert not told.violations
    honest, _ = tell(
        [*(wobbling(n) for n in range(60)), *(at(700 + n, minute=60 + n, satellites=9, accuracy_m=10.0) for n in range(3))]
    )
    assert len(honest.violations) == 1


def test_a_far_fix_while_the_device_lies_on_its_charger_counts_half() -> None:
    def odds(**said: bool) -> int:
        told, _ = tell([*(wobbling(n) for n in range(60)), at(400, minute=60, accuracy_m=10.0, **said)])
        return told.state.line.presences[0].odds

    assert odds(charging=True) < odds()
    assert odds(moving=False) < odds()
    assert odds(moving=True) == odds()


def departures(told: Story) -> list[tuple[int, int, int | None]]:
    """When each departure began, was raised and ended, in minutes."""

    def minute(at: int) -> int:
        return round((at - T0) / minutes(1))

    found = [violation for violation in told.violations.values() if violation.kind == "not_home"]
    return [(minute(v.began_at), minute(v.raised_at), None if v.closed_at is None else minute(v.closed_at)) for v in found]


@pytest.mark.parametrize(("source", "raised_by"), [("gnss", 14), ("network", 14), ("unknown", 18)])
def test_whoever_walks_straight_at_an_even_pace_is_seen_to_leave_and_to_return(source: Source, raised_by: int) -> None:
    """From 10 away, at 18 two thirds of a kilometre from home, back from 35, at home at 50: to the last digit at one pace."""
    way = [0.0] * 10 + [80.0 * n for n in range(1, 16)] + [1200.0] * 10 + [1200.0 - 80.0 * n for n in range(1, 16)] + [0.0] * 9
    told, words = tell(at(0, east, minute=minute, source=source, accuracy_m=10.0) for minute, east in enumerate(way))
    ((began, raised, closed),) = departures(told)
    assert began == 11
    assert raised <= raised_by
    assert closed is not None
    assert 48 <= closed <= 50
    assert "receiver:straight_line" in words
    assert [incident.kind for incident in told.incidents.values()] == ["receiver", "receiver"]


def test_visits_of_two_fixes_that_were_found_out_are_no_errors() -> None:
    """Twenty minutes at home, twenty at one place, all evening: each time there are two fixes there."""
    told, words = tell(at(600 * (n // 2 % 2), minute=10 * n, accuracy_m=10.0) for n in range(16))
    assert len(departures(told)) == 4
    assert not words


def test_an_error_that_has_faded_is_forgotten() -> None:
    """The receiver erred three times at one spot; a month later the person is there for two fixes."""
    errors = [at(-552, minute=n, accuracy_m=10.0) if n in {40, 100, 160} else wobbling(n) for n in range(0, 300, 10)]
    month = 30 * 1_440
    later = [wobbling(month + n) for n in range(0, 60, 10)]
    there = [at(-552 + n, minute=month + 60 + 10 * n, accuracy_m=10.0) for n in range(2)]
    told, _ = tell([*errors, *later, *there])
    assert [began for began, _, _ in departures(told) if began >= month] == [month + 60]


def test_who_is_here_and_there_in_turn_every_hour_is_believed() -> None:
    told, words = tell(at(600 * (n % 2), minute=60 * n, accuracy_m=10.0) for n in range(13))
    assert "receiver:repeats_places" not in words
    assert all(closed is not None for _, _, closed in departures(told)), "the last fix is at home"


def test_two_devices_at_two_places_are_no_lying_receiver() -> None:
    """A phone was left at home, the bracelet lies at a friend's; both repeat their digits."""
    told = story()
    words: list[str] = []
    for n in range(240):
        for device, report in ((1, at(1200 if n >= 60 else 0, minute=n)), (2, at(3, minute=n + 0.5))):
            assert report.at is not None
            folded = told.feed(Arrival(device, report.at, report.at, (2 * n + device) << 16, digest_of(report), report))
            words += [event.kind for event in folded.events]
    assert not words
    assert not told.incidents
    assert not told.state.line.habit.spots
