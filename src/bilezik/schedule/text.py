"""Slots as people write them in files: `{"days": "mo-fr,su", "from": "22:00", "to": "06:00"}`.

1. Days are two letters: single (`mo`), a range (`mo-fr`), one over the week's end (`sa-mo`), or several with commas.
2. Times are HH:MM; `24:00` ends a day. A `to` not after `from` is on the next day.
3. An error names its field: `schedule[0].from: "25:00" is not a time of day as 22:00`.
"""

import re
from typing import Final

from bilezik.domain.order import Slot
from bilezik.schedule.check import slot_problem

DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_KEYS = frozenset({"days", "from", "to"})
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_FIELDS = {".start": ".from", ".end": ".to"}


def parse_slots(obj: object, where: str = "schedule") -> tuple[Slot, ...]:
    """Return the slots of a list of objects; `ValueError` names the field, beginning with `where`."""
    if not isinstance(obj, list):
        raise ValueError(f"{where}: must be a list of slots")  # noqa: TRY004  a wrong document is a wrong value to its reader
    return tuple(_slot(item, f"{where}[{number}]") for number, item in enumerate(obj))


def _slot(obj: object, where: str) -> Slot:
    if not isinstance(obj, dict):
        raise ValueError(f"{where}: must be an object with days, from and to")  # noqa: TRY004  as above
    for key in sorted(_KEYS - obj.keys()):
        raise ValueError(f"{where}.{key}: is missing")
    for key in obj.keys() - _KEYS:
        raise ValueError(f"{where}.{key}: is not known; a slot has days, from and to")
    slot = Slot(_days(obj["days"], f"{where}.days"), _minutes(obj["from"], f"{where}.from"), _minutes(obj["to"], f"{where}.to"))
    fault = slot_problem(slot)
    if fault is not None:
        field, _, reason = fault.partition(":")
        raise ValueError(f"{where}{_FIELDS.get(field, field)}:{reason}")
    return slot


def _days(obj: object, where: str) -> tuple[int, ...]:
    days: list[int] = []
    for piece in obj.split(",") if isinstance(obj, str) else [""]:
        first, dash, last = (end.strip().lower() for end in piece.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f'{where}: {obj!r} is not days as "mo-fr" or "mo,we,sa-su"')
        begin = DAYS.index(first)
        length = (DAYS.index(last) - begin) % 7 if dash else 0
        days.extend((begin + step) % 7 + 1 for step in range(length + 1))
    return tuple(sorted(days))


def _minutes(obj: object, where: str) -> int:
    match = _TIME.fullmatch(obj) if isinstance(obj, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else 1441
    if minutes > 1440:
        raise ValueError(f"{where}: {obj!r} is not a time of day as 22:00")
    return minutes
