"""One condition in words: what, where, when, and when not.

1. Everything the rules judge by is said: hours, dates, permissions, places, limits. What they add of their own (a default limit) is
   said with the number they use.
2. What is over by `since`, the time of the docket, is left out. Of many dates the next ones are printed and the others counted.
3. Places by the dozen are counted, and some named: the list is the person's to ask for.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bilezik.domain.hours import DatedException, Slot
from bilezik.domain.instant import Instant, in_seconds, to_datetime
from bilezik.domain.order import Condition, Permission
from bilezik.domain.zone import Circle, Zone
from bilezik.memo.page import Duty
from bilezik.memo.wording import Hours, Wording
from bilezik.rules import keep_charged, keep_contact
from bilezik.schedule.wall import zone as clock_of

MOST_PLACES: Final = 4
"""So many are named each; of more, three."""
MOST_DATES: Final = 8
"""So many dates or permissions fit beside the rest on one page."""
_TIMELESS: Final = frozenset({"keep_charged", "keep_contact", "check_in"})
"""What says by itself how often it is to be done."""


def duty(condition: Condition, say: Wording, *, address: str, timezone: str, since: Instant) -> Duty:
    """Return a condition in the words of `say`; `address` is the person's, may be empty."""
    lines = [
        *_what(condition, say, address),
        *_when(condition, say, timezone, since),
        *_permissions(condition.permissions, say, timezone, since),
    ]
    return Duty(heading=say.headings[condition.kind], lines=tuple(lines))


def local(at: Instant, timezone: str) -> datetime:
    """Return an instant as the person's clock shows it."""
    return to_datetime(at).astimezone(clock_of(timezone))


def tidy(text: str) -> str:
    """Return a text of the register in one line."""
    return " ".join(text.split())


def _what(condition: Condition, say: Wording, address: str) -> Iterable[str]:
    match condition.kind:
        case "stay_home":
            yield from [say.home(address)] if address else []
            yield say.home_is(_places(condition.zones, say)) if condition.zones else say.in_decision
        case "stay_in_area":
            yield say.area(_places(condition.zones, say)) if condition.zones else say.in_decision
            yield from [say.grace(_seconds(condition.dwell))] if condition.dwell else []
        case "keep_out":
            yield from _keep_out(condition, say)
        case "keep_charged":
            yield say.charge(condition.low_pct or keep_charged.LOW_PCT)
        case "keep_contact":
            yield say.contact(_seconds(keep_contact.silence_after(condition)))
        case kind:
            yield say.plain[kind]


def _keep_out(condition: Condition, say: Wording) -> Iterable[str]:
    zones = condition.zones
    if not zones:
        yield say.in_decision
    elif len(zones) <= MOST_PLACES:
        yield say.keep_out(_places(zones, say))
    else:
        yield say.keep_out_many(len(zones), [say.place(tidy(zone.name), None) for zone in zones[:3]])
    openings = {zone.opening for zone in zones}
    if openings - {None}:
        weekly = [say.hours(hours) for opening in openings if opening for hours in _weekly(opening.slots)]
        yield say.open_hours(weekly) if len(openings) == 1 and weekly else say.open_only
    yield say.visit(_seconds(condition.dwell))


def _places(zones: Sequence[Zone], say: Wording) -> list[str]:
    return [say.place(tidy(zone.name), zone.shape.radius_m if isinstance(zone.shape, Circle) else None) for zone in zones]


def _when(condition: Condition, say: Wording, timezone: str, since: Instant) -> Iterable[str]:
    schedule = condition.schedule
    if schedule is None:
        if condition.kind not in _TIMELESS and not any(zone.opening for zone in condition.zones):
            yield say.always
        return
    weekly = [say.hours(hours) for hours in _weekly(schedule.slots)]
    yield say.when(weekly) if weekly else say.never
    if weekly:
        yield say.otherwise
    if schedule.timezone != timezone:
        yield say.by_clock_of(schedule.timezone)
    first = local(since, schedule.timezone).date()
    ahead = sorted((one for one in schedule.exceptions if _last_day(one) >= first), key=lambda one: one.date)
    for one in ahead[:MOST_DATES]:
        yield say.on_date(date.fromisoformat(one.date), [say.hours(_hours((), slot)) for slot in one.slots])
    if len(ahead) > MOST_DATES:
        yield say.more(len(ahead) - MOST_DATES)
    if ahead and (_has_nights(schedule.slots) or any(_has_nights(one.slots) for one in ahead)):
        yield say.night_ends


def _last_day(exception: DatedException) -> date:
    return date.fromisoformat(exception.date) + timedelta(days=_has_nights(exception.slots))


def _has_nights(slots: Sequence[Slot]) -> bool:
    return any(_hours((), slot).over for slot in slots)


def _weekly(slots: Sequence[Slot]) -> list[Hours]:
    """Return weekly hours, days of the same hours together."""
    days: dict[tuple[int, int], set[int]] = {}
    for slot in slots:
        days.setdefault((slot.start, slot.end), set()).update(slot.days)
    return [_hours(tuple(sorted(on)), Slot((), start, end)) for (start, end), on in days.items()]


def _hours(days: tuple[int, ...], slot: Slot) -> Hours:
    end = slot.end or 1440  # midnight ends a day as people say it
    return Hours(days, _clock(slot.start), _clock(end), over=end <= slot.start)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _permissions(permissions: Sequence[Permission], say: Wording, timezone: str, since: Instant) -> Iterable[str]:
    ahead = sorted(
        (one for one in permissions if one.to_at > one.from_at and one.to_at + one.travel_buffer > since),
        key=lambda one: (one.from_at, one.id),
    )
    for one in ahead[:MOST_DATES]:
        yield say.permission(local(one.from_at, timezone), local(one.to_at, timezone), tidy(one.reason).rstrip("."))
        if one.travel_buffer:
            yield say.travel(_seconds(one.travel_buffer))
    if len(ahead) > MOST_DATES:
        yield say.more(len(ahead) - MOST_DATES)


def _seconds(length: int) -> int:
    return round(in_seconds(length))
