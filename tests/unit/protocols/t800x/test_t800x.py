"""TopFlytech on the wire: lengths that lie, several messages at once, what is answered, whatever a body holds."""

import itertools
import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames.forge_t800x import (
    FIRST,
    FIXED,
    IMEI,
    MAC,
    NOON,
    PLUG,
    THING,
    VEHICLE,
    WHERE,
    answer,
    crc,
    data,
    message,
    number,
    numbers,
    place,
    second,
    thing,
    values,
    vehicle,
)
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow, Reboot
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.t800x.framing import LONGEST
from bilezik.wire.checksums import crc_8

T800X = PROTOCOLS["t800x"]
OTHER = "860000000000025"
ONE = message(VEHICLE, 0x04, vehicle(place(), alarm=1))
MARKS = (FIRST, VEHICLE, PLUG, THING)


def frames_of(stream: bytes) -> list[bytes]:
    framer = T800X.framer()
    found = framer.feed(stream) + framer.close()
    assert b"".join(frame.wire for frame in found) == stream
    return [frame.frame for frame in found if frame.frame]


@pytest.mark.parametrize(
    "junk",
    [
        b"%", b"%%", b"%%%", ONE[:5], ONE[:14], ONE[1:], ONE[:30], b"\x00%%\x04\x00\x0e\x00\x06" + ONE[7:15],
        b"%%\x04\x10\x01\x00\x06" + ONE[7:15], b"%%\x04\x00\x40\x00\x06" + b"\xff" * 8, b"##" + ONE[2:30], bytes(LONGEST + 9),
    ],
)  # fmt: skip
def test_after_half_a_frame_the_next_ones_are_found(junk: bytes) -> None:
    assert frames_of(junk + ONE + ONE + ONE)[-1] == ONE


@pytest.mark.parametrize(("mark", "kind"), list(itertools.product(MARKS, (0x01, 0x03, 0x04, 0x10))))
def test_a_stray_byte_of_the_mark_costs_nothing(mark: bytes, kind: int) -> None:
    one = message(mark, kind, bytes(20))
    for stray in (mark[:1], mark, mark + mark[:1]):
        assert frames_of(stray + one + one) == [one, one]


def test_the_lock_whose_kind_is_its_mark_is_a_message() -> None:
    one = message(THING, 0x27, bytes(60))
    for stray in (b"", b"'", b"''", b"\x00"):
        assert frames_of(stray + one + one)[-1] == one
    assert frames_of(one + one) == [one, one]


def test_a_length_that_lies_costs_no_other_message() -> None:
    longer = message(VEHICLE, 0x04, vehicle(place(), alarm=1), length=200)
    found = frames_of(longer + ONE + ONE)
    assert found == [longer, ONE, ONE]
    heard = decode("t800x", longer)
    assert (heard.integrity, heard.reports[0].events, heard.replies) == ("failed", ("power_cut",), ())
    shorter = message(VEHICLE, 0x04, vehicle(place(), alarm=1), length=40)
    found = frames_of(shorter + ONE)
    assert found == [shorter[:40], ONE]
    assert decode("t800x", found[0]).reports[0].events == ("power_cut",)


def test_another_devices_number_inside_a_message_does_not_end_it() -> None:
    imei = bytes.fromhex("0" + IMEI)
    for inside in (imei, b"%%" + imei, b"##\x04\x00\x0f\x00\x06" + imei, message(VEHICLE, 0x03, imei=OTHER)):
        frame = message(VEHICLE, 0x81, b"\x01" + inside + bytes(20))
        assert frames_of(frame + ONE) == [frame, ONE]


def test_what_a_stream_ends_with_is_still_read() -> None:
    assert frames_of(ONE + ONE[:-9]) == [ONE, ONE[:-9]]
    heard = decode("t800x", ONE[:-9])
    assert (heard.device, heard.integrity, heard.replies) == (IMEI, "failed", ())
    assert heard.reports[0].events == ("power_cut",)
    assert frames_of(ONE + ONE[:14]) == [ONE]


def test_a_recording_of_several_messages_in_one_line_says_the_first() -> None:
    heard = decode("t800x", ONE + message(VEHICLE, 0x04, vehicle(place(10, 10), alarm=3)))
    assert [report.events for report in heard.reports] == [("power_cut",)]
    assert (heard.integrity, heard.replies) == ("failed", (answer(ONE, b"\x01"),))


@pytest.mark.parametrize(
    "frame", [b"", b"%", b"%%\x01", ONE[:14], b"%&" + ONE[2:], b"$$" + ONE[2:], ONE[:7] + b"\xff" * 8 + ONE[15:]]
)
def test_what_is_no_message_says_so(frame: bytes) -> None:
    heard = decode("t800x", frame, Session(IMEI))
    assert (heard.reports, heard.replies, heard.integrity) == ((), (), "failed")
    assert heard.error is not None
    assert heard.device == IMEI


def test_the_model_stays_known() -> None:
    known = Session(OTHER, (("model", "TLW2-2BL"),))
    heard = decode("t800x", message(VEHICLE, 0x02, vehicle(place(), tail="03951250")), known)
    assert heard.session == Session(IMEI, known.memory)
    assert (heard.reports[0].battery_v, heard.reports[0].external_v) == (3.95, 12.5)


