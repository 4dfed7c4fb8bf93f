"""What was written is read back the same, to the last bit (law 7)."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import DAWN, Instant, hours, parse, seconds
from bilezik.domain.order import Condition, DatedException, Docket, Order, Permission, Schedule, Slot
from bilezik.domain.report import Cell, Integrity, Network, Report, Source, Wifi
from bilezik.domain.zone import Circle, Polygon, Zone
from bilezik.store import codes, reading

NOON = parse("2026-05-20T07:00:00Z")
LONG = st.integers(-(2**63), 2**63 - 1)
MAYBE = st.none() | st.booleans()
NUMBER = st.none() | st.floats(allow_nan=False)
NETWORKS = st.builds(
    Network,
    cells=st.lists(st.builds(Cell, *[st.none() | LONG] * 5), max_size=2).map(tuple),
    wifi=st.lists(st.builds(Wifi, st.text(), st.none() | LONG), max_size=2).map(tuple),
)
REPORTS = st.builds(
    Report,
    at=st.none() | st.just(NOON) | LONG.map(Instant), valid=MAYBE, lat=NUMBER, lon=NUMBER, altitude_m=NUMBER, speed_mps=NUMBER,
    course_deg=NUMBER, accuracy_m=NUMBER, satellites=st.none() | LONG, hdop=NUMBER,
    source=st.none() | st.sampled_from(codes.SOURCES), battery_pct=NUMBER, battery_v=NUMBER, external_v=NUMBER, charging=MAYBE,
    strap_locked=MAYBE, moving=MAYBE, replayed=MAYBE, signal=st.none() | LONG, network=st.none() | NETWORKS,
    events=st.lists(st.text(), max_size=3).map(tuple), status=st.none() | st.integers(0, 2**64 - 1),
)  # fmt: skip


@given(REPORTS)
def test_law_07_a_report_is_columns_and_rest_and_nothing_is_lost(report: Report) -> None:
    rest = codes.pack_rest(report, NOON)
    assert codes.unpack_report(rest, NOON, report.lat, report.lon, report.accuracy_m, report.speed_mps) == report


def test_every_field_of_a_report_is_stored() -> None:
    assert sorted((*codes.TYPED, *codes.REST)) == sorted(Report.__struct_fields__)


def test_a_rest_written_before_a_field_existed_can_be_read() -> None:
    old = msgspec.msgpack.encode([True, False])
    assert codes.unpack_report(old, NOON, None, None, None, None) == Report(at=NOON, valid=False)


def test_every_word_has_a_number_that_never_changes() -> None:
    assert set(codes.SOURCES) == set(Source.__args__)  # type: ignore[attr-defined]  # a Literal has its words there
    assert set(codes.INTEGRITIES) == set(Integrity.__args__)  # type: ignore[attr-defined]
    assert codes.SOURCES == ("unknown", "gnss", "wifi", "cell", "network", "beacon")
    assert codes.INTEGRITIES == ("none", "ok", "failed")
    assert codes.DOUBTS[:10] == (
        "", "invalid", "null_island", "out_of_range", "future", "ancient", "no_time", "bad_checksum", "impossible_speed", "stuck",
    )  # fmt: skip
    assert set(codes.DOUBTS) == set(Doubt.__args__)  # type: ignore[attr-defined]


HOME = Zone(id=5, name="Үй", shape=Circle(43.25, 76.95, 50.0), tolerance_m=10.0, category="home")
CORNERS = ((43.0, 76.0), (43.0, 77.0), (44.1, 77.0))
AREA = Zone(id=2**40, name="Аудан", shape=Polygon(((CORNERS,),)))


def docket(person: int, **other: Any) -> Docket:
    schedule = Schedule("Asia/Almaty", (Slot((1, 7), 1320, 360),), (DatedException("2026-05-09"),))
    condition = Condition(
        id=3, kind="stay_home", zones=(HOME, AREA), schedule=schedule, dwell=seconds(60),
        permissions=(Permission(id=1, from_at=NOON, to_at=Instant(NOON + 5), travel_buffer=seconds(900), reason="врач"),),
    )  # fmt: skip
    order = Order(
        id=9,
        legal_basis="ст. 69 УИК",
        issuer="суд",
        number="7",
        starts_at=NOON,
        ends_at=Instant(NOON + hours(9)),
        conditions=(condition,),
    )
    values: dict[str, Any] = {"person": person, "recorded_at": NOON, "orders": (order,)}
    return Docket(**(values | other))


@pytest.mark.engines
def test_dockets_are_read_as_they_were_recorded(register: Any) -> None:
    person, other = register.person, register.add_person("Иванов")
    first, second = docket(person), docket(person, recorded_at=Instant(NOON + 7), orders=())
    third = docket(other, recorded_at=DAWN)
    for each, recorded_at in ((second, "2026-05-20T07:00:01Z"), (first, "2026-05-20T07:00:00Z"), (third, "2026-05-20T07:00:00Z")):
        register.insert("dockets", person=each.person, recorded_at=recorded_at, content=msgspec.json.encode(each).decode())
    assert reading.dockets(register.owner, person) == [first, second]
    assert reading.newest_dockets(register.owner) == {person: second, other: third}
    assert reading.newest_dockets(register.owner, [other]) == {other: third}


@pytest.mark.engines
def test_zones_are_read_as_the_domain_has_them(register: Any) -> None:
    for zone in (HOME, AREA):
        register.insert(
            "zones", id=zone.id, name=zone.name, category=zone.category, shape=msgspec.json.encode(zone.shape).decode(),
            tolerance_m=zone.tolerance_m,
        )  # fmt: skip
    assert reading.zones(register.owner) == {5: HOME, 2**40: AREA}
    assert reading.zones(register.owner, [5]) == {5: HOME}
