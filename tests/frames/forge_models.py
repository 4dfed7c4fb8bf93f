"""GT06 frames in the layouts that single models made of the protocol; see the README of the protocol for which is whose."""

from collections.abc import Iterator

from tests.frames.forge import (
    CELL,
    CELL_4G,
    IMEI,
    NEAR,
    NOON,
    NOON_TEXT,
    Case,
    degrees,
    gt06,
    long,
    place,
    placed,
    said,
    short,
)  # fmt: skip

GPS = NOON + place()
CELL_LONG_ID = bytes.fromhex("0191011a2b00003c4d")


def of_hex(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def cases() -> Iterator[Case]:
    yield from locations()
    yield from alarms()
    yield from trackers()
    yield from neighbours()
    yield from health()
    yield from long_frames()


def locations() -> Iterator[Case]:
    yield gt06("two-byte network and four-byte cell", short(0x11, GPS + of_hex("0191 0001 1a2b 00003c4d")), placed(network=NEAR))
    yield gt06(
        "SeeWorld", short(0x22, GPS + CELL_LONG_ID + of_hex("00 00 01 00000064 00000000 0020 0000")),
        placed(network=NEAR, replayed=True),
    )  # fmt: skip
    yield gt06("a mode that is none", short(0x22, GPS + CELL + of_hex("7f 00 55")), placed(network=NEAR))
    yield gt06("0x12 with a mode", short(0x12, GPS + CELL + of_hex("01 00 00")), placed(network=NEAR, replayed=False))
    yield gt06("0x12 with two bytes more", short(0x12, GPS + CELL + of_hex("c000")), placed(network=NEAR))
    yield gt06("AZ735 location", short(0x31, GPS + of_hex("0a 0191 0001 1a2b 00003c4d ff")), placed(network=NEAR))
    yield gt06(
        "VXT01", short(0x12, GPS + CELL + of_hex("46 04b6 04 00")),
        placed(network=NEAR, status=0x4600, charging=True, external_v=12.06, signal=4),
    )  # fmt: skip
    yield gt06(
        "S5", short(0x12, GPS + CELL + of_hex("40 04b6 04 02 0000 1c 00000cd9")),
        placed(network=NEAR, status=0x4002, charging=False, external_v=12.06, signal=4, events=["power_cut"]),
    )  # fmt: skip
    yield gt06("with a telephone number", short(0x1A, GPS + b"77010000000" + bytes(10)), placed())
    cells = of_hex("1a2b 003c4d 32 1a2b 003c4e 33 ff0002")
    heard = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437 + n, "signal_dbm": -50 - n} for n in range(2)]
    yield gt06("with cells", short(0x1E, GPS + of_hex("019101") + cells), placed(network={"cells": heard}))
    yield gt06("with a card", short(0x17, GPS + CELL + of_hex("bf00 0001 2ca7e001 0000")), placed(network=NEAR))
    yield gt06("a location in a long frame", long(0x22, GPS + CELL + of_hex("010000")), placed(network=NEAR, replayed=False),
               reply=long(0x22, b""))  # fmt: skip
    yield gt06("SL4X", short(0x34, GPS + CELL), placed(network=NEAR))
    yield gt06("an IMEI before the date", short(0x12, bytes.fromhex("0" + IMEI) + GPS + CELL), placed(network=NEAR))
    yield gt06("an IMEI before the date, and no cell", short(0x12, bytes.fromhex("0" + IMEI) + GPS), placed())
    off = {"valid": False, "lat": None, "lon": None, "speed_mps": None, "course_deg": None, "source": None, "network": NEAR}
    for kind, more in ((0x12, b""), (0x22, b"\x01\x04\x00")):
        for lat, lon in ((90.5, 71.4304), (51.128, -180.5)):
            yield gt06(
                f"0x{kind:02x} at {lat}, {lon}", short(kind, NOON + place(lat, lon) + CELL + more),
                placed(**off, replayed=False if more else None),
            )  # fmt: skip
    yield gt06("the pole", short(0x12, NOON + place(90, -180) + CELL), placed(lat=90.0, lon=-180.0, network=NEAR))
    yield gt06("no such course", short(0x12, NOON + place(course=712) + CELL), placed(course_deg=None, network=NEAR))
    yield gt06("a mode with further numbers", short(0x22, GPS + CELL + of_hex("01 05 02")), placed(network=NEAR, replayed=True))
    yield gt06("gps alone with a mode", short(0x10, GPS + of_hex("00 05 01")), placed(replayed=True))
    yield gt06("two-byte network and four-byte cell with a mode", short(0x11, GPS + of_hex("0191 0001 1a2b 00003c4d 00 05 01")),
               placed(network=NEAR, replayed=True))  # fmt: skip
    yield gt06("a supply behind the place", short(0x37, GPS + CELL + of_hex("01 05 01 0027 02 04e2 002e 04 00000001")),
               placed(network=NEAR, replayed=True, external_v=12.5))  # fmt: skip
    yield gt06("an accuracy behind the place", short(0x37, GPS + CELL + of_hex("01 05 00 003b 02 03e8")),
               placed(network=NEAR, replayed=False, accuracy_m=10.0))  # fmt: skip
    yield gt06("0x31 with a plain cell", short(0x31, GPS + CELL + of_hex("00 01 01")), placed(network=NEAR, replayed=True))
    yield gt06("SL4X under 0x31", short(0x31, GPS + of_hex("0191 0001 1a2b 0000000000003c4d 01 05 01 fffe")),
               placed(network=NEAR, replayed=True, altitude_m=-2.0))  # fmt: skip
    yield gt06("nothing in it", short(0x12, b""), reply=b"", expect={"error": "kind 0x12 ends before its content"})
    yield gt06("no such day", short(0x12, bytes((26, 13, 40, 25, 61, 61)) + place() + CELL), placed(network=NEAR, at=None))


