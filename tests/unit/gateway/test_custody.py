"""What may be kept in clear, and for whom."""

import msgspec
import pytest

from bilezik.domain.envelope import FAULT, Envelope
from bilezik.domain.instant import Instant
from bilezik.domain.report import Network, Report
from bilezik.gateway.custody import part, rescued, without_place
from bilezik.gateway.register import Fitted

ORDER = Fitted(id=9, protocol="gt06", identity="1", periods=((Instant(100), Instant(200), 1), (Instant(200), Instant(300), 2)))
PLACE = {"lat": 51.1, "lon": 71.4, "speed_mps": 1.0, "course_deg": 90.0, "accuracy_m": 9.0, "altitude_m": 300.0}


def envelope(*reports: Report, now: int = 150, error: str | None = None) -> Envelope:
    return Envelope(protocol="gt06", received_at=Instant(now), wire=b"wire", decoder=1, device=9, reports=reports, error=error)


def seal(plain: bytes) -> bytes:
    return b"sealed" if plain else b""


def said(at: int | None, **more: object) -> Report:
    return msgspec.convert({"at": at, **PLACE, **more}, Report)


def parts(given: Envelope) -> list[Envelope]:
    return part(given, ORDER, seal)


def test_a_frame_of_one_person_in_force_is_kept_as_it_is() -> None:
    given = envelope(said(150), said(100), said(199))
    assert parts(given) == [msgspec.structs.replace(given, person=1)]


@pytest.mark.parametrize("at", [99, 300, -5, 10**15])
def test_law_10_a_report_outside_every_order_loses_its_place_and_its_frame_is_sealed(at: int) -> None:
    (kept,) = parts(envelope(said(at, battery_pct=50.0, events=("strap_open",))))
    assert kept.sealed
    assert kept.wire == b"sealed"
    assert kept.person == 1  # who wears it now must be heard of the strap
    assert kept.reports == (Report(at=Instant(at), battery_pct=50.0, events=("strap_open",)),)


def test_a_report_without_time_is_of_its_arrival() -> None:
    assert not parts(envelope(said(None), now=150))[0].sealed
    assert parts(envelope(said(None), now=350))[0].sealed


def test_a_device_on_nobody_belongs_to_nobody() -> None:
    (kept,) = parts(envelope(said(400), now=400))
    assert kept.sealed
    assert kept.person is None


def test_a_frame_without_reports_is_judged_by_its_arrival() -> None:
    assert parts(envelope())[0].person == 1
    (kept,) = parts(envelope(now=400, error="lat 51.1 is odd"))
    assert kept.sealed
    assert kept.error == "could not be decoded"


def test_a_frame_across_the_start_of_an_order_is_sealed_and_its_lawful_part_kept() -> None:
    clear, sealed = parts(envelope(said(99), said(120), now=150))
    assert (clear.person, clear.wire, clear.sealed, clear.reports) == (1, b"", False, (said(120),))
    assert (sealed.person, sealed.wire, sealed.sealed, sealed.reports) == (1, b"sealed", True, (Report(at=Instant(99)),))


def test_a_frame_of_two_people_gives_each_their_own() -> None:
    first, second, sealed = parts(envelope(said(150), said(250), now=260))
    assert (first.person, first.reports) == (1, (said(150),))
    assert (second.person, second.reports) == (2, (said(250),))
    assert first.wire == second.wire == b""
    assert (sealed.wire, sealed.reports) == (b"sealed", ())


def test_nothing_that_says_where_survives() -> None:
    everything = said(1, source="gnss", valid=True, satellites=9, hdop=1.0, network=Network(), moving=True, status=5, signal=20)
    left = msgspec.to_builtins(without_place(everything))
    assert left == {"at": 1, "moving": True, "status": 5, "signal": 20}


def test_law_06_what_cannot_be_encoded_is_left_out_and_nothing_beside_it() -> None:
    huge = Instant(2**70)
    given = envelope(Report(at=huge, status=2**70, events=("sos",), charging=True), said(150, battery_pct=5.0))
    kept = rescued(given, "why")
    assert kept == msgspec.structs.replace(
        given, reports=(Report(events=("sos",), charging=True), said(150, battery_pct=5.0)), error="why"
    )
    assert msgspec.msgpack.encode(kept)


def test_law_05_a_fault_of_ours_is_known_as_one_beside_sealed_bytes_too() -> None:
    (kept,) = parts(envelope(now=400, error=f"{FAULT}: ZeroDivisionError"))
    assert kept.sealed
    assert kept.error == f"{FAULT}: ZeroDivisionError"
