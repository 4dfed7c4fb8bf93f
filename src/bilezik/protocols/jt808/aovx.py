"""Items 0xF2 to 0xF9: AOVX (GL100, AL300, VL300), and other makers who use the same numbers.

1. A device of AOVX's says its model in 0xF2. It is read as one by that, or by what the register knows.
2. 0xF3 of others is a row of readings of a vehicle; of AOVX's it lists tags, which are not read.
3. 0xF4 of two bytes is a word of alarms of the G10LS; of seven bytes and more it lists access points.
"""

import re
from collections.abc import Sequence
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808 import radio
from bilezik.protocols.jt808.alarms import AOVX, EXTENDED_G10, of_bits
from bilezik.protocols.jt808.values import put_pct, row, word

_FIRMWARE: Final = 0xF2
_NAME: Final = re.compile(rb"AOVX_([A-Z0-9]+)")
_VEHICLE_SUPPLY: Final = 0x0004
_MOVED: Final = 2
_ON_CHARGER: Final = frozenset({2, 3})
_AGE, _ACC_TIME, _HDOP = 0x01, 0x02, 0x04
_list_wifi: Final = radio.listed(radio.read_wifi)


def model_of(rows: Sequence[tuple[int, bytes]]) -> str:
    """Return the model that an item of a row names, or nothing."""
    for kind, value in rows:
        if kind == _FIRMWARE and (named := _NAME.match(value)) is not None:
            return named[1].decode()
    return ""


def read_f3(value: bytes, draft: Draft, model: str) -> None:
    """Read a vehicle's supply, in millivolts."""
    if model in AOVX:
        return
    for kind, reading in row(value, 2):
        if kind == _VEHICLE_SUPPLY:
            draft.external_v = word(reading, 0, 2) / 1000


def read_f4(value: bytes, draft: Draft, model: str) -> None:
    """Read access points, or a word of alarms."""
    if len(value) == 2:
        draft.say(*of_bits(word(value, 0, 2), 6, EXTENDED_G10, "extra"))
    else:
        _list_wifi(value, draft, model)


def read_f6(value: bytes, draft: Draft, model: str) -> None:
    """Read why a device of AOVX's reports: 2 is that it was moved. What its sensors measure is not read."""
    if model in AOVX and word(value, 0, 1) == _MOVED:
        draft.moving = True


def read_f7(value: bytes, draft: Draft, _model: str) -> None:
    """Read a battery: millivolts, whether it is on the charger, per cent. Of two bytes it is a humidity."""
    if len(value) >= 4:
        draft.battery_v = word(value, 0, 4) / 1000
        if len(value) >= 5 and value[4] in _ON_CHARGER:
            draft.charging = True
        if len(value) >= 6:
            put_pct(draft, value[5])


def read_f9(value: bytes, draft: Draft, _model: str) -> None:
    """Read the dilution of precision among readings that a mask announces."""
    mask = word(value, 0, 2)
    at = 2 + (4 if mask & _AGE else 0) + (4 if mask & _ACC_TIME else 0)
    if mask & _HDOP:
        draft.hdop = word(value, at, 2) / 10
