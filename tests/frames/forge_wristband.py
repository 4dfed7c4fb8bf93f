"""Wristbands of our own: texts after published ones, in their binary frame."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
MINUTE_TEXT = "2026-05-20T12:30:00.000Z"


def framed(text: bytes, *, longer: int = 0) -> bytes:
    return b"\x00\x01\x02" + (len(text) + longer).to_bytes(2, "big") + text + b"\xff\xfe\xfc"


def band(kind: str, data: str | None = None, *, model: str = "1", longer: int = 0) -> bytes:
    said = kind if data is None else f"{kind}#{data}"
    return framed(f"YX{IMEI}|V1.0|{model}|{{{said}}}\r\n".encode(), longer=longer)


def wristband_cases() -> Iterator[Case]:
    from tests.frames.forge import case, said

    def wristband(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes | None = None, **expect: Any) -> Case:
        replies = [] if reply is None else [reply.hex()]
        return case("wristband", name, frame, list(reports), expect={"device": IMEI, "replies": replies} | expect)

    here = said(at=MINUTE_TEXT, valid=True, lat=51.128, lon=71.4304, speed_mps=10.0, source="gnss")
    place = "71.430400,51.128000,202605201230,36.00"
    later = "-70.660000,-33.450000,202605201231,0.00"
    wifi = [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -61}, {"mac": "01:02:03:04:05:06", "signal_dbm": -88}]
    cells = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}, {"mnc": 1, "lac": 6700, "cid": 15438}]
    yield wristband("position", band("F02", place), here)
    there = here | {"at": "2026-05-20T12:31:00.000Z", "lat": -33.45, "lon": -70.66, "speed_mps": 0.0}
    yield wristband("positions, south and west", band("F02", f"{place}|{later}"), here, there)
    yield wristband("no place", band("F02", "0.000000,0.000000,202605201230,0.00"), said(at=MINUTE_TEXT))
    yield wristband("no such place", band("F02", "71.430400,91.000000,202613201230,fast"), said())
    heard = "0A:0b:0c:0d:0e:0f,-61_01:02:03:04:05:06,-88|6699,01,401,15437,30:6700,1,3,15438,30"
    yield wristband("access points and cells", band("F03", heard), said(network={"cells": cells, "wifi": wifi}))
    yield wristband("cells", band("F04", "6699,01,401,15437,30"), said(network={"cells": cells[:1]}))
    yield wristband("nothing heard", band("F03", "|"), said())
    yield wristband("health", band("F01", "82,7"), said(battery_pct=82.0), reply=band("F01", "7", model="0"))
    yield wristband("health without its number", band("F01", "82"), said(battery_pct=82.0))
    yield wristband("a battery that cannot be", band("F01", "182,7"), said(), reply=band("F01", "7", model="0"))
    yield wristband("is anybody there", band("F64", "1", model="0"), said(), reply=band("F64", "1", model="0"))
    yield wristband("what time is it", band("F91", "01|00|00|BAND_2026/05/16 11:00"), said(),
                    reply=band("F91", "2026-05-20-12-30-20", model="0"))  # fmt: skip
    yield wristband("where is the server", band("F90"), said())
    yield wristband("a wrong length", band("F01", "82,7", longer=1), said(battery_pct=82.0),
                    reply=band("F01", "7", model="0"), integrity="failed")  # fmt: skip
    yield wristband("a kind nobody describes", band("F12", "1"), error="no source at hand describes F12")
    yield wristband("no text", framed(b"YX|V1.0|1|{F64#1}\r\n"), device=None, integrity="failed",
                    error="not a frame of the wristband")  # fmt: skip
