"""Messages of TopFlytech of our own: locations of vehicles and things, how somebody drives, tags, locks, numbered values."""

import struct
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
FIRST, VEHICLE, PLUG, THING = b"##", b"%%", b"&&", b"''"
NOON = bytes.fromhex("260520123015")
LATER = bytes.fromhex("260520123115")
LATER_TEXT = "2026-05-20T12:31:15.000Z"
MAC = bytes.fromhex("a4b1c2d3e4f5")
FIXED, KEPT, HEARD = 0x40, 0x80, 0x20
NO_PLACE = b"\xff" * 16


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")


def message(mark: bytes, kind: int, body: bytes = b"", *, serial: int = 6, length: int | None = None, imei: str = IMEI) -> bytes:
    stated = 15 + len(body) if length is None else length
    return mark + number(kind, 1) + number(stated, 2) + number(serial, 2) + bytes.fromhex("0" + imei) + body


def answer(frame: bytes, said: bytes = b"") -> bytes:
    serial = b"\x00\x01" if frame.startswith(FIRST) else frame[5:7]
    return frame[:3] + number(15 + len(said), 2) + serial + frame[7:15] + said


def single(value: float) -> float:
    """A number as single precision keeps it."""
    kept: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return kept


def place(lat: float = 51.128, lon: float = 71.4304, *, speed: str = "0360", course: int = 271) -> bytes:
    return struct.pack("<fff", 350.0, lon, lat) + bytes.fromhex(speed) + number(course, 2)


GSM = number(401, 2) + number(1, 2) + number(6699, 2) + number(15437, 2) + number(6699, 2) + number(15438, 2) + b"\xff" * 4
OLD_GSM = b"".join(GSM[at + 1 : at - 1 if at else None : -1] for at in range(0, 16, 2))
LTE = number(401 | 0x8000, 2) + number(1, 2) + number(98_765_432, 4) + number(6699, 2) + b"\xff" * 6
TWO_CELLS = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}, {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15438}]}
ONE_CELL = {"cells": [{"mcc": 401, "mnc": 1, "lac": 6699, "cid": 98_765_432}]}
POINTS = bytes(6) + MAC + b"\xc0" + b"\xff" * 6 + b"\x00" + bytes(6) + b"\x00"
ONE_POINT = {"wifi": [{"mac": "a4:b1:c2:d3:e4:f5", "signal_dbm": -64}]}


def vehicle(
    where: bytes, *, state: int = FIXED | 9, alarm: int = 0, battery: str = "85", analog: int = 4, outputs: int = 0,
    tail: str = "1250", inputs: int = 0x4000,
) -> bytes:  # fmt: skip
    settings, seen = number(30, 2) + number(300, 2) + b"\x1e" + number(200, 2), number(27, 2)
    head = settings + seen + number(state, 1) + bytes(4) + number(5, 2) + number(inputs, 2) + bytes(outputs) + b"\xff" * analog
    return head + number(alarm, 1) + b"\x00" + number(1234, 4) + bytes.fromhex(battery) + NOON + where + bytes.fromhex(tail)


def second(where: bytes, **more: Any) -> bytes:
    """A location of the second shape: outputs, five analog inputs, the battery's voltage before the supply's."""
    shape: dict[str, Any] = {"analog": 10, "outputs": 2, "tail": "03951250"}
    return vehicle(where, **(shape | more))


def health(*, inputs: int = 27 << 4, battery: str = "85", lock: bytes = b"\x00") -> bytes:
    return bytes(5) + bytes.fromhex(battery) + b"\x16\x10\x39\x00" + number(1234, 4) + number(inputs, 2) + bytes(15) + lock


def thing(where: bytes, *, state: int = FIXED | 9, alarm: int = 0, rest: bytes | None = None) -> bytes:
    return number(state, 1) + number(alarm, 1) + NOON + where + (health() if rest is None else rest)


def crc(data: bytes) -> int:
    value = 0xFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1) & 0xFF if value < 0x80 else ((value << 1) & 0xFF) ^ 0x31
    return value


