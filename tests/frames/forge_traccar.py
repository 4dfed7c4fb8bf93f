"""A Traccar server that forwards: bodies of our own, after the classes it writes."""

import json
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
NOON_TEXT = "2026-05-20T12:30:15.000Z"
THEIRS = "2026-05-20T12:30:15.000+00:00"
EARLIER = "2026-05-20T11:30:15.000+00:00"
DEVICE = {
    "id": 1,
    "attributes": {},
    "groupId": 0,
    "name": "Bracelet 17",
    "uniqueId": "bracelet-17",
    "status": "online",
    "disabled": False,
}
POSITION: dict[str, Any] = {
    "id": 0, "attributes": {}, "deviceId": 1, "protocol": "watch", "serverTime": "2026-05-20T12:30:20.000+00:00",
    "deviceTime": THEIRS, "fixTime": THEIRS,
    "valid": True, "latitude": 51.128, "longitude": 71.4304, "altitude": 350.0, "speed": 10.0, "course": 271.0,
    "accuracy": 0.0,
}  # fmt: skip
HERE = {
    "events": [], "at": NOON_TEXT, "valid": True, "lat": 51.128, "lon": 71.4304, "altitude_m": 350.0, "speed_mps": 5.14444,
    "course_deg": 271.0,
}  # fmt: skip
NEAR = {
    "radioType": "gsm", "considerIp": False,
    "cellTowers": [
        {"mobileCountryCode": 401, "mobileNetworkCode": 1, "locationAreaCode": 6699, "cellId": 15437, "signalStrength": -71},
    ],
    "wifiAccessPoints": [{"macAddress": "0A-0b-0c-0d-0e-1f", "signalStrength": -60}],
}  # fmt: skip


def case(
    name: str, body: dict[str, Any] | str, *reports: dict[str, Any], status: int = 200, device: str | None = "bracelet-17",
    error: str | None = None,
) -> Case:  # fmt: skip
    text = body if isinstance(body, str) else json.dumps(body)
    outcome = {"device": device, "reports": list(reports), "replies": [f"http:{status}:"], "integrity": "none", "error": error}
    return {
        "protocol": "traccar", "case": name, "received_at": "2026-05-20T12:30:20Z", "input": "http", "method": "POST", "url": "/",
        "headers": {"Content-Type": "application/json"}, "hex": text.encode().hex(), "expect": outcome,
    }  # fmt: skip


def position(**more: Any) -> dict[str, Any]:
    return {"position": POSITION | more, "device": DEVICE}


def traccar_cases() -> Iterator[Case]:
    yield case("place", position(), HERE)
    yield case("place in the south and west", position(latitude=-33.9, longitude=-70.6), HERE | {"lat": -33.9, "lon": -70.6})
    yield case("accuracy", position(accuracy=12.5), HERE | {"accuracy_m": 12.5})
    yield case("not valid", position(valid=False), HERE | {"valid": False})
    yield case("time with an offset", position(fixTime="2026-05-20T17:30:15.000+05:00"), HERE)
    yield case(
        "everything a tracker says",
        position(attributes={
            "batteryLevel": 80, "battery": 3.97, "power": 12.59, "charge": True, "sat": 9, "hdop": 0.9, "rssi": 21, "motion": False,
            "archive": True, "status": 1 << 20, "distance": 3.2, "totalDistance": 1e6, "strapLocked": False,
        }, network=NEAR),
        HERE | {
            "battery_pct": 80.0, "battery_v": 3.97, "external_v": 12.59, "charging": True, "satellites": 9, "hdop": 0.9,
            "signal": 21, "moving": False, "replayed": True, "status": 1 << 20, "strap_locked": False,
            "network": {
                "cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -71}],
                "wifi": [{"mac": "0a:0b:0c:0d:0e:1f", "signal_dbm": -60}],
            },
        },
    )  # fmt: skip
    yield case("from towers", position(attributes={"approximate": True}, accuracy=900.0),
               HERE | {"source": "network", "accuracy_m": 900.0})  # fmt: skip
    for alarm, events in (
        ("removing", ["strap_open"]), ("tampering", ["tamper"]), ("sos", ["sos"]), ("lowBattery", ["low_battery"]),
        ("removing,lowBattery", ["strap_open", "low_battery"]), ("geofenceExit", ["traccar:geofenceexit"]),
    ):  # fmt: skip
        yield case(f"alarm {alarm}", position(attributes={"alarm": alarm}), HERE | {"events": events})
    yield case("the place before, given out again", position(outdated=True, fixTime=EARLIER), {"events": [], "at": NOON_TEXT})
    yield case("an older fix and no word of it", position(fixTime=EARLIER, attributes={"alarm": "sos", "batteryLevel": 7}),
               {"events": ["sos"], "at": NOON_TEXT, "battery_pct": 7.0})  # fmt: skip
    yield case("no place", position(latitude=0.0, longitude=0.0, speed=0.0, course=0.0), {"events": [], "at": NOON_TEXT})
    event = {"id": 9, "attributes": {"alarm": "removing"}, "deviceId": 1, "type": "alarm", "eventTime": THEIRS, "positionId": 7}
    yield case("an event with its position", position(attributes={"alarm": "removing"}) | {"event": event},
               HERE | {"events": ["strap_open"]})  # fmt: skip
    yield case("an event without", {"event": event, "device": DEVICE}, {"events": ["strap_open"], "at": NOON_TEXT})
    yield case("an event of the device's connection", {"event": {"type": "deviceOffline", "eventTime": THEIRS}, "device": DEVICE},
               {"events": [], "at": NOON_TEXT})  # fmt: skip
    yield case("absurd numbers", position(speed=1e30, accuracy="x", attributes={"batteryLevel": 400, "sat": True}),
               {key: value for key, value in HERE.items() if key != "speed_mps"})  # fmt: skip
    yield case("an alarm beside a place that is none", position(latitude="x", attributes={"alarm": "removing"}),
               {"events": ["strap_open"], "at": NOON_TEXT})  # fmt: skip
    yield case("a place that is none", position(latitude="x"), status=400, error="time or place is no number")
    yield case("a time that is none", position(fixTime="noon"), status=400, error="time or place is no time")
    yield case("no device", {"position": POSITION}, status=400, device=None, error="the body names no device")
    yield case(
        "an empty id",
        {"position": POSITION, "device": {"uniqueId": " "}},
        status=400,
        device=None,
        error="the body names no device",
    )
    yield case("no JSON", "{", status=400, device=None, error="the body is no JSON object")
