"""Terminals of JT/T 808, of our own: messages as the standard has them, items as makers' manuals have them."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
ID = "13800000017"
LONG_ID = "860000000000017"
IMEI = "860000000000017"
CLOCK = bytes.fromhex("260520203015")
"""20:30:15 in Beijing is 12:30:15 in UTC."""
LATER = bytes.fromhex("260520203115")
LATER_TEXT = "2026-05-20T12:31:15.000Z"
MAC = bytes.fromhex("a4b1c2d3e4f5")
GENERAL = 0x8001


def number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")


def head(kind: int, size: int, identity: bytes, edition: int | None, serial: int, properties: int | None) -> bytes:
    stated = size | (0 if edition is None else 0x4000) if properties is None else properties
    return number(kind, 2) + number(stated, 2) + (b"" if edition is None else number(edition, 1)) + identity + number(serial, 2)


RESERVED = {0x7E: (0x7D, 0x7E), 0xE7: (0xE6, 0xE7, 0x3D, 0x3E)}


def message(
    kind: int, body: bytes = b"", *, serial: int | None = None, identity: str | bytes = ID, edition: int | None = None,
    mark: int = 0x7E, properties: int | None = None, sum_error: int = 0,
) -> bytes:  # fmt: skip
    """A message with its marks, before it is escaped: what a decoder is given.

    Its number is the first from 6 on with which nothing has to be escaped: the wire is then the frame.
    """
    width = 10 if edition is not None else 7 if mark == 0xE7 else 6
    sender = identity if isinstance(identity, bytes) else bytes.fromhex(identity.zfill(width * 2))
    for one in range(6, 99) if serial is None else (serial,):
        said = head(kind, len(body), sender, edition, one, properties) + body
        if serial is not None or exclusive_or(said, sum_error) not in RESERVED[mark]:
            return number(mark, 1) + said + number(exclusive_or(said, sum_error), 1) + number(mark, 1)
    raise AssertionError("no such number")


def exclusive_or(data: bytes, total: int = 0) -> int:
    for byte in data:
        total ^= byte
    return total


def wire(frame: bytes) -> bytes:
    """A message as it stands on the wire."""
    inside = frame[1:-1]
    if frame[0] == 0x7E:
        inside = inside.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")
    else:
        inside = inside.replace(b"\xe6", b"\xe6\x01").replace(b"\xe7", b"\xe6\x02")
        inside = inside.replace(b"\x3e", b"\x3e\x01").replace(b"\x3d", b"\x3e\x02")
    return frame[:1] + inside + frame[-1:]


def answer(frame: bytes) -> bytes:
    """The general answer to a message of the edition of 2013 or 2019 with the mark 7E, and of 2013 with the mark E7."""
    is_new = bool(frame[3] & 0x40)
    at = 16 if is_new else 12 if frame[0] == 0xE7 else 11
    identity = frame[6 if is_new else 5 : at]
    body = frame[at : at + 2] + frame[1:3] + b"\x00"
    return wire(message(GENERAL, body, serial=0, identity=identity, edition=frame[5] if is_new else None, mark=frame[0]))


def location(
    alarms: int = 0, state: int = 0x02, *, lat: float = 51.128, lon: float = 71.4304, course: int = 271, at: bytes = CLOCK,
) -> bytes:  # fmt: skip
    words = number(alarms, 4) + number(state | (4 if lat < 0 else 0) | (8 if lon < 0 else 0), 4)
    place = number(round(abs(lat) * 1_000_000), 4) + number(round(abs(lon) * 1_000_000), 4)
    return words + place + number(350, 2) + number(360, 2) + number(course, 2) + at


def item(kind: int, value: bytes) -> bytes:
    return number(kind, 1) + number(len(value), 1) + value


def part(kind: int, value: bytes) -> bytes:
    return number(len(value) + 2, 2) + number(kind, 2) + value


SEEN = item(0x01, number(1234, 4)) + item(0x30, b"\x1b") + item(0x31, b"\x09")
"""Mileage, signal, satellites."""


def decimals(lat: str = "51076800", lon: str = "071258240", flags: int = 7) -> bytes:
    return bytes.fromhex("200526123015" + lat + lon + f"{flags:x}") + b"\x10\x87"


def lock(place: bytes, *, battery: int = 85, product: int = 3, alarms: int = 0, tail: bytes = b"") -> bytes:
    seen = b"\x1b\x09" + number(12, 4) + number(battery, 1) + number(15437, 4) + number(6699, 2)
    return place + seen + number(product, 1) + number(0x0810, 2) + number(alarms, 2) + tail


def lock_message(kind: int, body: bytes, *, wants: bool = True, bits: int = 0, sender: bytes | None = None) -> bytes:
    who = bytes.fromhex(ID.zfill(12)) if sender is None else sender
    said = number(kind, 2) + number(len(body) | (0x8000 if wants else 0) | bits, 2) + who + b"\x06" + body
    return b"\x7e" + said + number(exclusive_or(said), 1) + b"\x7e"


def lock_answer(kind: int) -> bytes:
    said = b"\x44\x01\x00\x03" + bytes.fromhex(ID.zfill(12)) + b"\x01" + number(kind, 2) + b"\x00"
    return b"\x7e" + said + number(exclusive_or(said), 1) + b"\x7e"


BITS = {
    0: "sos", 1: "jt808:overspeed", 2: "jt808:fatigue", 3: "jt808:danger", 4: "jt808:receiver_fault", 5: "antenna_cut",
    6: "antenna_cut", 7: "low_battery", 8: "power_cut", 9: "jt808:display_fault", 10: "jt808:speech_fault",
    11: "jt808:camera_fault", 12: "jt808:card_reader_fault", 13: "jt808:overspeed_warning", 14: "jt808:fatigue_warning",
    15: "low_battery", 16: "tamper", 17: "tamper", 18: "low_battery", 19: "jt808:parked_too_long", 20: "jt808:fence",
    21: "jt808:route", 22: "jt808:route_time", 23: "jt808:off_route", 24: "jt808:speed_sensor_fault", 25: "jt808:fuel",
    26: "jt808:theft", 27: "jt808:illegal_ignition", 28: "jt808:moved", 29: "jt808:collision", 30: "jt808:rollover",
    31: "jt808:door",
}  # fmt: skip
"""The alarm word as the standard's table has it, written down once more."""


