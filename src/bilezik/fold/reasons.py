"""The sentence an officer reads where a refold changed what was found before.

1. `News` is what came: an upload, a change of orders, newer rules. A sentence says which, when, and what it shows.
2. Only what is so is said: a position is named where a believed one says it; otherwise that it was not likely.
3. Times are local: by the schedule of the condition, else by another one of the person, else in UTC, and that is said.
4. Times stand alone where all of them and the begin of the violation lie within half a day: then an hour is one moment. Otherwise
   each has its date, without the year: nothing is kept for so long. A date is not said twice running.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from bilezik.domain.fix import Fix
from bilezik.domain.instant import Instant, hours, minutes, to_datetime
from bilezik.domain.violation import AlertKind, Violation
from bilezik.fold.plan import Duty, Plan
from bilezik.rules.contract import RESTED

NewsKind = Literal["upload", "orders", "rules"]

HALF_A_DAY: Final = hours(12)
BEFORE: Final = minutes(30)
"""A position so long before the begin may still be what disproves it: it makes the first one outside impossible."""
_SHOWS: Final[dict[AlertKind, str]] = {
    "not_home": "the person at home",
    "left_area": "the person inside the area",
    "entered_place": "the person outside the place",
    "strap": "the strap closed",
    "tamper": "no tampering",
    "battery": "the battery charged",
}
_IN_ZONES: Final = frozenset({"not_home", "left_area", "entered_place"})
_BY_TIME_ALONE: Final = frozenset({*RESTED.values(), "no further sign of tampering"})
"""What ends a violation without any news."""
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class News(msgspec.Struct, frozen=True):
    """Why history was folded again, and when that came."""

    kind: NewsKind
    at: Instant


def withdrawn(before: Violation, plan: Plan, news: News, fixes: Iterable[Fix]) -> str:
    """Say why a violation that was found before is none; `fixes` of that time with their doubts as they now stand."""
    opening, _ = _opening(before, plan, news)
    if news.kind != "upload":
        return f"{opening} that it was no violation"
    uploaded = (fix for fix in fixes if fix.received_at >= news.at)
    if before.kind in _IN_ZONES and not _is_on_right_side(before, plan, uploaded):
        return f"{opening} that it was not likely"
    return f"{opening} {_SHOWS.get(before.kind, 'that it was not so')}"


def superseded(before: Violation, plan: Plan, news: News, began_at: Instant) -> str:
    """Say that a violation began at another time."""
    opening, (began,) = _opening(before, plan, news, began_at)
    return f"{opening} that it began {began}"


def changed(before: Violation, now: Violation, plan: Plan, news: News) -> str:
    """Say why a violation that is found again ended at another time or not at all, after the rule's own reason."""
    if (now.state, now.closed_at) == (before.state, before.closed_at):
        return before.reason
    if before.state not in {"open", "closed"}:
        opening, _ = _opening(before, plan, news)
        shown = f"{opening} that it was so after all"
    elif before.closed_at is None and now.closed_at is not None:
        opening, (ended,) = _opening(before, plan, news, now.closed_at)
        shown = "" if now.reason in _BY_TIME_ALONE else f"{opening} that it ended {ended}"
    elif before.closed_at is not None and now.closed_at is not None:
        opening, (ended, otherwise) = _opening(before, plan, news, now.closed_at, before.closed_at)
        shown = f"{opening} that it ended {ended}, not {otherwise}"
    else:
        opening, (otherwise,) = _opening(before, plan, news, before.closed_at or before.began_at)
        shown = f"{opening} that it had not ended {otherwise}"
    return "; ".join(said for said in (now.reason, shown) if said)


def _opening(before: Violation, plan: Plan, news: News, *moments: Instant) -> tuple[str, list[str]]:
    """Return how the sentence begins, and its moments in words: `at 22:40`, `on 20 May at 22:40`."""
    zone = _zone(plan, before.condition)
    spoken = (before.began_at, news.at, *moments)
    is_short = max(spoken) - min(spoken) <= HALF_A_DAY
    came = _clock(news.at, zone) if is_short else f"{_date(news.at, zone)}, {_clock(news.at, zone)}"
    times, said_day = [], ""
    for at in moments:
        day = "" if is_short else f"on {_date(at, zone)} "
        times.append(f"{'' if day == said_day else day}at {_clock(at, zone)}")
        said_day = day
    match news.kind:
        case "upload":
            return f"the upload of {came} shows", times
        case "orders":
            return f"the change of orders of {came} means", times
        case "rules":
            return f"the newer rules of {came} find", times


def _is_on_right_side(before: Violation, plan: Plan, fixes: Iterable[Fix]) -> bool:
    """Return whether a believed position of that time lies where the person had to be."""
    duty = _duty(plan, before.condition)
    if duty is None:
        return False
    areas = [
        area for area, zone in zip(duty.areas, duty.condition.zones, strict=True) if before.zone is None or zone.id == before.zone
    ]
    must_be_inside = before.kind != "entered_place"
    end_at = before.decided_at if before.closed_at is None else max(before.closed_at, before.decided_at)
    for fix in fixes:
        if before.began_at - BEFORE <= fix.fixed_at <= end_at and not fix.doubt:
            is_inside = any(area.signed_distance_m(fix.lat, fix.lon) <= 0.0 for area in areas)
            if is_inside == must_be_inside:
                return True
    return False


def _duty(plan: Plan, condition: int) -> Duty | None:
    return next((duty for duty in plan.duties if duty.condition.id == condition), None)


def _zone(plan: Plan, condition: int) -> ZoneInfo | None:
    """Return the zone of the officer's clock: that of the condition's schedule, or of the first schedule there is."""
    own = _duty(plan, condition)
    for duty in (*((own,) if own else ()), *plan.duties):
        if duty.condition.schedule is not None:
            return ZoneInfo(duty.condition.schedule.timezone)
    return None


def _local(at: Instant, zone: ZoneInfo | None) -> datetime:
    return to_datetime(at) if zone is None else to_datetime(at).astimezone(zone)


def _clock(at: Instant, zone: ZoneInfo | None) -> str:
    return f"{_local(at, zone):%H:%M}{'' if zone else ' UTC'}"


def _date(at: Instant, zone: ZoneInfo | None) -> str:
    local = _local(at, zone)
    return f"{local.day} {_MONTHS[local.month - 1]}"
