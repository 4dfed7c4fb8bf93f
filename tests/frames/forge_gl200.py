"""Queclink trackers of our own: sentences of text, by the manuals' formats. What they say in bytes: `forge_gl200_bytes`."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
FIX_TIME = "20260520123015"
SENT = "20260520173016"
"""The device's local time, five hours east."""
COUNT = "0A1F"
CELLS = "0401,0001,1A2B,3C4D"
VEHICLE_TAIL = "00,120.5,00012:30:15,,,,82,220100,,,"
PERSONAL, VEHICLE, HIDDEN, LAU, GT, TRUCK = "300601", "350601", "DE0114", "6E0304", "423031", "8020050402"
"""Protocol versions of GL300, GV200, GL500M, GV310LAU, GT501 and GV355CEU."""
NUMBERED, MAP, PLUGGED, UNLISTED = "1F0101", "5E0100", "560200", "3E0204"
"""GV500, GV500MAP and a third that has a VIN, and a type that no list has."""
VIN = "1XX0A00A0A0000017"

SCAN = "2,0a0b0c0d0e0f,-60,,,,0a0b0c0d0e10,-70,,,"
HEARD = {"wifi": [{"mac": "0a:0b:0c:0d:0e:0f", "signal_dbm": -60}, {"mac": "0a:0b:0c:0d:0e:10", "signal_dbm": -70}]}


def spot(accuracy: str = "1", lat: float = 51.128, lon: float = 71.4304, *, speed: str = "36.0", time: str = FIX_TIME) -> str:
    return f"{accuracy},{speed},271,350.5,{lon:.6f},{lat:.6f},{time}"


def sentence(kind: str, middle: str, *, word: str = "+RESP", version: str = PERSONAL, name: str = "", sent: str = SENT) -> bytes:
    return f"{word}:GT{kind},{version},{IMEI},{name},{middle},{sent},{COUNT}".encode()


def personal(kind: str, where: str = "", *, types: str = "0,0", tail: str = "00,82", **more: Any) -> bytes:
    """A report of a GL300: report id, report type, number of positions, position, cell, mileage, battery."""
    return sentence(kind, f"{types},1,{where or spot()},{CELLS},{tail}", **more)


def vehicle(
    kind: str,
    where: str = "",
    *,
    power: str = "12600",
    report: str = "10",
    tail: str = "00,120.5,00012:30:15,,,,82,220100,,,",
    **more: Any,
) -> bytes:
    """A report of a GV200: supply, report id and type, number, position, cell, mileage, hours, analog inputs, battery, status."""
    return sentence(kind, f"{power},{report},1,{where or spot()},{CELLS},{tail}", **{"version": VEHICLE} | more)


def event(kind: str, state: str = "", where: str = "", tail: str = "00", **more: Any) -> bytes:
    """A message that repeats the last position: a state perhaps, position, cell."""
    return sentence(kind, ("" if not state else state + ",") + f"{where or spot('0')},{CELLS},{tail}", **more)


def gl200(name: str, frame: bytes, *reports: dict[str, Any], reply: str = "", **expect: Any) -> Case:
    from tests.frames.forge import case

    due = {"device": IMEI, "replies": [reply.encode().hex()] if reply else [], "integrity": "none"} | expect
    return case("gl200", name, frame, list(reports), expect=due)


def now_here() -> dict[str, Any]:
    from tests.frames.forge import NEAR, placed

    return placed(altitude_m=350.5, hdop=1.0, satellites=None, network=NEAR, battery_pct=82.0)


def last_there() -> dict[str, Any]:
    """The last position again."""
    from tests.frames.forge import placed

    return placed(altitude_m=350.5, satellites=None, valid=None, source=None)


def gl200_cases() -> Iterator[Case]:
    from tests.frames.forge_gl200_bytes import hex_cases, pro_cases

    yield from position_cases()
    yield from vehicle_cases()
    yield from kind_cases()
    yield from event_cases()
    yield from state_cases()
    yield from other_cases()
    yield from satellite_cases()
    yield from level_cases()
    yield from vin_cases()
    yield from hex_cases()
    yield from pro_cases()


