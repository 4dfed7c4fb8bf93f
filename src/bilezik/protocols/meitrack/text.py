"""AAA and AFF: a report as text, fields between commas, each read for itself, so that a broken one loses only itself.

Order (manual, "Tracker Command Format"): event code, latitude, longitude, date and time yymmddhhmmss, A|V, satellites, GSM level,
speed km/h, course, HDOP, altitude m, mileage, run time, country|network|area|cell, ports, analog inputs. AFF numbers its reports:
one field more in front. Whether it stands there the place of the time tells: read one field beside itself, a report would have a
place of the Earth that is none.
"""

import re
from typing import Final

from bilezik.protocols.draft import Draft
from bilezik.protocols.meitrack.place import put_cell, put_event, put_movement, put_place, put_volts
from bilezik.wire.moments import instant_of
from bilezik.wire.sentences import field, hexadecimal, number, whole

_MOMENT: Final = re.compile(r"[0-9]{12}")
_MOST_CODE: Final = 999_999_999
BATTERY_AT, SUPPLY_AT = 3, 4


def begin_of(fields: list[str]) -> int | None:
    """Return where the event code stands, by time and A|V behind it; None: there is no such report."""
    return next((at for at in (0, 1) if _MOMENT.fullmatch(field(fields, at + 3)) and field(fields, at + 4) in ("A", "V")), None)


def read_text(fields: list[str], draft: Draft) -> int | None:
    """Fill the draft; return the event code, or None: there is none."""
    code = whole(field(fields, 0), 0, _MOST_CODE)
    if code is not None:
        put_event(draft, code)
    moment = field(fields, 3)
    if _MOMENT.fullmatch(moment):
        year, month, day, hour, minute, second = (int(moment[at : at + 2]) for at in range(0, 12, 2))
        draft.at = instant_of(2000 + year, month, day, hour, minute, second)
    flag = field(fields, 4)
    draft.valid = flag == "A" if flag in ("A", "V") else None
    put_place(draft, number(field(fields, 1)), number(field(fields, 2)))
    draft.satellites, draft.signal = whole(field(fields, 5), 0, 255), whole(field(fields, 6), 0, 255)
    put_movement(draft, number(field(fields, 7), 0), number(field(fields, 8)), number(field(fields, 10)))
    draft.hdop = number(field(fields, 9), 0)
    _read_cell(field(fields, 13).split("|"), draft)
    draft.status = hexadecimal(field(fields, 14))
    _read_volts(field(fields, 15).split("|"), draft)
    return code


def _read_cell(parts: list[str], draft: Draft) -> None:
    mcc, mnc = whole(field(parts, 0), 0, _MOST_CODE), whole(field(parts, 1), 0, _MOST_CODE)
    lac, cid = hexadecimal(field(parts, 2)) or 0, hexadecimal(field(parts, 3)) or 0
    if mcc is not None and mnc is not None:
        put_cell(draft, mcc, mnc, lac, cid)


def _read_volts(parts: list[str], draft: Draft) -> None:
    """Read volts where they are written with a point: battery, supply, and three of the device's own; otherwise five numbers."""
    if "." in parts[0]:
        draft.battery_v, draft.external_v = number(field(parts, 0), 0, 100), number(field(parts, 1), 0, 1_000)
    elif (battery := hexadecimal(field(parts, BATTERY_AT))) is not None:
        put_volts(draft, battery, hexadecimal(field(parts, SUPPLY_AT)))