def values(*groups: bytes, info: int = 0, sum_error: int = 0) -> bytes:
    said = number(info, 1) + NOON + b"".join(groups)
    return number(crc(said) ^ sum_error, 1) + said


def numbers(*pairs: tuple[int, bytes]) -> bytes:
    return b"\x02" + number(len(pairs), 1) + b"".join(number(kind, 1) + value for kind, value in pairs)


def data(*pairs: tuple[int, bytes]) -> bytes:
    return b"\x03" + number(len(pairs), 2) + b"".join(number(kind, 2) + number(len(value), 1) + value for kind, value in pairs)


WHERE = struct.pack("<fff", 350.0, 71.4304, 51.128) + number(271, 2) + number(90, 2) + b"\x09"

OF_VEHICLE = {
    0x01: "power_cut", 0x02: "low_battery", 0x03: "sos", 0x04: "t800x:overspeed", 0x05: "t800x:fence_enter",
    0x06: "t800x:fence_exit", 0x07: "t800x:tow", 0x08: "t800x:vibration", 0x10: "t800x:theft",
    0x11: "t800x:fuel_filled", 0x12: "t800x:fuel_leak",
    0x13: "t800x:fuel_filled", 0x14: "t800x:fuel_leak", 0x15: "t800x:ignition_on", 0x16: "t800x:ignition_off",
    0x17: "t800x:cooling_on", 0x18: "t800x:cooling_off", 0x19: "t800x:idle", 0x20: "t800x:idle_over", 0x21: "jamming",
    0x22: "t800x:jamming_over", 0x23: "power_restored", 0x24: "t800x:supply_low", 0x25: "t800x:rude_driving",
    0x26: "t800x:collision", 0x27: "t800x:rollover", 0x30: "t800x:alarm_30", 0xFE: "t800x:alarm_fe",
}  # fmt: skip
OF_THING = {
    0x01: "strap_open", 0x02: "tamper", 0x03: "sos", 0x05: "fall", 0x06: "low_battery", 0x07: "t800x:battery_recovered",
    0x08: "t800x:temperature", 0x09: "t800x:moved", 0x10: "t800x:collision", 0x11: "t800x:tilt", 0x12: "t800x:charger_on",
    0x13: "t800x:charger_off", 0x14: "t800x:fence_enter", 0x15: "t800x:fence_exit", 0x16: "t800x:ignition_on",
    0x17: "t800x:ignition_off", 0x18: "t800x:idle", 0x19: "t800x:idle_over", 0x21: "strap_closed", 0x22: "t800x:case_closed",
    0x23: "t800x:box_closed", 0x24: "t800x:fall_over", 0x25: "t800x:temperature_over", 0x26: "t800x:moved_over",
    0x27: "t800x:collision_over", 0x28: "t800x:tilt_over", 0x29: "power_on", 0x30: "t800x:temperature",
    0x31: "t800x:temperature_over", 0x7F: "t800x:alarm_7f",
}  # fmt: skip


def t800x_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def t800x(name: str, frame: bytes, *reports: dict[str, Any], model: str | None = None, **expect: Any) -> Case:
        usual = {"device": IMEI, "replies": [answer(frame).hex()], "integrity": "none"}
        hint = {} if model is None else {"model": model}
        return case("t800x", name, frame, list(reports), **hint, expect=usual | expect)

    spot = {"lat": single(51.128), "lon": single(71.4304), "altitude_m": 350.0}
    here = placed(**spot, replayed=False)
    yield from _conversation(t800x, said)
    yield from _vehicles(t800x, here, said)
    yield from _driving(t800x, here, said)
    yield from _things(t800x, here, said)
    yield from _tags(t800x, here, said)
    yield from _values(t800x, here, said)


def without(report: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name not in names}


NOT_PLACED = ("lat", "lon", "altitude_m", "speed_mps", "course_deg", "source")


