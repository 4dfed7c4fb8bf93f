"""Our own frames: read whole, byte by byte, between junk, cut short, and with every byte changed."""

import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames import forge
from tests.frames.reading import HERE, NOW, cases_of, decode, decode_case, rounded, told

from bilezik.domain.decoded import HttpRequest, Session
from bilezik.domain.report import Report
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Framer

STREAMED = (
    "gt06", "watch", "r16h", "eelink", "h02", "meitrack", "minifinder", "minifinder2", "teltonika", "thinkrace", "topin", "wialon",
    "xexun2", "xexun3",
    "jt808",
    "t800x",
    "megastek",
    "xexun",
    "laipac",
    "wristband",
    "gl200",
)  # fmt: skip
ALL = [case for name in PROTOCOLS for case in cases_of(HERE / f"{name}.jsonl")]
FRAMED = [case for case in ALL if case["protocol"] in STREAMED]
SUMMED = (
    "gt06",
    "teltonika",
    "jt808",
)  # fmt: skip
"""Those whose frames, nearly all, have a checksum."""
TAILS = {"r16h": b"$", "wialon": b"\r\n", "minifinder": b";"}
TAILS |= {"xexun": b"\r\n"}
TAILS |= {"laipac": b"\r\n"}


def name_of(case: dict[str, Any]) -> str:
    return f"{case['protocol']} {case['case']}"


def wire_of(case: dict[str, Any]) -> bytes:
    frame, tail = bytes.fromhex(case["hex"]), TAILS.get(case["protocol"], b"")
    if case["protocol"] == "gl200":  # text ends with what framing takes away, bytes with what belongs to them
        return frame if frame.endswith((b"$", b"\r\n")) else frame + b"$"
    return frame if tail == b"\r\n" and tail in frame else frame + tail  # the block of a picture has no tail


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_file_is_what_the_forge_writes(name: str) -> None:
    assert (HERE / f"{name}.jsonl").read_text(encoding="utf-8") == forge.lines(name)


@pytest.mark.parametrize("case", ALL, ids=name_of)
def test_the_full_report(case: dict[str, Any]) -> None:
    assert told(decode_case(case)) == rounded(case["expect"])


@pytest.mark.parametrize("case", FRAMED, ids=name_of)
def test_byte_by_byte(case: dict[str, Any]) -> None:
    framer = PROTOCOLS[case["protocol"]].framer()
    wire = wire_of(case)
    frames = [frame for byte in wire for frame in framer.feed(bytes((byte,)))]
    assert [(frame.wire, frame.frame.hex()) for frame in frames] == [(wire, case["hex"])]
    assert framer.pending == 0


@pytest.mark.parametrize("case", FRAMED, ids=name_of)
def test_between_junk(case: dict[str, Any]) -> None:
    framer = PROTOCOLS[case["protocol"]].framer()
    wire = wire_of(case)
    frames = framer.feed(b"\x00GET /" + wire + b"\r\n" + wire + b"junk") + framer.close()
    assert [frame.frame.hex() for frame in frames] == ["", case["hex"], case["hex"], ""]
    assert [frame.wire for frame in frames] == [b"\x00GET /", wire, b"\r\n" + wire, b"junk"]


@pytest.mark.parametrize("case", FRAMED, ids=name_of)
def test_a_frame_cut_short_says_less_and_nothing_else(case: dict[str, Any]) -> None:
    frame = bytes.fromhex(case["hex"])
    whole = decode(case["protocol"], frame)
    for size in range(len(frame)):
        cut = decode(case["protocol"], frame[:size])
        if case["protocol"] in SUMMED:
            assert cut.integrity != "ok"
        for report in cut.reports:
            assert position_of(report) in (None, *(position_of(one) for one in whole.reports)) or case["protocol"] not in SUMMED


def position_of(report: Report) -> tuple[float | None, float | None] | None:
    return None if report.lat is None else (report.lat, report.lon)


CHECKED = [case for case in FRAMED if case["protocol"] in SUMMED and case["expect"]["integrity"] == "ok"]


@pytest.mark.parametrize("case", CHECKED, ids=name_of)
def test_a_changed_byte_never_passes_as_whole_where_there_is_a_checksum(case: dict[str, Any]) -> None:
    frame = bytes.fromhex(case["hex"])
    for at in range(len(frame)):
        for change in (0x01, 0x80, 0xFF):
            spoiled = frame[:at] + bytes((frame[at] ^ change,)) + frame[at + 1 :]
            assert decode(case["protocol"], spoiled).integrity != "ok"


@pytest.mark.parametrize("case", FRAMED, ids=name_of)
def test_a_changed_byte_is_a_report_or_says_what_is_wrong(case: dict[str, Any]) -> None:
    frame = bytes.fromhex(case["hex"])
    for at in range(len(frame)):
        for change in (0x01, 0x20, 0x80):
            spoiled = decode(case["protocol"], frame[:at] + bytes((frame[at] ^ change,)) + frame[at + 1 :])
            assert spoiled.reports or spoiled.error is not None or spoiled.integrity == "failed"


