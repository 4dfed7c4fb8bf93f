"""What apps write, and what is no value."""

import json

import pytest

from bilezik.domain.decoded import Decoded, HttpRequest
from bilezik.domain.instant import Instant, rfc3339
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.values import Unreadable, alarms, moment, number, yes

OSMAND = PROTOCOLS["osmand"]


def get(query: str) -> Decoded:
    return OSMAND.decode_http(HttpRequest("GET", f"/?id=1&{query}", {}, b""), Instant(0))


def post(body: object) -> Decoded:
    return OSMAND.decode_http(HttpRequest("POST", "/", {"content-type": "application/json"}, json.dumps(body).encode()), Instant(0))


@pytest.mark.parametrize(("text", "value"), [("1", 1.0), (" -2.5e1 ", -25.0), ("+.5", 0.5), (3, 3.0), (2.5, 2.5)])
def test_numbers(text: object, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "1,5", "nan", "inf", "1e999", "0x10", "1" * 41, True, None, [], float("nan"), 10**400])
def test_what_is_no_number(text: object) -> None:
    with pytest.raises(Unreadable):
        number(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("1779280215", "2026-05-20T12:30:15.000Z"),
        ("1779280215.5", "2026-05-20T12:30:15.500Z"),
        (1779280215123, "2026-05-20T12:30:15.123Z"),
        ("1779280215123456", "2026-05-20T12:30:15.123Z"),
        ("3471292800", "2080-01-01T00:00:00.000Z"),
        ("315532800", "1980-01-01T00:00:00.000Z"),
        ("2026-05-20 12:30:15", "2026-05-20T12:30:15.000Z"),
        ("2026-05-20T12:30:15", "2026-05-20T12:30:15.000Z"),
        ("2026-05-20T17:30:15+05:00", "2026-05-20T12:30:15.000Z"),
    ],
)
def test_times(text: object, time: str) -> None:
    at = moment(text)
    assert at is not None
    assert rfc3339(at) == time


@pytest.mark.parametrize("text", ["noon", "2026-13-40 25:61:61", "9e18", "-9e20", "2026-05-20T99:00", True])
def test_what_is_no_time(text: object) -> None:
    with pytest.raises(Unreadable):
        moment(text)


def test_yes_and_alarms() -> None:
    assert [yes(text) for text in (True, "1", "TRUE", "on", "0", "false", None, 2)] == [True] * 4 + [False] * 4
    assert alarms("Removing, strap_open,, LOW_BATTERY,beaconLost,!", "osmand") == ("strap_open", "low_battery", "beacon_lost")
    assert alarms("door", "osmand") == ("osmand:door",)


def test_what_is_not_decisive_is_left_out() -> None:
    report = get("lat=51.1&lon=71.4&speed=fast&accuracy=&batt=130&sat=9&rssi=-71&cell=1,2&wifi=x&unknown=1").reports[0]
    assert (report.lat, report.speed_mps, report.accuracy_m, report.battery_pct) == (51.1, None, None, None)
    assert (report.satellites, report.signal, report.network) == (9, -71, None)


@pytest.mark.parametrize("query", ["lat=x&lon=1", "lat=1&lon=", "location=1", "timestamp=soon&lat=1&lon=1"])
def test_half_a_place_is_none(query: str) -> None:
    decoded = get(query)
    assert all(report.lat is None for report in decoded.reports)


@pytest.mark.parametrize("location", [7, {"coords": {"latitude": "x", "longitude": 1}}, {"timestamp": "soon"}, [[]]])
def test_a_location_that_is_none_is_an_error(location: object) -> None:
    decoded = post({"device_id": "1", "location": location})
    assert (decoded.reports, decoded.error is None) == ((), False)


def test_an_alarm_outlives_its_location() -> None:
    decoded = post({"device_id": "1", "location": {"extras": {"alarm": "removing"}, "coords": {}}})
    assert decoded.reports[0].events == ("strap_open",)
    assert post({"device_id": 7, "alarm": "sos"}).reports[0].events == ("sos",)


def test_what_the_sdk_does_not_know_is_left_out() -> None:
    coords = {"latitude": 1, "longitude": 2, "speed": -1, "heading": "x", "altitude": 1e9, "accuracy": None}
    report = post({"device_id": "1", "location": {"coords": coords, "valid": False, "battery": {"level": -1}}}).reports[0]
    assert (report.valid, report.speed_mps, report.course_deg, report.altitude_m) == (False, None, None, None)
    assert (report.battery_pct, report.accuracy_m) == (None, None)


def test_too_many_are_refused() -> None:
    assert post({"device_id": "1", "location": [{}] * 2001}).error is not None
    assert get("&".join(f"a{n}=1" for n in range(300))).error == "unreadable"


def test_the_query_may_name_the_device() -> None:
    request = HttpRequest("POST", "/?deviceid=9", {}, b'{"location":{"coords":{"latitude":1,"longitude":2}}}')
    assert OSMAND.decode_http(request, Instant(0)).device == "9"
    assert post({"device_id": True}).device is None


@pytest.mark.parametrize(
    "absurd",
    ["sat=1e30", "rssi=-1e99", "accuracy=1e39", "accuracy=-5", "hdop=1e200", "altitude=1e9", "speed=1e300", "bearing=1e30"],
)
def test_law_06_an_absurd_number_is_not_stated_and_costs_nothing_beside_it(absurd: str) -> None:
    (report,) = get(f"lat=51.1&lon=71.4&alarm=removing&batt=50&{absurd}").reports
    assert (report.lat, report.events, report.battery_pct) == (51.1, ("strap_open",), 50.0)
    assert report == get("lat=51.1&lon=71.4&alarm=removing&batt=50").reports[0]


def test_an_absurd_number_in_a_body_is_not_stated() -> None:
    coords = {"latitude": 51.1, "longitude": 71.4, "accuracy": 1e39, "speed": 1e300, "heading": 1e30, "altitude": 1e9}
    (report,) = post({"device_id": "1", "location": {"timestamp": 1779280215, "coords": coords}}).reports
    assert (report.lat, report.accuracy_m, report.speed_mps, report.course_deg, report.altitude_m) == (51.1, None, None, None, None)
