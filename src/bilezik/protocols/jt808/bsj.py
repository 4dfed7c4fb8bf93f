"""Item 0xEB: BSJ, SeeWorld and their kin. Parts of a length of two bytes (kind and value), a kind of two bytes, a value.

1. An older maker writes a country, a network and cells without parts; another the zone of its clock as text.
2. The words 0x0089 and 0x00C5 have ones where all is well: a nought is an alarm. Only the bits that a manual names are read, since
   the others are states of each maker's own.
3. A part without a kind is filling. The last may say that it is longer than what came: it is read as far as it goes, but for values
   that would be others when cut.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from bilezik.domain.report import Cell, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808 import radio
from bilezik.protocols.jt808.alarms import EXTENDED, SECOND_EXTENDED, of_noughts
from bilezik.protocols.jt808.values import Read, put_pct, supply, word
from bilezik.wire.fields import Short, mac_text

LONGEST_PART: Final = 200
"""A first length beyond it is a country."""
_TEXT: Final = re.compile(rb"[\x20-\x7e]+")
_HEARD: Final = re.compile(rb"((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?<![0-9A-Fa-f])[0-9A-Fa-f]{12}),(-?[0-9]{1,3})")
_VOLTS, _WIFI = 0x002D, 0x00B9
_NEVER_CUT: Final = frozenset({_VOLTS, _WIFI})
"""Of the first the length says what was measured; of the second the last digits would be missing."""
_MOVING, _STILL = 0, 1
_LOW: Final = frozenset({0x03, 0x04})


def read(value: bytes, draft: Draft, model: str) -> None:
    """Read the item in whichever shape it has."""
    if _TEXT.fullmatch(value):
        return
    if word(value, 0, 2) > LONGEST_PART and len(value) % 5 == 3:
        radio.read_old_neighbours(value, draft)
        return
    for kind, part in _parts(value):
        reader = PARTS.get(kind)
        if reader is not None:
            with suppress(Short):
                reader(part, draft, model)


def _parts(value: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(value):
        end = at + 2 + int.from_bytes(value[at : at + 2], "big")
        kind = int.from_bytes(value[at + 2 : at + 4], "big")
        if end >= at + 4 and (end <= len(value) or kind not in _NEVER_CUT):
            yield kind, value[at + 4 : end]
        at = end


def _volts(value: bytes, draft: Draft, _model: str) -> None:
    """Four bytes are the supply, two the battery, in millivolts."""
    if len(value) == 4:
        draft.external_v = word(value, 0, 4) / 1000
    else:
        draft.battery_v = word(value, 0, 2) / 1000


def _alarms(value: bytes, draft: Draft, _model: str) -> None:
    draft.say(*of_noughts(word(value, 0, 4), EXTENDED))


def _more_alarms(value: bytes, draft: Draft, _model: str) -> None:
    """Bits 23 and 24 are whether the device moves."""
    bits = word(value, 0, 4)
    draft.say(*of_noughts(bits, SECOND_EXTENDED))
    motion = bits >> 23 & 0x03
    if motion in (_MOVING, _STILL):
        draft.moving = motion == _MOVING


def _battery_alarm(value: bytes, draft: Draft, _model: str) -> None:
    if word(value, 0, 1) in _LOW:
        draft.say("low_battery")


def _battery(value: bytes, draft: Draft, _model: str) -> None:
    put_pct(draft, word(value, 0, 1))


def _cell(value: bytes, draft: Draft, _model: str) -> None:
    radio.put_cell(draft, Cell(word(value, 0, 2), word(value, 2, 1), word(value, 3, 2), word(value, 5, 4)))


def _wifi(value: bytes, draft: Draft, _model: str) -> None:
    """A count, then text: addresses, with colons or without, and strengths between commas."""
    for mac, dbm in _HEARD.findall(value[1:]):
        radio.put_wifi(draft, Wifi(mac_text(bytes.fromhex(mac.replace(b":", b"").decode())), int(dbm)))


PARTS: Final[Mapping[int, Read]] = {
    _VOLTS: _volts, 0x0089: _alarms, 0x00A8: _battery, _WIFI: _wifi, 0x00C5: _more_alarms, 0x00C6: _battery_alarm,
    0x00CE: supply(100), 0x00D8: _cell, 0x00E1: _battery,
}  # fmt: skip