def _conversation(t800x: Any, said: Any) -> Iterator[Case]:
    for mark, name in ((FIRST, "first"), (VEHICLE, "vehicle"), (PLUG, "plug"), (THING, "thing")):
        yield t800x(f"signs in, {name}", message(mark, 0x01, b"\x01\x25\x05\x03\x50\x00"), said())
        yield t800x(f"heartbeat, {name}", message(mark, 0x03), said())
    yield t800x("signs in otherwise", message(VEHICLE, 0x31, bytes(8)), said())
    yield t800x("answers a command", message(VEHICLE, 0x81, b"\x01" + "OK".encode("utf-16-le")), said())
    names = b"\x08" + "KCELL"[:4].encode("utf-16-le") + b"\x04LTE " + b"\x03B20" + b"\x00\x00"
    then = said(at="2026-05-20T12:30:15.000Z")
    yield t800x("network", message(THING, 0x05, NOON + names), then)
    yield t800x("network of a vehicle", message(VEHICLE, 0x11, NOON + names), then)
    for kind in (0x09, 0x21, 0x22, 0x23):
        yield t800x(f"only a moment, {kind:02x}", message(PLUG, kind, NOON + bytes(9)), then)
    for kind in (0x20, 0x26):
        yield t800x(f"only a moment, {kind:02x}", message(THING, kind, NOON + bytes(9)), then)
    fences = NOON + b"\x01" + b"\x01\x00\x00" + b"\x02\x00\x0d\x04" + number(500, 4) + bytes(8)
    yield t800x("fences", message(THING, 0x20, fences), then)
    yield t800x("fences, cut", message(THING, 0x20, fences[:-1]), then, replies=[])
    samples = NOON + b"\x02" + number(60, 2) + number(2500, 2)
    yield t800x("samples of another sensor", message(THING, 0x26, samples), then)
    yield t800x("samples, cut", message(THING, 0x26, samples[:8]), then, replies=[])
    yield t800x("no day like that", message(VEHICLE, 0x11, bytes.fromhex("260230123015")), said())
    yield t800x("no digits", message(VEHICLE, 0x11, bytes.fromhex("2605201230ff")), said())
    yield t800x("access points alone", message(VEHICLE, 0x15, NOON + POINTS), then | {"network": ONE_POINT})
    yield t800x("a kind nobody describes", message(VEHICLE, 0x77), error="no source at hand describes kind 0x77")
    yield t800x("a lock's kind of a vehicle", message(VEHICLE, 0x17, bytes(20)), error="no source at hand describes kind 0x17")


