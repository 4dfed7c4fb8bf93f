"""A frame explained: what is said of each byte is what the decoder does with it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames import forge
from tests.frames.reading import HERE, NOW, cases_of, frame_of

from bilezik.domain.decoded import Decoded, Session
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.explaining import LONGEST, Explanation, Field, explain

CASES = {(name, case["case"]): case for name in PROTOCOLS for case in cases_of(HERE / f"{name}.jsonl")}


ITSELF = (
    "transition stay", "last will", "refusal", "HEX crash data", "alert ??", "battery low", "goes off", "collision",
    "collision with a plug",
)  # fmt: skip
"""Messages that are an event as a whole: it hangs on what makes them a message at all."""


def told(protocol: str, frame: bytes, model: object = None) -> Explanation:
    session = Session(memory=(("model", str(model)),)) if model else Session()
    return explain(lambda one: PROTOCOLS[protocol].decode(one, session, NOW), frame)


def told_case(protocol: str, case: str) -> Explanation:
    return told(protocol, frame_of(CASES[protocol, case]), CASES[protocol, case].get("model"))


def places(explained: Explanation, part: str, report: int = 0) -> list[tuple[int, int]]:
    """Where a part is said, in bytes from and to."""
    path = part if part == "device" else f"reports[{report}].{part}"
    return [(field.start, field.end) for field in explained.fields if field.role == "value" and field.parts[0] == path]


def of_role(explained: Explanation, role: str) -> list[tuple[int, int]]:
    return [(field.start, field.end) for field in explained.fields if field.role == role]


def at(explained: Explanation, place: int) -> Field:
    return next(field for field in explained.fields if field.start <= place < field.end)


def covers(explained: Explanation) -> bool:
    edges = [0, *(field.end for field in explained.fields)]
    ascends = all(one < other for one, other in pairwise(edges))
    return [field.start for field in explained.fields] == edges[:-1] and edges[-1] == len(explained.frame) and ascends


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_own_frame_is_explained_from_its_first_byte_to_its_last(name: str) -> None:
    for protocol, case in CASES:
        if protocol != name:
            continue
        explained = told_case(name, case)
        assert covers(explained), case
        if case == "values, removed, breaks off":
            continue  # its sum broke off with it: every change is answered by nothing
        said = {path for field in explained.fields if field.role == "value" for path in field.parts}
        for number, report in enumerate(explained.decoded.reports):
            for part in ("at", "lat", "lon", "altitude_m", "speed_mps", "course_deg", "battery_pct", "hdop"):
                if getattr(report, part) is not None:
                    assert f"reports[{number}].{part}" in said, (case, part)
            hung = {path for field in explained.fields for path in field.parts}
            assert not report.events or f"reports[{number}].events" in hung or case in ITSELF, case


def test_gt06() -> None:
    explained = told_case("gt06", "alarm sos")
    assert {part: places(explained, part) for part in ("at", "satellites", "lat", "lon", "speed_mps", "course_deg")} == {
        "at": [(4, 10)], "satellites": [(10, 11)], "lat": [(11, 15)], "lon": [(15, 19)], "speed_mps": [(19, 20)],
        "course_deg": [(20, 22)],
    }  # fmt: skip
    cell = {part: places(explained, f"network.cells[0].{part}") for part in ("mcc", "mnc", "lac", "cid")}
    assert cell == {"mcc": [(23, 25)], "mnc": [(25, 26)], "lac": [(26, 28)], "cid": [(28, 31)]}
    assert places(explained, "battery_pct") == [(32, 33)]
    assert places(explained, "signal") == [(33, 34)]
    assert of_role(explained, "mark") == [(0, 2), (40, 42)]
    assert of_role(explained, "length") == [(2, 3)]
    assert of_role(explained, "structure") == [(3, 4), (22, 23)], "the kind, and how long the cell is"
    assert of_role(explained, "unread") == [(35, 36)], "the language, which the checksum covers"
    assert of_role(explained, "checksum") == [(38, 40)]
    assert explained.checksum is not None
    assert (explained.checksum.name, explained.checksum.covers_from, explained.checksum.covers_to) == ("CRC-16/X-25", 2, 38)
    alarm, info = at(explained, 34), at(explained, 31)
    assert alarm.says == ("sos",)
    assert "power_cut" in alarm.could_say
    assert set(info.parts) == {"reports[0].status", "reports[0].charging", "reports[0].events"}
    assert at(explained, 36).parts == ("replies[0]",), "the number, which goes back"


def test_the_flags_beside_a_course_belong_to_it() -> None:
    course = at(told_case("gt06", "gps and cell"), 20)
    assert course.parts[0] == "reports[0].course_deg"
    assert {"reports[0].lat", "reports[0].lon", "reports[0].valid"} <= set(course.parts)


def test_h02() -> None:
    explained = told_case("h02", "position")
    assert places(explained, "device") == [(4, 14)]
    assert places(explained, "at") == [(18, 24), (63, 69)]
    assert places(explained, "valid") == [(25, 26)]
    assert places(explained, "lat") == [(27, 36), (37, 38)], "the decimal point and the hemisphere too"
    assert places(explained, "lon") == [(39, 49), (50, 51)]
    assert places(explained, "speed_mps") == [(52, 58)]
    assert places(explained, "course_deg") == [(59, 62)]
    assert places(explained, "status") == [(70, 78)]
    assert "sos" in at(explained, 70).could_say
    assert len(of_role(explained, "separator")) == 12
    assert of_role(explained, "checksum") == []
    binary = told_case("h02", "binary")
    assert (places(binary, "at"), places(binary, "lat"), places(binary, "battery_pct")) == ([(6, 12)], [(12, 16)], [(16, 17)])
    assert places(binary, "lon") == [(17, 22)]


def test_xexun3() -> None:
    explained = told_case("xexun3", "position and health")
    assert places(explained, "device") == [(6, 14)]
    assert places(explained, "at") == [(16, 20)]
    assert places(explained, "lat") == [(20, 28)], "floating point: the highest byte and the lowest"
    assert places(explained, "lon") == [(28, 36)]
    assert places(explained, "battery_pct") == [(51, 52)]
    assert places(explained, "charging") == [(57, 58)]
    assert of_role(explained, "length") == [(1, 3)]
    assert of_role(explained, "checksum") == [(67, 69)]
    assert of_role(explained, "guard") == [(69, 70)], "the last mark"
    head = at(explained, 49)
    assert (head.role, head.end) == ("structure", 51)
    assert "reports[0].battery_pct" in head.parts


def test_osmand() -> None:
    url = "/?id=phone-17&timestamp=1779280215&lat=51.128&lon=-71.4304&batt=82&charge=true&foo=1&alarm=sos,fallDown"
    explained = told("osmand", f"GET {url} HTTP/1.1\r\n\r\n".encode())
    names = ("id=", "timestamp=", "lat=", "lon=", "batt=", "charge=")
    starts = {name: (4 + url.index(name), 4 + url.index("&", url.index(name))) for name in names}
    parts = ("device", "at", "lat", "lon", "battery_pct", "charging")
    assert {part: places(explained, part) for part in parts} == {
        part: [starts[name]] for part, name in zip(parts, names, strict=True)
    }
    assert at(explained, 4 + url.index("foo")).role == "unread"
    assert at(explained, 4 + url.index("sos")).says == ("sos",)
    assert at(explained, 4 + url.index("fallDown")).says == ("fall",)


def test_json() -> None:
    explained = told_case("owntracks", "everything an app says")
    text = explained.frame.decode()
    for name, part in (("lat", "lat"), ("lon", "lon"), ("tst", "at"), ("batt", "battery_pct"), ("vel", "speed_mps")):
        start = text.index(f'"{name}"')
        assert places(explained, part) == [(start, text.index(",", start))], name
    moving = told_case("osmand", "JSON")
    start = moving.frame.index(b'"is_moving"')
    assert places(moving, "moving") == [(start, start + len('"is_moving": true'))], "a word of which no letter can be another"


def test_records_are_told_apart() -> None:
    explained = told_case("teltonika", "codec 8, two records")
    assert [places(explained, "lat", report) for report in (0, 1)] == [[(23, 27)], [(53, 57)]]
    assert [places(explained, "at", report) for report in (0, 1)] == [[(10, 18)], [(40, 48)]], "the noughts before a time too"
    assert [at(explained, place).report for place in (23, 53, 0)] == [0, 1, None]
    assert of_role(explained, "checksum") == [(80, 84)], "a sum of two bytes in four"
    assert of_role(explained, "length") == [(4, 8)]


def test_a_wrong_checksum_is_told_with_the_right_one() -> None:
    frame = bytearray(frame_of(CASES["gt06", "gps and cell"]))
    right = bytes(frame[32:34])
    frame[32:34] = b"\x00\x01"
    explained = told("gt06", bytes(frame))
    assert explained.decoded.integrity == "failed"
    assert explained.checksum is not None
    assert (explained.checksum.start, explained.checksum.right) == (32, right)
    assert of_role(explained, "checksum") == [(32, 34)]
    assert places(explained, "lat") == [(11, 15)]
    assert explained.frame == bytes(frame)


def test_a_length_that_lies_has_no_checksum_and_its_places_all_the_same() -> None:
    frame = bytearray(frame_of(CASES["gt06", "gps and cell"]))
    frame[2] += 3
    explained = told("gt06", bytes(frame))
    assert (explained.decoded.integrity, explained.checksum) == ("failed", None)
    assert places(explained, "lat") == [(11, 15)]


def test_a_checksum_is_not_taken_for_bytes_that_nobody_reads() -> None:
    """With a sum, a change of one byte is undone by any other byte that is covered."""
    explained = told_case("thinkrace", "heartbeat")
    assert of_role(explained, "checksum") == [(19, 21)]
    assert at(explained, 3).role == "unread"
    assert explained.checksum is not None
    assert explained.checksum.covers_from == 0


@pytest.mark.parametrize(
    ("protocol", "case", "name", "place"),
    [
        ("minifinder2", "position", "CRC-16/XMODEM", (4, 6)),
        ("eelink", "a datagram of two", "rotating sum", (4, 6)),
        ("xexun2", "position", "inverted sum of the bytes", (16, 18)),
        ("xexun3", "alarm sos", "CRC-16/CCITT-FALSE", (22, 24)),
        ("teltonika", "codec 8, health", "CRC-16/ARC", (69, 73)),
        ("wialon", "login, edition 2.0", "CRC-16/ARC", (26, 30)),
        ("meitrack", "interval", "sum of the bytes", (140, 142)),
        ("thinkrace", "position", "sum of the bytes", (41, 43)),
    ],
)
def test_every_kind_of_checksum_is_found(protocol: str, case: str, name: str, place: tuple[int, int]) -> None:
    explained = told_case(protocol, case)
    assert explained.checksum is not None
    assert (explained.checksum.name, of_role(explained, "checksum")) == (name, [place])


def test_a_frame_of_which_nothing_is_understood_is_explained() -> None:
    explained = told("gt06", bytes.fromhex("78780511000001d9dc0d0a").replace(b"\x11", b"\x7e"))
    assert explained.decoded.error is not None
    assert covers(explained)
    assert told("gt06", b"").fields == ()


def test_a_long_frame_costs_a_bounded_number_of_questions() -> None:
    asked = 0

    def ask(frame: bytes) -> Decoded:
        nonlocal asked
        asked += 1
        return PROTOCOLS["watch"].decode(frame, Session(), NOW)

    frame = b"[3G*8600000017*FFFF*UD," + b"0," * 4000 + b"]"
    explained = explain(ask, frame)
    assert explained.fields[-1] == Field(LONGEST, len(frame), "unseen")
    assert covers(explained)
    assert asked < 5 * LONGEST


def test_the_same_is_said_every_time() -> None:
    assert told_case("gt06", "alarm sos") == told_case("gt06", "alarm sos")


@pytest.mark.parametrize("name", PROTOCOLS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_are_they_are_explained(name: str, data: st.DataObject) -> None:
    junk = data.draw(st.binary(max_size=30))
    assert not junk or covers(told(name, junk))
    whole = frame_of(data.draw(st.sampled_from([case for (protocol, _), case in CASES.items() if protocol == name])))[:80]
    place, spoiled = data.draw(st.integers(0, len(whole))), data.draw(st.binary(max_size=6))
    frame = whole[:place] + spoiled + whole[place + len(spoiled) :]
    assert not frame or covers(told(name, frame))


def test_text_in_a_binary_frame_is_text() -> None:
    explained = told_case("teltonika", "login")
    assert places(explained, "device") == [(2, 17)]
    assert forge.IMEI.encode() == explained.frame[2:17]
