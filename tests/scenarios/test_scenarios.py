"""Time lines told in TOML: an order, what came when, and the violations that must be there at the end.

A file has `about`, `until`, `[[condition]]` tables, `[[input]]` tables and `[[expected]]` tables. Times are minutes after `begin`.
An input covers `from` to `to` with one report every `every` minutes at a named place; `received` is when they came, `clock` feeds
time alone. An expectation names every field it is about; there are as many violations as expectations.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bilezik.domain.instant import Instant, after, days, minutes, parse, seconds
from bilezik.domain.order import Condition, Docket, Order, Permission, Schedule
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Clock, digest_of
from bilezik.fold.story import Story
from bilezik.schedule import parse_slots

PLACES = {
    "home": (51.128, 71.43),
    "street": (51.1305, 71.43),
    "away": (51.15, 71.43),
    "mall": (51.135, 71.44),
    "far": (52.3, 71.43),
}
FILES = sorted(Path(__file__).parent.glob("*.toml"))
SAID = ("accuracy_m", "battery_pct", "speed_mps", "strap_locked", "valid", "charging")
LAG = seconds(2)


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    check(tomllib.loads(path.read_text()))


def check(told: dict[str, Any]) -> None:
    begin = parse(told["begin"])
    story = Story(docket(told, begin))
    for given in sorted(inputs(told, begin), key=clock_of):
        story.feed(given)
    story.finish(at(begin, told["until"]))
    found = sorted(story.violations.values(), key=lambda v: (v.began_at, v.kind, v.id))
    assert [plain(v, begin, want) for v, want in zip(found, told.get("expected", []), strict=False)] == told.get("expected", [])
    assert len(found) == len(told.get("expected", [])), [
        plain(v, begin, {"kind": 0, "began": 0, "state": 0, "reason": 0}) for v in found
    ]
    assert sorted(incident.kind for incident in story.incidents.values()) == told.get("incidents", [])


def at(begin: Instant, minute: float) -> Instant:
    return after(begin, minutes(minute))


def clock_of(given: Arrival | Clock | Docket) -> int:
    return given.clock if isinstance(given, Arrival) else given.now if isinstance(given, Clock) else given.recorded_at


def docket(told: dict[str, Any], begin: Instant) -> Docket:
    conditions = tuple(condition(n, one, begin) for n, one in enumerate(told["condition"], start=1))
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(begin - days(1)),
        ends_at=at(begin, told.get("order_ends", 60 * 24 * 30)), conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, orders=(order,))


def condition(number: int, one: dict[str, Any], begin: Instant) -> Condition:
    zones: tuple[Zone, ...] = ()
    if "place" in one:
        zones = (Zone(id=number, name=one["place"], shape=Circle(*PLACES[one["place"]], one["radius_m"])),)
    schedule = None
    if "schedule" in one:
        schedule = Schedule("Asia/Almaty", parse_slots(one["schedule"]))
    permissions = tuple(
        Permission(id=n, from_at=at(begin, p["from"]), to_at=at(begin, p["to"]), travel_buffer=minutes(p.get("buffer", 0)))
        for n, p in enumerate(one.get("permissions", []))
    )
    return Condition(
        id=number, kind=one["kind"], zones=zones, schedule=schedule, permissions=permissions, dwell=minutes(one.get("dwell", 0)),
        silence_after=minutes(one.get("silence_after", 0)), low_pct=one.get("low_pct", 0.0),
    )  # fmt: skip


def inputs(told: dict[str, Any], begin: Instant) -> Iterator[Arrival | Clock]:
    for one in told["input"]:
        if "clock" in one:
            yield Clock(at(begin, one["clock"]))
            continue
        minute = one["from"]
        while minute <= one.get("to", one["from"]):
            yield arrival(one, begin, minute)
            minute += one.get("every", 1)


def arrival(one: dict[str, Any], begin: Instant, minute: float) -> Arrival:
    said: dict[str, Any] = {
        name: one[name] for name in ("accuracy_m", "battery_pct", "speed_mps", "strap_locked", "valid", "charging") if name in one
    }
    if "place" in one:
        said["lat"], said["lon"] = PLACES[one["place"]] if isinstance(one["place"], str) else one["place"]
        # A receiver at rest wanders by some metres; the same digits again and again would be another story.
        said["lat"] += 0.00002 * (round(minute * 7) % 5)
    at_ = at(begin, minute)
    report = Report(at=at_, source=one.get("source", "gnss"), events=tuple(one.get("events", ())), **said)
    received_at = at(begin, one["received"]) if "received" in one else after(at_, LAG)
    return Arrival(
        one.get("device", 1),
        received_at,
        received_at,
        round(minute * 60) << 16,
        digest_of(report),
        report,
        one.get("integrity", "ok"),
    )


def plain(violation: Violation, begin: Instant, want: dict[str, Any]) -> dict[str, Any]:
    """The violation in the words of the file, as far as the file asks."""

    def minute(instant: Instant | None) -> float | None:
        return None if instant is None else round((instant - begin) / minutes(1), 2)

    raised = minute(violation.raised_at)
    bound = want.get("raised_before", 0.0)
    whole: dict[str, Any] = {
        "kind": violation.kind,
        "condition": violation.condition,
        "began": minute(violation.began_at),
        "raised_before": bound if raised is not None and raised <= bound else raised,
        "raised": raised,
        "closed": minute(violation.closed_at),
        "state": violation.state,
        "reason": violation.reason,
        "certainty": violation.certainty,
        "certain": violation.certain_at is not None,
    }
    return {name: whole[name] for name in want}


@pytest.mark.parametrize("wrong", [[{"kind": "sos"}], [], [{"kind": "not_home", "began": 30.0, "closed": 60.0, "state": "open"}]])
def test_a_wrong_expectation_is_seen(wrong: list[dict[str, Any]]) -> None:
    told = tomllib.loads((Path(__file__).parent / "a_permission_begins.toml").read_text())
    with pytest.raises(AssertionError):
        check({**told, "expected": wrong})
