"""Belts and alerts side by side, and what ends a frame."""

import itertools

import pytest
from tests.frames.forge_megastek import IMEI, mgv, padded, stx
from tests.frames.reading import decode

from bilezik.domain.decoded import Session
from bilezik.domain.report import Report
from bilezik.protocols import PROTOCOLS

MEGASTEK = PROTOCOLS["megastek"]
ALERTS = {"Timer": set(), "BeltOff": {"strap_open"}, "SOS": {"sos"}, "LowBattery": {"low_battery"}, "GPS Cut": {"antenna_cut"}}


def frames_of(stream: bytes) -> list[bytes]:
    framer = MEGASTEK.framer()
    return [one.frame for one in framer.feed(stream) + framer.close() if one.frame]


@pytest.mark.parametrize(("alert", "kind", "valid"), list(itertools.product(ALERTS, "RS", "AV")))
@pytest.mark.parametrize("longer", [None, 0, 7])
def test_an_open_belt_hides_no_alert_and_none_hides_it(alert: str, kind: str, valid: str, longer: int | None) -> None:
    where = {} if valid == "A" else {"where": ",,,"}
    report = decode("megastek", mgv(alert, "00", kind=kind, valid=valid, longer=longer, **where)).reports[0]
    assert set(report.events) == ALERTS[alert] | {"strap_open"}
    assert report.strap_locked is False


def test_a_name_is_not_who_it_is() -> None:
    assert decode("megastek", stx(name="somebody")).device == IMEI
    assert decode("megastek", stx(name="leg17").replace(b"imei:" + IMEI.encode(), b"imei:")).device == "leg17"


def test_who_states_no_id_is_whose_connection_it_is() -> None:
    assert decode("megastek", mgv(imei=""), Session("17")).device == "17"
    assert decode("megastek", mgv(), Session("17")).device == IMEI


def test_a_line_that_asks_for_satellites_is_heard_and_not_read() -> None:
    line = b"cmd=aid;user=a;pwd=b;lat=51.12800000;lon=71.43040000;pacc=1000"
    assert frames_of(line + b"\n" + mgv()) == [line, mgv()]
    decoded = decode("megastek", line, Session(IMEI))
    assert (decoded.device, decoded.reports, decoded.replies) == (IMEI, (Report(),), ())


@pytest.mark.parametrize("mark", [b"\r\n", b"!\n", b"$M", b"\x00\xff"])
def test_two_bytes_of_any_value_end_nothing(mark: bytes) -> None:
    wire = padded("SOS", mark=mark)
    assert frames_of(wire + b"\r\n" + mgv()) == [wire, mgv()]
    assert decode("megastek", wire).reports[0].events == ("sos",)


def test_line_ends_end_what_has_no_other_end() -> None:
    open_ended = mgv().removesuffix(b"!")
    assert frames_of(open_ended + b"\r\n" + mgv(longer=0) + b"\r\n") == [open_ended, mgv(longer=0)]
    assert decode("megastek", open_ended) == decode("megastek", mgv())


def test_a_frame_that_begins_anew_is_junk_up_to_there() -> None:
    framer = MEGASTEK.framer()
    found = framer.feed(mgv()[:60] + mgv("SOS", longer=0))
    assert [one.frame for one in found] == [b"", mgv("SOS", longer=0)]


def test_what_is_no_frame_says_so() -> None:
    assert decode("megastek", b"STX,").error == "not a frame of Megastek"
