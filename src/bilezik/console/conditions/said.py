"""What the form of a condition says, as it was typed, and what it means.

1. A form keeps texts: what is refused is shown again as it was typed.
2. Every fault has the field it is about and a sentence in the reader's language; all are found at once, not one after the other.
3. Hours are rows of days, from, to. An end of 00:00 is the end of the day; one not after its begin is on the next day. Rows that
   name one date twice are one day with two stretches; a date without times is a day on which the condition does not hold.
4. A border is typed as corners, one a line, latitude first; an empty line begins a hole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from bilezik import schedule as schedules
from bilezik.console.conditions.words import KINDS
from bilezik.console.forms.refusals import told
from bilezik.deeds.conditions import NewCondition
from bilezik.domain.hours import DatedException, Schedule, Slot
from bilezik.domain.instant import Micros, in_seconds, minutes
from bilezik.domain.order import ZONE_KINDS, ConditionKind
from bilezik.domain.zone import Circle, Polygon, Ring, Shape
from bilezik.geo.check import shape_problem

MOST_ROWS: Final = 60
ONE_PLACE: Final = frozenset({"stay_home", "stay_in_area"})
DRAWN: Final = -1
"""The id of a zone that is drawn with the condition and not kept yet."""
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,15})?")
_PAIR: Final = re.compile(r"\s*[;,\s]\s*")

Problems = dict[str, str]
"""Field -> what is wrong with it."""


class Hours(msgspec.Struct, frozen=True):
    """A row of the week: days as `1` to `7`, and times as typed."""

    days: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


class Day(msgspec.Struct, frozen=True):
    """A row of a date that is different."""

    date: str = ""
    start: str = ""
    end: str = ""


class NewShape(msgspec.Struct, frozen=True, kw_only=True):
    """A zone being drawn. `how`: `circle`, `border`, or nothing is drawn; `redrawn`: the zone whose border it becomes."""

    how: str = ""
    name: str = ""
    lat: str = ""
    lon: str = ""
    radius: str = ""
    border: str = ""
    redrawn: str = ""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """All that the form says, as texts."""

    kind: str = ""
    when: str = "always"
    hours: tuple[Hours, ...] = ()
    days: tuple[Day, ...] = ()
    zones: tuple[int, ...] = ()
    new: NewShape = NewShape()
    dwell: str = ""
    silence: str = ""
    low: str = ""
    why: str = ""
    version: int | None = None


def typed(said: QueryDict) -> Form:
    """Return a posted form."""

    def text(field: str) -> str:
        return said.get(field, "").replace("\0", "")[:100_000]

    hours = (Hours(tuple(said.getlist(f"h{n}-days")), text(f"h{n}-from"), text(f"h{n}-to")) for n in range(MOST_ROWS))
    days = (Day(text(f"d{n}-date"), text(f"d{n}-from"), text(f"d{n}-to")) for n in range(MOST_ROWS))
    names = ("how", "name", "lat", "lon", "radius", "border", "redrawn")
    return Form(
        kind=text("kind"), when=text("when") or "always", hours=tuple(row for row in hours if row != Hours()),
        days=tuple(row for row in days if row != Day()), zones=tuple(dict.fromkeys(_ids(said.getlist("zone")))),
        new=NewShape(**{name: text(f"new-{name}").strip() for name in names}), dwell=text("dwell"), silence=text("silence"),
        low=text("low"), why=text("why"), version=next(iter(_ids([said.get("version", "")])), None),
    )  # fmt: skip


def written(condition: NewCondition, version: int) -> Form:
    """Return a kept condition as a form states it."""
    schedule = condition.schedule
    return Form(
        kind=condition.kind, when="always" if schedule is None else "hours",
        hours=() if schedule is None else weekly(schedule.slots), days=() if schedule is None else tuple(_dated(schedule)),
        zones=condition.zones, dwell=_shown(condition.dwell), silence=_shown(condition.silence_after),
        low=f"{condition.low_pct:g}" if condition.low_pct else "", version=version,
    )  # fmt: skip


def weekly(slots: Sequence[Slot]) -> tuple[Hours, ...]:
    """Return weekly slots as rows."""
    return tuple(Hours(tuple(str(day) for day in slot.days), _clock(slot.start), _clock(slot.end)) for slot in slots)


def condition(form: Form, timezone: str, problems: Problems) -> NewCondition | None:
    """Return the condition that `form` states, None where it states none; what is wrong goes into `problems`.

    A zone drawn with it has the id `DRAWN` (`drawn`).
    """
    kind: ConditionKind | None = next((one for one in KINDS if one == form.kind), None)
    if kind is None:
        problems["kind"] = _("Choose what the order demands.")
    zones = _zones(form, problems) if kind in ZONE_KINDS else ()
    hours = schedule(form, timezone, problems) if form.when == "hours" else None
    dwell = _amount("dwell", form.dwell, 1_440, problems) if kind in {"keep_out", "stay_in_area"} else 0.0
    silence = _amount("silence", form.silence, 7 * 1_440, problems) if kind == "keep_contact" else 0.0
    low = _amount("low", form.low, 100, problems) if kind == "keep_charged" else 0.0
    if problems or kind is None:
        return None
    return NewCondition(kind=kind, zones=zones, schedule=hours, dwell=_long(dwell), silence_after=_long(silence), low_pct=low)


def schedule(form: Form, timezone: str, problems: Problems) -> Schedule | None:
    """Return the hours that `form` states; `problems` takes what is wrong with them."""
    slots = [slot for number, row in enumerate(form.hours, start=1) if (slot := _slot(number, row, problems))]
    dates = _exceptions(form.days, problems)
    if not form.hours and not form.days:
        problems["hours"] = _("Say in which hours it holds, or choose “always”.")
    if {"hours", "days"} & set(problems):
        return None
    made = Schedule(timezone=timezone, slots=tuple(slots), exceptions=dates)
    fault = schedules.problem(made)
    if fault is None:
        return made
    field = "days" if "exceptions" in fault else "hours"
    problems[field] = _("Two rows hold at the same time. Join them, or shorten one.") if "overlaps" in fault else fault
    return None


def shape(new: NewShape, problems: Problems) -> Shape | None:
    """Return what is drawn, None where nothing is or where it is wrong."""
    if new.how == "circle":
        found = [
            _degrees("new-lat", new.lat, 90, problems), _degrees("new-lon", new.lon, 180, problems), _radius(new.radius, problems),
        ]  # fmt: skip
        lat, lon, radius = found
        made: Shape | None = None if lat is None or lon is None or radius is None else Circle(lat, lon, radius)
    elif new.how == "border":
        made = _border(new.border, problems)
    else:
        return None
    if not new.redrawn and not new.name:
        problems["new-name"] = _("Give the place a name, as the memo will say it.")
    fault = None if made is None else shape_problem(made)
    if fault is not None:
        problems["new-border" if new.how == "border" else "new-radius"] = told(fault.removeprefix("zone.shape").lstrip(":. "))
    return made


def sketched(kept: Shape, *, redrawn: int | None = None, name: str = "") -> NewShape:
    """Return a kept shape as the fields of a drawing; a border of several parts cannot be typed."""
    of = "" if redrawn is None else str(redrawn)
    if isinstance(kept, Circle):
        return NewShape(
            how="circle", lat=f"{kept.lat:.6f}", lon=f"{kept.lon:.6f}", radius=f"{kept.radius_m:g}", name=name, redrawn=of
        )
    rings = ("\n".join(f"{lat:.6f}, {lon:.6f}" for lat, lon in ring) for ring in kept.parts[0])
    return NewShape(how="border", border="\n\n".join(rings), name=name, redrawn=of)


def _zones(form: Form, problems: Problems) -> tuple[int, ...]:
    made = shape(form.new, problems)
    redrawn = form.new.redrawn
    zones = (*form.zones, DRAWN) if made is not None and not redrawn else form.zones
    if not zones and not any(field.startswith("new-") for field in problems):
        problems["zones"] = _("Choose a place, or draw one.")
    elif form.kind in ONE_PLACE and len(zones) > 1:
        problems["zones"] = _("This is about one place: choose one, and add another condition for another place.")
    return zones


def _slot(number: int, row: Hours, problems: Problems) -> Slot | None:
    days = tuple(int(day) for day in row.days if day in {"1", "2", "3", "4", "5", "6", "7"})
    start, end = _minutes(row.start), _end(row.end)
    if not days:
        problems["hours"] = _("Row %(n)s: choose the days on which it begins.") % {"n": number}
    elif start is None or end is None or start == 1440:
        problems["hours"] = _("Row %(n)s: write both times as 22:00.") % {"n": number}
    elif start == end:
        problems["hours"] = _("Row %(n)s: it ends when it begins. A whole day is 00:00 to 00:00.") % {"n": number}
    else:
        return Slot(tuple(sorted(set(days))), start, end)
    return None


def _exceptions(rows: Iterable[Day], problems: Problems) -> tuple[DatedException, ...]:
    found: dict[str, list[Slot]] = {}
    for number, row in enumerate(rows, start=1):
        start, end = _minutes(row.start), _end(row.end)
        try:
            on = date.fromisoformat(row.date.strip())
        except ValueError:
            problems["days"] = _("Row %(n)s: say which day it is.") % {"n": number}
            continue
        slots = found.setdefault(on.isoformat(), [])
        if not row.start.strip() and not row.end.strip():
            continue
        if start is None or end is None or start in {1440, end}:
            problems["days"] = _("Row %(n)s: write both times as 22:00, or none.") % {"n": number}
        else:
            slots.append(Slot((on.isoweekday(),), start, end))
    return tuple(DatedException(on, tuple(slots)) for on, slots in sorted(found.items()))


def _dated(schedule: Schedule) -> Iterator[Day]:
    for one in schedule.exceptions:
        yield from [Day(one.date, _clock(slot.start), _clock(slot.end)) for slot in one.slots] or [Day(one.date)]


def _minutes(text: str) -> int | None:
    """Return minutes after midnight, 1440 for 24:00; None for what is no time."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return hour * 60 + minute if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else None


