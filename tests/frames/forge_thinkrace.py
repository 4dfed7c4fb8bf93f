"""ThinkRace devices of our own: a login and positions, the sum over all of it."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT = 1_779_280_215
AT_TEXT = "2026-05-20T12:30:15.000Z"
NAME = b"BIL000000001"


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")


def frame(kind: int, content: bytes, *, sum_error: int = 0) -> bytes:
    said = b"HA" + NAME + b"," + number(kind, 1) + number(len(content), 2) + content
    total = 0
    for byte in said:
        total = (total + byte) % 65_536
    return said + number(total ^ sum_error, 2)


def minutes(degrees: float) -> bytes:
    whole = int(degrees)
    return number(whole * 1_000_000 + round((degrees - whole) * 600_000), 4)


def position(lat: float = 51.128, lon: float = 71.4304, flags: int = 0xD7) -> bytes:
    return (
        number(AT, 4) + number(flags, 1) + minutes(lat) + minutes(lon) + b"\x00\xb5" + number(6699, 2) + number(15437, 2) + bytes(4)
    )


def thinkrace_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def thinkrace(name: str, wire: bytes, *reports: dict[str, Any], **expect: Any) -> Case:
        return case("thinkrace", name, wire, list(reports), expect={"integrity": "ok"} | expect)

    heard = {"cells": [{"lac": 6699, "cid": 15437}]}
    here = {key: value for key, value in placed(course_deg=181.0, network=heard).items() if key not in {"speed_mps", "satellites"}}
    answer = b"HR" + NAME + b",\x80\x00\x02\x80\x00\x00\x00"
    yield thinkrace("login", frame(0x80, b"\x01" + IMEI.encode()), said(), device=IMEI, replies=[answer.hex()])
    yield thinkrace("heartbeat", frame(0x80, b"\x00"), said())
    yield thinkrace("login of no number", frame(0x80, b"\x01" + b"x" * 15), error="a login whose IMEI is no number")
    yield thinkrace("position", frame(0x90, position()), here)
    yield thinkrace("south and west", frame(0x90, position(33.45, 70.66, 0)), here | {"lat": -33.45, "lon": -70.66})
    yield thinkrace("no place", frame(0x90, position(0.0, 0.0)), said(at=AT_TEXT, network=heard))
    yield thinkrace("a wrong sum", frame(0x90, position(), sum_error=1), here, integrity="failed")
    yield thinkrace("breaks off", frame(0x90, number(AT, 4)), said(at=AT_TEXT), integrity="failed")
    yield thinkrace("a kind nobody shows", frame(0x91, b"\x01"), error="no frame at hand shows the kind 0x91")