def _vehicles(t800x: Any, here: dict[str, Any], said: Any) -> Iterator[Case]:
    usual = here | {"signal": 27, "battery_pct": 85.0, "external_v": 12.5, "status": 0x4000}
    quiet: dict[str, Any] = {"replies": []}
    yield t800x("location", message(VEHICLE, 0x02, vehicle(place())), usual, **quiet)
    yield t800x("location of a first one", message(FIRST, 0x02, vehicle(place(), tail="")), without(usual, "external_v"), **quiet)
    later = usual | {"battery_v": 3.95}
    yield t800x("location of the second shape", message(VEHICLE, 0x13, second(place())), later, **quiet)
    yield t800x("location of the third kind", message(VEHICLE, 0x16, vehicle(place())), usual)
    yield t800x("location of the fourth kind", message(VEHICLE, 0x33, second(place())), later)
    yield t800x(
        "the battery first, by the model",
        message(VEHICLE, 0x02, vehicle(place(), tail="03951250")),
        later,
        model="TLW2-2BL",
        **quiet,
    )
    plug = message(PLUG, 0x02, vehicle(place(speed="9999"), analog=0, tail="12500360"))
    yield t800x("location with a plug", plug, usual, **quiet)
    yield t800x(
        "location with a plug, no speed", message(PLUG, 0x02, vehicle(place(), analog=0)), without(usual, "speed_mps"), **quiet
    )
    yield t800x("second location with a plug", message(PLUG, 0x13, second(place(), analog=0, tail="039512500360")), later, **quiet)
    southern = usual | {"lat": single(-33.45), "lon": single(-70.66)}
    yield t800x("south and west", message(VEHICLE, 0x02, vehicle(place(-33.45, -70.66))), southern, **quiet)
    yield t800x("kept back", message(VEHICLE, 0x02, vehicle(place(), state=FIXED | KEPT | 9)), usual | {"replayed": True}, **quiet)
    yield t800x("a full battery", message(VEHICLE, 0x02, vehicle(place(), battery="00")), usual | {"battery_pct": 100.0}, **quiet)
    nowhere = without(usual, *NOT_PLACED)
    unfixed = nowhere | {"valid": False, "satellites": 0}
    yield t800x("no place", message(VEHICLE, 0x02, vehicle(NO_PLACE, state=0)), unfixed, **quiet)
    yield t800x("fixed, and no place", message(VEHICLE, 0x02, vehicle(NO_PLACE)), nowhere | {"valid": False}, **quiet)
    yield t800x("nought, nought", message(VEHICLE, 0x02, vehicle(place(0.0, 0.0))), nowhere, **quiet)
    yield t800x("no such latitude", message(VEHICLE, 0x02, vehicle(place(91.0))), nowhere, **quiet)
    yield t800x("no number", message(VEHICLE, 0x02, vehicle(place(float("nan")))), nowhere, **quiet)
    yield t800x(
        "no speed, no course", message(VEHICLE, 0x02, vehicle(place(speed="ffff", course=0xFFFF))),
        without(usual, "speed_mps", "course_deg"), **quiet,
    )  # fmt: skip
    yield t800x("cells", message(VEHICLE, 0x02, vehicle(GSM, state=0)), unfixed | {"network": TWO_CELLS}, **quiet)
    yield t800x("cells, low byte first", message(FIRST, 0x02, vehicle(OLD_GSM, state=0)), unfixed | {"network": TWO_CELLS}, **quiet)
    yield t800x("a cell of LTE", message(VEHICLE, 0x02, vehicle(LTE, state=0)), unfixed | {"network": ONE_CELL}, **quiet)
    for code, event in OF_VEHICLE.items():
        frame = message(VEHICLE, 0x04, vehicle(place(), alarm=code))
        alarmed = usual | {"status": code << 16 | 0x4000, "events": [event]}
        yield t800x(f"alarm {code:02x}", frame, alarmed, replies=[answer(frame, number(code, 1)).hex()])
    asked = message(VEHICLE, 0x04, vehicle(place(), alarm=0x09))
    yield t800x("asks for an address", asked, usual | {"status": 0x9_4000}, replies=[answer(asked, b"\x09").hex()])
    none = message(VEHICLE, 0x04, vehicle(place()))
    yield t800x("an alarm of nought", none, usual)
    for mark, kind, body, fields in (
        (FIRST, 0x04, vehicle(place(), alarm=1), usual), (PLUG, 0x04, vehicle(place(), alarm=1, analog=0, tail="12500360"), usual),
        (VEHICLE, 0x14, second(place(), alarm=1), later), (VEHICLE, 0x18, vehicle(place(), alarm=1), usual),
        (VEHICLE, 0x34, second(place(), alarm=1), later),
    ):  # fmt: skip
        frame = message(mark, kind, body)
        cut = fields | {"status": 0x1_4000, "events": ["power_cut"]}
        yield t800x(f"power cut, {mark.hex()} {kind:02x}", frame, cut, replies=[answer(frame, b"\x01").hex()])
    blind = message(VEHICLE, 0x04, vehicle(GSM, state=0, alarm=0x21))
    yield t800x(
        "jammed, without a place", blind,
        unfixed | {"network": TWO_CELLS, "status": 0x21_4000, "events": ["jamming"]},
        replies=[answer(blind, b"\x21").hex()],
    )  # fmt: skip
    short = message(VEHICLE, 0x04, vehicle(place(), alarm=1)[:25])
    yield t800x(
        "stops behind the alarm", short,
        said(valid=True, satellites=9, signal=27, replayed=False, status=0x1_4000, events=["power_cut"]),
        replies=[answer(short, b"\x01").hex()],
    )  # fmt: skip