@pytest.mark.parametrize(("mark", "kind"), list(itertools.product(MARKS, (0x01, 0x03, 0x09, 0x11, 0x15, 0x31, 0x77, 0x81))))
def test_the_answer_is_the_head_again(mark: bytes, kind: int) -> None:
    frame = message(mark, kind, NOON, serial=0x0102)
    serial = "0001" if mark == FIRST else "0102"
    assert decode("t800x", frame).replies == (bytes.fromhex(f"{mark.hex()}{kind:02x}000f{serial}0{IMEI}"),)


@pytest.mark.parametrize(("mark", "kind"), list(itertools.product(MARKS, (0x02, 0x13))))
def test_a_location_is_not_answered(mark: bytes, kind: int) -> None:
    body = thing(place()) if mark == THING else second(place())
    assert decode("t800x", message(mark, kind, body)).replies == ()


@pytest.mark.parametrize("kind", [0x12, 0x17, 0x20, 0x25, 0x26, 0x27])
def test_a_thing_is_answered_only_for_what_could_be_read(kind: int) -> None:
    frame = message(THING, kind, NOON + bytes(70))
    assert len(decode("t800x", frame).replies) == 1
    assert decode("t800x", frame + b"\x00").replies == ()
    assert decode("t800x", frame[:-1]).replies == ()
    assert decode("t800x", message(THING, kind, NOON[:5])).replies == ()


def test_no_command_is_offered() -> None:
    assert T800X.offers == frozenset()
    assert T800X.command(LocateNow(), Session(IMEI), 1) is None
    assert T800X.command(Reboot(), Session(IMEI), 1) is None


@given(data=st.binary(max_size=64))
def test_the_sum_is_what_the_slow_way_says(data: bytes) -> None:
    assert crc_8(data) == crc(data)


def test_a_changed_byte_of_numbered_values_is_noticed() -> None:
    body = values(numbers((0x01, b"\x01")), data((1, WHERE)))
    for at in range(len(body)):
        spoiled = body[:at] + bytes((body[at] ^ 0x41,)) + body[at + 1 :]
        assert decode("t800x", message(THING, 0x64, spoiled)).integrity == "failed"


BODIES = (
    vehicle(place(), alarm=3), second(place(), alarm=3), thing(place(), alarm=1), thing(place() + bytes(11), alarm=1),
    b"\x00" + (NOON + place()) * 2, b"\x00" + NOON + number(FIXED, 1) + bytes(5) + place(),
    NOON + b"\x01\x00\x02" + MAC + b"\x29\x00" + number(FIXED, 1) + place(),
    NOON + b"\x01" + number(FIXED, 1) + place() + b"\x00\x02" + MAC + b"\x29\x00",
    NOON + number(FIXED, 1) + place() + b"\x01\x00", values(numbers((0x01, b"\x01")), data((1, WHERE))),
)  # fmt: skip


@settings(max_examples=15)
@given(
    body=st.sampled_from(BODIES) | st.binary(max_size=90),
    at=st.integers(0, 120),
    change=st.binary(min_size=1, max_size=12),
    mark=st.sampled_from(MARKS),
)
def test_whatever_a_message_holds_its_numbers_can_be(body: bytes, at: int, change: bytes, mark: bytes) -> None:
    spoiled = body[:at] + change + body[at + len(change) :]
    for kind in range(256):
        heard = decode("t800x", message(mark, kind, spoiled))
        assert heard.device == IMEI
        assert bool(heard.reports) == (heard.error is None)
        assert len(heard.replies) <= 2
        for report in heard.reports:
            if report.lat is not None:
                assert report.lon is not None
                assert abs(report.lat) <= 90
                assert abs(report.lon) <= 180
                assert report.lat or report.lon
            assert report.course_deg is None or 0 <= report.course_deg <= 360
            assert report.speed_mps is None or report.speed_mps >= 0
            assert report.battery_pct is None or 0 <= report.battery_pct <= 100
            floats = (value for value in msgspec.structs.astuple(report) if isinstance(value, float))
            assert all(math.isfinite(value) for value in floats)
        msgspec.msgpack.encode(heard)


@settings(max_examples=40)
@given(code=st.integers(1, 255).filter(lambda code: code not in (0x09, 0x20)), cut=st.integers(0, 80))
def test_law_6_an_alarm_that_was_sent_is_told(code: int, cut: int) -> None:
    """Wherever the message stops behind its code; the codes left out say that nothing happened."""
    for mark, kind, body, at in (
        (FIRST, 0x04, vehicle(place(), alarm=code), 23), (VEHICLE, 0x04, vehicle(place(), alarm=code), 23),
        (VEHICLE, 0x14, second(place(), alarm=code), 31), (PLUG, 0x04, vehicle(place(), alarm=code, analog=0), 19),
        (THING, 0x04, thing(place(), alarm=code), 2), (THING, 0x25, thing(bytes(27), alarm=code), 2),
    ):  # fmt: skip
        whole = decode("t800x", message(mark, kind, body))
        stopped = decode("t800x", message(mark, kind, body[: at + cut]))
        assert whole.reports[0].events
        assert stopped.reports[0].events == whole.reports[0].events
        assert stopped.reports[0].status is not None
        assert stopped.reports[0].status >> 16 == code
