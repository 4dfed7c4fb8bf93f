"""Event time: the one way a timeline moves, live or refolded.

1. `advance` takes every look that time alone makes due; `take` folds one report. Both are called in the order of the order key
   (event time, device, digest), looks of an instant before reports of that instant; a refold calls the same two.
2. The order of cases is the order of the plan's duties, the order of presences that of its `stays`.
3. A doubted fix moves nothing; the words beside it count (law 6).
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.domain.order import ConditionKind
from bilezik.domain.report import Integrity, Report, Source
from bilezik.domain.violation import Violation, Witness
from bilezik.fold.findings import Findings
from bilezik.fold.inputs import Arrival, values_of
from bilezik.fold.judging import Moment, look_charge, look_place, look_stay, look_strap
from bilezik.fold.plan import Plan
from bilezik.fold.sighting import FOUND, IN_REACH, LOST, Sighting, hear_beacon, see_places, see_stays
from bilezik.fold.state import Case, Memory, Place, Timeline, values_of_line
from bilezik.rules import keep_charged, staying, wear_device
from bilezik.rules.contract import RESTED
from bilezik.rules.wear_device import StrapWord, WearMemory
from bilezik.tracking.memory import UNKNOWN, Presence
from bilezik.tracking.parameters import SourceWorth
from bilezik.tracking.plausibility import is_still, position_doubt, source_of
from bilezik.tracking.point import Point
from bilezik.tracking.presence import drift
from bilezik.tracking.receiver import doubted, is_uneventful, jumped, note
from bilezik.tracking.track import follow, is_made_up, is_striding
from bilezik.tracking.worth import WALKING_MPS, scale_m, worth_of

_STRAP_WORDS: Final[dict[str, StrapWord]] = {
    "strap_open": "strap_opened",
    "strap_closed": "strap_closed",
    "tamper": "tamper",
    "antenna_cut": "tamper",
}
_SAID: Final[dict[StrapWord, str]] = {"strap_opened": "strap_open", "strap_clear": "strap no longer open"}
"""How a word of the rule reads as evidence, where it is not an event's own."""
WHERE: Final = frozenset({"not_home", "left_area", "entered_place"})
"""Violations that are about where the person is."""
_ORDER: Final[tuple[StrapWord, ...]] = ("tamper", "strap_open", "strap_opened", "strap_closed", "strap_clear")


def is_set_up(line: Timeline) -> bool:
    """Return whether the timeline has begun: until then its plan may be exchanged freely."""
    return line.head_at != DAWN


def advance(plan: Plan, line: Timeline, until_at: Instant, found: Findings) -> Timeline:
    """Take every look that is due at or before `until_at`; a timeline that has not begun begins there."""
    if not is_set_up(line):
        return replan(plan, plan, line, until_at, found)
    while line.wake_at <= until_at:
        before = line.wake_at
        line = _look_at_all(plan, line, before, found)
        if line.wake_at <= before:
            raise AssertionError(f"timeline of person {plan.person} would wake at {before} for ever")
    return line


def take(  # noqa: C901, PLR0912, PLR0915 - what nearly no fix needs is passed over here and not in calls: 25 % of the fold
    plan: Plan, line: Timeline, arrival: Arrival, at: Instant, time_doubt: Doubt, found: Findings
) -> tuple[Timeline, Doubt]:
    """Fold one report into the timeline; return the doubt about its position too. Every look due by `at` is taken already."""
    (
        _, _, _, known_at, wake_at, docket_at, battery_before, was_unlocked, before, presences, places, cases, violations, habit,
        beacon_at, word_at,
    ) = values_of_line(line)  # fmt: skip
    device, _, clock, _, digest, report, integrity, is_sealed = values_of(arrival)
    events, lat, lon = report.events, report.lat, report.lon
    if clock > known_at:  # noqa: PLR1730 - as in `folding`
        known_at = clock
    moment = Moment(at, known_at, found)
    track, cases_before, places_before, open_before = before, cases, places, violations
    doubt: Doubt = time_doubt
    last_at = before.at
    if word_at > last_at:  # noqa: PLR1730
        last_at = word_at
    seen_at, is_unreal = last_at, False
    if lat is not None and lon is not None and not is_sealed:
        doubt = position_doubt(report, integrity) or time_doubt
        if not doubt:
            point, source, worth = _point(plan, line, arrival, at, lat, lon)
            track, doubt = follow(before, point)
            if not doubt:
                speed_mps = point.speed_mps
                is_moving = speed_mps is not None and speed_mps >= WALKING_MPS
                reached_at = beacon_at
                if events and reached_at != DAWN and _is_lost(arrival):
                    reached_at = DAWN
                if source == "beacon" or at - reached_at > IN_REACH:
                    seen_at = at
                    sighting = Sighting(before, last_at, point, source, worth, None if is_moving else habit, moment)
                    presences, cases, violations = see_stays(plan, presences, cases, violations, sighting)
                    if plan.keep_outs:
                        places, violations = see_places(plan, places, cases, violations, sighting)
                if not is_uneventful(habit, before, point):
                    is_found_out = any(violation.kind in WHERE for violation in open_before)
                    habit = note(habit, before, point, is_moving=is_moving, is_found_out=is_found_out)
                is_unreal = is_made_up(track)
            elif doubt == "impossible_speed":
                habit = jumped(habit, before, point)
        if doubt or is_unreal or habit.doubt:
            habit = doubted(habit, "straight_line" if is_unreal else doubt)
    elif time_doubt:
        habit = doubted(habit, time_doubt)
    if events or report.source == "beacon":
        beacon_at, said = _beacon(line, arrival, at, doubt)
        if said is not None:
            word_at = at
            presences, cases, violations = hear_beacon(plan, presences, cases, violations, said, seen_at, moment)
    unlocked = was_unlocked
    strap_locked, battery_pct = report.strap_locked, report.battery_pct
    if unlocked or strap_locked is False:
        unlocked = _unlocked(unlocked, arrival)
    is_clear = was_unlocked != 0 and unlocked == 0
    if events or is_clear or strap_locked is not None or battery_pct is not None or report.charging is not None:
        cases, violations = _hear_words(plan, arrival, cases, violations, moment, is_clear=is_clear)
    if battery_pct is None or integrity == "failed":
        battery_pct = battery_before
    if cases is not cases_before or places is not places_before:
        wake_at = _next_wake(cases, places)
    return Timeline(
        at, device, digest, known_at, wake_at, docket_at, battery_pct, unlocked,
        track, presences, places, cases, violations, habit, beacon_at, word_at,
    ), doubt  # fmt: skip


