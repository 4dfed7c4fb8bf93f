"""One record, as D, SD and B carry it: fields between semicolons, each read for itself, so that a broken one loses only itself.

1. Order (manual, "Data packet"): date ddmmyy, time hhmmss in UTC, latitude ddmm.mm, N|S, longitude dddmm.mm, E|W, speed km/h,
   course, height m, satellites; in D and B also HDOP, inputs, outputs, analog inputs, driver's key, parameters. `NA`: not known.
2. The inputs are a mask of bits whose meaning is the device's own: `status` keeps it, nothing is made of it.
3. The manual says nothing of whether a position is good; satellites fewer than three cannot give one.
"""

import re
from typing import Final

from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.wialon.params import read_params
from bilezik.wire.moments import instant_of

SHORT: Final = 10
"""Fields of SD."""
FULL: Final = 16
"""Fields of D."""
KMH_MPS: Final = 1 / 3.6
FEWEST_SATELLITES: Final = 3

_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{1,9}))?")
_LAT: Final = re.compile(r"([0-9]{2})([0-9]{2}(?:\.[0-9]{1,12})?)")
_LON: Final = re.compile(r"([0-9]{3})([0-9]{2}(?:\.[0-9]{1,12})?)")
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{0,12})?")
_WHOLE: Final = re.compile(r"[0-9]{1,18}")


def read_records(texts: list[str]) -> list[Report]:
    """Return the reports of those that have fields enough to be a record."""
    split = (text.split(";", FULL - 1) for text in texts)  # parameters may hold a semicolon
    return [_read(fields) for fields in split if len(fields) >= SHORT]


def _read(fields: list[str]) -> Report:
    draft = Draft()
    _read_time(fields, draft)
    draft.satellites = None if (satellites := _whole(fields, 9)) is None or satellites > 255 else satellites
    _read_place(fields, draft)
    draft.hdop = _within(_number(fields, 10), 0, 9_999)
    draft.status = _whole(fields, 11)
    if len(fields) == FULL:
        read_params(fields[FULL - 1], draft)
    return draft.report()


def _read_time(fields: list[str], draft: Draft) -> None:
    date, time = _DATE.fullmatch(fields[0]), _TIME.fullmatch(fields[1])
    if date is None or time is None:
        return
    at = instant_of(2000 + int(date[3]), int(date[2]), int(date[1]), int(time[1]), int(time[2]), int(time[3]))
    if at is not None:
        draft.at = type(at)(at + int((time[4] or "0").ljust(9, "0")[:6]))


def _read_place(fields: list[str], draft: Draft) -> None:
    lat, lon = _degrees(_LAT, fields, 2, "NS", 90), _degrees(_LON, fields, 4, "EW", 180)
    if draft.satellites is not None:
        draft.valid = draft.satellites >= FEWEST_SATELLITES
    if lat is None or lon is None:
        draft.valid = None if draft.valid is None else False
        return
    draft.lat, draft.lon = lat, lon
    draft.source = "gnss" if draft.valid else None
    speed = _within(_number(fields, 6), 0, 99_999)
    draft.speed_mps = None if speed is None else speed * KMH_MPS
    draft.course_deg = _within(_number(fields, 7), 0, 360)
    draft.altitude_m = _number(fields, 8)


def _degrees(shape: re.Pattern[str], fields: list[str], at: int, signs: str, most: int) -> float | None:
    """Return degrees and minutes with their letter as degrees, or None: they are no place of the Earth."""
    found, sign = shape.fullmatch(fields[at]), fields[at + 1]
    if found is None or len(sign) != 1 or sign not in signs or (minutes := float(found[2])) >= 60:
        return None
    degrees = int(found[1]) + minutes / 60
    if degrees > most:
        return None
    return -degrees if sign == signs[1] else degrees


def _number(fields: list[str], index: int) -> float | None:
    return float(fields[index]) if index < len(fields) and _NUMBER.fullmatch(fields[index]) else None


def _whole(fields: list[str], index: int) -> int | None:
    return int(fields[index]) if index < len(fields) and _WHOLE.fullmatch(fields[index]) else None


def _within(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and least <= value <= most else None
