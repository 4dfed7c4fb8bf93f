"""`bilezik replay`: the contract of its lines, and every bad input named by file, line or field with exit 2."""

import json
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bilezik.cli import main
from bilezik.domain.instant import Instant, minutes, rfc3339
from bilezik.domain.order import Condition, Docket, Order
from bilezik.domain.report import Report
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, digest_of
from bilezik.fold.record import write_record

T0 = 1_790_000_000
HEADER = "person,time,lat,lon,accuracy_m,source"
ORDER: dict[str, Any] = {
    "person": "*",
    "from": T0 - 86_400,
    "to": "2027-01-01T00:00:00Z",
    "timezone": "Asia/Almaty",
    "conditions": [{"id": "home", "kind": "stay_home", "zone": {"circle": [51.128, 71.43, 100]}, "schedule": None}],
}


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def replay(tmp_path: Path, rows: list[str], orders: object = None, *, header: str = HEADER) -> Done:
    fixes, order_file = tmp_path / "fixes.csv", tmp_path / "orders.json"
    fixes.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", errors="surrogateescape")
    order_file.write_text(orders if isinstance(orders, str) else json.dumps([ORDER] if orders is None else orders))
    return run("replay", str(fixes), "--orders", str(order_file))


def run(*arguments: str) -> Done:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["bilezik", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
    return Done(stopped.value.code if isinstance(stopped.value.code, int) else 0, out.getvalue(), err.getvalue())


def trip(person: str) -> list[str]:
    home = [f"{person},{T0 + 60 * n}.5,{51.128 + n % 3 * 1e-5:.5f},71.43,20,network" for n in range(0, 60, 10)]
    away = [f"{person},{T0 + 60 * n}.5,{51.15 + n % 7 * 1e-3:.5f},71.43,20,network" for n in range(60, 120, 10)]
    return home + away


def test_a_line_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    done = replay(tmp_path, trip("a") + trip("b"))
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["person"] for line in lines] == ["a", "b"]
    line = lines[0]
    assert set(line) >= {
        "person", "condition", "kind", "began_at", "raised_at", "certainty", "probability", "certain_at", "closed_at", "state",
        "reason", "evidence",
    }  # fmt: skip
    assert (line["condition"], line["kind"], line["state"], line["closed_at"]) == ("home", "stay_home", "open", None)
    assert line["began_at"] == rfc3339(Instant(T0 * 1_000_000 + 3_600_500_000))
    assert line["raised_at"] >= line["began_at"]
    assert 0.0 < line["probability"] <= 1.0
    assert line["evidence"][0]["what"] == "fix network"


def test_lines_come_in_the_order_in_which_they_were_raised(tmp_path: Path) -> None:
    shifted = [",".join(["a", str(float(time) + 600), *rest]) for _, time, *rest in (row.split(",") for row in trip("a"))]
    lines = [json.loads(line) for line in replay(tmp_path, shifted + trip("z")).stdout.splitlines()]
    assert [line["person"] for line in lines] == ["z", "a"]


def test_rows_received_late_are_judged_by_their_time_and_known_when_they_came(tmp_path: Path) -> None:
    rows = [f"{row},{row.split(',')[1]}" for row in trip("a")[:6]]
    rows += [f"{row},{T0 + 20_000}" for row in trip("a")[6:]]
    (line,) = [json.loads(line) for line in replay(tmp_path, rows, header=HEADER + ",received").stdout.splitlines()]
    assert line["began_at"] == rfc3339(Instant(T0 * 1_000_000 + 3_600_500_000))
    assert line["raised_at"] == rfc3339(Instant((T0 + 20_000) * 1_000_000))


def test_silence_is_judged_as_of_the_last_input_of_the_file(tmp_path: Path) -> None:
    quiet = {**ORDER, "conditions": [{"id": 1, "kind": "keep_contact", "silence_after_s": 1800}]}
    rows = [f"a,{T0},51.1,71.4,,gnss", *(f"b,{T0 + 600 * n},51.1,71.4,,gnss" for n in range(10))]
    (line,) = [json.loads(line) for line in replay(tmp_path, rows, [quiet]).stdout.splitlines()]
    assert (line["person"], line["raised_at"]) == ("a", rfc3339(Instant((T0 + 1800) * 1_000_000)))