def _point(plan: Plan, line: Timeline, arrival: Arrival, at: Instant, lat: float, lon: float) -> tuple[Point, Source, SourceWorth]:
    """Return the position of a report as the track takes it in, how it was found, and what that is worth."""
    report = arrival.report
    source, accuracy_m, speed_mps = source_of(report), report.accuracy_m, report.speed_mps
    strides = is_striding(line.track, at, lat, lon, speed_mps)
    worth = worth_of(plan.parameters, source, accuracy_m, speed_mps, is_striding=strides)
    error_m = scale_m(worth, accuracy_m, report.satellites, report.hdop)
    is_satellites = source == "gnss"
    point = Point(at, lat, lon, error_m, accuracy_m, arrival.seq, speed_mps, is_still(report), is_satellites, arrival.device)
    return point, source, worth


def replan(plan: Plan, old: Plan, line: Timeline, at: Instant, found: Findings) -> Timeline:
    """Judge by `plan` instead of `old` from `at` on: carry over what concerns an unchanged condition, close what is gone."""
    before = {} if not line.cases else {duty.condition.id: n for n, duty in enumerate(old.duties)}
    cases: list[Case] = []
    presences: dict[int, Presence] = {}
    carried: set[int] = set()
    for duty in plan.duties:
        condition = duty.condition
        n = before.get(condition.id)
        if n is not None and old.duties[n].condition.zones == condition.zones and old.duties[n].condition.kind == condition.kind:
            cases.append(line.cases[n])
            carried.add(condition.id)
            if n in old.stays:
                presences[condition.id] = line.presences[old.stays.index(n)]
        else:
            cases.append(Case(condition.id, False, at, DAWN, NEVER, _blank(condition.kind, line)))
    for violation in line.open:
        if violation.condition not in carried:
            found.close(violation, at, RESTED["changed"])
    return _look_at_all(
        plan,
        msgspec.structs.replace(
            line,
            docket_at=plan.docket.recorded_at,
            cases=tuple(cases),
            presences=tuple(presences.get(plan.duties[n].condition.id, UNKNOWN) for n in plan.stays),
            places=tuple(place for place in line.places if place.condition in carried),
            open=tuple(violation for violation in line.open if violation.condition in carried),
        ),
        at,
        found,
    )


def _look_at_all(plan: Plan, line: Timeline, at: Instant, found: Findings) -> Timeline:
    """Look at every duty at `at`, its hours included: what a wake-up does. Wake-ups are rare, so nothing is saved here."""
    moment = Moment(at, line.known_at, found)
    gap = at - line.seen_at if line.seen_at != DAWN else 0
    cases: list[Case] = []
    places: list[Place] = []
    violations = line.open
    for n, (duty, case) in enumerate(zip(plan.duties, line.cases, strict=True)):
        rest, until_at = duty.rest(at)
        now = Case(case.condition, not rest, case.since_at if case.holds and not rest else at, until_at, case.wake_at, case.memory)
        match duty.condition.kind:
            case "stay_home" | "stay_in_area":
                presence = line.presences[plan.stays.index(n)]
                odds = drift(presence.odds, gap, plan.stay_rates)
                now, violations = look_stay(duty, now, presence, odds, violations, moment, rest)
            case "keep_out":
                for place in line.places:
                    if place.condition == duty.condition.id:
                        odds = drift(place.presence.odds, gap, plan.place_rates)
                        looked, violations = look_place(duty, now, place, odds, violations, moment, line.seen_at, rest)
                        places.append(looked)
            case "wear_device":
                now, violations = look_strap(duty, now, "", violations, moment, rest=rest)
            case "keep_charged":
                now, violations = look_charge(duty, now, None, violations, moment, rest=rest)
            case _:
                pass  # keep_contact lives in `hearing`; keep_away, check_in and abstain are not judged by this version
        cases.append(now)
    wake_at = _next_wake(cases, places)
    return Timeline(
        at, -1, -1, line.known_at, wake_at, line.docket_at, line.battery_pct, line.unlocked,
        line.track, line.presences, tuple(places), tuple(cases), violations, line.habit,
        line.beacon_at, line.word_at,
    )  # fmt: skip


