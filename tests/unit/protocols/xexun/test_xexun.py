"""Where a message ends, with more behind its IMEI and without; that no word hides another."""

import itertools

import pytest
from tests.frames.forge_xexun import IMEI, full, sentence, short
from tests.frames.reading import decode

from bilezik.protocols import PROTOCOLS
from bilezik.wire.frame import Frame

XEXUN = PROTOCOLS["xexun"]
HEAD = b"2605201830,+77010000000,"


def frames_of(*pieces: bytes) -> list[Frame]:
    framer = XEXUN.framer()
    return [one for piece in pieces for one in framer.feed(piece)] + framer.close()


@pytest.mark.parametrize("tail", [b"122I", b"132,40512", b"\xff\xfe", b"122"])
def test_a_short_message_is_heard_at_once(tail: bytes) -> None:
    framer = XEXUN.framer()
    assert [one.frame for one in framer.feed(HEAD + short() + tail)] == [short()]
    assert [one.frame for one in framer.feed(HEAD + short("help me,") + tail) if one.frame] == [short("help me,")]


@pytest.mark.parametrize("end", [b"\r\n", b"\n\r", b"\n"])
def test_a_line_is_a_frame_whatever_its_end(end: bytes) -> None:
    stream = full() + end + full("help me!,") + end
    assert [one.frame for one in frames_of(stream) if one.frame] == [full(), full("help me!,")]
    assert frames_of(*(bytes((byte,)) for byte in stream)) == frames_of(stream)


def test_a_line_without_its_end_ends_where_the_next_begins_or_the_stream_does() -> None:
    first = full(near="401,01,1A2B,3C4D,6.21km")
    assert [one.frame for one in frames_of(first + full())] == [first, full()]


def test_a_message_that_begins_anew_is_junk_up_to_there() -> None:
    assert [one.frame for one in frames_of(full()[:70] + full() + b"\r\n")] == [b"", full()]


def test_a_line_may_be_broken_behind_the_sentence() -> None:
    broken = short(",", sentence() + "\r\n")
    assert [one.frame for one in frames_of(HEAD + broken + b"122")] == [broken, b""]
    assert decode("xexun", broken).reports == decode("xexun", short()).reports


@pytest.mark.parametrize(
    ("said", "signal", "power", "charger"),
    list(itertools.product([None, sentence("V", ",,,")], "FL", ["F:4.12V", "L:3.50V"], "01")),
)
def test_nothing_hides_who_pressed(said: str | None, signal: str, power: str, charger: str) -> None:
    decoded = decode("xexun", full("help me!,", said, signal=signal, power=power, charger=charger))
    assert decoded.integrity == "ok"
    assert decoded.reports[0].events == (("sos", "low_battery") if power.startswith("L") else ("sos",))


def test_who_names_no_device_says_nothing() -> None:
    assert decode("xexun", short().replace(IMEI.encode(), b"")).error == "not a message of Xexun: it names no device"