def position_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here, then = now_here(), last_there()
    yield gl200("fixed report", personal("FRI"), here)
    yield gl200("from memory", personal("FRI", word="+BUFF"), here | {"replayed": True})
    yield gl200("south and west", personal("FRI", spot(lat=-33.45, lon=-70.66)), here | {"lat": -33.45, "lon": -70.66})
    two = f"{spot(time='20260520122915')},{CELLS},00,{spot()}"
    yield gl200("two positions", sentence("FRI", f"0,0,2,{two},{CELLS},00,82"),
                here | {"at": "2026-05-20T12:29:15.000Z", "battery_pct": None}, here)  # fmt: skip
    close = f"{spot(time='20260520122915')},{spot()}"
    yield gl200("two positions and one cell", sentence("FRI", f"0,0,2,{close},{CELLS},13,0,4063,82,1,1,", version="970208"),
                here | {"at": "2026-05-20T12:29:15.000Z", "battery_pct": None, "network": None},
                here | {"battery_v": 4.063, "moving": True})  # fmt: skip
    kept = {"battery_pct": 82.0, "valid": False, "network": NEAR}
    yield gl200("the last position again", personal("FRI", spot("0")), then | {"battery_pct": 82.0}, said(**kept))
    yield gl200("no position", sentence("FRI", f"0,0,1,,,,,,,,{CELLS},00,82"), said(**kept))
    yield gl200("no place of the Earth", personal("FRI", spot(lat=91.0)), said(**kept))
    yield gl200("nought and nought", personal("SOS", spot(lat=0.0, lon=0.0)), said(**kept, events=["sos"]))
    yield gl200("a day that is none", personal("FRI", spot(time="20261320123015")), here | {"at": None})
    yield gl200("a truncated sentence", personal("SOS")[:-12], here | {"battery_pct": None, "events": ["sos"]}, integrity="failed")
    yield gl200(
        "cut after the name", f"+RESP:GTSOS,{PERSONAL},{IMEI},".encode(), said(valid=False, events=["sos"]), integrity="failed"
    )
    yield gl200("no device", b"+RESP:GTSOS,300601,,,0,0,1", device=None, error="the sentence names no device", integrity="failed")


def vehicle_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR

    here = now_here()
    driven = here | {"external_v": 12.6, "moving": True, "status": 0x220100}
    yield gl200("vehicle", vehicle("FRI"), driven)
    yield gl200("vehicle with a number", sentence("FRI", f"gv,12600,00,1,{spot()},{CELLS},00,120.5,00012:30:15,,,82,220100,,,",
                                                  version="1F0101", name="1G1JC5444R7252367"), driven)  # fmt: skip
    yield gl200("vehicle without a status", vehicle("FRI", tail="00,120.5,00012:30:15,,,82,,,,"), here | {"external_v": 12.6})
    triggered = vehicle("FRI", tail="02,4,120.5,00012:30:15,,,82,,,,", version=LAU)
    yield gl200("vehicle without a status, triggered", triggered, here | {"external_v": 12.6})
    more = vehicle("FRI", tail="00,120.5,,,,,82,2101000000,,,")
    yield gl200("vehicle with an expander", more, here | {"external_v": 12.6, "moving": False, "status": 0x2101000000})
    yield gl200("towed, and SOS", vehicle("SOS", tail="00,120.5,,,,,82,160000,,,"),
                here | {"external_v": 12.6, "moving": True, "status": 0x160000, "events": ["sos", "gl200:tow"]})  # fmt: skip
    yield gl200("perhaps towed", vehicle("FRI", tail="00,120.5,,,,,82,1A0000,,,"),
                here | {"external_v": 12.6, "status": 0x1A0000, "events": ["gl200:fake_tow"]})  # fmt: skip
    extended = sentence(
        "ERI", f"00000002,12600,10,1,{spot()},{CELLS},01,12,120.5,,,,,82,220100,2,1,28F8A149F69A3C25,1,0190", version=LAU
    )
    yield gl200("extended report, satellites", extended, driven | {"satellites": 12})
    mask = sentence("ERI", f"00000000,12600,10,1,{spot()},{CELLS},13,12,4,1,120.5,,,,,82,220100,0", version=LAU)
    yield gl200("satellites, trigger and jamming state", mask, driven | {"satellites": 12})
    yield gl200(
        "extended report of a GL320M", sentence("ERI", f"00000100,0,0,1,{spot()},{CELLS},,82,1,32.4", version="C30303"), here
    )
    yield gl200("hidden, extended", sentence("ERI", f"00000000,,00,1,{spot()},{CELLS},18,0,3970,82,0,1,", version=HIDDEN),
                here | {"battery_v": 3.97, "moving": True})  # fmt: skip
    yield gl200("hidden", sentence("FRI", f"0,0,1,{spot()},{CELLS},18,0,3970,82,0,0,", version=HIDDEN),
                here | {"battery_v": 3.97, "moving": False})  # fmt: skip
    yield gl200("GT501 moves and charges", sentence("FRI", f"0,3,1,0,1,{spot()},{SCAN},{CELLS},00,3,82", version=GT),
                here | {"network": NEAR | HEARD, "moving": True, "charging": True})  # fmt: skip
    yield gl200("started, hidden", sentence("STR", f"0,0,2,21.1,82,{spot()},{CELLS},,,", version="400201"), here)


