"""Instants as the API writes them."""

from datetime import datetime
from typing import overload

from bilezik.domain.instant import Instant, from_datetime, rfc3339, to_datetime


@overload
def text_at(at: datetime) -> str: ...
@overload
def text_at(at: None) -> None: ...
def text_at(at: datetime | None) -> str | None:
    """Return `at` as RFC 3339 in UTC."""
    return None if at is None else rfc3339(from_datetime(at))


def moment(at: int) -> datetime:
    """Return an instant as the database takes it."""
    return to_datetime(Instant(at))
