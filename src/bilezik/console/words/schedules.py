"""Schedules, places and straps in words."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bilezik.console.words import times
from bilezik.console.words.kinds import Text
from bilezik.domain.order import Permission, Schedule, Slot
from bilezik.domain.zone import Zone

DAYS = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"), gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)  # fmt: skip
NAMED = 3
"""So many places are named; more are counted."""


def places(zones: Sequence[Zone]) -> str:
    """Return the names of the first places, and how many more there are."""
    names = ", ".join(zone.name for zone in zones[:NAMED])
    more = len(zones) - NAMED
    return _("%(names)s and %(count)s more") % {"names": names, "count": more} if more > 0 else names


def hours(schedule: Schedule | None, zone: str) -> tuple[Text, ...]:
    """Return when a condition holds, a line a slot; the zone is said where it is not the person's."""
    if schedule is None:
        return (_("always"),)
    lines = [f"{_days(slot.days)} {_clock(slot.start)}–{_clock(slot.end)}" for slot in schedule.slots]
    for exception in schedule.exceptions:
        said = ", ".join(_slot(slot) for slot in exception.slots) or _("rests")
        lines.append(f"{times.on(date.fromisoformat(exception.date))}: {said}")
    if schedule.timezone != zone:
        lines.append(schedule.timezone)
    return tuple(lines) or (_("never"),)


def resting(permission: Permission | None) -> Text:
    """Return why a condition does not hold now."""
    if permission is None:
        return _("outside its hours")
    return _("permission: %(reason)s") % {"reason": permission.reason} if permission.reason else _("a permission is in force")


def strap(*, is_open: bool | None) -> Text:
    """Return the state of a strap in a word; None: the device has not spoken of it."""
    if is_open is None:
        return _("not stated")
    return _("open") if is_open else _("closed")


def _days(days: Sequence[int]) -> str:
    if len(days) == 7:
        return _("every day")
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(str(DAYS[run[0] - 1]) if len(run) == 1 else f"{DAYS[run[0] - 1]}–{DAYS[run[-1] - 1]}" for run in runs)


def _slot(slot: Slot) -> str:
    return f"{_clock(slot.start)}–{_clock(slot.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
