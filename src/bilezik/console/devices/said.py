"""What a form of these screens says: texts, numbers, a photo, and times as the person's clock shows them."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict

from bilezik.deeds import Invalid, fittings
from bilezik.domain import photo
from bilezik.domain.instant import Instant, from_datetime


def number(said: QueryDict, field: str) -> int | None:
    """Return the id in a field; None where nothing is chosen; `Invalid` for what is no id."""
    given = said.get(field, "").strip()
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Invalid(field, "is not an id")
    return int(given)


def day(said: QueryDict, field: str) -> dt.date | None:
    """Return the day in a field; None where there is none; `Invalid` for what is no day."""
    given = said.get(field, "").strip()
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid(field, "is not a day, as 2026-11-30") from None


def instant(said: QueryDict, field: str, zone: str) -> Instant | None:
    """Return the instant that a clock in `zone` shows in a field; None where it is empty; `Invalid` for what is no time."""
    given = said.get(field, "").strip()
    try:
        return from_datetime(dt.datetime.fromisoformat(given).replace(tzinfo=ZoneInfo(zone))) if given else None
    except (ValueError, OverflowError):
        raise Invalid(field, "is not a time, as 2026-11-30 14:05") from None


def seen(request: HttpRequest) -> fittings.Seen:
    """Return what those present say of a fitting or a removal."""
    said, given = request.POST, request.FILES.get("photo")
    return fittings.Seen(
        place=said.get("place", ""), done_by=said.get("done_by", ""), witness=said.get("witness", ""),
        acknowledged="acknowledged" in said, skin=said.get("skin", ""),
        photo=None if given is None else given.read(photo.LARGEST + 1),
    )  # fmt: skip
