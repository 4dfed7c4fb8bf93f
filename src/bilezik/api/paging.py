"""Pages by cursor: a cursor is the key of the last row of the page before, so rows that come meanwhile shift nothing."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
from ninja import Query

from bilezik.deeds import Invalid
from bilezik.domain.instant import Instant, parse, to_datetime

MOST: Final = 1_000
USUAL: Final = 100
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"How many at most, up to {MOST}.")]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next` of the page before.")]
_Key = TypeVar("_Key", bound=tuple[int | str, ...])


def pack(*key: int | str) -> str:
    """Return the cursor of a row's key."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).decode().rstrip("=")


def unpack(cursor: str, parts: int) -> tuple[int, ...]:
    """Return the key of so many numbers in `cursor`; `Invalid` for anything that `pack` did not make."""
    key = unpack_as(cursor, tuple[int, ...])
    if len(key) != parts:
        raise _foreign()
    return key


def unpack_as(cursor: str, shape: type[_Key]) -> _Key:
    """Return the key of this shape in `cursor`; `Invalid` for anything that `pack` did not make."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = msgspec.msgpack.decode(packed, type=shape)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _foreign() from None
    for part in key:
        # What PostgreSQL could not be asked for.
        if "\0" in part if isinstance(part, str) else not -(2**63) <= part < 2**63:
            raise _foreign()
    return key


def moment_of(part: int) -> datetime:
    """Return the part of a key that is an instant as the database takes it; `Invalid` where there is no such time."""
    try:
        return to_datetime(Instant(part))
    except OverflowError:
        raise _foreign() from None


def _foreign() -> Invalid:
    return Invalid("cursor", "is not one that was given out here")


def page(rows: list[Any], limit: int) -> tuple[list[Any], bool]:
    """Split `limit + 1` fetched rows into the page and whether more follow."""
    return rows[:limit], len(rows) > limit


def identifier(field: str, given: str) -> int:
    """Return an id that came as text; `Invalid` where it is none."""
    if not given.isascii() or not given.isdecimal() or len(given) > 19 or int(given) >= 2**63:
        raise Invalid(field, "is not an id")
    return int(given)


def instant(field: str, given: str) -> Instant:
    """Return an instant that came as text; `Invalid` where it is none."""
    try:
        at = parse(given.replace(" ", "+"))  # a plus sign that was not percent-encoded arrives as a blank
    except ValueError as error:
        raise Invalid(field, str(error)) from None
    if not 0 <= at < 253_402_300_800_000_000:
        raise Invalid(field, "must lie between 1970 and 9999")
    return at
