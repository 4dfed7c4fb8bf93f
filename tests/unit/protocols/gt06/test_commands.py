"""A command, and the frame that answers it."""

import pytest
from tests.frames import forge

from bilezik.domain.command import Command, LocateNow, Reboot, SetInterval, SetServer
from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

GT06 = PROTOCOLS["gt06"]
SESSION = Session(forge.IMEI)


def test_locate_now_is_dwxx_in_a_server_command() -> None:
    assert GT06.command(LocateNow(), SESSION, 42) == forge.short(0x80, b"\x09\x00\x00\x00\x2aDWXX#\x00\x02", 42)


@pytest.mark.parametrize(("seconds", "text"), [(60, b"TIMER,60#"), (1, b"TIMER,5#"), (10**6, b"TIMER,18000#")])
def test_the_interval_is_held_to_what_the_manual_allows(seconds: int, text: bytes) -> None:
    assert GT06.command(SetInterval(seconds), SESSION, 1) == forge.short(
        0x80, bytes((len(text) + 4,)) + b"\x00\x00\x00\x01" + text + b"\x00\x02", 1
    )


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Reboot(), b"RESET#"),
        (SetServer("gps.example", 5023), b"SERVER,1,gps.example,5023,0#"),
        (SetServer("10.0.0.9", 5023), b"SERVER,0,10.0.0.9,5023,0#"),
    ],
)
def test_restart_and_server_are_words_too(asked: Command, text: bytes) -> None:
    expected = forge.short(0x80, bytes((len(text) + 4,)) + b"\x00\x00\x00\x01" + text + b"\x00\x02", 1)
    assert GT06.command(asked, SESSION, 1) == expected


@pytest.mark.parametrize("request_id", [1, 42, 2**32 + 5, 2**40 + 0x0D0A])
def test_the_answer_carries_the_key_of_its_command(request_id: int) -> None:
    command = GT06.command(LocateNow(), SESSION, request_id)
    assert command is not None
    flag = command[5:9]
    for answer in (forge.short(0x15, b"\x06" + flag + b"OK\x00\x02"), forge.long(0x21, flag + b"\x01OK")):
        assert GT06.decode(answer, SESSION, Instant(0)).answers == GT06.answer_key(LocateNow(), request_id)


def test_text_nobody_asked_for_answers_nothing() -> None:
    assert GT06.decode(forge.long(0x21, bytes(4) + b"\x01OK"), SESSION, Instant(0)).answers is None
