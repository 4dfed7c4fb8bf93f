"""What becomes of a message of OwnTracks whose parts are wrong, and who it is from."""

import json
from typing import Any

import pytest
from tests.frames.forge_owntracks import LOCATION, TOPIC, without

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

OWNTRACKS = PROTOCOLS["owntracks"]


def post(said: Any, url: str = "/pub", **headers: str) -> Decoded:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return OWNTRACKS.decode_http(HttpRequest("POST", url, named, body), Instant(0))


def test_a_recorded_stream_is_read_as_requests() -> None:
    body = json.dumps(LOCATION).encode()
    request = b"POST /pub HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    frames = OWNTRACKS.framer().feed(request)
    assert [frame.frame for frame in frames] == [request]
    decoded = OWNTRACKS.decode(frames[0].frame, Session(), Instant(0))
    assert (decoded.device, decoded.reports[0].lat, decoded.replies) == (TOPIC, 51.128, (HttpReply(200, b"[]"),))
    assert OWNTRACKS.decode(b"hello", Session("1"), Instant(0)).error == "not an HTTP request"


@pytest.mark.parametrize("name", ["lat", "lon", "tst"])
@pytest.mark.parametrize("value", ["x", [], {}, True, 1e300, -1e300, 10**400])
@pytest.mark.parametrize("letter", ["e", "u"])
def test_law_06_an_alarm_outlives_its_place_and_time(name: str, value: object, letter: str) -> None:
    decoded = post(LOCATION | {name: value, "t": letter})
    if letter == "e":
        assert (decoded.reports[0].events, decoded.reports[0].lat, decoded.error) == (("power_cut",), None, None)
    else:
        assert (decoded.reports, decoded.error, decoded.replies) == ((), f"{name} cannot be", (HttpReply(400),))


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        (TOPIC, TOPIC), (TOPIC + "/event", TOPIC), (TOPIC + "/waypoints", TOPIC),
        ("owntracks/clerk/event", "owntracks/clerk/event"), ("event", "event"),
        ("", "17"), ("a\x00b", "17"), ("x" * 201, "17"), (7, "17"),
    ],
)  # fmt: skip
def test_the_device_is_its_topic(topic: object, device: str) -> None:
    assert post(LOCATION | {"topic": topic}).device == device


def test_a_user_without_a_device_is_no_name() -> None:
    assert post(without("topic"), x_limit_u="clerk").device == "17"
    assert post(without("topic"), url="/pub?d=phone-17").device == "17"
    assert post(without("topic"), url="/pub?" + "&".join("u=1" for _ in range(50))).device == "17"
    assert post(without("topic"), url="/pub?u=a&d=b", x_limit_u="clerk", x_limit_d="phone-17").device == TOPIC


@pytest.mark.parametrize(
    "said",
    [{"lac": "1A2B"}, {"cid": 5}, {"lac": "xyz", "cid": 1}, {"lac": -1, "cid": 1}, {"lac": 0, "cid": 0}, {"lac": 2**32, "cid": 1}],
)
def test_half_a_cell_is_none(said: dict[str, object]) -> None:
    assert post(LOCATION | said).reports[0].network is None


def test_a_cell_in_numbers() -> None:
    network = post(LOCATION | {"lac": 6699, "cid": 15437, "mcc": 1000}).reports[0].network
    assert network is not None
    assert [(cell.mcc, cell.lac, cell.cid) for cell in network.cells] == [(None, 6699, 15437)]


def test_nested_a_thousand_deep_is_an_error() -> None:
    assert post(b'{"_type":"location","x":' + b"[" * 100_000).error == "the body is no JSON object"
    assert post(b"\xff\xfe").error == "the body is no JSON object"
