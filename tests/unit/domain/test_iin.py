"""The IIN: what it states, and which numbers are slips of the finger. All numbers are made up."""

from datetime import date

import pytest

from bilezik.domain.iin import Iin, check_digit, parse


def test_a_number_states_birth_and_sex() -> None:
    # 9·1+5·2+0·3+3·4+1·5+7·6+4·7+0·8+0·9+1·10+2·11 = 138, and 138 = 12·11 + 6
    assert parse("950317400126") == Iin("950317400126", date(1995, 3, 17), "female", is_valid=True)
    assert parse(" 950317-400126 ") == parse("950317400126")


@pytest.mark.parametrize(
    ("seventh", "born", "sex"),
    [
        ("0", None, None),
        ("1", date(1804, 2, 29), "male"),
        ("2", date(1804, 2, 29), "female"),
        ("3", date(1904, 2, 29), "male"),
        ("4", date(1904, 2, 29), "female"),
        ("5", date(2004, 2, 29), "male"),
        ("6", date(2004, 2, 29), "female"),
        ("7", None, None),
        ("9", None, None),
    ],
)
def test_the_seventh_digit_is_century_and_sex(seventh: str, born: date | None, sex: str | None) -> None:
    found = parse(f"040229{seventh}00000")
    assert found is not None
    assert (found.born, found.sex) == (born, sex)


def test_a_date_that_is_none_states_none_and_is_no_fault() -> None:
    found = parse("041341300000")
    assert found is not None
    assert (found.born, found.sex) == (None, "male")


def test_the_second_row_of_weights_decides_where_the_first_gives_ten() -> None:
    assert check_digit("00000000050") == 6  # 5·10 = 50 = 4·11 + 6
    assert check_digit("00000000010") == 1  # first row 10; second 1·1
    assert check_digit("00000000400") == 3  # 4·9 = 36 = 3·11 + 3
    assert check_digit("50000000050") == 0  # 5 + 50 = 55
    assert check_digit("10000000001") == 1  # 1 + 11 = 12
    assert check_digit("00100000400") == 6  # 3 + 36 = 39 = 3·11 + 6


def test_where_both_rows_give_ten_no_number_is_given_out() -> None:
    assert check_digit("00000000281") is None  # 2·9 + 8·10 + 1·11 = 109 = 9·11 + 10; 2·11 + 8·1 + 1·2 = 32 = 2·11 + 10
    found = parse("000000002810")
    assert found is not None
    assert not found.is_valid


@pytest.mark.parametrize("given", ["", "95031740012", "9503174001260", "95031740012x", "９５０３１７４００１２６", "²50317400126"])
def test_anything_but_twelve_digits_is_no_number(given: str) -> None:
    assert parse(given) is None