def _hear_words(
    plan: Plan, arrival: Arrival, cases: tuple[Case, ...], violations: tuple[Violation, ...], moment: Moment, *, is_clear: bool
) -> tuple[tuple[Case, ...], tuple[Violation, ...]]:
    """Let the duties that listen to words hear what the report says of strap, case and battery."""
    report = arrival.report
    if not (
        report.events
        or report.strap_locked is not None
        or report.battery_pct is not None
        or report.charging is not None
        or is_clear
    ):
        return cases, violations
    now = cases
    words = strap_words(report, arrival.integrity) or (("strap_clear",) if is_clear else ())
    for n in plan.wears if words else ():  # while it rests too: a strap that is open then is open when the hours begin
        rest = "" if now[n].holds else plan.duties[n].rest(moment.at)[0]
        for word in words:
            said = Witness(moment.at, arrival.seq, f"event {_SAID.get(word, word)}", report.lat, report.lon)
            case, violations = look_strap(plan.duties[n], now[n], word, violations, moment, (said,), rest)
            now = (*now[:n], case, *now[n + 1 :])
    if arrival.integrity != "failed":
        for n in plan.charges:
            if now[n].holds:
                said = Witness(moment.at, arrival.seq, "event battery")
                case, violations = look_charge(plan.duties[n], now[n], report, violations, moment, (said,))
                if case is not now[n]:
                    now = (*now[:n], case, *now[n + 1 :])
    return now, violations


def strap_words(report: Report, integrity: Integrity) -> tuple[StrapWord, ...]:
    """Return what a report says of strap and case, the alarming words first; a damaged frame may alarm and never reassures."""
    words = [_STRAP_WORDS[word] for word in report.events if word in _STRAP_WORDS]
    if report.strap_locked is False:
        words = [word for word in words if word != "strap_opened"]  # its state says so: no moment beside it
        words.append("strap_open")
    elif report.strap_locked and "strap_closed" not in words and "strap_opened" not in words:
        words.append("strap_closed")
    if integrity == "failed":
        words = [word for word in words if word != "strap_closed"]
    return tuple(sorted(words, key=_ORDER.index))


def _unlocked(before: int, arrival: Arrival) -> int:
    """Return the device whose status says that its strap is open, 0 for none.

    Some devices have a bit for an open strap and none for a closed one: a status word without the bit says that it is closed.
    """
    report = arrival.report
    if not before and report.strap_locked is not False:
        return 0
    if report.strap_locked is False:
        return arrival.device
    if arrival.device != before or arrival.integrity == "failed":
        return before
    return before if report.strap_locked is None and report.status is None else 0


def _beacon(line: Timeline, arrival: Arrival, at: Instant, doubt: Doubt) -> tuple[Instant, Witness | None]:
    """Return when a home unit or beacon was heard last, and the word to hear, if the report has one without a position."""
    report = arrival.report
    if not report.events and report.source != "beacon":
        return line.beacon_at, None
    if arrival.integrity == "failed":
        return line.beacon_at, None
    if _is_lost(arrival):
        return DAWN, Witness(at, arrival.seq, "event beacon_lost", weight=LOST)
    if "beacon_found" in report.events:
        return at, Witness(at, arrival.seq, "event beacon_found", weight=FOUND)
    return (at if report.source == "beacon" and not doubt else line.beacon_at), None


def _is_lost(arrival: Arrival) -> bool:
    """Return whether the report says that no home unit is heard any more."""
    return "beacon_lost" in arrival.report.events and arrival.integrity != "failed"


def _next_wake(cases: Sequence[Case], places: Sequence[Place]) -> Instant:
    wake_at = NEVER
    for case in cases:
        wake_at = min(wake_at, case.wake_at, case.until_at)
    for place in places:
        wake_at = min(wake_at, place.wake_at)
    return wake_at


def _blank(kind: ConditionKind, line: Timeline) -> Memory:
    match kind:
        case "wear_device":
            return WearMemory(is_open=True, said_at=line.head_at) if line.unlocked else wear_device.IDLE
        case "keep_charged":
            return keep_charged.IDLE
        case _:
            return staying.IDLE