def kind_cases() -> Iterator[Case]:
    here = now_here()
    for kind, events in (
        ("RTL", []), ("PNL", []), ("SOS", ["sos"]), ("TOW", ["gl200:tow"]), ("DOG", ["gl200:restarted"]),
        ("ZZZ", ["gl200:alarm_zzz"]),
    ):  # fmt: skip
        yield gl200(f"kind {kind}", personal(kind), here | {"events": events})
    for kind, types, said_event in (
        ("GEO", "2,0", "gl200:fence_exit"), ("GEO", "2,1", "gl200:fence_enter"), ("SPD", "0,0", "gl200:speed_outside"),
        ("SPD", "0,1", "gl200:speed_inside"), ("DIS", "1,1", "gl200:input_1_on"), ("DIS", "1,0", "gl200:input_1_off"),
        ("IGL", "0,0", "gl200:ignition_on"), ("IGL", "0,1", "gl200:ignition_off"), ("GEO", "2,7", "gl200:geo_7"),
    ):  # fmt: skip
        yield gl200(f"kind {kind} {types}", personal(kind, types=types), here | {"events": [said_event]})
    yield gl200("rest", personal("NMR", types="0,0"), here | {"moving": False})
    yield gl200("motion", personal("NMR", types="0,1"), here | {"moving": True})
    for report, events in (
        ("30", ["gl200:hard_braking"]), ("31", ["gl200:hard_acceleration"]), ("12", ["gl200:hard_cornering"]),
        ("23", ["gl200:hard_braking", "gl200:hard_cornering"]), ("24", ["gl200:hard_acceleration", "gl200:hard_cornering"]),
        ("15", ["gl200:hard_driving"]),
    ):  # fmt: skip
        yield gl200(
            f"harsh {report}",
            vehicle("HBM", power="", report=report, tail="00,120.5"),
            here | {"battery_pct": None, "events": events},
        )
    yield gl200("bound input", vehicle("IOB", power="", report="21", tail="00,120.5"),
                here | {"battery_pct": None, "events": ["gl200:binding_2_on"]})  # fmt: skip
    yield gl200("ignition of a CV", vehicle("IGL", power="", report="00", tail=",0.0", version="BD0214"),
                here | {"battery_pct": None, "events": ["gl200:ignition_changed"]})  # fmt: skip


