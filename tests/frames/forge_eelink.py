"""Eelink trackers of our own: packages of both editions, written from the manuals' formats."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT = 1_779_280_215
AT_TEXT = "2026-05-20T12:30:15.000Z"
RECEIVED_S = 1_779_280_220
MAC = bytes.fromhex("a4b1c2d3e4f5")
WIFI = [{"mac": "a4:b1:c2:d3:e4:f5", "signal_dbm": -64}]
CELL = {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big", signed=value < 0)


def package(kind: int, content: bytes, serial: int = 0x0102) -> bytes:
    return b"gg" + number(kind, 1) + number(len(content) + 2, 2) + number(serial, 2) + content


def doubled_sum(data: bytes) -> int:
    """The manual's sum, in sixteen bits: turned left by one, a byte added."""
    value = 0
    for byte in data:
        value = (((value * 2) % 65_536 + value // 32_768) + byte) % 65_536
    return value


def datagram(*packages: bytes, imei: str = IMEI, sum_error: int = 0) -> bytes:
    body = bytes.fromhex("0" + imei) + b"".join(packages)
    return b"EL" + number(len(body) + 2, 2) + number(doubled_sum(body) ^ sum_error, 2) + body


def place(lat: float = 51.128, lon: float = 71.4304) -> bytes:
    return number(round(lat * 1_800_000), 4) + number(round(lon * 1_800_000), 4)


def first(*, good: bool = True, at: bytes = place()) -> bytes:
    """Time, place, 36 km/h, course 271, a cell, the flag."""
    return (
        number(AT, 4)
        + at
        + b"\x24"
        + number(271, 2)
        + number(401, 2)
        + number(1, 2)
        + number(6699, 2)
        + number(15437, 3)
        + bytes((good,))
    )


def second(mask: int = 0x03, more: bytes = b"") -> bytes:
    """Time, a mask, what it says is there."""
    gps = place() + number(350, 2) + number(36, 2) + number(271, 2) + b"\x09" if mask & 1 else b""
    cell = number(401, 2) + number(1, 2) + number(6699, 2) + number(15437, 4) + b"\xb5" if mask & 2 else b""
    return number(AT, 4) + number(mask, 1) + gps + cell + more


GOOD = 0x0689
"""Fixed; a motion sensor, moving; a charger, not charging; the receiver runs."""


def eelink_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def eelink(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes | None = None, **expect: Any) -> Case:
        replies = [] if reply is None else [reply.hex()]
        return case("eelink", name, frame, list(reports), expect={"replies": replies, "integrity": "none"} | expect)

    def ack(kind: int) -> bytes:
        return package(kind, b"")

    near = {"cells": [CELL]}
    heard = {"cells": [CELL | {"signal_dbm": -75}]}
    here = placed(altitude_m=350.0, network=heard)
    told = {"status": GOOD, "moving": True, "charging": False}
    yield eelink(
        "login", package(0x01, bytes.fromhex("0" + IMEI) + b"\x01\x14\x01\x02\x01\x03"), said(), device=IMEI,
        reply=package(0x01, number(RECEIVED_S, 4) + b"\x00\x01\x00"),
    )  # fmt: skip
    yield eelink("heartbeat", package(0x03, number(0x0180, 2)), said(status=0x0180, charging=True), reply=ack(0x03))
    yield eelink("heartbeat without a status", package(0x03, b""), said(), reply=ack(0x03))
    old = {key: value for key, value in placed(network=near).items() if key != "satellites"}
    yield eelink("first edition", package(0x02, first()), old)
    yield eelink(
        "first edition with its health", package(0x02, first() + number(0x0080, 2) + number(4012, 2) + number(21, 2) + bytes(4)),
        old | {"status": 0x80, "charging": False, "battery_v": 4.012, "signal": 21},
    )  # fmt: skip
    yield eelink("first edition, not good", package(0x02, first(good=False)), old | {"valid": False})
    yield eelink(
        "first edition without a place", package(0x02, first(good=False, at=bytes(8))),
        said(at=AT_TEXT, valid=False, network=near),
    )  # fmt: skip
    for code, event in (
        (0x01, "power_cut"),
        (0x02, "sos"),
        (0x03, "low_battery"),
        (0x08, "antenna_cut"),
        (0x25, "strap_open"),
        (0x77, "eelink:warning_77"),
    ):
        yield eelink(f"alarm {event}", package(0x04, first() + number(code, 1)), old | {"events": [event]}, reply=ack(0x04))
    yield eelink(
        "a state with its time", package(0x05, first() + b"\x02" + number(AT, 4) + number(0x0180, 2)),
        old | {"status": 0x0180, "charging": True}, reply=ack(0x05),
    )  # fmt: skip
    yield eelink(
        "second edition", package(0x12, second() + number(GOOD, 2) + number(3967, 2)), here | told | {"battery_v": 3.967},
        reply=ack(0x12),
    )  # fmt: skip
    yield eelink(
        "south and west, not fixed",
        package(0x12, number(AT, 4) + b"\x01" + place(-33.45, -70.66) + b"\xff\xfb\x00\x00\x01\x69\x03" + number(0x0008, 2)),
        said(
            at=AT_TEXT, valid=False, lat=-33.45, lon=-70.66, altitude_m=-5.0, speed_mps=0.0, satellites=3, source="gnss",
            status=8, moving=False,
        ),
        reply=ack(0x12),
    )  # fmt: skip
    others = number(6699, 2) + number(15438, 4) + b"\x21"
    yield eelink(
        "neighbours and access points", package(0x12, second(0x16, others + MAC + b"\xc0") + number(GOOD, 2)),
        said(at=AT_TEXT, network={"cells": [*heard["cells"], CELL | {"cid": 15438}], "wifi": WIFI}) | told,
        reply=ack(0x12),
    )  # fmt: skip
    radio = (
        b"\x08\x0a"
        + number(401, 2)
        + number(1, 2)
        + number(6699, 2)
        + number(6699, 2)
        + number(15437, 4)
        + bytes(6)
        + b"\xb5"
        + bytes(5)
        + MAC
        + b"\xc0"
    )
    yield eelink(
        "a device of LTE", package(0x12, second(0x80, radio) + number(GOOD, 2)),
        said(at=AT_TEXT, network=heard | {"wifi": WIFI}) | told, reply=ack(0x12),
    )  # fmt: skip
    for code, event in ((0x02, "sos"), (0x25, "strap_open"), (0x86, "fall")):
        yield eelink(
            f"warning {event}",
            package(0x14, second() + number(code, 1) + number(GOOD, 2)),
            here | told | {"events": [event]},
            reply=ack(0x14),
        )
    yield eelink(
        "a warning without a place",
        package(0x14, second(0) + b"\x25" + number(0, 2)),
        said(at=AT_TEXT, status=0, events=["strap_open"]),
        reply=ack(0x14),
    )
    yield eelink("a report", package(0x15, second() + b"\x04" + number(GOOD, 2)), here | told, reply=ack(0x15))
    from_whom = b"+77010000000".ljust(21, b"\0")
    yield eelink("a message", package(0x16, second() + from_whom + b"WHERE"), here | {"valid": False}, reply=ack(0x16))
    yield eelink("a message without a place", package(0x16, second(0) + from_whom + b"WHERE"), said(at=AT_TEXT), reply=ack(0x16))
    yield eelink("four bytes of the car's computer", package(0x07, number(0x0180, 2) + bytes(2)),
                 said(status=0x0180, charging=True), reply=ack(0x07))  # fmt: skip
    yield eelink("more of the car's computer", package(0x07, number(0x0180, 2) + bytes(6)), said(), reply=ack(0x07))
    yield eelink("steps", package(0x1A, bytes(12)), said(), reply=ack(0x1A))
    words = b"Lat:N51.128000 Lon:E71.430400 Course:271.00 Speed:36.0000 DateTime:2026-05-20 12:30:15"
    asked = {key: value for key, value in placed().items() if key != "satellites"}
    yield eelink("an answer with a place", package(0x80, b"\x01" + number(77, 4) + words), asked, reply=ack(0x80))
    yield eelink("an answer without one", package(0x80, b"\x01" + number(77, 4) + b"no fix"), said(), reply=ack(0x80))
    picture = b"\xff\xd8" + bytes(40)
    yield eelink(
        "a picture nobody asked for", package(0x1F, picture), said(), reply=ack(0x1F),
    )  # fmt: skip
    broken = {key: value for key, value in here.items() if key != "valid"}
    yield eelink("a warning that breaks off", package(0x14, second()), broken, reply=ack(0x14))
    yield eelink(
        "a datagram of two", datagram(package(0x03, number(0, 2)), package(0x14, second(0) + b"\x02" + number(0, 2))),
        said(status=0), said(at=AT_TEXT, status=0, events=["sos"]), device=IMEI, integrity="ok",
        replies=[ack(0x03).hex(), ack(0x14).hex()],
    )  # fmt: skip
    yield eelink(
        "a datagram with a wrong sum", datagram(package(0x14, second(0) + b"\x25" + number(0, 2)), sum_error=1),
        said(at=AT_TEXT, status=0, events=["strap_open"]), device=IMEI, integrity="failed", reply=ack(0x14),
    )  # fmt: skip
