"""JT/T 808 on the wire: escapes of both marks, commands and their answers, reports in parts, whatever a body holds."""

import hashlib
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames.forge_jt808 import (
    CLOCK,
    ID,
    IMEI,
    LATER,
    LONG_ID,
    SEEN,
    answer,
    decimals,
    exclusive_or,
    item,
    location,
    lock,
    lock_message,
    message,
    number,
    part,
    wire,
)
from tests.frames.reading import NOW, decode

from bilezik.domain.command import Command, LocateNow, Message, Reboot, SetInterval, SetServer
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Frame
from bilezik.protocols.jt808.framing import LONGEST
from bilezik.protocols.jt808.message import check_digit

JT808 = PROTOCOLS["jt808"]
RESERVED = b"\x7d\x7e\x7d\x01\x7d\x02\xe6\xe7\x3d\x3e\xe6\x01\x3e\x02"


@pytest.mark.parametrize("mark", [0x7E, 0xE7])
def test_reserved_bytes_are_escaped_and_come_back(mark: int) -> None:
    frame = message(0x0900, RESERVED, mark=mark, serial=0x7E7D)
    sent = wire(frame)
    assert sent.count(frame[:1]) == 2
    assert JT808.framer().feed(sent) == [Frame(sent, frame)]
    heard = decode("jt808", frame)
    assert (heard.integrity, heard.replies) == ("ok", (answer(frame),))


def test_the_standards_own_example_of_an_escape() -> None:
    sent = bytes.fromhex("7e307d02087d01557e")
    assert JT808.framer().feed(sent) == [Frame(sent, bytes.fromhex("7e307e087d557e"))]


def test_after_half_a_frame_the_next_ones_are_found() -> None:
    one = message(0x0200, location() + SEEN)
    for junk in (
        b"\x7e",
        one[9:],
        b"\x7e\x02\x00",
        one[:9] + b"\x7e",
        b"\xe7\x02" + b"\x30" * LONGEST,
        b"(" + b"1" * 300,
        b"(\xff)",
    ):
        framer = JT808.framer()
        frames = framer.feed(junk + one + one) + framer.close()
        assert [frame.frame for frame in frames if frame.frame][-1] == one, junk[:20].hex()
        assert b"".join(frame.wire for frame in frames) == junk + one + one


@pytest.mark.parametrize("kind", [0x0002, 0x0200, 0x1007, 0x1300, 0x2070, 0x5501, 0x5502, 0x6006, 0x8888])
def test_the_other_mark_begins_every_kind_that_is_known(kind: int) -> None:
    one = message(kind, bytes(20), mark=0xE7, identity="91380000000017")
    assert [frame.frame for frame in JT808.framer().feed(one + one)] == [one, one]


def test_the_other_mark_in_junk_hides_no_message() -> None:
    one = message(0x0200, location() + SEEN)
    frames = JT808.framer().feed(b"\xe7\x77\xe7\xff" + one + b"\xe7" + one)
    assert [frame.frame for frame in frames if frame.frame] == [one, one]


def test_nothing_waits_for_a_mark_that_does_not_come() -> None:
    one = message(0x0002)
    framer = JT808.framer()
    frames = framer.feed(b"\x7e" + b"\x30" * (LONGEST + 10) + one)
    assert [frame.frame for frame in frames] == [b"", one]
    assert framer.pending == 0


@pytest.mark.parametrize(("imei", "digit"), [(49015420323751, 8), (35693803564380, 9), (86000000000001, 7)])
def test_the_last_digit_of_an_imei_follows_from_the_others(imei: int, digit: int) -> None:
    assert check_digit(imei) == digit