def alarms() -> Iterator[Case]:
    removed = {"network": NEAR, "charging": False, "battery_pct": 66.0, "signal": 3, "status": 0x4018, "events": ["strap_open"]}
    status = of_hex("40 04 03 18 02")
    yield gt06("a cell whose length leaves itself out", short(0x16, GPS + b"\x08" + CELL + status), placed(**removed))
    yield gt06("a cell with a long id", short(0x16, GPS + b"\x09" + CELL_LONG_ID + status), placed(**removed))
    yield gt06(
        "a two-byte network in an alarm",
        short(0x27, GPS + of_hex("0a 8191 0001 1a2b 003c4d") + status + b"\xff"),
        placed(**removed),
    )
    yield gt06(
        "more behind the alarm", short(0x16, GPS + b"\x08" + CELL + status + of_hex("c3 000001453f92 01")), placed(**removed)
    )
    yield gt06("a cell of zeros", short(0x16, GPS + b"\x00" + bytes(45) + status), placed(**removed | {"network": None}))
    for kind, fence in ((0x26, b""), (0x27, b"\xff")):
        for more in (b"", b"\x00"):
            yield gt06(
                f"0x{kind:02x} and {len(more)} bytes more", short(kind, GPS + b"\x09" + CELL + status + fence + more),
                placed(**removed),
            )  # fmt: skip
    yield gt06("no cell, in zeros", short(0x26, GPS + b"\x00" + bytes(8) + status), placed(**removed | {"network": None}))
    yield gt06(
        "jamming or braking", short(0x26, GPS + b"\x09" + CELL + of_hex("40 04 03 30 02")),
        placed(**removed | {"status": 0x4030, "events": ["jamming", "gt06:hard_braking"]}),
    )  # fmt: skip
    yield gt06(
        "a longer alarm code", short(0x27, GPS + b"\x09" + CELL + of_hex("40 04 03 01 12 ff")),
        placed(**removed | {"status": 0x4001, "events": ["sos", "gt06:alarm_101"]}),
    )  # fmt: skip
    yield gt06("no cell", short(0x16, GPS + b"\x00" + status), placed(**removed | {"network": None}))
    yield gt06("a cell too short", short(0x26, GPS + b"\x03\x01\x91" + status), placed(**removed | {"network": None}))
    yield gt06("VXT01 alarm", short(0x16, GPS + CELL + status), placed(**removed))
    yield gt06(
        "VXT01 alarm with its supply", short(0x16, GPS + CELL + of_hex("40 04b6 03 18")),
        placed(**removed | {"battery_pct": None, "external_v": 12.06}),
    )  # fmt: skip
    yield gt06(
        "AZ735 alarm", short(0x32, GPS + of_hex("0a 0191 0001 1a2b 00003c4d 46 f0 04 21 02 02af")),
        placed(network=NEAR, status=0x46),
    )  # fmt: skip
    yield gt06(
        "a status under an alarm's kind", short(0xA3, of_hex("46 03 01 13 02")),
        said(status=0x4613, charging=True, battery_pct=50.0, signal=1, events=["tamper"]),
    )  # fmt: skip
    film = b"\x00\x00EVENT_0.mp4"
    seen = {"satellites": None, "speed_mps": None}
    word = (271 | 0x1400).to_bytes(2, "big")
    yield gt06("a camera's SOS", short(0x95, NOON + degrees(51.128) + degrees(71.4304) + word + b"\x01" + film),
               placed(**seen, status=1, events=["sos"]))  # fmt: skip
    yield gt06("a camera without a place", short(0x95, NOON + b"\x88"), said(at=NOON_TEXT, status=0x88, events=["power_cut"]))
    yield gt06(
        "JC400",
        short(0x95, b"\xff\xff\x01" + NOON + b"\xd9" + degrees(51.128) + degrees(71.4304) + word + of_hex("0024 008a 93") + film),
        placed(external_v=13.8, status=0x93, events=["gt06:collision"]),
    )  # fmt: skip


