from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.domain.instant import Instant, from_datetime, parse
from bilezik.wire import sentences as read


def test_a_field_is_without_its_spaces_and_one_that_is_not_there_is_nothing() -> None:
    assert [read.field([" a ", "", "b"], n) for n in range(4)] == ["a", "", "b", ""]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0.0), ("-8.2", -8.2), ("12.", 12.0), ("999999999999", 999_999_999_999.0), ("1e3", None), ("1234567890123", None),
     ("inf", None), ("nan", None), ("", None), ("-", None), (".5", None), ("+5", None), (" 5", None), ("5\n", None), ("٣", None)],
)  # fmt: skip
def test_a_number_is_digits_with_a_sign_and_a_point(text: str, value: float | None) -> None:
    assert read.number(text) == value


def test_a_number_is_held_to_its_bounds() -> None:
    assert [read.number(text, 0, 100) for text in ("-0.1", "0", "100", "100.1")] == [None, 0.0, 100.0, None]
    assert [read.whole(text, 1, 9) for text in ("0", "1", "9", "10", "1.0", "-1", "")] == [None, 1, 9, None, None, None, None]
    assert read.whole("-71", -200) == -71
    assert [read.hexadecimal(text, 0xFFF) for text in ("fff", "0FF", "1000", "", "x", "-1", "0xf")] == [
        0xFFF, 0xFF, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "letter", "value"),
    [("5107.6800", "N", 51.128), ("3327.0000", "S", -33.45), ("0.0", "N", 0.0), ("10.2368", "N", 0.170613),
     ("501.0686", "N", 5.01781), ("811.299200", "S", -8.18832), ("5.5", "N", 0.091667), ("5107", "N", 51.116667),
     ("5160.0", "N", None), ("9000.0001", "N", None), ("5107.68", "E", None), ("5107.68", "", None), ("5107.68", "NS", None),
     ("", "N", None), ("-5107.68", "N", None), ("123456.0", "N", None)],
)  # fmt: skip
def test_degrees_and_minutes_in_one_number(text: str, letter: str, value: float | None) -> None:
    found = read.angle(text, letter, "NS", 90)
    assert found == (None if value is None else pytest.approx(value, abs=1e-6))


def test_a_place_has_both_its_angles_and_is_not_nought() -> None:
    assert read.place("3327.0000", "S", "07039.6000", "W") == pytest.approx((-33.45, -70.66))
    assert read.place("0.0", "N", "00001.0000", "E") == pytest.approx((0, 1 / 60))
    assert read.place("0000.0000", "N", "00000.0000", "E") is None
    assert read.place("5107.6800", "N", "18000.0001", "E") is None
    assert read.place("5107.6800", "N", "", "E") is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_comes_back(lat: float, lon: float) -> None:
    def written(value: float) -> str:
        ten_thousandths = round(abs(value) * 600_000)
        return f"{ten_thousandths // 600_000:02}{ten_thousandths % 600_000 / 10_000:07.4f}"

    found = read.place(written(lat), "S" if lat < 0 else "N", written(lon), "W" if lon < 0 else "E")
    assert found == (pytest.approx((lat, lon), abs=1e-6) if round(lat * 600_000) or round(lon * 600_000) else None)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_moment_is_its_clock_and_its_day(at: datetime) -> None:
    whole = at.replace(microsecond=at.microsecond // 1_000 * 1_000)
    assert read.moment(f"{whole:%H%M%S}.{whole.microsecond // 1_000:03}", f"{whole:%d%m%y}") == from_datetime(whole)


@pytest.mark.parametrize(
    ("clock", "day"),
    [("240000", "200526"), ("123015", "310226"), ("12301", "200526"), ("123015", ""), ("", "200526"), ("123015", "20052026")],
)  # fmt: skip
def test_what_is_no_moment_is_none(clock: str, day: str) -> None:
    assert read.moment(clock, day) is None


def test_a_fraction_of_a_second_is_kept_to_the_microsecond() -> None:
    second = parse("2026-05-20T12:30:15Z")
    fractions = ("123015", "123015.", "123015.5", "123015.123456789")
    assert [read.moment(clock, "200526") for clock in fractions] == [Instant(second + more) for more in (0, 0, 500_000, 123_456)]


SAID = "123015.000,A,5107.6800,N,07125.8240,E,19.44,271.0,200526,,,A"


def test_an_rmc_sentence() -> None:
    found = read.rmc(SAID.split(","))
    assert (found.at, found.status, found.course_deg) == (parse("2026-05-20T12:30:15Z"), "A", 271.0)
    assert found.place == pytest.approx((51.128, 71.4304))
    assert found.speed_mps == pytest.approx(19.44 * 1852 / 3600)


def test_each_field_of_an_rmc_sentence_is_read_for_itself() -> None:
    assert read.rmc([]) == read.Rmc(None, "", None, None, None)
    broken = read.rmc(["123015", "V", "x", "N", "07125.8240", "E", "fast", "361", "200526"])
    assert broken == read.Rmc(parse("2026-05-20T12:30:15Z"), "V", None, None, None)
