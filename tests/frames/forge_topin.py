"""Topin trackers of our own: frames with the lengths that different makers write, from the manual's formats."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
NOON = bytes((26, 5, 20, 12, 30, 15))
BCD_NOON = bytes.fromhex("260520123015")
AT = "2026-05-20T12:30:15.000Z"
CLOCK = bytes.fromhex("07ea 05 14 0c 1e 14")
"""2026-05-20 12:30:20, when the frames are received."""
MAC = bytes.fromhex("0a0b0c0d0e0f")


def frame(kind: int, content: bytes = b"", length: int | None = None) -> bytes:
    return b"\x78\x78" + bytes((len(content) + 1 if length is None else length, kind)) + content + b"\x0d\x0a"


def place(lat: float = 51.128, lon: float = 71.4304, *, fixed: bool = True, at: bytes = NOON) -> bytes:
    word = 271 | (0x1000 if fixed else 0) | (0x0400 if lat >= 0 else 0) | (0x0800 if lon < 0 else 0)
    minutes = b"".join(round(abs(value) * 1_800_000).to_bytes(4, "big") for value in (lat, lon))
    return at + b"\x99" + minutes + b"\x24" + word.to_bytes(2, "big")


def decimal(value: float) -> bytes:
    degrees = int(abs(value))
    rest = round((abs(value) - degrees) * 1_000_000) | (0x100000 if value < 0 else 0)
    return bytes((degrees,)) + rest.to_bytes(3, "big")


def decimal_place(lat: float = 51.128, lon: float = 71.4304, satellites: int = 9) -> bytes:
    return NOON + decimal(lat) + decimal(lon) + decimal(1) + decimal(2) + bytes((36, 135, satellites)) + bytes(6)


def neighbours(*, wide: bool = False, alarm: int | None = None) -> bytes:
    width = 4 if wide else 2
    cell = (6699).to_bytes(width, "big") + (15437).to_bytes(width, "big") + b"\x47"
    empty = bytes(2 * width + 1)
    tail = b"" if alarm is None else bytes((alarm,))
    return BCD_NOON + MAC + b"\x3c" + bytes.fromhex("02 0191 01") + cell + empty + tail


def topin_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def topin(name: str, wire: bytes, *reports: dict[str, Any], replies: tuple[bytes, ...] = (), **expect: Any) -> Case:
        told = {"replies": [one.hex() for one in replies], "integrity": "none"}
        return case("topin", name, wire, list(reports), expect=told | expect)

    def answered(name: str, kind: int, content: bytes, *reports: dict[str, Any], length: int | None = None, **expect: Any) -> Case:
        wire = frame(kind, content, length)
        return topin(name, wire, *reports, replies=(frame(kind, content[:6], wire[2]),), **expect)

    imei = bytes.fromhex("0" + IMEI)
    yield topin("login", frame(0x01, imei + b"\x16", 0x0D), said(), device=IMEI,
                replies=(frame(0x01, b"\x01", 0x0D), frame(0x30, CLOCK, 7)))  # fmt: skip
    yield topin("login with its length", frame(0x01, imei + b"\x16"), said(), device=IMEI,
                replies=(frame(0x01, b"\x01", 10), frame(0x30, CLOCK, 7)))  # fmt: skip
    yield topin("login of no number", frame(0x01, b"\xff" * 9), error="a login whose IMEI is no number")
    yield topin("heartbeat", frame(0x08), said())
    yield topin("time", frame(0x30), said(), replies=(frame(0x30, CLOCK, 7),))
    yield answered("position", 0x10, place(), placed(), length=18)
    yield answered("position with the kind counted", 0x10, place(), placed())
    high = {"altitude_m": 350.0}
    yield answered("altitude", 0x10, place() + b"\x01\x5e\x00", placed(status=0) | high, length=21)
    for alarm, events in (
        (0x01, ["topin:vibration"]), (0x02, ["topin:overspeed"]), (0x10, ["low_battery"]),
        (0x13, ["topin:vibration", "topin:overspeed", "low_battery"]), (0x84, ["topin:bit_2", "topin:bit_7"]),
    ):  # fmt: skip
        told = placed(status=alarm, events=events) | high
        yield answered(f"alarm {alarm:02x}", 0x10, place() + b"\x01\x5e" + bytes((alarm,)), told)
    yield answered("from the memory", 0x11, place(), placed(replayed=True))
    yield answered("south and west", 0x10, place(-33.45, -70.66), placed(lat=-33.45, lon=-70.66))
    yield answered("at ten past one", 0x10, place(at=bytes((26, 5, 20, 13, 10, 13))), placed(at="2026-05-20T13:10:13.000Z"))
    nowhere = said(at=AT, valid=False, satellites=9)
    yield answered("no fix", 0x10, place(0, 0, fixed=False), nowhere)
    alarmed = nowhere | {"status": 0x10, "events": ["low_battery"]}
    yield answered("no fix, battery low", 0x10, place(0, 0, fixed=False) + b"\x00\x00\x10", alarmed)
    there = placed()
    del there["valid"]
    there |= {"course_deg": 270.0}
    yield topin("decimal", frame(0x08, decimal_place()), there)
    yield topin("decimal, south and west, from the memory", frame(0x09, decimal_place(-33.45, -70.66)),
                there | {"lat": -33.45, "lon": -70.66, "replayed": True})  # fmt: skip
    yield topin("decimal without satellites", frame(0x08, decimal_place(satellites=0)), there | {"satellites": 0, "source": None})
    cells = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -71}]
    heard = said(at=AT, network={"cells": cells, "wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}]})
    yield answered("neighbours", 0x69, neighbours(), heard, length=1)
    yield answered(
        "neighbours, battery low", 0x69, neighbours(alarm=0x10), heard | {"status": 16, "events": ["low_battery"]}, length=1
    )
    yield answered("wide neighbours", 0x18, neighbours(wide=True), heard, length=1)
    yield answered("neighbours, the other kind", 0x1A, neighbours(wide=True), heard, length=1)
    yield answered(
        "wide neighbours, later", 0x19, neighbours(wide=True, alarm=0), heard | {"status": 0, "replayed": True}, length=1
    )
    yield answered("neighbours, later", 0x17, neighbours(), heard | {"replayed": True}, length=1)
    for name, content, length, health in (
        ("short", "52 16 05 05", 5, {}), ("with signal", "52 16 05 05 55", 7, {"signal": 85}),
        ("charging", "52 16 05 05 55 000000 01 00", None, {"signal": 85, "charging": True}),
        ("not charging", "52 16 05 05 55 000000 00", None, {"signal": 85, "charging": False}),
    ):  # fmt: skip
        wire = frame(0x13, bytes.fromhex(content), length)
        yield topin(f"status {name}", wire, said(battery_pct=82.0, **health), replies=(wire,))
    yield topin("status of a battery that cannot be", frame(0x13, b"\xc8\x16\x05\x05"), said(),
                replies=(frame(0x13, b"\xc8\x16\x05\x05"),))  # fmt: skip
    for kind, event in (
        (0x99, "sos"), (0x94, "topin:vibration"), (0x81, "topin:battery_full"), (0x14, "topin:sleep"),
        (0x15, "topin:factory_reset"),
    ):  # fmt: skip
        yield topin(f"kind {kind:02x}", frame(kind), said(events=[event]))
    yield topin("charger on", frame(0x82), said(events=["topin:charger_on"], charging=True))
    yield topin("charger off", frame(0x83), said(events=["topin:charger_off"], charging=False))
    yield topin("asked and refused", frame(0x80, b"\x02"), said())
    yield topin("asks for settings", frame(0x57), said())
    yield topin("a length that lies", frame(0x99, b"", 9), said(events=["sos"]), integrity="failed")
    yield topin("a kind nobody describes", frame(0xEE), error="no manual at hand describes kind 0xee")
