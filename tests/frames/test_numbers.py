"""Every number of a report is finite and fits in 64 bits, whatever a sender writes: what cannot be written down costs an alarm."""

import json
import math
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.frames import forge
from tests.frames.reading import NOW, decode

from bilezik.domain.decoded import Decoded, HttpRequest
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.osmand.form import TAKES

OSMAND = PROTOCOLS["osmand"]
NUMBER = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "9" * 12,
        "9" * 39,
        "-" + "9" * 39,
        "9" * 400,
        "1e18",
        "1e19",
        "-1e30",
        "1e39",
        "1e300",
        "1e999",
        "nan",
        "inf",
        ".",
    ]
) | st.decimals(allow_nan=False, allow_infinity=False).map(str)


def numbers_of(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in numbers_of(inner)]
    if isinstance(value, list | tuple):
        return [number for inner in value for number in numbers_of(inner)]
    return [value] if isinstance(value, int | float) else []


def check(decoded: Decoded) -> None:
    msgspec.msgpack.encode(decoded.reports)
    for number in numbers_of(msgspec.to_builtins(decoded.reports)):
        assert -(2**63) <= number < 2**63 if isinstance(number, int) else math.isfinite(number)
    for report in decoded.reports:
        for value in (report.accuracy_m, report.speed_mps, report.altitude_m, report.course_deg, report.hdop, report.battery_pct):
            assert value is None or abs(value) < 1e30, "a column of single precision holds less than 3.4e38"


@given(pairs=st.lists(st.tuples(st.sampled_from([*TAKES]), NUMBER), max_size=8), cell=st.lists(NUMBER, min_size=4, max_size=5))
def test_osmand_forms(pairs: list[tuple[str, str]], cell: list[str]) -> None:
    query = [("alarm", "removing"), *pairs, ("cell", ",".join(cell)), ("wifi", f"aa:bb:cc:dd:ee:ff,{cell[0]}"), ("id", "1")]
    decoded = OSMAND.decode_http(HttpRequest("GET", "/?" + urlencode(query), {}, b""), NOW)
    check(decoded)
    assert "strap_open" in decoded.reports[0].events


@given(numbers=st.lists(NUMBER, min_size=8, max_size=8))
def test_osmand_bodies(numbers: list[str]) -> None:
    names = ("latitude", "longitude", "accuracy", "speed", "heading", "altitude")
    location = {
        "timestamp": numbers[0],
        "coords": {name: _json_number(text) for name, text in zip(names, numbers[1:7], strict=True)},
        "battery": {"level": _json_number(numbers[7])},
        "extras": {"alarm": "sos"},
    }
    body = json.dumps({"device_id": "1", "location": location}).encode()
    decoded = OSMAND.decode_http(HttpRequest("POST", "/", {"content-type": "application/json"}, body), NOW)
    if decoded.reports:
        check(decoded)


def _json_number(text: str) -> object:
    try:
        value = int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text
    return value if isinstance(value, int) or math.isfinite(value) else text


@given(fields=st.lists(NUMBER | st.sampled_from(["A", "N", "E", "ffffffff"]), min_size=30, max_size=40))
def test_watch_fields(fields: list[str]) -> None:
    content = "UD,220414,134652," + ",".join(fields)
    check(decode("watch", b"[3G*1*%04x*%s]" % (len(content), content.encode())))


@given(fields=st.lists(NUMBER | st.sampled_from(["N", "L", "R", "250-1-ffffffff-fffffffffffffff:-99"]), min_size=12, max_size=16))
def test_r16h_fields(fields: list[str]) -> None:
    for kind in ("@GPSD", "@LBSD"):
        check(decode("r16h", f"{kind},1,R,20260520,123015,{','.join(fields)}".encode()))


@given(
    fields=st.lists(NUMBER | st.sampled_from(["A", "401|1|ffffffff|ffffffff", "9|9|9|ffffffff|ffffffff"]), min_size=15, max_size=15)
)
def test_meitrack_fields(fields: list[str]) -> None:
    decoded = decode("meitrack", f"$$A99,1,AAA,81,{','.join(fields)}*00".encode())
    check(decoded)
    assert decoded.reports[0].events == ("strap_open",)


@given(fields=st.lists(NUMBER | st.sampled_from(["20/5/26", "12:30:15", "150041"]), min_size=10, max_size=14))
def test_minifinder_fields(fields: list[str]) -> None:
    for kind in "ABCD5":
        check(decode("minifinder", f"!{kind},{','.join(fields)}".encode()))
    decoded = decode("minifinder", f"!D,20/5/26,12:30:15,{fields[0]},{fields[1]},1,1,150041,{','.join(fields)}".encode())
    check(decoded)
    assert decoded.reports[0].events == ("sos",)


@given(content=st.binary(max_size=300))
def test_meitrack_bytes(content: bytes) -> None:
    for kind in (b"CCC", b"CCE"):
        check(decode("meitrack", b"$$A99,1," + kind + b"," + content + b"*00"))


@given(fields=st.lists(NUMBER, min_size=12, max_size=12), params=st.lists(NUMBER, min_size=4, max_size=4))
def test_wialon_fields(fields: list[str], params: list[str]) -> None:
    names = ("battery", "pwr_int", "pwr_ext", "accuracy")
    written = ",".join(f"{name}:2:{value}" for name, value in zip(names, params, strict=True))
    head = f"200526;123015;5107.6800;N;07125.8240;E;{';'.join(fields[:6])};0;NA;NA;{written},SOS:1:1"
    decoded = decode("wialon", f"#D#{head}".encode())
    check(decoded)
    assert decoded.reports[0].events == ("sos",)
    check(decode("wialon", f"#D#{';'.join(fields)};{written}".encode()))


@given(lat=NUMBER, lon=NUMBER, speed=NUMBER)
@example(lat="9" * 400, lon="1", speed="1")
@example(lat="51.1", lon="71.4", speed="9" * 400)
def test_gt06_words(lat: str, lon: str, speed: str) -> None:
    words = f"Lat:N{lat},Lon:E{lon},Course:{speed},Speed:{speed},DateTime:26-05-20 12:30:15"
    check(decode("gt06", forge.long(0x21, b"\0\0\0\1\1" + words.encode())))


@pytest.mark.parametrize(("written", "place"), [("51.1", 51.1), ("51d30.0000m", 51.5), ("9" * 17, None)])
def test_gt06_words_are_read_as_far_as_a_receiver_writes(written: str, place: float | None) -> None:
    words = f"Lat:N{written},Lon:E71.4,Course:1.5,Speed:{'9' * 11},"
    (report,) = decode("gt06", forge.long(0x21, b"\0\0\0\1\1" + words.encode())).reports
    assert (report.lat, report.speed_mps) == (place, None)