def _driving(t800x: Any, here: dict[str, Any], said: Any) -> Iterator[Case]:
    tenths = place(course=2710)
    moved = without(here, "satellites", "replayed")
    behaviours = {
        0: "t800x:hard_braking", 1: "t800x:hard_acceleration", 2: "t800x:hard_braking", 3: "t800x:hard_acceleration",
        4: "t800x:hard_braking", 5: "t800x:hard_acceleration", 9: "t800x:driving_9",
    }  # fmt: skip
    for code, event in behaviours.items():
        body = number(code, 1) + NOON + tenths + b"\x03\x60" + LATER + tenths + b"\x03\x60"
        yield t800x(f"drives, {code}", message(PLUG, 0x05, body), moved, moved | {"at": LATER_TEXT, "events": [event]})
    body = b"\x00" + NOON + tenths + LATER + b"\xff" * 12 + bytes.fromhex("0360ffff")
    ended = said(at=LATER_TEXT, valid=False, speed_mps=10.0, events=["t800x:hard_braking"])
    yield t800x("drives, without a plug", message(VEHICLE, 0x05, body), moved, ended)
    yield t800x("drives, nothing more", message(VEHICLE, 0x05, b"\x01"), said(events=["t800x:hard_acceleration"]))
    yield t800x("drives, nothing", message(VEHICLE, 0x05), said())
    forces = {0: "t800x:hard_braking", 1: "t800x:hard_acceleration", 2: "t800x:hard_cornering", 7: "t800x:driving_7"}
    for code, event in forces.items():
        body = number(code, 1) + NOON + number(FIXED | 9, 1) + bytes(5) + tenths + b"\x03\x60"
        yield t800x(f"felt, {code}", message(PLUG, 0x06, body), here | {"events": [event]})
    unfixed = said(at="2026-05-20T12:30:15.000Z", valid=False, replayed=True, satellites=0, network=TWO_CELLS)
    body = b"\x02" + NOON + number(KEPT, 1) + bytes(5) + GSM
    yield t800x("felt, without a place", message(VEHICLE, 0x06, body), unfixed | {"events": ["t800x:hard_cornering"]})
    one, two = NOON + number(FIXED | 9, 1) + bytes(5) + tenths, LATER + number(KEPT, 1) + bytes(5) + GSM
    then = unfixed | {"at": LATER_TEXT, "events": ["t800x:collision"]}
    yield t800x("collision", message(VEHICLE, 0x07, b"\x00" + one + two), here, then)
    yield t800x("collision with a plug", message(PLUG, 0x07, b"\x00" + one + b"\0\0" + two + b"\0\0"), here, then)
    yield t800x("collision, nothing more", message(PLUG, 0x07, b"\x00"), said(events=["t800x:collision"]))


