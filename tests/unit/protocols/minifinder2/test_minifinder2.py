"""Whom a MiniFinder 2 frame speaks for, frames that break off, and what begins no frame."""

from tests.frames.forge_minifinder2 import IMEI, alarm, data, frame, key, status
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

MINIFINDER2 = PROTOCOLS["minifinder2"]


def test_a_frame_names_its_device_and_settings_only_a_new_connection() -> None:
    known = decode("minifinder2", data(alarm(12))).session
    assert known.device == IMEI
    settings = frame(0x02, key(0x03, b"999999999999999"))
    assert decode("minifinder2", settings, known).device == IMEI
    assert decode("minifinder2", settings).device == "999999999999999"
    other = frame(0x01, key(0x01, b"999999999999999"), alarm(12))
    assert decode("minifinder2", other, known).device == "999999999999999"
    assert decode("minifinder2", frame(0x01, key(0x01, b"imei"), alarm(12))).device is None


def test_every_bit_of_the_alarm_word_says_something() -> None:
    assert [bit for bit in range(32) if not decode("minifinder2", data(alarm(bit))).reports[0].events] == []
    assert len(decode("minifinder2", data(alarm(*range(32)))).reports[0].events) == 32


def test_what_breaks_off_says_what_it_said() -> None:
    whole = data(status(), alarm(12), key(0x22, bytes(70)))
    heard = [{event for one in decode("minifinder2", whole[:size]).reports for event in one.events} for size in range(len(whole))]
    first = whole.index(alarm(12)) + 6
    assert all(events == {"sos"} for events in heard[first:])
    assert all(decode("minifinder2", whole[:size]).integrity == "failed" for size in range(len(whole)))


def test_a_type_or_a_size_that_cannot_be_begins_no_frame() -> None:
    whole = data(alarm(12))
    for junk in (
        b"\xab\x10\x03\x00\x00\x00\x00\x00\x55",
        b"\xab\x10\xff\xff\x00\x00\x00\x00\x01",
        b"\xab\x10\x00\x00\x00\x00\x00\x00\x01",
    ):
        frames = MINIFINDER2.framer().feed(junk + whole)
        assert [one.frame for one in frames] == [b"", whole]


def test_a_type_nobody_describes_is_an_error() -> None:
    assert decode("minifinder2", frame(0x55, properties=0)).error == "no manual at hand describes type 0x55"


def test_a_key_of_no_length_ends_nothing() -> None:
    assert decode("minifinder2", data(b"\x00\x00", alarm(12))).reports[0].events == ("sos",)


def test_no_command_is_documented() -> None:
    assert MINIFINDER2.command(LocateNow(), Session(IMEI), 1) is None
