"""The new form: fields between commas, each read for itself, so that a broken one loses only itself.

Order: MGVnnn, IMEI, name, R (now) or S (stored), ddmmyy, hhmmss, A|V, latitude ddmm.mmmm, N|S, longitude, E|W, satellites of BDS,
of GPS and of GLONASS, HDOP, speed in knots, course, altitude m, mileage, country, network, area, cell, GSM level; then eight fields
whose meaning is the model's (ports and analog inputs, pulse and steps, temperatures, a card); accessories, battery per cent, alert,
access points as `mac:signal|…`. A message that only says `Hello` ends behind the IMEI.

Accessories are digits: the charger (1: connected); the belts (0: none is connected, 1 the first, 2 the second, 3 both); of some
models more. Vehicle trackers write `1-1`: what stands behind their hyphen is no belt.

Where a heart rate (three digits) stands before the ports there may be nine fields of the model's own, by what a published server
reads; published frames have eight. An alert is never a bare number: where it would be one, it is the battery, and all behind the
own fields stands one further.
"""

import re
from typing import Final

from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.megastek.alerts import events_of
from bilezik.wire.sentences import KNOT_MPS, field, hexadecimal, moment, number, place, whole

ACCESSORIES, BATTERY, ALERT, NEARBY = 32, 33, 34, 35
_HEART_RATE, _PORTS = 24, 25
_FULL: Final = 6
"""Fields of the shortest message that is a report."""
_ACCESSORIES: Final = re.compile(r"([01])(?:([0-3])[0-9]{0,8}|-.{0,8})?")
_HEART: Final = re.compile(r"[0-9]{3}")
_FOUR: Final = re.compile(r"[01]{4}")
_BARE: Final = re.compile(r"[0-9]+")
_WIFI: Final = re.compile(r"([0-9A-Fa-f]{12}):-?([0-9]{1,3})")
MOST_FAST: Final = 9_999


def read_mgv(text: str, draft: Draft) -> str:
    """Fill the draft; return the id, or nothing: the frame states none."""
    fields = text.rstrip("!").partition(";")[0].split(",")
    if len(fields) < _FULL:
        draft.say(*events_of(field(fields, 2)))
        return field(fields, 1)
    stored, flag = field(fields, 3), field(fields, 6)
    draft.replayed = stored == "S" if stored in ("R", "S") else None
    draft.at = moment(field(fields, 5), field(fields, 4))
    draft.valid = flag == "A" if flag in ("A", "V") else None
    draft.satellites, draft.hdop = whole(field(fields, 12), 0, 99), number(field(fields, 14), 0, MOST_FAST)
    _read_place(fields, draft)
    draft.signal = whole(field(fields, 23), 0, 999)
    further = _is_nine(fields)
    draft.network = _network(fields, NEARBY + further)
    draft.battery_pct = number(field(fields, BATTERY + further), 0, 100)
    _read_accessories(field(fields, ACCESSORIES + further), draft)
    said = events_of(field(fields, ALERT + further))
    if draft.strap_locked is False:
        draft.say("strap_open")
        said = tuple(event for event in said if event != "strap_closed")  # it says so itself: no belt is connected
    draft.say(*said)
    return field(fields, 1)


def _is_nine(fields: list[str]) -> bool:
    """Return whether the model has nine fields of its own."""
    has_heart = _HEART.fullmatch(field(fields, _HEART_RATE)) and _FOUR.fullmatch(field(fields, _PORTS))
    return has_heart is not None and _BARE.fullmatch(field(fields, ALERT)) is not None


def _read_place(fields: list[str], draft: Draft) -> None:
    found = place(field(fields, 7), field(fields, 8), field(fields, 9), field(fields, 10))
    if found is None:
        return
    draft.lat, draft.lon = found
    draft.source = "gnss" if draft.valid else None
    speed = number(field(fields, 15), 0, MOST_FAST)
    draft.speed_mps = None if speed is None else speed * KNOT_MPS
    draft.course_deg = number(field(fields, 16), 0, 360)
    draft.altitude_m = number(field(fields, 17), -MOST_FAST, 99_999)


def _read_accessories(text: str, draft: Draft) -> None:
    found = _ACCESSORIES.fullmatch(text)
    if found is None:
        return
    draft.charging = found[1] == "1"
    if found[2] is not None:
        draft.strap_locked = found[2] != "0"


def _network(fields: list[str], nearby: int) -> Network | None:
    mcc, mnc = whole(field(fields, 19), 1, 999), whole(field(fields, 20), 0, 999)
    lac, cid = hexadecimal(field(fields, 21)), hexadecimal(field(fields, 22))
    cells = (Cell(mcc, mnc, lac, cid),) if mcc is not None and lac is not None and cid is not None else ()
    wifi = tuple(
        Wifi(":".join(mac[at : at + 2] for at in range(0, 12, 2)).lower(), -int(signal))
        for mac, signal in _WIFI.findall(field(fields, nearby))
    )
    return Network(cells, wifi) if cells or wifi else None
