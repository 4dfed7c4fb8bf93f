import pytest

from bilezik.domain.decoded import HttpReply
from bilezik.domain.report import EVENTS, Cell, Report, Wifi
from bilezik.protocols.meanings import EVENT_WORDS, MEANINGS, event_written, meaning_of, short, written

UNITS = {"_m": "m", "_mps": "m/s", "_deg": "°", "_pct": "%", "_v": "V", "_dbm": "dBm"}


def test_everything_that_can_be_said_has_a_meaning() -> None:
    fields = {name for kind in (Report, Cell, Wifi) for name in kind.__struct_fields__} - {"network"}
    assert fields <= MEANINGS.keys()
    assert all(one.words for one in MEANINGS.values())
    assert EVENT_WORDS.keys() == EVENTS


def test_a_unit_is_what_the_name_ends_in() -> None:
    for name in MEANINGS:
        ending = next((ending for ending in UNITS if name.endswith(ending)), None)
        if ending is not None:
            assert meaning_of(name).unit == UNITS[ending], name
    assert meaning_of("reports[3].lat").unit == "°"


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("reports[0].at", 1_779_280_215_000_000, "2026-05-20T12:30:15Z"),
        ("reports[0].at", 1_779_280_215_250_000, "2026-05-20T12:30:15.250Z"),
        ("reports[1].lat", -33.45, "-33.45 °"),
        ("reports[1].lon", 71.43039999999999, "71.4304 °"),
        ("reports[0].speed_mps", 10.000800000000002, "10.0008 m/s"),
        ("reports[0].battery_pct", 85.0, "85 %"),
        ("reports[0].charging", False, "no"),
        ("reports[0].status", 0xFFFFFBFF, "0xfffffbff"),
        ("reports[0].events", ("sos", "fall"), "sos, fall"),
        ("reports[0].events", (), "–"),
        ("reports[0].network.cells[2].signal_dbm", -75, "-75 dBm"),
        ("replies[0]", b"\x01", "01"),
        ("replies[0]", HttpReply(200, b"[]"), "http 200 []"),
        ("replies[1]", HttpReply(400), "http 400"),
        ("device", "860000000000017", "860000000000017"),
        ("reports[0].hdop", None, "–"),
    ],
)
def test_a_value_as_a_person_reads_it(path: str, value: object, text: str) -> None:
    assert written(path, value) == text


def test_names_and_meanings_of_parts() -> None:
    assert short("reports[12].network.wifi[0].mac") == "wifi[0].mac"
    assert meaning_of("reports[12].network.wifi[0].mac").words == "address of an access point"
    assert meaning_of("memory.maker").words == MEANINGS["memory"].words
    assert meaning_of("replies[1]").words == MEANINGS["replies"].words
    assert event_written("fall") == "fall (a fall)"
    assert event_written("gt06:vibration") == "gt06:vibration"
