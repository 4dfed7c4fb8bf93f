"""Whom a MiniFinder frame speaks for, and that no flag hides another."""

import itertools

import pytest
from tests.frames.forge_minifinder import IMEI, QUIET, report
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

MINIFINDER = PROTOCOLS["minifinder"]
ALARMS = {6: "sos", 8: "fall", 12: "low_battery"}


def test_a_login_names_the_connection() -> None:
    known = decode("minifinder", f"!1,{IMEI}".encode()).session
    assert decode("minifinder", report().encode(), known).device == IMEI


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(ALARMS, 2)))
@pytest.mark.parametrize("kind", "BCD")
def test_no_flag_hides_another(kind: str, first: int, second: int) -> None:
    heard = decode("minifinder", report(kind, QUIET | 1 << first | 1 << second).encode())
    assert set(heard.reports[0].events) == {ALARMS[first], ALARMS[second]}


def test_every_flag_is_an_event_or_a_state() -> None:
    silent = [bit for bit in range(32) if not decode("minifinder", report(flags=1 << bit).encode()).reports[0].events]
    assert silent == [0, 1, 16, 17, 18, 19, 20, 22]


def test_frames_end_with_a_semicolon_and_perhaps_a_zero() -> None:
    framer = MINIFINDER.framer()
    frames = framer.feed(f"!1,{IMEI};\0!5,17,V;".encode())
    assert [one.frame for one in frames if one.frame] == [f"!1,{IMEI}".encode(), b"!5,17,V"]


def test_an_answer_says_to_what() -> None:
    assert decode("minifinder", b"!3,ok").answers == "3"


def test_no_command_is_offered() -> None:
    assert MINIFINDER.command(LocateNow(), Session(IMEI), 1) is None
    assert MINIFINDER.command(SetInterval(60), Session(IMEI), 1) is None
