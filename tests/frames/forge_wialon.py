"""Wialon IPS senders of our own: packets of both editions, written from the manual's formats."""

from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
IMEI = "860000000000017"
WHERE = "200526;123015;5107.6800;N;07125.8240;E;36;271;350;9"
NOWHERE = "200526;123015;NA;NA;NA;NA;NA;NA;NA;0"
FULL = WHERE + ";0.8;5;0;;NA;"


def crc_16(data: bytes) -> int:
    """Bit by bit, as the manual's appendix describes it."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


def checked(kind: str, content: str, *, spoil: int = 0) -> bytes:
    body = content.encode()
    return f"#{kind}#".encode() + body + f"{crc_16(body) ^ spoil:04X}".encode()


def picture(block: bytes, number: int = 0, last: int = 1, size: int | None = None) -> bytes:
    head = checked("I", f"{len(block) if size is None else size};{number};{last};200526;123015;camera.jpg;")
    return head + b"\r\n" + block


def wialon_cases() -> Iterator[Case]:
    from tests.frames.forge import case, placed, said

    def wialon(name: str, frame: str | bytes, *reports: dict[str, Any], answer: str | None, **expect: Any) -> Case:
        replies = [] if answer is None else [f"{one}\r\n".encode().hex() for one in answer.split()]
        wire = frame if isinstance(frame, bytes) else frame.encode()
        return case("wialon", name, wire, list(reports), expect={"replies": replies, "integrity": "none"} | expect)

    here = placed(altitude_m=350.0)
    full = here | {"hdop": 0.8, "status": 5}
    yield wialon("login", f"#L#{IMEI};NA", said(), answer="#AL#1", device=IMEI)
    yield wialon("login, edition 2.0", checked("L", f"2.0;{IMEI};NA;"), said(), answer="#AL#1", device=IMEI, integrity="ok")
    yield wialon(
        "login with a wrong sum", checked("L", f"2.0;{IMEI};NA;", spoil=1), said(), answer="#AL#1", device=IMEI, integrity="failed"
    )
    yield wialon("login without a sum", "#L#2.0;17", said(), answer="#AL#1", device="17", integrity="failed")
    for name in ("2002", "+77010000017", "leg.17@bilezik.example", "Олжас", "x" * 64):
        yield wialon(f"login of {name[:12]}", f"#L#{name};NA", said(), answer="#AL#1", device=name)
        yield wialon(
            f"a datagram of {name[:12]}", f"{name}#D#{FULL}SOS:1:1", full | {"events": ["sos"]}, answer="#AD#1", device=name
        )
    for name in ("", " ", "x" * 65, "a#b"):
        yield wialon(f"login without an id, {name[:3]!r}", f"#L#{name};NA", answer="#AL#0", error="a login without an id")
    yield wialon("ping", "#P#", said(), answer="#AP#")
    yield wialon("short", f"#SD#{WHERE}", here, answer="#ASD#1")
    yield wialon("short, with its sum", checked("SD", WHERE + ";"), here, answer="#ASD#1", integrity="ok")
    yield wialon("short, with a wrong sum", checked("SD", WHERE + ";", spoil=0x8000), here, answer="#ASD#1", integrity="failed")
    yield wialon("full", f"#D#{FULL}NA", full, answer="#AD#1")
    yield wialon("full, with its sum", checked("D", FULL + "fuel:2:45.8;"), full, answer="#AD#1", integrity="ok")
    yield wialon(
        "south and west, parts of a second", "#D#200526;123015.25;3327.0000;S;07039.6000;W;0;0;-5;7;NA;NA;NA;NA;NA;NA",
        said(at="2026-05-20T12:30:15.250Z", valid=True, lat=-33.45, lon=-70.66, altitude_m=-5.0, speed_mps=0.0, course_deg=0.0,
             satellites=7, source="gnss"), answer="#AD#1",
    )  # fmt: skip
    bare = said(at="2026-05-20T12:30:15.000Z", valid=False, satellites=0)
    yield wialon("no place", f"#SD#{NOWHERE}", bare, answer="#ASD#1")
    yield wialon("nothing known", "#SD#NA;NA;NA;NA;NA;NA;NA;NA;NA;NA", said(), answer="#ASD#1")
    weak = {key: value for key, value in here.items() if key != "source"} | {"satellites": 2, "valid": False}
    yield wialon("two satellites", f"#SD#{WHERE[:-1]}2", weak, answer="#ASD#1")
    broken = {"lat": None, "lon": None, "speed_mps": None, "course_deg": None, "altitude_m": None, "source": None, "valid": False}
    yield wialon("sixty minutes", f"#SD#{WHERE.replace('07.68', '60.00')}", here | broken, answer="#ASD#1")
    yield wialon("a latitude beyond the pole", f"#SD#{WHERE.replace('5107', '9100')}", here | broken, answer="#ASD#1")
    yield wialon("no such day", f"#SD#{WHERE.replace('200526', '320526')}", here | {"at": None}, answer="#ASD#1")
    yield wialon(
        "a course beyond the circle", f"#SD#{WHERE.replace(';271;', ';400;')}", here | {"course_deg": None}, answer="#ASD#1"
    )
    yield wialon("alarm button", f"#D#{FULL}SOS:1:1", full | {"events": ["sos"]}, answer="#AD#1")
    yield wialon("alarm button at rest", f"#D#{FULL}SOS:1:0", full, answer="#AD#1")
    yield wialon("alarm without a place", f"#D#{NOWHERE};NA;NA;NA;NA;NA;SOS:1:1", bare | {"events": ["sos"]}, answer="#AD#1")
    yield wialon(
        "two alarms, with a wrong sum", checked("D", FULL + "alarm:3:removing,lowBattery,SOS:1:1;", spoil=1),
        full | {"events": ["strap_open", "low_battery", "sos"]}, answer="#AD#1", integrity="failed",
    )  # fmt: skip
    for word, event in (
        ("removing", "strap_open"), ("tampering", "tamper"), ("sos", "sos"), ("lowPower", "low_battery"), ("powerCut", "power_cut"),
        ("powerRestored", "power_restored"), ("powerOff", "power_off"), ("powerOn", "power_on"), ("jamming", "jamming"),
        ("gpsAntennaCut", "antenna_cut"), ("fallDown", "fall"), ("strap_closed", "strap_closed"), ("door", "wialon:door"),
        ("?!", "wialon:alarm"),
    ):  # fmt: skip
        yield wialon(f"alarm {word}", f"#D#{FULL}alarm:3:{word}", full | {"events": [event]}, answer="#AD#1")
    health = "battery:1:82,pwr_int:2:3.97,pwr_ext:2:12.6,accuracy:2:15.5,charge:3:true,motion:3:false"
    yield wialon(
        "health", f"#D#{FULL}{health}",
        full | {"battery_pct": 82.0, "battery_v": 3.97, "external_v": 12.6, "accuracy_m": 15.5, "charging": True, "moving": False},
        answer="#AD#1",
    )  # fmt: skip
    yield wialon("no such health", f"#D#{FULL}battery:1:101,pwr_int:2:1e9,battery:3:full", full, answer="#AD#1")
    old = {"replayed": True}
    yield wialon("black box", f"#B#{WHERE}|{FULL}SOS:1:1|", here | old, full | old | {"events": ["sos"]}, answer="#AB#2")
    yield wialon(
        "black box with its sum", checked("B", f"{WHERE}|{WHERE}|"), here | old, here | old, answer="#AB#2", integrity="ok"
    )
    yield wialon("black box with nothing", "#B#", answer="#AB#0", error="a black box without a record")
    yield wialon("too few fields", "#D#200526;123015", answer="#AD#-1", error="a record with too few fields")
    yield wialon("a text", "#M#I am here", said(), answer="#AM#1")
    yield wialon("a picture nobody asked for", picture(b"\xff\xd8\r\n#P#\r\n\n"), said(), answer="#AI#0;1")
    yield wialon("the last of a picture", picture(b"\xff\xd8", 1, 1), said(), answer="#AI#1;1 #AI#1")
    yield wialon("a datagram", f"{IMEI}#SD#{WHERE}", here, answer="#ASD#1", device=IMEI)
    yield wialon("a datagram, edition 2.0", f"2.0;{IMEI}".encode() + checked("SD", WHERE + ";"), here, answer="#ASD#1", device=IMEI,
                 integrity="ok")  # fmt: skip
    yield wialon("a datagram without its sum", f"2.0;{IMEI}#D#{FULL}NA", full, answer="#AD#1", device=IMEI, integrity="failed")
    yield wialon("a kind nobody describes", "#XY#1", answer=None, error="no manual at hand describes #XY#")
