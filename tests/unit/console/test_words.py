"""Every kind, state and mark has its words, and times read the same on the server as in the page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from django.utils import translation

from bilezik.alerts.outage import many_silent
from bilezik.console.alert.procedures import EMERGENCY, PROCEDURES
from bilezik.console.alert.reading import Piece, percent, told
from bilezik.console.words import kinds, live, numbers, schedules, stored, times
from bilezik.domain.alert import AlertState, Outcome
from bilezik.domain.fix import Doubt
from bilezik.domain.instant import Instant
from bilezik.domain.order import ConditionKind, DatedException, Permission, Schedule, Slot
from bilezik.domain.report import EVENTS, Source
from bilezik.domain.violation import AlertKind, Certainty, ViolationState
from bilezik.rules import standing, wear_device
from bilezik.rules.contract import RESTED

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
    assert schedules.hours(week, "Asia/Almaty") == ("Mon–Fri 22:00–06:00", "Sat 00:00–24:00", "22 Mar 2026: rests")
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


@pytest.mark.parametrize(
    ("language", "when", "full", "length", "percentage", "far"),
    [
        ("en", "1 Mar, 23:30", "1 March 2026 23:30:00", "1 h 1 min", "97.5 %", ["40 m", "1.3 km"]),
        ("ru", "1 марта, 23:30", "1 марта 2026 23:30:00", "1 ч 1 мин", "97,5 %", ["40 м", "1,3 км"]),
        ("kk", "1 наурыз, 23:30", "2026 жылғы 1 наурыз 23:30:00", "1 сағ 1 мин", "97,5 %", ["40 м", "1,3 км"]),
    ],
)
def test_dates_lengths_and_numbers_are_written_as_in_the_language(
    language: str, when: str, full: str, length: str, percentage: str, far: list[str]
) -> None:
    now = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    with translation.override(language):
        assert times.local(now - timedelta(hours=2), "Asia/Almaty", now) == when
        assert times.in_full(now - timedelta(hours=2), "Asia/Almaty").startswith(full)
        assert times.lasting(timedelta(seconds=3661)) == length
        assert percent(975) == percentage
        assert [numbers.distance(40.2), numbers.distance(1260)] == far


def test_a_place_on_the_map_is_a_number_of_the_machine_in_every_language() -> None:
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            piece = Piece(1, datetime(2026, 3, 1, tzinfo=UTC), None, "", 51.25, 71.5, 9.0, 40.0, "", "", 1.0)
            assert piece.fly == "71.5,51.25,16"


def test_the_live_parts_get_their_words_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert live.catalogue() == {}
    with translation.override("ru"):
        words = live.catalogue()
        assert words["just now"] == "только что"
        assert len(words["%(count)s new alert"]) == 3
    with translation.override("kk"):
        assert live.catalogue()["%(n)s min"] == "%(n)s мин"
        assert len(live.catalogue()["%(count)s new alert"]) == 2


def test_every_fixed_sentence_of_the_machine_is_known_where_it_is_shown() -> None:
    told = {text for _kind, text in standing.MATTERS.values()} | {*standing.LIES.values(), *RESTED.values(), many_silent("")}
    told |= set(wear_device._CLOSING.values())
    for file in Path(standing.__file__).parent.glob("*.py"):
        told |= set(re.findall(r'Closed\(.*?, "([^"]+)"\)', file.read_text()))
    assert len(told) > 25
    assert told - stored.SENTENCES == set()


@pytest.mark.parametrize(
    ("text", "russian"),
    [
        ("returned", "возвращение"),
        ("Many devices in Astana fell silent together", "Много устройств замолчало вместе: Astana"),
        (
            "it was charged; the upload of 22:40 shows that it ended at 22:31",
            "заряжено; the upload of 22:40 shows that it ended at 22:31",
        ),
        ("Called: no answer.", "Called: no answer."),
        ("", ""),
    ],
)
def test_what_is_stored_is_shown_in_the_language_of_who_reads(text: str, russian: str) -> None:
    with translation.override("ru"):
        assert stored.shown(text) == russian
    with translation.override("en"):
        assert stored.shown(text) == text
