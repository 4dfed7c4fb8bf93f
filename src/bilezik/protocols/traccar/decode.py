"""What is said of one position or event that a Traccar server forwards. The source stands in the README.

1. The device is `device.uniqueId`. A body without it, or that is no such JSON, is answered 400; everything else 200.
2. A position that Traccar calls `outdated`, or whose fix is older than the message it came with by more than `STALE_S`, is the one
   before, given out again: the message is a report of its own time without a place. `approximate` comes from networks.
3. Traccar writes 0 for an accuracy, a speed or a course it does not know: an accuracy of 0 is none.
4. A forwarded event repeats the alarm of its position; the alarm counts once, by the time of the position (law 6 before order).
5. What cannot be read is left out; a place or time that cannot be read is an error, unless an alarm came with it.
"""

from typing import Any, Final

import msgspec

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant, seconds
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.values import KNOT_MPS, Unreadable, alarms, moment, number, per_cent, whole, within, yes

OK: Final = HttpReply(200)
BAD: Final = HttpReply(400)
STALE: Final = seconds(1)
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])

Said = dict[str, Any]


def decode(request: HttpRequest) -> Decoded:
    """Return what the request says. Never raises."""
    try:
        said = _DECODER.decode(request.body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Decoded(Session(), replies=(BAD,), error="the body is no JSON object")
    device, position, event = (_object(said, name) for name in ("device", "position", "event"))
    identity = device.get("uniqueId")
    if not isinstance(identity, str) or not identity.strip():
        return Decoded(Session(), replies=(BAD,), error="the body names no device")
    draft = Draft()
    extras = _object(position, "attributes")
    for place in (extras, _object(event, "attributes")):
        if isinstance(place.get("alarm"), str):
            draft.say(*alarms(place["alarm"], "traccar"))
    try:
        _read_place(position, draft)
    except Unreadable as error:
        if not draft.happened:
            return Decoded(Session(identity), identity, replies=(BAD,), error=f"time or place {error}")
    if position:
        _read_extras(extras, draft)
        draft.network = _network(_object(position, "network"))
    elif event.get("eventTime") is not None:
        draft.at = _quietly(event["eventTime"])
    return Decoded(Session(identity), identity, (draft.report(),), (OK,))


def _read_place(position: Said, draft: Draft) -> None:
    fixed_at = None if position.get("fixTime") is None else moment(position["fixTime"])
    said_at = fixed_at if position.get("deviceTime") is None else _quietly(position["deviceTime"]) or fixed_at
    draft.at = fixed_at
    stale = fixed_at is not None and said_at is not None and said_at - fixed_at > STALE
    if yes(position.get("outdated", False)) or stale:
        draft.at = said_at
        return
    lat, lon = position.get("latitude"), position.get("longitude")
    if lat is None or lon is None:
        return
    draft.lat, draft.lon = number(lat), number(lon)
    if draft.lat == 0 and draft.lon == 0:
        draft.lat = draft.lon = None
        return
    draft.valid = yes(position.get("valid", False))
    draft.source = "network" if yes(_object(position, "attributes").get("approximate", False)) else None
    draft.accuracy_m = _known("accuracy_m", position.get("accuracy")) or None
    knots = _known("speed_mps", position.get("speed"))
    draft.speed_mps = None if knots is None else knots * KNOT_MPS
    draft.course_deg = _known("course_deg", position.get("course"))
    draft.altitude_m = _known("altitude_m", position.get("altitude"))


def _read_extras(extras: Said, draft: Draft) -> None:
    level = _known("battery", extras.get("batteryLevel"))
    draft.battery_pct = None if level is None else per_cent(level)
    draft.battery_v, draft.external_v = _known("battery", extras.get("battery")), _known("battery", extras.get("power"))
    draft.hdop = _known("hdop", extras.get("hdop"))
    draft.satellites, draft.signal = _count("satellites", extras.get("sat")), _count("signal", extras.get("rssi"))
    draft.charging, draft.moving, draft.replayed = (_flag(extras, name) for name in ("charge", "motion", "archive"))
    strap = _flag(extras, "strapLocked")
    draft.strap_locked = strap
    status = _count("cell", extras.get("status"))
    draft.status = status if status is not None and status >= 0 else None


def _network(said: Said) -> Network | None:
    cells = tuple(
        Cell(
            _count("cell", one.get("mobileCountryCode")), _count("cell", one.get("mobileNetworkCode")),
            _count("cell", one.get("locationAreaCode")), _count("cell", one.get("cellId")),
            _count("signal", one.get("signalStrength")),
        )
        for one in _list(said, "cellTowers")
    )  # fmt: skip
    wifi = tuple(
        Wifi(one["macAddress"].lower().replace("-", ":")[:17], _count("signal", one.get("signalStrength")))
        for one in _list(said, "wifiAccessPoints")
        if isinstance(one.get("macAddress"), str)
    )
    return Network(cells, wifi) if cells or wifi else None


def _object(said: Said, name: str) -> Said:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _list(said: Said, name: str) -> list[Said]:
    found = said.get(name)
    return [one for one in found[:64] if isinstance(one, dict)] if isinstance(found, list) else []


def _known(what: str, value: object) -> float | None:
    try:
        return None if value is None else within(what, value)
    except Unreadable:
        return None


def _count(what: str, value: object) -> int | None:
    try:
        return None if value is None else whole(what, value)
    except Unreadable:
        return None


def _flag(said: Said, name: str) -> bool | None:
    found = said.get(name)
    return found if isinstance(found, bool) else None


def _quietly(value: object) -> Instant | None:
    try:
        return moment(value)
    except Unreadable:
        return None
