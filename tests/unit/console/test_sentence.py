"""The sentence on top of an explanation, in every shape it has."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from bilezik.console.alert.sentence import far_text, sentences, when
from bilezik.domain.instant import Instant, parse, seconds, to_datetime
from bilezik.domain.violation import Violation
from bilezik.fold.explaining import Explanation, Side, Step, Subject
from bilezik.store.explaining import Judged
from bilezik.tracking.presence import certainty, thousandths

ZONE = "Asia/Almaty"
TEN = parse("2026-05-20T17:00:00Z")
NOW = to_datetime(Instant(TEN + seconds(3600)))


def step(minute: float, distance_m: float, weight: int, odds: int, **more: Any) -> Step:
    at = Instant(TEN + seconds(60 * minute))
    values: dict[str, Any] = {
        "received_at": at, "seq": int(minute * 60), "device": 1, "lat": 51.1, "lon": 71.4, "accuracy_m": 10.0, "source": "gnss",
        "doubt": "", "words": (), "outranked": False, "holds": True, "geofence": "outside" if distance_m > 0 else "inside",
    }  # fmt: skip
    return Step(
        at=at, distance_m=distance_m, weight=weight, odds=odds, probability=thousandths(odds), certainty=certainty(odds),
        **(values | more),
    )  # fmt: skip


def violation(**more: Any) -> Violation:
    values: dict[str, Any] = {
        "id": 5, "person": 7, "condition": 1, "condition_kind": "stay_home", "kind": "not_home",
        "began_at": Instant(TEN + seconds(240)), "decided_at": Instant(TEN + seconds(360)),
        "raised_at": Instant(TEN + seconds(360)), "certainty": "likely", "probability": 985,
    }  # fmt: skip
    return Violation(**(values | more))


def told(*steps: Step, wrong: Side = "outside", found: Violation | None = None, plain: int = 0) -> Judged:
    one = found or violation()
    explanation = Explanation(
        subject=Subject(1), wrong=wrong, zones=("Home",), from_at=TEN, to_at=Instant(TEN + seconds(3600)), steps=steps, line=(),
        holds=(), found=(one,), plain=tuple(Instant(TEN + n) for n in range(plain)), careful=(),
    )  # fmt: skip
    return Judged(explanation, (one,), "same", 100)


LEAVING = (
    step(3, -50, -900, -6000),
    step(4, 240.2, 3000, -2500),
    step(5, 300, 0, -2600, doubt="impossible_speed"),
    step(6, 610.4, 6300, 3700),
    step(7, 590, 1700, 5400),
    step(8, 700, 300, 5700),
)


def said(one: Judged, now: datetime = NOW) -> list[str]:
    return sentences(one, "Home", ZONE, now)


def test_positions_until_it_was_certain_are_counted_with_how_far_they_lay() -> None:
    back = step(5.5, -20, -400, -2900)
    decided, plain = said(told(*LEAVING[:3], back, *LEAVING[3:], plain=3))
    assert decided == (
        "Between 22:04 and 22:07 three positions put the person 240 to 610 m outside Home; together they make it certain (99.6 %)"
        " that the person was outside."
    )
    assert plain == "In these hours a plain geofence would have raised three alerts."


def test_where_it_never_became_certain_it_is_likely_and_one_position_is_one() -> None:
    assert said(told(step(6, 610, 7000, 3800), plain=1)) == [
        "At 22:06:00 one position put the person 610 m outside Home; it makes it likely (97.8 %) that the person was outside.",
        "In these hours a plain geofence would have raised one alert.",
    ]


def test_a_forbidden_place_is_said_as_inside_and_another_day_is_named() -> None:
    steps = (step(4, -20.0, 3000, -500), step(6, -45.0, 6000, 5500))
    later = to_datetime(Instant(TEN + seconds(86_400)))
    assert said(told(*steps, wrong="inside"), later)[0] == (
        "On 20 May between 22:04 and 22:06 two positions put the person 20 to 45 m inside Home; together they make it certain"
        " (99.6 %) that the person was inside."
    )


def test_who_was_out_when_the_hours_began_is_said_so() -> None:
    edge = Instant(TEN + seconds(270))
    found = violation(began_at=edge, decided_at=edge, certainty="certain", probability=998)
    assert said(told(step(3, 900, 400, 6200, holds=False), found=found)) == [
        "At 22:04:30 the condition began to hold, and the person was outside Home already: certain (99.8 %).",
        "In these hours a plain geofence would have raised no alerts.",
    ]


def test_what_was_withdrawn_or_is_not_found_again_is_not_said() -> None:
    gone = msgspec.structs.replace(told(*LEAVING), stored=(violation(state="withdrawn"),))
    assert len(said(gone)) == 1
    assert said(msgspec.structs.replace(gone, stored=(violation(id=6),)))[0].startswith("In these hours")
    assert said(told()) == []


@pytest.mark.parametrize(("metres", "text"), [(0.4, "0 m"), (999.0, "999 m"), (1234.0, "1.2 km"), (2000.0, "over 2 km")])
def test_no_distance_promises_more_than_is_measured(metres: float, text: str) -> None:
    assert far_text(metres) == text


def test_a_minute_is_said_to_the_second() -> None:
    assert when(TEN, Instant(TEN + seconds(20)), ZONE, NOW) == "Between 22:00:00 and 22:00:20"
