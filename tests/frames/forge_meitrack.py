"""Meitrack trackers of our own: reports as text and as bytes, written from the manual's formats."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
SINCE_2000 = 832_595_415
"""2026-05-20 12:30:15 UTC."""
TEXT_TAIL = "9,21,36,271,0.8,350,1000,2000,401|1|1A2B|3C4D"


def framed(content: bytes, letter: str = "A", *, mark: str = "$$", sum_error: int = 0, size_error: int = 0) -> bytes:
    """Everything up to the star is counted by the sum; everything from the comma by the length."""
    body = f",{IMEI},".encode() + content + b"*"
    head = f"{mark}{letter}{len(body) + 4 + size_error}".encode() + body
    return head + f"{(sum(head) + sum_error) % 256:02X}\r\n".encode()


WHERE = "51.128000,71.430400"


def report(code: int = 35, *, flag: str = "A", where: str = WHERE, ports: str = "0100", volts: str = "0|0|0|018D|04F0") -> bytes:
    return f"AAA,{code},{where},260520123015,{flag},{TEXT_TAIL},{ports},{volts},,,3,,,0".encode()


def low(value: int, width: int) -> bytes:
    return value.to_bytes(width, "little", signed=value < 0)


def group(*values: tuple[int, bytes]) -> bytes:
    """A group of named values; a name of two bytes is written high byte first."""
    return bytes((len(values),)) + b"".join((bytes((n >> 8, n & 255)) if n > 255 else bytes((n,))) + v for n, v in values)


def counted(name: int, value: bytes) -> tuple[int, bytes]:
    return name, bytes((len(value),)) + value


Value = tuple[int, bytes]
INTERVAL: Value = (0x40, low(35, 2))


def record(
    *, codes: tuple[Value, ...] = (), wide: tuple[Value, ...] = (INTERVAL,), valid: int = 1, batteries: bytes = b""
) -> bytes:
    ones = group(
        *codes, (0x05, bytes((valid,))), (0x06, b"\x09"), (0x07, b"\x15"), (0x14, b"\x02"), (0x15, b"\x01"), (0xFE69, b"\x52")
    )
    twos = group(*wide, (0x08, low(36, 2)), (0x09, low(271, 2)), (0x0A, low(8, 2)), (0x0B, low(-5, 2)), (0x19, low(397, 2)),
                 (0x1A, low(1264, 2)))  # fmt: skip
    fours = group((0x02, low(-33_450_000, 4)), (0x03, low(-70_660_000, 4)), (0x04, low(SINCE_2000, 4)), (0x0C, low(7, 4)))
    cell = low(401, 2) + low(1, 2) + low(6699, 2) + low(15437, 4) + low(-71, 2)
    named = [counted(0x0E, cell), counted(0x4B, b"\x01\x01\x03LTE")] + ([counted(0xFEA8, batteries)] if batteries else [])
    body = low(0, 2) + ones + twos + fours + group(*named)
    return low(len(body), 2) + body


def cce(*records: bytes, count: int | None = None) -> bytes:
    return b"CCE," + low(0, 4) + low(len(records) if count is None else count, 2) + b"".join(records)


def ccc_record(code: int = 35, valid: int = 1) -> bytes:
    return (
        low(code, 1) + low(51_128_000, 4) + low(71_430_400, 4) + low(SINCE_2000, 4) + bytes((valid, 9, 21)) + low(36, 2)
        + low(271, 2) + low(8, 2) + low(350, 2) + low(1000, 4) + low(2000, 4) + low(401, 2) + low(1, 2) + low(6699, 2)
        + low(15437, 2) + low(0x0100, 2) + low(0, 2) + low(397, 2) + low(1264, 2) + low(0, 4)
    )  # fmt: skip


def ccc(*records: bytes) -> bytes:
    return b"CCC," + b"\x02\x01" + low(52, 2) + low(0, 4) + b"".join(records)


def meitrack_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, case, placed, said

    def meitrack(name: str, frame: bytes, *reports: dict[str, Any], reply: bytes | None = None, **expect: Any) -> Case:
        replies = [] if reply is None else [reply.hex()]
        return case("meitrack", name, frame, list(reports), expect={"device": IMEI, "replies": replies} | expect)

    volts = {"battery_v": 3.97, "external_v": 12.64}
    here = placed(altitude_m=350.0, hdop=0.8, signal=21, network=NEAR, status=0x0100) | volts
    yield meitrack("interval", framed(report()), here)
    yield meitrack("numbered", framed(report().replace(b"AAA,", b"AFF,0004,")), here)
    yield meitrack("numbered, AAA", framed(report(81).replace(b"AAA,", b"AAA,0004,")), here | {"events": ["strap_open"]})
    yield meitrack("not numbered, AFF", framed(report(1).replace(b"AAA,", b"AFF,")), here | {"events": ["sos"]})
    yield meitrack("a report under another name", framed(report(81).replace(b"AAA,", b"AAB,")), here | {"events": ["strap_open"]})
    yield meitrack("an answer with a report", framed(report(34).replace(b"AAA,", b"A10,")), here)
    yield meitrack("an answer that is nearly a report", framed(b"A11,35,51.1,71.4,260520,A,9"), said())
    yield meitrack("a wrong sum", framed(report(81), sum_error=1), here | {"events": ["strap_open"]}, integrity="failed")
    for code, event in (
        (1, "sos"), (2, "meitrack:input_2"), (17, "low_battery"), (18, "low_battery"), (19, "meitrack:overspeed"),
        (20, "meitrack:fence_enter"), (21, "meitrack:fence_exit"), (22, "power_restored"), (23, "power_cut"),
        (24, "meitrack:gps_lost"), (28, "antenna_cut"), (29, "power_on"), (36, "meitrack:tow"), (40, "power_off"), (44, "jamming"),
        (65, "sos"), (79, "fall"),
        (80, "strap_closed"), (81, "strap_open"), (9, "meitrack:event_9"), (999, "meitrack:event_999"),
    ):  # fmt: skip
        yield meitrack(f"event {code}", framed(report(code)), here | {"events": [event]})
    yield meitrack("asked for", framed(report(34)), here)
    yield meitrack("stopped", framed(report(41)), here | {"moving": False})
    yield meitrack("started", framed(report(42)), here | {"moving": True})
    gone = {"lat": None, "lon": None, "source": None, "speed_mps": None, "course_deg": None, "altitude_m": None}
    yield meitrack(
        "no fix", framed(report(1, flag="V", where="0.000000,0.000000")), here | gone | {"valid": False, "events": ["sos"]}
    )
    yield meitrack("the last place again", framed(report(flag="V")), here | {"valid": False, "source": None})
    yield meitrack("south and west", framed(report(where="-33.450000,-70.660000")), here | {"lat": -33.45, "lon": -70.66})
    yield meitrack("no place of the Earth", framed(report(81, where="91.0,71.4")), here | gone | {"events": ["strap_open"]})
    yield meitrack(
        "volts with a point", framed(report(volts="4.33|12.96|1.92|2.72|2.69")), here | {"battery_v": 4.33, "external_v": 12.96}
    )
    yield meitrack(
        "volts in 1024 steps", framed(report(volts="0|0||0278|0100")), here | {"battery_v": 3.703125, "external_v": 12.0}
    )
    yield meitrack(
        "volts in 4096 steps", framed(report(volts="|||0964|03E8")), here | {"battery_v": 3.873633, "external_v": 12.890625}
    )
    yield meitrack("volts of no scale", framed(report(volts="|||0001|03E8")), here | {"battery_v": None, "external_v": None})
    broken = b"AAA,81,north,east,when,?"
    yield meitrack("a report of junk", framed(broken), said(events=["strap_open"]))
    yield meitrack("a report of nothing", framed(b"AAA,,,"), error="a report that says nothing")
    wide = placed(
        valid=True, lat=-33.45, lon=-70.66, altitude_m=-5.0, hdop=0.8, signal=21, battery_pct=82.0, status=0x0102,
        network={"cells": [NEAR["cells"][0] | {"signal_dbm": -71}]},
    ) | volts  # fmt: skip
    yield meitrack("bytes", framed(cce(record())), wide)
    yield meitrack("bytes, two reports", framed(cce(record(wide=((0x40, low(81, 2)),)), record(codes=((0x01, b"\x01"),)))),
                   wide | {"events": ["strap_open"]}, wide | {"events": ["sos"]})  # fmt: skip
    both = record(codes=((0x01, b"\x11"),), wide=((0x40, low(81, 2)),))
    yield meitrack("two events in one report", framed(cce(both)), wide | {"events": ["low_battery", "strap_open"]})
    yield meitrack("bytes, not fixed", framed(cce(record(valid=0))), wide | {"valid": False, "source": None})
    yield meitrack(
        "three batteries and an alert", framed(cce(record(batteries=bytes.fromhex("02 4d 02 58 00 00 01")))),
        wide | {"battery_pct": 77.0, "events": ["meitrack:battery_alert"]},
    )  # fmt: skip
    yield meitrack("bytes that announce one more", framed(cce(both, count=2)), wide | {"events": ["low_battery", "strap_open"]},
                   integrity="failed")  # fmt: skip
    yield meitrack("bytes of nothing", framed(cce()), error="no whole record")
    old = here | {"external_v": None}
    yield meitrack("old bytes", framed(ccc(ccc_record(), ccc_record(81)), "X"), old, old | {"events": ["strap_open"]},
                   reply=framed(b"CCC,2", "X", mark="@@"))  # fmt: skip
    yield meitrack("old bytes with a remainder", framed(ccc(ccc_record(), b"\x01"), "X"), old,
                   reply=framed(b"CCC,1", "X", mark="@@"), integrity="failed")  # fmt: skip
    yield meitrack("alive", framed(b"AAC,1", "z"), said(), reply=framed(b"AAC,1", "z", mark="@@"))
    yield meitrack("an answer", framed(b"A12,OK"), said())
    yield meitrack("a picture waits", framed(b"D03,OK"), said())
    yield meitrack("a picture nobody asked for", framed(b"D00,1.jpg,2,0,\xff\xd8*\r\n$$"), said())
