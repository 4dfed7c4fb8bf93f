"""H02 trackers of our own: texts and binary frames, written from the manuals' formats."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
ID = "8600000017"
AT_TEXT = "2026-05-20T12:30:15.000Z"
CLOCK, DAY = "123015", "200526"
LAT, LON = "5107.6800,N", "07125.8240,E"
"""51.128, 71.4304."""
WAY = "019.44,271"
"""36 km/h in knots."""
NOTHING = "FFFFFFFF"
KNOT = 1852 / 3600


def text(*parts: str, maker: str = "HQ") -> bytes:
    return f"*{maker},{','.join(parts)}#".encode()


def cleared(*bits: int) -> str:
    return f"{0xFFFFFFFF & ~sum(1 << bit for bit in bits):08X}"


def binary(
    *bits: int, battery: int = 0x60, flags: str = "e", clock: str = CLOCK, lat: str = "51076800", lon: str = "071258240"
) -> bytes:
    digits = f"24{ID}{clock}{DAY}{lat}{battery:02x}{lon}{flags}019271{cleared(*bits)}000024"
    return bytes.fromhex(digits)


def h02(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes | None = None, **expect: Any) -> Case:
    from tests.frames.forge import case

    replies = [] if reply is None else [reply.hex()]
    return case("h02", name, frame, list(reports), expect={"device": ID, "replies": replies, "integrity": "none"} | expect)


def h02_cases() -> Iterator[Case]:
    from tests.frames.forge import placed, said

    def v1(status: str = NOTHING, valid: str = "A", kind: str = "V1") -> bytes:
        return text(ID, kind, CLOCK, valid, LAT, LON, WAY, DAY, status)

    here = {key: value for key, value in placed(speed_mps=19.44 * KNOT).items() if key != "satellites"}
    quiet = {"status": 0xFFFFFFFF}
    timed = text(ID, "V4", "V1", "20260520123020")
    yield h02("position", v1(), here | quiet, reply=timed)
    yield h02("not fixed", v1(valid="V"), here | quiet | {"valid": False}, reply=timed)
    yield h02("another kind is not answered", v1(kind="V8"), here | quiet)
    yield h02("without a status", text(ID, "V1", CLOCK, "A", LAT, LON, WAY, DAY), here, reply=timed)
    yield h02("more behind it", text(ID, "V19", CLOCK, "A", LAT, LON, WAY, DAY, "", "77", "8977", NOTHING), here | quiet)
    south = here | quiet | {"lat": -33.45, "lon": -70.66}
    yield h02("south and west", text(ID, "V1", CLOCK, "A", "3327.0000,S", "07039.6000,W", WAY, DAY, NOTHING), south, reply=timed)
    apart = text(ID, "V1", CLOCK, "A", "-33-27.0000,S", "-70-39.6000,W", WAY, DAY, NOTHING)
    yield h02("degrees apart from minutes", apart, south, reply=timed)
    nowhere = text(ID, "V1", CLOCK, "V", "0.0000,N", "0.0000,E", WAY, DAY, NOTHING)
    yield h02("no place", nowhere, said(at=AT_TEXT, **quiet), reply=timed)
    yield h02("nothing for a place", text(ID, "V1", CLOCK, "V", ",N", ",E", WAY, DAY, NOTHING), said(at=AT_TEXT, **quiet))
    together = text(ID, "V1", CLOCK, "A", "51076800,N", "071258240,E", WAY, DAY, NOTHING)
    yield h02("minutes without a point", together, here | quiet, reply=timed)
    yield h02("called neither a fix nor none", v1(valid=""), here | quiet | {"valid": False}, reply=timed)
    cell = text(ID, "V1", CLOCK, "A", LAT, LON, WAY, DAY, cleared(1), "401", "01", "35021", "32891237", "5")
    yield h02(
        "a cell of eight digits behind the status", cell, here | {"status": int(cleared(1), 16), "events": ["sos"]}, reply=timed
    )
    high = text(ID, "V1", CLOCK, "A", LAT, LON, WAY, DAY, NOTHING, "123456", "25", "12.50", "350", "1a2b", "3c4d")
    yield h02("height behind the fuel", high, here | quiet | {"altitude_m": 350.0}, reply=timed)
    for bits, events in (
        ((1,), ["sos"]), ((18,), ["sos"]), ((19,), ["power_cut"]), ((5, 22), ["antenna_cut"]), ((0,), ["h02:theft"]),
        ((1, 19, 26), ["sos", "power_cut", "h02:gprs_blocked"]), ((10, 15), []),
    ):  # fmt: skip
        status = cleared(*bits)
        yield h02(f"status {status}", v1(status), here | {"status": int(status, 16), "events": events}, reply=timed)
    yield h02("a day and no time", text(ID, "VP1", "A", LAT, LON, WAY, DAY), {k: v for k, v in here.items() if k != "at"})
    cells = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}, {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15438}]}
    heard = ("006699", "015437", "158", "-62", "006699", "015438", "150", "")
    yield h02(
        "cells", text(ID, "V3", CLOCK, "40101", "02", *heard, "0292", "0", "X", DAY, cleared(19)),
        said(at=AT_TEXT, network=cells, status=int(cleared(19), 16), events=["power_cut"]),
    )  # fmt: skip
    near = ("6699", "15437", "46", "6699", "15438", "37")
    yield h02(
        "neighbours", text(ID, "NBR", CLOCK, "401", "01", "255", "2", *near, DAY, NOTHING),
        said(at=AT_TEXT, network=cells, **quiet), reply=text(ID, "V4", "NBR", "20260520123020"),
    )  # fmt: skip
    yield h02(
        "link", text(ID, "LINK", CLOCK, "20", "8", "67", "0", "0", DAY, NOTHING),
        said(at=AT_TEXT, satellites=8, battery_pct=67.0, **quiet),
    )  # fmt: skip
    yield h02("heartbeat", text(ID, "HTBT"), said(), reply=text(ID, "HTBT"))
    yield h02("heartbeat with a battery", text(ID, "HTBT", "87"), said(battery_pct=87.0), reply=text(ID, "HTBT"))
    yield h02("heartbeat V0", text(ID, "V0"), said(), reply=text(ID, "V0"))
    served = text(ID, "VP1", "V", "401", "01", "6699", "15437", "46Y6699", "15438", "37")
    yield h02("cells of a day and no time", served, said(network=cells))
    yield h02("words", text(ID, "SMS", "GPS:A-24-23 VOLT:12.9V"), said())
    yield from binary_cases(here)


def binary_cases(here: dict[str, Any]) -> Iterator[Case]:
    quiet = {"status": 0xFFFFFFFF}
    south = here | quiet | {"lat": -33.45, "lon": -70.66}
    slow = {"speed_mps": 19 * KNOT}
    there = here | slow | {"battery_pct": 96.0}
    yield h02("binary", binary(), there | quiet)
    yield h02("binary, not fixed", binary(flags="c", battery=0), here | slow | quiet | {"valid": False})
    yield h02(
        "binary, south and west",
        binary(flags="2", lat="33270000", lon="070396000", battery=3),
        south | slow | {"battery_pct": 20.0},
    )
    yield h02("binary, pressed", binary(1, 21), there | {"status": int(cleared(1, 21), 16), "events": ["sos", "antenna_cut"]})
    imei = "860000000000017"
    wide = bytes.fromhex(f"24{imei}0") + binary(1)[6:] + bytes(7)
    pressed = there | {"status": int(cleared(1), 16), "events": ["sos"]}
    yield h02("binary, of fifteen digits", wide, pressed, device=imei)
    yield h02("binary, of fifteen digits and a filler", wide[:8] + bytes([wide[8] | 0xF]) + wide[9:], pressed, device=imei)
