"""A command, and the frame that answers it."""

from collections.abc import Callable

import pytest
from tests.frames import forge

from bilezik.domain.command import Command, LocateNow, Message, Reboot, Ring, SetInterval, SetServer
from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.watch import commands

WATCH = PROTOCOLS["watch"]


def asked(command: Command, session: Session) -> bytes:
    return WATCH.command(command, session, 7) or b""


def introduced(index: str = "") -> Session:
    return WATCH.decode(forge.watch_frame("LK", index), Session(), Instant(0)).session


def test_a_command_speaks_as_the_watch_speaks() -> None:
    assert WATCH.command(LocateNow(), introduced(), 7) == f"[3G*{forge.WATCH_ID}*0002*CR]".encode()
    assert WATCH.command(LocateNow(), introduced("0034*"), 7) == f"[3G*{forge.WATCH_ID}*0001*0002*CR]".encode()
    assert WATCH.command(LocateNow(), Session(), 7) == b"[CS*0*0002*CR]"


@pytest.mark.parametrize(("seconds", "stated"), [(60, 60), (1, 10), (10**6, 65_535)])
def test_the_interval_is_held_to_what_the_manual_allows(seconds: int, stated: int) -> None:
    content = f"UPLOAD,{stated}"
    assert WATCH.command(SetInterval(seconds), introduced(), 7) == f"[3G*{forge.WATCH_ID}*{len(content):04x}*{content}]".encode()


@pytest.mark.parametrize("word", ["CR", "UPLOAD,60", "RESET"])
def test_the_word_comes_back_as_the_answer(word: str) -> None:
    decoded = WATCH.decode(forge.watch_frame(word), introduced(), Instant(0))
    assert decoded.answers == word.split(",", maxsplit=1)[0]
    assert decoded.replies == ()
    assert WATCH.answer_key(LocateNow(), 7) == "CR"
    assert WATCH.answer_key(SetInterval(60), 7) == "UPLOAD"


@pytest.mark.parametrize(
    ("write", "content"),
    [
        (lambda session: asked(Reboot(), session), "RESET"),
        (lambda session: asked(Ring(), session), "FIND"),
        (lambda session: asked(Message("Қа"), session), "MESSAGE,049a0430"),
        (lambda session: asked(SetServer("gps.example", 5093), session), "IP,gps.example,5093"),
        (lambda session: commands.set_timezone(session, 300), "LZ,,+5"),
        (lambda session: commands.set_timezone(session, 345, 0), "LZ,0,+5.75"),
        (lambda session: commands.set_timezone(session, -690), "LZ,,-11.5"),
        (lambda session: commands.set_silence(session, "21:10-07:30"), "SILENCETIME,21:10-07:30"),
    ],
)
def test_other_commands(write: Callable[[Session], bytes], content: str) -> None:
    assert write(introduced()) == f"[3G*{forge.WATCH_ID}*{len(content):04x}*{content}]".encode()


def test_no_command_listens_calls_or_photographs() -> None:
    assert {"MONITOR", "CALL", "RCAPTURE", "TK", "POWEROFF"}.isdisjoint(commands.COMMAND_WORDS)