def jt808_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def jt808(name: str, frame: bytes, *reports: dict[str, Any], model: str | None = None, **expect: Any) -> Case:
        usual = {"device": ID, "replies": [answer(frame).hex()], "integrity": "ok"}
        inside = frame[1:-1]
        assert not any(mark in inside for mark in RESERVED[frame[0]]), name
        hint = {} if model is None else {"model": model}
        return case("jt808", name, frame, list(reports), **hint, expect=usual | expect)

    def told(name: str, body: bytes, model: str | None = None, **fields: Any) -> Case:
        """A case of one location."""
        return jt808(name, message(0x0200, body), here | fields, model=model)

    def behind(name: str, items: bytes, model: str | None = None, **fields: Any) -> Case:
        """A case of one location with items alone."""
        return jt808(name, message(0x0200, location() + items), bare | fields, model=model)

    here = placed(altitude_m=350.0, status=0, signal=27)
    bare = {name: value for name, value in here.items() if name not in ("signal", "satellites")}
    yield from _conversation(jt808, said)
    yield told("location", location() + SEEN)
    yield jt808("edition of 2019", message(0x0200, location() + SEEN, identity=LONG_ID, edition=1), here, device=LONG_ID)
    imei = number(int(IMEI[:-1]), 6)
    yield jt808("an IMEI in binary", message(0x0200, location() + SEEN, identity=imei), here, device=IMEI)
    yield jt808(
        "the other mark", message(0x0200, location() + SEEN, identity="91380000000017", mark=0xE7), here, device="91380000000017"
    )
    yield told("south and west", location(lat=-33.45, lon=-70.66) + SEEN, lat=-33.45, lon=-70.66)
    yield told("not fixed", location(state=0) + SEEN, valid=False, source=None)
    nowhere = said(at="2026-05-20T12:30:15.000Z", valid=False, status=0, signal=27, satellites=9)
    yield jt808("no place", message(0x0200, location(state=0, lat=0.0, lon=0.0) + SEEN), nowhere)
    yield jt808(
        "no day like that", message(0x0200, location(at=bytes.fromhex("260230203015")) + SEEN),
        {name: value for name, value in here.items() if name != "at"},
    )  # fmt: skip
    yield told("charging, its circuit open", location(state=0x0400_0802) + SEEN, charging=True, events=["jt808:circuit_open"])
    kept = location(state=0x0400_0002) + SEEN + item(0xE4, b"\x01\x55")
    yield told("charging, and no charger", kept, charging=True, battery_pct=85.0)
    for bit, event in BITS.items():
        yield told(f"alarm bit {bit}", location(1 << bit) + SEEN, status=1 << bit, events=[event])
    yield told(
        "three alarms of one word", location(0x0002_0101) + SEEN, status=0x0002_0101, events=["sos", "power_cut", "tamper"]
    )  # fmt: skip
    yield jt808(
        "tampered with, without a place", message(0x0200, location(0x0002_0080, 0, lat=0.0, lon=0.0) + SEEN),
        nowhere | {"status": 0x0002_0080, "events": ["low_battery", "tamper"]},
    )  # fmt: skip
    yield jt808(
        "tampered with, with a wrong sum", message(0x0200, location(0x0002_0000) + SEEN, sum_error=1),
        here | {"status": 0x0002_0000, "events": ["tamper"]}, integrity="failed",
    )  # fmt: skip
    yield jt808(
        "tampered with, with a wrong length", message(0x0200, location(0x0002_0000) + SEEN, properties=7),
        here | {"status": 0x0002_0000, "events": ["tamper"]}, integrity="failed",
    )  # fmt: skip
    yield jt808(
        "breaks off behind the alarms", message(0x0200, location(0x0002_0001)[:10]),
        said(valid=True, status=0x0002_0001, events=["sos", "tamper"]),
    )  # fmt: skip
    for model, word, events in (
        ("G-360P", 0x13, ["strap_open", "tamper"]), ("G-508P", 0x0102, ["tamper", "jt808:bit_8"]),
        ("AL300", 0x0001_0001, ["sos", "jt808:movement"]), ("VL300", 0x2002_0000, ["tamper", "jt808:bit_29"]),
        ("G10LS", 0x0003_8000, ["low_battery", "jt808:vibration", "tamper"]),
    ):  # fmt: skip
        yield told(f"alarms of a {model}", location(word) + SEEN, model, status=word, events=events)
    yield told("it says whose it is", location(0x0001_0000) + SEEN + item(0xF2, b"AOVX_GL100-LA_H2.0"), status=0x0001_0000,
               events=["jt808:movement"])  # fmt: skip
    yield told("motion in the state", location(state=0x12) + SEEN, "G1C Pro", moving=True)
    yield from _encrypted(jt808, said, here)
    yield from _items(behind)
    yield from _makers(behind)
    yield from _fillings(behind)
    yield from _batches(jt808, here)
    yield from _locks(jt808, placed, said)
    yield from _passed(jt808, bare, said)


