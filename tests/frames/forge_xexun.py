"""Xexun's first edition, of our own: messages after the published description, their sums bit by bit."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT_TEXT = "2026-05-20T12:30:15.000Z"
LAT, LON = "5107.6800,N", "07125.8240,E"
"""51.128, 71.4304."""
SOUTH, WEST = "3327.0000,S", "07039.6000,W"
KNOT = 1852 / 3600
CELL = {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}
NEAR = "401,01,1A2B,3C4D"


def crc_xmodem(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


def sentence(valid: str = "A", where: str = f"{LAT},{LON}", way: str = "19.44,271.00", *, name: str = "GPRMC") -> str:
    said = f"{name},123015.000,{valid},{where},{way},200526,,,A"
    value = 0
    for byte in said.encode():
        value ^= byte
    return f"{said}*{value:02X}"


def short(alarm: str = "", said: str | None = None) -> bytes:
    """An earlier device's message from its sentence to the comma behind its IMEI."""
    return f"{sentence() if said is None else said},F,{alarm}imei:{IMEI},".encode()


def full(
    alarm: str = ",", said: str | None = None, *, signal: str = "F", fix: str = "09,350.0", power: str = "F:4.12V",
    charger: str = "1", near: str = NEAR, longer: int = 0, wrong: int = 0,
) -> bytes:  # fmt: skip
    """A later device's line, with its length and the CRC of all before it."""
    said = sentence() if said is None else said
    head = f"260520183015,+77010000000,{said},{signal},{alarm} imei:{IMEI},{fix},{power},{charger},".encode()
    counted = head + f"{len(head) + longer},".encode()
    return counted + f"{crc_xmodem(counted) ^ wrong},{near}".encode()


def xexun_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def xexun(name: str, frame: bytes, *reports: dict[str, Any], integrity: str = "ok", **expect: Any) -> Case:
        return case("xexun", name, frame, list(reports), expect={"device": IMEI, "integrity": integrity} | expect)

    fix = placed(speed_mps=19.44 * KNOT)
    bare = {key: value for key, value in fix.items() if key != "satellites"}
    here = fix | {"altitude_m": 350.0, "battery_v": 4.12, "charging": True, "network": {"cells": [CELL]}}
    yield xexun("line", full(), here)
    yield xexun("short", short(), bare, integrity="none")
    yield xexun("short, pressed", short("help me!, "), bare | {"events": ["sos"]}, integrity="none")
    yield xexun("short, another receiver", short(",", sentence(name="GNRMC")), bare, integrity="none")
    spoiled = sentence().replace("5107.6800", "5107.6801")
    moved = {"lat": 51.128 + 1e-4 / 60}
    yield xexun("short, a wrong sum", short("help me,", spoiled), bare | moved | {"events": ["sos"]}, integrity="failed")
    yield xexun("south and west", full(said=sentence(where=f"{SOUTH},{WEST}")), here | {"lat": -33.45, "lon": -70.66})
    yield xexun("degrees without noughts", full(said=sentence(where="507.6800,N,10.2368,W")),
                here | {"lat": 5.128, "lon": -10.2368 / 60})  # fmt: skip
    yield xexun("no letter of the east", full(said=sentence(where=f"{LAT},07125.8240,")), here)
    yield xexun("no course", full(said=sentence(way="0.0,")), here | {"speed_mps": 0.0, "course_deg": None})
    yield xexun("not fixed", full(said=sentence("V"), signal="L"), here | {"valid": False, "source": None})
    no_place = {
        key: value for key, value in here.items() if key not in ("lat", "lon", "source", "speed_mps", "course_deg", "altitude_m")
    }
    yield xexun("no place", full("help me!,", sentence("V", "0000.0000,N,00000.0000,E"), signal="L"),
                no_place | {"valid": False, "events": ["sos"]})  # fmt: skip
    for word, event in (
        ("help me!", "sos"), ("help me", "sos"), ("helpme", "sos"), ("Low Battery!", "low_battery"), ("low battery", "low_battery"),
        ("move!", "xexun:moved"), ("moved!", "xexun:moved"), ("Stockade!", "xexun:stockade"), ("GPS lost", "xexun:gps_lost"),
        ("!!", "xexun:alarm"),
    ):  # fmt: skip
        yield xexun(f"alarm {word}", full(f"{word},"), here | {"events": [event]})
    for word in ("ACC On", "ACC OFF", "ACCStart", "ACCStop"):
        yield xexun(f"routine {word}", full(f"{word},"), here)
    yield xexun("two words", full("help me!,low battery,"), here | {"events": ["sos", "low_battery"]})
    yield xexun("battery low", full(power="L:3.55V"), here | {"battery_v": 3.55, "events": ["low_battery"]})
    yield xexun("pressed with a low battery", full("help me!,", power="L:3.55V", charger="0"),
                here | {"battery_v": 3.55, "charging": False, "events": ["sos", "low_battery"]})  # fmt: skip
    yield xexun("analog inputs and a distance", full(power="F:4.12V/ADC1=0.20V/ADC2=0.00V", near=f"{NEAR},6.21km"), here)
    yield xexun("no cell", full(near=",,,"), here | {"network": None})
    yield xexun("a wrong length", full("help me!,", longer=1), here | {"events": ["sos"]}, integrity="failed")
    yield xexun("a wrong sum", full("help me!,", wrong=1), here | {"events": ["sos"]}, integrity="failed")
    yield xexun("a wrong sum of its sentence", full(said=spoiled), here | moved, integrity="failed")
    uncounted = f"260520183015,+77010000000,{sentence()},F,imei:{IMEI},09,350.0,F:4.12V,1,139,,{NEAR}".encode()
    yield xexun("no sum", uncounted, here, integrity="none")
    head = f",+77010000000,,L,help me!, imei:{IMEI},,,L:3.55V,1,".encode()
    counted = head + f"{len(head)},".encode()
    lost = said(battery_v=3.55, charging=True, network={"cells": [CELL]}, events=["sos", "low_battery"])
    yield xexun("without a sentence", counted + f"{crc_xmodem(counted)},{NEAR}".encode(), lost)
    unsummed = sentence().partition("*")[0]
    yield xexun("no sum of its sentence", full("help me!,", unsummed), here | {"events": ["sos"]})
