"""The scanner says what splitting, matching and converting text say, or that a field is odd."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.wire import sentences
from bilezik.wire.scan import Odd, Scanner

MOST = 10**13


def scanner(text: str) -> Scanner:
    data = text.encode()
    return Scanner(data, 0, len(data))


def read(text: str, how: Callable[[Scanner], object]) -> object:
    """Return what a field says, or None: it is odd."""
    try:
        return how(scanner(text))
    except Odd:
        return None


@given(st.decimals(-(10**9), 10**9, places=6).map(str) | st.from_regex(r" ?-?[0-9]{1,14}(\.[0-9]{0,13})?", fullmatch=True))
def test_a_number_is_what_float_says(text: str) -> None:
    found = read(text, Scanner.number)
    if found is not None:
        assert str(found) == str(sentences.number(text.strip()))


@given(st.text("0123456789-+. eE_,xN", max_size=12))
def test_what_is_no_number_is_odd(text: str) -> None:
    field = text.split(",", maxsplit=1)[0]
    found = read(text, Scanner.number)
    assert found is None or found == sentences.number(field.strip())
    whole = read(text, Scanner.whole)
    assert whole == sentences.whole(field, -MOST, MOST)
    digits = read(text, Scanner.hexadecimal)
    assert digits is None or digits == sentences.hexadecimal(field)


@pytest.mark.parametrize("text", ["", "1a", "-", "1234567890123", "٣"])
def test_whole_is_odd(text: str) -> None:
    assert read(text, Scanner.whole) is None


def test_each_field_passes_its_comma() -> None:
    fields = scanner("311299,235960,A,-1.50,,12,00ff,AA:bb:0C:dd:ee:09,")
    assert fields.day_and_time() == sentences.moment("235960", "311299")
    assert (fields.letter(*b"AV"), fields.number(), fields.letter(*b"NS")) == (65, -1.5, 0)
    assert (fields.whole(), fields.hexadecimal()) == (12, 255)
    assert (fields.mac(), fields.at) == ("aa:bb:0c:dd:ee:09", fields.end)
    with pytest.raises(Odd):
        fields.letter(*b"NS")


def test_nothing_beyond_the_end_is_read() -> None:
    assert Scanner(b"12345", 0, 3).whole() == 123
    assert Scanner(b"12", 0, 9).whole() == 12
    with pytest.raises(Odd):
        Scanner(b"aa:bb:cc:dd:ee:ff", 0, 16).mac()
    with pytest.raises(Odd):
        Scanner(b"010203,040506", 0, 12).day_and_time()


@pytest.mark.parametrize("text", ["320120,000000", "010120,240000", "0101200,00000", "01012,000000", "01a120,000000"])
def test_a_moment_that_is_none(text: str) -> None:
    assert read(text, Scanner.day_and_time) is None


@pytest.mark.parametrize("text", ["aa:bb:cc:dd:ee:fg", "aa-bb-cc-dd-ee-ff", "a:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee:ff0"])
def test_a_mac_that_is_none(text: str) -> None:
    assert read(text, Scanner.mac) is None
