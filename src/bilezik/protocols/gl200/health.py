"""Battery and device status of a text, from the fields behind the last cell: which of four layouts stands there, their shape tells.

1. Vehicles: mileage, hours, analog inputs, battery, device status, engine, consumption, fuel. The status (six or ten hexadecimal
   digits, the first two a state of motion) stands behind the battery, wherever that is.
2. Hidden devices (GL500 and its kin): signal quality, battery mV, battery, mode, motion, temperature.
3. GT500 and its kin: signal quality, battery. Their report type is bits: 0 motion, 1 charging.
4. Personal devices: mileage, battery. No vehicle has a battery there: what stands behind its mileage is something else.
5. An extended report without a device status states the battery where its model has it (`BATTERY_AT`), and nowhere else.

Layouts: the manuals of GL300 1.02 and GV300; for 2, 3 and 5 published frames with the values that a published server reads.
"""

import re
from typing import Final

import msgspec

_STATUS: Final = re.compile(r"(?:1[126A]|2[12]|4[12])[0-9A-F]{4}(?:[0-9A-F]{4})?")
_PERCENT: Final = re.compile(r"100|[0-9]{1,2}")
_MILLIVOLT: Final = re.compile(r"[0-9]{0,5}")
_SMALL: Final = re.compile(r"[0-9]{1,2}")
_FLAG: Final = re.compile(r"[01]?")
_QUALITY: Final = re.compile(r"-?[0-9]")
MILEAGE: Final = re.compile(r"(?:[0-9]{1,7}\.[0-9]{1,2})?")
_HOURS: Final = re.compile(r"(?:[0-9]{5}:[0-9]{2}:[0-9]{2})?")
VEHICLE: Final = (9, 10)
"""How many fields a vehicle's fixed report has behind the cell and its reserved field."""
BATTERY_AT: Final[dict[str, int]] = {
    "GV350M": 3, "GV65": 3, "GV300": 4, "GV300W": 4, "GV56": 4, "GV75W": 4, "GV310LAU": 5, "GV355CEU": 5,
}  # fmt: skip
"""Where the battery stands in GTERI, counted from the mileage: hours and one to three inputs or reserved fields stand between. Only
models of which extended reports with a status were seen: it stands behind the battery."""
_STATUS_OR_NONE: Final = re.compile(r"(?:[0-9A-F]{2}|[0-9A-F]{6}|[0-9A-F]{10})?")


class Health(msgspec.Struct, frozen=True):
    """What the fields say: battery per cent and volts, device status, whether it moves; whether they are those of a GT500."""

    battery_pct: int | None = None
    battery_v: float | None = None
    status: str = ""
    moving: bool | None = None
    is_gt: bool = False


def read_health(rest: list[str], *, is_fixed: bool, is_extended: bool, is_vehicle: bool, battery_at: int | None) -> Health:
    """Read the fields behind the cell and the field after it, up to the time of sending.

    `is_fixed`: a report of positions (GTFRI and its kin). `is_extended`: GTERI, whose further blocks are of many shapes.
    `is_vehicle`: the model is known, and a vehicle's. `battery_at`: where the battery stands if no status tells.
    """
    for at in range(1, len(rest)):
        if _STATUS.fullmatch(rest[at]):
            return Health(percent(rest[at - 1]), status=rest[at])
    if is_extended:
        return Health() if battery_at is None else _read_extended(rest, battery_at)
    if len(rest) >= 5 and not is_vehicle and _is_hidden(rest):
        volts = int(rest[1]) / 1000 if rest[1] else None
        return Health(percent(rest[2]), volts or None, moving={"0": False, "1": True}.get(rest[4]))
    if is_fixed and len(rest) in VEHICLE and MILEAGE.fullmatch(rest[0]) and _HOURS.fullmatch(rest[1]):
        return Health(percent(rest[-5]))
    return Health() if is_vehicle else _read_personal(rest)


def _read_extended(rest: list[str], at: int) -> Health:
    """Read the battery at its place, where mileage, hours and status have their shapes, the status empty or of no known motion."""
    if at + 1 >= len(rest) or not (rest[0] and MILEAGE.fullmatch(rest[0]) and _HOURS.fullmatch(rest[1])):
        return Health()
    return Health(percent(rest[at])) if _STATUS_OR_NONE.fullmatch(rest[at + 1]) else Health()


def _read_personal(rest: list[str]) -> Health:
    first, second = (*rest[:2], "-", "-")[:2]
    if _QUALITY.fullmatch(first) and _PERCENT.fullmatch(second):
        return Health(percent(second), is_gt=True)
    if _PERCENT.fullmatch(first):
        return Health(percent(first))
    return Health(percent(second)) if MILEAGE.fullmatch(first) else Health()


def _is_hidden(rest: list[str]) -> bool:
    shapes = (_SMALL, _MILLIVOLT, _PERCENT, _FLAG, _FLAG)
    return bool(rest[3]) and all(shape.fullmatch(field) for shape, field in zip(shapes, rest, strict=False))


def percent(text: str) -> int | None:
    """Return a battery level, or None."""
    return int(text) if _PERCENT.fullmatch(text) else None