def _conversation(jt808: Any, said: Any) -> Iterator[Case]:
    registers = message(0x0100, bytes(4) + b"MAKERMODEL" + bytes(30), serial=6)
    registered = wire(message(0x8100, number(6, 2) + b"\x00" + ID.zfill(12).encode(), serial=0))
    yield jt808("registers", registers, said(), replies=[registered.hex()])
    yield jt808("signs in", message(0x0102, b"013800000017"), said())
    yield jt808("heartbeat", message(0x0002), said())
    yield jt808("heartbeat with health", message(0x0002, b"\x55\x1b\x00"), said(battery_pct=85.0, signal=27))
    yield jt808("goes off", message(0x0002, b"\x05\x1b\x02"), said(battery_pct=5.0, signal=27, events=["power_off"]))
    for kind, name in (
        (0x0003, "signs off"), (0x0107, "attributes"), (0x0108, "upgraded"), (0x0506, "other heartbeat"), (0x1007, "zone"),
        (0x6006, "text"), (0x0301, "event"), (0x0705, "bus"), (0x0800, "picture announced"), (0x0901, "packed"),
    ):  # fmt: skip
        yield jt808(name, message(kind, b"\x00" * 4), said())
    for kind in (0x0302, 0x0700, 0x0701, 0x0802, 0x0805, 0x1300, 0x2070):
        yield jt808(f"kind {kind:04x}", message(kind, b"\x01" * 4), said(), replies=[])
    yield jt808("driver's card", message(0x0702, b"\x01" + CLOCK + b"\x00\x00"), said(at="2026-05-20T12:30:15.000Z"), replies=[])
    clock = wire(message(0x8109, number(2026, 2) + bytes((5, 20, 12, 30, 20, 0)), serial=0))
    yield jt808("asks the time", message(0x0109), said(), replies=[clock.hex()])
    yield jt808("level and time", message(0x0210, b"\x55" + CLOCK), said(at="2026-05-20T12:30:15.000Z", battery_pct=85.0))
    yield jt808("did what it was asked", message(0x0001, number(42, 2) + b"\x81\x05\x00"), said(), replies=[])
    yield jt808("parameters", message(0x0104, number(42, 2) + b"\x00"), said(), replies=[])
    yield jt808(
        "a kind nobody describes", message(0x0F0F), replies=[], error="no source at hand describes kind 0x0f0f"
    )  # fmt: skip
    text = b"(013800000017,1,001,BASE,2,TIME)"
    yield jt808_text("asks the time in words", text, said(), text.replace(b"TIME", b"20260520123020"))
    yield jt808_text("answers in words", b"(013800000017,1,001,OK)", said(), None)


