"""Laipac bracelets of our own: lines after published ones, each with its sum."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
ID = "80000017"
AT_TEXT = "2026-05-20T12:30:15.000Z"
LAT, LON = "5107.6800,N", "07125.8240,E"
"""51.128, 71.4304."""
SOUTH, WEST = "3327.0000,S", "07039.6000,W"
KNOT = 1852 / 3600


def summed(said: str, wrong: int = 0) -> bytes:
    value = wrong
    for byte in said.encode():
        value ^= byte
    return f"${said}*{value:02X}".encode()


def avrmc(
    event: str = "0", *, status: str = "A", where: str = f"{LAT},{LON}", battery: str = "4076", more: str = "", wrong: int = 0
) -> bytes:
    way = "19.44,271.00,200526"
    return summed(f"AVRMC,{ID},123015,{status},{where},{way},{event},{battery},167,1,0,0{more}", wrong)


def acknowledged(event: str, line: bytes) -> bytes:
    return summed(f"EAVACK,{event},{line[-2:].decode()}") + b"\r\n"


def configured(letter: str) -> bytes:
    return summed(f"AVCFG,00000000,{letter}") + b"\r\n"


def laipac_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def laipac(name: str, line: bytes, *reports: dict[str, Any], replies: tuple[bytes, ...] = (), **expect: Any) -> Case:
        answers = [one.hex() for one in replies]
        return case("laipac", name, line, list(reports), expect={"device": ID, "integrity": "ok", "replies": answers} | expect)

    fix = {key: value for key, value in placed(speed_mps=19.44 * KNOT).items() if key != "satellites"}
    here = fix | {"battery_v": 4.076, "status": ord("0")}
    yield laipac("report", avrmc(), here)
    for status in "RP":
        yield laipac(f"report {status}", avrmc(status=status), here)
    for status in "arp":
        line = avrmc(status=status)
        yield laipac(f"report {status} wants an answer", line, here, replies=(acknowledged("0", line),))
    lost = avrmc(status="v")
    yield laipac("not fixed, wants an answer", lost, here | {"valid": False, "source": None}, replies=(acknowledged("0", lost),))
    yield laipac("south and west", avrmc(where=f"{SOUTH},{WEST}"), here | {"lat": -33.45, "lon": -70.66})
    nowhere = said(at=AT_TEXT, valid=False, battery_v=4.076)
    yield laipac("no place", avrmc(status="V", where="0000.0000,N,00000.0000,E"), nowhere | {"status": ord("0")})
    yield laipac("opened, without a place", avrmc("T", status="V", where="0000.0000,N,00000.0000,E"),
                 nowhere | {"status": ord("T"), "events": ["tamper"]}, replies=(configured("t"),))  # fmt: skip
    for event, word, letter in (
        ("1", "sos", ""), ("3", "sos", "d"), ("4", "laipac:fence_exit", "x"), ("5", "power_cut", ""), ("6", "laipac:overspeed", ""),
        ("7", "laipac:fence_exit", ""), ("8", "laipac:shock", ""), ("E", "laipac:home_network", ""), ("F", "laipac:roaming", ""),
        ("H", "power_off", ""), ("M", "laipac:event_m", "m"), ("S", "laipac:tamper_closed", "t"), ("T", "tamper", "t"),
        ("X", "laipac:fence_enter", "x"), ("Y", "laipac:tow", "y"), ("Z", "low_battery", "z"), ("t", "tamper", ""),
        ("9", "laipac:event_9", ""), ("k", "laipac:event_k", ""),
    ):  # fmt: skip
        replies = (configured(letter),) if letter else ()
        yield laipac(f"event {event}", avrmc(event), here | {"status": ord(event), "events": [word]}, replies=replies)
    for event in "ABCDOPQRa":
        yield laipac(f"inputs {event}", avrmc(event), here | {"status": ord(event)})
    pressed = avrmc("3", status="a")
    yield laipac("pressed, and both answers", pressed, here | {"status": ord("3"), "events": ["sos"]},
                 replies=(acknowledged("3", pressed), configured("d")))  # fmt: skip
    yield laipac("volts with a point", avrmc(battery="3.727"), here | {"battery_v": 3.727})
    yield laipac("no volts", avrmc(battery="123"), here | {"battery_v": None})
    dutch = {"mcc": 204, "mnc": 8, "lac": 0x0D7A, "cid": 0xB913}
    yield laipac("cell", avrmc(more=",0D7AB913,020408"), here | {"network": {"cells": [dutch]}})
    yield laipac("cell of three and three", avrmc(more=",0D7AB913,310260,9,x"),
                 here | {"network": {"cells": [dutch | {"mcc": 310, "mnc": 260}]}})  # fmt: skip
    yield laipac("no cell", avrmc(more=",0,0"), here)
    yield laipac("opened, with a wrong sum", avrmc("T", status="a", wrong=1), here | {"status": ord("T"), "events": ["tamper"]},
                 integrity="failed")  # fmt: skip
    yield laipac("ends early", b"$AVRMC," + ID.encode() + b",123015,A,5107.6800,N", said(valid=True), integrity="failed")
    alive = summed(f"ECHK,{ID},0")
    yield laipac("is anybody there", alive, said(), replies=(alive + b"\r\n",))
    yield laipac("is anybody there, with a wrong sum", summed(f"ECHK,{ID},0", 1), said(), integrity="failed")
    yield laipac("an id with signs", summed("AVSYS,SN_0001-2,V1.50"), said(), device="SN_0001-2")
    yield laipac("an id with what no id has", summed("AVSYS,SN 1,V1.50"), said(), device=None)
    yield laipac("system", summed(f"AVSYS,{ID},V1.50,SN0000103,32768"), said())
    yield laipac("system, more", summed(f"EAVSYS,{ID},8901000000000000000,+77010000000,Owner,0x52018602"), said())
    yield laipac("a word nobody describes", summed(f"AVXYZ,{ID},1"), device=None, error="no source at hand describes $AVXYZ")
