"""What is no schedule, and in which words it is refused."""

import pytest

from bilezik.domain.order import DatedException, Schedule, Slot
from bilezik.schedule import problem

ALL = (1, 2, 3, 4, 5, 6, 7)
NIGHT = Slot(ALL, 1320, 360)


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ((), None),
        ((NIGHT,), None),
        ((Slot(ALL, 0, 1440),), None),
        ((NIGHT, Slot(ALL, 360, 1320)), None),
        ((Slot(ALL, 1320, 0), Slot(ALL, 0, 360)), None),
        ((Slot((7,), 1320, 360), Slot((1,), 360, 400)), None),
        ((Slot(ALL, 1320, 1319),), None),
        ((Slot((), 0, 60),), "schedule.slots[0].days: is empty"),
        ((NIGHT, Slot((0,), 0, 60)), "schedule.slots[1].days: 0 is not a weekday from 1 (Monday) to 7 (Sunday)"),
        ((Slot((8,), 0, 60),), "schedule.slots[0].days: 8 is not a weekday from 1 (Monday) to 7 (Sunday)"),
        ((Slot((1, 1), 0, 60),), "schedule.slots[0].days: names a day twice"),
        ((Slot(ALL, 600, 600),), "schedule.slots[0]: has no length, begins and ends at 10:00 (a whole day is 00:00 to 24:00)"),
        ((Slot(ALL, 1440, 60),), "schedule.slots[0].start: must be 0 (00:00) to 1439 (23:59) minutes after midnight, is 1440"),
        ((Slot(ALL, -1, 60),), "schedule.slots[0].start: must be 0 (00:00) to 1439 (23:59) minutes after midnight, is -1"),
        ((Slot(ALL, 0, 1441),), "schedule.slots[0].end: must be 0 (00:00) to 1440 (24:00) minutes after midnight, is 1441"),
        ((Slot(ALL, 0, -5),), "schedule.slots[0].end: must be 0 (00:00) to 1440 (24:00) minutes after midnight, is -5"),
        ((NIGHT, Slot((3,), 300, 400)), "schedule.slots[1]: overlaps slots[0] on Wednesday at 05:00"),
        ((Slot((1,), 300, 400), Slot((7,), 1320, 301)), "schedule.slots[1]: overlaps slots[0] on Monday at 05:00"),
        ((Slot((2,), 300, 400), Slot((2,), 399, 401)), "schedule.slots[1]: overlaps slots[0] on Tuesday at 06:39"),
        ((Slot((2,), 300, 400), Slot((2,), 300, 400)), "schedule.slots[1]: overlaps slots[0] on Tuesday at 05:00"),
        ((Slot((2,), 0, 1440), Slot((2,), 600, 660)), "schedule.slots[1]: overlaps slots[0] on Tuesday at 10:00"),
    ],
)  # fmt: skip
def test_slots_are_judged(slots: tuple[Slot, ...], words: str | None) -> None:
    assert problem(Schedule("Asia/Almaty", slots)) == words


@pytest.mark.parametrize("timezone", ["Asia/Astana", "", "Mars/Olympus"])
def test_the_time_zone_is_judged(timezone: str) -> None:
    assert problem(Schedule(timezone, (NIGHT,))) == f"schedule.timezone: {timezone!r} is not an IANA time zone such as Asia/Almaty"


@pytest.mark.parametrize(
    ("exceptions", "words"),
    [
        ((DatedException("2026-05-09"),), None),
        ((DatedException("2026-05-09", (Slot((), 0, 60), Slot((3,), 60, 120), Slot((), 1380, 60))),), None),
        ((DatedException("2026-02-30"),), "schedule.exceptions[0].date: '2026-02-30' is not a date as 2026-05-09"),
        ((DatedException("20260509"),), "schedule.exceptions[0].date: '20260509' is not a date as 2026-05-09"),
        ((DatedException("9 May"),), "schedule.exceptions[0].date: '9 May' is not a date as 2026-05-09"),
        (
            (DatedException("2026-05-09"), DatedException("2026-05-09")),
            "schedule.exceptions[1].date: 2026-05-09 has an exception already",
        ),
        (
            (DatedException("2026-05-09", (Slot((), 60, 60),)),),
            "schedule.exceptions[0].slots[0]: has no length, begins and ends at 01:00 (a whole day is 00:00 to 24:00)",
        ),
        (
            (DatedException("2026-05-09", (Slot((), 60, 180), Slot((), 120, 240))),),
            "schedule.exceptions[0].slots[1]: overlaps slots[0] on 2026-05-09 at 02:00",
        ),
    ],
)  # fmt: skip
def test_exceptions_are_judged(exceptions: tuple[DatedException, ...], words: str | None) -> None:
    assert problem(Schedule("Asia/Almaty", (NIGHT,), exceptions)) == words
