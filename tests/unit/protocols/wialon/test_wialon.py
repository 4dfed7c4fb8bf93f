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
    assert decode("wialon", b"#L# my unit ;NA").device == "my unit"


def test_what_edition_two_promised_is_missed() -> None:
    known = decode("wialon", checked("L", f"2.0;{IMEI};NA;")).session
    spoken = f"#D#{FULL}SOS:1:1".encode()
    assert decode("wialon", spoken).integrity == "none"
    heard = decode("wialon", spoken, known)
    assert (heard.integrity, heard.reports[0].events) == ("failed", ("sos",))
    assert decode("wialon", checked("D", FULL + "SOS:1:1;"), known).integrity == "ok"
    assert decode("wialon", f"#SD#{WHERE}".encode(), known).reports[0].satellites == 9, "the last field is no checksum"
    assert decode("wialon", checked("M", "home;"), known).integrity == "ok"


def test_a_packet_with_an_id_speaks_for_that_one_and_the_connection_for_who_logged_in() -> None:
    known = decode("wialon", checked("L", f"2.0;{IMEI};NA;")).session
    handed_on = decode("wialon", f"999999#SD#{WHERE}".encode(), known)
    assert (handed_on.device, handed_on.integrity, handed_on.session) == ("999999", "none", known), "it promised no checksum"
    assert decode("wialon", b"#P#", handed_on.session).device == IMEI
    assert decode("wialon", f"{IMEI}#SD#{WHERE}".encode(), known).integrity == "failed", "its login did"
    assert decode("wialon", f"999999#SD#{WHERE}".encode(), Session(IMEI, UDP.memory)).session.device == "999999"


def test_of_many_without_a_login_each_is_itself() -> None:
    first = decode("wialon", f"999999#SD#{WHERE}".encode())
    second = decode("wialon", f"888888#SD#{WHERE}".encode(), first.session)
    assert (first.device, second.device) == ("999999", "888888")


@pytest.mark.parametrize("said", ["я" * 65, "x" * 65, "a\x85b"])
def test_an_id_no_register_keeps_is_refused_and_is_not_the_connections(said: str) -> None:
    assert decode("wialon", f"#L#{said};NA".encode()).replies == (b"#AL#0\r\n",)
    heard = decode("wialon", f"{said}#D#{FULL}SOS:1:1".encode(), Session(IMEI))
    assert (heard.device, heard.error) == (None, "an id that no register keeps")
    assert decode("wialon", b"caf\xe9#P#", Session(IMEI)).device is None


@pytest.mark.parametrize("name", ["2002", "my-unit_1", "+79261234567", "Олжас 1", "я" * 64, "2.0;7"])
@pytest.mark.parametrize("before", [b"", b"#P#\r\n", b"junk\r\n", picture(b"\xff\xd8\r\n#P#\r\n")])
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_an_id_begins_where_its_line_does(name: str, before: bytes, size: int) -> None:
    framer, line = WIALON.framer(), f"{name}#SD#{WHERE}".encode()
    stream = before + line + b"\r\n"
    frames = [one.frame for at in range(0, len(stream), size) for one in framer.feed(stream[at : at + size])]
    assert frames[-1] == line
    assert decode("wialon", frames[-1], Session(IMEI)).device == name.removeprefix("2.0;")


def test_behind_what_no_id_holds_only_what_ids_are_mostly_made_of_is_one() -> None:
    found = WIALON.framer().feed(b"\x01|leg 999-9#P#\r\n \x01 #P#\r\n")
    assert [one.frame for one in found] == [b"", b"999-9#P#", b"", b"#P#"]


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