def test_a_person_without_an_order_is_not_judged(tmp_path: Path) -> None:
    assert replay(tmp_path, trip("a"), [{**ORDER, "person": "b"}]).stdout == ""


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,yesterday,51.1,71.4,,gnss", "time 'yesterday' is neither RFC 3339 with a zone nor epoch seconds"),
        ("a,2026-05-20T10:00:00,51.1,71.4,,gnss", "time '2026-05-20T10:00:00' is neither RFC 3339 with a zone nor epoch seconds"),
        ("a,nan,51.1,71.4,,gnss", "time 'nan' is neither RFC 3339 with a zone nor epoch seconds"),
        ("a,1e18,51.1,71.4,,gnss", "time '1e18' is out of range"),
        ("a,1790000000,north,71.4,,gnss", "lat 'north' is not a number"),
        ("a,1790000000,51.1,inf,,gnss", "lon 'inf' is not a finite number"),
        ("a,1790000000,51.1,71.4,-5,gnss", "accuracy_m '-5' is negative"),
        ("a,1790000000,51.1,71.4,inf,gnss", "accuracy_m 'inf' is not a finite number"),
        ("a,1790000000,951.1,71.4,,gnss", "lat '951.1' is not between -90 and 90 degrees"),
        ("a,1790000000,-90.001,71.4,,gnss", "lat '-90.001' is not between -90 and 90 degrees"),
        ("a,1790000000,51.1,180.5,,gnss", "lon '180.5' is not between -180 and 180 degrees"),
        ("a,1790000000,5_1,71.4,,gnss", "lat '5_1' is not a number"),
        ("a,1790000000,51.1,71.4,2_0,gnss", "accuracy_m '2_0' is not a number"),
        ("a,1790000000,51.1,٧١,,gnss", "lon '٧١' is not a number"),
        ("a,1_7,51.1,71.4,,gnss", "time '1_7' is neither RFC 3339 with a zone nor epoch seconds"),
        ("a,-99999999999,51.1,71.4,,gnss", "time '-99999999999' is out of range"),
        pytest.param(f"a,1790000000,51.1,71.4,{'9' * 140_000},gnss", "field larger than field limit (131072)", id="long field"),
        ("Серік \udcff,1790000000,51.1,71.4,,gnss", "the byte 0xff is no UTF-8"),
        ("a,1790000000,51.1,71.4,,gps", "source 'gps' is none of gnss, wifi, cell, network, beacon, unknown"),
        ("a,1790000000,51.1,71.4", "4 fields, the header has 6"),
        (",1790000000,51.1,71.4,,gnss", "person is empty"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    done = replay(tmp_path, ["a,1790000000,51.1,71.4,,gnss", row])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"bilezik: {tmp_path / 'fixes.csv'}:3: {reason}\n"


def test_the_edges_of_the_earth_are_on_it(tmp_path: Path) -> None:
    assert (
        replay(tmp_path, [f"a,{T0},90,180,0,gnss", f"a,{T0 + 60},-90,-180,0,gnss", f"a,{T0 + 120},+1.5E1,.5,7.,gnss"]).returncode
        == 0
    )


def test_bytes_that_are_no_text_are_named_by_their_line_within_a_quoted_field_too(tmp_path: Path) -> None:
    done = replay(tmp_path, ['"a', "b\udcc0", 'c",1790000000,51.1,71.4,,gnss'])
    assert done.stderr == f"bilezik: {tmp_path / 'fixes.csv'}:3: the byte 0xc0 is no UTF-8\n"
    assert replay(tmp_path, [], header="person\udcff").stderr.startswith(f"bilezik: {tmp_path / 'fixes.csv'}:1: the byte 0xff")


def test_a_file_that_is_no_file_of_fixes_is_refused(tmp_path: Path) -> None:
    assert "fixes.csv:1: the header must be" in replay(tmp_path, [], header="who,when").stderr
    gone = run("replay", str(tmp_path / "none.csv"), "--orders", str(tmp_path / "none.json"))
    assert (gone.returncode, "No such file" in gone.stderr) == (2, True)


BOW = {"geojson": {"type": "Polygon", "coordinates": [[[71, 51], [72, 52], [72, 51], [71, 52], [71, 51]]]}}


def with_condition(**changes: object) -> list[object]:
    return [{**ORDER, "conditions": [{**ORDER["conditions"][0], **changes}]}]


@pytest.mark.parametrize(
    ("orders", "field"),
    [
        ([{**ORDER, "to": T0 - 100_000}], "[0].to: "),
        ([{**ORDER, "from": "soon"}], "[0].from: "),
        ([{**ORDER, "from": "1_7"}], "[0].from: '1_7' is neither RFC 3339 nor epoch seconds"),
        ([{**ORDER, "person": None}], "[0].person: "),
        ([{**ORDER, "timezone": "Asia/Atlantis"}], "[0].timezone: "),
        ([{**ORDER, "conditions": []}], "[0].conditions: "),
        ([{**ORDER, "condition": []}], "[0].condition: is not known"),
        (with_condition(zone=BOW), "[0].conditions[0].zone"),
        (with_condition(zone={"circle": [51, 71, -1]}), "[0].conditions[0].zone"),
        (with_condition(zone={"circle": [151, 71, 5]}), "[0].conditions[0].zone"),
        (with_condition(kind="fly"), "[0].conditions[0].kind: 'fly' is none of"),
        (with_condition(kind="abstain"), "[0].conditions[0].kind: 'abstain' is none of"),
        (with_condition(id=None), "[0].conditions[0].id: "),
        (with_condition(dwell_s=-1), "[0].conditions[0].dwell_s: "),
        (with_condition(schedule=[{"days": "mo-su", "from": "22:00", "to": "22:00"}]), "[0].conditions[0].schedule[0]"),
        (with_condition(schedule=[{"days": "xx", "from": "22:00", "to": "23:00"}]), "[0].conditions[0].schedule[0].days: "),
        (with_condition(permissions=[{"from": 5, "to": 4}]), "[0].conditions[0].permissions[0].to: "),
        ({}, "must be a list of orders"),
        ("[{", "Expecting"),
        ("[" * 100_000, ""),
    ],
)
def test_a_bad_order_is_refused_with_its_field(tmp_path: Path, orders: object, field: str) -> None:
    done = replay(tmp_path, ["a,1790000000,51.1,71.4,,gnss"], orders)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bilezik: {tmp_path / 'orders.json'}:")
    assert field in done.stderr
    assert len(done.stderr.splitlines()) == 1


def record(tmp_path: Path) -> Path:
    zone = Zone(id=1, name="home", shape=Circle(51.128, 71.43, 100.0))
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(0), ends_at=Instant(2 * T0 * 1_000_000),
        conditions=(Condition(id=2**60 + 1, kind="stay_home", zones=(zone,)),),
    )  # fmt: skip
    items: list[Docket | Arrival] = [Docket(person=7, orders=(order,))]
    for n in range(60):
        at = Instant(T0 * 1_000_000 + minutes(n))
        report = Report(at=at, lat=51.128 if n < 20 else 51.15 + n % 5 * 1e-3, lon=71.43, source="gnss")
        items.append(Arrival(3, at, at, n, digest_of(report), report))
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"".join(write_record(7, "0.1.0", items, Instant(T0 * 1_000_000 + minutes(60)))))
    return path


