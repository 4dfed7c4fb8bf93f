"""MiniFinder 2 alarms of our own: keys and values, low byte first, under a checksum computed bit by bit."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
AT = 1_779_280_215
RECEIVED_S = 1_779_280_220
MAC = bytes.fromhex("0a0b0c0d0e0f")
SERIAL = b"\x02\x01"


def xmodem(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def low(value: int, width: int) -> bytes:
    return value.to_bytes(width, "little", signed=value < 0)


def key(name: int, value: bytes = b"") -> bytes:
    return bytes((len(value) + 1, name)) + value


def frame(kind: int, *keys: bytes, properties: int = 0x10, spoil: int = 0, size_error: int = 0) -> bytes:
    content = bytes((kind,)) + b"".join(keys)
    return b"\xab" + bytes((properties,)) + low(len(content) + size_error, 2) + low(xmodem(content) ^ spoil, 2) + SERIAL + content


def data(*keys: bytes, **more: Any) -> bytes:
    return frame(0x01, key(0x01, IMEI.encode()), *keys, **more)


def ack() -> bytes:
    return frame(0x7F, b"\x01\x00", properties=0)


def status(word: int = 0x52_A8_02_01) -> bytes:
    """Battery 82, signal 21, moving, a position of satellites."""
    return key(0x24, low(AT, 4) + low(word, 4))


def point(lat: float = 51.128, lon: float = 71.4304) -> bytes:
    return low(round(lat * 10_000_000), 4) + low(round(lon * 10_000_000), 4)


def position(at: bytes = point(), hdop: int = 8) -> bytes:
    return key(0x20, at + low(36, 2) + low(271, 2) + low(350, 2) + low(hdop, 2) + low(1000, 4) + b"\x09")


def alarm(*bits: int) -> bytes:
    return key(0x02, low(sum(1 << bit for bit in bits), 4))


TOLD: dict[str, Any] = {
    "status": 0x52A80201, "battery_pct": 82.0, "signal": 21, "moving": True, "charging": False, "replayed": False,
}  # fmt: skip
AT_TEXT = "2026-05-20T12:30:15.000Z"


def mini(name: str, wire: bytes, *reports: dict[str, Any], reply: bytes | None = None, **expect: Any) -> Case:
    from tests.frames.forge import case

    told = {"device": IMEI, "replies": [] if reply is None else [reply.hex()], "integrity": "ok"}
    return case("minifinder2", name, wire, list(reports), expect=told | expect)


def minifinder2_cases() -> Iterator[Case]:
    from tests.frames.forge import placed, said

    here, at = placed(altitude_m=350.0, hdop=0.8) | TOLD, said(at=AT_TEXT) | TOLD
    yield from _states(here, at)
    yield from _neighbours(at)
    yield from _places(here, at)
    yield from _others(here, at)


def _states(here: dict[str, Any], at: dict[str, Any]) -> Iterator[Case]:
    from tests.frames.forge import said

    yield mini("position", data(status(), position()), here, reply=ack())
    yield mini("nobody waits for an answer", data(status(), position(), properties=0), here)
    yield mini(
        "south and west", data(status(), position(point(-33.45, -70.66))), here | {"lat": -33.45, "lon": -70.66}, reply=ack()
    )
    yield mini("not fixed", data(status(), position(hdop=0)), here | {"valid": False, "source": None, "hdop": None}, reply=ack())
    yield mini("no position", data(status(), position(bytes(8), 0)), at | {"valid": False, "satellites": 9}, reply=ack())
    yield mini("no place of the Earth", data(status(), position(low(2**31 - 1, 4) * 2)), at | {"valid": True, "satellites": 9},
               reply=ack())  # fmt: skip
    kept = {"status": 0x52000090, "signal": 0, "moving": False, "charging": True, "replayed": True}
    yield mini("from the memory, charging", data(status(0x52000090)), at | kept, reply=ack())
    yield mini("a battery that cannot be", data(status(0xFF000000)), said(
        at=here["at"], status=0xFF000000, signal=0, moving=False, charging=False, replayed=False), reply=ack())  # fmt: skip
    for bit, event in (
        (0, "low_battery"), (1, "minifinder2:overspeed"), (2, "fall"), (8, "power_off"), (9, "power_on"), (12, "sos"),
        (13, "minifinder2:bit_13"), (31, "minifinder2:bit_31"),
    ):  # fmt: skip
        yield mini(f"alarm {bit}", data(status(), alarm(bit)), at | {"events": [event]}, reply=ack())
    both = {"events": ["low_battery", "fall", "sos"]}
    yield mini("three alarms", data(status(), alarm(0, 2, 12), position()), here | both, reply=ack())
    yield mini("a wrong sum", data(status(), alarm(0, 2, 12), spoil=1), at | both, reply=ack(), integrity="failed")
    yield mini("an alarm alone", data(alarm(12)), said(events=["sos"]), reply=ack())


def _neighbours(at: dict[str, Any]) -> Iterator[Case]:
    cells = [
        {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437, "signal_dbm": -71},
        {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15438},
    ]
    heard = low(401, 2) + b"\x01" + b"\x47" + low(6699, 2) + low(15437, 2) + b"\x00" + low(6699, 2) + low(15438, 2)
    lte = low(401, 2) + b"\x01" + b"\xb9" + low(6699, 2) + low(20_279_834, 4)
    yield mini("cells of LTE", data(status(), key(0x29, lte)), at | {"network": {"cells": [cells[0] | {"cid": 20_279_834}]}},
               reply=ack())  # fmt: skip
    wifi = [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}]
    near = at | {"network": {"cells": cells, "wifi": wifi}}
    yield mini("neighbours", data(status(), key(0x21, heard), key(0x22, b"\xc4" + MAC)), near, reply=ack())
    named = b"\xc4" + MAC + b"\x04home" + b"\xc3" + MAC + b"\x00"
    yield mini("access points with names", data(status(), key(0x19, named)),
               at | {"network": {"wifi": [*wifi, {"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -61}]}}, reply=ack())  # fmt: skip
    yield mini("a service with what it hears", frame(0x03, key(0x01, IMEI.encode()), status(), key(0x21, heard),
               key(0x22, b"\xc4" + MAC)), near, reply=ack())  # fmt: skip


def _places(here: dict[str, Any], at: dict[str, Any]) -> Iterator[Case]:
    beacon = {"valid": True, "lat": 51.128, "lon": 71.4304, "source": "beacon"}
    yield mini("a beacon with a place", data(status(), key(0x23, MAC + point())), at | beacon, reply=ack())
    yield mini("a beacon with a flag", data(status(), key(0x28, b"\x80" + MAC + b"\xc4\xc3" + point())), at | beacon, reply=ack())
    yield mini("a beacon without a place", data(status(), key(0x28, b"\x40" + MAC + b"\xc4\xc3" + b"hall")), at, reply=ack())
    yield mini(
        "a new beacon", data(status(), key(0x2C, b"\xc0" + MAC + b"\xc4\xc3\x64" + point() + b"\x04hall")), at | beacon, reply=ack()
    )
    far, near_by = b"\xb0", b"\xc4"
    elsewhere = point(51.2, 71.5)
    for name, signals, places in (
        ("the nearer first", (near_by, far), (point(), elsewhere)), ("the nearer last", (far, near_by), (elsewhere, point())),
        ("both alike", (near_by, near_by), (point(), elsewhere)), ("one without a signal", (b"\x00", far), (elsewhere, point())),
    ):  # fmt: skip
        old = (key(0x28, b"\x80" + MAC + signal + b"\xc3" + place) for signal, place in zip(signals, places, strict=True))
        new = (key(0x2C, b"\xc1" + MAC + signal + b"\xc3\x64" + place) for signal, place in zip(signals, places, strict=True))
        sos = {"events": ["sos"]}
        yield mini(f"two beacons, {name}", data(status(), *old, alarm(12)), at | beacon | sos, reply=ack())
        yield mini(f"two new beacons, {name}", data(status(), *new, alarm(12)), at | beacon | sos, reply=ack())
    yield mini("beacons without a place are one report", data(status(), *[key(0x2C, b"\x40" + MAC + bytes(3))] * 3, alarm(12)),
               at | {"events": ["sos"]}, reply=ack())  # fmt: skip
    yield mini("not fixed, behind a beacon", data(status(), key(0x23, MAC + point()), position(elsewhere, 0)),
               at | beacon | {"satellites": 9}, reply=ack())  # fmt: skip
    exact = {"hdop": 0.8, "altitude_m": 350.0}
    worked_out = point() + low(8, 2) + low(350, 2)
    unknown = at | beacon | {"source": "unknown"}
    yield mini("a place worked out", data(status(), key(0x27, worked_out)), unknown | exact, reply=ack())
    yield mini("a beacon's place, with a height", data(status(), key(0x26, MAC + worked_out)), at | beacon | exact, reply=ack())
    yield mini("a place worked out beside a fixed position", data(status(), position(), key(0x27, elsewhere + bytes(4))), here,
               reply=ack())  # fmt: skip
    yield mini("a place worked out that is none", data(status(), key(0x27, bytes(12))), at, reply=ack())
    yield mini("a place worked out, cut short", data(status(), key(0x27, point())), unknown, reply=ack())
    others = key(0x2A, b"\x80" + MAC + far + elsewhere) + key(0x27, elsewhere + bytes(4))
    yield mini("a beacon behind other places", data(status(), others, key(0x28, b"\x80" + MAC + far * 2 + point())), at | beacon,
               reply=ack())  # fmt: skip
    known = at | beacon | {"source": "wifi"}
    yield mini("a known access point", data(status(), key(0x2A, b"\x80" + MAC + b"\xc4" + point())), known, reply=ack())
    yield mini("a beacon beside a fixed position", data(status(), position(), key(0x23, MAC + point(1, 1))), here, reply=ack())


def _others(here: dict[str, Any], at: dict[str, Any]) -> Iterator[Case]:
    from tests.frames.forge import said

    yield mini("two reports", data(status(), position(), status(), alarm(12)), here, at | {"events": ["sos"]}, reply=ack())
    yield mini("battery", data(key(0x14, b"\x52" + low(3970, 2))), said(battery_pct=82.0, battery_v=3.97), reply=ack())
    yield mini("a value cut short", data(key(0x20, b"\x01"), alarm(12)), said(events=["sos"]), reply=ack())
    settings = key(0x03, IMEI.encode()) + key(0x14, b"\x52" + low(3970, 2)) + key(0x02, b"\xff" * 4)
    yield mini("settings", frame(0x02, settings, properties=0), said(battery_pct=82.0, battery_v=3.97))
    yield mini("alive", frame(0x03, key(0x01, IMEI.encode()), key(0x10, b"\x52")), said(), reply=ack())
    yield mini("asks for the time", frame(0x03, key(0x01, IMEI.encode()), key(0x12)), said(),
               reply=frame(0x03, key(0x12, low(RECEIVED_S, 4)), properties=0))  # fmt: skip
    yield mini("asks where it is", frame(0x03, key(0x01, IMEI.encode()), key(0x11)), said(),
               reply=frame(0x03, key(0x11, bytes(9)), properties=0))  # fmt: skip
    yield mini("a service with an alarm and a place", frame(0x03, key(0x01, IMEI.encode()), status(), alarm(12), position()),
               here | {"events": ["sos"]}, reply=ack())  # fmt: skip
    yield mini("an answer", frame(0x7F, key(0x00), properties=0), said(), device=None)
