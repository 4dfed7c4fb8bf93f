"""Units that hear an RF bracelet, of our own: forms after the published one."""

import json
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
NOON_MS = 1_779_280_215_654
NOON_TEXT = "2026-05-20T12:30:15.654Z"
LATER_TEXT = "2026-05-20T12:30:20.713Z"
NEVER = 0x7FFF
PLACE = {"a": 30.0, "y": 51.128, "s": 4, "t": NOON_MS, "z": 350.0, "x": 71.4304}
CELLS = {"n": 1, "b": [{"l": 6699, "b": 19, "c": 15437}, {"l": 6699, "b": 18, "c": 15438}], "c": 401}
WIFI = [{"l": -49, "t": "home & yard", "m": "0A-0B-0C-0D-0E-0F"}]


def times(heartbeat: int, paired: int, unpaired: int, last: int = 9) -> int:
    """Four numbers of fifteen bits, the first one on top."""
    return ((heartbeat * 2**15 + paired) * 2**15 + unpaired) * 2**15 + last


def form(**more: Any) -> bytes:
    """The parameters a unit sends; `None` leaves one out."""
    said = {
        "gsm": CELLS, "wifi": WIFI, "mt": 1073709094, "i": IMEI, "gps": PLACE, "dbm": -53, "td": NOON_MS - 43_995_531,
        "bar": 1001.85, "u_ids": "[8441644.1]", "t": NOON_MS + 5_059, "bat": 0x305C, "v": "T2.142.2_2.0_R03", "id": 39163,
    } | more  # fmt: skip
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items() if value is not None}
    return "&".join(f"{name}={value.replace('%', '%25').replace('&', '%26')}" for name, value in written.items()).encode()


def request(body: bytes) -> bytes:
    head = f"POST /deviceDataUpload.do HTTP/1.1\r\nHost: unit\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def rftrack_cases() -> Iterator[Case]:
    from tests.frames.forge import said

    def rftrack(name: str, body: bytes, *reports: dict[str, Any], status: int = 200, **expect: Any) -> Case:
        reply = "http:200:7b7d" if status == 200 else f"http:{status}:"
        outcome = {"device": IMEI, "reports": list(reports), "replies": [reply], "integrity": "none", "error": None}
        return {
            "protocol": "rftrack", "case": name, "received_at": "2026-05-20T12:30:20Z", "input": "http", "method": "POST",
            "url": "/deviceDataUpload.do", "headers": {}, "hex": body.hex(), "expect": outcome | expect,
        }  # fmt: skip

    cells = [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}, {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15438}]
    near = {"cells": cells, "wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -49}]}
    well = {"battery_pct": 92.0, "charging": False, "signal": -53, "network": near}
    place = {"valid": True, "lat": 51.128, "lon": 71.4304, "altitude_m": 350.0, "accuracy_m": 30.0, "source": "gnss"}
    here = said(at=NOON_TEXT, **place, **well)
    nowhere = said(at=LATER_TEXT, **well)
    yield rftrack("report", form(), here)
    yield rftrack("south and west", form(gps=PLACE | {"y": -33.45, "x": -70.66}), here | {"lat": -33.45, "lon": -70.66})
    yield rftrack("no position", form(gps=None), nowhere)
    yield rftrack("no place", form(gps=PLACE | {"x": 0, "y": 0}), said(at=NOON_TEXT, **well))
    yield rftrack("no such place", form(gps=PLACE | {"y": 91}), said(at=NOON_TEXT, **well))
    yield rftrack("a place that breaks off", form(gps='{"x":71.4304,"y":51.1', rc=1 << 16),
                  nowhere | {"status": 65536, "events": ["rftrack:bracelet_status_1"]})  # fmt: skip
    for name, four, event in (
        ("in reach", times(3, 3, 40), "rftrack:bracelet_in_reach"),
        ("in reach, no other near", times(3, 3, NEVER), "rftrack:bracelet_in_reach"),
        ("in reach, another heard since", times(1, 3, 1), "rftrack:bracelet_in_reach"),
        ("in reach, paired long ago", times(3, 900, NEVER), "rftrack:bracelet_in_reach"),
        ("in reach to the last", times(60, 60, NEVER), "rftrack:bracelet_in_reach"),
        ("silent", times(61, 61, NEVER), "beacon_lost"),
        ("silent, in pair", times(61, 900, NEVER), "beacon_lost"),
        ("nothing was ever heard", times(NEVER, NEVER, NEVER), "beacon_lost"),
        ("never paired", times(3, NEVER, 3), "beacon_lost"),
        ("parted", times(3, 61, 3), "beacon_lost"),
        ("parted, though something is heard", times(0, 900, 899), "beacon_lost"),
    ):  # fmt: skip
        yield rftrack(f"bracelet {name}", form(idt=four), here | {"events": [event]})
    for word, events in (
        (0, []), (2 << 16, ["rftrack:bracelet_status_2"]), (7, ["rftrack:bracelet_code_7"]),
        (5 << 16 | 9, ["rftrack:bracelet_status_5", "rftrack:bracelet_code_9"]),
    ):  # fmt: skip
        yield rftrack(f"bracelet word {word}", form(rc=word), here | {"status": word, "events": events})
    yield rftrack("a status and out of reach", form(rc=3 << 16, idt=times(NEVER, NEVER, NEVER)),
                  here | {"status": 3 << 16, "events": ["rftrack:bracelet_status_3", "beacon_lost"]})  # fmt: skip
    for battery, percent, charging in (
        (0x115C, 92.0, True),
        (0x325C, 92.0, None),
        (0x3064, 100.0, False),
        (0x3065, None, False),
        (0x1305C, 92.0, False),
    ):
        yield rftrack(f"battery {battery:x}", form(bat=battery), here | {"battery_pct": percent, "charging": charging})
    wrong = {"dbm": "loud", "bat": "full", "t": "now", "rc": "-1", "idt": "0x1", "gps": "[]", "gsm": {"c": 0}, "wifi": {}}
    yield rftrack("numbers that cannot be", form(**wrong), said())
    yield rftrack("no names of networks", form(gsm=CELLS | {"n": "x"}, wifi=[{"m": "here"}, 5]),
                  here | {"network": {"cells": [{"mcc": 401, "lac": 6699, "cid": one["cid"]} for one in cells]}})  # fmt: skip
    yield rftrack("nobody", form(i=None), status=400, device=None, error="the request names no device")
    yield rftrack("nothing", b"", status=400, device=None, error="the request names no device")
