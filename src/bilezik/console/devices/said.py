"""What a form says, where it is more than texts: the id in a field, the day."""

import datetime as dt

from django.http import QueryDict

from bilezik.deeds import Invalid


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
