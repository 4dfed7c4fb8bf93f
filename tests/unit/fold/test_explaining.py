"""`explain` says what the fold did: the same weights, probabilities and violations, and what simpler rules would have said."""

from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bilezik.domain.hours import Schedule, Slot
from bilezik.domain.instant import DAWN, Instant, minutes, seconds, to_datetime
from bilezik.domain.order import Condition, Docket, Order, Permission
from bilezik.domain.report import Report
from bilezik.domain.violation import Violation
from bilezik.domain.zone import Circle, Zone
from bilezik.fold import Arrival, Clock, compile_docket, digest_of
from bilezik.fold.effects import Checkpoint
from bilezik.fold.explaining import Explanation, Subject, explain
from bilezik.fold.story import Story
from bilezik.tracking.memory import LIMIT, UNKNOWN
from bilezik.tracking.presence import thousandths

T0 = Instant(1_790_000_000_000_000)
LAT, LON = 51.128, 71.43
DEGREE_M = 111_195.0
HOME = Condition(id=1, kind="stay_home", zones=(Zone(id=1, name="Home", shape=Circle(LAT, LON, 100.0)),))
MALLS = Condition(
    id=2,
    kind="keep_out",
    zones=(
        Zone(id=8, name="Market", shape=Circle(LAT + 0.2, LON, 70.0)),
        Zone(id=9, name="Mall", shape=Circle(LAT, LON, 70.0)),
    ),
    dwell=seconds(90),
)
Fixes = list[tuple[float, float, float]]


def docket_of(*conditions: Condition, recorded_at: Instant = DAWN) -> Docket:
    order = Order(
        id=1, legal_basis="art. 44", issuer="court", number="1-26", starts_at=Instant(T0 - minutes(60)),
        ends_at=Instant(T0 + minutes(6_000)), conditions=conditions,
    )  # fmt: skip
    return Docket(person=7, recorded_at=recorded_at, orders=(order,))


def arrivals_of(fixes: Fixes) -> list[Arrival]:
    """Return fixes of (minute, metres north of the middle of the zone, stated accuracy; 0: invalid)."""
    made = []
    for n, (minute, north_m, accuracy_m) in enumerate(fixes):
        at = Instant(T0 + minutes(minute))
        said = Report(
            at=at, valid=accuracy_m > 0, lat=LAT + north_m / DEGREE_M, lon=LON, source="gnss", accuracy_m=accuracy_m or None,
            speed_mps=0.9,
        )  # fmt: skip
        made.append(Arrival(1, at, at, n << 16, digest_of(said), said, "ok"))
    return made


def told(docket: Docket, fixes: Fixes, subject: Subject, from_min: float, to_min: float) -> tuple[Explanation, Story]:
    arrivals, story = arrivals_of(fixes), Story(docket)
    for arrival in arrivals:
        story.feed(arrival)
    from_at, to_at = Instant(T0 + minutes(from_min)), Instant(T0 + minutes(to_min))
    story.feed(Clock(to_at))
    return explain(compile_docket, 7, None, [docket], arrivals, subject, from_at, to_at), story


def night(seed: int = 3) -> Fixes:
    """Two hours at home, out 400 m for 20 minutes, home again; a stray fix before it."""
    dice = Random(seed)
    fixes = [(float(n), dice.gauss(0, 12), 10.0) for n in range(120)]
    fixes[80] = (80.0, 132.0, 25.0)
    fixes += [(120.0 + n, min(60.0 + 90.0 * n, 400.0) + dice.gauss(0, 8), 12.0) for n in range(20)]
    return fixes + [(140.0 + n, dice.gauss(0, 12), 10.0) for n in range(40)]


def only(found: tuple[Violation, ...]) -> Violation:
    (violation,) = found
    return violation


def test_what_is_found_and_every_witness_is_what_the_fold_found() -> None:
    explanation, story = told(docket_of(HOME), night(), Subject(1), 90, 180)
    violation = only(explanation.found)
    assert violation == story.violations[violation.id]
    assert (violation.kind, violation.state) == ("not_home", "closed")
    steps = {step.seq: step for step in explanation.steps}
    assert len(violation.evidence) >= 2
    for witness in violation.evidence:
        step = steps[witness.seq]
        assert (step.weight, step.probability, step.distance_m) == (witness.weight, witness.probability, witness.distance_m)
        assert (step.at, step.lat, step.accuracy_m) == (witness.at, witness.lat, witness.accuracy_m)


