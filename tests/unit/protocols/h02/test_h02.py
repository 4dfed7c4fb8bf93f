"""H02 on the wire: binary frames of a length that nothing states, commands whose time comes back."""

import pytest
from tests.frames.forge_h02 import CLOCK, DAY, ID, LAT, LON, NOTHING, WAY, binary, text
from tests.frames.reading import decode

from bilezik.domain.command import SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

H02 = PROTOCOLS["h02"]
MORE = bytes.fromhex("bdf0900000000000001d601661")


def frames_of(stream: bytes, size: int) -> list[bytes]:
    framer = H02.framer()
    found = [frame for at in range(0, len(stream), size) for frame in framer.feed(stream[at : at + size])] + framer.close()
    assert b"".join(frame.wire for frame in found) == stream
    return [frame.frame for frame in found if frame.frame]


@pytest.mark.parametrize("size", [1, 7, 45, 1_000])
def test_long_binary_frames_are_known_by_what_follows_the_first(size: int) -> None:
    assert len(binary()) == 32
    long = binary() + MORE
    assert frames_of(binary() + binary() + text(ID, "HTBT"), size) == [binary(), binary(), text(ID, "HTBT")]
    assert frames_of(long + long + long, size) == [binary(), long, long]
    assert decode("h02", long).reports == decode("h02", binary()).reports


def test_a_dollar_in_the_middle_of_something_begins_no_frame() -> None:
    assert frames_of(b"$\xff" + b"$" + bytes.fromhex(ID) + b"\x99" * 30 + text(ID, "HTBT"), 5) == [text(ID, "HTBT")]


def test_half_a_text_costs_the_next_one_nothing() -> None:
    assert frames_of(b"*HQ,1234,V1,12" + text(ID, "HTBT"), 3) == [text(ID, "HTBT")]


def test_the_time_of_a_command_comes_back() -> None:
    session = decode("h02", text(ID, "HTBT", maker="TH")).session
    assert H02.command(SetInterval(60), session, 3723) == text(ID, "S71", "010203", "22", "60", maker="TH")
    answered = decode("h02", text(ID, "V4", "S71", "010203", CLOCK, "A", LAT, LON, WAY, DAY, NOTHING), session)
    assert answered.answers == H02.answer_key(SetInterval(60), 3723) == "S71 010203"
    assert answered.replies == ()
    assert answered.reports[0].lat is not None
    assert H02.command(SetInterval(60), Session(), 1) is None


def test_who_states_no_id_is_not_answered_and_still_heard() -> None:
    heard = decode("h02", text("", "V1", CLOCK, "A", LAT, LON, WAY, DAY, NOTHING), Session(ID))
    assert (heard.device, heard.replies) == (ID, ())
    assert heard.reports[0].lat is not None
