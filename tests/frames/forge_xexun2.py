"""Wearable trackers of Xexun's second edition, of our own: messages between flags, with the escapes and the sum of the manual."""

import struct
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT = 1_779_280_215
AT_TEXT = "2026-05-20T12:30:15.000Z"
LATER_TEXT = "2026-05-20T12:31:15.000Z"
MAC = bytes.fromhex("a4b1c2d3e4f5")
LAT, LON = 5107.68, 7125.824
"""51.128, 71.4304 in degrees and minutes."""


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")


def sum_of(content: bytes) -> int:
    total = 0
    for byte in content:
        total += byte
        if total > 0xFFFF:
            total -= 0xFFFF
    return 0xFFFF - total


def plain(content: bytes, *, kind: int = 0x14, serial: int = 6, sum_error: int = 0, attributes: int = 0) -> bytes:
    """A message with its flags, before it is escaped: what a decoder is given."""
    head = number(kind, 2) + number(serial, 2) + bytes.fromhex(IMEI + "0")
    size = number(attributes << 10 | len(content), 2)
    return b"\xfa\xaf" + head + size + number(sum_of(content) ^ sum_error, 2) + content + b"\xfa\xaf"


def wire(message: bytes) -> bytes:
    inside, out, at = message[2:-2], b"", 0
    while at < len(inside):
        two = inside[at : at + 2]
        out += b"\xfb\xbf\x01" if two == b"\xfa\xaf" else b"\xfb\xbf\x02" if two == b"\xfb\xbf" else two[:1]
        at += 2 if two in (b"\xfa\xaf", b"\xfb\xbf") else 1
    return message[:2] + out + message[-2:]


def records(*each: bytes) -> bytes:
    return number(len(each), 1) + b"".join(number(len(one), 2) for one in each) + b"".join(each)


def record(mask: int, rest: bytes = b"", *, at: int = AT, battery: int = 0x8055) -> bytes:
    return b"\x01" + number(at, 4) + b"\x1b" + number(battery, 2) + number(mask, 1) + rest


def double(lon: float = LON, lat: float = LAT) -> bytes:
    return b"\x40\x09" + struct.pack(">dd", lon, lat)


def part_g(*, fixed: int = 1) -> bytes:
    place = (
        struct.pack(">dd", LON, LAT) + number(fixed, 1) + b"\x09\x1e" + number(360, 2) + number(2710, 2) + struct.pack(">f", 350.0)
    )
    return b"\x80" + number(len(place) + 3, 2) + b"\x47" + number(len(place), 2) + place


def xexun2_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def xexun2(name: str, message: bytes, *reports: dict[str, Any], kind: int = 0x14, **expect: Any) -> Case:
        reply = wire(plain(b"\x01", kind=kind)).hex()
        return case("xexun2", name, message, list(reports), expect={"device": IMEI, "replies": [reply], "integrity": "ok"} | expect)

    well = {"signal": 27, "battery_pct": 85.0, "charging": True}
    still = {key: value for key, value in placed().items() if key not in {"speed_mps", "course_deg"}}
    heard = {
        "cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -75}],
        "wifi": [{"mac": "a4:b1:c2:d3:e4:f5", "signal_dbm": -64}],
    }
    wifi = b"\x01" + MAC + b"\xc0"
    cells = b"\x01" + number(401, 2) + number(1, 2) + number(6699, 4) + number(15437, 4) + b"\xb5"
    yield xexun2("hello", plain(b"", kind=0x0001), said(), kind=0x0001)
    yield xexun2("health", plain(records(record(0))), said(at=AT_TEXT) | well)
    yield xexun2("position", plain(records(record(2, double()))), still | well)
    south = still | {"lat": -33.45, "lon": -70.66}
    yield xexun2("south and west", plain(records(record(2, double(-7039.6, -3327.0)))), south | well)
    yield xexun2(
        "speed and course", plain(records(record(2, b"\x60" + number(360, 2) + number(2710, 2) + double()[1:]))), placed() | well
    )
    yield xexun2("part G", plain(records(record(2, part_g()))), placed(altitude_m=350.0) | well)
    yield xexun2("part G, not fixed", plain(records(record(2, part_g(fixed=0)))), placed(altitude_m=350.0, valid=False) | well)
    yield xexun2("no place", plain(records(record(2, double(0.0, 0.0)))), said(at=AT_TEXT) | well)
    yield xexun2("no number", plain(records(record(2, double(float("inf"), 0.0)))), said(at=AT_TEXT) | well)
    yield xexun2("neighbours", plain(records(record(2, b"\x06" + wifi + cells))), said(at=AT_TEXT, network=heard) | well)
    yield xexun2("beacons are passed over", plain(records(record(2, b"\x48\x01" + bytes(12) + double()[1:]))), still | well)
    yield xexun2(
        "nothing is read behind an unknown part", plain(records(record(2, b"\x50" + double()[1:]))), said(at=AT_TEXT) | well
    )
    for bits, events in (
        (1, ["sos"]),
        (2, ["strap_open"]),
        (0x8000, ["fall"]),
        (0x8003, ["sos", "strap_open", "fall"]),
        (0x40, ["xexun2:bit_6"]),
    ):
        yield xexun2(
            f"alarms {bits:#x}", plain(records(record(1, number(bits, 4)))), said(at=AT_TEXT, status=bits, events=events) | well
        )
    yield xexun2(
        "two records", plain(records(record(3, number(2, 4) + double()), record(0, at=AT + 60, battery=0x7FFF))),
        still | well | {"status": 2, "events": ["strap_open"]}, said(at=LATER_TEXT, signal=27, charging=False),
    )  # fmt: skip
    yield xexun2(
        "a record that breaks off", plain(records(record(1, b"\x00"), record(1, number(1, 4)))),
        said(at=AT_TEXT) | well, said(at=AT_TEXT, status=1, events=["sos"]) | well,
    )  # fmt: skip
    yield xexun2(
        "taken off, with a wrong sum", plain(records(record(1, number(2, 4))), sum_error=1),
        said(at=AT_TEXT, status=2, events=["strap_open"]) | well, integrity="failed",
    )  # fmt: skip
    yield xexun2("a length with attributes", plain(records(record(1, number(1, 4))), attributes=1),
                 said(at=AT_TEXT, status=1, events=["sos"]) | well)  # fmt: skip
    yield xexun2("the device's answer is not answered", plain(b"tracking_send=60,60", kind=0x07), said(), replies=[])
