"""Numbers inside an item, which of them can be, and items that are one number."""

from collections.abc import Callable, Iterator
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.wire.fields import Short

Read = Callable[[bytes, Draft, str], None]
"""What reads an item's value into a draft; the model is empty where nobody said it."""

FULL: Final = 100


def word(value: bytes, at: int, width: int) -> int:
    """Return the number of `width` bytes at `at`; `Short` where the value ends before."""
    if at + width > len(value):
        raise Short
    return int.from_bytes(value[at : at + width], "big")


def put_pct(draft: Draft, value: float) -> None:
    """Keep a battery's level in per cent."""
    if value <= FULL:
        draft.battery_pct = float(value)


def row(data: bytes, kind_width: int = 1) -> Iterator[tuple[int, bytes]]:
    """Yield kinds and values, as far as whole ones go; a length has one byte."""
    at = 0
    while at + kind_width < len(data):
        begin = at + kind_width + 1
        end = begin + data[begin - 1]
        if end > len(data):
            return
        yield int.from_bytes(data[at : begin - 1], "big"), data[begin:end]
        at = end


def signal(value: bytes, draft: Draft, _model: str) -> None:
    """Read the strength of the mobile network, as the device counts it."""
    draft.signal = word(value, 0, 1)


def satellites(value: bytes, draft: Draft, _model: str) -> None:
    """Read the number of satellites."""
    draft.satellites = word(value, 0, 1)


def volts(divisor: int) -> Read:
    """Return the reader of a battery's voltage."""

    def read(value: bytes, draft: Draft, _model: str) -> None:
        draft.battery_v = word(value, 0, 2) / divisor

    return read


def supply(divisor: int) -> Read:
    """Return the reader of a supply's voltage."""

    def read(value: bytes, draft: Draft, _model: str) -> None:
        draft.external_v = word(value, 0, 2) / divisor

    return read