def _things(t800x: Any, here: dict[str, Any], said: Any) -> Iterator[Case]:
    usual = here | {"signal": 27, "battery_pct": 85.0, "battery_v": 3.9, "charging": False, "status": 0x01B0}
    unfixed = without(usual, *NOT_PLACED) | {"valid": False, "satellites": 0}
    quiet: dict[str, Any] = {"replies": []}
    yield t800x("thing", message(THING, 0x02, thing(place())), usual, **quiet)
    yield t800x("thing, without the lock", message(THING, 0x02, thing(place(), rest=health(lock=b""))), usual, **quiet)
    for name, bit in (("charged by USB", 0x8000), ("charged by the sun", 0x0008)):
        body = thing(place(), rest=health(inputs=27 << 4 | bit))
        yield t800x(name, message(THING, 0x02, body), usual | {"charging": True, "status": 0x01B0 | bit}, **quiet)
    yield t800x("thing, cells", message(THING, 0x02, thing(GSM, state=0)), unfixed | {"network": TWO_CELLS}, **quiet)
    yield t800x("thing, a cell of LTE", message(THING, 0x02, thing(LTE, state=0)), unfixed | {"network": ONE_CELL}, **quiet)
    for code, event in OF_THING.items():
        frame = message(THING, 0x04, thing(place(), alarm=code))
        alarmed = usual | {"status": code << 16 | 0x01B0, "events": [event]}
        yield t800x(f"thing, alarm {code:02x}", frame, alarmed, replies=[answer(frame, number(code, 1)).hex()])
    lit = message(THING, 0x04, thing(place(), alarm=0x04))
    yield t800x(
        "thing, it sees light", lit, usual | {"status": 0x4_01B0, "events": ["strap_open", "t800x:box_open"]},
        replies=[answer(lit, b"\x04").hex()],
    )  # fmt: skip
    both = message(THING, 0x04, thing(place(), alarm=0x01, rest=health(lock=b"\x01")))
    yield t800x(
        "removed, its lock broken", both, usual | {"status": 0x1_01B0, "events": ["strap_open", "tamper"]},
        replies=[answer(both, b"\x01").hex()],
    )  # fmt: skip
    gone = message(THING, 0x04, thing(NO_PLACE, state=0, alarm=0x02))
    yield t800x(
        "opened, without a place", gone, unfixed | {"status": 0x2_01B0, "events": ["tamper"]}, replies=[answer(gone, b"\x02").hex()]
    )
    spoiled = message(THING, 0x04, thing(place(), alarm=0x01)[:2])
    yield t800x(
        "breaks off behind the alarm", spoiled,
        said(valid=True, satellites=9, replayed=False, status=0x1_0000, events=["strap_open"]),
        replies=[answer(spoiled, b"\x01").hex()],
    )  # fmt: skip
    wide = place() + b"\x07" + b"\xff" * 10
    yield t800x("thing, wide", message(THING, 0x24, thing(wide)), usual | {"satellites": 7}, **quiet)
    heard = without(unfixed, "satellites") | {"network": ONE_POINT}
    yield t800x("thing, access points", message(THING, 0x24, thing(POINTS, state=HEARD)), heard, **quiet)
    loud = message(THING, 0x25, thing(POINTS, state=HEARD, alarm=0x01))
    yield t800x(
        "removed, access points",
        loud,
        heard | {"status": 0x1_01B0, "events": ["strap_open"]},
        replies=[answer(loud, b"\x01").hex()],
    )
    calm = message(THING, 0x25, thing(POINTS, state=HEARD))
    yield t800x("an alarm of nought, access points", calm, heard, replies=[answer(calm, b"\x00").hex()])
    cells = without(unfixed, "satellites") | {"network": TWO_CELLS}
    yield t800x("thing, wide cells", message(THING, 0x24, thing(GSM + b"\xff" * 11, state=0)), cells, **quiet)
    half = message(THING, 0x25, thing(POINTS, state=HEARD, alarm=0x02)[:30])
    yield t800x(
        "opened, and half of it", half,
        said(at="2026-05-20T12:30:15.000Z", valid=False, replayed=False, status=0x2_0000, events=["tamper"]), **quiet,
    )  # fmt: skip
    for state, event in ((0x01, "tamper"), (0x05, "t800x:lock_05")):
        body = NOON + number(FIXED | 9, 1) + place() + number(state, 1) + b"\x04\x11\x22\x33\x44"
        yield t800x(f"lock, {state:02x}", message(THING, 0x17, body), here | {"status": state, "events": [event]})
    half_lock = message(THING, 0x17, NOON + number(FIXED | 9, 1) + place())
    yield t800x("half a lock", half_lock, here, **quiet)
    no_card = message(THING, 0x17, NOON + number(FIXED | 9, 1) + place() + b"\x01\x04\x11\x22")
    yield t800x("a lock broken, its card cut", no_card, here | {"status": 1, "events": ["tamper"]}, **quiet)
    cut = message(THING, 0x27, NOON + number(FIXED | 9, 1) + place() + b"\x40\x01\x02\x03\x04\x03" + bytes(17))
    yield t800x("another lock, cut", cut, here | {"status": 3, "events": ["t800x:other_lock_03"]}, **quiet)
    for alarm, events in ((0x00, []), (0x03, ["t800x:other_lock_03"])):
        body = NOON + number(FIXED | 9, 1) + place() + b"\x40\x01\x02\x03\x04" + number(alarm, 1) + bytes(19)
        yield t800x(f"another lock, {alarm:02x}", message(THING, 0x27, body), here | {"status": alarm, "events": events})