def trackers() -> Iterator[Case]:
    named = b"\x01" + bytes.fromhex("0" + IMEI) + NOON + GPS
    supplied = {"charging": True, "external_v": 24.36, "battery_v": 4.0, "signal": 76}
    yield gt06(
        "NT20", short(0x22, named + b"\x09" + CELL + of_hex("46 0984 28 4c 00 02 00 00000000 0171")),
        placed(**supplied, network=NEAR, status=0x4600), model="NT20", expect={"device": IMEI},
    )  # fmt: skip
    yield gt06(
        "XT40 alarm", short(0x25, named + b"\x0a" + CELL_LONG_ID + of_hex("18 46 0984 28 4c 00 02 00 00000000")),
        placed(**supplied, network=NEAR, status=0x461800, events=["strap_open"]), model="XT40", expect={"device": IMEI},
    )  # fmt: skip
    yield gt06(
        "XT40 with a card", short(0x25, named + b"\x0a" + CELL_LONG_ID + of_hex("04 46 0984 28 4c 00 02 00 00000000")),
        placed(**supplied, network=NEAR, status=0x460400), model="XT40", expect={"device": IMEI},
    )  # fmt: skip
    yield gt06(
        "XT40 with an alarm behind its signal", short(0x25, named + b"\x0a" + CELL_LONG_ID + of_hex("04 46 0984 28 4c 01 02")),
        placed(**supplied, network=NEAR, status=0x460401, events=["sos"]), model="XT40", expect={"device": IMEI},
    )  # fmt: skip
    yield gt06(
        "NT20 with an alarm and another source of its place",
        short(0x22, b"\x02" + named[1:] + b"\x09" + CELL + of_hex("46 0984 28 4c 13 02 00 00000000 0171")),
        placed(**supplied, network=NEAR, status=0x4613, events=["tamper"]), model="NT20", expect={"device": IMEI},
    )  # fmt: skip
    yield gt06(
        "SR411 mini", short(0x24, GPS + CELL + of_hex("01 04e2 019a") + bytes(10)),
        placed(network=NEAR, external_v=12.5, battery_v=4.1), reply=b"",
    )  # fmt: skip
    yield gt06(
        "an iButton", short(0x61, bytes.fromhex("0" + IMEI) + GPS + CELL_LONG_ID + of_hex("0000a1b2c3d4")), placed(network=NEAR)
    )  # fmt: skip
    yield gt06(
        "an iButton without an IMEI", short(0x61, GPS + CELL_LONG_ID), expect={"error": "no manual at hand describes kind 0x61"}
    )  # fmt: skip
    yield gt06(
        "VL103", short(0x36, GPS + CELL_LONG_ID + of_hex("01 00 00 00000064 0514 28 000006c3000001453f9201")),
        placed(network=NEAR, replayed=False, external_v=13.0, battery_v=4.0), model="VL103",
    )  # fmt: skip
    yield gt06(
        "a place among the 4G lists", short(0xA2, GPS + CELL_4G + of_hex("11 45 04df 2a 03 13 01 00004b31")),
        placed(network=NEAR, status=0x4513, charging=True, external_v=12.47, battery_pct=42.0, signal=3, events=["tamper"]),
    )  # fmt: skip
    yield gt06(
        "X1", short(0x34, bytes(4) + GPS + of_hex("0000 00000000 0191 01 1a2b 00003c4d 00000000 0500 018f 42210000 01 00")),
        placed(network=NEAR, status=0, external_v=12.8, battery_v=3.99), reply=b"",
    )  # fmt: skip
    yield gt06("X1 announces a picture", short(0x35, NOON + bytes(20)), said(), reply=b"")