def _encrypted(jt808: Any, said: Any, here: dict[str, Any]) -> Iterator[Case]:
    """Bodies that would be a place and alarms if they were read, and what only looks encrypted."""
    hidden, error = location(0x0002_0001) + SEEN, "the body is encrypted"
    for bit in (10, 11, 12):
        yield jt808(f"encrypted, bit {bit}", message(0x0200, hidden, properties=1 << bit | len(hidden)), error=error)
    frame = message(0x0200, hidden, identity=LONG_ID, edition=1, properties=0x4400 | len(hidden))
    yield jt808("encrypted, edition of 2019", frame, error=error, device=LONG_ID)
    yield jt808("encrypted, with a wrong sum", message(0x0200, hidden, properties=0x0400 | len(hidden), sum_error=1),
                error=error, integrity="failed")  # fmt: skip
    part_of = message(0x0704, b"\x00\x02\x00\x01" + hidden, properties=0x2400 | len(hidden))
    yield jt808("encrypted, a part of a batch", part_of, error=error)
    yield jt808("encrypted answer", message(0x0201, hidden, properties=0x0400 | len(hidden)), error=error, replies=[])
    yield jt808("encrypted, nothing", message(0x0002, properties=0x0400), said())
    longer = location(0x0002_0000) + SEEN + item(0x99, bytes(200)) * 5
    yield jt808("longer than ten bits", message(0x0200, longer), here | {"status": 0x0002_0000, "events": ["tamper"]})


def jt808_text(name: str, text: bytes, report: dict[str, Any], reply: bytes | None) -> Case:
    from tests.frames.forge import case

    expect = {"replies": [] if reply is None else [reply.hex()], "integrity": "none"}
    return case("jt808", name, text, [report], expect=expect)


def _items(behind: Any) -> Iterator[Case]:
    """What the standard and small items of makers say."""
    yield behind("battery of one byte", item(0x06, b"\x55"), battery_pct=85.0)
    yield behind("temperature of the load", item(0x06, b"\x00\x55"))
    yield behind("into a fence", item(0x12, b"\x01" + number(7, 4) + b"\x00"), events=["jt808:fence_enter"])
    yield behind("out of a fence", item(0x12, b"\x01" + number(7, 4) + b"\x01"), events=["jt808:fence_exit"])
    yield behind("battery in tenths", item(0x56, b"\x08\x00"), battery_pct=80.0)
    yield behind("extra alarms", item(0x57, b"\x07\x02" + bytes(6)), events=[
        "jt808:extra_1", "jt808:hard_acceleration", "jt808:hard_braking", "jt808:hard_cornering"])  # fmt: skip
    yield behind("an event of a lock", item(0x60, b"\x00\x61" + bytes(14)), events=["jt808:event_97"])
    yield behind("supply in hundredths", item(0x61, number(1250, 2)), external_v=12.5)
    yield behind("supply in tenths", item(0x82, number(124, 2)), external_v=12.4)
    yield behind(
        "assistance", item(0x64, bytes(5) + b"\x02") + item(0x65, bytes(5) + b"\x01"), events=["jt808:adas_2", "jt808:dms_1"]
    )
    yield behind(
        "driving", item(0x70, bytes(5) + b"\x16") + item(0x70, bytes(5) + b"\x09"), events=["jt808:collision", "jt808:driving_9"]
    )
    yield behind(
        "battery in hundredths", item(0x68, number(8500, 2)) + item(0x69, number(395, 2)), battery_pct=85.0, battery_v=3.95
    )
    yield behind("vibration", item(0xD0, number(8, 4)), events=["jt808:vibration"])
    yield behind("level", item(0xD4, b"\x55") + item(0xD5, number(395, 2)), battery_pct=85.0, battery_v=3.95)
    yield behind("on the charger", item(0xE1, b"\xff"), charging=True)
    yield behind("a supply, a card", item(0xE1, number(124, 2)) + item(0xE9, number(123456, 4)), external_v=12.4)
    yield behind("battery whole", item(0xE3, b"\x00\x55" + number(395, 2) + bytes(2)), battery_pct=85.0, battery_v=3.95)
    yield behind("a name in its place", item(0xE3, b"NatureLink"))
    yield behind("charger", item(0xE4, b"\x00\x55") + item(0xE5, b"\x01"), charging=True, battery_pct=85.0, moving=True)
    yield behind("no charger", item(0xE4, b"\x01\x55") + item(0xE5, b"\x00"), charging=False, battery_pct=85.0, moving=False)
    yield behind("charger, a byte more", item(0xE4, b"\x00\x55\x01"), charging=True, battery_pct=85.0)
    yield behind("charger, cut", item(0xE4, b"\x00"))
    yield behind("text of a reader of vehicles", item(0xE6, b"$OBD-RT,12.5,900,36"), external_v=12.5)
    yield behind("buttons", item(0xE7, b"\x00\x13" + bytes(6)), events=["jt808:vibration", "sos", "jt808:button_4"])
    yield behind("health", item(0xEE, b"\x1b" + number(12500, 2) + number(3950, 2) + b"\x09"), signal=27, external_v=12.5,
                 battery_v=3.95, satellites=9)  # fmt: skip
    yield behind("exact supply", item(0xF1, number(12500, 4)), external_v=12.5)
    yield behind("last, battery", item(0xFE, b"\x55"), battery_pct=85.0)
    yield behind("last, supply", item(0xFE, number(124, 2)), external_v=12.4)
    yield behind("last, mileage", item(0xFE, number(124, 4)))
    yield behind("last, more", item(0xFE, b"\x01\x55\x00"), battery_pct=85.0)
    yield behind("last, alarms", item(0xFE, b"\x7c\x01\x04" + number(0x51, 4) + b"\x02\x01\x00"),
                 events=["jt808:hard_acceleration", "tamper", "jt808:marked_6"])  # fmt: skip
    yield behind("padlock", item(0x33, b"*M00,123013951234") + item(0xDA, b"\x00\x01\x0d"), battery_v=3.95, moving=True)
    yield behind("readings of a vehicle", item(0x80, b"\x01") + item(0x82, number(124, 2)) + item(0x56, b"\x05\x55")
                 + item(0xE1, b"\x10"), external_v=12.4, battery_pct=85.0)  # fmt: skip
    yield behind("an older device", bytes(8) + number(120, 2) + bytes(4) + b"\x1b" + bytes(3), battery_v=12.0, signal=27)
    yield behind("an item that breaks off", item(0x06, b"\x55") + b"\xe4\x09\x00", battery_pct=85.0)
    yield behind("an item too short for its kind", item(0x61, b"\x01") + item(0x06, b"\x55"), battery_pct=85.0)


