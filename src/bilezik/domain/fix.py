"""What tracking makes of a report: fixes and events, each with the doubt about it.

1. Nothing implausible is dropped: it becomes a fix with a `doubt` word, is stored and shown, and decides nothing.
2. An event is an event whatever is wrong with the frame around it (law 6).
"""

from typing import Literal

import msgspec

from bilezik.domain.instant import Instant
from bilezik.domain.report import Source

Doubt = Literal[
    "",
    "invalid",          # the device itself says the position is not a fix
    "null_island",      # 0, 0 within a hundred metres
    "out_of_range",     # no such latitude, longitude or speed
    "future",           # later than its arrival by more than the allowance
    "ancient",          # older than the oldest plausible upload
    "no_time",          # the report states no time: its arrival stands in
    "bad_checksum",     # integrity failed: its position alone decides nothing
    "impossible_speed", # could not have been reached from the last believed fix
    "stuck",            # the receiver repeats a position bit for bit
    "week_rollover",    # 1,024 weeks too old: the receiver's count of weeks began anew
    "straight_line",    # steps that are equal to half a metre, one after the other: no receiver measures that
    "repeats_places",   # to and fro between places given to the last digit: towers dressed as satellites
]  # fmt: skip
"""Why a fix does not count for presence; empty when it does."""


class Fix(msgspec.Struct, frozen=True, gc=False):
    """A position with its error, as tracking accepted or doubted it.

    `fixed_at` is the device's time, `received_at` ours. `digest` is a 64-bit hash of the report's content: with the device
    and `fixed_at` it knows a re-send (law 8). `seq` is `stream sequence * 65536 + index`: where the evidence lies.
    """

    device: int
    fixed_at: Instant
    received_at: Instant
    seq: int
    digest: int
    lat: float
    lon: float
    accuracy_m: float | None
    source: Source
    speed_mps: float | None
    doubt: Doubt = ""
    satellites: int | None = None
    hdop: float | None = None
    moving: bool | None = None
    charging: bool | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something a device said happened: a documented word or a protocol's own, with or without a place."""

    device: int
    kind: str
    occurred_at: Instant
    received_at: Instant
    seq: int
    digest: int
    lat: float | None = None
    lon: float | None = None
    doubt: Doubt = ""
    value: float | None = None
    """What was measured, where the event has a number: battery per cent for `battery`."""
