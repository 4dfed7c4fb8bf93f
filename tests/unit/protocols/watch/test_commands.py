"""A command, and the frame that answers it."""

from collections.abc import Callable

import pytest
from tests.frames import forge

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.watch import commands

WATCH = PROTOCOLS["watch"]


def introduced(index: str = "") -> Session:
    return WATCH.decode(forge.watch_frame("LK", index), Session(), Instant(0)).session


def test_a_command_speaks_as_the_watch_speaks() -> None:
    assert WATCH.locate_now(introduced(), 7) == f"[3G*{forge.WATCH_ID}*0002*CR]".encode()
    assert WATCH.locate_now(introduced("0034*"), 7) == f"[3G*{forge.WATCH_ID}*0001*0002*CR]".encode()
    assert WATCH.locate_now(Session(), 7) == b"[CS*0*0002*CR]"


@pytest.mark.parametrize(("seconds", "stated"), [(60, 60), (1, 10), (10**6, 65_535)])
def test_the_interval_is_held_to_what_the_manual_allows(seconds: int, stated: int) -> None:
    content = f"UPLOAD,{stated}"
    assert WATCH.set_interval(introduced(), seconds, 7) == f"[3G*{forge.WATCH_ID}*{len(content):04x}*{content}]".encode()


@pytest.mark.parametrize("word", ["CR", "UPLOAD,60", "RESET"])
def test_the_word_comes_back_as_the_answer(word: str) -> None:
    decoded = WATCH.decode(forge.watch_frame(word), introduced(), Instant(0))
    assert decoded.answers == word.split(",", maxsplit=1)[0]
    assert decoded.replies == ()
    assert WATCH.answer_key("locate_now", 7) == "CR"
    assert WATCH.answer_key("set_interval", 7) == "UPLOAD"


@pytest.mark.parametrize(
    ("write", "content"),
    [
        (commands.reset, "RESET"),
        (lambda session: commands.set_timezone(session, 300), "LZ,,+5"),
        (lambda session: commands.set_timezone(session, 345, 0), "LZ,0,+5.75"),
        (lambda session: commands.set_timezone(session, -690), "LZ,,-11.5"),
        (lambda session: commands.set_silence(session, "21:10-07:30"), "SILENCETIME,21:10-07:30"),
        (lambda session: commands.show_message(session, "Қа"), "MESSAGE,049a0430"),
        (lambda session: commands.show_stars(session, 3), "FLOWER,3"),
    ],
)
def test_other_commands(write: Callable[[Session], bytes], content: str) -> None:
    assert write(introduced()) == f"[3G*{forge.WATCH_ID}*{len(content):04x}*{content}]".encode()


def test_no_command_listens_calls_or_photographs() -> None:
    assert {"MONITOR", "CALL", "RCAPTURE", "TK"}.isdisjoint(commands.COMMAND_WORDS)
