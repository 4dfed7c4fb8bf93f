"""Teltonika trackers of our own: logins, packets of records in every codec, datagrams, written from the manuals' formats."""

import struct
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT_MS = 1_779_280_215_250
AT_TEXT = "2026-05-20T12:30:15.250Z"
CELL = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}]}
CELL_ELEMENTS = {2: {205: 15437, 206: 6699}, 4: {241: 40101}}
LOGIN = b"\x00\x0f" + IMEI.encode()

Widths = dict[int, dict[int, int]]
"""Elements by their width."""


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big", signed=value < 0)


def crc_ibm(data: bytes) -> int:
    """As the manual draws it: bit by bit."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value // 2) ^ (0xA001 if value % 2 else 0)
    return value


def packet(body: bytes, *, crc_error: int = 0, length_error: int = 0) -> bytes:
    return bytes(4) + number(len(body) + length_error, 4) + body + number(crc_ibm(body) ^ crc_error, 4)


def place(lat: float = 51.128, lon: float = 71.4304, satellites: int = 9, speed: int = 36, course: int = 271) -> bytes:
    return number(round(lon * 1e7), 4) + number(round(lat * 1e7), 4) + struct.pack(">hHBH", 350, course, satellites, speed)


def record(
    codec: int, elements: Widths, cause: int = 0, where: bytes = place(), priority: int = 0, more: dict[int, bytes] | None = None
) -> bytes:
    """Time, priority, place, cause, elements by their width; 8E and 16 have names of two bytes, 8E counts of two."""
    names, counts = (1 if codec == 0x08 else 2), (2 if codec == 0x8E else 1)
    count = sum(len(named) for named in elements.values()) + len(more or {})
    out = number(AT_MS, 8) + number(priority, 1) + where + number(cause, names)
    out += (b"\x05" if codec == 0x10 else b"") + number(count, counts)
    for width in (1, 2, 4, 8):
        named = elements.get(width, {})
        out += number(len(named), counts) + b"".join(number(name, names) + number(value, width) for name, value in named.items())
    if codec == 0x8E:
        out += number(len(more or {}), 2)
        out += b"".join(number(name, 2) + number(len(value), 2) + value for name, value in (more or {}).items())
    return out


def records(codec: int, *each: bytes, ended: int | None = None) -> bytes:
    return bytes((codec, len(each))) + b"".join(each) + bytes((len(each) if ended is None else ended,))


def datagram(body: bytes, *, length_error: int = 0, kind: int = 1) -> bytes:
    rest = b"\xca\xfe" + bytes((kind, 7)) + LOGIN + body
    return number(len(rest) + length_error, 2) + rest


def text(codec: int, content: bytes, kind: int = 6) -> bytes:
    return packet(records(codec, bytes((kind,)) + number(len(content), 4) + content))


def personal(mask: int = 0xFF, *, alarm: int = 0, satellites: int = 9) -> bytes:
    """A record of the GH3000: 2026-05-20 12:30:15 in seconds of 2007, place by its mask, elements of one and two bytes."""
    out = number(AT_MS // 1000 - 1_167_609_600 | 0x40000000, 4) + b"\x07" + number(mask, 1)
    for bit, part in enumerate(
        (
            struct.pack(">ff", 51.125, 71.5),
            b"\x01\x5e",
            b"\xc0",
            b"\x24",
            bytes((satellites,)),
            b"\x1a\x2b\x3c\x4d",
            b"\x16",
            number(40101, 4),
        )
    ):
        out += part if mask >> bit & 1 else b""
    return out + b"\x03\x01\x52\xde" + bytes((alarm,)) + b"\xf0\x01" + b"\x02\x14\x00\x09\x43\x0e\x74"


def said(**fields: Any) -> dict[str, Any]:
    return {"events": [], **fields}


def placed(**fields: Any) -> dict[str, Any]:
    return said(
        at=AT_TEXT, valid=True, lat=51.128, lon=71.4304, altitude_m=350.0, speed_mps=10.0, course_deg=271.0, satellites=9,
        source="gnss",
    ) | fields  # fmt: skip


def case(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes = b"", **expect: Any) -> Case:
    outcome = {
        "device": None,
        "reports": list(reports),
        "replies": [reply.hex()] if reply else [],
        "integrity": "ok",
        "error": None,
    }
    return {
        "protocol": "teltonika", "case": name, "received_at": "2026-05-20T12:30:20Z", "hex": frame.hex(),
        "expect": outcome | expect,
    }  # fmt: skip


HEALTH: Widths = {1: {21: 4, 113: 82, 116: 1, 240: 1}, 2: {66: 12590, 67: 3970, 182: 9} | CELL_ELEMENTS[2], 4: CELL_ELEMENTS[4]}
HEALTHY = placed(
    signal=4, battery_pct=82.0, charging=True, moving=True, external_v=12.59, battery_v=3.97, hdop=0.9, network=CELL,
)  # fmt: skip

ALARMS: list[tuple[str, int, int, int, list[str]]] = [
    ("alarm button", 1, 236, 1, ["sos"]),
    ("man down", 1, 242, 1, ["fall"]),
    ("towing", 1, 246, 1, ["teltonika:towing"]),
    ("crash", 1, 247, 3, ["teltonika:crash"]),
    ("jamming of the network", 1, 249, 1, ["jamming"]),
    ("unplugged", 1, 252, 1, ["power_cut"]),
    ("acceleration", 1, 253, 1, ["teltonika:hard_acceleration"]),
    ("braking", 1, 253, 2, ["teltonika:hard_braking"]),
    ("cornering", 1, 253, 3, ["teltonika:hard_cornering"]),
    ("jamming of satellites, a warning", 1, 318, 1, ["jamming"]),
    ("jamming of satellites", 1, 318, 2, ["jamming"]),
    ("holder removed", 2, 20019, 0, ["tamper"]),
    ("a magnet in place of the holder", 2, 20019, 1, ["tamper"]),
    ("removed from its surface", 2, 20019, 3, ["tamper"]),
    ("an alarm of an unknown value", 1, 236, 7, ["teltonika:io_236"]),
]
"""Name, width, element, value, events: heard whatever made the record."""

MADE: list[tuple[str, int, int, int, list[str]]] = [
    ("out of a zone", 1, 155, 0, ["teltonika:fence_exit"]),
    ("into the zone made by itself", 1, 175, 1, ["teltonika:fence_enter"]),
    ("plugged in again", 1, 252, 0, ["power_restored"]),
    ("too fast", 1, 255, 90, ["teltonika:overspeed"]),
    ("a button", 1, 389, 0x11, ["teltonika:button"]),
    ("an element in no table", 2, 10_831, 5, ["teltonika:io_10831"]),
]
"""The same where it is an event only in the record it made."""

STATES: list[tuple[str, int, int, int]] = [
    ("no alarm", 1, 236, 0), ("plugged in", 1, 252, 0), ("in its holder", 2, 20019, 2), ("outside a zone", 1, 155, 0),
    ("satellites are heard", 1, 318, 0), ("an element in no table that made nothing", 2, 10_831, 5),
]  # fmt: skip


def teltonika_cases() -> Iterator[Case]:
    one, two = number(1, 4), number(2, 4)
    yield case("login", LOGIN, said(), reply=b"\x01", device=IMEI, integrity="none")
    for codec, name in ((0x08, "codec 8"), (0x8E, "codec 8 extended"), (0x10, "codec 16")):
        yield case(f"{name}, health", packet(records(codec, record(codec, HEALTH))), HEALTHY, reply=one)
        yield case(
            f"{name}, two records", packet(records(codec, record(codec, {}), record(codec, {8: {78: 2**64 - 1}}, 240))),
            placed(), placed(status=240), reply=two,
        )  # fmt: skip
    yield case(
        "south and west", packet(records(8, record(8, {}, where=place(-33.45, -70.66)))), placed(lat=-33.45, lon=-70.66), reply=one
    )
    yield case(
        "the last place, without satellites", packet(records(8, record(8, {}, where=place(satellites=0, speed=0, course=0)))),
        said(at=AT_TEXT, valid=False, lat=51.128, lon=71.4304, altitude_m=350.0, satellites=0), reply=one,
    )  # fmt: skip
    last = placed(valid=False, satellites=0, source=None)
    yield case("the last place, with what moved it", packet(records(8, record(8, {}, where=place(satellites=0)))), last, reply=one)
    nowhere = place(0, 0, 0, 0, 0)
    yield case("no place", packet(records(8, record(8, {}, where=nowhere))), said(at=AT_TEXT, valid=False, satellites=0), reply=one)
    for name, width, element, value, events in ALARMS:
        frame = packet(records(0x8E, record(0x8E, {width: {element: value}})))
        yield case(name, frame, placed(events=events), reply=one)
    for name, width, element, value, events in MADE:
        frame = packet(records(0x8E, record(0x8E, {width: {element: value}}, element)))
        yield case(name, frame, placed(status=element, events=events), reply=one)
    for name, width, element, value in STATES:
        yield case(name, packet(records(0x8E, record(0x8E, {width: {element: value}}))), placed(), reply=one)
    cells: Widths = {1: {289: 70}, 2: {1200: 1, 287: 6699, 1201: 77, 290: 6700}, 4: {288: 15437, 291: 15438, 294: 15439}}
    lost = said(at=AT_TEXT, valid=False, satellites=0)
    seen = [{"mnc": 1, "lac": 6699, "cid": 15437}, {"mnc": 77, "lac": 6700, "cid": 15438}]
    heard = packet(records(0x8E, record(0x8E, cells, where=nowhere)))
    yield case("cells of a TAT100", heard, lost | {"network": {"cells": seen}}, reply=one) | {"model": "TAT100"}
    yield case("the same of another model", heard, lost, reply=one) | {"model": "FMB920"}
    yield case("panic", packet(records(8, record(8, {}, priority=2))), placed(events=["teltonika:panic"]), reply=one)
    everything: Widths = {1: {236: 1, 242: 1, 249: 1, 252: 1}, 2: {20019: 3}}
    yield case(
        "everything at once, without a place",
        packet(records(0x8E, record(0x8E, everything, 240, nowhere, more={385: b"\x11" * 20}))),
        said(at=AT_TEXT, valid=False, satellites=0, status=240, events=["sos", "fall", "jamming", "power_cut", "tamper"]),
        reply=one,
    )  # fmt: skip
    removed = record(0x8E, {2: {20019: 3}}, 20019)
    taken = placed(status=20019, events=["tamper"])
    yield case("removed, with a wrong checksum", packet(records(0x8E, removed), crc_error=1), taken, reply=one, integrity="failed")
    yield case("removed, with two counts", packet(records(0x8E, removed, ended=2)), taken, reply=one, integrity="failed")
    gh3000 = placed(
        at="2026-05-20T12:30:15.000Z", lat=51.125, lon=71.5, course_deg=270.0, hdop=0.9, battery_pct=82.0, battery_v=3.7,
        moving=True, signal=22, network=CELL,
    )  # fmt: skip
    yield case("codec 7", packet(records(7, personal())), gh3000, reply=one)
    yield case("codec 7, alarm button", packet(records(7, personal(alarm=1))), gh3000 | {"events": ["sos"]}, reply=one)
    yield case("codec 7, the last place", packet(records(7, personal(satellites=0))),
               gh3000 | {"valid": False, "satellites": 0, "source": None}, reply=one)  # fmt: skip
    bare = said(at="2026-05-20T12:30:15.000Z", hdop=0.9, battery_pct=82.0, battery_v=3.7, moving=True, events=["sos"])
    yield case("codec 7, alarm button without a place", packet(records(7, personal(0, alarm=1))), bare, reply=one)
    yield case(
        "datagram", datagram(records(8, record(8, HEALTH))), HEALTHY, reply=b"\x00\x05\xca\xfe\x01\x07\x01", device=IMEI,
        integrity="none",
    )  # fmt: skip
    for kind in (0, 2):
        yield case(
            f"datagram of kind {kind}", datagram(records(8, record(8, {1: {236: 1}})), kind=kind), placed(events=["sos"]),
            reply=b"\x00\x05\xca\xfe\x01\x07\x01", device=IMEI, integrity="none",
        )  # fmt: skip
    answer = b"GPS:1 Sat:9 Lat:51.128000 Long:71.430400 Alt:350 Speed:36 Dir:271 Date:2026/5/20 Time:12:30:15"
    yield case("answer to getgps", text(0x0C, answer), placed(at="2026-05-20T12:30:15.000Z"))
    yield case("answer to getgps, the last place", text(0x0C, answer.replace(b"GPS:1", b"GPS:0")),
               placed(at="2026-05-20T12:30:15.000Z", valid=False, source=None))  # fmt: skip
    none = b"GPS:0 Sat:0 Lat:0.000000 Long:0.000000 Alt:0 Speed:0 Dir:0 Date:2026/5/20 Time:12:30:15"
    yield case("answer to getgps without a fix", text(0x0C, none), said(at="2026-05-20T12:30:15.000Z", valid=False, satellites=0))
    seconds = number(AT_MS // 1000, 4)
    yield case("text with its time", text(0x0D, seconds + b"hello\r\n"), said(at="2026-05-20T12:30:15.000Z"))
    yield case("text with its IMEI", text(0x0E, bytes.fromhex("0" + IMEI) + b"Ver:03"), said())
    yield case(
        "text with both", text(0x0F, seconds + bytes.fromhex("0" + IMEI) + b"hello", 11), said(at="2026-05-20T12:30:15.000Z")
    )
