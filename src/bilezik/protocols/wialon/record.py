"""One record, as D, SD and B carry it: fields between semicolons, each read for itself, so that a broken one loses only itself.

1. Order (manual, "Data packet"): date ddmmyy, time hhmmss in UTC, latitude ddmm.mm, N|S, longitude dddmm.mm, E|W, speed km/h,
   course, height m, satellites; in D and B also HDOP, inputs, outputs, analog inputs, driver's key, parameters. `NA`: not known.
2. The inputs are a mask of bits whose meaning is the device's own: `status` keeps it, nothing is made of it.
3. The manual says nothing of whether a position is good; satellites fewer than three cannot give one.
"""

from typing import Final

from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.wialon.params import read_params
from bilezik.wire.sentences import KMH_MPS, angle, field, moment, number, whole

SHORT: Final = 10
"""Fields of SD."""
FULL: Final = 16
"""Fields of D."""
FEWEST_SATELLITES: Final = 3
MOST_HEIGHT_M: Final = 999_999


def read_records(texts: list[str]) -> list[Report]:
    """Return the reports of those that have fields enough to be a record."""
    split = (text.split(";", FULL - 1) for text in texts)  # parameters may hold a semicolon
    return [_read(fields) for fields in split if len(fields) >= SHORT]


def _read(fields: list[str]) -> Report:
    draft = Draft()
    draft.at = moment(field(fields, 1), field(fields, 0))
    draft.satellites = whole(field(fields, 9), 0, 255)
    _read_place(fields, draft)
    draft.hdop = number(field(fields, 10), 0, 9_999)
    draft.status = whole(field(fields, 11))
    if len(fields) == FULL:
        read_params(fields[FULL - 1], draft)
    return draft.report()


def _read_place(fields: list[str], draft: Draft) -> None:
    lat = angle(field(fields, 2), field(fields, 3), "NS", 90)
    lon = angle(field(fields, 4), field(fields, 5), "EW", 180)
    if draft.satellites is not None:
        draft.valid = draft.satellites >= FEWEST_SATELLITES
    if lat is None or lon is None:
        draft.valid = None if draft.valid is None else False
        return
    draft.lat, draft.lon = lat, lon
    draft.source = "gnss" if draft.valid else None
    speed = number(field(fields, 6), 0, 99_999)
    draft.speed_mps = None if speed is None else speed * KMH_MPS
    draft.course_deg = number(field(fields, 7), 0, 360)
    draft.altitude_m = number(field(fields, 8), -MOST_HEIGHT_M, MOST_HEIGHT_M)
