"""What a Meitrack tracker is asked and answers, frames with line ends in them, lengths that lie."""

import pytest
from tests.frames.forge_meitrack import IMEI, cce, counted, framed, group, low, record, report
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

MEITRACK = PROTOCOLS["meitrack"]


def test_a_position_is_asked_for_and_the_report_that_answers_is_known() -> None:
    asked = MEITRACK.command(LocateNow(), Session(IMEI), 7)
    assert asked == framed(b"A10", mark="@@")
    assert decode("meitrack", framed(report(34))).answers == MEITRACK.answer_key(LocateNow(), 7)
    assert decode("meitrack", framed(report(35))).answers is None
    assert decode("meitrack", framed(report(35).replace(b"AAA,", b"A12,"))).answers == "A12"
    assert decode("meitrack", framed(report(34).replace(b"AAA,", b"A10,"))).answers == "A10"


@pytest.mark.parametrize(("seconds", "steps"), [(1, 1), (60, 6), (64, 6), (10_000_000, 65_535)])
def test_an_interval_is_tens_of_seconds(seconds: int, steps: int) -> None:
    assert MEITRACK.command(SetInterval(seconds), Session(IMEI), 7) == framed(f"A12,{steps}".encode(), mark="@@")
    assert decode("meitrack", framed(b"A12,OK")).answers == MEITRACK.answer_key(SetInterval(60), 7)


def test_who_has_not_said_who_it_is_is_asked_nothing() -> None:
    assert MEITRACK.command(LocateNow(), Session(), 7) is None
    assert MEITRACK.command(SetInterval(60), Session(), 7) is None


@pytest.mark.parametrize("error", [-5, 3, 40])
def test_a_length_that_lies_costs_no_alarm_and_no_neighbour(error: int) -> None:
    lie = framed(report(81), size_error=error)
    frames = MEITRACK.framer().feed(lie + framed(report()) + framed(report()))
    assert [frame.frame for frame in frames] == [lie, framed(report()), framed(report())]
    heard = decode("meitrack", lie)
    assert (heard.integrity, heard.reports[0].events) == ("failed", ("strap_open",))


def test_a_line_end_inside_is_no_end() -> None:
    whole = framed(b"D00,1.jpg,2,0,\xff\xd8\r\n*00\r\n\xff")
    assert [frame.frame for frame in MEITRACK.framer().feed(whole + framed(b"AAC,1"))] == [whole, framed(b"AAC,1")]


def test_of_a_picture_length_and_hash_are_kept() -> None:
    heard = decode("meitrack", framed(b"D00,1.jpg,2,0,\xff\xd8"))
    assert heard.payload_dropped is not None
    assert heard.payload_dropped.startswith("meitrack D00: 12 bytes, sha256 ")


def test_without_its_line_end_a_frame_is_whole_all_the_same() -> None:
    assert decode("meitrack", framed(report())[:-2]).integrity == "ok"


def test_bytes_that_break_off_say_what_they_said() -> None:
    whole = framed(cce(record(codes=((0x01, b"\x01"),))))
    start = whole.index(b"CCE,") + 4 + 6 + 2
    heard = [{event for one in decode("meitrack", whole[:size]).reports for event in one.events} for size in range(len(whole))]
    assert all(events == {"sos"} for events in heard[start + 9 :])
    assert all(decode("meitrack", whole[:size]).integrity == "failed" for size in range(len(whole) - 2))


def test_a_name_in_the_wrong_group_is_nothing() -> None:
    body = low(0, 2) + group((0x05, b"\x01")) + group((0x06, low(9, 2))) + group() + group(counted(0x06, b"\xff" * 255))
    heard = decode("meitrack", framed(cce(low(len(body), 2) + body)))
    assert (heard.integrity, heard.reports[0].satellites, heard.reports[0].valid) == ("ok", None, True)


def test_a_letter_may_be_any_sign() -> None:
    for letter in "![_]z~":
        assert decode("meitrack", framed(report(), letter)).integrity == "ok"
