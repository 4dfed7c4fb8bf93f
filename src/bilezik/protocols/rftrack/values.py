"""Reading what stands in the JSON of a form."""

import re
from typing import Any, Final

MOST_ROWS: Final = 32
_MAC: Final = re.compile(r"[0-9A-Fa-f]{2}(?:[-:][0-9A-Fa-f]{2}){5}")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")


def digits(text: str, most: int) -> int | None:
    """Return a number of the form itself, up to `most`, or None."""
    value = int(text) if _DIGITS.fullmatch(text) else None
    return value if value is not None and value <= most else None


def inner(said: object, name: str) -> Any:  # noqa: ANN401 - what it is, is looked at part by part
    """Return a member of an object, or None: there is none, or it is no object."""
    return said.get(name) if isinstance(said, dict) else None


def number(said: object, name: str, least: float, most: float) -> float | None:
    """Return a number from `least` to `most`, or None."""
    value = inner(said, name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if least <= value <= most else None


def rows(said: object) -> list[Any]:
    """Return the first rows of a list; of what is none, nothing."""
    return said[:MOST_ROWS] if isinstance(said, list) else []


def mac(said: object, name: str) -> str | None:
    """Return a MAC address in lower case with colons, or None."""
    value = inner(said, name)
    return value.lower().replace("-", ":") if isinstance(value, str) and _MAC.fullmatch(value) else None
