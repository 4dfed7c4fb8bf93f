"""Pages by cursor: a cursor is the key of the last row of the page before, so rows that come meanwhile shift nothing."""

import base64
import binascii
from typing import Annotated, Any, Final

import msgspec
from ninja import Query

from bilezik.deeds import Invalid
from bilezik.domain.instant import Instant, parse

MOST: Final = 1_000
USUAL: Final = 100
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"How many at most, up to {MOST}.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]


def pack(*key: int) -> str:
    """Return the cursor of a row's key."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(key)).decode().rstrip("=")


def unpack(cursor: str, parts: int) -> tuple[int, ...]:
    """Return the key in `cursor`; `Invalid` for anything that `pack` did not make."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key: tuple[int, ...] = msgspec.msgpack.decode(packed, type=tuple[int, ...])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        key = ()
    if len(key) != parts or any(not -(2**63) <= part < 2**63 for part in key):
        raise Invalid("cursor", "is not one that was given out here")
    return key


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