def event_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here, then = now_here(), last_there()
    for kind, state, events, change in (
        ("EPN", "", ["power_restored"], {}), ("EPF", "", ["power_cut"], {}), ("MPN", "", ["power_restored"], {}),
        ("MPF", "", ["power_cut"], {}), ("BPL", "3.53", ["low_battery"], {"battery_v": 3.53}),
        ("BTC", "", ["gl200:charging_on"], {"charging": True}), ("STC", "", ["gl200:charging_off"], {"charging": False}),
        ("STT", "41", [], {"moving": False}), ("STT", "42", [], {"moving": True}), ("STT", "16", ["gl200:tow"], {"moving": True}),
        ("JDR", "", ["jamming"], {}), ("JDS", "2", ["jamming"], {}), ("JDS", "1", ["gl200:jamming_over"], {}),
        ("JDS", "9", ["jamming"], {}), ("GPJ", "13,3", ["jamming"], {}), ("GPJ", "13,2", ["gl200:gps_jamming_warning"], {}),
        ("GPJ", "13,1", ["gl200:gps_jamming_over"], {}), ("GPJ", "13,0", ["gl200:gpj_0"], {}),
        ("ANT", "0", ["gl200:antenna_ok"], {}), ("ANT", "1", ["antenna_cut"], {}), ("ANT", "3", ["gl200:antenna_unknown"], {}),
        ("ANT", "2", ["gl200:ant_2"], {}), ("GSS", "0", ["gl200:gps_lost"], {}), ("GSS", "1", ["gl200:gps_found"], {}),
        ("RMD", "1", ["gl200:roaming_on"], {}), ("RMD", "0", ["gl200:roaming_off"], {}), ("SOA", "", ["tamper"], {}),
        ("CRA", "01", ["gl200:crash"], {}), ("TEM", "3,61", ["gl200:temperature"], {}), ("SWG", "1", ["gl200:fence_switched"], {}),
        ("LSW", "0,1", ["gl200:input_1_on"], {}), ("TSW", "1,0", ["gl200:input_2_off"], {}), ("LSA", "1,1,1", ["gl200:light"], {}),
        ("IGN", "1200", ["gl200:ignition_on"], {}), ("IGF", "1200", ["gl200:ignition_off"], {}),
        ("VGN", "1200", ["gl200:ignition_on"], {}), ("VGF", "1200", ["gl200:ignition_off"], {}),
        ("IDN", ",", ["gl200:idling"], {}), ("IDF", "22,300", ["gl200:idling_over"], {}), ("GIN", "", ["gl200:fence_enter"], {}),
        ("GOT", "", ["gl200:fence_exit"], {}), ("IDA", ",A1,1,1", ["gl200:driver_known"], {}),
        ("IDA", ",A1,0,1", ["gl200:driver_unknown"], {}), ("DAR", "1,3,,", ["gl200:fatigue"], {}),
        ("DAR", "4,0,,", ["gl200:dar_4"], {}),
        ("BAA", "0A,6,5,03,0008,3466", ["gl200:accessory"], {}), ("UPD", "100,0", ["gl200:update"], {}),
        ("OPN", "", ["gl200:obd_on"], {}), ("OPF", "", ["gl200:obd_off"], {}), ("FLA", "1,90,40", ["gl200:fuel"], {}),
        ("MAI", "11", ["gl200:analog_input"], {}), ("EPS", "12600,00,1", ["gl200:supply"], {}),
    ):  # fmt: skip
        yield gl200(f"event {kind} {state}", event(kind, state), then, said(network=NEAR, **change, events=events))
    yield gl200("an event with a position of now", event("EPF", "", spot()), here | {"battery_pct": None, "events": ["power_cut"]})
    yield gl200("stopped", event("STP", "", spot(), version=VEHICLE), here | {"battery_pct": None, "moving": False})


