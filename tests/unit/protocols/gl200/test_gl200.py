"""Queclink: what a frame alone cannot say: answers, a connection's name, three forms in one stream, sentences that break off."""

import pytest
from tests.frames.forge_gl200 import CELLS, COUNT, IMEI, PERSONAL, SENT, event, personal, sentence, spot
from tests.frames.forge_gl200_bytes import MASK, PAIRS, block, full, heartbeat, in_hex, information, pro, record
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, Reboot, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

GL200 = PROTOCOLS["gl200"]


def cut(*pieces: bytes) -> list[bytes]:
    framer = GL200.framer()
    return [frame.frame for piece in pieces for frame in framer.feed(piece)] + [frame.frame for frame in framer.close()]


def test_a_position_is_asked_for_with_the_password_its_model_came_with() -> None:
    session = decode("gl200", personal("FRI")).session
    assert GL200.command(LocateNow(), session, 7) == b"AT+GTRTO=gl300,1,,,,,,0007$"
    assert GL200.command(Reboot(), session, 0x1FFFF) == b"AT+GTRTO=gl300,3,,,,,,FFFF$"
    assert GL200.command(LocateNow(), Session(IMEI), 7) == b"AT+GTRTO=,1,,,,,,0007$"
    assert GL200.command(SetInterval(60), session, 7) is None
    assert GL200.command(LocateNow(), Session(), 7) is None


def test_the_answer_carries_the_number_of_the_command() -> None:
    heard = decode("gl200", f"+ACK:GTRTO,{PERSONAL},{IMEI},GL300,RTL,00a7,{SENT},{COUNT}$".encode())
    assert heard.answers == GL200.answer_key(LocateNow(), 0xA7)
    in_bytes = b"\x02\xef\x24\x4b" + bytes(4) + PAIRS + b"\0\x00\xa7" + bytes(9) + b"\0\0\r\n"
    assert decode("gl200", b"+ACK" + in_bytes).answers == GL200.answer_key(Reboot(), 0xA7)
    assert decode("gl200", f"+ACK:GTHBD,{PERSONAL},{IMEI},,{SENT},{COUNT}$".encode()).answers is None


def test_what_is_known_from_outside_stays_known() -> None:
    session = decode("gl200", personal("FRI"), Session(None, (("model", "GL300MA"),))).session
    assert session == Session(IMEI, (("model", "GL300MA"), ("type", "30")))


def test_a_heartbeat_is_answered_as_it_came_or_not_at_all() -> None:
    assert decode("gl200", f"+ACK:GTHBD,,{IMEI},,{SENT},0a1f$".encode()).replies == (b"+SACK:GTHBD,,0a1f$",)
    assert decode("gl200", f"+ACK:GTHBD,{PERSONAL},{IMEI},,{SENT[:6]}".encode()).replies == ()


def test_a_name_is_nobodys_id_on_a_connection_that_has_said_whose_it_is() -> None:
    named = in_hex(b"+RSP", 10, (block(),), mask=MASK | 0x40, who=b"gb100\0\0\0")
    assert decode("gl200", named, Session(IMEI)).device == IMEI
    assert decode("gl200", named).device == "gb100"
    assert decode("gl200", information(b"", kind=9, who=b"gb100\0\0\0"), Session(IMEI)).device == IMEI
    other = in_hex(b"+RSP", 7, (block(),))
    assert decode("gl200", other, Session("860000000000025")).device == IMEI


def test_an_answer_that_may_hold_a_name_takes_nobodys_name() -> None:
    digits = b"+ACK\x02\x7f\x24\x45" + bytes(4) + b"0123456\0" + bytes(16)
    assert decode("gl200", digits).device == "484950515253540", "two digits a byte, and no way to tell"
    assert decode("gl200", digits.replace(b"0123456\0", b"gb100\0\0\0"), Session(IMEI)).device == IMEI


def test_three_forms_come_out_of_one_stream() -> None:
    text, in_bytes, new = personal("FRI"), in_hex(b"+RSP", 7, (block(),)), pro(record(0x50, full()))
    assert cut(text + b"$" + in_bytes + new + heartbeat() + text + b"$") == [text, in_bytes, new, heartbeat(), text]


def test_the_oldest_devices_end_with_a_zero() -> None:
    text = personal("SOS")
    assert cut(text + b"\0" + text + b"$") == [text, text]


def test_a_sentence_that_another_frame_begins_in_was_cut_off() -> None:
    whole, half = personal("SOS"), personal("FRI")[:40]
    assert cut(half + whole + b"$") == [b"", whole]
    in_bytes, new = in_hex(b"+EVT", 33, (block(),), extra=b"\x02"), pro(record(0x10))
    assert cut(half + in_bytes + half + new) == [b"", in_bytes, b"", new]


