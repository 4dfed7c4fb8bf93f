"""The IIN (ЖСН, ИИН): the individual identification number of Kazakhstan, twelve digits.

1. The twelfth digit is the check: the first eleven by weights 1 to 11, the remainder of 11; where that is 10, by a second row of
   weights; where it is 10 again the number is never given out. A wrong check digit is a slip of the finger, so it is refused.
   The eleventh digit weighs 11, which is nothing in the first row: a slip in it alone is not seen.
2. The first six digits state the birth date as YYMMDD, the seventh the century and the sex: 1-2 the XIX, 3-4 the XX, 5-6 the XXI
   century, odd for men. Any other seventh digit (0 for some foreigners) states neither.
3. What a number states of date and sex is a statement and not a rule: since Government Decree 853 of 26 August 2013 the digits
   are no longer tied to personal data, and the Ministry of Justice says that a mismatch is no error. So it is a warning, never
   a refusal.
4. Not everybody has one: foreigners, newborns. No number is `None` and no special number.

Sources: Government Decree 565 of 11 June 2003 (adilet P030000565_) and Decree 406 of 22 May 2007 (P070000406_), as told by the
readme files of kz-iin-validator and kaz-person-id; for rule 3 nomad.su, 5 April 2019. The decrees themselves were not read.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

Sex = Literal["male", "female"]

LENGTH: Final = 12
_FIRST: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES: Final = (1800, 1900, 2000)


class Iin(msgspec.Struct, frozen=True):
    """Twelve digits and what they state. `born` and `sex` are None where they state none; `is_valid`: the check digit agrees."""

    digits: str
    born: dt.date | None
    sex: Sex | None
    is_valid: bool


def parse(given: str) -> Iin | None:
    """Return what `given` states, blanks and hyphens left out; None where it is not twelve digits."""
    digits = "".join(given.split()).replace("-", "")
    if len(digits) != LENGTH or not digits.isascii() or not digits.isdecimal():
        return None
    century, rest = divmod(int(digits[6]) - 1, 2)
    known = 0 <= century < len(_CENTURIES)
    return Iin(
        digits=digits,
        born=_date(_CENTURIES[century] + int(digits[:2]), int(digits[2:4]), int(digits[4:6])) if known else None,
        sex=("male", "female")[rest] if known else None,
        is_valid=check_digit(digits[:-1]) == int(digits[-1]),
    )


def check_digit(eleven: str) -> int | None:
    """Return the twelfth digit to these eleven; None where both rows of weights give 10: no such number is given out."""
    for weights in (_FIRST, _SECOND):
        check = _remainder(eleven, weights)
        if check < 10:
            return check
    return None


def _remainder(eleven: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