def test_words_stand_where_the_fold_says_them() -> None:
    explanation, story = told(docket_of(HOME), night(), Subject(1), 90, 180)
    violation = only(tuple(story.violations.values()))
    likely = next(step for step in explanation.steps if step.certainty != "unsure")
    assert likely.at == violation.decided_at
    assert (likely.certainty, likely.probability) == (violation.certainty, violation.probability)
    certain = next(step for step in explanation.steps if step.certainty == "certain")
    assert certain.at == violation.certain_at
    assert all(step.probability == thousandths(step.odds) for step in explanation.steps)


def test_weights_and_drift_lead_from_each_fix_to_the_next() -> None:
    explanation, _ = told(docket_of(HOME), night(), Subject(1), 90, 180)
    at = [point.at for point in explanation.line]
    assert at == sorted(at)
    assert (at[0], at[-1]) == (explanation.from_at, explanation.to_at)
    by_time: dict[Instant, list[int]] = {}
    for point in explanation.line:
        by_time.setdefault(point.at, []).append(point.odds)
    moved = [step for step in explanation.steps if abs(step.weight) > 10 and abs(step.odds) < 9_000]
    assert len(moved) > 5
    for step in moved:
        before, after = by_time[step.at]
        assert after == step.odds
        assert after - before == step.weight


def test_hours_without_a_fix_are_drawn_as_drift_towards_not_knowing() -> None:
    fixes = [(float(n), 0.0, 10.0) for n in range(60)] + [(240.0, 0.0, 10.0)]
    explanation, _ = told(docket_of(HOME), fixes, Subject(1), 30, 250)
    silent = [point for point in explanation.line if T0 + minutes(59) <= point.at <= T0 + minutes(240)]
    assert all(later.at - earlier.at <= minutes(5) for earlier, later in pairwise(silent))
    odds = [point.odds for point in silent]
    assert odds[1:-1] == sorted(odds[1:-1])
    assert odds[-2] - odds[1] > 4_000
    assert odds[-1] < odds[-2] - 1_000, "the next fix brings the odds back"
    last = explanation.steps[-1]
    assert last.odds == odds[-1]
    assert last.weight == odds[-1] - odds[-2], "what no witness says is seen"


def test_a_plain_geofence_alarms_at_each_crossing_and_the_careful_one_wants_two_clear_fixes() -> None:
    fixes = [(float(n), 0.0, 10.0) for n in range(40)]
    fixes[10], fixes[20], fixes[21] = (10.0, 105.0, 10.0), (20.0, 300.0, 0.0), (21.0, 108.0, 30.0)
    fixes[30], fixes[31], fixes[32] = (30.0, 220.0, 10.0), (31.0, 230.0, 10.0), (32.0, 230.0, 10.0)
    explanation, story = told(docket_of(HOME), fixes, Subject(1), 5, 40)
    assert [(at - T0) / minutes(1) for at in explanation.plain] == [10, 21, 30]
    assert [(at - T0) / minutes(1) for at in explanation.careful] == [31]
    invalid = next(step for step in explanation.steps if step.at == T0 + minutes(20))
    assert (invalid.doubt, invalid.geofence, invalid.weight) == ("invalid", "", 0)
    assert len(story.violations) <= 1


def test_while_the_condition_rests_no_rule_alarms_and_the_hours_are_drawn() -> None:
    allowed = Permission(id=1, from_at=Instant(T0 + minutes(110)), to_at=Instant(T0 + minutes(160)))
    home = msgspec.structs.replace(HOME, permissions=(allowed,))
    explanation, story = told(docket_of(home), night(), Subject(1), 90, 180)
    assert not story.violations
    assert not explanation.found
    assert not explanation.plain
    assert [(span.from_at, span.to_at) for span in explanation.holds] == [
        (explanation.from_at, allowed.from_at),
        (allowed.to_at, explanation.to_at),
    ]
    assert {step.holds for step in explanation.steps} == {True, False}
    assert max(step.probability for step in explanation.steps) > 990, "presence is known all the same"


