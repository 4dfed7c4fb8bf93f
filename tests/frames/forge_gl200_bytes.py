"""Queclink trackers of our own that speak in bytes: HEX with its masks, and records of the second generation (Pro)."""

from collections.abc import Iterator
from typing import Any

from tests.frames.forge_gl200 import IMEI, Case, gl200, last_there, now_here

SECONDS = 1_779_280_215
"""2026-05-20 12:30:15 UTC."""


def crc_16(data: bytes) -> int:
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


def remainder_8(data: bytes) -> int:
    value = 0xFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ (0x31 if value & 0x80 else 0)) & 0xFF
    return value


def num(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big", signed=value < 0)


PAIRS = bytes(int(IMEI[at : at + 2]) for at in range(0, 15, 2))
"""The IMEI, two digits a byte."""
CLOCK = num(2026, 2) + bytes((5, 20, 12, 30, 15))
MASK = 0x00FE5FBF
"""What a GV300CAN sends from the factory: no name, everything but the card, the vehicle and the expander."""
HEX_CELL = bytes.fromhex("0401 0001 1a2b 3c4d 00")


def summed(kind: bytes, body: bytes, size_at: int, size_width: int = 2, *, error: int = 0) -> bytes:
    """A HEX frame; its length, at a place of the whole, counts everything."""
    size = num(len(kind) + len(body) + 4, size_width)
    body = body[: size_at - 4] + size + body[size_at - 4 + size_width :]
    return kind + body + num(crc_16(body) ^ error, 2) + b"\r\n"


def block(accuracy: int = 1, lat: int = 51_128_000, lon: int = 71_430_400) -> bytes:
    return bytes((accuracy,)) + num(36, 2) + b"\0" + num(271, 2) + num(350, 2) + num(lon, 4) + num(lat, 4) + CLOCK + HEX_CELL


def in_hex(
    head: bytes, kind: int, blocks: tuple[bytes, ...], *, extra: bytes = b"\x10", motion: int = 0x42, mask: int = MASK,
    who: bytes = PAIRS, device: bytes = b"\x4b", error: int = 0,
) -> bytes:  # fmt: skip
    state = bytes((82,)) + num(12600, 2) + num(0, 2) + bytes((1, 0, motion, 0x19))
    behind = bytes(3 + 5 + 3 + 6) + CLOCK + num(0x0A1F, 2)
    body = bytes((kind,)) + num(mask, 4) + bytes(2) + device + num(0x0305, 2) + num(0x0318, 2) + who + state + extra
    return summed(head, body + bytes((len(blocks),)) + b"".join(blocks) + behind, 9, error=error)


def information(groups: bytes, *, kind: int = 1, mask: int = 0xFD7F, second: bytes = b"", who: bytes = PAIRS) -> bytes:
    body = bytes((kind,)) + num(mask, 2) + second + bytes(2) + who + b"\x45" + bytes(4) + groups + CLOCK + num(0x0A1F, 2)
    return summed(b"+INF", body, 7 + len(second))


VERSIONS = bytes.fromhex("0104 0205 0000")
RECEIVER = bytes.fromhex("42 00 09 40") + CLOCK + bytes(13)
BATTERY = b"\xd0" + num(12600, 2) + num(3970, 2) + bytes((82,))
RADIO = bytes(10) + bytes((21, 0)) + bytes(3)
HEARD = bytes.fromhex("00 01 0401 0001 1a2b 3c4d 00 1b")


def value(name: int, content: bytes) -> bytes:
    return wide(name) + wide(len(content)) + content


def wide(number: int) -> bytes:
    return bytes((number,)) if number < 0x80 else num(0x8000 | number, 2)


def record(kind: int, *values: bytes, code: int = 0) -> bytes:
    body = num(SECONDS, 4) + num(7, 2) + bytes((kind, code)) + b"".join(values)
    return wide(len(body) + (1 if len(body) < 0x7F else 2)) + body


def full(state: int = 0b1001, lat: int = 51_128_000, lon: int = 71_430_400) -> bytes:
    place = bytes((0x20 | state,)) + num(lon, 4) + num(lat, 4) + num(SECONDS, 4) + num(360, 2)
    return value(0x52, place + bytes((8,)) + num(271, 2) + num(-42, 3) + bytes((9,)))


def pro(*records: bytes, first: bytes = b"\x2b", many: bytes = b"\0", error: int = 0, lie: int = 0) -> bytes:
    body = many + bytes.fromhex("0" + IMEI) + bytes.fromhex("8203 0003 00 00") + b"".join(records)
    whole = first + b"\0" + num(len(body) + 8 + lie, 2) + body + num(0x0A1F, 2)
    return whole + bytes((remainder_8(whole) ^ error,)) + b"$"


def heartbeat() -> bytes:
    body = b"\x2b\x10\x18" + bytes.fromhex("0" + IMEI) + bytes.fromhex("8203 0003 00") + num(SECONDS, 4) + num(0x0A1F, 2)
    return body + bytes((remainder_8(body),)) + b"$"


def compressed(*points: bytes) -> bytes:
    state = bytes((82,)) + num(12600, 2) + num(0, 2) + bytes((1, 0, 0x42, 0x19))
    behind = bytes(3 + 5 + 3 + 6) + CLOCK + num(0x0A1F, 2)
    body = bytes((100,)) + num(MASK, 4) + bytes(2) + b"\x4b" + bytes(4) + PAIRS + state + num(len(points), 2)
    return summed(b"+RSP", body + b"".join(points) + behind, 9)


def hex_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here, then = now_here(), last_there()
    sure = {"integrity": "ok"}
    state = {"battery_pct": 82.0, "external_v": 12.6, "moving": True, "status": 0x42, "satellites": 9}
    now = here | state | {"altitude_m": 350.0}
    last = then | {"altitude_m": 350.0, "valid": False, "battery_pct": 82.0, "satellites": 9}
    meanwhile = state | {"network": NEAR, "valid": False}
    yield gl200("HEX", in_hex(b"+RSP", 7, (block(),)), now, **sure)
    yield gl200("HEX from memory", in_hex(b"+BSP", 7, (block(),)), now | {"replayed": True}, **sure)
    yield gl200(
        "HEX, south and west",
        in_hex(b"+RSP", 7, (block(1, -33_450_000, -70_660_000),)),
        now | {"lat": -33.45, "lon": -70.66},
        **sure,
    )
    yield gl200("HEX, a wrong checksum", in_hex(b"+RSP", 10, (block(),), error=1), now | {"events": ["sos"]}, integrity="failed")
    first = now | dict.fromkeys(("battery_pct", "external_v", "moving", "status"))
    yield gl200("HEX, two positions", in_hex(b"+RSP", 7, (block(), block(2))), first, now | {"hdop": 2.0}, **sure)
    yield gl200("HEX, the last position", in_hex(b"+RSP", 11, (block(0),)), last, said(**meanwhile), **sure)
    yield gl200("HEX, nought and nought", in_hex(b"+RSP", 10, (block(0, 0, 0),)), said(**meanwhile, events=["sos"]), **sure)
    yield gl200("HEX, three bytes of type", in_hex(b"+RSP", 7, (block(),), device=bytes.fromhex("802009")), now, **sure)
    yield gl200("HEX by name", in_hex(b"+RSP", 7, (block(),), mask=MASK | 0x40, who=b"gb100-Do"), now, device="gb100-Do", **sure)
    yield gl200("HEX, a call", in_hex(b"+RSP", 3, (block(),), extra=bytes.fromhex("00 70 77010000000f")), now, **sure)
    yield gl200("HEX, SOS and towed", in_hex(b"+RSP", 10, (block(),), motion=0x16),
                now | {"status": 0x16, "events": ["gl200:tow", "sos"]}, **sure)  # fmt: skip
    yield from report_cases(now)
    yield from event_cases(now)
    yield gl200("HEX event from memory", in_hex(b"+BVT", 33, (block(0),), extra=b"\x02"), last | {"replayed": True},
                said(**meanwhile, replayed=True, events=["jamming"]), **sure)  # fmt: skip
    whole = (0b01 << 22 | 360 << 9 | 271).to_bytes(3, "big") + num(71_430_400, 4) + num(51_128_000, 4)
    step = (0b10 << 38 | (-10 & 0x7F) << 30 | 2 << 23 | (-100 & 0xFFF) << 11 | 200).to_bytes(5, "big")
    fine = {
        "at": "2026-05-20T12:30:15.000Z",
        "lat": 51.128,
        "lon": 71.4304,
        "speed_mps": 10.0,
        "course_deg": 271.0,
        "source": "gnss",
    }
    second = fine | {"at": "2026-05-20T12:30:17.000Z", "lat": 51.1282, "lon": 71.4303, "speed_mps": 35 / 3.6, "course_deg": 273.0}
    yield gl200("HEX compressed", compressed(whole + num(SECONDS, 4), b"\0", step), said(**fine), said(**second | state), **sure)
    groups = VERSIONS + RECEIVER + BATTERY + RADIO + HEARD
    said_of_itself = {"satellites": 9, "moving": True, "status": 0x42, "battery_pct": 82.0, "battery_v": 3.97, "external_v": 12.6,
                      "signal": 21, "network": NEAR}  # fmt: skip
    yield gl200("HEX information", information(groups), said(**said_of_itself), **sure)
    yield gl200("HEX information, two masks", information(groups, second=b"\x00\x55"), said(**said_of_itself), **sure)
    yield gl200("HEX battery", information(BATTERY, kind=7), said(battery_pct=82.0, battery_v=3.97, external_v=12.6), **sure)
    yield gl200("HEX information of another shape", information(groups + b"\0"), said(), **sure)
    beat = b"\xef\0\x4b" + bytes(4) + PAIRS + CLOCK + num(0x0A1F, 2)
    yield gl200("HEX heartbeat", summed(b"+HBD", beat, 5, 1), said(), **sure)
    yield gl200("HEX heartbeat of nobody", summed(b"+HBD", beat[:7] + beat[15:], 5, 1), said(), device=None, **sure)
    answer = b"\x02\xef\0\x4b" + bytes(4) + PAIRS + b"\0" + num(7, 2) + CLOCK + num(0x0A1F, 2)
    yield gl200("HEX answer", summed(b"+ACK", answer, 6, 1), said(), **sure)
    yield gl200("HEX answer by name", summed(b"+ACK", answer.replace(PAIRS, b"gb100\0\0\0"), 6, 1), said(), device=None, **sure)
    yield gl200("HEX crash data", summed(b"+CRD", bytes(20), 6), said(events=["gl200:crash"]), device=None, **sure)
    yield gl200("HEX vehicle bus", summed(b"+CAN", bytes(20), 9), said(), device=None, **sure)
    yield gl200("HEX serial data", summed(b"+DAT", bytes(20), 9), said(), device=None, **sure)


def report_cases(now: dict[str, Any]) -> Iterator[Case]:
    for kind, report, events in (
        (1, 0x00, ["gl200:tow"]),
        (5, 0x11, ["gl200:input_1_on"]),
        (8, 0x21, ["gl200:fence_enter"]),
        (9, 0x00, ["gl200:speed_outside"]),
        (15, 0x34, ["gl200:hard_acceleration", "gl200:hard_cornering"]),
        (16, 0x01, ["gl200:ignition_off"]),
        (12, 0x10, ["gl200:restarted"]),
        (200, 0x00, ["gl200:alarm_200"]),
    ):
        frame = in_hex(b"+RSP", kind, (block(),), extra=bytes((report,)))
        yield gl200(f"HEX report {kind}", frame, now | {"events": events}, integrity="ok")


def event_cases(now: dict[str, Any]) -> Iterator[Case]:
    for kind, extra, event in (
        (6, "0f82", "low_battery"), (13, "00001cc7", "gl200:ignition_on"), (14, "00001cc7", "gl200:ignition_off"),
        (15, "00c801", "gl200:update"), (17, "0000012c", "gl200:idling_over"), (21, "0000000000", "gl200:gps_lost"),
        (23, "01", "gl200:crash"), (31, "0d03", "jamming"), (32, "01", "gl200:roaming_on"), (33, "02", "jamming"),
        (33, "01", "gl200:jamming_over"), (34, "02", "jamming"), (34, "010064", "gl200:update"), (35, "00", "gl200:roaming_off"),
        (35, "010064", "gl200:update"), (45, "00000100000064", "gl200:ignition_on"), (46, "00000100000064", "gl200:ignition_off"),
        (50, "", "gl200:ignition_on"), (51, "", "gl200:ignition_off"), (3, "", "gl200:event_3"), (34, "0102", "gl200:event_34"),
    ):  # fmt: skip
        frame = in_hex(b"+EVT", kind, (block(),), extra=bytes.fromhex(extra))
        volts = {"battery_v": 3.97} if kind == 6 else {}
        yield gl200(f"HEX event {kind} {extra}", frame, now | volts | {"events": [event]}, integrity="ok")
    yield gl200("HEX event 9", in_hex(b"+EVT", 9, (block(),), extra=b""), now, integrity="ok")


def pro_cases() -> Iterator[Case]:
    from tests.frames.forge import NOON_TEXT, said

    here = now_here()
    sure = {"integrity": "ok"}
    now = here | {"altitude_m": -4.2, "hdop": 0.8, "satellites": 9, "network": None, "battery_pct": None}
    beside = {"at": NOON_TEXT}
    yield gl200("Pro", pro(record(0x50, full())), now, **sure)
    yield gl200("Pro from memory", pro(record(0x50, full()), first=b"\x2d"), now | {"replayed": True}, **sure)
    yield gl200(
        "Pro, south and west",
        pro(record(0x50, full(lat=-33_450_000, lon=-70_660_000))),
        now | {"lat": -33.45, "lon": -70.66},
        **sure,
    )
    yield gl200("Pro, a part of many", pro(record(0x10, full()), many=b"\x80\x02\x01"), now | {"events": ["sos"]}, **sure)
    yield gl200("Pro, no position now", pro(record(0x10, full(0b0100))), now | {"valid": False, "hdop": None, "source": None},
                said(**beside, valid=False, events=["sos"]), **sure)  # fmt: skip
    yield gl200("Pro, a short position", pro(record(0x50, value(0x51, full()[2:17]))),
                now | dict.fromkeys(("course_deg", "altitude_m", "hdop", "satellites")), **sure)  # fmt: skip
    battery = value(0x61, b"\1" + num(3970, 2) + bytes((82, 2)))
    yield gl200("Pro, battery and motion", pro(record(0x20, battery, value(0x17, b"\1"))),
                said(**beside, battery_pct=82.0, battery_v=3.97, moving=True, events=["gl200:record_20_00"]), **sure)  # fmt: skip
    yield gl200("Pro, names of two bytes", pro(record(0x50, value(300, bytes(300)), value(0x0A, bytes((82,))), value(0x17, b"\0"))),
                said(**beside, battery_pct=82.0, moving=False), **sure)  # fmt: skip
    for kind, event in (
        (0x01, "power_on"),
        (0x05, "power_off"),
        (0x10, "sos"),
        (0x87, "gl200:light"),
        (0x94, "gl200:record_94_02"),
    ):
        yield gl200(f"Pro record {kind:02x}", pro(record(kind, code=2)), said(**beside, events=[event]), **sure)
    yield gl200(
        "Pro, SOS in the light", pro(record(0x10, value(0x2B, b"\1"))), said(**beside, events=["sos", "gl200:light"]), **sure
    )
    yield gl200("Pro, two records", pro(record(0x50, full()), record(0x10)), now, said(**beside, events=["sos"]), **sure)
    yield gl200("Pro, a wrong checksum", pro(record(0x10), error=1), said(**beside, events=["sos"]), integrity="failed")
    broken = record(0x10, full())[:-4]
    yield gl200("Pro, a record that breaks off", pro(broken), said(**beside, events=["sos"]), integrity="failed")
    yield gl200("Pro heartbeat", heartbeat(), said(), **sure)
