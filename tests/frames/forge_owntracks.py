"""Telephones with OwnTracks, and trackers that write its JSON: messages of our own, after the booklet."""

import json
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
TOPIC = "owntracks/clerk/phone-17"
NOON = 1_779_280_215
NOON_TEXT = "2026-05-20T12:30:15.000Z"
LOCATION = {"_type": "location", "topic": TOPIC, "tid": "17", "tst": NOON, "lat": 51.128, "lon": 71.4304, "t": "u"}
HERE = {"events": [], "at": NOON_TEXT, "valid": True, "lat": 51.128, "lon": 71.4304}


def case(
    name: str, said: dict[str, Any] | str | bytes, *reports: dict[str, Any], url: str = "/pub", status: int = 200,
    headers: dict[str, str] | None = None, **expect: Any,
) -> Case:  # fmt: skip
    text = said if isinstance(said, str | bytes) else json.dumps(said)
    body = text if isinstance(text, bytes) else text.encode()
    reply = "http:200:5b5d" if status == 200 else f"http:{status}:"
    outcome = {"device": TOPIC, "reports": list(reports), "replies": [reply], "integrity": "none", "error": None}
    return {
        "protocol": "owntracks", "case": name, "received_at": "2026-05-20T12:30:20Z", "input": "http", "method": "POST", "url": url,
        "headers": {"Content-Type": "application/json"} | (headers or {}), "hex": body.hex(), "expect": outcome | expect,
    }  # fmt: skip


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in (LOCATION | more).items() if name not in names}


def owntracks_cases() -> Iterator[Case]:
    yield case("place", LOCATION, HERE)
    yield case(
        "everything an app says", LOCATION | {
            "acc": 12, "alt": 350, "vac": 3, "vel": 36, "cog": 271, "batt": 82, "bs": 2, "conn": "w", "BSSID": "A:b:c:d:e:1f",
            "SSID": "home", "m": 1, "created_at": NOON + 2, "inregions": ["home"],
        },
        HERE | {"accuracy_m": 12.0, "altitude_m": 350.0, "speed_mps": 10.0, "course_deg": 271.0, "battery_pct": 82.0,
                "charging": True, "network": {"wifi": [{"mac": "0a:0b:0c:0d:0e:1f"}]}},
    )  # fmt: skip
    for state, charging in ((0, None), (1, False), (3, True)):
        yield case(f"battery state {state}", LOCATION | {"bs": state}, HERE | {"charging": charging})
    yield case(
        "everything a tracker says", LOCATION | {
            "sat": 9, "motion": True, "ubatt": 3.97, "uext": 12.59, "mcc": 401, "mnc": 1, "lac": "1A2B", "cid": "3c4d", "t": "t",
        },
        HERE | {"satellites": 9, "moving": True, "battery_v": 3.97, "external_v": 12.59,
                "network": {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}]}},
    )  # fmt: skip
    for letter, event in (
        ("9", "low_battery"), ("1", "power_on"), ("e", "power_cut"), ("E", "power_restored"), ("!", "owntracks:towing"),
        ("s", "owntracks:overspeed"), ("h", "owntracks:hard_driving"),
    ):  # fmt: skip
        yield case(f"tracker {event}", LOCATION | {"t": letter}, HERE | {"events": [event]})
    yield case("alarm beside an unreadable place", LOCATION | {"t": "e", "lat": "north"}, {"at": None, "events": ["power_cut"]})
    yield case("alarm without a place", without("lat", "lon", t="e"), {"at": NOON_TEXT, "events": ["power_cut"]})
    yield case("without a time", without("tst"), HERE | {"at": None})
    yield case(
        "numbers that cannot be",
        LOCATION | {"acc": -1, "batt": 101, "cog": 361, "vel": -5, "alt": True, "bs": True, "BSSID": "home"},
        HERE,
    )
    limits = {"X-Limit-U": "clerk", "X-Limit-D": "phone-17"}
    yield case("named in headers", without("topic"), HERE, headers=limits)
    yield case("named in the address", without("topic"), HERE, url="/pub?u=clerk&d=phone-17")
    yield case("named by two letters", without("topic"), HERE, device="17")
    crossing = {
        "_type": "transition",
        "topic": TOPIC + "/event",
        "tst": NOON,
        "lat": 51.128,
        "lon": 71.4304,
        "acc": 12,
        "desc": "home",
    }
    for event, word in (("enter", "owntracks:enter"), ("leave", "owntracks:leave"), ("stay", "owntracks:transition")):
        yield case(f"transition {event}", crossing | {"event": event}, HERE | {"accuracy_m": 12.0, "events": [word]})
    yield case("last will", {"_type": "lwt", "topic": TOPIC, "tst": NOON}, {"events": ["owntracks:lwt"]})
    for kind in ("waypoint", "waypoints", "card", "status", "steps", "beacon", "cmd", "request", "configuration", "dump"):
        yield case(f"{kind} is heard", {"_type": kind, "topic": f"{TOPIC}/{kind}" if kind == "beacon" else TOPIC}, {"events": []})
    yield case("a friend was deleted", "", device=None, error="an empty message")
    yield case("encrypted", {"_type": "encrypted", "topic": TOPIC, "data": "AAAA"}, status=400, error="the message is encrypted")
    yield case("an unknown type", {"_type": "poem", "topic": TOPIC}, error="no manual at hand describes _type 'poem'")
    yield case("no type", {"topic": TOPIC}, status=400, error="no manual at hand describes _type None")
    for kind in ("cmd", "dump", "waypoints", "status", "lwt", "transition", "poem"):
        yield case(f"{kind} of nobody", {"_type": kind}, device=None, error="the message names no device")
    yield case("encrypted, of nobody", {"_type": "encrypted"}, status=400, device=None, error="the message names no device")
    yield case("Latin-1", json.dumps(LOCATION | {"desc": "caf\xe9"}, ensure_ascii=False).encode("latin-1"), HERE)
    named = json.dumps(LOCATION | {"topic": "owntracks/clerk/caf\xe9"}, ensure_ascii=False)
    yield case("named in Latin-1", named.encode("latin-1"), HERE, device="owntracks/clerk/caf\xe9")
    yield case("no device", without("topic", "tid"), status=400, device=None, error="the message names no device")
    yield case("no place", LOCATION | {"lat": 91}, status=400, error="lat cannot be")
    yield case("no time", LOCATION | {"tst": "noon"}, status=400, error="tst cannot be")
    yield case("no JSON", "{", status=400, device=None, error="the body is no JSON object")
    yield case("a list", "[]", status=400, device=None, error="the body is no JSON object")