def _tags(t800x: Any, here: dict[str, Any], said: Any) -> Iterator[Case]:
    then = said(at="2026-05-20T12:30:15.000Z")
    sizes = {1: 10, 4: 15, 5: 12, 6: 9, 7: 15}

    def tags(name: str, body: bytes, report: dict[str, Any]) -> Case:
        frame = message(VEHICLE, 0x10, NOON + b"\x01" + body)
        made: Case = t800x(name, frame, report, replies=[answer(frame).hex()] * 2)
        return made

    for kind, size in sizes.items():
        yield tags(f"tags, {kind}", number(kind, 2) + bytes(size * 2), then)
    button = MAC + b"\x29" + b"\x00" + number(FIXED | 9, 1) + place()
    yield tags("button", b"\x00\x02" + button, here | {"events": ["sos"]})
    low = MAC + b"\x29" + b"\x01" + number(0, 1) + NO_PLACE
    unfixed = then | {"valid": False, "replayed": False, "satellites": 0}
    yield tags("button, its battery low", b"\x00\x02" + low, unfixed | {"events": ["low_battery"]})
    yield tags("two buttons", b"\x00\x02" + low + button, here | {"events": ["low_battery", "sos"]})
    yield tags(
        "card, its battery low",
        b"\x00\x03" + MAC + b"\x29\x01" + number(FIXED | 9, 1) + place(),
        here | {"events": ["low_battery"]},
    )
    yield tags("card", b"\x00\x03" + MAC + b"\x29\x00" + number(FIXED | 9, 1) + place(), here)
    mixed = b"\x00\x00" + b"\x00\x01" + bytes(10) + b"\x00\x06" + bytes(9) + b"\x00\x02" + button
    yield tags("tags of several kinds", mixed, here | {"events": ["sos"]})
    yield tags("tags nobody describes", b"\x00\x63" + bytes(20), then)
    yield tags("half a button", b"\x00\x02" + button[:12], then | {"events": ["sos"]})
    where = NOON + b"\x01" + number(FIXED | 9, 1) + place()
    yield t800x("tags with a place", message(THING, 0x12, where + b"\x00\x06" + bytes(24)), here)
    pressed = where + b"\x00\x02" + MAC + b"\x29\x00" + MAC + b"\x29\x01"
    yield t800x("buttons with a place", message(THING, 0x12, pressed), here | {"events": ["sos", "low_battery"]})
    yield t800x("tags with a place that nobody describes", message(THING, 0x12, where + b"\x00\x63" + bytes(20)), here)
    yield t800x("half a button with a place", message(THING, 0x12, where + b"\x00\x02" + MAC), here, replies=[])


