"""Slots as people write them."""

import pytest

from bilezik.domain.order import Slot
from bilezik.schedule import parse_slots


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("mo", (1,)),
        ("mo-su", (1, 2, 3, 4, 5, 6, 7)),
        ("mo,we,fr", (1, 3, 5)),
        ("sa-mo", (1, 6, 7)),
        ("su-mo", (1, 7)),
        ("tu-tu", (2,)),
        ("tu-mo", (1, 2, 3, 4, 5, 6, 7)),
        ("MO-We, Sa", (1, 2, 3, 6)),
        ("su,mo", (1, 7)),
    ],
)
def test_days(days: str, numbers: tuple[int, ...]) -> None:
    assert parse_slots([{"days": days, "from": "22:00", "to": "06:00"}]) == (Slot(numbers, 1320, 360),)


@pytest.mark.parametrize(
    ("from_", "to", "slot"),
    [
        ("22:00", "06:00", Slot((1,), 1320, 360)),
        ("00:00", "24:00", Slot((1,), 0, 1440)),
        ("22:00", "24:00", Slot((1,), 1320, 1440)),
        ("22:00", "00:00", Slot((1,), 1320, 0)),
        ("7:05", "23:59", Slot((1,), 425, 1439)),
    ],
)
def test_times(from_: str, to: str, slot: Slot) -> None:
    assert parse_slots([{"days": "mo", "from": from_, "to": to}]) == (slot,)


def test_no_slots() -> None:
    assert parse_slots([]) == ()


def slot(**changes: object) -> dict[str, object]:
    return {"days": "mo", "from": "22:00", "to": "06:00", **changes}


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (None, "schedule: must be a list of slots"),
        ({}, "schedule: must be a list of slots"),
        (["mo"], "schedule[0]: must be an object with days, from and to"),
        ([{"days": "mo", "from": "22:00"}], "schedule[0].to: is missing"),
        ([{"to": "22:00"}], "schedule[0].days: is missing"),
        ([slot(), slot(note="x")], "schedule[1].note: is not known; a slot has days, from and to"),
        ([slot(days="")], "schedule[0].days: '' is not days as \"mo-fr\" or \"mo,we,sa-su\""),
        ([slot(days="mo-")], "schedule[0].days: 'mo-' is not days as \"mo-fr\" or \"mo,we,sa-su\""),
        ([slot(days="mon")], "schedule[0].days: 'mon' is not days as \"mo-fr\" or \"mo,we,sa-su\""),
        ([slot(days=[1])], 'schedule[0].days: [1] is not days as "mo-fr" or "mo,we,sa-su"'),
        ([slot(days="mo-we,tu")], "schedule[0].days: names a day twice"),
        ([slot(**{"from": "25:00"})], "schedule[0].from: '25:00' is not a time of day as 22:00"),
        ([slot(**{"from": "22:60"})], "schedule[0].from: '22:60' is not a time of day as 22:00"),
        ([slot(**{"from": "22:00:00"})], "schedule[0].from: '22:00:00' is not a time of day as 22:00"),
        ([slot(**{"from": "٢٢:٠٠"})], "schedule[0].from: '٢٢:٠٠' is not a time of day as 22:00"),
        ([slot(to=6)], "schedule[0].to: 6 is not a time of day as 22:00"),
        ([slot(to="24:01")], "schedule[0].to: '24:01' is not a time of day as 22:00"),
        ([slot(**{"from": "24:00"})], "schedule[0].from: must be 0 (00:00) to 1439 (23:59) minutes after midnight, is 1440"),
        ([slot(to="22:00")], "schedule[0]: has no length, begins and ends at 22:00 (a whole day is 00:00 to 24:00)"),
    ],
)  # fmt: skip
def test_errors_name_the_field(obj: object, words: str) -> None:
    with pytest.raises(ValueError, match="schedule") as caught:
        parse_slots(obj)
    assert str(caught.value) == words


def test_the_field_is_named_as_the_reader_knows_it() -> None:
    with pytest.raises(ValueError, match=r"^\[2\]\.conditions\[0\]\.schedule\[0\]\.to: is missing$"):
        parse_slots([{"days": "mo", "from": "22:00"}], "[2].conditions[0].schedule")