def test_a_forbidden_place_is_told_in_favour_of_being_inside() -> None:
    fixes = [(float(n), 600.0, 10.0) for n in range(60)] + [(60.0 + n / 2, 10.0 + n, 10.0) for n in range(20)]
    fixes += [(75.0 + n, 600.0, 10.0) for n in range(20)]
    explanation, story = told(docket_of(HOME, MALLS), fixes, Subject(2, 9), 40, 90)
    violation = only(explanation.found)
    assert violation == next(one for one in story.violations.values() if one.kind == "entered_place")
    assert (explanation.wrong, explanation.zones, explanation.plain) == ("inside", ("Mall",), (T0 + minutes(60),))
    assert explanation.steps[0].probability < 10
    inside = [step for step in explanation.steps if step.geofence == "inside"]
    assert inside[0].weight > 1_000
    assert any(step.certainty == "certain" for step in inside)
    points = {point.at: point.odds for point in explanation.line}
    assert all(points[step.at] == step.odds for step in explanation.steps)
    market = told(docket_of(HOME, MALLS), fixes, Subject(2, 8), 40, 90)[0]
    assert (market.zones, market.plain, market.found) == (("Market",), (), ())


def test_from_a_checkpoint_the_same_is_told_as_from_the_beginning() -> None:
    docket, arrivals, story = docket_of(HOME), arrivals_of(night()), Story(docket_of(HOME))
    kept = [effect for arrival in arrivals for effect in story.feed(arrival).effects if isinstance(effect, Checkpoint)]
    checkpoint = next(one for one in reversed(kept) if one.at < T0 + minutes(90))
    assert checkpoint.at > T0
    asked = (Subject(1), Instant(T0 + minutes(90)), Instant(T0 + minutes(180)))
    whole = explain(compile_docket, 7, None, [docket], arrivals, *asked)
    later = [arrival for arrival in arrivals if arrival.clock >= checkpoint.at]
    assert explain(compile_docket, 7, checkpoint.state, [docket], later, *asked) == whole


def test_a_docket_that_ends_the_condition_ends_what_is_told() -> None:
    ended = docket_of(recorded_at=Instant(T0 + minutes(130)))
    explanation = explain(
        compile_docket, 7, None, [docket_of(HOME), ended], arrivals_of(night()), Subject(1), Instant(T0 + minutes(90)),
        Instant(T0 + minutes(180)),
    )  # fmt: skip
    assert max(step.at for step in explanation.steps) < ended.recorded_at
    assert [span.to_at for span in explanation.holds] == [ended.recorded_at]
    assert only(explanation.found).closed_at == ended.recorded_at


def test_a_condition_that_is_added_is_told_from_then_on() -> None:
    added = docket_of(HOME, recorded_at=Instant(T0 + minutes(100.5)))
    explanation = explain(
        compile_docket, 7, None, [docket_of(), added], arrivals_of(night()), Subject(1), Instant(T0 + minutes(90)),
        Instant(T0 + minutes(180)),
    )  # fmt: skip
    first = explanation.steps[0]
    assert first.at == T0 + minutes(101)
    assert (explanation.line[0].at, explanation.line[0].odds) == (T0 + minutes(100), UNKNOWN.odds)
    before, after = (point.odds for point in explanation.line if point.at == first.at)
    assert abs(before - UNKNOWN.odds) < 50
    assert (after, after - before) == (first.odds, first.weight)


def test_where_the_home_is_moved_presence_begins_anew() -> None:
    moved = msgspec.structs.replace(HOME, zones=(Zone(id=5, name="New home", shape=Circle(LAT + 0.0003, LON, 100.0)),))
    after = docket_of(moved, recorded_at=Instant(T0 + minutes(100.5)))
    explanation = explain(
        compile_docket, 7, None, [docket_of(HOME), after], arrivals_of(night()), Subject(1), Instant(T0 + minutes(90)),
        Instant(T0 + minutes(110)),
    )  # fmt: skip
    first = next(step for step in explanation.steps if step.at > after.recorded_at)
    assert first.odds - first.weight == pytest.approx(UNKNOWN.odds, abs=50)
    assert explanation.zones == ("New home",)


def test_a_docket_that_changes_nothing_cuts_no_hours_and_one_of_later_ends_nothing() -> None:
    again, lifted = docket_of(HOME, recorded_at=Instant(T0 + minutes(110))), docket_of(recorded_at=Instant(T0 + minutes(136)))
    explanation = explain(
        compile_docket, 7, None, [docket_of(HOME), again, lifted], arrivals_of(night()), Subject(1), Instant(T0 + minutes(90)),
        Instant(T0 + minutes(135)),
    )  # fmt: skip
    assert [(span.from_at, span.to_at) for span in explanation.holds] == [(explanation.from_at, explanation.to_at)]
    assert only(explanation.found).closed_at is None


