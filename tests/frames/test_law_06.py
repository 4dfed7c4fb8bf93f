"""Law 6 where it begins: a tamper in a frame is in its report, whatever else is in the frame or wrong with it."""

import itertools

import pytest
from tests.frames import forge
from tests.frames.reading import decode

from bilezik.domain.decoded import HttpRequest
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

BITS = {0: "low_battery", 3: "strap_open", 16: "sos", 17: "low_battery", 20: "strap_open", 21: "fall"}
WHERE = {"with a position": "A", "without": "V"}
KINDS = {"as it happens": "AL", "replayed": "UD2"}
LENGTHS = {"right length": None, "wrong length": 0x0BAD}


def watch_events(word: str, kind: str = "AL", valid: str = "A", stated: int | None = None) -> tuple[str, ...]:
    frame = forge.watch_frame(forge.watch_position(kind, word, valid=valid), stated=stated)
    decoded = decode("watch", frame)
    assert decoded.integrity == ("ok" if stated is None else "failed")
    return decoded.reports[0].events


@pytest.mark.parametrize("stated", LENGTHS.values(), ids=LENGTHS)
@pytest.mark.parametrize("valid", WHERE.values(), ids=WHERE)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("word", "both"), [("00100001", {"strap_open", "low_battery"}), ("00110000", {"strap_open", "sos"})])
def test_law_06_two_bits_of_a_watch_are_two_events(word: str, both: set[str], kind: str, valid: str, stated: int | None) -> None:
    assert set(watch_events(word, kind, valid, stated)) == both


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(BITS, 2)))
def test_law_06_no_bit_of_a_watch_hides_another(first: int, second: int) -> None:
    assert set(watch_events(f"{1 << first | 1 << second:08x}")) == {BITS[first], BITS[second]}


def test_law_06_every_bit_of_a_watch_says_something() -> None:
    silent = [bit for bit in range(32) if not watch_events(f"{1 << bit:08x}")]
    assert silent == []
    assert [bit for bit in range(32) if watch_events(f"{1 << bit:08x}", "UD") == ()] == [4], "only bit 4, moved, is no event"


def test_law_06_a_watch_whose_position_is_broken_still_says_removed() -> None:
    frame = forge.watch_frame("AL,xx,yy,A,,N,,E,fast,,,,,,,,00100001,")
    assert set(decode("watch", frame).reports[0].events) == {"strap_open", "low_battery"}


INFO = {"quiet": 0x40, "power": 0x50, "battery": 0x58, "sos": 0x60, "removed": 0x78}
INFO_EVENTS: dict[int, set[str]] = {0x40: set(), 0x50: {"power_cut"}, 0x58: {"low_battery"}, 0x60: {"sos"}, 0x78: {"strap_open"}}
CODES = {0x0C: "tamper", 0x13: "tamper", 0x18: "strap_open", 0x25: "tamper", 0x32: "tamper"}


@pytest.mark.parametrize("spoil", [0, 1, 0x8000], ids=["whole", "checksum off by one", "checksum off by a bit"])
@pytest.mark.parametrize("fixed", [True, False], ids=["with a position", "without"])
@pytest.mark.parametrize("info", INFO.values(), ids=INFO)
@pytest.mark.parametrize("code", CODES)
def test_law_06_gt06_alarm_and_terminal_information_are_both_heard(info: int, code: int, *, fixed: bool, spoil: int) -> None:
    place = forge.place() if fixed else forge.place(0, 0, 0, 0, 0, fixed=False)
    content = forge.NOON + place + b"\x09" + forge.CELL + bytes((info, 4, 3, code, 2))
    decoded = decode("gt06", forge.short(0x16, content, crc_error=spoil))
    assert decoded.integrity == ("failed" if spoil else "ok")
    assert set(decoded.reports[0].events) - {"power_on"} == INFO_EVENTS[info] | {CODES[code]}
    assert decoded.reports[0].status == info << 8 | code


@pytest.mark.parametrize("extra", [-2, 1, 3], ids=["too short a length", "one too long", "three too long"])
def test_law_06_gt06_with_a_length_that_lies(extra: int) -> None:
    frame = bytearray(forge.short(0x19, forge.CELL + bytes((0x60, 4, 3, 0x18, 2))))
    frame[2] += extra
    framer = PROTOCOLS["gt06"].framer()
    frames = framer.feed(bytes(frame) + forge.short(0x13, bytes((0x40, 4, 3, 0, 2))) * 2)
    decoded = decode("gt06", frames[0].frame)
    assert decoded.integrity == "failed"
    assert set(decoded.reports[0].events) == {"sos", "strap_open"}
    assert len(frames) == 3


@pytest.mark.parametrize("mark", ["R", "S"], ids=["as it happens", "replayed"])
@pytest.mark.parametrize("kind", ["GPSD", "LBSD"], ids=["with a position", "without"])
@pytest.mark.parametrize(
    ("strap", "flags", "events"),
    [
        ("R", "", {"strap_open"}),
        ("R", "LBT", {"strap_open", "low_battery"}),
        ("L", "ULK", {"strap_open"}),
        ("R", "SOS|LBT|ULK", {"strap_open", "low_battery", "sos"}),
        ("R", "SOS,LBT", {"strap_open", "low_battery", "sos"}),
    ],
)
def test_law_06_r16h_released_without_a_flag_is_open(mark: str, kind: str, strap: str, flags: str, events: set[str]) -> None:
    where = "51.12800,N,071.43040,E,36,271,350" if kind == "GPSD" else "401-1-1a2b-3c4d:-71,,"
    frame = f"@{kind},{forge.IMEI},{mark},20260520,123015,{where},82,{strap},{flags}".encode()
    report = decode("r16h", frame).reports[0]
    assert set(report.events) == events
    assert report.replayed is (mark == "S")


@pytest.mark.parametrize("place", ["", "&lat=51.1&lon=71.4", "&lat=x&lon=71.4", "&timestamp=yesterday"])
def test_law_06_an_alarm_of_a_phone_outlives_its_position(place: str) -> None:
    request = HttpRequest("GET", f"/?id=1&alarm=strap_open,tamper{place}", {}, b"")
    decoded = PROTOCOLS["osmand"].decode_http(request, Instant(0))
    assert set(decoded.reports[0].events) == {"strap_open", "tamper"}


def test_law_06_gt06_says_what_it_could_before_it_broke_off() -> None:
    assert decode("gt06", forge.short(0x23, b"\x78")).reports[0].events == ("strap_open",)
    whole = forge.short(0x16, forge.NOON + forge.place() + b"\x09" + forge.CELL + bytes((0x60, 4, 3, 0x18, 2)))
    heard = [{event for report in decode("gt06", whole[:size]).reports for event in report.events} for size in range(len(whole))]
    assert heard[32] == {"sos"}, "cut behind the terminal information"
    assert all({"sos", "strap_open"} <= events for events in heard[35:])