CELL = {"mcc": 401, "mnc": 1, "lac": 6699, "cid": 15437}
WIFI = {"mac": "a4:b1:c2:d3:e4:f5", "signal_dbm": -64}


def _makers(behind: Any) -> Iterator[Case]:
    """What the larger items of makers say."""
    near = {"cells": [CELL]}
    weak = {"cells": [CELL | {"signal_dbm": -75}]}
    yield behind(
        "2G cells", item(0x53, b"\x01" + number(401, 2) + b"\x01" + number(6699, 2) + number(15437, 2) + b"\x1c"), network=near
    )
    yield behind(
        "4G cells", item(0x5D, b"\x01" + number(401, 2) + b"\x01" + number(6699, 2) + number(15437, 4) + b"\x1c"), network=near
    )
    yield behind("access points, counted", item(0x54, b"\x01" + MAC + b"\xc0"), network={"wifi": [WIFI]})
    yield behind("access points", item(0xEC, MAC + b"\xc0" + bytes(6) + b"\xc0"), network={"wifi": [WIFI]})
    yield behind("neighbours", item(0xE1, number(401, 2) + number(1, 2) + number(6699, 3) + number(15437, 4) + b"\xb5"
                 + b"\xff" * 8), network=weak)  # fmt: skip
    yield behind(
        "wide cells", item(0xF0, number(401, 2) + number(1, 2) + number(15437, 4) + number(6699, 4) + b"\xb5"), network=weak
    )
    yield behind(
        "old neighbours", item(0xEB, number(401, 2) + b"\x01" + number(6699, 2) + number(15437, 2) + b"\x1c"), network=near
    )
    yield behind("zone of the clock", item(0xEB, b"UTC+08:00"))
    fine = part(0x0089, b"\xff" * 4) + part(0x00C5, b"\xff" * 4) + part(0x00C6, b"\x00")
    yield behind("parts, nothing wrong", item(0xEB, part(0x00B2, bytes(10)) + fine + part(0x00A8, b"\x55")), battery_pct=85.0)
    for bit, event in (
        (0, "jt808:battery_on"), (4, "jt808:collision"), (8, "jt808:hard_acceleration"), (9, "jt808:hard_braking"),
        (12, "strap_open"),
        (25, "jt808:hard_cornering"), (30, "jt808:false_base_station_near"), (31, "jt808:false_base_station"),
    ):  # fmt: skip
        yield behind(f"parts, bit {bit}", item(0xEB, part(0x0089, number(0xFFFF_FFFF ^ 1 << bit, 4))), events=[event])
    yield behind(
        "parts, removed and lit",
        item(0xEB, part(0x0089, b"\xff\xff\xef\xff") + part(0x00C5, b"\xff\xff\xbf\xbf") + part(0x00C6, b"\x03")),
        events=["strap_open", "jt808:vibration", "tamper", "low_battery"],
    )  # fmt: skip
    yield behind("parts, moving", item(0xEB, part(0x00C5, b"\xfe\x7f\xff\xff")), moving=True)
    yield behind("parts, still", item(0xEB, part(0x00C5, b"\xfe\xff\xff\xff")), moving=False)
    volts = part(0x002D, number(3950, 2)) + part(0x002D, number(12500, 4))
    yield behind("parts, volts", item(0xEB, volts), battery_v=3.95, external_v=12.5)
    yield behind(
        "parts, supply", item(0xEB, part(0x00CE, number(1250, 2)) + part(0x00E1, b"\x55")), external_v=12.5, battery_pct=85.0
    )
    heard = part(0x00D8, number(401, 2) + b"\x01" + number(6699, 2) + number(15437, 4)) + part(0x00B9, b"\x01A4:B1:C2:D3:E4:F5,-64")
    yield behind("parts, neighbours", item(0xEB, heard), network={"cells": [CELL], "wifi": [WIFI]})
    yield behind(
        "parts that lie about their length",
        item(0xEB, part(0x00A8, b"\x55") + b"\x00\x01\x00\x89\xff\xff\xef\xff"),
        battery_pct=85.0,
    )
    for code, event in (
        (0x0C01, "sos"), (0x0C02, "low_battery"), (0x0C0E, "power_cut"), (0x0C0F, "low_battery"), (0x0C10, "power_off"),
        (0x0C12, "tamper"), (0x0001, "jt808:camera_fault"), (0x0407, "jt808:tow"), (0x0C33, "jt808:alarm_0c33"),
    ):  # fmt: skip
        yield behind(f"Jimi {code:04x}", item(0xE8, number(code, 2) + b"\x10" + bytes(16)), events=[event])
    yield behind("Jimi, ignition", item(0xE8, b"\x0c\x03\x00\x00"))
    yield behind("another maker's lock", item(0xE8, b"\x0c\x01\x00"))
    yield behind("another maker's lock, two bytes", item(0xE8, b"\x0c\x01"), "AL300")
    for model, code, event in (
        ("JC371", 0x0C01, "sos"), ("JC181", 0x0C0E, "power_cut"), ("JC182", 0x0C12, "tamper"), ("JC450", 0x0C0F, "low_battery"),
        ("JC451", 0x0C10, "power_off"),
    ):  # fmt: skip
        yield behind(f"Jimi {model} without a label", item(0xE8, number(code, 2) + b"\x00"), model, events=[event])
        yield behind(f"Jimi {model} without a length", item(0xE8, number(code, 2)), model, events=[event])
    yield behind("Jimi, half a kind", item(0xE8, b"\x0c"), "JC371")
    yield behind("Jimi, no states", item(0xE8, b"\x20\x05\x00") + item(0xE8, b"\x20\x03\x00"), "JC371")
    yield behind("Jimi, health", item(0xE8, b"\x20\x03\x07\x01\x03" + number(395, 2) + b"\x1b" + number(1250, 2)), charging=True,
                 battery_pct=50.0, battery_v=3.95, signal=27, external_v=12.5)  # fmt: skip
    states = (
        b"\x00\x01\x02" + number(395, 2) + b"\x00\x03\x01\x55" + b"\x00\x04\x01\x00" + b"\x00\x07\x02" + number(9, 2)
        + b"\x20\x01\x02" + number(124, 2)
    )  # fmt: skip
    yield behind("Jimi, states", item(0xE8, b"\x20\x05" + number(len(states), 1) + states), battery_v=3.95, battery_pct=85.0,
                 charging=True, hdop=0.9, external_v=12.4)  # fmt: skip
    yield behind("a vehicle's supply", item(0xF3, b"\x00\x02\x02\x00\x00\x00\x04\x02" + number(12500, 2)), external_v=12.5)
    yield behind("tags are not read", item(0xF3, b"\x00\x00\x04\x02" + number(12500, 2)), "GL100")
    yield behind("alarms of a G10LS", item(0xF4, b"\x00\x51"), events=["jt808:hard_acceleration", "jt808:collision"])
    yield behind("moved", item(0xF6, b"\x02\x00"), "GL100", moving=True)
    yield behind("AOVX battery", item(0xF7, number(3950, 4) + b"\x02\x55"), battery_v=3.95, charging=True, battery_pct=85.0)
    yield behind("humidity", item(0xF7, number(395, 2)))
    yield behind("AOVX accuracy", item(0xF9, b"\x00\x07" + bytes(8) + number(9, 2)), hdop=0.9)


