"""Records of codec 7, the GH3000: a personal tracker whose record says by masks what it holds.

No manual is at hand: the layout is what published frames and the reference show. Time in seconds of 2007 (30 bits), a mask of what
follows, a mask of the place.
"""

import math
import struct
from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.teltonika.elements import operator
from bilezik.protocols.teltonika.place import put_movement, put_place
from bilezik.wire.fields import Reader

EPOCH_S: Final = 1_167_609_600
"""The first second of 2007."""
BUTTON: Final = 222
_FLOATS: Final = struct.Struct(">ff")


def read_personal(fields: Reader, draft: Draft) -> None:
    """Read one record into `draft`; `Short` where the frame ends within it."""
    draft.at = Instant(((fields.number(4) & 0x3FFFFFFF) + EPOCH_S) * 1_000_000)
    mask = fields.number(1)
    if mask & 0x01:
        _read_place(fields, draft)
    for bit, width in ((0x02, 1), (0x04, 2), (0x08, 4)):
        if mask & bit:
            for _ in range(fields.number(1)):
                _take(draft, fields.number(1), width, fields.number(width))


def _read_place(fields: Reader, draft: Draft) -> None:
    mask = fields.number(1)
    place = fields.unpack(_FLOATS) if mask & 0x01 else None
    altitude = float((fields.number(2) ^ 0x8000) - 0x8000) if mask & 0x02 else None
    course = fields.number(1) * 360 / 256 if mask & 0x04 else None
    speed = float(fields.number(1)) if mask & 0x08 else None
    if mask & 0x10:
        draft.satellites = fields.number(1)
    if place is not None and all(math.isfinite(value) for value in place):
        put_place(draft, *place, valid=draft.satellites != 0)
        put_movement(draft, altitude, speed, course)
    cell = (fields.number(2), fields.number(2)) if mask & 0x20 else (0, 0)
    if mask & 0x40:
        draft.signal = fields.number(1)
    mcc, mnc = operator(fields.number(4)) if mask & 0x80 else (None, None)
    if all(cell):
        draft.network = Network((Cell(mcc, mnc, *cell),))


def _take(draft: Draft, name: int, width: int, value: int) -> None:
    if name == 1 and width == 1 and value <= 100:
        draft.battery_pct = float(value)
    elif name == 20:
        draft.hdop = value / 10
    elif name == 67 and width == 2:
        draft.battery_v = value / 1000
    elif name == BUTTON and value == 1:
        draft.say("sos")
    elif name == 240:
        draft.moving = value != 0
