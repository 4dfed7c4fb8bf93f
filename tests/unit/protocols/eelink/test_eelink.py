"""What an Eelink tracker is asked and answered: numbers that come back, datagrams with their head, pictures that are not kept."""

from tests.frames.forge_eelink import IMEI, datagram, number, package
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

EELINK = PROTOCOLS["eelink"]
UDP = Session(memory=(("transport", "udp"),))


def test_a_command_carries_its_number_and_the_answer_repeats_it() -> None:
    asked = EELINK.command(LocateNow(), Session(IMEI), 2**40 + 77)
    assert asked == package(0x80, b"\x01" + number(77, 4) + b"WHERE#", serial=0)
    answered = decode("eelink", package(0x80, b"\x01" + number(77, 4) + b"no fix"), Session(IMEI))
    assert answered.answers == EELINK.answer_key(LocateNow(), 2**40 + 77) == "77"


def test_in_a_datagram_answers_and_commands_stand_behind_a_head() -> None:
    heard = decode("eelink", datagram(package(0x03, number(0, 2))), UDP)
    assert (heard.device, heard.integrity) == (IMEI, "ok")
    assert heard.replies == (datagram(package(0x03, b"")),)
    assert decode("eelink", heard.replies[0], UDP).integrity == "ok"
    assert EELINK.command(LocateNow(), heard.session, 5) == datagram(package(0x80, b"\x01" + number(5, 4) + b"WHERE#", serial=0))


def test_a_login_names_the_connection_once() -> None:
    login = package(0x01, bytes.fromhex("0" + IMEI) + b"\x01\x14")
    known = decode("eelink", login).session
    assert known.device == IMEI
    other = package(0x01, bytes.fromhex("0860000000000999") + b"\x01\x14")
    assert decode("eelink", other, known).device == IMEI
    assert decode("eelink", package(0x01, b"\xff" * 8)).error == "a login whose IMEI is no number"


def test_of_a_picture_length_and_hash_are_kept() -> None:
    heard = decode("eelink", package(0x1F, b"\xff\xd8" + bytes(40)), Session(IMEI))
    assert heard.payload_dropped is not None
    assert heard.payload_dropped.startswith("eelink 0x1f: 42 bytes, sha256 ")
    assert heard.reports[0].events == ()


def test_no_command_listens() -> None:
    assert EELINK.command(SetInterval(60), Session(IMEI), 1) is None
