"""Megastek trackers of our own: texts of both forms, after what published frames and a published server show."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT_TEXT = "2026-05-20T12:30:15.000Z"
LAT, LON = "5107.68000,N", "07125.82400,E"
"""51.128, 71.4304."""
SOUTH, WEST = "3327.00000,S", "07039.60000,W"
KNOT = 1852 / 3600
CELL = {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}
WIFI = [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -61}, {"mac": "01:02:03:04:05:06", "signal_dbm": -88}]


def mgv(
    alert: str = "Timer", accessories: str = "01", *, imei: str = IMEI, kind: str = "R", valid: str = "A",
    where: str = f"{LAT},{LON}", behind: str = "", longer: int | None = None,
    own: str = "0000,0000,0,,,28.5,28.3,",
) -> bytes:  # fmt: skip
    """A report of the new form; `longer` puts its length before it, so much too long."""
    way = "00,09,00,0.91,19.440,271.00,350.0,12.5"
    health = f"{own},{accessories},082,{alert}{behind};!"
    text = f"$MGV002,{imei},leg,{kind},200526,123015,{valid},{where},{way},401,01,1A2B,3C4D,21,{health}"
    return (text if longer is None else f"{len(text) + longer:04}{text}").encode()


def sentence(valid: str = "A", where: str = f"{LAT},{LON}", *, summed: bool = True) -> bytes:
    said = f"GPRMC,123015.000,{valid},{where},19.44,271.00,200526,,,A".encode()
    value = 0
    for byte in said:
        value ^= byte
    return b"$" + said + (f"*{value:02X}".encode() if summed else b"")


def stx(
    alert: str = "", *, name: str = "leg17", said: bytes | None = None, tail: str = "09,350.0,Battery=82%,,1,401,01,1A2B,3C4D",
    log: str = "", wrong: int = 0,
) -> bytes:  # fmt: skip
    """A report of the old form with an IMEI, and the sum of all its bytes."""
    body = f"STX,{name},".encode() + (sentence() if said is None else said) + f",F,{alert},imei:{IMEI},{tail};".encode()
    return log.encode() + body + f"{(sum(body) + wrong) & 0xFF:02X}".encode()


def padded(alert: str = "Timer", said: bytes | None = None, *, mark: bytes = b"\x02j", more: str = "") -> bytes:
    """A report of the old form with an id of sixteen characters; nobody knows how it is summed."""
    tail = f",401,01,1A2B,3C4D,14,82,1000,0000,{more}0.91,{alert};1D"
    return b"STX" + b"2010101801".ljust(16) + mark + (sentence() if said is None else said) + tail.encode()


def megastek(name: str, frame: bytes, *reports: dict[str, Any], **expect: Any) -> Case:
    from tests.frames.forge import case

    return case("megastek", name, frame, list(reports), expect={"device": IMEI, "integrity": "none"} | expect)


def megastek_cases() -> Iterator[Case]:
    from tests.frames.forge import placed, said

    fix = placed(speed_mps=19.44 * KNOT, altitude_m=350.0)
    well = {"hdop": 0.91, "battery_pct": 82.0, "signal": 21, "network": {"cells": [CELL]}, "replayed": False}
    here = fix | well | {"charging": False, "strap_locked": True}
    yield megastek("report", mgv(), here)
    yield megastek("with its length", mgv(longer=0), here, integrity="ok")
    yield megastek("with a wrong length", mgv("BeltOff", "00", longer=3), here | {"strap_locked": False, "events": ["strap_open"]},
                   integrity="failed")  # fmt: skip
    yield megastek("stored", mgv(kind="S"), here | {"replayed": True})
    yield megastek("not fixed", mgv(valid="V"), here | {"valid": False, "source": None})
    yield megastek("south and west", mgv(where=f"{SOUTH},{WEST}"), here | {"lat": -33.45, "lon": -70.66})
    nowhere = said(at=AT_TEXT, valid=False, satellites=9, charging=False, strap_locked=True, **well)
    yield megastek("no place", mgv(valid="V", where="0000.0000,N,00000.0000,E"), nowhere)
    yield megastek("belt off, without a place", mgv("Belt Off", "00", valid="V", where=",,,"),
                   nowhere | {"strap_locked": False, "events": ["strap_open"]})  # fmt: skip
    for accessories, charging, locked in (
        ("00", False, False), ("10", True, False), ("11", True, True), ("02", False, True), ("03", False, True),
        ("01000", False, True), ("1", True, None), ("1-1", True, None), ("1-0", True, None), ("", None, None), ("D-D", None, None),
    ):  # fmt: skip
        events = ["strap_open"] if locked is False else []
        yield megastek(f"accessories {accessories}", mgv(accessories=accessories),
                       here | {"charging": charging, "strap_locked": locked, "events": events})  # fmt: skip
    for alert, event in (
        ("BeltOff", "strap_open"), ("Belt Off", "strap_open"), ("BeltOn", "strap_closed"), ("Sos", "sos"), ("HELP", "sos"),
        ("Low Battery", "low_battery"), ("Low Extern Voltage", "low_battery"), ("Low Ext Vol", "low_battery"),
        ("PW ON", "power_on"), ("Restart", "power_on"), ("PowerOff", "power_off"), ("PSD", "power_cut"), ("PSR", "power_restored"),
        ("GPS Cut", "antenna_cut"), ("Fall Down", "fall"), ("Over Speed", "megastek:overspeed"), ("LowSpeed", "megastek:low_speed"),
        ("VIB", "megastek:vibration"), ("Hit", "megastek:impact"), ("Geo 1 in", "megastek:fence_enter"),
        ("GEO12 Out", "megastek:fence_exit"), ("Move In", "megastek:fence_enter"), ("Move Out", "megastek:fence_exit"),
        ("Corner", "megastek:cornering"), ("Fatigue", "megastek:fatigue"), ("Error", "megastek:fault"),
        ("Detect Water", "megastek:detect_water"), ("??", "megastek:alert"),
    ):  # fmt: skip
        yield megastek(f"alert {alert}", mgv(alert), here | {"events": [event]})
    for alert in ("", "Dist"):
        yield megastek(f"routine {alert}", mgv(alert), here)
    yield megastek("pressed with its belt open", mgv("SOS", "10"),
                   here | {"charging": True, "strap_locked": False, "events": ["strap_open", "sos"]})  # fmt: skip
    yield megastek("closed, and no belt", mgv("BeltOn", "00"), here | {"strap_locked": False, "events": ["strap_open"]})
    near = {"network": {"cells": [CELL], "wifi": WIFI}}
    yield megastek("access points", mgv(behind=",0A0B0C0D0E0F:61|010203040506:88,,0,,"), here | near)
    heart = "072,0000,0000,0,,,,"
    yield megastek("a heart rate", mgv("SOS", own=heart), here | {"events": ["sos"]})
    yield megastek("a heart rate and a card", mgv("SOS", own=f"{heart},"), here | {"events": ["sos"]})
    yield megastek("a heart rate and a card, belt off", mgv("BeltOff", "10", own=f"{heart},17", behind=",0A0B0C0D0E0F:61|"),
                   here | {"charging": True, "strap_locked": False, "events": ["strap_open"],
                           "network": {"cells": [CELL], "wifi": WIFI[:1]}})  # fmt: skip
    yield megastek("a heart rate and a card, routine", mgv(own=f"{heart},"), here)
    yield megastek("without an id", mgv(imei=""), here, device=None)
    yield megastek("hello", f"0031$MGV002,{IMEI},Hello;!".encode(), said(), integrity="ok")
    yield megastek("ends early", b"$MGV002," + IMEI.encode() + b",leg,S,200526,123015,V,;!",
                   said(at=AT_TEXT, valid=False, replayed=True))  # fmt: skip
    yield from old_cases(fix)


def old_cases(fix: dict[str, Any]) -> Iterator[Case]:
    from tests.frames.forge import said

    old = fix | {"battery_pct": 82.0, "charging": True, "network": {"cells": [CELL]}}
    yield megastek("old form", stx(), old, integrity="ok")
    yield megastek("old form, from the log", stx(log="LOG"), old | {"replayed": True}, integrity="ok")
    yield megastek("old form, belt off", stx("Belt Off"), old | {"events": ["strap_open"]}, integrity="ok")
    yield megastek("old form, a word of its own", stx("Belt Up"), old | {"events": ["megastek:belt_up"]}, integrity="ok")
    yield megastek("old form, nothing to say", stx("Nil-Alarms"), old, integrity="ok")
    yield megastek("old form, a wrong sum", stx("SOS", wrong=1), old | {"events": ["sos"]}, integrity="failed")
    for name in ("", "A name that its owner gave to it himself"):
        yield megastek(f"old form, named {name[:6]!r}", stx("SOS", name=name), old | {"events": ["sos"]}, integrity="ok")
    alone = b"STX,Leg 1," + sentence() + b",F,;9C"
    lean = {key: value for key, value in fix.items() if key not in ("satellites", "altitude_m")}
    yield megastek("old form, a name alone", alone, lean, device="Leg 1", integrity="failed")
    moved = {"lat": 51.128 + 1e-5 / 60}
    spoiled = sentence().replace(b"5107.68000", b"5107.68001")
    yield megastek("old form, a wrong sum of its sentence", stx(said=spoiled), old | moved, integrity="failed")
    yield megastek("old form, south and west, not fixed", stx(said=sentence("V", f"{SOUTH},{WEST}")),
                   old | {"lat": -33.45, "lon": -70.66, "valid": False, "source": None}, integrity="ok")  # fmt: skip
    close = "9/12,350.0,Battery=82%,0,401,01,1A2B,3C4D"
    bare = sentence(summed=False).removesuffix(b",A") + b",E,A"
    yield megastek("old form, no sum in its sentence", stx("LowBattery", said=bare, tail=close),
                   old | {"charging": False, "events": ["low_battery"]}, integrity="ok")  # fmt: skip
    yield megastek("old form, hardly anything", stx("SOS", said=sentence("V", ",,,"), tail=""),
                   said(at=AT_TEXT, valid=False, events=["sos"]), integrity="ok")  # fmt: skip
    yield megastek("old form, no cell", stx(tail="09,350.0,Battery=82%,,0,,,5856,78A3"),
                   fix | {"battery_pct": 82.0, "charging": False}, integrity="ok")  # fmt: skip
    short = {"device": "2010101801"}
    second = lean | {"battery_pct": 82.0, "signal": 14, "network": {"cells": [CELL]}}
    yield megastek("padded", padded(), second, **short)
    yield megastek("padded, pressed", padded("Help", more="0001,"), second | {"events": ["sos"]}, **short)
    yield megastek("padded, any two bytes", padded(mark=b"\n!"), second, **short)
    yield megastek("padded, a wrong sum of its sentence", padded(said=spoiled), second | moved,
                   integrity="failed", **short)  # fmt: skip
    yield megastek("padded, nothing behind", b"STX" + b"2010101801".ljust(16) + b"\x02j" + sentence() + b";!", lean, **short)
