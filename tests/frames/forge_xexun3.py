"""Wearable trackers of Xexun's third edition, of our own: frames as the manual has them, sums bit by bit."""

import struct
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT = 1_779_280_215
AT_TEXT = "2026-05-20T12:30:15.000Z"
LATER_TEXT = "2026-05-20T12:31:15.000Z"
MAC = bytes.fromhex("a4b1c2d3e4f5")


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")


def crc_ccitt_false(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


def frame(body: bytes, *, kind: int = 0x20, serial: int = 6, crc_error: int = 0) -> bytes:
    said = b"\x03" + number(kind, 1) + number(serial, 1) + bytes.fromhex("0" + IMEI) + body
    return b"\xfc" + number(len(said), 2) + said + number(crc_ccitt_false(said) ^ crc_error, 2) + b"\xcf"


def sub(kind: int, content: bytes) -> bytes:
    return number(kind, 1) + number(len(content), 1) + content


def position(lat: float = 51.128, lon: float = 71.4304, *, at: int = AT, course: int = 2710, behind: bytes = b"\xff\xff") -> bytes:
    place = struct.pack(">ddf", lat, lon, 350.0)
    return sub(0x64, number(at, 4) + place + b"\x1a\x09\x2e" + number(360, 2) + number(course, 2) + behind)


def alarm(code: int) -> bytes:
    return sub(0x69, number(AT, 4) + number(code, 1) + b"\x00")


def health(battery: int = 85, moving: int = 0, charging: int = 1) -> bytes:
    return sub(0x6A, number(battery, 1) + b"\xff\xff\x1f\x00" + number(moving, 1) + number(charging, 1) + b"\xff" * 9)


def xexun3_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def xexun3(name: str, wire: bytes, *reports: dict[str, Any], kind: int = 0x20, **expect: Any) -> Case:
        reply = frame(b"\x00", kind=kind).hex()
        return case("xexun3", name, wire, list(reports), expect={"device": IMEI, "replies": [reply], "integrity": "ok"} | expect)

    here = placed(altitude_m=350.0)
    well = {"battery_pct": 85.0, "signal": 31, "moving": False, "charging": True}
    yield xexun3("hello", frame(b"", kind=1), said(), kind=1)
    yield xexun3("position and health", frame(position() + health()), here | well)
    for name, tenths, metres in (("stated", 125, 12.5), ("all ones", 0xFFFF, None), ("nought", 0, None)):
        stated = position(behind=number(tenths, 2) + b"\x1e")
        yield xexun3(f"accuracy {name}", frame(stated), here | {"accuracy_m": metres})
    yield xexun3("33 bytes state no accuracy", frame(position(behind=number(125, 2))), here)
    yield xexun3("a course that cannot be", frame(position(course=0xA400)), {k: v for k, v in here.items() if k != "course_deg"})
    yield xexun3("no place", frame(position(0.0, 0.0)), said(at=AT_TEXT))
    yield xexun3("no number", frame(position(float("nan"), 71.0) + alarm(1)), said(at=AT_TEXT, events=["sos"]))
    yield xexun3(
        "two positions", frame(position() + alarm(4) + position(at=AT + 60)),
        here | {"events": ["strap_open"]}, here | {"at": LATER_TEXT},
    )  # fmt: skip
    for code, event in ((1, "sos"), (2, "low_battery"), (4, "strap_open"), (7, "fall"), (12, "power_cut"), (99, "xexun3:alarm_99")):
        yield xexun3(f"alarm {event}", frame(alarm(code)), said(at=AT_TEXT, events=[event]))
    yield xexun3(
        "two alarms of one row", frame(alarm(1) + alarm(4) + health(200, 0xFF, 0xFF)),
        said(at=AT_TEXT, events=["sos", "strap_open"], signal=31),
    )  # fmt: skip
    cell = number(AT, 4) + number(401, 2) + number(1, 2) + number(6699, 4) + number(15437, 4) + b"\xb5"
    heard = {
        "cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -75}],
        "wifi": [{"mac": "a4:b1:c2:d3:e4:f5", "signal_dbm": -64}],
    }
    yield xexun3(
        "neighbours", frame(sub(0x66, cell) + sub(0x65, number(AT, 4) + b"\x01" + MAC + b"\xc0")),
        said(at=AT_TEXT, network=heard),
    )  # fmt: skip
    yield xexun3(
        "what no table knows is passed over", frame(sub(0x7E, b"\x01\x02\x03") + alarm(4)), said(at=AT_TEXT, events=["strap_open"])
    )
    yield xexun3("a sub-message that breaks off", frame(alarm(1) + b"\x69\x06\x6a"), said(at=AT_TEXT, events=["sos"]))
    yield xexun3(
        "taken off, with a wrong sum", frame(position() + alarm(4), crc_error=1), here | {"events": ["strap_open"]},
        integrity="failed",
    )  # fmt: skip
    yield xexun3("the device's answer", frame(b"\x01OK", kind=0x21), said(), replies=[])
