"""The bracelet in and out of reach, and that no request raises."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.frames.forge_rftrack import IMEI, NEVER, form, request, times
from tests.frames.reading import NOW

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.protocols import PROTOCOLS

RFTRACK = PROTOCOLS["rftrack"]
IN_REACH = "rftrack:bracelet_in_reach"
COUNT = st.integers(0, NEVER)


def asked(body: bytes) -> Decoded:
    return RFTRACK.decode_http(HttpRequest("POST", "/deviceDataUpload.do", {}, body), NOW)


@given(heartbeat=COUNT, paired=COUNT, unpaired=COUNT, last=COUNT)
def test_a_bracelet_is_in_reach_or_out_of_it(heartbeat: int, paired: int, unpaired: int, last: int) -> None:
    events = asked(form(idt=times(heartbeat, paired, unpaired, last))).reports[0].events
    assert events in (("beacon_lost",), (IN_REACH,))
    if heartbeat > 60:
        assert events == ("beacon_lost",), "nothing was heard for ten minutes"


@given(away=st.integers(61, NEVER - 1), other=st.integers(0, 60))
def test_one_that_is_away_is_lost_in_either_reading(away: int, other: int) -> None:
    its_own_heartbeat = times(other, away, other)
    unpaired_since = times(other, away, other)
    nobody_near = times(away, away, NEVER)
    for four in (its_own_heartbeat, unpaired_since, nobody_near):
        assert asked(form(idt=four)).reports[0].events == ("beacon_lost",)


@pytest.mark.parametrize("gps", [None, '{"x":', {"x": 0, "y": 0}])
@pytest.mark.parametrize("rc", [0, 1 << 16, 1 << 31])
def test_no_position_and_no_status_hides_that_it_is_lost(gps: object, rc: int) -> None:
    report = asked(form(gps=gps, rc=rc, idt=times(NEVER, NEVER, NEVER))).reports[0]
    assert "beacon_lost" in report.events
    assert "beacon_found" not in report.events
    assert (len(report.events), report.status) == (2 if rc else 1, rc)


def test_a_recorded_request_is_read_like_one_that_is_heard() -> None:
    assert RFTRACK.decode(request(form()), Session(), NOW) == asked(form())
    assert RFTRACK.decode(b"GET", Session("1"), NOW).error == "not an HTTP request"


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.sampled_from([10**400, "0a-0b-0c-0d-0e-0f"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*"abclmnstxyz"]), inner, max_size=5),
    max_leaves=10,
)


@given(said=st.dictionaries(st.sampled_from(["gps", "gsm", "wifi", "bat", "dbm", "rc", "idt", "t", "i", "id"]), VALUES))
def test_any_form_is_answered_once(said: dict[str, object]) -> None:
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}
    body = "&".join(f"{name}={value}" for name, value in ({"i": IMEI} | written).items()).encode("utf-8", "replace")
    decoded = asked(body)
    assert len(decoded.replies) == 1
    assert bool(decoded.reports) == (decoded.error is None)
    msgspec.msgpack.encode(decoded)


@given(body=st.binary(max_size=300))
def test_any_bytes_are_answered_once(body: bytes) -> None:
    assert len(asked(body).replies) == 1
    assert len(asked(b"i=1&gps=" + body).replies) == 1


def test_json_nested_a_thousand_deep_is_no_place() -> None:
    assert asked(b"i=1&gps=" + b"[" * 100_000).reports[0].lat is None


def test_more_fields_than_any_unit_sends_are_no_form() -> None:
    assert asked(b"i=1&" + b"a=1&" * 200).replies == (HttpReply(400),)