def _values(t800x: Any, here: dict[str, Any], said: Any) -> Iterator[Case]:
    moment = said(at="2026-05-20T12:30:15.000Z", replayed=False)
    stood = without(here, "speed_mps")
    quiet: dict[str, Any] = {"replies": [], "integrity": "ok"}

    def told(name: str, body: bytes, report: dict[str, Any], kind: int = 0x62, **more: Any) -> Case:
        made: Case = t800x(name, message(THING, kind, body), report, **(quiet | more))
        return made

    yield told("values, none", values(), moment)
    yield told("values, a place", values(data((1, WHERE))), stood)
    full = numbers(
        (0x02, b"\x04"), (0x03, b"\x1b"), (0x07, b"\x55"), (0x60, number(3950, 2)), (0x61, b"\x10\x00"), (0x62, number(36, 2)),
        (0xA1, number(12500, 4)), (0x0F, b"\x05"), (0x0A, b"\x96"),
    )  # fmt: skip
    every = here | {"signal": 27, "battery_pct": 85.0, "battery_v": 3.95, "external_v": 12.5, "charging": True}
    yield told("values, all", values(b"\x01\x02\x10\x01\xf0" + bytes(8), full, data((1, WHERE), (5, bytes(6)))), every)
    for bit, is_charging in ((0x1000, True), (0x0800, True), (0x0200, True), (0x8000, False)):
        yield told(f"values, inputs {bit:04x}", values(numbers((0x61, number(bit, 2)))), moment | {"charging": is_charging})
    yield told("values, not fixed", values(numbers((0x02, b"\x00")), data((1, WHERE))), stood | {"valid": False})
    yield told("values, old", values(numbers((0x02, b"\x06")), data((1, WHERE))), stood | {"replayed": True})
    yield told("values, kept back", values(data((1, WHERE)), info=0x80), stood | {"replayed": True})
    yield told("values, nothing known", values(numbers((0x07, b"\xff"), (0x60, b"\xff\xff"), (0xA1, b"\xff" * 4))), moment)
    yield told("values, no place", values(data((1, b"\xff" * 17))), moment | {"valid": False})
    yield told("values, cells", values(data((2, GSM))), moment | {"network": TWO_CELLS})
    yield told("values, a cell of LTE", values(data((3, LTE))), moment | {"network": ONE_CELL})
    yield told("values, access points", values(data((4, POINTS))), moment | {"network": ONE_POINT})
    yield told("values, too short a place", values(data((1, WHERE[:9]))), moment)
    yield told("values, a lock broken", values(numbers((0x0F, b"\x01"))), moment | {"events": ["tamper"]})
    yield told("values, another group", values(numbers((0x03, b"\x1b")), b"\x04\x01\x01"), moment | {"signal": 27})
    wanted = message(THING, 0x62, values(data((1, WHERE)), info=0x40))
    yield t800x("values that want an answer", wanted, stood, integrity="ok")
    removed = message(THING, 0x64, values(numbers((0x01, b"\x01")), info=0x40))
    yield t800x(
        "values, removed", removed, moment | {"status": 1, "events": ["strap_open"]}, integrity="ok",
        replies=[answer(removed, b"\x01").hex()],
    )  # fmt: skip
    none = message(THING, 0x64, values(numbers((0x01, b"\x00")), info=0x40))
    yield t800x("values, an alarm of nought", none, moment | {"status": 0}, integrity="ok", replies=[answer(none, b"\x00").hex()])
    yield told("values, no alarm", values(info=0x40), moment, 0x64)
    two = values(numbers((0x01, b"\x01"), (0x0F, b"\x01")))
    yield told("values, removed and its lock broken", two, moment | {"status": 1, "events": ["strap_open", "tamper"]}, 0x64)
    wrong = values(numbers((0x01, b"\x02")), data((1, WHERE)), info=0x40, sum_error=1)
    yield told("values, opened, a wrong sum", wrong, stood | {"status": 2, "events": ["tamper"]}, 0x64, integrity="failed")
    half = values(numbers((0x01, b"\x01")), b"\x03\x00\x01\x00\x01\x11" + bytes(5), info=0x40)
    yield told("values, removed, breaks off", half, moment | {"status": 1, "events": ["strap_open"]}, 0x64, integrity="failed")
    yield t800x("values, encrypted", message(THING, 0x62, values(info=0x50)), integrity="ok", error="numbered values, encrypted")
    frame = message(VEHICLE, 0x64, values(numbers((0x01, b"\x01")), data((1, WHERE))))
    yield t800x(
        "values of a vehicle", frame, stood | {"status": 1, "events": ["power_cut"]}, integrity="ok",
        replies=[answer(frame, b"\x01").hex()],
    )  # fmt: skip
