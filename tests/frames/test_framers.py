"""Whatever a peer sends, in whatever pieces, no framer raises, loses a byte, or works longer the longer it is fed."""

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Frame

WHOLE = b"[3G*1*0002*LK]"

ADVERSE = [
    b"[", b"]", b"[3G*1*0002*", b"[3G*1*ffff*", b"[3G*" + b"1" * 32, b"[3G*1*0002*x", b"[ZJ*1*0001*", WHOLE,
    b"xx", b"yy", b"xx\xff", b"xx\x01\x17", b"yy\x1f\xf4", b"yy\x1f\xff", b"\r\n", b"\r", b"xx\x05\x13\x00\x01\xe9\xf1\r\n",
    b"*", b"*H", b"*HQ,", b"*HQ,1,V1#", b"$" + bytes(4), b"$" + bytes(40),
    b"\xfa\xaf", b"\xfa", b"\xfb\xbf\x01", b"\xfb\xbf", b"\xfc", b"\xcf", b"\xfc\x00\x0b", b"\xfc\xff\xff", b"\xfc\x0f\xff",
    b"gg", b"gg\x12", b"gg\x12\x00\x04", b"gg\x12\x0f\xff", b"EL\x00\x0c", b"EL\xff\xff",
    bytes(4), bytes(6) + b"\x00\x09\x08", bytes(6) + b"\x1f\xff\x8e", b"\x00\x0f8600",
    b"\x00\x40\xca\xfe\x01\x07\x00\x0f86", b"\xff", b"\x00\x0f860000000000017",
    b"#D#", b"#I#40000;", b"#I#9;\n", b"2.0;12345#", b"#P#\r\n", b"$$A", b"$$A8192,", b"$$A9999,", b"$$A20,1,AAC*00\r\n",
    b"xx\xff\x69", b"xx\x01\x99\r\n", b"xx\x0d\x01",
    b"H", b"HA", b"HA1,", b"HABIL000000001,\x90\xff\xff", b"HABIL000000001,\x90\x03\xff", b"HA" + b"1" * 12,
    b"+", b"-\0", b"+\0\0\x20", b"+\0\x07\xff", b"+\x10\x18", b"+RESP:", b"+RESP:GTFRI,1,2$", b"+ACK",
    b"+ACK:GTHBD,", b"+RSP\x07\0\0\0\0\0\x20", b"+INF\x01\xff\xff\0\x20", b"+ACC", b"+HBD\xff\x20", b"\0",
    b"!", b";", b"!D,1;", b"\xab", b"\xab\x10\x00\x20\0\0\0\0\x01", b"\xab\0\x02\0\0\0\0\0\x7f\0", b"\xab\x10\xff\xff\0\0\0\0\x01",
    b"\x7e", b"\x7e\x02", b"\x7e\x02\x00\x00\x00\x7e", b"\x7d", b"\x7d\x02", b"(", b"(1,", b"(1)",
    b"\xe7", b"\xe7\x02", b"\xe7\x02\x00\xe7", b"\xe6\x02",
    b"%", b"%%", b"##\x01\x00\x0f\x00\x06", b"##\x01\x10\x00\x00\x06" + bytes(8), b"''\x01\xff\xff\x00\x06" + bytes(8),
    b"@", b"$", b"@GPSD,1$", b"GET ", b"GET /", b" HTTP/1.1\r\n", b"GET / HTTP/1.1\n", b"Content-Length: 9\r\n", b"\n\n", b" ",
    b"0031$MGV002,", b"$MGV002,1,Hello;!", b"STX,1,$GPRMC,", b"STX" + b" " * 18 + b"$GPRMC,", b";1D", b"LOGSTX,", b"cmd=", b"STX",
    b"1,,GPRMC,", b"GNRMC,", b"imei:1,", b"imei:1,09,", b"GPRMC,imei:1,123", b",1,,L,,", b"12345678901234,", b"GPRMC,imei:1,\r\n",
    b"$AVRMC,", b"$ECHK,1,0*00\r\n", b"$ABCDEFGH", b"*00", b"$AVSYS,1*15\n",
    b"\x00\x01\x02", b"\x00\x01\x02\x00\x02YX\xff\xfe\xfc", b"\x00\x01\x02\x1f\xff", b"\xff\xfe", b"\xff\xfe\xfc",
]  # fmt: skip
"""Halves of frames, lying lengths and delimiters of every protocol."""

