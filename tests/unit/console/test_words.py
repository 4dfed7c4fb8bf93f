"""Every kind, state and mark has its words, and times read the same on the server as in the page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from bilezik.console.alert.procedures import EMERGENCY, PROCEDURES
from bilezik.console.alert.reading import Piece, percent, told
from bilezik.console.words import kinds, schedules, times
from bilezik.domain.alert import AlertState, Outcome
from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant
from bilezik.domain.order import ConditionKind, DatedException, Permission, Schedule, Slot
from bilezik.domain.report import EVENTS, Source
from bilezik.domain.violation import AlertKind, Certainty, ViolationState

WEB = Path(__file__).parent.parent.parent.parent / "web/src"


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (kinds.ALERTS, get_args(AlertKind)),
        (kinds.STATES, get_args(AlertState)),
        (kinds.OUTCOMES, get_args(Outcome)),
        (kinds.CERTAINTIES, get_args(Certainty)),
        (kinds.CONDITIONS, get_args(ConditionKind)),
        (kinds.VIOLATION_STATES, get_args(ViolationState)),
        (kinds.SOURCES, get_args(Source)),
        (kinds.DOUBTS, [doubt for doubt in get_args(Doubt) if doubt]),
        (kinds.EVENTS, EVENTS),
        (PROCEDURES, get_args(AlertKind)),
    ],
)
def test_every_value_of_the_domain_has_words(words: dict[str, object], values: list[str]) -> None:
    assert set(values) <= set(words)


def test_every_procedure_has_steps_and_every_call_a_way_to_be_shown() -> None:
    for procedure in PROCEDURES.values():
        assert procedure.steps
        assert procedure.calls
        assert set(procedure.calls) <= {"person", "department", "engineer", *EMERGENCY}


def test_icons_that_are_named_are_shipped() -> None:
    shipped = set(re.findall(r'^  "([a-z0-9-]+)",$', (WEB.parent / "icons.ts").read_text(), re.MULTILINE))
    named = {word.icon for table in (kinds.ALERTS, kinds.STATES, kinds.CONDITIONS, kinds.COMMAND_STATES) for word in table.values()}
    templates = Path(kinds.__file__).parent.parent / "templates"
    for template in templates.rglob("*.html"):
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', template.read_text()))
    assert named - {""} <= shipped


def test_marks_stand_in_the_order_of_the_wire() -> None:
    wire = re.search(r"MARKS = \[(.*?)\]", (WEB / "map/marks.ts").read_text())
    assert wire is not None
    assert re.findall(r'"(\w+)"', wire[1]) == list(kinds.MARKS)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3661, "1 h 1 min"),
        (86_400, "1 d 0 h"),
        (-5, "0 s"),
    ],
)
def test_lengths_of_time_in_two_units(seconds: float, words: str) -> None:
    assert times.lasting(timedelta(seconds=seconds)) == words


def test_the_page_counts_on_in_the_same_words() -> None:
    said = (WEB / "clock.ts").read_text()
    source = Path(times.__file__).read_text()
    for text in re.findall(r'_\("([^"]+)"\)', source):
        assert f'gettext("{text}"' in said, text


def test_times_are_local_with_the_date_where_it_is_another_day() -> None:
    now = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)  # half past one on the second of March in Astana
    assert times.local(now, "Asia/Almaty", now) == "01:30"
    assert times.local(now - timedelta(hours=2), "Asia/Almaty", now) == "1 Mar, 23:30"
    assert "UTC+05:00" in times.in_full(now, "Asia/Almaty")


def test_a_schedule_reads_as_people_say_it() -> None:
    week = Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5), 22 * 60, 6 * 60), Slot((6,), 0, 1440)), (DatedException("2026-03-22"),))
    assert schedules.hours(week, "Asia/Almaty") == ("Mon–Fri 22:00–06:00", "Sat 00:00–24:00", "2026-03-22: rests")
    assert schedules.hours(Schedule("Europe/Berlin", (Slot((1, 2, 3, 4, 5, 6, 7), 0, 60),)), "Asia/Almaty")[1] == "Europe/Berlin"
    assert schedules.hours(None, "Asia/Almaty") == ("always",)
    assert "dentist" in str(schedules.resting(Permission(id=1, from_at=Instant(0), to_at=Instant(1), reason="dentist")))


def test_probabilities_promise_no_more_than_thousandths_hold() -> None:
    assert percent(1000) == "over 99.8 %"
    assert percent(998) == "99.8 %"
    assert percent(0) == "under 0.2 %"


def test_weights_are_said_as_odds() -> None:
    def piece(weight: float) -> str:
        at = datetime(2026, 3, 1, tzinfo=UTC)
        return Piece(1, at, None, "satellites", 51.0, 71.0, 9.0, 40.0, "", "", weight).speaks

    assert piece(2.302585) == "10× likelier"
    assert piece(-0.6931) == "2.0× less likely"
    assert piece(0.01) == "says little"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("fix gnss", "satellites"),
        ("fix cell", "cell towers"),
        ("event strap_open", "Strap open"),
        ("event gt06:vibration", "vibration"),
    ],
)
def test_a_witness_is_told_in_words(what: str, words: str) -> None:
    assert told(what) == words
