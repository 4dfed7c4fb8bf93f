"""Item 0xE8 of Jimi's (JC371, JC181, JC182, JC450, JC451): a kind of two bytes, then an alarm's label or a row of states.

Kinds from 0x2000 on are states, the others alarms. An item of three bytes is the state of another maker's lock, unless the register
says that the device is Jimi's: then it is an alarm without a label.
"""

from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.jt808.alarms import IGNITION, JIMI
from bilezik.protocols.jt808.values import put_pct, row, word

_MODELS: Final = frozenset({"JC371", "JC181", "JC182", "JC450", "JC451"})
_STATES: Final = 0x2000
_HEALTH, _MANY = 0x2003, 0x2005
_STEPS: Final = 6
_BATTERY_V, _LEVEL, _CHARGER, _HDOP, _SUPPLY = 0x0001, 0x0003, 0x0004, 0x0007, 0x2001


def read(value: bytes, draft: Draft, model: str) -> None:
    """Read the item."""
    if len(value) <= 3 and model not in _MODELS:
        return
    kind = word(value, 0, 2)
    if kind == _HEALTH:
        _read_health(value[3:], draft)
    elif kind == _MANY:
        for name, state in row(value[3:], 2):
            _read_state(name, state, draft)
    elif kind < _STATES and kind not in IGNITION:
        draft.say(JIMI.get(kind, f"jt808:alarm_{kind:04x}"))


def _read_health(value: bytes, draft: Draft) -> None:
    draft.charging = word(value, 0, 1) == 1
    step = word(value, 1, 1)
    if 1 <= step <= _STEPS:
        draft.battery_pct = float(step * 100 // _STEPS)
    draft.battery_v, draft.signal, draft.external_v = word(value, 2, 2) / 100, word(value, 4, 1), word(value, 5, 2) / 100


def _read_state(name: int, value: bytes, draft: Draft) -> None:
    if name == _BATTERY_V:
        draft.battery_v = word(value, 0, 2) / 100
    elif name == _LEVEL:
        put_pct(draft, word(value, 0, 1))
    elif name == _CHARGER:
        draft.charging = word(value, 0, 1) == 0
    elif name == _HDOP:
        draft.hdop = word(value, 0, 2) / 10
    elif name == _SUPPLY:
        draft.external_v = word(value, 0, 2) / 10
