"""Instants and lengths of time in words, as the language writes them.

The words of lengths are those of `web/src/clock.ts`, which counts them on.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400


def lasting(length: timedelta) -> str:
    """Return a length of time in its two largest units."""
    whole = max(0, int(length.total_seconds()))
    if whole < MINUTE:
        return _("%(n)s s") % {"n": whole}
    if whole < HOUR:
        return _("%(n)s min") % {"n": whole // MINUTE}
    if whole < DAY:
        hours, minutes = whole // HOUR, whole % HOUR // MINUTE
        return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes} if minutes else _("%(n)s h") % {"n": hours}
    return _("%(n)s d %(h)s h") % {"n": whole // DAY, "h": whole % DAY // HOUR}


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago `at` was."""
    return _("just now") if (now - at).total_seconds() < 10 else _("%(time)s ago") % {"time": lasting(now - at)}


def local(at: datetime, zone: str, now: datetime, *, seconds: bool = False) -> str:
    """Return the local time of `at`, with the date where it is not today's there."""
    here = at.astimezone(ZoneInfo(zone))
    clock = here.strftime("%H:%M:%S" if seconds else "%H:%M")
    today = now.astimezone(ZoneInfo(zone)).date()
    if here.date() == today:
        return clock
    how = pgettext("date", "j M") if here.year == today.year else pgettext("date", "j M Y")
    return f"{_written(here, how)}, {clock}"


def on(at: date) -> str:
    """Return a day with its year."""
    return _written(at, pgettext("date", "j M Y"))


def day(at: date) -> str:
    """Return a day of this year, written out."""
    return _written(at, pgettext("date", "j F"))


def in_full(at: datetime, zone: str) -> str:
    """Return `at` to the second with its zone, and the same in UTC: what stands on hover and in print."""
    here = at.astimezone(ZoneInfo(zone))
    offset = here.strftime("%z")
    universal = at.astimezone(ZoneInfo("UTC"))
    day_ = _written(here, pgettext("date", "j F Y"))
    return f"{day_} {here:%H:%M:%S} (UTC{offset[:3]}:{offset[3:]}, {zone}) · {universal:%Y-%m-%d %H:%M:%S} UTC"


def _written(at: date, how: str) -> str:
    """Return a date; only English writes a month with a capital letter."""
    said = date_format(at, how)
    return said if (get_language() or "en").startswith("en") else said.lower()
