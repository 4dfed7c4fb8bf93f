"""Messages that state the device itself: GTINF, GTBAT; and its neighbours: GTWIF, GTGSM, GTLBS.

1. GTINF (GL300 manual 1.02, page 57): state, ICCID, signal, quality, external supply, mileage or supply in mV, a second supply,
   battery V, charging, LED, when the receiver is on, antenna, its state, time of the last fix, battery per cent, flash,
   temperature. Vehicles have other things behind the time.
2. Charging is the field behind the voltage. The one after it says how the LED is set.
3. GTGSM of a vehicle has a name, and perhaps a VIN, before the word that says what it belongs to; a personal device's has that word
   alone. Its cells begin behind that word.
4. The oldest dialect (GL100 manual): ICCID, signal, quality, battery per cent, whether the charger is connected.
"""

import re
from typing import Final

from bilezik.domain.report import Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.gl200.health import percent
from bilezik.protocols.gl200.models import is_personal
from bilezik.protocols.gl200.place import cell_of, number, read_access_points

_WORD: Final = re.compile(r"[A-Z]{3}")
_STATED: Final = {"0": False, "1": True}
UNKNOWN_SIGNAL: Final = 99
VOLTAGE_AT: Final = 11
LAST_FIX_AT: Final = 17
FULL_V: Final = 5.0


def read_info(fields: list[str], model: str, draft: Draft) -> None:
    """Read GTINF."""
    _read_signal(_field(fields, 6), draft)
    at = VOLTAGE_AT - (model == "GV500VC")
    draft.battery_v = _volts(_field(fields, at))
    draft.charging = _STATED.get(_field(fields, at + 1))
    millivolts = number(_field(fields, 9))
    if millivolts is not None and "." not in fields[9] and not is_personal(model):
        draft.external_v = millivolts / 1000
    if is_personal(model) and len(_field(fields, LAST_FIX_AT)) == 14:
        _read_level(_field(fields, LAST_FIX_AT + 1), draft)


def read_old_info(fields: list[str], model: str, draft: Draft) -> None:  # noqa: ARG001 - the oldest dialect has one layout
    """Read GTINF of a device that puts its IMEI first."""
    _read_signal(_field(fields, 3), draft)
    _read_level(_field(fields, 5), draft)
    draft.charging = _STATED.get(_field(fields, 6))


def read_battery(fields: list[str], model: str, draft: Draft) -> None:
    """Read GTBAT: external supply, a reserved field, battery per cent, volts, charging; a vehicle's has no per cent."""
    if is_personal(model):
        _read_level(_field(fields, 6), draft)
    draft.battery_v, draft.charging = _volts(_field(fields, 7)), _STATED.get(_field(fields, 8))


def read_neighbours(fields: list[str], kind: str, draft: Draft) -> None:
    """Read access points (GTWIF) or cells (GTGSM, GTLBS), six fields each."""
    if kind == "WIF":
        count = _field(fields, 4)
        access = read_access_points(fields[5 : 5 + 5 * int(count)]) if count.isdecimal() and len(count) <= 2 else []
        draft.network = Network(wifi=tuple(access)) if access else None
        _read_level(fields[-3], draft)
        return
    if kind == "LBS":
        _read_level(_field(fields, 6), draft)
    first = 12 if kind == "LBS" else 1 + max((at for at in (3, 4, 5) if _WORD.fullmatch(fields[at])), default=3)
    heard = (cell_of(fields, at) for at in range(first, len(fields) - 5, 6))
    cells = tuple(cell for cell in heard if cell is not None)
    draft.network = Network(cells) if cells else None


def _read_signal(text: str, draft: Draft) -> None:
    level = number(text)
    if level is not None and level == int(level) and 0 <= level < UNKNOWN_SIGNAL:
        draft.signal = int(level)


def _read_level(text: str, draft: Draft) -> None:
    level = percent(text)
    draft.battery_pct = None if level is None else float(level)


def _volts(text: str) -> float | None:
    value = number(text)
    return value if value is not None and 0 < value <= FULL_V else None


def _field(fields: list[str], index: int) -> str:
    return fields[index] if index < len(fields) - 2 else ""
