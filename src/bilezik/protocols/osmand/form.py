"""The form: `?id=…&lat=…&lon=…&timestamp=…`, names as the public protocol page has them."""

from collections.abc import Callable
from typing import Final

from bilezik.domain.report import Cell, Network, Report, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.values import KNOT_MPS, Unreadable, alarms, moment, number, per_cent, whole, within, yes

Said = tuple[str | None, tuple[Report, ...], str | None]
"""Device, reports, and what was unreadable."""


class Form:
    """What the parameters have said so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.draft = Draft()
        self.device: str | None = None
        self.lat: float | None = None
        self.lon: float | None = None
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
    if form.cells or form.wifi:
        draft.network = Network(tuple(form.cells), tuple(form.wifi))
    reports = (draft.report(),) if fault is None or draft.happened else ()
    return form.device, reports, fault


def _device(form: Form, text: str) -> None:
    form.device = text


def _lat(form: Form, text: str) -> None:
    form.lat = number(text)


def _lon(form: Form, text: str) -> None:
    form.lon = number(text)


def _location(form: Form, text: str) -> None:
    first, _, second = text.partition(",")
    form.lat, form.lon = number(first), number(second)


def _timestamp(form: Form, text: str) -> None:
    form.draft.at = moment(text)


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


def _battery(form: Form, text: str) -> None:
    form.draft.battery_pct = per_cent(number(text))


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
    "sat": _satellites, "satellites": _satellites, "batt": _battery, "battery": _battery, "batteryLevel": _battery,
    "charge": _charge, "motion": _motion, "is_moving": _motion, "rssi": _signal, "alarm": _alarm, "cell": _cell, "wifi": _wifi,
}  # fmt: skip
"""Every parameter that says something of a person's duties or of the device; others are passed over."""
