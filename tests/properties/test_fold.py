"""Whatever the order and the delay, the same reports end in the same violations of every event-time condition."""

import re
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bilezik.domain.instant import DAWN, Instant, after, days, hours, minutes, seconds
from bilezik.domain.order import Condition, Docket, Order, Schedule, Slot
from bilezik.domain.report import Report, Source
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Clock, Outage, digest_of, fold, pack, unpack
from bilezik.fold.record import read_record, write_record
from bilezik.fold.story import Story

T0 = Instant(1_790_000_000_000_000)
PLACES = {"home": (51.128, 71.43), "near": (51.1295, 71.43), "away": (51.15, 71.43), "mall": (51.135, 71.44)}
NIGHT = Schedule("Asia/Almaty", (Slot((1, 2, 3, 4, 5, 6, 7), 20 * 60, 21 * 60), Slot((1, 2, 3, 4, 5, 6, 7), 22 * 60, 6 * 60)))


def docket(*, always: bool, recorded_at: int = DAWN) -> Docket:
    home = Zone(id=1, name="home", shape=Circle(*PLACES["home"], 100.0))
    mall = Zone(id=2, name="mall", shape=Circle(*PLACES["mall"], 150.0))
    conditions = (
        Condition(id=1, kind="stay_home", zones=(home,), schedule=None if always else NIGHT),
        Condition(id=2, kind="keep_out", zones=(mall,), dwell=minutes(5)),
        Condition(id=3, kind="wear_device"),
        Condition(id=4, kind="keep_charged", low_pct=20.0),
        Condition(id=5, kind="keep_contact", silence_after=minutes(40)),
    )
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(T0 - days(1)), ends_at=Instant(T0 + days(30)),
        conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, orders=(order,), recorded_at=Instant(recorded_at))


@st.composite
def days_out(draw: st.DrawFn) -> list[Report]:
    """Reports of some hours: stretches in places, a source and a spread each, words of strap and battery now and then."""
    reports: list[Report] = []
    at = int(T0)
    for _ in range(draw(st.integers(1, 5))):
        lat, lon = PLACES[draw(st.sampled_from(sorted(PLACES)))]
        step = draw(st.sampled_from([20, 60, 300, 1200]))
        source: Source = draw(st.sampled_from(SOURCES))
        for n in range(draw(st.integers(1, 12))):
            at += seconds(step)
            said: dict[str, Any] = {
                "speed_mps": draw(st.sampled_from([None, 0.0, 9.0])),
                "lat": lat + 1e-5 * ((n * 7) % 5),
                "lon": lon - 1e-5 * ((n * 3) % 4),
            }
            if draw(st.integers(0, 9)) == 0:
                said["events"] = (
                    draw(
                        st.sampled_from(
                            ["strap_open", "strap_closed", "tamper", "low_battery", "sos", "beacon_found", "beacon_lost"]
                        )
                    ),
                )
            if draw(st.integers(0, 5)) == 0:
                said["battery_pct"] = float(draw(st.sampled_from([5, 19, 25, 31, 80])))
            reports.append(Report(at=Instant(at), source=source, accuracy_m=draw(st.sampled_from([None, 8.0, 40.0])), **said))
    return reports


def arrivals(reports: list[Report], delays: list[int]) -> list[Arrival]:
    """The reports in the order in which they arrive; devices take turns so that order keys of one instant differ."""
    made: list[Arrival] = []
    for n, (report, delay) in enumerate(zip(reports, delays, strict=True)):
        assert report.at is not None
        received_at = after(report.at, delay)
        made.append(Arrival(1 + n % 2, received_at, received_at, n << 16, digest_of(report), report))
    made.sort(key=lambda one: (one.received_at, one.seq))
    clock = T0
    for n, one in enumerate(made):
        clock = max(clock, one.received_at)
        made[n] = msgspec.structs.replace(one, clock=clock)
    return made


def told(inputs: list[Arrival], first: Docket) -> Story:
    story = Story(first)
    for one in inputs:
        story.feed(one)
    story.finish(Instant(T0 + days(3)))
    return story


def standing(story: Story) -> list[tuple[object, ...]]:
    """What holds in event time, without when it was known and what a late upload shows: that does depend on the delay."""
    return sorted(
        (v.id, v.kind, v.began_at, v.closed_at, v.state, UPLOAD.sub("", v.reason), v.zone, v.certain_at is None)
        for v in story.violations.values()
        if v.state in {"open", "closed"} and v.kind != "silence"
    )  # fmt: skip