BEGINNINGS = {
    "gt06": b"xx", "watch": b"[3G*1*0010*", "r16h": b"@GPSD,", "eelink": b"gg\x14\x01\x00", "wialon": b"#D#",
    "meitrack": b"$$A99,1,CCE,", "h02": b"*HQ,1,V1,", "teltonika": bytes(8) + b"\x8e", "xexun2": b"\xfa\xaf\x00\x14",
    "xexun3": b"\xfc\x00\x40\x03\x20", "topin": b"xx\x02\x69", "thinkrace": b"HABIL000000001,\x90\x00\x17",
    "minifinder2": b"\xab\x10\x30\x00\x00\x00\x01\x00\x01", "minifinder": b"!D,",
    "jt808": b"\x7e\x02\x00\x00\x30\x01\x38\x00\x00\x00\x17\x00\x06",
    "t800x": b"''\x62\x00\x80\x00\x06\x08" + bytes.fromhex("60000000000017"),
    "megastek": b"$MGV002,1,",
    "xexun": b"GPRMC,123015.000,A,5107.6800,N,",
    "laipac": b"$AVRMC,1,123015,A,",
    "wristband": b"\x00\x01\x02\x00\x40YX1|V1.0|1|{F02#",
    "gl200": b"+RESP:GTSOS,300601,860000000000017,",
}  # fmt: skip


@pytest.mark.parametrize("name", STREAMED)
@given(data=st.binary(max_size=400))
def test_decoders_never_raise(name: str, data: bytes) -> None:
    decode(name, data)
    decode(name, BEGINNINGS[name] + data)


@settings(max_examples=20)
@given(content=st.binary(max_size=90), spoil=st.sampled_from([0, 1]), model=st.sampled_from(["", "LW4G", "SEEWORLD", "R11"]))
def test_gt06_reads_any_content_of_every_kind(content: bytes, spoil: int, model: str) -> None:
    session = Session("1", (("model", model),))
    for kind in range(256):
        for frame in (forge.short(kind, content, crc_error=spoil), forge.long(kind, content)):
            decoded = decode("gt06", frame, session)
            assert decoded.integrity in (("ok", "none") if not spoil or frame.startswith(b"yy") else ("failed", "none"))
            msgspec.msgpack.encode(decoded)


@given(url=st.text(max_size=80), body=st.binary(max_size=200), kind=st.sampled_from(["", "application/json", "text/plain"]))
def test_requests_never_raise(url: str, body: bytes, kind: str) -> None:
    decoded = PROTOCOLS["osmand"].decode_http(HttpRequest("POST", "/?id=1&" + url, {"content-type": kind}, body), NOW)
    assert len(decoded.replies) == 1


@given(body=st.binary(max_size=200), url=st.text(max_size=40))
def test_messages_never_raise(body: bytes, url: str) -> None:
    for whole in (body, b'{"_type":"location","tid":"A",' + body):
        decoded = PROTOCOLS["owntracks"].decode_http(HttpRequest("POST", "/?" + url, {}, whole), NOW)
        assert len(decoded.replies) == 1