def _end(text: str) -> int | None:
    """Return an end: midnight ends the day."""
    return _minutes(text) or (None if _minutes(text) is None else 1440)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _border(text: str, problems: Problems) -> Polygon | None:
    rings: list[Ring] = []
    for block in re.split(r"\n\s*\n", text.replace("\r", "").strip()):
        corners: list[tuple[float, float]] = []
        for line in block.splitlines():
            pair = [part for part in _PAIR.split(line.strip()) if part]
            if not pair:
                continue
            if len(pair) != 2 or not all(_NUMBER.fullmatch(part) for part in pair):
                problems["new-border"] = _("“%(line)s” is no corner: write latitude, longitude, as 51.128, 71.430.") % {
                    "line": line.strip()[:40]
                }
                return None
            corners.append((float(pair[0]), float(pair[1])))
        if len(corners) < 3:
            problems["new-border"] = _("A border has three corners at least, one a line.")
            return None
        rings.append(tuple(corners))
    return Polygon((tuple(rings),))


def _degrees(field: str, text: str, most: int, problems: Problems) -> float | None:
    found = _number(text)
    if found is None or not -most <= found <= most:
        problems[field] = _("Write degrees from -%(most)s to %(most)s, as 51.128.") % {"most": most}
        return None
    return found


def _radius(text: str, problems: Problems) -> float | None:
    found = _number(text)
    if found is None or not 0 < found <= 100_000:
        problems["new-radius"] = _("Write metres, more than 0 and at most 100000.")
        return None
    return found


def _amount(field: str, text: str, most: int, problems: Problems) -> float:
    found = _number(text) if text.strip() else 0.0
    if found is None or not 0 <= found <= most:
        problems[field] = _("Write a number from 0 to %(most)s, or nothing.") % {"most": most}
        return 0.0
    return found


def _number(text: str) -> float | None:
    return float(text.strip().replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def _long(amount: float) -> Micros:
    return Micros(minutes(amount))


def _shown(length: Micros) -> str:
    return f"{in_seconds(length) / 60:g}" if length else ""


def _ids(given: Iterable[str]) -> Iterator[int]:
    return (int(one) for one in given if one.isascii() and one.isdecimal() and len(one) <= 18)
