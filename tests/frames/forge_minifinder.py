"""MiniFinder alarms of our own: text written from the manual's forms."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
QUIET = 0x150001
"""Located by satellites, signal 21."""


def report(kind: str = "D", flags: int = QUIET, *, where: str = "51.128000,71.430400", battery: str = "82") -> str:
    return f"!{kind},20/5/26,12:30:15,{where},36,271,{flags:x},350.0,{battery},9,12,0.8"


def minifinder_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def mini(name: str, text: str, *reports: dict[str, Any], **expect: Any) -> Case:
        return case("minifinder", name, text.encode(), list(reports), expect={"integrity": "none"} | expect)

    told = {"status": QUIET, "signal": 21, "charging": False, "battery_pct": 82.0}
    here = placed(altitude_m=350.0, hdop=0.8) | told
    yield mini("login", f"!1,{IMEI}", said(), device=IMEI)
    yield mini("login with its edition", f"!1,{IMEI},V07S.5701.1621,100", said(), device=IMEI)
    yield mini("login without an id", "!1,", error="a login without an id")
    yield mini("settings kept", "!3,ok", said())
    yield mini("settings told", "!4,10,123456,,,1.0,110,0,0S,33", said())
    yield mini("heartbeat", "!5,17,V,50", said(signal=17, battery_pct=50.0))
    yield mini("heartbeat without a battery", "!5,17,A", said(signal=17))
    yield mini("heartbeat of a battery that cannot be", "!5,17,A,101", said(signal=17))
    yield mini("position", report(), here)
    yield mini("from the memory", report("B"), here | {"replayed": True})
    by_cells = report("C", 0x150002)
    yield mini("by cells", by_cells, here | {"status": 0x150002, "source": "cell", "satellites": None, "hdop": None})
    yield mini("south and west", report(where="-33.450000,-70.660000"), here | {"lat": -33.45, "lon": -70.66})
    charged = {"status": 0x550001, "charging": True}
    yield mini("on the charger", report(flags=0x550001), here | charged)
    for bit, event in (
        (2, "minifinder:receiver_fault"), (6, "sos"), (7, "minifinder:overspeed"), (8, "fall"), (9, "minifinder:fence_1"),
        (10, "minifinder:fence_2"), (11, "minifinder:fence_3"), (12, "low_battery"), (14, "minifinder:moved"),
        (15, "minifinder:moved"),
        (3, "minifinder:bit_3"), (31, "minifinder:bit_31"),
    ):  # fmt: skip
        word = QUIET | 1 << bit
        yield mini(f"flag {bit}", report(flags=word), here | {"status": word, "events": [event]})
    word = QUIET | 1 << 6 | 1 << 8 | 1 << 12 | 1 << 15
    many = {"status": word, "events": ["sos", "fall", "low_battery", "minifinder:moved"]}
    yield mini("four alarms", report(flags=word), here | many)
    nowhere = said(at=here["at"], valid=False, satellites=9, hdop=0.8) | told
    lost = word & ~3
    yield mini(
        "four alarms without a place", report("B", lost, where="0.0,0.0"), nowhere | many | {"status": lost, "replayed": True}
    )
    broken = {"lat": None, "lon": None, "source": None, "speed_mps": None, "course_deg": None, "altitude_m": None}
    yield mini("a place that is none", report(flags=word, where="91.0,east"), here | many | broken)
    yield mini("a year of four digits", report().replace("20/5/26", "20/5/2026"), here)
    yield mini("no such year", report().replace("20/5/26", "20/5/1926"), here | {"at": None})
    yield mini("the year 20", report().replace("20/5/26", "20/5/20"), here | {"at": "2020-05-20T12:30:15.000Z"})
    yield mini("no such day", report().replace("20/5/26", "32/5/26"), here | {"at": None})
    yield mini("a course beyond the circle", report().replace(",271,", ",400,"), here | {"course_deg": None})
    bare = said(at=here["at"], valid=False, lat=51.128, lon=71.4304)
    yield mini("time and place alone", "!A,20/05/26,12:30:15,51.128000,71.430400,000.1,281.6,0", bare)
    yield mini("broken off behind the flags", f"!D,20/5/26,12:30:15,x,y,z,z,{word:x}", said(
        at=here["at"], valid=True, signal=21, charging=False, **many) | {"events": many["events"]})  # fmt: skip
    yield mini("a kind nobody describes", "!Z,1", error="no manual at hand describes !Z")