ASKED: list[tuple[Command, int, bytes]] = [
    (LocateNow(), 0x8201, b""),
    (SetInterval(60), 0x8103, b"\x01" + number(0x29, 4) + b"\x04" + number(60, 4)),
    (Reboot(), 0x8105, b"\x04"),
    (SetServer("gps.example", 5015), 0x8103,
     b"\x02" + number(0x13, 4) + b"\x0bgps.example" + number(0x18, 4) + b"\x04" + number(5015, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "kind", "body"), ASKED)
def test_a_command_has_its_number_and_the_answer_repeats_it(asked: Command, kind: int, body: bytes) -> None:
    written = JT808.command(asked, Session(ID), 2**20 + 6)
    assert written == wire(message(kind, body, serial=6))
    key = JT808.answer_key(asked, 2**20 + 6)
    done = decode("jt808", message(0x0001, number(6, 2) + number(kind, 2) + b"\x00"))
    assert (done.answers, done.replies) == (key, ())
    refused = decode("jt808", message(0x0001, number(6, 2) + number(kind, 2) + b"\x03"))
    assert refused.answers is None


def test_the_location_that_was_asked_for_answers() -> None:
    heard = decode("jt808", message(0x0201, number(6, 2) + location() + SEEN))
    assert heard.answers == JT808.answer_key(LocateNow(), 6)
    assert heard.reports[0].lat == 51.128
    assert decode("jt808", message(0x0201, b"\x00")).answers is None


def test_who_is_not_known_gets_no_command_and_nobody_gets_a_text() -> None:
    assert JT808.command(Reboot(), Session(), 1) is None
    assert JT808.command(Reboot(), Session("a phone"), 1) is None
    assert JT808.command(Reboot(), Session("1" * 21), 1) is None
    assert JT808.command(Message("Қара"), Session(ID), 1) is None


@pytest.mark.parametrize(
    "form",
    [
        {"identity": ID},
        {"identity": number(int(IMEI[:-1]), 6)},
        {"identity": "13800000017", "edition": 2},
        {"identity": "91380000000017", "mark": 0xE7},
    ],
)
def test_a_command_is_written_as_its_device_writes(form: dict[str, Any]) -> None:
    session = decode("jt808", message(0x0002, **form)).session
    assert JT808.command(Reboot(), session, 7) == wire(message(0x8105, b"\x04", serial=7, **form))


@pytest.mark.parametrize(
    ("device", "form"),
    [
        ("17", {"identity": "17"}),
        (IMEI, {"identity": number(int(IMEI[:-1]), 6)}),
        ("9138000000001700", {"identity": "9138000000001700", "edition": 1}),
    ],
)
def test_to_who_has_not_spoken_yet_it_is_written_by_the_digits(device: str, form: dict[str, Any]) -> None:
    assert JT808.command(Reboot(), Session(device), 7) == wire(message(0x8105, b"\x04", serial=7, **form))


def test_a_session_knows_its_device_and_forgets_anothers_model() -> None:
    first = decode("jt808", message(0x0002), Session(memory=(("model", "AL300"), ("transport", "tcp")))).session
    assert first.device == ID
    assert dict(first.memory)["model"] == "AL300"
    assert decode("jt808", message(0x0002), first).session is first
    other = decode("jt808", message(0x0002, identity="18"), first).session
    assert other.device == "18"
    assert set(dict(other.memory)) == {"sender", "transport"}


ONE = location() + SEEN
BATCH = b"".join(number(len(one), 2) + one for one in (ONE, location(0x0002_0000, at=LATER) + SEEN, ONE))


def in_parts(*pieces: bytes, first: int = 6) -> list[bytes]:
    many = len(pieces)
    return [
        message(0x0704, number(many, 2) + number(which, 2) + piece, serial=first + which - 1, properties=0x2000 | len(piece))
        for which, piece in enumerate(pieces, 1)
    ]


@pytest.mark.parametrize("cuts", [(40, 41), (44, 90), (1, 2), (60, 61), (125, 130)])
def test_a_batch_in_parts_loses_nothing(cuts: tuple[int, int]) -> None:
    first, second = cuts
    frames = in_parts(b"\x00\x03\x01" + BATCH[:first], BATCH[first:second], BATCH[second:])
    session, reports = Session(), []
    for frame in frames:
        decoded = decode("jt808", frame, session)
        assert (decoded.integrity, decoded.error, decoded.replies) == ("ok", None, (answer(frame),))
        session = decoded.session
        reports += [report for report in decoded.reports if report.at is not None]
    assert [(report.events, report.replayed) for report in reports] == [((), True), (("tamper",), True), ((), True)]
    assert "rest" not in dict(session.memory)


def test_a_part_whose_beginning_did_not_come_says_so() -> None:
    first, second = in_parts(b"\x00\x03\x01" + BATCH[:44], BATCH[44:])
    late = decode("jt808", second)
    assert late.error == "a part of a batch whose beginning did not come"
    session = decode("jt808", first).session
    other = decode("jt808", message(0x0002, identity="18"), session).session
    assert decode("jt808", second, other).error is not None
    between = decode("jt808", message(0x0002), session).session
    assert decode("jt808", second, between).error is not None


def test_bit_13_on_a_body_of_the_stated_length_is_no_part() -> None:
    decoded = decode("jt808", message(0x0200, location(1) + SEEN, properties=0x2000 | len(location() + SEEN)))
    assert (decoded.integrity, decoded.reports[0].events) == ("ok", ("sos",))


def test_bit_13_on_a_body_of_the_stated_length_is_no_part_when_the_sum_is_wrong() -> None:
    body = location(0x0002_0000) + SEEN
    decoded = decode("jt808", message(0x0200, body, properties=0x2000 | len(body), sum_error=1))
    (report,) = decoded.reports
    assert (decoded.integrity, report.events, report.lat, report.lon) == ("failed", ("tamper",), 51.128, 71.4304)


def test_a_lock_of_the_edition_of_2019_is_told_by_its_length() -> None:
    new = b"\x01" + bytes.fromhex(LONG_ID.zfill(20))
    decoded = decode("jt808", lock_message(0x5501, lock(decimals()), bits=0x4000, sender=new))
    (report,) = decoded.reports
    assert (decoded.integrity, decoded.device, report.lat, report.lon) == ("ok", LONG_ID, 51.128, 71.4304)
    said = b"\x44\x01\x40\x03" + new + b"\x01\x55\x01\x00"
    assert decoded.replies == (wire(b"\x7e" + said + number(exclusive_or(said), 1) + b"\x7e"),)


def test_what_is_encrypted_answers_no_command() -> None:
    body = number(6, 2) + b"\x82\x01\x00"
    for kind in (0x0001, 0x0201, 0x0104, 0x0500):
        decoded = decode("jt808", message(kind, body, properties=0x0400 | len(body)))
        assert (decoded.device, decoded.answers, decoded.reports, decoded.error) == (ID, None, (), "the body is encrypted")


def test_sound_and_pictures_are_kept_as_length_and_hash() -> None:
    body = bytes(range(100))
    for kind, properties in ((0x0801, None), (0x8888, None), (0x0801, 0x0464)):
        decoded = decode("jt808", message(kind, body, properties=properties))
        assert decoded.payload_dropped == f"jt808 0x{kind:04x}: 100 bytes, sha256 {hashlib.sha256(body).hexdigest()}"
        assert len(decoded.replies) == 1


def test_the_clock_is_eight_hours_before_utc_over_midnight_and_year() -> None:
    decoded = decode("jt808", message(0x0200, location(at=bytes.fromhex("260101075959"))))
    assert str(decoded.reports[0].at)[:10] == "1767225599"


def test_a_time_that_is_no_decimals_is_none_and_the_rest_stands() -> None:
    (report,) = decode("jt808", message(0x0200, location(0x0002_0000, at=b"\x26\x0a" + CLOCK[2:]) + SEEN)).reports
    assert (report.at, report.events, report.satellites) == (None, ("tamper",), 9)


KINDS = st.sampled_from(
    [0x0001, 0x0002, 0x0104, 0x0200, 0x0201, 0x0210, 0x0500, 0x0702, 0x0704, 0x0801, 0x0900, 0x5501, 0x5502, 0x0109, 0x0100]
)
ITEMS = st.lists(
    st.tuples(st.sampled_from([*range(0x60), *range(0x60, 0x100)]), st.binary(max_size=30)).map(lambda pair: item(*pair)),
    max_size=8,
).map(b"".join)
PARTS = st.lists(st.tuples(st.integers(0, 0xFF), st.binary(max_size=20)).map(lambda pair: part(*pair)), max_size=6).map(
    lambda parts: item(0xEB, b"".join(parts)[:255])
)
BODY = st.binary(max_size=120) | (ITEMS | PARTS).map(lambda items: location() + items)
MODELS = st.sampled_from(["", "AL300", "G-360P", "VL300", "G1C Pro", "JC371"])


def numbers_of(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in numbers_of(inner)]
    if isinstance(value, list | tuple):
        return [number for inner in value for number in numbers_of(inner)]
    return [value] if isinstance(value, int | float) else []


@settings(max_examples=400)
@given(
    kind=KINDS,
    body=BODY,
    model=MODELS,
    properties=st.sampled_from([None, 0x2000, 0x6000, 0x1C00]),
    mark=st.sampled_from([0x7E, 0xE7]),
)
def test_whatever_a_body_holds_it_is_a_report_of_numbers_that_can_be(
    kind: int, body: bytes, model: str, properties: int | None, mark: int
) -> None:
    decoded = JT808.decode(message(kind, body, properties=properties, mark=mark, serial=7), Session("1", (("model", model),)), NOW)
    assert decoded.reports or decoded.error is not None
    msgspec.msgpack.encode(decoded)
    for one in numbers_of(msgspec.to_builtins(decoded.reports)):
        assert -(2**63) <= one < 2**63 if isinstance(one, int) else math.isfinite(one)
    for report in decoded.reports:
        assert report.battery_pct is None or 0 <= report.battery_pct <= 100
        assert (report.lat, report.lon) != (0, 0)


@given(items=ITEMS, alarms=st.integers(0, 2**32 - 1))
def test_law_06_no_item_hides_an_alarm(items: bytes, alarms: int) -> None:
    (alone,) = decode("jt808", message(0x0200, location(alarms), serial=7)).reports
    (report,) = decode("jt808", message(0x0200, location(alarms) + items, serial=7)).reports
    assert set(alone.events) <= set(report.events) or "AOVX" in items.decode("latin-1")
    assert report.status == alarms
