"""What a Teltonika device is asked and answered, and where its frames begin and end."""

import itertools

import pytest
from tests.frames.forge_teltonika import (
    ALARMS,
    AT_MS,
    IMEI,
    LOGIN,
    datagram,
    number,
    packet,
    personal,
    place,
    record,
    records,
    text,
)  # fmt: skip
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Frame
from bilezik.protocols.teltonika.elements import operator
from bilezik.wire.moments import instant_of

TELTONIKA = PROTOCOLS["teltonika"]
ONE = packet(records(0x8E, record(0x8E, {2: {20019: 3}}, 20019)))
PING = b"\xff"


def framed(stream: bytes) -> list[Frame]:
    framer = TELTONIKA.framer()
    return framer.feed(stream) + framer.close()


def test_the_manuals_own_command_and_answer() -> None:
    assert packet(b"\x0c\x01\x05\x00\x00\x00\x07getinfo\x01").hex() == "000000000000000f0c010500000007676574696e666f0100004312"
    asked = TELTONIKA.command(LocateNow(), Session(IMEI), 7)
    assert asked == packet(b"\x0c\x01\x05\x00\x00\x00\x06getgps\x01")
    answered = decode("teltonika", text(0x0C, b"GPS:1 Sat:0 Lat:1.5 Long:2.5"), Session(IMEI))
    assert answered.answers == TELTONIKA.answer_key(LocateNow(), 7) == "getgps"
    assert decode("teltonika", text(0x0C, b"Ver:03.27 GPS"), Session(IMEI)).answers is None


@pytest.mark.parametrize(
    "words",
    [
        "GPS:1 Sat:7 Lat:54.71473 Long:25.30304 Alt:147 Speed:36 Dir:77 Date: 2007/8/24 Time: 13:4:36",
        "GPS:1 Sat:7 LAT:54.71473 LON:25.30304 ALT:147 Speed:36 Dir:77 Date:2007-08-24 Time:13:04:36",
    ],
)
def test_each_family_writes_its_position_in_its_own_way(words: str) -> None:
    heard = decode("teltonika", text(0x0C, words.encode()), Session(IMEI))
    (report,) = heard.reports
    assert (report.lat, report.lon, report.altitude_m, report.speed_mps, report.course_deg) == (
        54.71473,
        25.30304,
        147.0,
        10.0,
        77.0,
    )
    assert report.at == instant_of(2007, 8, 24, 13, 4, 36)
    assert (report.valid, report.satellites, heard.answers) == (True, 7, "getgps")


def test_an_answer_without_a_position_is_an_answer() -> None:
    heard = decode("teltonika", text(0x0C, b"WARNING! GPS Data not Available. Clock not Synchronized"), Session(IMEI))
    assert (heard.answers, heard.reports[0].valid, heard.reports[0].lat) == ("getgps", None, None)


def test_too_fast_in_two_bytes_is_heard_too() -> None:
    assert decode("teltonika", packet(records(8, record(8, {2: {255: 130}}, 255)))).reports[0].events == ("teltonika:overspeed",)


def test_in_datagrams_nothing_is_asked() -> None:
    assert TELTONIKA.command(LocateNow(), Session(IMEI, (("transport", "udp"),)), 7) is None
    assert TELTONIKA.command(SetInterval(60), Session(IMEI), 7) is None


def test_a_datagram_is_answered_with_both_its_numbers() -> None:
    heard = decode("teltonika", datagram(records(8, record(8, {}), record(8, {}))), Session(memory=(("transport", "udp"),)))
    assert (heard.device, heard.session.device, heard.integrity) == (IMEI, IMEI, "none")
    assert heard.replies == (bytes.fromhex("0005cafe010702"),)
    assert decode("teltonika", datagram(records(8, record(8, {})), length_error=3)).integrity == "failed"
    assert decode("teltonika", datagram(records(8, record(8, {}), ended=2))).integrity == "failed"


def test_a_ping_is_a_sign_of_life_and_only_between_frames() -> None:
    heard = decode("teltonika", PING, Session(IMEI))
    assert (heard.device, len(heard.reports), heard.replies, heard.error) == (IMEI, 1, (), None)
    frames = framed(PING + LOGIN + PING + PING + ONE + b"junk" + PING + b"\x00" + LOGIN)
    assert [frame.frame for frame in frames] == [PING, LOGIN, PING, PING, ONE, b"", LOGIN]
    assert frames[5].wire == b"junk\xff\x00"


@pytest.mark.parametrize(
    "junk", [b"", b"\x00", b"\x00\x00", bytes(5), bytes(40), b"\x00\x0f", b"\x00\x0f86", b"\x01\x02\x03\x04\x01\x06"]
)
@pytest.mark.parametrize("frame", [LOGIN, ONE, datagram(records(8, record(8, {})))], ids=["login", "packet", "datagram"])
def test_a_frame_behind_what_looks_like_its_beginning_is_found(frame: bytes, junk: bytes) -> None:
    frames = framed(junk + frame + frame)
    assert b"".join(one.wire for one in frames) == junk + frame + frame
    assert [one.frame for one in frames if one.frame][-2:] == [frame] * 2


