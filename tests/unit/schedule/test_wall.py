"""The clock on the wall, where it jumps."""

import pytest

from bilezik.domain.instant import hours, parse
from bilezik.schedule.wall import DAY, spans, zone

JUMPS = [
    ("Asia/Almaty", "2024-02-29T18:00:00Z", 6, 5),
    ("Asia/Qyzylorda", "2018-12-20T18:00:00Z", 6, 5),
    ("Europe/Berlin", "2026-03-29T01:00:00Z", 1, 2),
    ("Europe/Berlin", "2026-10-25T01:00:00Z", 2, 1),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 11, 10.5),
    ("Europe/Dublin", "2026-03-29T01:00:00Z", 0, 1),
    ("Pacific/Apia", "2011-12-30T10:00:00Z", -10, 14),
]


@pytest.mark.parametrize(("timezone", "jump", "before", "after"), JUMPS)
def test_a_day_is_cut_where_the_clock_jumps(timezone: str, jump: str, before: float, after: float) -> None:
    at = parse(jump)
    day = at // DAY
    assert spans(timezone, day) == (
        (day * DAY, at, hours(before)),
        (at, (day + 1) * DAY, hours(after)),
    )


def test_a_day_without_a_jump_is_whole() -> None:
    day = parse("2026-05-20T00:00:00Z") // DAY
    assert spans("Asia/Almaty", day) == ((day * DAY, (day + 1) * DAY, hours(5)),)


def test_a_jump_at_midnight_of_utc_cuts_no_day() -> None:
    at = parse("2005-09-30T00:00:00Z")  # Tunis went back at 02:00, from UTC+2
    day = at // DAY
    assert spans("Africa/Tunis", day - 1) == ((at - DAY, at, hours(2)),)
    assert spans("Africa/Tunis", day) == ((at, at + DAY, hours(1)),)


@pytest.mark.parametrize("day", [-(2**31), 2**31])
def test_beyond_the_calendar_the_offset_stays(day: int) -> None:
    assert len(spans("Asia/Almaty", day)) == 1


@pytest.mark.parametrize(
    "name", ["", "Asia", "Asia/Astana", "../../etc/passwd", "asia/almaty", "/etc/localtime", "Asia/Almaty\x00"]
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match="is not an IANA time zone such as Asia/Almaty"):
        zone(name)
