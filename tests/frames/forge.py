"""Devices of our own: frames written from the manuals' formats, each with the full report it must be read as.

`python -m tests.frames.forge` writes the JSONL files beside this one. Nothing here uses the decoders or their tables: an
encoder that borrowed them could not catch their mistakes. Checksums are computed bit by bit, as Concox's manual prints them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.frames.forge_eelink import eelink_cases
from tests.frames.forge_gl200 import gl200_cases
from tests.frames.forge_h02 import h02_cases
from tests.frames.forge_jt808 import jt808_cases
from tests.frames.forge_laipac import laipac_cases
from tests.frames.forge_megastek import megastek_cases
from tests.frames.forge_meitrack import meitrack_cases
from tests.frames.forge_minifinder import minifinder_cases
from tests.frames.forge_minifinder2 import minifinder2_cases
from tests.frames.forge_owntracks import owntracks_cases
from tests.frames.forge_rftrack import rftrack_cases
from tests.frames.forge_t800x import t800x_cases
from tests.frames.forge_teltonika import teltonika_cases
from tests.frames.forge_thinkrace import thinkrace_cases
from tests.frames.forge_topin import topin_cases
from tests.frames.forge_traccar import traccar_cases
from tests.frames.forge_wialon import wialon_cases
from tests.frames.forge_wristband import wristband_cases
from tests.frames.forge_xexun import xexun_cases
from tests.frames.forge_xexun2 import xexun2_cases
from tests.frames.forge_xexun3 import xexun3_cases

HERE = Path(__file__).parent
Case = dict[str, Any]
IMEI = "860000000000017"
WATCH_ID = "8600000017"
NOON = bytes((26, 5, 20, 12, 30, 15))
NOON_TEXT = "2026-05-20T12:30:15.000Z"
RECEIVED = "2026-05-20T12:30:20Z"


def crc_itu(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value ^ 0xFFFF


def short(kind: int, content: bytes, serial: int = 0x0102, *, crc_error: int = 0) -> bytes:
    body = bytes((len(content) + 5, kind)) + content + serial.to_bytes(2, "big")
    return b"\x78\x78" + body + (crc_itu(body) ^ crc_error).to_bytes(2, "big") + b"\x0d\x0a"


def long(kind: int, content: bytes, serial: int = 0x0102) -> bytes:
    body = (len(content) + 5).to_bytes(2, "big") + bytes((kind,)) + content + serial.to_bytes(2, "big")
    return b"\x79\x79" + body + crc_itu(body).to_bytes(2, "big") + b"\x0d\x0a"


def degrees(value: float) -> bytes:
    return round(abs(value) * 1_800_000).to_bytes(4, "big")


def place(
    lat: float = 51.128, lon: float = 71.4304, speed: int = 36, course: int = 271, satellites: int = 9, *, fixed: bool = True
) -> bytes:
    word = course | (0x1000 if fixed else 0) | (0x0400 if lat >= 0 else 0) | (0x0800 if lon < 0 else 0)
    return bytes((0xC0 | satellites,)) + degrees(lat) + degrees(lon) + bytes((speed,)) + word.to_bytes(2, "big")


CELL = bytes.fromhex("0191011a2b003c4d")
"""MCC 401, MNC 1, area 6699, cell 15437."""
CELL_4G = bytes.fromhex("01910100001a2b0000000000003c4d")
NEAR = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}]}


def said(**fields: Any) -> dict[str, Any]:
    return {"events": [], **fields}


def placed(**fields: Any) -> dict[str, Any]:
    return said(
        at=NOON_TEXT, valid=True, lat=51.128, lon=71.4304, speed_mps=10.0, course_deg=271.0, satellites=9, source="gnss",
    ) | fields  # fmt: skip


def case(protocol: str, name: str, frame: bytes, reports: list[dict[str, Any]], **more: Any) -> Case:
    expect = {"device": None, "reports": reports, "replies": [], "integrity": "ok", "error": None} | more.pop("expect", {})
    return {"protocol": protocol, "case": name, "received_at": RECEIVED, "hex": frame.hex(), **more, "expect": expect}


def gt06(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes | None = None, **more: Any) -> Case:
    """A case of one frame; its answer is the same kind and serial unless said otherwise."""
    usual = short(frame[3], b"") if frame[0] == 0x78 else b""
    replies = [(usual if reply is None else reply).hex()] if (usual if reply is None else reply) else []
    expect = {"replies": replies} | more.pop("expect", {})
    return case("gt06", name, frame, list(reports), expect=expect, **more)


def gt06_cases() -> Iterator[Case]:
    gps = NOON + place()
    yield gt06("login", short(0x01, bytes.fromhex("0" + IMEI)), expect={"device": IMEI})
    yield gt06("login with model and zone", short(0x01, bytes.fromhex("0" + IMEI) + b"\x20\x01\x32\x00"), expect={"device": IMEI})
    yield gt06("gps and cell", short(0x12, gps + CELL), placed(network=NEAR))
    yield gt06("gps and cell, live", short(0x22, gps + CELL + b"\x01\x04\x00"), placed(network=NEAR, replayed=False))
    yield gt06("gps and cell, from the buffer", short(0x22, gps + CELL + b"\x00\x05\x01"), placed(network=NEAR, replayed=True))
    yield gt06("with mileage", short(0x22, gps + CELL + b"\x00\x05\x01" + bytes(4)), placed(network=NEAR, replayed=True))
    yield gt06(
        "south and west", short(0x12, NOON + place(-33.45, -70.66) + CELL), placed(lat=-33.45, lon=-70.66, network=NEAR)
    )  # fmt: skip
    yield gt06(
        "no fix", short(0x22, NOON + place(0, 0, 0, 0, 0, fixed=False) + CELL + b"\x00\x00\x00"),
        said(at=NOON_TEXT, valid=False, satellites=0, replayed=False, network=NEAR),
    )  # fmt: skip
    yield gt06("gps alone", short(0x10, gps), placed())
    yield gt06("4G gps", short(0xA0, gps + CELL_4G + b"\x00\x0e\x00"), placed(network=NEAR, replayed=False))
    wide = bytes.fromhex("819100011a2b003c4d")
    yield gt06("two-byte network code", short(0x12, gps + wide), placed(network=NEAR))
    for code, event in (
        (1, "sos"),
        (2, "power_cut"),
        (0x0E, "low_battery"),
        (0x11, "power_off"),
        (0x13, "tamper"),
        (0x18, "strap_open"),
    ):
        yield gt06(
            f"alarm {event}", short(0x16, gps + b"\x09" + CELL + bytes((0x45, 4, 3, code, 2))),
            placed(network=NEAR, status=0x4500 | code, charging=True, battery_pct=66.0, signal=3, events=[event]),
        )  # fmt: skip
    yield gt06(
        "two alarms in one frame", short(0x26, gps + b"\x09" + CELL + bytes((0x60, 1, 3, 0x18, 2))),
        placed(network=NEAR, status=0x6018, charging=False, battery_pct=16.0, signal=3, events=["sos", "strap_open"]),
    )  # fmt: skip
    yield gt06(
        "4G alarm", short(0xA4, gps + b"\x10" + CELL_4G + bytes((0x42, 5, 4, 0x25, 2, 0xFF))),
        placed(network=NEAR, status=0x4225, charging=False, battery_pct=83.0, signal=4, events=["tamper"]),
    )  # fmt: skip
    yield gt06(
        "fence alarm with its number", short(0x27, gps + b"\x09" + CELL + bytes((0x42, 6, 4, 0x05, 2, 0x03))),
        placed(network=NEAR, status=0x4205, charging=False, battery_pct=100.0, signal=4, events=["gt06:fence_exit"]),
    )  # fmt: skip
    yield gt06(
        "removed, without a position", short(0x19, CELL + bytes((0x3C, 2, 4, 0x13, 2))),
        said(network=NEAR, status=0x3C13, charging=True, battery_pct=33.0, signal=4, events=["strap_open", "tamper"]),
    )  # fmt: skip
    yield gt06(
        "4G alarm without a position", short(0xA5, CELL_4G + bytes((0x00, 2, 4, 0x18, 2))),
        said(network=NEAR, status=0x18, charging=False, battery_pct=33.0, signal=4, events=["strap_open"]),
    )  # fmt: skip
    yield gt06(
        "removed, with a wrong checksum", short(0x16, gps + b"\x09" + CELL + bytes((0x40, 4, 3, 0x18, 2)), crc_error=1),
        placed(network=NEAR, status=0x4018, charging=False, battery_pct=66.0, signal=3, events=["strap_open"]),
        expect={"integrity": "failed"},
    )  # fmt: skip
    yield gt06(
        "heartbeat", short(0x13, bytes((0x46, 6, 4, 0, 2))),
        said(status=0x4600, charging=True, battery_pct=100.0, signal=4),
    )  # fmt: skip
    yield gt06(
        "heartbeat with a strap", short(0x13, bytes((0x78, 3, 4, 0x0E, 2))),
        said(status=0x780E, charging=False, battery_pct=50.0, signal=4, events=["strap_open", "low_battery"]),
    )  # fmt: skip
    yield gt06(
        "heartbeat of an unknown alarm", short(0x13, bytes((0x40, 3, 4, 0x77, 2))),
        said(status=0x4077, charging=False, battery_pct=50.0, signal=4, events=["gt06:alarm_77"]),
    )  # fmt: skip
    yield gt06(
        "heartbeat in volts",
        short(0x23, bytes.fromhex("0401840200 02".replace(" ", ""))),
        said(status=4, charging=True, battery_v=3.88, signal=2),
    )
    yield gt06(
        "4G heartbeat", short(0x36, bytes.fromhex("00050400020018020192006a015f")),
        said(status=0, charging=False, battery_pct=95.0, battery_v=4.02, signal=4),
    )  # fmt: skip
    cells = b"".join(bytes.fromhex("1a2b003c4d") + bytes((50 + n,)) for n in range(2)) + bytes(6 * 5)
    heard = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -50 - n} for n in range(2)]
    yield gt06(
        "cells", short(0x28, NOON + bytes.fromhex("019101") + cells + b"\xff\x00\x02"), said(at=NOON_TEXT, network={"cells": heard})
    )  # fmt: skip
    yield gt06(
        "cells and access points", short(0x2C, NOON + bytes.fromhex("019101") + cells + bytes.fromhex("ff010a0b0c0d0e0f3c")),
        said(at=NOON_TEXT, network={"cells": heard, "wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}]}),
    )  # fmt: skip
    clock = bytes.fromhex("260520123015")
    listed = b"xx\x01\x69" + clock + bytes.fromhex("0a0b0c0d0e0f3c") + bytes.fromhex("010191011a2b3c4d32") + b"\r\n"
    yield gt06(
        "counted access points", listed,
        said(at=NOON_TEXT, network={"cells": [heard[0]], "wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}]}),
        reply=b"xx\x00\x69" + clock + b"\r\n", expect={"integrity": "none"},
    )  # fmt: skip
    yield gt06("clock", short(0x8A, b""), reply=short(0x8A, bytes((26, 5, 20, 12, 30, 20))))
    yield gt06("supply", long(0x94, b"\x00\x04\xeb"), said(external_v=12.59))
    answer = b"Current position!Lat:N51.128000,Lon:E71.430400,Course:271.00,Speed:36.00,DateTime:2026-05-20 12:30:15"
    where = {key: value for key, value in placed().items() if key != "satellites"}
    yield gt06("answer to a command", long(0x21, b"\x00\x00\x00\x2a\x01" + answer), where)
    old = b"DWXX=Lat:N51d7.6800m,Lon:E71d25.8240m,Course:271,Speed:36,DateTime:26-05-20 12:30:15"
    yield gt06("answer in minutes", short(0x15, bytes((len(old) + 4,)) + bytes(4) + old + b"\x00\x02"), where)
    yield gt06(
        "modules", long(
            0x70, bytes.fromhex("0033001269a00000".replace("69a00000", f"{1779280215:08x}")) + b"\x09" + (350).to_bytes(2, "big")
            + degrees(51.128) + degrees(71.4304) + b"\x24\x15\x0f" + bytes.fromhex("00180002017200340006126a0dcd5700002a000110"),
        ),
        placed(altitude_m=350.0, battery_v=3.7, status=0x12, events=["strap_open", "tamper"]), reply=short(0x70, b""),
    )  # fmt: skip
    yield gt06("a kind nobody describes", short(0xEE, b"\x01\x02"), expect={"error": "no manual at hand describes kind 0xee"})


def watch(name: str, content: str, *reports: dict[str, Any], answer: str | None = None, index: str = "", **more: Any) -> Case:
    frame = watch_frame(content, index, more.pop("stated", None))
    reply = None if answer is None else f"[3G*{WATCH_ID}*{index}{len(answer):04x}*{answer}]".encode()
    expect = {"device": WATCH_ID, "replies": [] if reply is None else [reply.hex()]} | more.pop("expect", {})
    return case("watch", name, frame, list(reports), expect=expect, **more)


def watch_frame(content: str, index: str = "", stated: int | None = None) -> bytes:
    body = content.encode()
    return f"[3G*{WATCH_ID}*{index}{len(body) if stated is None else stated:04X}*".encode() + body + b"]"


def watch_position(kind: str = "UD", word: str = "00000000", *, valid: str = "A", tail: str = ",1,1,401,1,6699,15437,100,0") -> str:
    where = "51.128000,N,71.4304000,E,36.00,271.0,350.0,9" if valid == "A" else "0.000000,N,0.0000000,E,0.00,0.0,0.0,0"
    return f"{kind},200526,123015,{valid},{where},70,82,12,3,{word}{tail}"


WATCH_CELL = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -100}]}


def watched(**fields: Any) -> dict[str, Any]:
    return placed(altitude_m=350.0, signal=70, battery_pct=82.0, status=0, network=WATCH_CELL) | fields


def watch_cases() -> Iterator[Case]:
    yield watch("link", "LK,12,3,82", said(battery_pct=82.0), answer="LK")
    yield watch("link without values", "LK", said(), answer="LK")
    yield watch("numbered", "LK,12,3,82", said(battery_pct=82.0), answer="LK", index="0007*")
    yield watch("position", watch_position(), watched())
    yield watch("position over LTE", watch_position("UD_LTE"), watched())
    yield watch("from the blind spot", watch_position("UD2"), watched(replayed=True))
    yield watch(
        "south and west", "UD,200526,123015,A,33.450000,S,-70.6600000,W,36,271,350,9,70,82,0,0,00000000,0",
        watched(lat=-33.45, lon=-70.66) | {"network": None},
    )  # fmt: skip
    tail = ",0,1,401,1,2,A,[home],0a:0b:0c:0d:0e:0f,-61,shop,1:b:c:d:e:f,-72,15.5"
    wifi = [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -61}, {"mac": "01:0b:0c:0d:0e:0f", "signal_dbm": -72}]
    yield watch("access points", watch_position(tail=tail), watched(network={"wifi": wifi}, accuracy_m=15.5))
    for word, events in (
        ("00000001", ["low_battery"]), ("00010000", ["sos"]), ("00020000", ["low_battery"]), ("00100000", ["strap_open"]),
        ("00200000", ["fall"]), ("00100001", ["low_battery", "strap_open"]), ("00110000", ["sos", "strap_open"]),
        ("00000008", ["strap_open"]), ("00004000", ["power_cut"]),
        ("80000006", ["watch:fence_exit", "watch:fence_enter", "watch:bit_31"]),
    ):  # fmt: skip
        open_strap = {"strap_locked": False} if "strap_open" in events else {}
        yield watch(
            f"alarm {word}", watch_position("AL", word), watched(status=int(word, 16), events=events) | open_strap, answer="AL"
        )
    hexadecimal = watch_position(tail=",2,1,401,1,1A2B,3B882A2,100,1A2C,3882,90,0")
    letters = {"cells": [{"mcc": 401, "mnc": 1, "lac": lac, "cid": cid, "signal_dbm": -heard} for lac, cid, heard in (
        (0x1A2B, 0x3B882A2, 100), (0x1A2C, 0x3882, 90))]}  # fmt: skip
    yield watch("cells with letters", hexadecimal, watched(network=letters))
    yield watch("alarm without a bit", watch_position("AL"), watched(events=["watch:alarm"]), answer="AL")
    yield watch("moving", watch_position(word="00000010"), watched(status=16, moving=True))
    nowhere = said(at=NOON_TEXT, valid=False, satellites=0, signal=70, battery_pct=82.0, network=WATCH_CELL)
    yield watch(
        "removed, without a position", watch_position("AL", "00100001", valid="V"),
        nowhere | {"status": 0x100001, "events": ["low_battery", "strap_open"], "strap_locked": False}, answer="AL",
    )  # fmt: skip
    yield watch(
        "removed, with a wrong length", watch_position("AL", "00110000"),
        watched(status=0x110000, events=["sos", "strap_open"], strap_locked=False), answer="AL", stated=7,
        expect={"integrity": "failed"},
    )  # fmt: skip
    yield watch("voice list", "TKQ", said(), answer="TKQ")
    yield watch("pulse", "heart,72", said())
    yield watch("answer to a command", "CR", said())


def r16h(name: str, text: str, *reports: dict[str, Any], **expect: Any) -> Case:
    return case("r16h", name, text.encode(), list(reports), expect={"device": IMEI, "integrity": "none"} | expect)


def r16h_cases() -> Iterator[Case]:
    def gps(mark: str, strap: str, flags: str) -> str:
        return f"@GPSD,{IMEI},{mark},20260520,123015,51.12800,N,071.43040,E,36,271,350,82,{strap},{flags}"

    report = {key: value for key, value in placed(altitude_m=350.0, battery_pct=82.0).items() if key != "satellites"}
    yield r16h("link", f"@LINK,{IMEI}", said())
    yield r16h("position", gps("R", "L", ""), report | {"replayed": False, "strap_locked": True})
    yield r16h("from the buffer", gps("S", "L", ""), report | {"replayed": True, "strap_locked": True})
    yield r16h("released", gps("R", "R", ""), report | {"replayed": False, "strap_locked": False, "events": ["strap_open"]})
    yield r16h(
        "everything at once", gps("S", "R", "SOS|LBT|ULK"),
        report | {"replayed": True, "strap_locked": False, "events": ["strap_open", "sos", "low_battery"]},
    )  # fmt: skip
    yield r16h(
        "flags in fields of their own", gps("R", "L", "ULK,SOS"),
        report | {"replayed": False, "strap_locked": True, "events": ["strap_open", "sos"]},
    )  # fmt: skip
    yield r16h(
        "south and west", f"@GPSD,{IMEI},R,20260520,123015,33.45000,S,070.66000,W,36,271,350,82,L,",
        report | {"lat": -33.45, "lon": -70.66, "replayed": False, "strap_locked": True},
    )  # fmt: skip
    cell = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -71}]}
    lbs = said(at=NOON_TEXT, replayed=False, battery_pct=21.0, network=cell)
    yield r16h("cells", f"@LBSD,{IMEI},R,20260520,123015,401-1-1a2b-3c4d:-71,,,21,L,", lbs | {"strap_locked": True})
    yield r16h(
        "released, without a position", f"@LBSD,{IMEI},S,20260520,123015,401-1-1a2b-3c4d:-71,,,21,R,LBT",
        lbs | {"replayed": True, "strap_locked": False, "events": ["strap_open", "low_battery"]},
    )  # fmt: skip
    yield r16h("a kind nobody describes", f"@WHAT,{IMEI},1", error="no manual at hand describes @WHAT")


def osmand(
    name: str, query: str, *reports: dict[str, Any], body: str = "", kind: str = "", status: int = 200, **expect: Any
) -> Case:
    more = {"input": "http", "method": "POST" if body else "GET", "url": f"/?{query}" if query else "/"}
    if kind:
        more["headers"] = {"Content-Type": kind}  # type: ignore[assignment]
    outcome = {"device": "phone-17", "replies": [f"http:{status}:"], "integrity": "none"} | expect
    return case("osmand", name, body.encode(), list(reports), expect=outcome, **more)


def osmand_cases() -> Iterator[Case]:
    base = "id=phone-17&timestamp=1779280215&lat=51.128&lon=71.4304"
    here = said(at=NOON_TEXT, valid=True, lat=51.128, lon=71.4304)
    yield osmand("place", base, here)
    yield osmand("milliseconds", base.replace("1779280215", "1779280215000"), here)
    yield osmand("a plain date", base.replace("1779280215", "2026-05-20+12:30:15"), here)
    yield osmand("RFC 3339", base.replace("1779280215", "2026-05-20T17:30:15%2B05:00"), here)
    yield osmand("one parameter for both", "deviceid=phone-17&location=51.128,71.4304&timestamp=1779280215", here)
    yield osmand(
        "everything", base + "&speed=10&bearing=271&altitude=350&accuracy=12&hdop=0.9&batt=82&charge=true&valid=0&motion=false",
        here | {"valid": False, "speed_mps": 5.14444, "course_deg": 271.0, "altitude_m": 350.0, "accuracy_m": 12.0, "hdop": 0.9,
                "battery_pct": 82.0, "charging": True, "moving": False},
    )  # fmt: skip
    yield osmand("a plain date without noughts", base.replace("1779280215", "2026-5-20+12:30:15"), here)
    volts = here | {"battery_v": 4.02}
    for battery, told in (
        ("4.02", volts), ("2.5", here | {"battery_v": 2.5}), ("5.5", here | {"battery_v": 5.5}), ("4", here | {"battery_pct": 4.0}),
        ("2.4", here | {"battery_pct": 2.4}), ("5.6", here | {"battery_pct": 5.6}), ("82", here | {"battery_pct": 82.0}),
        ("4.02&batt=82", volts | {"battery_pct": 82.0}), ("4&batt=82", here | {"battery_pct": 82.0}),
        ("4.02&power=12.3", volts | {"external_v": 12.3}), ("x&power=-1", here),
    ):  # fmt: skip
        yield osmand(f"battery {battery}", f"{base}&battery={battery}", told)
    yield osmand("battery behind batteryLevel", base + "&batteryLevel=82&battery=4", here | {"battery_pct": 82.0})
    for name, place in (("lat", "lat=95&lon=71"), ("lon", "lat=51&lon=-180.5"), ("location", "location=-90.1,71")):
        yield osmand(f"{name} beyond the Earth", f"id=phone-17&{place}", status=400, error=f"{name} is no place of the Earth")
    yield osmand("alarm beside a place beyond the Earth", "id=phone-17&alarm=sos&lat=95&lon=71", said(events=["sos"]))
    yield osmand("as a form", "", here, body=base, kind="application/x-www-form-urlencoded")
    yield osmand("alarm without a place", "id=phone-17&alarm=strap_open,sos", said(events=["strap_open", "sos"]))
    yield osmand("alarms by their public names", base + "&alarm=removing,lowBattery,fallDown,vibration",
                 here | {"events": ["strap_open", "low_battery", "fall", "osmand:vibration"]})  # fmt: skip
    yield osmand("alarm beside an unreadable place", "id=phone-17&alarm=tampering&lat=x&lon=1", said(events=["tamper"]))
    yield osmand(
        "neighbours", "id=phone-17&cell=401,1,6699,15437,-71&wifi=0A-0B-0C-0D-0E-0F,-60",
        said(network={"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -71}],
                      "wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}]}),
    )  # fmt: skip
    location = {
        "timestamp": "2026-05-20T12:30:15.000Z", "is_moving": True, "event": "motionchange", "activity": {"type": "walking"},
        "coords": {"latitude": 51.128, "longitude": 71.4304, "accuracy": 12, "speed": 1.5, "heading": -1, "altitude": 350},
        "battery": {"level": 0.82, "is_charging": False},
    }  # fmt: skip
    walked = here | {
        "accuracy_m": 12.0,
        "speed_mps": 1.5,
        "altitude_m": 350.0,
        "battery_pct": 82.0,
        "charging": False,
        "moving": True,
    }
    yield osmand("JSON", "", walked, body=json.dumps({"location": location, "device_id": "phone-17"}), kind="application/json")
    yield osmand("JSON with two places", "", walked, walked | {"charging": True},
                 body=json.dumps({"device_id": "phone-17",
                                  "location": [location, location | {"battery": {"level": 0.82, "is_charging": True}}]}),
                 kind="application/json; charset=utf-8")  # fmt: skip
    beyond = location | {"coords": {"latitude": 95, "longitude": 71.4304}}
    yield osmand("JSON with a place beyond the Earth", "", body=json.dumps({"location": beyond, "device_id": "phone-17"}),
                 kind="application/json", status=400, error="time or place is no place of the Earth")  # fmt: skip
    yield osmand("no device", "lat=51.128&lon=71.4304", status=400, device=None, error="the request names no device")
    yield osmand("no number", "id=phone-17&lat=north&lon=71", status=400, error="lat is no number")
    yield osmand("no JSON", "", body="{", kind="application/json", status=400, device=None,
                 error="unreadable: the body is no JSON object")  # fmt: skip


def gt06_all() -> Iterator[Case]:
    from tests.frames import forge_models

    yield from gt06_cases()
    yield from forge_models.cases()


CASES = {
    "gt06": gt06_all,
    "watch": watch_cases,
    "r16h": r16h_cases,
    "osmand": osmand_cases,
    "eelink": eelink_cases,
    "gl200": gl200_cases,
    "h02": h02_cases,
    "meitrack": meitrack_cases,
    "minifinder": minifinder_cases,
    "minifinder2": minifinder2_cases,
    "teltonika": teltonika_cases,
    "thinkrace": thinkrace_cases,
    "topin": topin_cases,
    "wialon": wialon_cases,
    "owntracks": owntracks_cases,
    "traccar": traccar_cases,
    "xexun2": xexun2_cases,
    "xexun3": xexun3_cases,
    "jt808": jt808_cases,
    "t800x": t800x_cases,
    "megastek": megastek_cases,
    "xexun": xexun_cases,
    "laipac": laipac_cases,
    "wristband": wristband_cases,
    "rftrack": rftrack_cases,
}


def lines(protocol: str) -> str:
    """Return the file of a protocol; a report's `None` is a value left out."""

    def bare(one: Case) -> Case:
        reports = [{key: value for key, value in report.items() if value is not None} for report in one["expect"]["reports"]]
        return one | {"expect": one["expect"] | {"reports": reports}}

    return "".join(json.dumps(bare(one), ensure_ascii=False) + "\n" for one in CASES[protocol]())


def main() -> None:
    for protocol in CASES:
        (HERE / f"{protocol}.jsonl").write_text(lines(protocol), encoding="utf-8")


if __name__ == "__main__":
    main()
