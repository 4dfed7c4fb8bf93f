"""Reading fields between commas byte by byte: compiled it costs a tenth of splitting, matching and converting text.

1. A field is read as its protocol's manual writes it. What is written in any other way is `Odd`: the decoder then reads the frame
   field by field with `wire.sentences`, which knows more ways. Where both read, both say the same.
2. A number is digits with a sign and a point, one space before it, at most fifteen digits: as a whole number it is exact in a
   float, and so is the power of ten it is divided by, so the quotient is what `float` would say of the text (W. D. Clinger, How to
   read floating point numbers accurately, 1990, section 3).
3. Nothing is read beyond `end`.
"""

from typing import Final

from bilezik.wire.moments import instant_of

_POWERS: Final = tuple(10.0**n for n in range(16))
_SPACE: Final = 0x20
_COMMA: Final = 0x2C
_MINUS: Final = 0x2D
_POINT: Final = 0x2E
_NOUGHT: Final = 0x30
_COLON: Final = 0x3A
_MAC: Final = 17
_MOST_DIGITS: Final = 15
_MOST_WHOLE: Final = 12


class Odd(Exception):  # noqa: N818 - it says how the field is, not that the program erred
    """A field is not written as usual."""


class Scanner:
    """A place in a frame that moves behind each field and its comma."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int, end: int) -> None:
        """Begin at `at`; the text ends at `end`."""
        self.data, self.at, self.end = data, at, min(end, len(data))

    def pass_comma(self, at: int) -> None:
        """The field ends at `at`: go behind its comma, or to the end of the text."""
        if at < self.end:
            if self.data[at] != _COMMA:
                raise Odd
            at += 1
        self.at = at

    def skip(self) -> None:
        """Pass over a field."""
        data, at, end = self.data, self.at, self.end
        while at < end and data[at] != _COMMA:
            at += 1
        self.pass_comma(at)

    def letter(self, first: int, second: int) -> int:
        """Return a field that is one of two bytes, or 0 for an empty one."""
        at = self.at
        if at >= self.end:
            raise Odd
        found = self.data[at]
        if found == _COMMA:
            self.at = at + 1
            return 0
        if found not in (first, second):
            raise Odd
        self.pass_comma(at + 1)
        return found

    def whole(self) -> int:
        """Return a field of up to twelve digits, with or without a minus."""
        data, at, end = self.data, self.at, self.end
        is_below = at < end and data[at] == _MINUS
        if is_below:
            at += 1
        start, value = at, 0
        while at < end:
            digit = data[at] - _NOUGHT
            if digit < 0 or digit > 9:
                break
            value = value * 10 + digit
            at += 1
        if at == start or at - start > _MOST_WHOLE:
            raise Odd
        self.pass_comma(at)
        return -value if is_below else value

    def number(self) -> float:
        """Return a field with a decimal number; see rule 2."""
        data, at, end = self.data, self.at, self.end
        if at < end and data[at] == _SPACE:
            at += 1
        is_below = at < end and data[at] == _MINUS
        if is_below:
            at += 1
        start, point, value = at, -1, 0
        while at < end:
            digit = data[at] - _NOUGHT
            if digit < 0 or digit > 9:
                if data[at] != _POINT or point >= 0:
                    break
                point = at
            else:
                value = value * 10 + digit
            at += 1
        before = (at if point < 0 else point) - start
        after = 0 if point < 0 else at - point - 1
        if before == 0 or before > _MOST_WHOLE or after > _MOST_WHOLE or before + after > _MOST_DIGITS:
            raise Odd
        self.pass_comma(at)
        found = value / _POWERS[after]
        return -found if is_below else found

    def hexadecimal(self) -> int:
        """Return a field of up to eight hexadecimal digits."""
        data, at, end = self.data, self.at, self.end
        start, value = at, 0
        while at < end:
            byte = data[at]
            digit = byte - _NOUGHT
            if digit < 0 or digit > 9:
                digit = (byte | 0x20) - 0x57
                if digit < 10 or digit > 15 or byte < 0x41:
                    break
            value = value << 4 | digit
            at += 1
        if at == start or at - start > 8:
            raise Odd
        self.pass_comma(at)
        return value

    def mac(self) -> str:
        """Return a field with a MAC address, six pairs of hexadecimal digits with colons, in lower case."""
        data, at = self.data, self.at
        if at + _MAC > self.end:
            raise Odd
        for n in range(_MAC):
            byte = data[at + n]
            if n % 3 == 2:
                if byte != _COLON:
                    raise Odd
            elif not (0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x46 or 0x61 <= byte <= 0x66):
                raise Odd
        self.pass_comma(at + _MAC)
        return str(data[at : at + _MAC], "ascii").lower()

    def day_and_time(self) -> int | None:
        """Return the instant of two fields `ddmmyy,hhmmss` in UTC, or None: there is no such moment."""
        day, month, year = self._pair(0), self._pair(2), self._pair(4)
        self.pass_comma(self.at + 6)
        hour, minute, second = self._pair(0), self._pair(2), self._pair(4)
        self.pass_comma(self.at + 6)
        return instant_of(2000 + year, month, day, hour, minute, second)

    def _pair(self, offset: int) -> int:
        at = self.at + offset
        if at + 2 > self.end:
            raise Odd
        tens, ones = self.data[at] - _NOUGHT, self.data[at + 1] - _NOUGHT
        if tens < 0 or tens > 9 or ones < 0 or ones > 9:
            raise Odd
        return tens * 10 + ones