def test_what_time_alone_decides_is_found_too() -> None:
    """Four minutes inside and no word more: the stay has lasted long enough when the clock says so."""
    malls = msgspec.structs.replace(MALLS, dwell=minutes(5))
    fixes = [(float(n), 600.0, 10.0) for n in range(60)] + [(60.0 + n / 2, 10.0 + n, 10.0) for n in range(9)]
    explanation, story = told(docket_of(malls), fixes, Subject(2, 9), 40, 70)
    violation = only(explanation.found)
    assert violation.decided_at == T0 + minutes(65)
    assert violation == only(tuple(story.violations.values()))


def test_at_the_limit_a_weight_is_what_the_witness_says() -> None:
    arrivals = arrivals_of([(0.0, 400.0, 10.0), (9.0, 1_700.0, 30.0)])
    sure = msgspec.structs.replace(arrivals[1].report, source="network")
    arrivals[1] = msgspec.structs.replace(arrivals[1], report=sure, digest=digest_of(sure))
    explanation = explain(
        compile_docket, 7, None, [docket_of(HOME)], arrivals, Subject(1), Instant(T0 - minutes(5)), Instant(T0 + minutes(10))
    )
    first, step = explanation.steps
    assert first.weight == first.odds - UNKNOWN.odds, "a story begins with not knowing"
    witness = only(explanation.found).evidence[-1]
    before, after = (point.odds for point in explanation.line if point.at == step.at)
    assert (step.odds, step.at) == (LIMIT, witness.at)
    assert step.weight == witness.weight
    assert step.weight > after - before, "more than could still move the odds"


def test_a_word_of_a_home_unit_is_a_step_and_what_it_outranks_is_said() -> None:
    arrivals = arrivals_of([(float(n), 5.0, 10.0) for n in range(60)] + [(62.0 + n, 900.0, 10.0) for n in range(4)])
    for n, (minute, event) in enumerate([(61.0, "beacon_found"), (67.0, "beacon_lost")]):
        at = Instant(T0 + minutes(minute))
        said = Report(at=at, events=(event,))
        arrivals.append(Arrival(1, at, at, (900 + n) << 16, digest_of(said), said, "ok"))
    explanation = explain(
        compile_docket, 7, None, [docket_of(HOME)], arrivals, Subject(1), Instant(T0 + minutes(50)), Instant(T0 + minutes(80))
    )
    found, *outranked, lost = [step for step in explanation.steps if step.at > T0 + minutes(60)]
    assert (found.words, found.lat, found.distance_m, found.geofence) == (("beacon_found",), None, None, "")
    assert (lost.words, lost.weight > 1_000) == (("beacon_lost",), True)
    assert [(step.outranked, step.weight, step.geofence) for step in outranked] == [(True, 0, "outside")] * 4
    assert not any(step.outranked for step in explanation.steps if step.at < T0 + minutes(61))
    before, after = (point.odds for point in explanation.line if point.at == lost.at)
    assert after - before == lost.weight
    assert not explanation.found


def test_a_place_that_is_closed_is_drawn_as_resting() -> None:
    """The person is inside for fifty minutes; the place is open for ten of them."""
    begin = to_datetime(Instant(T0 + minutes(60))).astimezone(ZoneInfo("Asia/Almaty"))
    opens = begin.hour * 60 + begin.minute
    day = Slot(days=(1, 2, 3, 4, 5, 6, 7), start=opens, end=opens + 10)
    mall = msgspec.structs.replace(MALLS.zones[1], opening=Schedule(timezone="Asia/Almaty", slots=(day,)))
    malls = msgspec.structs.replace(MALLS, zones=(mall,))
    fixes = [(40.0 + n, 20.0, 10.0) for n in range(50)]
    explanation, _ = told(docket_of(malls), fixes, Subject(2, 9), 45, 85)
    (span,) = explanation.holds
    assert span.to_at - span.from_at == minutes(10)
    assert T0 + minutes(59) <= span.from_at <= T0 + minutes(60)
    assert {step.at for step in explanation.steps if step.holds} == {
        step.at for step in explanation.steps if span.from_at <= step.at < span.to_at
    }
    assert len(explanation.plain) == 1


@pytest.mark.parametrize("subject", [Subject(99), Subject(2, 77), Subject(2)])
def test_a_condition_or_place_that_nobody_knows_has_no_steps(subject: Subject) -> None:
    explanation, _ = told(docket_of(HOME, MALLS), night(), subject, 90, 180)
    assert (explanation.steps, explanation.line, explanation.found) == ((), (), ())