RUNS = st.tuples(st.sampled_from(ADVERSE), st.sampled_from([1, 2, 5, 100, 3_000])).map(lambda run: (run[0] * run[1])[:40_000])
STREAM = st.lists(RUNS | st.sampled_from(ADVERSE) | st.binary(max_size=80), max_size=6).map(b"".join)


def cut_at(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in itertools.pairwise(edges)]


@pytest.mark.parametrize("name", PROTOCOLS)
@settings(max_examples=80, deadline=5_000)
@example(stream=b"[3G*1*0002*" * 3_000, cuts=[])
@example(stream=b"[3G*1*ffff*" * 3_000, cuts=[20_000])
@given(stream=STREAM, cuts=st.lists(st.integers(0, 300_000), max_size=30))
def test_no_framer_raises_or_loses_a_byte(name: str, stream: bytes, cuts: list[int]) -> None:
    framer = PROTOCOLS[name].framer()
    found: list[Frame] = []
    for piece in cut_at(stream, cuts):
        found += framer.feed(piece)
        assert framer.pending <= framer.limit
    found += framer.close()
    assert b"".join(frame.wire for frame in found) == stream
    assert framer.pending == 0


@pytest.mark.parametrize("name", PROTOCOLS)
@settings(max_examples=60)
@given(stream=st.lists(st.sampled_from(ADVERSE) | st.binary(max_size=60), max_size=20).map(b"".join), size=st.integers(1, 60))
def test_pieces_change_no_frame(name: str, stream: bytes, size: int) -> None:
    whole, cut = PROTOCOLS[name].framer(), PROTOCOLS[name].framer()
    frames = whole.feed(stream)
    found = [frame for piece in cut_at(stream, list(range(0, len(stream), size))) for frame in cut.feed(piece)]
    assert (found, cut.pending) == (frames, whole.pending)
    assert cut.close() == whole.close()


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("unit", [*ADVERSE, b"[3G*1*0002*" + b"a[" * 30_000], ids=lambda unit: repr(unit[:12]))
def test_junk_in_small_pieces_costs_no_more_than_its_length(name: str, unit: bytes) -> None:
    framer, stream = PROTOCOLS[name].framer(), (unit * (200_000 // len(unit) + 1))[:200_000]
    began_s = time.process_time()
    found = [frame for at in range(0, len(stream), 10) for frame in framer.feed(stream[at : at + 10])] + framer.close()
    assert time.process_time() - began_s < 2.5  # 20,000 pieces; looking at all that waits for each took 5 s and more
    assert b"".join(frame.wire for frame in found) == stream


@pytest.mark.parametrize("head", [b"[3G*1*0002*", b"[3G*1*ffff*", b"[3G*1*0002*xx"])
def test_a_frame_before_and_behind_two_thousand_nested_heads_comes_out(head: bytes) -> None:
    framer, nested = PROTOCOLS["watch"].framer(), head * 2_000
    frames = framer.feed(WHOLE + nested + WHOLE) + framer.close()
    assert [(frame.wire, frame.frame) for frame in frames] == [(WHOLE, WHOLE), (nested, b""), (WHOLE, WHOLE)]


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("watch", WHOLE),
        ("gt06", b"xx\x05\x13\x00\x01\xe9\xf1\r\n"),
        ("r16h", b"@LINK,1$"),
        ("teltonika", b"\x00\x0f860000000000017"),
    ],
)
def test_junk_that_grows_too_long_takes_no_half_of_a_frame_with_it(name: str, frame: bytes) -> None:
    framer = PROTOCOLS[name].framer()
    junk = b"A" * (framer.limit - 4)
    found = framer.feed(junk + frame[:6]) + framer.feed(frame[6:])
    assert b"".join(piece.wire for piece in found if not piece.frame) == junk
    assert found[-1].wire == frame


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_a_framer_holds_can_be_had_as_it_came(name: str) -> None:
    framer = PROTOCOLS[name].framer()
    assert framer.spill() == b""
    framer = PROTOCOLS[name].framer()
    framer.feed(b"[3G*1*ff")
    framer.feed(b"ff*xx")
    assert framer.spill() == b"[3G*1*ffff*xx"