def neighbours() -> Iterator[Case]:
    heard = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -50}]
    access = {"mac": "0a:0b:0c:0d:0e:0f"}
    yield gt06("counted cells", short(0x24, NOON + of_hex("00 0191 01 01 1a2b 003c4d 32") + bytes(27)),
               said(at=NOON_TEXT, network={"cells": heard}))  # fmt: skip
    yield gt06("Space10X", short(0x19, NOON + of_hex("0191 01 1a2b 00003c4d 0c 0000")), said(at=NOON_TEXT, network=NEAR), reply=b"")
    for stated in (0x37, None):
        frame = bytearray(short(0x34, NOON + of_hex("00 0191 0001") + of_hex("1a2b 00003c4d 32") * 7))
        lies = {}
        if stated:
            frame[2], lies = stated, {"integrity": "failed"}
        seen = said(at=NOON_TEXT, network={"cells": heard * 7})
        yield gt06(f"SL4X with cells, stating {stated}", bytes(frame), seen, expect=lies)
    yield gt06(
        "AZ735 cells and access points",
        short(0x33, NOON + of_hex("0191 01 1a2b 00003c4d 32") + bytes(7 * 5) + of_hex("ff 01 0a0b0c0d0e0f 3c")),
        said(at=NOON_TEXT, network={"cells": heard, "wifi": [access | {"signal_dbm": -60}]}),
    )  # fmt: skip
    yield gt06(
        "0x18 with access points",
        short(0x18, NOON + of_hex("0191 01 1a2b 003c4d 32") + bytes(6 * 6) + of_hex("ff 01 0a0b0c0d0e0f 3c")),
        said(at=NOON_TEXT, network={"cells": heard, "wifi": [access | {"signal_dbm": -60}]}),
    )  # fmt: skip
    yield gt06("the address of a 4G cell", short(0xA7, CELL_4G + b"77010000000" + bytes(10)), said(network=NEAR))
    yield gt06("the address of a cell", short(0x17, CELL + b"77010000000" + bytes(6)), said(network=NEAR))
    scan = of_hex("02 0000 0a0b0c0d0e0f 0000 0a0b0c0d0e")
    yield gt06("a scan", short(0xF3, NOON + scan), said(at=NOON_TEXT, network={"wifi": [access]}), reply=b"")
    wide = of_hex("00001a2b 0000000000003c4d 32") + bytes(13 * 6)
    yield gt06("4G cells and access points", short(0xA2, NOON + of_hex("8191 0001") + wide + of_hex("ff 01 0a0b0c0d0e0f 3c")),
               said(at=NOON_TEXT, network={"cells": heard, "wifi": [access | {"signal_dbm": -60}]}))  # fmt: skip
    yield gt06("cells that end too early", short(0x28, NOON + of_hex("0191 01 1a2b 003c4d 32 1a2b")),
               said(at=NOON_TEXT, network={"cells": heard}))  # fmt: skip


