"""What a Wialon IPS sender is answered, whom a packet speaks for, and pictures that are not kept."""

import pytest
from tests.frames.forge_wialon import FULL, IMEI, WHERE, checked, picture
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

WIALON = PROTOCOLS["wialon"]
UDP = Session(memory=(("transport", "udp"),))


def test_a_login_names_the_connection() -> None:
    known = decode("wialon", checked("L", f"2.0;{IMEI};NA;")).session
    assert decode("wialon", b"#P#", known).device == IMEI


def test_what_edition_two_promised_is_missed() -> None:
    known = decode("wialon", checked("L", f"2.0;{IMEI};NA;")).session
    spoken = f"#D#{FULL}SOS:1:1".encode()
    assert decode("wialon", spoken).integrity == "none"
    heard = decode("wialon", spoken, known)
    assert (heard.integrity, heard.reports[0].events) == ("failed", ("sos",))
    assert decode("wialon", checked("D", FULL + "SOS:1:1;"), known).integrity == "ok"
    assert decode("wialon", f"#SD#{WHERE}".encode(), known).reports[0].satellites == 9, "the last field is no checksum"
    assert decode("wialon", checked("M", "home;"), known).integrity == "ok"


def test_a_connection_speaks_for_who_logged_in_and_a_datagram_for_its_own_id() -> None:
    spoken = f"999999#SD#{WHERE}".encode()
    assert decode("wialon", spoken, Session(IMEI)).device == IMEI
    assert decode("wialon", spoken, Session(IMEI, UDP.memory)).device == "999999"


def test_of_a_picture_length_and_hash_are_kept() -> None:
    heard = decode("wialon", picture(b"\xff\xd8" + bytes(40)))
    assert heard.payload_dropped is not None
    assert heard.payload_dropped.startswith("wialon I: 42 bytes, sha256 ")
    assert decode("wialon", picture(b"\xff\xd8", size=40)).integrity == "failed"


def test_a_block_that_cannot_be_is_no_block() -> None:
    framer = WIALON.framer()
    lie = picture(b"", size=999_999)
    frames = framer.feed(lie + b"#P#\r\n")
    assert [frame.frame for frame in frames] == [lie[:-2], b"#P#"]


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
def test_line_ends_of_both_kinds(ends: bytes) -> None:
    frames = WIALON.framer().feed(b"#P#" + ends + f"#SD#{WHERE}".encode() + ends)
    assert [frame.frame for frame in frames] == [b"#P#", f"#SD#{WHERE}".encode()]


def test_a_black_box_loses_only_the_record_that_is_none() -> None:
    heard = decode("wialon", f"#B#{WHERE}|junk|{FULL}alarm:3:tampering".encode())
    assert [report.events for report in heard.reports] == [(), ("tamper",)]
    assert heard.replies == (b"#AB#2\r\n",)


def test_no_command_is_documented() -> None:
    assert WIALON.command(LocateNow(), Session(IMEI), 1) is None
    assert WIALON.command(SetInterval(60), Session(IMEI), 1) is None