def _fillings(behind: Any) -> Iterator[Case]:
    """Parts behind 0xEB that say nothing, are cut, or are written otherwise."""
    removed = part(0x0089, b"\xff\xff\xef\xff")
    for name, filling in (("two bytes", b"\x00\x00"), ("four bytes", bytes(4)), ("half a kind", b"\x00\x01\x00")):
        yield behind(f"parts, removed, behind {name} of filling", item(0xEB, filling + removed), events=["strap_open"])
    yield behind(
        "parts, filling before the battery",
        item(0xEB, part(0x00C5, b"\xff" * 4) + b"\x00\x00" + part(0x00A8, b"\x55")),
        battery_pct=85.0,
    )
    yield behind("parts, removed, says it is longer", item(0xEB, b"\x00\x09" + removed[2:]), events=["strap_open"])
    yield behind("parts, a word that is cut", item(0xEB, removed[:-1]))
    yield behind("parts, a supply that is cut", item(0xEB, part(0x002D, number(12500, 4))[:-2]))
    yield behind("parts, an access point that is cut", item(0xEB, part(0x00B9, b"\x01A4:B1:C2:D3:E4:F5,-64")[:-1]))
    plain = part(0x00B9, b"\x01a4b1c2d3e4f5,-64")
    yield behind("parts, an access point without colons", item(0xEB, plain), network={"wifi": [WIFI]})
    yield behind("parts, digits that are no address", item(0xEB, part(0x00B9, b"\x01" + b"1" * 15 + b",-64")))