NAMES = st.sampled_from(["coords", "battery", "level", "timestamp", "extras", "alarm", "latitude"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(location=JSON, device=JSON)
def test_json_never_raises(location: object, device: object) -> None:
    body = json.dumps({"location": location, "device_id": device}).encode()
    decoded = PROTOCOLS["osmand"].decode_http(HttpRequest("POST", "/", {"content-type": "application/json"}, body), NOW)
    assert len(decoded.replies) == 1


ELEMENTS = st.sampled_from(
    ["_type", "topic", "lat", "lon", "tst", "acc", "batt", "bs", "t", "lac", "cid", "BSSID", "motion", "event"]
)


@given(
    said=st.dictionaries(ELEMENTS, JSON | st.sampled_from(["location", "transition", "e", 10**400, "0a:b:c:d:e:f"]), max_size=10)
)
def test_any_message_is_answered_once(said: dict[str, object]) -> None:
    body = json.dumps({"_type": "location", "tid": "A"} | said).encode()
    decoded = PROTOCOLS["owntracks"].decode_http(HttpRequest("POST", "/", {}, body), NOW)
    assert len(decoded.replies) == 1
    assert bool(decoded.reports) == (decoded.error is None)
    msgspec.msgpack.encode(decoded)


def test_json_nested_a_thousand_deep_is_an_error() -> None:
    body = b'{"device_id":"1","location":' + b"[" * 100_000
    decoded = PROTOCOLS["osmand"].decode_http(HttpRequest("POST", "/", {"content-type": "application/json"}, body), NOW)
    assert decoded.error is not None
    assert told(decoded)["replies"] == ["http:400:"]


HALVES = st.sampled_from([
    bytes(7) + b"\x09\x08", b"\x00\x0f86", b"\xff",
    b"$$A99,", b"#D#", b"#I#9;", b"*HQ,", b"#", b"$\x12", b"\xfa\xaf", b"\xfb\xbf\x01", b"\xfc", b"\xfc\x00\x0b", b"\xcf",
    b"xx\x02\x69", b"xx\x0d\x01", b"HA", b"HABIL000000001,", b"gg", b"gg\x12\x00\x09",
    b"+RESP:GT", b"+ACK", b"+RSP\x07\0", b"+\0\0\x18", b"+INF\x01\xff\xff\0\x20\0\x10", b"-\0", b"+",
    b"\xab\x10\x09\x00", b"EL\x00\x20", b"xx", b"yy\xff\xff", b"[3G*1*", b"@", b"$", b"\r\n",
    b"\x7e", b"\x7e\x02\x00", b"\xe7", b"\xe7\x02\x00", b"(", b"(1,", b")", b"\x7d",
    b"%%", b"##\x01\x00", b"&&\x02\xff\xff", b"''\x02\x00\x40\x00\x06\x08\x60",
    b"0137$MGV0", b"0137$MGV002,1,", b"STX,1,$GP", b"cmd=",
    b"260520183015,+7", b"GPRMC,", b",F,imei:1,", b",1,,L,, imei:1,",
    b"$AVRM", b"$ECHK,", b"*35\r\n",
    b"\x00\x01", b"\x00\x01\x02\x00\x09YX", b"\xff\xfe\xfc",
])  # fmt: skip
STREAM = st.lists(st.sampled_from([wire_of(case) for case in FRAMED]) | st.binary(max_size=30) | HALVES, max_size=8)


@pytest.mark.parametrize("name", PROTOCOLS)
@settings(max_examples=60)
@given(parts=STREAM, cuts=st.lists(st.integers(0, 600), max_size=12))
def test_however_a_stream_is_cut_the_frames_are_the_same_and_nothing_is_lost(
    name: str, parts: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(parts)
    whole, pieces = PROTOCOLS[name].framer(), PROTOCOLS[name].framer()
    frames = [*whole.feed(stream), *whole.close()]
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [frame for start, end in itertools.pairwise(edges) for frame in pieces.feed(stream[start:end])]
    assert found + pieces.close() == frames
    assert b"".join(frame.wire for frame in frames) == stream


ENDLESS = [
    b"\x00", b"xx\xff\x12", b"yy\xff\xff\x12", b"[3G*1*FFFF*UD", b"@GPSD", b"gg\x12\x0f\xff",
    b"EL\x0f\xff", b"\xfc\x0f\xff", b"\xfa\xaf\x00", b"*HQ,", b"$",
    bytes(6) + b"\x1f\xff\x08",
    b"#D#", b"#I#65536;0;1\r\n", b"$$A8192,1,AAA", b"xx\xff\x69", b"HABIL000000001,\x90\x04\x00",
    b"\xab\x10\x00\x20\0\0\0\0\x01",
    b"\x7e", b"\x7e\x02\x00\x03\xff", b"\xe7\x02\x00", b"(1",
    b"%%\x02\x10\x00\x00\x06" + bytes(8), b"##\x02\x10\x01\x00\x06" + bytes(8), b"&",
    b"+RESP:GTFRI,", b"+RSP\x07\0\0\0\0\x1f\xff", b"+\0\x07\xff", b"+ACC",
    b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
    b"9999$MGV002,", b"STX,1,$GPRMC,", b"cmd=",
    b"1,,GPRMC,", b"GPRMC,imei:1,09,",
    b"$AVRMC,",
    b"\x00\x01\x02\x1f\xffYX",
]  # fmt: skip


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("start", ENDLESS)
def test_a_stream_that_never_ends_a_frame_is_held_to_the_limit(name: str, start: bytes) -> None:
    framer: Framer = PROTOCOLS[name].framer()
    heard = 0
    for piece in (start, *[b"A" * 4096] * 100):
        heard += sum(len(frame.wire) for frame in framer.feed(piece))
        assert framer.pending <= framer.limit
    assert heard + framer.pending == len(start) + 4096 * 100


def test_a_session_remembers_its_device() -> None:
    session = Session()
    heard = []
    for case in cases_of(HERE / "gt06.jsonl")[:4]:
        decoded = decode_case(case, session)
        session = decoded.session
        heard.append(decoded.device)
    assert heard == [forge.IMEI] * 4
    other = next(case for case in cases_of(HERE / "gt06.jsonl") if case["case"] == "NT20")
    assert decode_case(other, Session("1")).device == "1", "the connection is whose login it had"
