"""What a watch's frames are besides positions."""

import hashlib

import pytest
from tests.frames import forge

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

WATCH = PROTOCOLS["watch"]


@pytest.mark.parametrize(("kind", "answer"), [("TK", "TK,1"), ("JXTK", "JXTKR,1"), ("img", "img,1")])
def test_sound_and_pictures_are_answered_and_not_kept(kind: str, answer: str) -> None:
    content = b"#!AMR\x7d\x01\xff\x00" * 3
    frame = f"[3G*{forge.WATCH_ID}*{len(kind) + 1 + len(content):04X}*{kind},".encode() + content + b"]"
    session = WATCH.decode(forge.watch_frame("LK"), Session(), Instant(0)).session
    decoded = WATCH.decode(frame, session, Instant(0))
    assert decoded.replies == (f"[3G*{forge.WATCH_ID}*{len(answer):04x}*{answer}]".encode(),)
    assert decoded.payload_dropped == f"watch {kind}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}"
    assert content not in repr(decoded).encode()
    assert WATCH.decode(frame, Session(), Instant(0)).replies == (), "who has not introduced itself is not answered"


def test_a_watch_that_confirms_our_voice_sends_none() -> None:
    decoded = WATCH.decode(forge.watch_frame("TK,1"), Session(), Instant(0))
    assert (decoded.payload_dropped, decoded.replies) == (None, ())


def test_a_watch_may_ask_to_begin() -> None:
    decoded = WATCH.decode(forge.watch_frame("INIT,77010000000"), Session(), Instant(0))
    assert decoded.replies == (f"[3G*{forge.WATCH_ID}*0006*INIT,1]".encode(),)


def test_a_session_is_the_same_object_until_it_learns() -> None:
    first = WATCH.decode(forge.watch_frame("LK"), Session(), Instant(0)).session
    second = WATCH.decode(forge.watch_frame("UD"), first, Instant(0)).session
    assert second is first
    assert dict(first.memory) == {"maker": "3G", "numbered": 0}


@pytest.mark.parametrize("frame", [b"", b"[]", b"[3G*1*zzzz*LK]", b"[3G**0002*LK]"])
def test_what_has_no_head_is_an_error(frame: bytes) -> None:
    decoded = WATCH.decode(frame, Session("9"), Instant(0))
    assert (decoded.device, decoded.reports, decoded.replies) == ("9", (), ())
    assert decoded.error is not None


def test_an_empty_frame_is_an_error() -> None:
    assert WATCH.decode(forge.watch_frame(""), Session(), Instant(0)).error == "a frame without content"


@pytest.mark.parametrize("battery", ["101", "-1", "x", ""])
def test_a_battery_that_is_none_is_left_out(battery: str) -> None:
    assert WATCH.decode(forge.watch_frame(f"LK,1,2,{battery}"), Session(), Instant(0)).reports[0].battery_pct is None
    frame = forge.watch_frame(forge.watch_position().replace(",70,82,", f",70,{battery},"))
    assert WATCH.decode(frame, Session(), Instant(0)).reports[0].battery_pct is None


def test_cells_that_are_no_numbers_end_the_list() -> None:
    frame = forge.watch_frame(forge.watch_position(tail=",3,1,401,1,6699,15437,100,6699,?,90,1,2,3"))
    network = WATCH.decode(frame, Session(), Instant(0)).reports[0].network
    assert network is not None
    assert len(network.cells) == 1