UPLOAD = re.compile("(^|; )the upload of .*")
SOURCES: tuple[Source, ...] = ("gnss", "network", "unknown")
DELAYS = st.one_of(st.integers(0, seconds(20)), st.integers(0, minutes(30)), st.integers(0, hours(40)))


@settings(max_examples=120, deadline=None)
@given(days_out(), st.data(), st.booleans())
def test_any_order_and_any_delay_end_in_the_same_violations(reports: list[Report], data: st.DataObject, always: bool) -> None:  # noqa: FBT001
    delays = data.draw(st.lists(DELAYS, min_size=len(reports), max_size=len(reports)))
    on_time = told(arrivals(reports, [seconds(1)] * len(reports)), docket(always=always))
    late = told(arrivals(reports, delays), docket(always=always))
    assert standing(late) == standing(on_time)
    for violation in late.violations.values():
        assert violation.raised_at >= violation.decided_at


@settings(max_examples=60, deadline=None)
@given(days_out(), st.data())
def test_sending_again_adds_nothing(reports: list[Report], data: st.DataObject) -> None:
    once = arrivals(reports, [seconds(1)] * len(reports))
    again = [data.draw(st.sampled_from(once)) for _ in range(5)]
    now = Instant(T0 + days(2))
    more = [msgspec.structs.replace(one, received_at=now, clock=now) for one in again]
    assert standing(told([*once, *more], docket(always=True))) == standing(told(once, docket(always=True)))


@settings(max_examples=60, deadline=None)
@given(days_out(), st.data(), st.integers(0, hours(4)))
def test_replay_is_the_record_with_clocks_restarts_and_dockets_between(
    reports: list[Report], data: st.DataObject, when: int
) -> None:
    delays = data.draw(st.lists(DELAYS, min_size=len(reports), max_size=len(reports)))
    changed = docket(always=True, recorded_at=T0 + when)
    said = arrivals(reports, delays)
    inputs: list[Arrival | Docket | Outage] = [*said]
    for n in sorted(data.draw(st.sets(st.integers(1, max(1, len(said) - 1)), max_size=3)), reverse=True):
        if n < len(said) and said[n].clock > said[n - 1].clock:  # between two words nobody listened
            inputs.insert(n, Outage(said[n - 1].clock, said[n].clock, said[n].seq))
    inputs.insert(data.draw(st.integers(0, len(inputs))), changed)
    first = docket(always=False)
    live = Story(first)
    for given_now in inputs:
        until = {Arrival: "clock", Outage: "from_at"}.get(type(given_now))
        if data.draw(st.booleans()) and until is not None:
            live.feed(Clock(Instant(max(live.state.clock, min(live.state.wake_at, getattr(given_now, until))))))
        if data.draw(st.booleans()):
            live.state = unpack(pack(live.state))
        live.feed(given_now)
    end = Instant(T0 + days(3))
    live.feed(Clock(end))
    _, replayed = read_record(write_record(7, "test", [first, *inputs], end))
    assert [msgspec.json.encode(v) for v in sorted(live.violations.values(), key=lambda v: v.id)] == [
        msgspec.json.encode(v) for v in sorted(replayed.violations.values(), key=lambda v: v.id)
    ]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_report_makes_the_fold_raise(data: st.DataObject) -> None:
    number = st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -0.0, 90.0, 180.0, 51.128, 71.43]))
    story = Story(docket(always=True))
    for n in range(data.draw(st.integers(1, 8))):
        report = Report(
            at=data.draw(
                st.one_of(st.none(), st.integers(T0 - days(40), T0 + days(2)), st.integers(-(2**62), 2**62)).map(_instant)
            ),
            lat=data.draw(number),
            lon=data.draw(number),
            accuracy_m=data.draw(number),
            speed_mps=data.draw(number),
            battery_pct=data.draw(number),
            source=data.draw(st.sampled_from([None, "gnss", "cell", "beacon"])),
            strap_locked=data.draw(st.sampled_from([None, True, False])),
            events=tuple(data.draw(st.lists(st.sampled_from(["sos", "tamper", "strap_open", "gt06:x"]), max_size=3))),
        )
        received_at = Instant(T0 + minutes(n))
        story.feed(Arrival(1, received_at, received_at, n, digest_of(report), report))
        unpack(pack(story.state))
    assert fold(story.plan, story.state, Clock(Instant(T0 + days(1)))).state.clock == T0 + days(1)


def _instant(value: int | None) -> Instant | None:
    return None if value is None else Instant(value)
