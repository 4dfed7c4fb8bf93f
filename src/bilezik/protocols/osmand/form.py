"""The form: `?id=…&lat=…&lon=…&timestamp=…`, names as the public protocol page has them.

1. `batt` and `batteryLevel` are per cent. `battery` is volts to some apps and per cent to others: written with a point and between
   2.5 and 5.5 it is the voltage of a cell; any other is per cent, unless one of the two states that.
2. `power` is the external supply in volts.
3. A latitude or longitude beyond the Earth cannot be read.
"""

import re
from collections.abc import Callable
from typing import Final

from bilezik.domain.report import Cell, Network, Report, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.values import KNOT_MPS, Unreadable, alarms, moment, number, per_cent, whole, within, yes

Said = tuple[str | None, tuple[Report, ...], str | None]
"""Device, reports, and what was unreadable."""

LEAST_V, MOST_V = 2.5, 5.5
"""What a cell may have, from empty to full on its charger."""
MOST_SUPPLY_V: Final = 1_000
_PLAIN_TIME: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}) ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")


class Form:
    """What the parameters have said so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.draft = Draft()
        self.device: str | None = None
        self.lat: float | None = None
        self.lon: float | None = None
        self.battery_pct: float | None = None
        self.cells: list[Cell] = []
        self.wifi: list[Wifi] = []


def read_form(pairs: list[tuple[str, str]]) -> Said:
    """Return what the parameters say. A time or place that is unreadable is a fault; what else is, is left out."""
    form = Form()
    fault: str | None = None
    for name, text in pairs:
        take = TAKES.get(name)
        if take is None or not text:
            continue
        try:
            take(form, text)
        except Unreadable as error:
            if name in DECISIVE:
                fault = fault or f"{name} {error}"
    draft = form.draft
    if form.lat is not None and form.lon is not None:
        draft.lat, draft.lon = form.lat, form.lon
        draft.valid = True if draft.valid is None else draft.valid
    if draft.battery_pct is None:
        draft.battery_pct = form.battery_pct
    if form.cells or form.wifi:
        draft.network = Network(tuple(form.cells), tuple(form.wifi))
    reports = (draft.report(),) if fault is None or draft.happened else ()
    return form.device, reports, fault


def degrees(value: object, most: int) -> float:
    """Return degrees, or raise `Unreadable`."""
    found = number(value)
    if abs(found) > most:
        raise Unreadable("is no place of the Earth")
    return found


def _device(form: Form, text: str) -> None:
    form.device = text


def _lat(form: Form, text: str) -> None:
    form.lat = degrees(text, 90)


def _lon(form: Form, text: str) -> None:
    form.lon = degrees(text, 180)


def _location(form: Form, text: str) -> None:
    first, _, second = text.partition(",")
    form.lat, form.lon = degrees(first, 90), degrees(second, 180)


def _timestamp(form: Form, text: str) -> None:
    """Read a time; a plain one may leave out noughts."""
    plain = _PLAIN_TIME.fullmatch(text.strip())
    form.draft.at = moment("{}-{:0>2}-{:0>2} {:0>2}:{:0>2}:{:0>2}".format(*plain.groups()) if plain else text)


def _valid(form: Form, text: str) -> None:
    form.draft.valid = yes(text)


def _speed(form: Form, text: str) -> None:
    knots = within("speed_mps", text)
    form.draft.speed_mps = None if knots is None else knots * KNOT_MPS


def _course(form: Form, text: str) -> None:
    form.draft.course_deg = within("course_deg", text)


def _altitude(form: Form, text: str) -> None:
    form.draft.altitude_m = within("altitude_m", text)


def _accuracy(form: Form, text: str) -> None:
    form.draft.accuracy_m = within("accuracy_m", text)


def _hdop(form: Form, text: str) -> None:
    form.draft.hdop = within("hdop", text)


def _satellites(form: Form, text: str) -> None:
    form.draft.satellites = whole("satellites", text)


def _level(form: Form, text: str) -> None:
    form.draft.battery_pct = per_cent(number(text))


def _battery(form: Form, text: str) -> None:
    value = number(text)
    if "." in text and LEAST_V <= value <= MOST_V:
        form.draft.battery_v = value
    else:
        form.battery_pct = per_cent(value)


def _power(form: Form, text: str) -> None:
    value = number(text)
    form.draft.external_v = value if 0 <= value <= MOST_SUPPLY_V else None


def _charge(form: Form, text: str) -> None:
    form.draft.charging = yes(text)


def _motion(form: Form, text: str) -> None:
    form.draft.moving = yes(text)


def _signal(form: Form, text: str) -> None:
    form.draft.signal = whole("signal", text)


def _alarm(form: Form, text: str) -> None:
    form.draft.say(*alarms(text, "osmand"))


def _cell(form: Form, text: str) -> None:
    """Read `mcc,mnc,lac,cid` and the signal where it follows."""
    parts = [whole("cell", part) for part in text.split(",")]
    if len(parts) < 4:
        raise Unreadable("has too few numbers")
    form.cells.append(Cell(parts[0], parts[1], parts[2], parts[3], parts[4] if len(parts) > 4 else None))


def _wifi(form: Form, text: str) -> None:
    """Read `mac,signal`; the MAC with colons or hyphens."""
    mac, _, signal = text.partition(",")
    mac = mac.strip().lower().replace("-", ":")
    if len(mac) != 17 or any(len(part) != 2 for part in mac.split(":")):
        raise Unreadable("is no address")
    form.wifi.append(Wifi(mac, whole("signal", signal) if signal else None))


DECISIVE: Final = frozenset({"lat", "lon", "location", "timestamp"})
"""Without these a request is not what it claims to be."""

TAKES: Final[dict[str, Callable[[Form, str], None]]] = {
    "id": _device, "deviceid": _device, "lat": _lat, "lon": _lon, "location": _location, "timestamp": _timestamp, "valid": _valid,
    "speed": _speed, "bearing": _course, "heading": _course, "altitude": _altitude, "accuracy": _accuracy, "hdop": _hdop,
    "sat": _satellites, "satellites": _satellites, "batt": _level, "batteryLevel": _level, "battery": _battery, "power": _power,
    "charge": _charge, "motion": _motion, "is_moving": _motion, "rssi": _signal, "alarm": _alarm, "cell": _cell, "wifi": _wifi,
}  # fmt: skip
"""Every parameter that says something of a person's duties or of the device; others are passed over."""
