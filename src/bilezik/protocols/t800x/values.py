"""Messages of numbered values (0x62, 0x64): a sum, what kind of message it is, a moment, groups.

1. The sum is a CRC-8 over all behind it. A wrong one is `failed`, and what is written is read all the same.
2. Three groups: settings (1), numbers (2), data of any length (3). One of another kind has no length: reading ends there.
3. A value of all ones is none.
"""

from typing import Final

import msgspec

from bilezik.domain.report import Integrity
from bilezik.protocols.draft import Draft
from bilezik.protocols.t800x.alarms import ASSET, TAMPERED_LOCK, VEHICLE, of_code
from bilezik.protocols.t800x.message import ASSET as OF_THINGS
from bilezik.protocols.t800x.place import put_cells, put_position, read_moment, read_wifi
from bilezik.wire.checksums import crc_8
from bilezik.wire.fields import Reader, Short

KEPT_BACK, WANTS_ANSWER, ENCRYPTED = 0x80, 0x40, 0x30
_SETTINGS, _NUMBERS, _DATA = 1, 2, 3
_ALARM, _RECEIVER, _SIGNAL, _LEVEL, _LOCK, _VOLTS, _INPUTS, _SPEED, _SUPPLY = 0x01, 0x02, 0x03, 0x07, 0x0F, 0x60, 0x61, 0x62, 0xA1
_PLACE, _CELLS, _LTE_CELL, _WIFI = 0x01, 0x02, 0x03, 0x04
_SIZES: Final = {_PLACE: 17, _CELLS: 16, _LTE_CELL: 16, _WIFI: 27}
_FIXED, _OLD = 0x04, 0x02
_CHARGED: Final = 0x1A00
_FULL: Final = 100
_MOST: Final = 60
_KMH_MPS: Final = 1 / 3.6
_OF_SETTINGS: Final = ((0x80, 1), (0xC0, 2), (0xF0, 4), (0x100, 8))
_OF_NUMBERS: Final = ((0x60, 1), (0xA0, 2), (0x100, 4))


class Values(msgspec.Struct):
    """What is known of a message of values beside its report."""

    integrity: Integrity
    is_encrypted: bool = False
    wants_answer: bool = False
    alarm: int | None = None
    receiver: int | None = None


def read_values(mark: int, body: bytes, draft: Draft) -> Values:
    """Read groups as far as they go."""
    if len(body) < 2:
        return Values("failed")
    values = Values("ok" if body[0] == crc_8(body[1:]) else "failed", bool(body[1] & ENCRYPTED), bool(body[1] & WANTS_ANSWER))
    if not values.is_encrypted:
        fields = Reader(body, 2, len(body), len(body))
        try:
            draft.at = read_moment(fields)
            draft.replayed = bool(body[1] & KEPT_BACK)
            while fields.left > 0 and _read_group(mark, fields, draft, values):
                pass
        except Short:
            values.integrity = "failed"
        _settle(draft, values)
    return values


def _settle(draft: Draft, values: Values) -> None:
    """What the receiver says counts for a place wherever it stands."""
    if values.receiver is None:
        return
    draft.valid = bool(draft.valid) and bool(values.receiver & _FIXED)
    draft.replayed = bool(draft.replayed) or bool(values.receiver & _OLD)


def _read_group(mark: int, fields: Reader, draft: Draft, values: Values) -> bool:
    group = fields.number(1)
    if group not in (_SETTINGS, _NUMBERS, _DATA):
        return False
    for _ in range(fields.number(2 if group == _DATA else 1)):
        kind = fields.number(2 if group == _DATA else 1)
        if group == _SETTINGS:
            fields.skip(_size(kind, _OF_SETTINGS))
        elif group == _NUMBERS:
            size = _size(kind, _OF_NUMBERS)
            number = fields.number(size)
            if number != (1 << 8 * size) - 1:
                _put_number(mark, kind, number, draft, values)
        else:
            _put_data(kind, fields.take(fields.number(1)), draft)
    return True


def _size(kind: int, sizes: tuple[tuple[int, int], ...]) -> int:
    return next(size for end, size in sizes if kind < end)


def _put_number(mark: int, kind: int, number: int, draft: Draft, values: Values) -> None:
    match kind:
        case _ if kind == _ALARM:
            values.alarm, draft.status = number, number
            draft.say(*of_code(number, ASSET if mark == OF_THINGS else VEHICLE))
        case _ if kind == _RECEIVER:
            values.receiver = number
        case _ if kind == _SIGNAL:
            draft.signal = number
        case _ if kind == _LEVEL and number <= _FULL:
            draft.battery_pct = float(number)
        case _ if kind == _LOCK and number == TAMPERED_LOCK:
            draft.say("tamper")
        case _ if kind == _VOLTS:
            draft.battery_v = number / 1000
        case _ if kind == _INPUTS:
            draft.charging = bool(number & _CHARGED)
        case _ if kind == _SPEED:
            draft.speed_mps = number * _KMH_MPS
        case _ if kind == _SUPPLY:
            draft.external_v = number / 1000


def _put_data(kind: int, data: bytes, draft: Draft) -> None:
    if len(data) < _SIZES.get(kind, len(data) + 1):
        return
    if kind == _PLACE:
        _put_place(data, draft)
    elif kind == _WIFI:
        read_wifi(Reader(data, 0, len(data), len(data)), draft)
    else:
        put_cells(data[:16], draft)


def _put_place(data: bytes, draft: Draft) -> None:
    put_position(data[:12], draft)
    draft.valid = draft.lat is not None
    if draft.valid:
        course = int.from_bytes(data[12:14], "big")
        draft.course_deg = float(course) if course <= 360 else None
        draft.satellites = data[16] if data[16] <= _MOST else None