def test_a_record_is_replayed_and_ids_are_text_in_it(tmp_path: Path) -> None:
    path = record(tmp_path)
    assert json.loads(path.read_text().splitlines()[1])["docket"]["orders"][0]["conditions"][0]["id"] == str(2**60 + 1)
    done = run("replay", "--record", str(path))
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (line["person"], line["condition"], line["kind"]) == ("7", str(2**60 + 1), "stay_home")


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [
        (1, '{"record": 9, "person": 7, "code": "x", "parameters": 1}', "record format 9"),
        (1, "[]", "not the head of a record"),
        (2, '{"arrival": {}}', "missing required field"),
        (2, '{"end": 5}', "the first line after the head must be a docket"),
        (9, "{", "Input data was truncated"),
        (9, '{"unknown": 1}', "unknown"),
        (1, '{"record": 1, "person": 7, "code": "\udcff", "parameters": 1}', "'utf-8' codec can't decode byte 0xff"),
        (1, '{"record": 1, "person": 7, "code": "x", "more": ' + "[" * 100_000, "recursion"),
        (62, '{"end": 99999999999999999999}', "end: 99999999999999999999 is out of range"),
        (63, '{"end": -9000000000000000000}', "end: -9000000000000000000 is out of range"),
    ],
)
def test_a_bad_record_is_refused_with_its_line(tmp_path: Path, number: int, text: str, reason: str) -> None:
    path = record(tmp_path)
    lines = path.read_text().splitlines()
    lines[number - 1 :] = [text, *lines[number:]]
    assert_refused(path, lines, number, reason)


