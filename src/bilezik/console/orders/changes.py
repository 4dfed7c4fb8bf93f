"""What a version of an order changed, in words: each field before and after, each condition and suspension."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bilezik.console.orders.paper import written
from bilezik.console.words import numbers, schedules, times
from bilezik.console.words.kinds import CONDITIONS, Text
from bilezik.console.words.orders import DEEDS, FIELDS, ground_name
from bilezik.domain.instant import parse
from bilezik.domain.order import Schedule
from bilezik.store.models import OrderVersion

_TIMES: Final = frozenset({"starts_at", "ends_at", "ended_at"})
_DAYS: Final = frozenset({"decided_on", "review_on"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than before; an empty text: there was, or is, nothing."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Version:
    """One version, why it was made and what it changed."""

    version: int
    deed: Text
    changed_at: dt.datetime
    changed_by: str
    why: str
    changes: tuple[Change, ...]


def versions(order: int, zone: str) -> tuple[Version, ...]:
    """Return the versions of an order, the newest first."""
    before: Mapping[str, Any] | None = None
    made = []
    for one in OrderVersion.objects.filter(order=order).order_by("version"):
        found = () if before is None else tuple(between(before, one.content, zone))
        made.append(
            Version(one.version, DEEDS.get(one.deed, one.deed), one.changed_at, one.changed_by, one.why, found)
        )  # fmt: skip
        before = one.content
    return tuple(reversed(made))


def between(before: Mapping[str, Any], after: Mapping[str, Any], zone: str) -> Iterator[Change]:
    """Yield what two versions say differently."""
    for name, label in FIELDS.items():
        if before.get(name) != after.get(name):
            yield Change(label, _value(name, before.get(name), zone), _value(name, after.get(name), zone))
    yield from _conditions(_by_id(before, "conditions"), _by_id(after, "conditions"), zone)
    yield from _suspensions(_by_id(before, "suspensions"), _by_id(after, "suspensions"), zone)


def _by_id(content: Mapping[str, Any], what: str) -> dict[str, Mapping[str, Any]]:
    return {one["id"]: one for one in content.get(what, ())}


def _value(name: str, value: Any, zone: str) -> Text:  # noqa: ANN401 - JSON
    if not value:
        return ""
    if name in _TIMES:
        return written(parse(value), zone)
    if name in _DAYS:
        return times.on(dt.date.fromisoformat(value))
    if name == "ground":
        return ground_name(value)
    if name == "ending":
        return pgettext("order", "revoked") if value == "revoked" else pgettext("order", "ended early")
    return str(value)


def _conditions(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], zone: str) -> Iterator[Change]:
    for number, now in after.items():
        was = before.get(number)
        name = CONDITIONS[now["kind"]].text
        if was is None:
            yield Change(name, "", _condition(now, zone))
        elif now["ended_at"] != was["ended_at"]:
            yield Change(name, _condition(was, zone), _("ended %(at)s") % {"at": written(parse(now["ended_at"]), zone)})
        elif now != was:
            yield Change(name, _condition(was, zone), _condition(now, zone))


def _condition(said: Mapping[str, Any], zone: str) -> str:
    """Return a condition in one line: places, hours, limits."""
    schedule = None if said["schedule"] is None else msgspec.convert(said["schedule"], Schedule)
    parts = [", ".join(one["name"] for one in said["zones"]), " · ".join(str(line) for line in schedules.hours(schedule, zone))]
    if any(one.get("version", 1) > 1 for one in said["zones"]):
        parts[0] += " " + _("(drawn anew)")
    if said["dwell_s"]:
        parts.append(_("stay up to %(time)s") % {"time": times.lasting(dt.timedelta(seconds=said["dwell_s"]))})
    if said["silence_after_s"]:
        parts.append(_("silence from %(time)s") % {"time": times.lasting(dt.timedelta(seconds=said["silence_after_s"]))})
    if said["low_pct"]:
        parts.append(_("battery from %(pct)s %%") % {"pct": numbers.decimal(said["low_pct"], 0)})
    return " · ".join(filter(None, parts))


def _suspensions(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], zone: str) -> Iterator[Change]:
    name = _("Suspension")
    for number in {**before, **after}:
        was, now = before.get(number), after.get(number)
        if was != now:
            yield Change(name, _period(was, zone), _period(now, zone) or _("taken back"))


def _period(said: Mapping[str, Any] | None, zone: str) -> str:
    return "" if said is None else f"{written(parse(said['from_at']), zone)} – {written(parse(said['to_at']), zone)}"