def test_a_packet_whose_length_lies_holds_nothing_back() -> None:
    liar = packet(records(8, record(8, {})), length_error=30)
    assert [frame.frame for frame in framed(liar + ONE * 2)] == [b"", ONE, ONE]
    waiting = bytes(6) + b"\x1f\x00\x08\x01" + b"A" * 50 + ONE
    framer = TELTONIKA.framer()
    assert framer.feed(waiting) == []
    assert [frame.frame for frame in framer.close()] == [b"", ONE]


def test_a_login_behind_what_looks_like_the_head_of_a_datagram() -> None:
    junk = b"\x00\x40\xca\xfe\x01\x07"
    assert [frame.frame for frame in framed(junk + LOGIN + ONE)] == [b"", LOGIN, ONE]


def test_a_wrong_checksum_or_one_wrong_count_is_still_a_frame() -> None:
    removed = record(0x8E, {2: {20019: 3}}, 20019)
    wrong = [packet(records(0x8E, removed), crc_error=error) for error in (0xFFFF, 0x1000000)]
    for spoiled in (*wrong, packet(records(0x8E, removed, ended=9))):
        assert [frame.frame for frame in framed(spoiled)] == [spoiled]
        heard = decode("teltonika", spoiled)
        assert (heard.integrity, heard.reports[0].events) == ("failed", ("tamper",))


PAIRS = [(first, second) for first, second in itertools.combinations(ALARMS, 2) if first[2] != second[2]]


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda alarm: alarm[0])
def test_law_06_no_alarm_of_teltonika_hides_another(
    first: tuple[str, int, int, int, list[str]], second: tuple[str, int, int, int, list[str]]
) -> None:
    elements: dict[int, dict[int, int]] = {1: {}, 2: {}}
    for _, width, name, value, _ in (first, second):
        elements[width][name] = value
    for where, crc_error in itertools.product((place(), place(0, 0, 0, 0, 0)), (0, 1)):
        report = decode("teltonika", packet(records(0x8E, record(0x8E, elements, 0, where)), crc_error=crc_error)).reports[0]
        assert set(report.events) == {*first[4], *second[4]}


def test_law_06_a_record_that_breaks_off_says_what_it_could() -> None:
    body = records(0x8E, record(0x8E, {1: {236: 1}, 2: {20019: 3}}, 20019))
    cut = [decode("teltonika", packet(body)[:size]).reports for size in range(len(packet(body)) + 1)]
    said = [{event for report in reports for event in report.events} - {"teltonika:io_20019"} for reports in cut]
    assert all(one <= two for one, two in itertools.pairwise(said)), "what was heard stays heard"
    assert {"sos"} in said
    assert said[-1] == {"sos", "tamper"}


def test_the_element_that_made_a_record_is_named_where_nothing_else_names_it() -> None:
    broken = packet(records(0x8E, record(0x8E, {}, 10_831)))[:44]
    assert decode("teltonika", broken).reports[0].events == ("teltonika:io_10831",)


@pytest.mark.parametrize(
    ("model", "events"), [("", ("power_cut",)), ("FMB920", ("power_cut",)), ("FM3001", ("power_cut",)), ("fm1100", ())]
)
def test_what_252_means_is_the_models(model: str, events: tuple[str, ...]) -> None:
    session = Session(IMEI, (("model", model),))
    assert decode("teltonika", packet(records(8, record(8, {1: {252: 1}}))), session).reports[0].events == events


def test_what_cannot_be_is_left_out() -> None:
    beyond = number(2_000_000_000, 4) + number(910_000_000, 4) + b"\xff\x9c\xff\xff\xff\xff\xff"
    report = decode("teltonika", packet(records(8, record(8, {1: {113: 101}}, where=beyond)))).reports[0]
    assert (report.lat, report.lon, report.altitude_m, report.course_deg, report.battery_pct) == (None,) * 5
    assert report.valid is False
    no_time = bytearray(record(8, {}))
    no_time[:8] = b"\xff" * 8
    assert decode("teltonika", packet(records(8, bytes(no_time)))).reports[0].at is None
    nan = personal(0x01)[:6] + b"\x7f\xc0\x00\x00" * 2 + personal(0)[6:]
    assert decode("teltonika", packet(records(7, nan))).reports[0].lat is None


@pytest.mark.parametrize(
    ("value", "names"),
    [(40101, (401, 1)), (310260, (310, 260)), (0, (None, None)), (9_999, (None, None)), (2**32 - 1, (None, None))],
)
def test_operators(value: int, names: tuple[int | None, int | None]) -> None:
    assert operator(value) == names


def test_of_a_picture_length_and_hash_are_kept_and_none_is_asked_for() -> None:
    heard = decode("teltonika", text(0x0C, b"\x02" + bytes(41), 0x0D), Session(IMEI))
    assert heard.payload_dropped is not None
    assert heard.payload_dropped.startswith("teltonika picture: 42 bytes, sha256 ")
    assert (heard.replies, heard.integrity) == ((), "ok")


def test_an_unknown_codec_says_so_and_is_not_answered() -> None:
    heard = decode("teltonika", packet(records(0x44, b"abc")), Session(IMEI))
    assert (heard.error, heard.replies, heard.reports) == ("no manual at hand describes codec 0x44", (), ())


def test_the_time_is_that_of_the_milliseconds() -> None:
    assert decode("teltonika", ONE).reports[0].at == AT_MS * 1000