def state_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    yield gl200("power on", sentence("PNA", "")[:-22] + f",{SENT},{COUNT}".encode(), said(events=["power_on"]))
    yield gl200("power off, from memory", f"+BUFF:GTPFA,{PERSONAL},{IMEI},,{SENT},{COUNT}".encode(),
                said(replayed=True, events=["power_off"]))  # fmt: skip
    info = "41,8977010000000000001,21,0,{},{},,3.97,{},1,1,0,0,20260520120000,82,,,,"
    own = {"battery_pct": 82.0, "battery_v": 3.97, "signal": 21}
    yield gl200("information", sentence("INF", info.format(0, "", 0)), said(**own, charging=False, moving=False))
    yield gl200("information, charging", sentence("INF", info.format(1, "17.7", 1)), said(**own, charging=True, moving=False))
    of_vehicle = "16,8977010000000000001,99,0,1,12600,12700,4.1,0,1,,,20260520120000,1,79,,01,00,,"
    yield gl200("information of a vehicle", sentence("INF", of_vehicle, version=VEHICLE),
                said(battery_v=4.1, external_v=12.6, charging=False, moving=True, events=["gl200:tow"]))  # fmt: skip
    yield gl200("battery", sentence("BAT", "1,,82,3.97,1,1"), said(battery_pct=82.0, battery_v=3.97, charging=True))
    yield gl200("battery of a vehicle", sentence("BAT", "1,,0,4.1,0,0", version=VEHICLE), said(battery_v=4.1, charging=False))
    yield gl200("version", sentence("VER", "GL300,0A03,0103"), said())
    yield gl200("access points", sentence("WIF", f"{SCAN},,,,82"), said(network=HEARD, battery_pct=82.0))
    cells = [NEAR["cells"][0], NEAR["cells"][0] | {"cid": 15438}]
    around = "0401,0001,1A2B,3C4D,16,,,,,,,,0401,0001,1A2B,3C4E,14,"
    yield gl200("cells", f"+RESP:GTGSM,{PERSONAL},{IMEI},STR,{around},{SENT},{COUNT}".encode(), said(network={"cells": cells}))
    yield gl200("cells of a GL50", sentence("LBS", f"0,0,82,,2,,,0000,{around}", version="660400", name="GL50B"),
                said(network={"cells": cells}, battery_pct=82.0))  # fmt: skip


def other_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here, then = now_here(), last_there()
    can = f"00,1,C03FFFFF,,2,H100,1.0,1705,40,55,,,,,,,,,,,,,,,{{}},{CELLS},00"
    yield gl200("vehicle bus", sentence("CAN", can.format(spot()), version="310603"), here | {"battery_pct": None})
    yield gl200("vehicle bus, the last position", sentence("CAN", can.format(spot("0")), version="310603"), then | {"valid": False},
                said(network=NEAR))  # fmt: skip
    yield gl200("vehicle bus of a GV355CEU", sentence("CAN", can.format(spot()), version=TRUCK), said())
    passed_on = sentence("DAT", f"0,,,>I:5014|DB<,{spot()},{CELLS},00,120.5", version=VEHICLE)
    yield gl200("serial data", passed_on, here | {"battery_pct": None})
    old = f"+RESP:GTTRI,{IMEI},1,0,99,{spot()},{CELLS},00,0103010100,{SENT},{COUNT}".encode()
    yield gl200("IMEI first", old, here | {"battery_pct": None})
    older = f"+RESP:GTTRI,{IMEI},1,0,0,1,36.0,271,350.5,1,71.430400,51.128000,{FIX_TIME},{CELLS},00,{COUNT},0102070202".encode()
    yield gl200("IMEI first, accuracy last", older, here | {"battery_pct": None})
    told = f"+RESP:GTINF,{IMEI},8977010000000000001f,21,99,82,1,0,+2.00,0,{SENT},{COUNT},0103090402".encode()
    yield gl200("information, IMEI first", told, said(battery_pct=82.0, charging=True, signal=21))
    yield gl200(
        "heartbeat", f"+ACK:GTHBD,{PERSONAL},{IMEI},,{SENT},{COUNT}".encode(), said(), reply=f"+SACK:GTHBD,{PERSONAL},{COUNT}$"
    )
    yield gl200("answer", f"+ACK:GTRTO,{PERSONAL},{IMEI},GL300,RTL,0007,{SENT},{COUNT}".encode(), said())
    yield gl200("refusal", f"+NACK:APN,{IMEI},C031,10,0,,0,012F,{SENT},{COUNT}".encode(), said(events=["gl200:refused"]))


