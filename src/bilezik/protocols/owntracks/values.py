"""Reading what stands in the JSON: numbers within what can be measured, words, names of radio neighbours."""

import re
from typing import Any, Final

Message = dict[str, Any]

BOUNDS: Final = {
    "lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "acc": (0.0, 2.1e7), "alt": (-1e6, 1e6), "vel": (0.0, 1e5), "cog": (0.0, 360.0),
    "batt": (0.0, 100.0), "uext": (0.0, 1e3), "ubatt": (0.0, 1e3), "sat": (0.0, 1e3), "mcc": (0.0, 999.0), "mnc": (0.0, 999.0),
    "tst": (-62_135_596_800.0, 253_402_300_799.0),
}  # fmt: skip
"""What can be: places on earth, times in the calendar; of the rest more than any receiver means. What is beyond is not stated."""

LONGEST_WORD: Final = 200
_MAC: Final = re.compile(r"(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}", re.IGNORECASE)
_HEX: Final = re.compile(r"[0-9a-f]{1,8}", re.IGNORECASE)


def number(said: Message, name: str) -> float | None:
    """Return a number, or None: missing, none, or beyond what can be."""
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    least, most = BOUNDS[name]
    return float(value) if least <= value <= most else None


def word(said: Message, name: str) -> str | None:
    """Return a text of printable letters, or None."""
    value = said.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and value.isprintable() else None


def cell_part(said: Message, name: str) -> int | None:
    """Return the area or the cell: a number, or hexadecimal digits as trackers write it."""
    value = said.get(name)
    if isinstance(value, str) and _HEX.fullmatch(value):
        return int(value, 16)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**32 else None


def mac(said: Message, name: str) -> str | None:
    """Return a MAC address in lower case, its bytes of two digits (iOS writes `1:b:c:…`), or None."""
    value = said.get(name)
    if not isinstance(value, str) or not _MAC.fullmatch(value):
        return None
    return ":".join(part.zfill(2) for part in value.lower().split(":"))