def health() -> Iterator[Case]:
    yield gt06("a bare heartbeat", b"xx\x01\x08\r\n", said(), reply=short(0x08, b"", 0x7878), expect={"integrity": "none"})
    yield gt06("a login without an IMEI", short(0x01, b"\xff" * 8), reply=b"", expect={"error": "the login names no IMEI"})
    yield gt06("an address", short(0x2A, GPS + b"77010000000"), reply=long(0x97, b"\x0b\x00\x00\x00\x00NA&&NA&&0##", 0))
    yield gt06("OBD", short(0x13, of_hex("30 802b 00 00 52 42 014f 00 0872 0000 802b")), said(battery_pct=82.0, status=0))
    yield gt06("OBD without a battery", short(0x13, of_hex("30 802b 00 00 ff 42 014f 00 0872 0000 802b")), said(status=0))
    yield gt06("OBD with an alarm", short(0x13, of_hex("30 802b 02 00 52 42 014f 00 0872 0000 802b")),
               said(battery_pct=82.0, status=2, events=["power_cut"]))  # fmt: skip
    yield gt06("OBD with its supply", short(0x13, of_hex("66 2529 02 01 55 04 04e2 00001000fa")),
               said(battery_pct=85.0, charging=True, status=0x6602, external_v=12.5, satellites=18, signal=9,
                    events=["sos", "power_cut"]))  # fmt: skip
    yield gt06("short status", short(0x13, of_hex("78")), said(status=0x78, charging=False, events=["strap_open"]))
    yield gt06("a level that is none", short(0x13, of_hex("40 ff 04 00 02")), said(status=0x4000, charging=False, signal=4))
    lw = {"battery_pct": 100.0, "external_v": 13.1, "signal": 4, "events": ["power_cut"]}
    models = (("LW3G", "56 06 04 f083", 0x56, lw),
              ("LW4G-4B", "56 06 04 f083", 0x56, lw),
              ("SEEWORLD", "45 52 56 0b 01", 0x45, {"battery_pct": 82.0, "external_v": 11.0, "signal": 86}),
              ("R11", "46 0b12 04 13", 0x4613, {"external_v": 28.34, "signal": 4, "events": ["tamper"]}))  # fmt: skip
    for model, content, status, more in models:
        yield gt06(
            f"{model} heartbeat", short(0x13, of_hex(content)), said(**{"status": status, "charging": True} | more), model=model
        )
    battery = bytes.fromhex("0" + IMEI) + (1_779_280_215).to_bytes(4, "big") + of_hex("55 1388 5017 7062 0bb8 0064 cb20 0010 0ed8")
    yield gt06("a battery", short(0x40, battery), said(at=NOON_TEXT, battery_v=52.0))
    yield gt06("an answer of no length", short(0x15, of_hex("00 0002")), said())
    yield gt06("text for nobody", short(0x81, b"\x05\x00\x00\x00\x00A"), reply=b"")
    yield gt06("supply in a short frame", short(0x94, b"\x04\xeb"), said(external_v=12.59), reply=b"")
    old = b"DWXX=Lat:S1.2.3,Lon:E1d2d3,"
    yield gt06("an answer that is no place", short(0x15, bytes((len(old) + 4,)) + bytes(4) + old + b"\x00\x02"), said())
    where = b"Lat:S33.45,Lon:W70.66,Course:999,Speed:1.2.3"
    yield gt06(
        "an answer with half a place",
        long(0x21, bytes(4) + b"\x01" + where),
        said(valid=True, lat=-33.45, lon=-70.66, source="gnss"),
    )
    for off in (b"Lat:N90.5,Lon:E71.4304,", b"Lat:N51.128,Lon:W180.5,"):
        yield gt06(f"an answer with {off.decode()}", long(0x21, bytes(4) + b"\x01" + off), said())