def satellite_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here, then = now_here() | {"battery_pct": None}, last_there()
    quiet = said(network=NEAR, satellites=4)
    for kind, event_name in (("IGN", "ignition_on"), ("IGF", "ignition_off"), ("VGN", "ignition_on"), ("VGF", "ignition_off")):
        yield gl200(f"satellites of the last position, {kind}", event(kind, "640", tail="01,4,,0.0", version=LAU),
                    then | {"satellites": 4}, quiet | {"events": [f"gl200:{event_name}"]})  # fmt: skip
    again = sentence("ERI", f"00000002,12600,10,1,{spot('0')},{CELLS},01,4,120.5,,,,,82,220100,0", version=LAU)
    yield gl200("satellites of the last position, extended", again, then | {"satellites": 4, "battery_pct": 82.0},
                quiet | {"battery_pct": 82.0, "external_v": 12.6, "moving": True, "status": 0x220100, "valid": False})  # fmt: skip
    two = f"{spot(time='20260520122915')},{CELLS},01,8,{spot()},{CELLS},01,9,120.5,,,,,82,220100,0"
    driven = here | {"battery_pct": 82.0, "external_v": 12.6, "moving": True, "status": 0x220100, "satellites": 9}
    earlier = here | {"at": "2026-05-20T12:29:15.000Z", "satellites": 8}
    yield gl200("satellites of each position", sentence("ERI", f"00000002,12600,10,2,{two}", version=LAU), earlier, driven)
    close = f"{spot('11', time='20260520122915').replace('36.0', '36')},{spot()},{CELLS},01,9,120.5,,,,,82,220100,0"
    yield gl200("no mask between two positions", sentence("ERI", f"00000002,12600,10,2,{close}", version=LAU),
                earlier | {"satellites": None, "hdop": 11.0, "network": None}, driven)  # fmt: skip
    passed_on = f"1,,,hello,{spot()},{CELLS},01,9,120.5,,,"
    yield gl200("serial data with satellites", sentence("DAT", passed_on, version=LAU), here | {"satellites": 9})
    yield gl200("serial data of a personal device", sentence("DAT", passed_on), here)


