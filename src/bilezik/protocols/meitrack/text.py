"""AAA and AFF: a report as text, fields between commas, each read for itself, so that a broken one loses only itself.

Order (manual, "Tracker Command Format"): event code, latitude, longitude, date and time yymmddhhmmss, A|V, satellites, GSM level,
speed km/h, course, HDOP, altitude m, mileage, run time, country|network|area|cell, ports, analog inputs. AFF numbers its reports:
one field more in front.
"""

import re
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.meitrack.place import put_cell, put_event, put_movement, put_place, put_volts
from bilezik.wire.moments import instant_of

_NUMBER: Final = re.compile(r"-?[0-9]{1,8}(?:\.[0-9]{0,12})?")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_MOMENT: Final = re.compile(r"[0-9]{12}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}")
BATTERY_AT, SUPPLY_AT = 3, 4


def read_text(fields: list[str], draft: Draft) -> int | None:
    """Fill the draft; return the event code, or None: there is none."""
    code = _whole(fields, 0)
    if code is not None:
        put_event(draft, code)
    moment = _field(fields, 3)
    if _MOMENT.fullmatch(moment):
        year, month, day, hour, minute, second = (int(moment[at : at + 2]) for at in range(0, 12, 2))
        draft.at = instant_of(2000 + year, month, day, hour, minute, second)
    flag = _field(fields, 4)
    draft.valid = flag == "A" if flag in ("A", "V") else None
    put_place(draft, _number(fields, 1), _number(fields, 2))
    draft.satellites, draft.signal = _small(fields, 5), _small(fields, 6)
    speed = _number(fields, 7)
    put_movement(draft, speed if speed is None or speed >= 0 else None, _number(fields, 8), _number(fields, 10))
    hdop = _number(fields, 9)
    draft.hdop = hdop if hdop is not None and hdop >= 0 else None
    _read_cell(_field(fields, 13).split("|"), draft)
    ports = _field(fields, 14)
    draft.status = int(ports, 16) if _HEX.fullmatch(ports) else None
    _read_volts(_field(fields, 15).split("|"), draft)
    return code


def _read_cell(parts: list[str], draft: Draft) -> None:
    mcc, mnc = _whole(parts, 0), _whole(parts, 1)
    lac, cid = (int(part, 16) if _HEX.fullmatch(part) else 0 for part in (_field(parts, 2), _field(parts, 3)))
    if mcc is not None and mnc is not None:
        put_cell(draft, mcc, mnc, lac, cid)


def _read_volts(parts: list[str], draft: Draft) -> None:
    """Read volts where they are written with a point: battery, supply, and three of the device's own; otherwise five numbers."""
    if "." in parts[0]:
        battery, supply = _number(parts, 0), _number(parts, 1)
        draft.battery_v = battery if battery is not None and 0 <= battery <= 100 else None
        draft.external_v = supply if supply is not None and 0 <= supply <= 1_000 else None
    elif _HEX.fullmatch(_field(parts, BATTERY_AT)):
        supply_text = _field(parts, SUPPLY_AT)
        put_volts(draft, int(parts[BATTERY_AT], 16), int(supply_text, 16) if _HEX.fullmatch(supply_text) else None)


def _field(fields: list[str], index: int) -> str:
    return fields[index] if index < len(fields) else ""


def _number(fields: list[str], index: int) -> float | None:
    field = _field(fields, index)
    return float(field) if _NUMBER.fullmatch(field) else None


def _whole(fields: list[str], index: int) -> int | None:
    field = _field(fields, index)
    return int(field) if _WHOLE.fullmatch(field) else None


def _small(fields: list[str], index: int) -> int | None:
    value = _whole(fields, index)
    return value if value is not None and value <= 255 else None
