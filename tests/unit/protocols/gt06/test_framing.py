"""GT06 frames whose length is not what it seems."""

import pytest
from tests.frames import forge

from bilezik.protocols.gt06.framing import LONGEST, Gt06Framer

BEAT = forge.short(0x13, bytes((0x40, 3, 4, 0, 2)))
COUNTED = b"xx\x01\x69" + bytes.fromhex("2605201230150a0b0c0d0e0f3c010191011a2b3c4d32") + b"\r\n"
NO_CELLS = b"xx\x00\x17" + bytes.fromhex("26052012301500") + b"\r\n"


def frames(stream: bytes) -> list[bytes]:
    framer = Gt06Framer()
    return [frame.frame for frame in [*framer.feed(stream), *framer.close()]]


@pytest.mark.parametrize("listed", [COUNTED, NO_CELLS], ids=["counted", "no cells"])
def test_a_list_is_as_long_as_its_counts(listed: bytes) -> None:
    assert frames(listed + BEAT) == [listed, BEAT]
    framer = Gt06Framer()
    assert [frame.frame for byte in listed for frame in framer.feed(bytes((byte,)))] == [listed]


def test_a_serial_may_look_like_a_tail() -> None:
    odd = forge.short(0x13, bytes((0x40, 3, 4, 0, 2)), 0x0D0A)
    framer = Gt06Framer()
    assert [frame.frame for byte in odd + BEAT for frame in framer.feed(bytes((byte,)))] == [odd, BEAT]


def test_a_length_no_manual_knows_is_not_waited_for() -> None:
    lying = b"yy" + (LONGEST + 1).to_bytes(2, "big") + b"\x94\x00\r\n"
    assert frames(lying + BEAT) == [lying, BEAT]


def test_a_mark_in_junk_does_not_cost_the_frame_behind_it() -> None:
    assert frames(b"xxG" + BEAT + BEAT * 6) == [b"", *[BEAT] * 7]