def level_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here = now_here()
    bare = here | {"battery_pct": None}
    for kind, events in (("TOW", ["gl200:tow"]), ("SPD", ["gl200:speed_inside"]), ("IGL", ["gl200:ignition_off"]), ("RTL", [])):
        behind = sentence(kind, f",01,1,{spot()},{CELLS},01,7,23.7,1,32", version=LAU)
        yield gl200(f"a vehicle's field that is no battery, {kind}", behind, bare | {"satellites": 7, "events": events})
    looks_hidden = sentence("TOW", f",00,1,{spot()},{CELLS},00,18,0,82,0,1", version=LAU)
    yield gl200("no vehicle is a hidden device", looks_hidden, bare | {"events": ["gl200:tow"]})
    for name, tail, version in (
        ("GV310LAU, no status", "01,9,120.5,,,,,82,,0", LAU), ("GV310LAU, another status", "00,120.5,,F0,F0,,82,320000,0", LAU),
        ("GV355CEU", "00,120.5,,,,,82,,0", TRUCK), ("GV300", "00,120.5,02114:36:35,,,82,000000,0", "060502"),
        ("GV300W", "00,120.5,,,,82,,2", "271002"), ("GV56", "00,120.5,,,,82,,0", "4F0D06"),
        ("GV75W", "00,120.5,,,,82,00,0", "410502"),
        ("GV350M", ",120.5,,,82,,0", "F10415"), ("GV65", "00,120.5,00012:30:15,,82,3201000000,2", "310603"),
    ):  # fmt: skip
        extended = sentence("ERI", f"00000002,12600,10,1,{spot()},{CELLS},{tail}", version=version)
        yield gl200(f"extended report without a status, {name}", extended,
                    here | {"external_v": 12.6, "satellites": 9 if tail.startswith("01") else None})  # fmt: skip
    for name, tail, version in (
        ("a status of three digits", "00,120.5,,,,,82,123,0", LAU), ("no mileage", "00,,,,,,82,,0", LAU),
        ("no hours", "00,120.5,7,,,,82,,0", LAU), ("inputs stand there", "00,120.5,,,82,82,82,00", VEHICLE),
        ("an order nobody knows", "00,120.5,,,82,82,82,,0", "DF0704"), ("too short", "00,120.5,,,,,82", LAU),
    ):  # fmt: skip
        extended = sentence("ERI", f"00000002,12600,10,1,{spot()},{CELLS},{tail}", version=version)
        yield gl200(f"extended report without a battery, {name}", extended, bare | {"external_v": 12.6})
    yield gl200("an event is no extended report", event("EPF", "", spot(), tail="00,120.5,,,,82,,0", version="060502"),
                bare | {"events": ["power_cut"]})  # fmt: skip
    for kind in ("STR", "CTN"):
        unfound = sentence(kind, "0,0,2,,82,3,,,,,,,,,,,,,0000", version="440502")
        yield gl200(f"hidden, no position and no cell, {kind}", unfound, said(battery_pct=82.0))
    empty = sentence("FRI", f"0,0,2,{spot()},{CELLS},25.2,,,,,,,,{CELLS},25.2,82", version="1A0900")
    now = said(valid=False, network=NEAR, battery_pct=82.0)
    yield gl200("two positions, the last one empty", empty, bare, now)
    empties = sentence("SOS", f"0,0,3,{spot()},{CELLS},00,,,,,,,,{CELLS},00,,,,,,,,{CELLS},00,82")
    yield gl200("three positions, two of them empty", empties, bare, said(valid=False, network=NEAR), now | {"events": ["sos"]})
    plain = sentence("FRI", f",10,1,{spot()},{CELLS},00,,,,,,,,,,", version=VEHICLE)
    yield gl200("empty fields without a cell are no position", plain, bare)
    for kind, state, change in (
        ("STT", "42", {"moving": True}), ("EPF", "", {"events": ["power_cut"]}), ("EPN", "", {"events": ["power_restored"]}),
        ("BPL", "3.5", {"battery_v": 3.5, "events": ["low_battery"]}), ("TEM", "3,61", {"events": ["gl200:temperature"]}),
        ("BTC", "", {"charging": True, "events": ["gl200:charging_on"]}),
        ("STC", "", {"charging": False, "events": ["gl200:charging_off"]}),
    ):  # fmt: skip
        yield gl200(
            f"battery of an unlisted device, {kind}", event(kind, state, spot(), tail=",82", version=UNLISTED), here | change
        )
    odometer = event("EPF", "", spot(), tail="120.5,82", version=UNLISTED)
    yield gl200("battery of an unlisted device behind its mileage", odometer, here | {"events": ["power_cut"]})
    for tail in ("01,9", "00,9", "00,120.5", ",9,9"):
        yield gl200(f"no battery of an unlisted device, {tail}", event("EPF", "", spot(), tail=tail, version=UNLISTED),
                    bare | {"events": ["power_cut"]})  # fmt: skip
    yield gl200("what an unlisted vehicle measures is no battery", event("TMP", "1", spot(), tail=",27", version=UNLISTED),
                bare | {"events": ["gl200:temperature"]})  # fmt: skip
    unheard = sentence("FRI", f"0,1,1,5,1,{spot()},0,,,,,,3,82", version=GT)
    yield gl200("GT501 that heard no access point", unheard, here | {"network": None, "moving": True, "charging": False})
    with_cell = sentence("FRI", f"0,1,1,5,1,{spot()},00,{CELLS},,3,82", version=GT)
    yield gl200("GT501 that heard a cell alone", with_cell, here | {"moving": True, "charging": False})
    yield gl200(
        "a nought before empty fields is a cell elsewhere", sentence("FRI", f"0,0,1,{spot()},0,,,,,82"), here | {"network": None}
    )


