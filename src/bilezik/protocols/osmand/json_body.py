"""The JSON of Traccar Client 9 and of the background geolocation SDK beneath it: one location or a list of them.

Speed is in metres a second, the battery from 0 to 1; -1 means unknown.
"""

from typing import Any

import msgspec

from bilezik.domain.report import Report
from bilezik.protocols.draft import Draft
from bilezik.protocols.osmand.form import Said, degrees
from bilezik.protocols.values import Unreadable, alarms, moment, per_cent, within, yes

MOST_LOCATIONS = 2_000
"""A report a minute for more than a day without a network."""

_DECODER = msgspec.json.Decoder(dict[str, Any])


def read_json(body: bytes, query: dict[str, str]) -> Said:
    """Return what the body says; the device may be named in the query too."""
    try:
        said = _DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Unreadable("the body is no JSON object") from None
    device = next((said[name] for name in ("device_id", "deviceid", "id") if said.get(name)), None)
    device = device if isinstance(device, str | int) and not isinstance(device, bool) else None
    identity = str(device) if device is not None else query.get("id") or query.get("deviceid")
    locations = said.get("location")
    locations = locations if isinstance(locations, list) else [locations] if locations is not None else []
    if len(locations) > MOST_LOCATIONS:
        raise Unreadable("too many locations")
    reports: list[Report] = []
    fault: str | None = None
    for location in locations:
        draft = Draft()
        if not isinstance(location, dict):
            fault = fault or "a location is no object"
            continue
        draft.say(*_alarms(said, location))
        try:
            _read(draft, location)
        except Unreadable as error:
            fault = fault or f"time or place {error}"
            if not draft.happened:
                continue
        reports.append(draft.report())
    if not locations:
        draft = Draft()
        draft.say(*_alarms(said, {}))
        reports.append(draft.report())
    return identity, tuple(reports), fault


def _alarms(*places: dict[str, Any]) -> tuple[str, ...]:
    """Return the alarms named beside the location, in it, or in its extras."""
    found: list[str] = []
    for place in places:
        for holder in (place, place.get("extras")):
            if isinstance(holder, dict) and isinstance(holder.get("alarm"), str):
                found += alarms(holder["alarm"], "osmand")
    return tuple(found)


def _read(draft: Draft, location: dict[str, Any]) -> None:
    battery = location.get("battery")
    if isinstance(battery, dict):
        level = _known(battery.get("level"), "battery")
        draft.battery_pct = None if level is None else per_cent(round(level * 100, 3))
        if "is_charging" in battery:
            draft.charging = yes(battery["is_charging"])
    if "is_moving" in location:
        draft.moving = yes(location["is_moving"])
    if location.get("timestamp") is not None:
        draft.at = moment(location["timestamp"])
    coords = location.get("coords")
    if not isinstance(coords, dict):
        return
    draft.valid = yes(location["valid"]) if "valid" in location else True
    draft.lat, draft.lon = degrees(coords.get("latitude"), 90), degrees(coords.get("longitude"), 180)
    draft.accuracy_m = _known(coords.get("accuracy"), "accuracy_m")
    draft.speed_mps = _known(coords.get("speed"), "speed_mps")
    draft.course_deg = _known(coords.get("heading"), "course_deg")
    altitude = coords.get("altitude")
    draft.altitude_m = within("altitude_m", altitude) if isinstance(altitude, int | float) else None


def _known(value: object, what: str) -> float | None:
    """Return the number; None where it is missing, unreadable, beyond all bounds or the SDK's -1."""
    try:
        found = None if value is None else within(what, value)
    except Unreadable:
        return None
    return found if found is not None and found >= 0 else None
