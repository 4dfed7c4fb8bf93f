"""What is true of every IIN and of every name, whatever its digits and letters."""

import unicodedata
from datetime import date

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from bilezik.domain.iin import check_digit, parse
from bilezik.domain.names import key, words

MANY = settings(max_examples=300, deadline=None)
digits = st.text(alphabet="0123456789", min_size=11, max_size=11)
LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя" + "abcdefghijklmnopqrstuvwxyzäáğǵıñńöóşūüúýç" + "'ʹ- "
names = st.text(alphabet=LETTERS + LETTERS.upper(), max_size=24)


@MANY
@given(digits)
def test_exactly_one_last_digit_is_right_or_none(eleven: str) -> None:
    right = [last for last in "0123456789" if (found := parse(eleven + last)) is not None and found.is_valid]
    check = check_digit(eleven)
    assert right == ([] if check is None else [str(check)])


@MANY
@given(digits)
def test_the_check_is_of_the_second_row_where_the_first_gives_ten(eleven: str) -> None:
    first = sum((place + 1) * int(digit) for place, digit in enumerate(eleven)) % 11
    second = sum(((place + 2) % 11 + 1) * int(digit) for place, digit in enumerate(eleven)) % 11
    event(f"first row gives ten: {first == 10}")
    assert check_digit(eleven) == (first if first < 10 else second if second < 10 else None)


@MANY
@given(digits, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_seen_unless_the_second_row_hides_it(eleven: str, place: int, more: int) -> None:
    check = check_digit(eleven)
    assume(check is not None)
    slip = eleven[:place] + str((int(eleven[place]) + more) % 10) + eleven[place + 1 :]
    # Both by the first row: ten of its weights have no common divisor with 11. The eleventh weighs nothing.
    rows = [sum(int(digit) * weight for weight, digit in enumerate(one, 1)) % 11 for one in (eleven, slip)]
    assume(10 not in rows)
    found = parse(f"{slip}{check}")
    assert found is not None
    assert not found.is_valid


@MANY
@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.booleans(), st.integers(0, 9999))
def test_what_was_written_into_a_number_is_read_from_it(born: date, is_male: bool, serial: int) -> None:  # noqa: FBT001
    seventh = (born.year // 100 - 18) * 2 + (1 if is_male else 2)
    eleven = f"{born:%y%m%d}{seventh}{serial:04}"
    found = parse(f"{eleven}{check_digit(eleven) or 0}")
    assert found is not None
    assert (found.born, found.sex) == (born, "male" if is_male else "female")


@given(st.text(max_size=20))
def test_no_text_is_too_strange_for_either(text: str) -> None:
    found = parse(text)
    assert found is None or (len(found.digits) == 12 and found.digits.isascii())
    assert all(word and " " not in word for word in words(text))


@MANY
@given(names)
def test_a_key_folds_to_itself(text: str) -> None:
    assert key([key([text])]) == key([text])


@MANY
@given(names)
def test_case_form_of_unicode_and_order_change_nothing(text: str) -> None:
    assert words(text.upper()) == words(text) == words(text.lower())
    assert words(unicodedata.normalize("NFD", text)) == words(text)
    assert key(reversed(text.split())) == key([text])


@MANY
@given(names)
def test_a_key_has_only_plain_letters(text: str) -> None:
    assert set(key([text])) <= set("abcdefghijklmnoprstuvz ")