def vin_cases() -> Iterator[Case]:
    from tests.frames.forge import NEAR, said

    here = now_here() | {"battery_pct": None}
    around = "0401,0001,1A2B,3C4D,16,,,,,,,,0401,0001,1A2B,3C4E,14,"
    cells = {"cells": [NEAR["cells"][0], NEAR["cells"][0] | {"cid": 15438}]}
    for name, vin in (("a VIN", VIN), ("an empty VIN", "")):
        yield gl200(f"cells behind {name}", sentence("GSM", f"map,FRI,{around}", version=MAP, name=vin), said(network=cells))
        for state, moving, events in (("42", True, []), ("41", False, []), ("16", True, ["gl200:tow"])):
            for called in ("", "car"):
                told = sentence("STT", f"{called},{state},{spot()},{CELLS},", version=PLUGGED, name=vin)
                yield gl200(f"state {state} behind {name} {called}", told, here | {"moving": moving, "events": events})
        low = sentence("BPL", f",3.5,{spot()},{CELLS},00", version=NUMBERED, name=vin)
        yield gl200(f"voltage behind {name}", low, here | {"battery_v": 3.5, "events": ["low_battery"]})
        own = "21,8977010000000000001,21,0,1,12600,,3.97,1,0,0,0,0,20260520120000,82,,45.0,,"
        yield gl200(f"information behind {name}", sentence("INF", f"car,{own}", version=NUMBERED, name=vin),
                    said(battery_v=3.97, external_v=12.6, charging=True, moving=False, signal=21))  # fmt: skip
    for name, vin, called in (
        ("a VIN", VIN, "car"),
        ("a VIN alone", VIN, ""),
        ("an empty VIN", "", "car"),
        ("two empty fields", "", ""),
    ):
        cut = sentence("ANT", f"{called},1,{spot()},{CELLS},00", version=MAP, name=vin)
        yield gl200(f"antenna cut behind {name}", cut, here | {"events": ["antenna_cut"]})
    yield gl200("antenna cut behind one field", sentence("ANT", f"1,{spot()},{CELLS},00", version=MAP, name=VIN),
                here | {"events": ["antenna_cut"]})  # fmt: skip
    yield gl200("jamming over behind a VIN", sentence("JDS", f"car,1,{spot()},{CELLS},00", version=NUMBERED, name=VIN),
                here | {"events": ["gl200:jamming_over"]})  # fmt: skip
    mask = f"car,00000002,12600,10,1,{spot()},{CELLS},00,120.5,,,,82,220100,0"
    driven = here | {"battery_pct": 82.0, "external_v": 12.6, "moving": True, "status": 0x220100}
    yield gl200("extended report behind a VIN", sentence("ERI", mask, version=NUMBERED, name=VIN), driven)
    speeding = f",01,1,{spot()},{CELLS},00,120.5"
    inside = here | {"events": ["gl200:speed_inside"]}
    yield gl200("an empty VIN and name", sentence("SPD", "," + speeding, version=NUMBERED), inside)
    yield gl200("no VIN where none is", sentence("SPD", speeding, version=NUMBERED), inside)
    yield gl200("state of a GV500 without a VIN", sentence("STT", f"42,{spot('12')},{CELLS},", version=NUMBERED),
                here | {"moving": True, "hdop": 12.0})  # fmt: skip
    yield gl200("a vehicle named by its VIN", sentence("SPD", speeding, version=VEHICLE, name=VIN), inside)
    yield gl200("jamming, named by a VIN", sentence("JDS", f"2,{spot()},{CELLS},00", version=VEHICLE, name=VIN),
                here | {"events": ["jamming"]})  # fmt: skip
    for version in (VEHICLE, LAU, NUMBERED):
        stated = sentence("JDS", f"2,1,{spot()},{CELLS},00", version=version, name=VIN)
        yield gl200(f"jamming in two fields, {version}", stated, here | {"events": ["jamming"]})
    low = sentence("BPL", f",{spot()},{CELLS},00", version=VEHICLE, name=VIN)
    yield gl200("low battery without a voltage, named by a VIN", low, here | {"events": ["low_battery"]})
    yield gl200("towed, named by a VIN", sentence("STT", f"16,{spot('12')},{CELLS},00", version=VEHICLE, name=VIN),
                here | {"moving": True, "hdop": 12.0, "events": ["gl200:tow"]})  # fmt: skip
    yield gl200("a person's device named like a VIN", personal("SOS", name=VIN), now_here() | {"events": ["sos"]})