def _batches(jt808: Any, here: dict[str, Any]) -> Iterator[Case]:
    one, two = location() + SEEN, location(0x0002_0000, at=LATER) + SEEN
    second = here | {"at": LATER_TEXT, "status": 0x0002_0000, "events": ["tamper"]}
    late, later = here | {"replayed": True}, second | {"replayed": True}
    both = number(len(one), 2) + one + number(len(two), 2) + two
    yield jt808("batch", message(0x0704, b"\x00\x02\x00" + both), here, second)
    yield jt808("batch kept back", message(0x0704, b"\x00\x02\x01" + both), late, later)
    yield jt808("batch that breaks off", message(0x0704, b"\x00\x02\x01" + both[: -len(SEEN)]), late,
                {name: value for name, value in later.items() if name not in ("signal", "satellites")})  # fmt: skip
    for name, empty in (("an empty one", b"\x00\x00"), ("one too short to say anything", b"\x00\x03\x00\x00\x00")):
        gap = number(len(one), 2) + one + empty + number(len(two), 2) + two
        yield jt808(f"batch, {name} between two", message(0x0704, b"\x00\x03\x00" + gap), here, second)
    gap = number(len(one), 1) + one + b"\x00" + number(len(two), 1) + two
    yield jt808("short batch, an empty one between two", message(0x0210, gap), here, second)
    yield jt808("short batch", message(0x0210, number(len(one), 1) + one + number(len(two), 1) + two), here, second)
    parts = message(0x0704, b"\x00\x02\x00\x01\x00\x02\x01" + both[: len(one) + 20], properties=0x2000 | (len(one) + 23))
    yield jt808("first part of a batch", parts, late)
    lost = message(0x0704, b"\x00\x02\x00\x02" + both[len(one) + 20 :], serial=7, properties=0x2000 | (len(both) - len(one) - 20))
    yield jt808("second part alone", lost, error="a part of a batch whose beginning did not come")
    yield jt808("location that was asked for", message(0x0201, number(42, 2) + one), here, replies=[])


