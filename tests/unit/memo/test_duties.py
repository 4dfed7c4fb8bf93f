"""Every kind of condition in every language, word for word: `said.txt` is what people read."""

from pathlib import Path
from typing import get_args

import pytest
from tests.unit.memo.paper import CITY, HOME, NIGHTS, NOW, OVER, VISIT, place

from bilezik.domain.hours import DatedException, Schedule, Slot
from bilezik.domain.instant import Instant, days, hours, minutes, seconds
from bilezik.domain.order import Condition, ConditionKind, Permission
from bilezik.domain.person import LANGUAGES
from bilezik.memo.compose import LANGUAGES as WORDINGS
from bilezik.memo.duties import MOST_DATES, duty

SAID = Path(__file__).parent / "said.txt"
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
SHOP = Schedule("Asia/Almaty", (Slot(EVERY_DAY, 600, 1320),))
CASES: dict[str, Condition] = {
    "home at night": Condition(id=1, kind="stay_home", zones=(HOME,), schedule=NIGHTS, permissions=(OVER, VISIT)),
    "home always": Condition(id=1, kind="stay_home", zones=(HOME,)),
    "area": Condition(id=2, kind="stay_in_area", zones=(CITY,), dwell=minutes(5)),
    "area of an hour, by another clock": Condition(
        id=2, kind="stay_in_area", schedule=Schedule("Europe/Berlin", (Slot((6, 7, 1), 0, 1440), Slot((3,), 1380, 0)))
    ),
    "two places": Condition(id=3, kind="keep_out", zones=(place(1, SHOP), place(2, SHOP))),
    "28 places": Condition(id=3, kind="keep_out", zones=tuple(place(n) for n in range(28)), dwell=minutes(10)),
    "places of different hours": Condition(id=3, kind="keep_out", zones=(place(1, SHOP), place(2)), dwell=seconds(61)),
    "keep away": Condition(id=4, kind="keep_away", zones=(HOME,)),
    "wear": Condition(id=5, kind="wear_device"),
    "charge": Condition(id=6, kind="keep_charged", low_pct=17.5),
    "contact": Condition(id=7, kind="keep_contact", silence_after=minutes(90)),
    "contact by default": Condition(id=7, kind="keep_contact"),
    "register": Condition(id=8, kind="check_in", schedule=Schedule("Asia/Almaty", (Slot((2, 4), 540, 1080),))),
    "abstain": Condition(id=9, kind="abstain"),
}


def told(condition: Condition, language: str, address: str = "Астана, Кенесары к., 40-1") -> tuple[str, ...]:
    say = next(one for one in WORDINGS.values() if one.language == language)
    said = duty(condition, say, address=address, timezone="Asia/Almaty", since=NOW)
    return (said.heading, *said.lines)


def as_text() -> str:
    lines = []
    for name, condition in CASES.items():
        for language in LANGUAGES:
            heading, *rest = told(condition, language)
            lines += [f"# {name}, {language}: {heading}", *rest, ""]
    return "\n".join(lines)


def test_every_kind_is_said_as_the_page_of_golden_words_has_it() -> None:
    assert {condition.kind for condition in CASES.values()} == set(get_args(ConditionKind))
    assert as_text() == SAID.read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_protected_person_is_never_placed(language: str) -> None:
    said = " ".join(told(CASES["keep away"], language))
    assert HOME.name not in said
    assert "100" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_over_is_left_out_and_many_dates_are_counted(language: str) -> None:
    permissions = tuple(
        Permission(id=n, from_at=Instant(NOW + days(n)), to_at=Instant(NOW + days(n) + hours(1)), reason=f"reason {n}")
        for n in range(-3, 12)
    )
    said = told(Condition(id=1, kind="stay_home", zones=(HOME,), permissions=permissions), language)
    assert [f"(reason {n})" in " ".join(said) for n in range(-3, 12)] == [0 <= n < MOST_DATES for n in range(-3, 12)]
    assert "4" in said[-1]
    dates = tuple(DatedException(f"2026-06-{day:02}") for day in range(1, 15))
    said = told(Condition(id=1, kind="stay_home", zones=(HOME,), schedule=Schedule("Asia/Almaty", (), dates)), language)
    assert "6" in said[-1]


def test_a_night_that_goes_on_is_not_over() -> None:
    yesterday = (DatedException("2026-05-19", (Slot((), 1320, 720),)),)  # until noon; it is ten o'clock in the morning
    said = told(Condition(id=1, kind="stay_home", zones=(HOME,), schedule=Schedule("Asia/Almaty", (), yesterday)), "en")
    assert "19 May 2026: only from 22:00 until 12:00 the next day." in said


def test_without_an_address_the_zone_alone_says_where_home_is() -> None:
    assert told(CASES["home always"], "en", address="")[1:] == (
        "Home is: the area within 100 metres of “Үй”.",
        "Day and night, every day.",
    )