def test_a_datagram_may_leave_out_its_end() -> None:
    whole = personal("SOS")
    assert cut(whole) == [whole]
    assert cut(personal("FRI") + b"$" + whole + b"\r\n") == [personal("FRI"), whole + b"\r\n"]
    assert cut(whole[:-20]) == [b""]
    assert cut(whole[:-20] + whole) == [b"", whole]
    assert decode("gl200", whole + b"\r\n").integrity == "none"


@pytest.mark.parametrize("mask", [0x0000, 0x0020, 0x0055, 0x1FF0])
def test_the_second_mask_of_an_information_is_no_length(mask: int) -> None:
    frame = information(bytes(3), kind=9, second=mask.to_bytes(2, "big"))
    assert [found.frame for found in GL200.framer().feed(frame + frame)] == [frame, frame]


@pytest.mark.parametrize("lie", [-3, 5, 2000])
def test_a_length_that_lies_ends_at_the_next_end(lie: int) -> None:
    spoiled, whole = pro(record(0x10), lie=lie), pro(record(0x50, full()))
    frames = cut(spoiled + whole * 100)
    assert [frames[0], *frames[-99:]] == [spoiled, *[whole] * 99]
    heard = decode("gl200", spoiled)
    assert (heard.integrity, heard.reports[0].events) == ("failed", ("sos",))


def test_what_only_looks_like_a_head_holds_nothing_back() -> None:
    whole = personal("SOS")
    assert cut(b"+\0\xff\xff" + whole + b"$") == [b"", whole]
    assert cut(b"+\0\x07\xff" + whole + b"$") == [b"", whole]


def test_a_sentence_that_breaks_off_says_what_it_said() -> None:
    whole = event("BPL", "3.53", spot())
    for size in range(len(b"+RESP:GTBPL,300601,860000000000017,") + 1, len(whole)):
        heard = decode("gl200", whole[:size])
        assert ("low_battery" in heard.reports[0].events, heard.integrity) == (True, "failed") or whole[size - 5 : size - 4] == b","
    assert all(decode("gl200", whole[:size]).device in (None, IMEI) for size in range(len(whole)))


def test_bytes_that_break_off_say_what_they_said() -> None:
    whole = in_hex(b"+RSP", 10, (block(),))
    assert all(decode("gl200", whole[:size]).integrity == "failed" for size in range(len(whole)))
    assert decode("gl200", whole[:-40]).device == IMEI


@pytest.mark.parametrize(
    ("tail", "level"),
    [
        ("00,82", 82),
        ("00,120.5,82", 82),
        ("120.5,82", 82),
        (",", None),
        ("00,101", None),
        ("31,-1,100", 100),
        ("00,00", 0),
        ("18,0,,93,0,,", 93),
    ],
)
def test_the_level_of_a_battery_stands_in_several_places(tail: str, level: int | None) -> None:
    assert decode("gl200", personal("FRI", tail=tail)).reports[-1].battery_pct == level


def test_what_stands_behind_a_vehicles_event_is_no_battery() -> None:
    heard = decode("gl200", event("MPF", "", spot(), tail="01,12", version="6E0304"))
    assert (heard.reports[0].satellites, heard.reports[0].battery_pct) == (12, None)
    assert decode("gl200", event("STT", "42", spot(), tail="00,55", version="350601")).reports[0].battery_pct is None


def test_a_cell_of_noughts_is_none() -> None:
    heard = decode("gl200", sentence("FRI", f"0,0,1,{spot()},0000,0000,0000,0000,00,82"))
    assert heard.reports[0].network is None
    assert decode("gl200", sentence("STC", f",0,,,,,,,{CELLS},00")).reports[0].network is not None


def test_a_serial_port_may_send_a_picture_and_its_hash_is_kept() -> None:
    heard = decode("gl200", b"+DAT\x01\0\0\0\0\0\x18\xff\xd8\xff\xe0" + bytes(9))
    assert heard.payload_dropped is not None
    assert heard.payload_dropped.startswith("gl200 +DAT: 24 bytes, sha256 ")


def test_a_speed_with_decimals() -> None:
    half = in_hex(b"+RSP", 7, (block()[:3] + b"\x05" + block()[4:],))
    assert decode("gl200", half).reports[0].speed_mps == pytest.approx(36.5 / 3.6)


def test_what_a_framer_left_of_the_frame_before_is_passed_over() -> None:
    for frame in (personal("SOS"), in_hex(b"+RSP", 10, (block(),)), pro(record(0x10))):
        assert decode("gl200", b"\r\n " + frame) == decode("gl200", frame)
    assert decode("gl200", b"\r\n").error is not None


def test_a_byte_of_satellites_has_the_antennas_state_in_its_upper_half() -> None:
    frame = in_hex(b"+RSP", 7, (block(),))
    assert decode("gl200", frame).reports[0].satellites == 9
    assert decode("gl200", frame.replace(b"\x42\x19", b"\x42\x3f")).reports[0].satellites == 15
