"""What is asked of a Laipac bracelet, what it is answered, and that a spoiled line is never taken as whole."""

import pytest
from tests.frames.forge_laipac import ID, acknowledged, avrmc, configured, summed
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, Message, Reboot, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

LAIPAC = PROTOCOLS["laipac"]


@pytest.mark.parametrize("event", ["0", "3", "T", "S"])
@pytest.mark.parametrize("status", ["a", "v"])
def test_a_spoiled_line_is_neither_whole_nor_answered(event: str, status: str) -> None:
    line = avrmc(event, status=status)
    for at in range(1, len(line)):
        for change in (0x01, 0x80, 0xFF):
            spoiled = decode("laipac", line[:at] + bytes((line[at] ^ change,)) + line[at + 1 :])
            assert spoiled.integrity != "ok"
            assert spoiled.replies == ()


def test_a_report_is_answered_before_its_alarm() -> None:
    line = avrmc("T", status="p")
    assert decode("laipac", line).replies == (acknowledged("T", line), configured("t"))


def test_the_commands_carry_the_makers_password() -> None:
    session = Session(ID)
    assert LAIPAC.command(LocateNow(), session, 1) == b"$AVREQ,00000000,1*60\r\n"
    assert LAIPAC.command(Reboot(), session, 1) == summed(f"AVRESET,{ID},00000000") + b"\r\n"
    assert LAIPAC.command(SetInterval(60), session, 1) is None
    assert LAIPAC.command(Message("Қара"), session, 1) is None
    assert {LAIPAC.answer_key(command, 1) for command in (LocateNow(), Reboot())} == {""}


def test_who_has_not_said_who_it_is_is_asked_nothing() -> None:
    assert LAIPAC.command(LocateNow(), Session(), 1) is None
    assert LAIPAC.command(Reboot(), Session(), 1) is None


def test_the_last_line_needs_no_end() -> None:
    framer = LAIPAC.framer()
    assert framer.feed(avrmc()) == []
    assert [one.frame for one in framer.close()] == [avrmc()]


def test_a_line_that_begins_anew_is_junk_up_to_there() -> None:
    framer = LAIPAC.framer()
    assert [one.frame for one in framer.feed(avrmc()[:40] + avrmc("3") + b"\n")] == [b"", avrmc("3")]
