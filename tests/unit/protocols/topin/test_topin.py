"""What a Topin tracker is asked and answered, whose frames are whose, and frames that break off."""

from tests.frames.forge_topin import IMEI, frame, neighbours, place
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.domain.instant import NEVER
from bilezik.protocols import PROTOCOLS

TOPIN = PROTOCOLS["topin"]
LOGIN = frame(0x01, bytes.fromhex("0" + IMEI) + b"\x16", 0x0D)


def test_a_login_names_the_connection_once() -> None:
    known = decode("topin", LOGIN).session
    assert decode("topin", frame(0x99), known).device == IMEI
    other = frame(0x01, bytes.fromhex("0860000000000999") + b"\x16", 0x0D)
    assert decode("topin", other, known).device == IMEI


def test_a_position_is_asked_for_and_a_refusal_answers() -> None:
    assert TOPIN.command(LocateNow(), Session(IMEI), 7) == frame(0x80)
    assert decode("topin", frame(0x80, b"\x02")).answers == TOPIN.answer_key(LocateNow(), 7)
    assert decode("topin", frame(0x10, place())).answers is None


def test_no_interval_and_nothing_that_listens() -> None:
    assert TOPIN.command(SetInterval(60), Session(IMEI), 7) is None


def test_what_breaks_off_says_what_it_said() -> None:
    whole = frame(0x10, place() + b"\x01\x5e\x13")
    heard = decode("topin", whole[:20])
    assert (heard.integrity, heard.reports[0].satellites) == ("failed", 9)
    assert heard.reports[0].lat is None
    assert decode("topin", whole[:4]).error == "kind 0x10 ends before its content"
    cut = decode("topin", frame(0x69, neighbours(), 1)[:17]).reports[0].network
    assert cut is not None
    assert (len(cut.wifi), cut.cells) == (1, ())


def test_an_alarm_between_frames_of_other_lengths_comes_out() -> None:
    stream = LOGIN + frame(0x10, place(), 18) + frame(0x99) + frame(0x69, neighbours(alarm=1), 1) + frame(0x99)
    frames = TOPIN.framer().feed(stream)
    assert [decode("topin", one.frame).reports[0].events for one in frames] == [
        (), (), ("sos",), ("topin:vibration",), ("sos",),
    ]  # fmt: skip


def test_a_clock_beyond_the_calendar_is_no_reason_to_fail() -> None:
    assert decode("topin", frame(0x30), received_at=NEVER).replies == (frame(0x30, bytes.fromhex("07b20101000000"), 7),)