def _locks(jt808: Any, placed: Any, said: Any) -> Iterator[Case]:
    seen = {"signal": 27, "satellites": 9, "network": {"cells": [{"lac": 6699, "cid": 15437}]}, "status": 0x0810}
    here = placed(speed_mps=5.144444, course_deg=270.0, battery_pct=85.0, **seen)
    replies, blind = [lock_answer(0x5501).hex()], [lock_answer(0x5502).hex()]
    yield jt808("lock", lock_message(0x5501, lock(decimals())), here, replies=replies)
    yield jt808("lock that wants no answer", lock_message(0x5501, lock(decimals()), wants=False), here, replies=[])
    for bit in range(10, 15):
        one = lock_message(0x5501, lock(decimals()), bits=1 << bit)
        yield jt808(f"lock, bit {bit} for itself", one, here, replies=replies)
    yield jt808("lock, south and west", lock_message(0x5501, lock(decimals("33270000", "070396000", 1))),
                here | {"lat": -33.45, "lon": -70.66}, replies=replies)  # fmt: skip
    yield jt808("lock, perhaps not fixed", lock_message(0x5501, lock(decimals(flags=6))), here | {"valid": None, "source": None},
                replies=replies)  # fmt: skip
    yield jt808(
        "lock, nothing received", lock_message(0x5502, lock(decimals())), here | {"valid": False, "source": None}, replies=blind
    )
    yield jt808("lock, no place", lock_message(0x5501, lock(decimals("00000000", "000000000"))),
                said(at="2026-05-20T12:30:15.000Z", valid=True, battery_pct=85.0, **seen), replies=replies)  # fmt: skip
    tail = item(0x02, number(0xFFF6, 2)) + item(0x10, b"\x01")
    yield jt808("lock on its charger", lock_message(0x5501, lock(decimals(), battery=0xAA, tail=tail)),
                here | {"battery_pct": None, "charging": True, "altitude_m": -10.0}, replies=replies)  # fmt: skip
    yield jt808("lock, alarms", lock_message(0x5501, lock(decimals(), alarms=0x1F)), here | {
        "status": 0x001F_0810,
        "events": ["jt808:overspeed", "low_battery", "jt808:vibration", "jt808:lock_4"]}, replies=replies)  # fmt: skip
    yield jt808("old lock, alarms", lock_message(0x5501, lock(decimals(), product=1, alarms=0x03)),
                here | {"status": 0x0003_0810, "events": ["low_battery", "jt808:lock_1"]}, replies=replies)  # fmt: skip


def _passed(jt808: Any, bare: dict[str, Any], said: Any) -> Iterator[Case]:
    place = number(2, 4) + number(51_128_000, 4) + number(71_430_400, 4)
    stood = {name: value for name, value in bare.items() if name not in ("status", "altitude_m", "speed_mps", "course_deg")}
    way = number(350, 2) + number(360, 2) + number(271, 2)
    moved = {name: value for name, value in bare.items() if name != "status"}
    at = "2026-05-20T12:30:15.000Z"

    def passed(name: str, body: bytes, **fields: Any) -> Case:
        made: Case = jt808(name, message(0x0900, body), fields)
        return made

    def vehicle(kind: int, rest: bytes, kept: int = 0) -> bytes:
        return b"\xf0" + CLOCK + number(kept, 1) + b"\x02" + number(kind, 1) + rest

    readings = b"\x02\x05\x30\x02" + number(12500, 2) + b"\x05\x36\x02" + number(900, 2)
    yield passed("vehicle's readings", vehicle(1, readings + place), **stood, external_v=12.5, replayed=False)
    fault = number(1, 2) + number(7, 4) + number(1, 2) + bytes(8) + number(4, 2) + b"P012"
    yield passed("vehicle's faults, kept back", vehicle(2, fault + place, 1), **stood, replayed=True)
    alarms = b"\x04\x02\x00\x01\x01\x05\x0e\x00\x77\x00"
    yield passed("vehicle's alarms", vehicle(3, alarms + place), **(stood | {
        "events": ["power_cut", "power_restored", "jt808:idle", "jt808:obd_119"], "replayed": False}))  # fmt: skip
    yield passed("vehicle's trip", vehicle(4, bytes(20)), **said(at=at, replayed=False))
    yield passed("behaviour", vehicle(0x15, number(56, 4)), **said(at=at, replayed=False, events=["jt808:collision"]))
    yield passed("other behaviour", vehicle(0x15, number(99, 4)), **said(at=at, replayed=False, events=["jt808:behaviour_99"]))
    yield passed("collision", b"\xff" + CLOCK + place[4:] + way, **moved)
    yield passed("collision in the south", b"\xff" + CLOCK + number(2**32 - 33_450_000, 4) + number(2**32 - 70_660_000, 4) + way,
                 **(moved | {"lat": -33.45, "lon": -70.66}))  # fmt: skip
    yield passed("tags", b"\x53" + place + way + CLOCK + b"\x01" + bytes(9), **moved)
    yield passed("samples", b"\x54" + place + way + CLOCK, **moved)
    yield passed("parts", b"\xf3" + number(2, 2) + number(2, 2) + b"\x01\x00" + number(6, 2) + number(6, 2) + CLOCK, **said(at=at))
    yield passed("reader of a vehicle", b"\x41$OBD-RT,12.5,900,36\r\n", **said(external_v=12.5))
    yield passed("another reader", b"\x41$GPS,1", **said())
    yield passed("driver's card in words", b"\x40GTSL|6|1|||12345|1|\r\n", **said())
    yield passed("nothing", b"", **said())
    media = message(0x0801, b"\x00\x00\x00\x01\x01\x02\x00\x01" + bytes(40))
    yield jt808("sound nobody asked for", media, said())
    yield jt808("picture nobody asked for", message(0x8888, bytes(40)), said())