def assert_refused(path: Path, lines: list[str], number: int, reason: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
    done = run("replay", "--record", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"bilezik: {path}:{number}: ")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


TWO_CORNERS = '{"type":"polygon","parts":[[[[51.1,71.4],[51.2,71.5]]]]}'
AT_NIGHT = '{"timezone":"%s","slots":[{"days":[1],"start":%d,"end":360}]}'


@pytest.mark.parametrize(
    ("number", "instead", "by", "reason"),
    [
        (2, r'"shape":\{.*?\}', f'"shape":{TWO_CORNERS}', "ring 1 has 2 different corners, needs 3"),
        (2, r'"shape":\{.*?\}', '"shape":{"type":"polygon","parts":[]}', "is empty"),
        (2, r'"lat":51.128', '"lat":951.1', "lat: must be -90 to 90"),
        (2, r'"recorded_at":-?\d+', '"recorded_at":9000000000000000000', "recorded_at: 9000000000000000000 is out of range"),
        (2, r'"recorded_at":-?\d+', f'"recorded_at":1{"0" * 30}', "out of range"),
        (2, r'"ends_at":\d+', '"ends_at":4611686018427387904', "ends_at: 4611686018427387904 is out of range"),
        (2, r'"schedule":null', f'"schedule":{AT_NIGHT % ("Asia/Atlantis", 0)}', "'Asia/Atlantis' is not an IANA time zone"),
        (2, r'"schedule":null', f'"schedule":{AT_NIGHT % ("Asia/Almaty", 5000)}', "schedule.slots[0].start"),
        (2, r'"dwell":0', '"dwell":-5', "dwell: must be 0 to"),
        (2, r'"id":"1152921504606846977"', f'"id":"9{"9" * 30}"', "is no identifier of 64 bits"),
        (2, r'"number":"1-26"', '"number":"\udc80"', "'utf-8' codec can't decode byte 0x80"),
        (9, r'"received_at":\d+', '"received_at":9000000000000000000', "received_at: 9000000000000000000 is out of range"),
        (9, r'"seq":"?\d+"?', f'"seq":"{2**63}"', "seq: 9223372036854775808 is no identifier of 64 bits"),
        (9, r'"clock":\d+', '"clock":-90000000000000000', "clock: -90000000000000000 is out of range"),
        (9, r'"events":\[\]|"report":\{', '"report":{"events":["\udcfe"],', "'utf-8' codec can't decode byte 0xfe"),
    ],
)
def test_what_cannot_be_in_a_record_is_refused_with_its_line(
    tmp_path: Path, number: int, instead: str, by: str, reason: str
) -> None:
    path = record(tmp_path)
    lines = path.read_text().splitlines()
    changed = re.sub(instead, lambda _: by, lines[number - 1])
    assert changed != lines[number - 1], lines[number - 1]
    assert_refused(path, [*lines[: number - 1], changed, *lines[number:]], number, reason)


def test_what_a_device_claims_is_evidence_and_not_refused(tmp_path: Path) -> None:
    path = record(tmp_path)
    lines = path.read_text().splitlines()
    for number, instead, by in (
        (9, r'"lat":[\d.]+', '"lat":951.1'),
        (10, r'"at":\d+', '"at":-9000000000000000000'),
        (11, r'"at":\d+', '"at":9000000000000000000'),
    ):
        lines[number - 1] = re.sub(instead, by, lines[number - 1])
    path.write_text("\n".join(lines) + "\n")
    done = run("replay", "--record", str(path))
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)


def test_what_to_give_is_said(tmp_path: Path) -> None:
    assert "give either FIXES.csv" in run("replay").stderr
    assert run("replay", str(tmp_path / "fixes.csv")).returncode == 2


def test_a_place_that_is_closed_is_not_visited(tmp_path: Path) -> None:
    """The same evening at the same place: forbidden always, and only while it is open (10 to 20)."""
    place = {"circle": [51.128, 71.43, 100]}
    rows = [
        f"p,2026-05-20T{20 + n // 60:02d}:{n % 60:02d}:00+05:00,{51.128 + n % 3 * 1e-5:.5f},71.43,8,gnss" for n in range(30, 60)
    ]

    def found(zone: dict[str, Any]) -> Done:
        order = ORDER | {"from": "2026-05-01T00:00:00Z", "conditions": [{"id": 1, "kind": "keep_out", "zone": zone}]}
        return replay(tmp_path, rows, [order])

    assert found(place).stdout.count("entered_place") == 1
    assert not found(place | {"opening": [{"days": "mo-su", "from": "10:00", "to": "20:00"}]}).stdout
    refused = found(place | {"opening": [{"days": "mo-su", "from": "10:00", "to": "29:00"}]})
    assert refused.returncode == 2
    assert "zone.opening[0].to" in refused.stderr
