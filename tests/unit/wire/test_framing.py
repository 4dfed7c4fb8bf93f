import re

import pytest

from bilezik.wire.frame import Frame
from bilezik.wire.framing import Buffer, DelimitedFramer, LengthFramer, StreamFramer


class Counted(LengthFramer):
    """`#`, a digit that counts the letters, letters, `.`; a length of 9 is not believed."""

    def __init__(self) -> None:
        super().__init__(re.compile(rb"#"), b".", smallest=3, limit=20)

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        if len(buffer) < start + 2:
            return None
        digit = buffer[start + 1] - 48
        return (digit + 3,) if 0 <= digit < 9 else ()


def test_delimiters_fall_away() -> None:
    framer = DelimitedFramer(b"@", b"$", 50)
    assert framer.feed(b"@a$@b$@c") == [Frame(b"@a$", b"@a"), Frame(b"@b$", b"@b")]
    assert framer.pending == 2
    assert framer.feed(b"$") == [Frame(b"@c$", b"@c")]


def test_line_ends_belong_to_the_next_frame_and_other_bytes_are_junk() -> None:
    framer = DelimitedFramer(b"@", b"$", 50)
    assert framer.feed(b"\r\n@a$?? @b$") == [Frame(b"\r\n@a$", b"@a"), Frame(b"?? ", b""), Frame(b"@b$", b"@b")]


def test_a_length_that_fits_may_hold_the_tail() -> None:
    framer = Counted()
    assert [frame.frame for frame in framer.feed(b"#3a.b.#0.")] == [b"#3a.b.", b"#0."]


@pytest.mark.parametrize("digit", [b"6", b"9"], ids=["too long", "not believed"])
def test_a_length_that_lies_gives_way_to_the_tail(digit: bytes) -> None:
    framer = Counted()
    frames = framer.feed(b"#" + digit + b"ab.#2cd.#0.") + framer.close()
    assert [frame.frame for frame in frames] == [b"#" + digit + b"ab.", b"#2cd.", b"#0."]


def test_a_length_that_lies_short_too() -> None:
    assert [frame.frame for frame in Counted().feed(b"#1abc.#0.")] == [b"#1abc.", b"#0."]


def test_a_mark_in_junk_does_not_cost_the_frame_behind_it() -> None:
    assert Counted().feed(b"#7-#2cd.#0.") == [Frame(b"#7-", b""), Frame(b"#2cd.", b"#2cd."), Frame(b"#0.", b"#0.")]


def test_a_mark_inside_a_frame_begins_no_other() -> None:
    assert [frame.frame for frame in Counted().feed(b"#6#9ab.#0.")] == [b"#6#9ab.", b"#0."]


def test_the_end_of_the_stream_ends_a_frame_at_its_tail() -> None:
    framer = Counted()
    assert framer.feed(b"#5ab.") == []
    assert framer.close() == [Frame(b"#5ab.", b"#5ab.")]
    assert framer.pending == 0
    assert framer.close() == []


def test_half_a_frame_is_junk_at_the_end() -> None:
    framer = Counted()
    framer.feed(b"#5ab")
    assert framer.close() == [Frame(b"#5ab", b"")]


def test_more_than_the_limit_comes_out_as_junk() -> None:
    framer = Counted()
    assert framer.feed(b"#8" + b"a" * 18) == []
    assert framer.feed(b"a") == [Frame(b"#8" + b"a" * 19, b"")]
    assert framer.pending == 0


def test_a_framer_without_a_cut_is_no_framer() -> None:
    with pytest.raises(NotImplementedError):
        StreamFramer(10).feed(b"a")
    with pytest.raises(NotImplementedError):
        LengthFramer(re.compile(rb"#"), b".", 3, 10).feed(b"#a")
