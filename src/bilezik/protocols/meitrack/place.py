"""What text and binary reports share: which values can be, and what a battery's number means.

The scale of the battery's number is the model's: hundredths of a volt, 6 V in 1024 steps (MVT340, MVT380) or 6.6 V in 4096 (MT90,
MVT100, MVT600, T1, T3). Only one of them makes a lithium cell's 3 to 4.5 V of a number, so the number tells; the supply has the
same scale at eight times the range. A number that none fits is left out, and the supply with it.
"""

from typing import Final

from bilezik.domain.report import Cell, Network
from bilezik.protocols.draft import Draft
from bilezik.protocols.meitrack.events import STARTED, STOPPED, events_of
from bilezik.wire.sentences import KMH_MPS

_SCALES: Final = ((1 / 100, 1 / 100), (6 / 1024, 48 / 1024), (6.6 / 4096, 52.8 / 4096))
EMPTY_V, FULL_V = 3.0, 4.5


def put_event(draft: Draft, code: int) -> None:
    """Take the code that says why the device reports."""
    draft.say(*events_of(code))
    if code in (STOPPED, STARTED):
        draft.moving = code == STARTED


def put_place(draft: Draft, lat: float | None, lon: float | None) -> None:
    """Keep a position of the Earth; 0, 0 that the device itself calls no fix is none."""
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (not draft.valid and lat == 0 and lon == 0):
        return
    draft.lat, draft.lon = lat, lon
    draft.source = "gnss" if draft.valid else None


def put_movement(draft: Draft, speed_kmh: float | None, course: float | None, altitude: float | None) -> None:
    """Keep what goes with a position."""
    if draft.lat is not None:
        draft.speed_mps = None if speed_kmh is None else speed_kmh * KMH_MPS
        draft.course_deg = course if course is not None and 0 <= course <= 360 else None
        draft.altitude_m = altitude


def put_cell(draft: Draft, mcc: int, mnc: int, lac: int, cid: int, dbm: int | None = None) -> None:
    """Keep the cell, unless the device wrote zeros."""
    if mcc and (lac or cid):
        heard = dbm if dbm is not None and -140 <= dbm < 0 else None
        draft.network = Network((*(draft.network.cells if draft.network else ()), Cell(mcc, mnc, lac, cid, heard)))


def put_volts(draft: Draft, battery: int, supply: int | None) -> None:
    """Take the numbers of battery and supply in the one scale that fits."""
    for battery_scale, supply_scale in _SCALES:
        if EMPTY_V <= battery * battery_scale <= FULL_V:
            draft.battery_v = battery * battery_scale
            draft.external_v = None if supply is None else supply * supply_scale
