"""A text's fields: where, when, neighbours, health.

1. A position is found by its hemispheres, N or S and two further E or W: makers put different things before and behind it.
2. Degrees and minutes are one number, ddmm.mmmm; some write them as -dd-mm.mmmm, some as ddmmmmmm. Speeds are in knots.
3. A kind without a time of day (VP1) states a day and no moment: its position stands without a time, and decides nothing.
4. The status of a position is the first word of its form behind the course: a cell of eight digits may follow it.
5. A fix is what is called one: A, the number of a scheme of coordinates, and VP1's B (by cells). Anything else is none.
"""

import re
from collections.abc import Sequence
from typing import Final

from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.h02.status import WORD, put_status
from bilezik.wire.sentences import KNOT_MPS, field, moment, number, whole

MOST: Final = 999_999
_MOST_CODE, _MOST_AREA, _MOST_CELL = 999, 999_999_999, 99_999_999_999
_SIX: Final = re.compile(r"[0-9]{6}")
_APART: Final = re.compile(r"-?([0-9]{1,3})-([0-9]{1,2}(?:\.[0-9]{0,9})?)")
_TOGETHER: Final = re.compile(r"([0-9]{1,3})([0-9]{2})([0-9]{4})")
LOWEST_M, HIGHEST_M = -500, 20_000


def degrees(text: str) -> float | None:
    """Return ddmm.mmmm, or -dd-mm.mmmm, in degrees without a sign."""
    apart = _APART.fullmatch(text)
    if apart:
        return int(apart[1]) + float(apart[2]) / 60
    together = _TOGETHER.fullmatch(text.strip())
    if together:
        return int(together[1]) + float(f"{together[2]}.{together[3]}") / 60
    value = number(text.strip(), 0, MOST)
    return None if value is None else int(value / 100) + value % 100 / 60


def put_place(draft: Draft, lat: float | None, lon: float | None, *, south: bool, west: bool) -> None:
    """Keep a position, unless it is no place of the Earth, or none at all."""
    if lat is None or lon is None or lat > 90 or lon > 180 or (lat == 0 and lon == 0):
        return
    draft.lat, draft.lon, draft.source = -lat if south else lat, -lon if west else lon, "gnss"


def put_way(draft: Draft, speed: str, course: str) -> None:
    """Keep speed and course beside a position."""
    knots, turned = number(speed, 0, MOST), number(course, 0, 360)
    draft.speed_mps = None if knots is None else knots * KNOT_MPS
    draft.course_deg = turned


def read_position(fields: Sequence[str], draft: Draft) -> bool:
    """Read the position among the fields; return whether there is the form of one."""
    at = next(
        (n for n in range(2, len(fields) - 2) if fields[n] in "NS" and fields[n + 2] in "EW" and fields[n] and fields[n + 2]), None
    )
    if at is None:
        return False
    lat, lon = degrees(fields[at - 1]), degrees(fields[at + 1])
    put_place(draft, lat, lon, south=fields[at] == "S", west=fields[at + 2] == "W")
    if draft.lat is not None:
        called = fields[at - 2]
        draft.valid = called == "A" or called.isdecimal() or (called == "B" and fields[2] == "VP1")
        put_way(draft, field(fields, at + 3), field(fields, at + 4))
    day = next((one for one in fields[at + 5 : at + 7] if _SIX.fullmatch(one)), "")
    draft.at = moment(fields[at - 3] if at >= 3 else "", day)
    word = next((n for n in range(at + 5, len(fields)) if WORD.fullmatch(fields[n])), None)
    if word is not None:
        put_status(draft, fields[word])
        _put_behind(draft, fields[word + 1 :])
    return lat is not None and lon is not None


def _put_behind(draft: Draft, fields: Sequence[str]) -> None:
    """Read the height among odometer, temperature, fuel (with a point), height, lac and cid."""
    if len(fields) == 6 and "." in fields[2] and draft.lat is not None:
        draft.altitude_m = number(fields[3], LOWEST_M, HIGHEST_M)


def read_cells(fields: Sequence[str], draft: Draft) -> None:
    """Read `V3,hhmmss,mccmnc,count,lac,cid,time,signal,…,ddmmyy,status`."""
    operator = field(fields, 1)
    if not re.fullmatch(r"[0-9]{5,6}", operator):
        return
    put_cells(draft, fields[3:], field(fields, 2), mcc=operator[:3], mnc=operator[3:], width=4)


def read_neighbours(fields: Sequence[str], draft: Draft) -> None:
    """Read `NBR,hhmmss,mcc,mnc,time,count,lac,cid,signal,…,ddmmyy,status`."""
    put_cells(draft, fields[5:], field(fields, 4), mcc=field(fields, 1), mnc=field(fields, 2), width=3)


def read_served(fields: Sequence[str], draft: Draft) -> None:
    """Read `VP1,V,mcc,mnc,lac,cid,signalYlac,cid,signalY…`: cells in place of a position."""
    cells = [(*cell.split(","), "", "")[:3] for cell in ",".join(fields[3:]).split("Y")]
    parts = [part for cell in cells for part in cell]
    put_cells(draft, parts, str(len(cells)), mcc=field(fields, 1), mnc=field(fields, 2), width=3)


def put_cells(draft: Draft, fields: Sequence[str], count: str, *, mcc: str, mnc: str, width: int) -> None:
    """Keep neighbours of `width` fields each, lac and cid first."""
    stated, country, network = whole(count), whole(mcc, most=_MOST_CODE), whole(mnc, most=_MOST_CODE)
    if stated is None or country is None or network is None:
        return
    cells = []
    for place in range(0, min(stated, 16) * width, width):
        lac, cid = whole(field(fields, place), most=_MOST_AREA), whole(field(fields, place + 1), most=_MOST_CELL)
        if lac is not None and cid is not None:
            cells.append(Cell(country, network, lac, cid))
    if cells:
        draft.network = Network(tuple(cells))
