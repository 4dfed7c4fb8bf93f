"""A row says all that it was made of, so that a batch keeps rows and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, parse
from bilezik.domain.report import Cell, Network, Report, Wifi
from bilezik.fold import Arrival
from bilezik.fold.keys import event_time
from bilezik.store import rows

NOON = parse("2026-09-01T12:00:00Z")
maybe = st.none() | st.booleans()
real = st.none() | st.floats(allow_nan=False)
whole = st.none() | st.integers(0, 2**40)
moments = st.integers(NOON, NOON + 10**9).map(Instant)
networks = st.builds(
    Network,
    cells=st.lists(st.builds(Cell, mcc=whole, cid=whole, signal_dbm=st.none() | st.integers(-150, 0)), max_size=3).map(tuple),
    wifi=st.lists(st.builds(Wifi, mac=st.text(max_size=5)), max_size=3).map(tuple),
)
reports = st.builds(
    Report,
    at=st.none() | moments | st.integers(-(2**62), 2**62).map(Instant),
    valid=maybe, lat=real, lon=real, altitude_m=real, speed_mps=real, course_deg=real, accuracy_m=real, satellites=whole, hdop=real,
    source=st.none() | st.sampled_from(["gnss", "wifi", "cell", "beacon"]), battery_pct=real, battery_v=real, external_v=real,
    charging=maybe, strap_locked=maybe, moving=maybe, replayed=maybe, signal=whole, network=st.none() | networks,
    events=st.lists(st.sampled_from(["sos", "strap_open", "watch:fall"]), max_size=3).map(tuple), status=whole,
)  # fmt: skip


arrivals = st.builds(
    Arrival, device=st.integers(1, 2**31), received_at=moments, clock=moments, seq=st.integers(0, 2**62),
    digest=st.integers(0, 2**63 - 1), report=reports, integrity=st.sampled_from(["none", "ok", "failed"]), sealed=st.booleans(),
)  # fmt: skip
envelopes = st.builds(
    Envelope, protocol=st.just("gt06"), received_at=moments, wire=st.binary(max_size=300), decoder=st.just(1), device=whole,
    person=whole, sealed=st.booleans(), claimed=st.sampled_from([None, "a\0b"]), peer=st.just("127.0.0.1:1"),
)  # fmt: skip


@given(arrivals)
def test_a_report_is_read_back_from_its_row(came: Arrival) -> None:
    filed_at = event_time(came.report, came.received_at)[0]
    assert rows.arrival(rows.fix(9, filed_at, came, None)) == (filed_at, came)


@given(envelopes, moments, st.integers(0, 2**62))
def test_of_evidence_the_bytes_are_read_back(came: Envelope, at: Instant, seq: int) -> None:
    assert rows.evidence(rows.envelope(seq, at, came)) == (seq, at, came.wire, came.sealed)