def long_frames() -> Iterator[Case]:
    seconds = 1_779_280_215
    yield gt06("doors", long(0x94, b"\x05" + NOON + b"\x03"), said(at=NOON_TEXT))
    yield gt06("identity", long(0x94, b"\x0a" + bytes(26)), said())
    condition = seconds.to_bytes(4, "big") + of_hex("0001 01 01 0005 02 0195 0010 00")
    yield gt06("condition", long(0xF1, condition), said(at=NOON_TEXT, external_v=4.05, moving=False), reply=short(0xF1, b""))
    button = seconds.to_bytes(4, "big") + of_hex("000b 0001 00 000a 000a") + b"BTBUTTON,A"
    yield gt06("a button", long(0xF2, button), said(at=NOON_TEXT, events=["gt06:button"]), reply=short(0xF2, b""))
    modules = (of_hex("0035 0001 01 002c 0004") + seconds.to_bytes(4, "big")
               + of_hex("0011 000a 0191 0001 1a2b 003c4d 32 0009 0001 06 0028 0001 0d 002a 0001 01 0018 0001 00"))  # fmt: skip
    yield gt06("modules without a place", long(0x70, modules),
               said(at=NOON_TEXT, network=NEAR, satellites=6, hdop=1.3, events=["gt06:door"]), reply=short(0x70, b""))  # fmt: skip
    listed = {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}
    cells = b"\x09" + CELL + of_hex("1f 24 1a2b 003c4e 32") + bytes(12)
    both = {"cells": [listed, listed | {"cid": 15438, "signal_dbm": -50}]}
    yield gt06(
        "a long location", long(0x32, NOON + b"\x0c" + place() + cells), placed(network=both, signal=31), reply=long(0x32, b"")
    )
    yield gt06("a long location without a place", long(0x32, NOON + b"\x00" + cells), said(at=NOON_TEXT, network=both, signal=31),
               reply=long(0x32, b""))  # fmt: skip
    yield gt06("4G location in a long frame", long(0x38, GPS + of_hex("0e 0003") + CELL_4G + of_hex("001b 002e 04 000015c4")),
               placed(network=NEAR, replayed=False))  # fmt: skip
    yield gt06("2G location in a long frame, from the buffer", long(0x38, GPS + of_hex("0e 01 02") + CELL
               + of_hex("0027 02 04e2 003b 02 03e8")),
               placed(network=NEAR, replayed=True, external_v=12.5, accuracy_m=10.0))  # fmt: skip
    yield gt06("a cell with its signal in a long frame", long(0x38, GPS + of_hex("0e 00 02") + CELL + of_hex("37 003b 02 03e8")),
               placed(network=NEAR, replayed=False, accuracy_m=10.0))  # fmt: skip
    yield gt06("a location of a long frame in a short one", short(0x38, GPS + of_hex("0e 00 03") + CELL_4G),
               placed(network=NEAR, replayed=False), reply=b"")  # fmt: skip
    yield gt06("an answer in a short frame", short(0x21, bytes(4) + b"\x01OK"), said(), reply=b"")
    yield gt06("a condition in a short frame", short(0xF1, condition), said(at=NOON_TEXT, external_v=4.05, moving=False))
    yield gt06("a login in a long frame", long(0x01, bytes.fromhex("0" + IMEI)), reply=short(0x01, b""), expect={"device": IMEI})
    yield gt06("a clock in a long frame", long(0x8A, b""), reply=short(0x8A, bytes((26, 5, 20, 12, 30, 20))))
    yield gt06("a heartbeat in a long frame", long(0x23, of_hex("04 0184 02 0002")),
               said(status=4, charging=True, battery_v=3.88, signal=2), reply=short(0x23, b""))  # fmt: skip
    yield gt06("a 4G heartbeat in a long frame", long(0x36, of_hex("40 04 03 13 02 0018 02 0192")),
               said(status=0x4013, charging=False, battery_pct=66.0, battery_v=4.02, signal=3, events=["tamper"]),
               reply=short(0x36, b""))  # fmt: skip
    yield gt06("a battery over one network", long(0x94, of_hex("0b 01")), said())
    moving = seconds.to_bytes(4, "big") + of_hex("0001 01 02 0007 01 01 0005 02 04e2")
    yield gt06("moving and charging", long(0xF1, moving), said(at=NOON_TEXT, external_v=12.5, charging=True, moving=True),
               reply=short(0xF1, b""))  # fmt: skip
    for code, event in ((0x12, "strap_open"), (0x21, "power_cut"), (0x23, "tamper"), (0x77, "gt06:alarm_77")):
        alarm = of_hex("0034 0007") + bytes((code,)) + seconds.to_bytes(4, "big") + b"\x01\x00"
        yield gt06(f"a module with {event}", long(0x70, alarm), said(status=code, events=[event]), reply=short(0x70, b""))
    yield gt06("a module that says why it started", long(0x70, of_hex("002b 0001 14")), said(status=0x14), reply=short(0x70, b""))
    aside = of_hex("1f 06 1a2b 003c4e 32 07") + bytes(7)
    for code, events in ((0xA2, ["low_battery"]), (0xA4, ["gt06:alarm_a4"]), (0xA5, ["gt06:door"]), (0, [])):
        yield gt06(
            f"AZ735 alarm {code:02x} in a long frame",
            long(0x33, NOON + b"\x0c" + place() + b"\x09" + CELL + aside + bytes((code, 0, 1))),
            placed(network=both, signal=31, status=code, events=events), reply=long(0x33, b""),
        )  # fmt: skip
    yield gt06("AZ735 alarm without place and cell", long(0x33, NOON + of_hex("00 00 00 00 a3 0001")),
               said(at=NOON_TEXT, status=0xA3, events=["low_battery"]), reply=long(0x33, b""))  # fmt: skip
    yield gt06("AZ735 alarm with a broken cell", long(0x33, NOON + of_hex("00 03 0191 1f 00 00 a3 0001")),
               said(at=NOON_TEXT, signal=31, status=0xA3, events=["low_battery"]), reply=long(0x33, b""))  # fmt: skip
    nowhere = of_hex("0033 0012") + seconds.to_bytes(4, "big") + bytes(14) + of_hex("002a 0001 10")
    yield gt06("modules with an open case and no fix", long(0x70, nowhere),
               said(at=NOON_TEXT, valid=False, satellites=0, events=["tamper"]), reply=short(0x70, b""))  # fmt: skip
    yield gt06("a long frame nobody describes", long(0x84, b""), expect={"error": "no manual at hand describes kind 0x84"})
