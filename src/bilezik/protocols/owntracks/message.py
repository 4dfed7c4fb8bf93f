"""What one message of OwnTracks says: a place, the crossing of a region's border, or no more than that the app lives.

1. `t` of a location is why it was sent; trackers write alarms there. A letter in no table says nothing of a person's duties.
2. A place or time that is written and cannot be is a fault; what else cannot be is left out.
"""

from typing import Final

from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Wifi
from bilezik.protocols.draft import Draft
from bilezik.protocols.owntracks.values import Message, cell_part, mac, number, word

KMH_MPS: Final = 1 / 3.6

TRIGGERS: Final = {
    "9": ("low_battery",), "1": ("power_on",), "e": ("power_cut",), "E": ("power_restored",),
    "!": ("owntracks:towing",), "s": ("owntracks:overspeed",), "h": ("owntracks:hard_driving",),
}  # fmt: skip
"""Alarms in `t`, as trackers write them; what apps write (p, c, C, b, r, u, t, v) is none."""

CROSSINGS: Final = {"enter": ("owntracks:enter",), "leave": ("owntracks:leave",)}
"""`event` of a transition. The regions are the telephone's own: they say nothing of an order's zones."""

CHARGING: Final = {1: False, 2: True, 3: True}
"""`bs`: unplugged, charging, full; 0 is unknown."""

HEARD: Final = frozenset(
    {"beacon", "card", "cmd", "configuration", "dump", "request", "status", "steps", "waypoint", "waypoints"}
)  # fmt: skip
"""Messages of which no more is read than that they came."""


def read_location(said: Message, draft: Draft) -> str | None:
    """Read a location; return what was unreadable, or None."""
    fault = _read_place(said, draft)
    draft.say(*TRIGGERS.get(word(said, "t") or "", ()))
    draft.accuracy_m, draft.altitude_m, draft.course_deg = (number(said, name) for name in ("acc", "alt", "cog"))
    speed, satellites = number(said, "vel"), number(said, "sat")
    draft.speed_mps = None if speed is None else speed * KMH_MPS
    draft.satellites = None if satellites is None else int(satellites)
    draft.battery_pct, draft.battery_v, draft.external_v = (number(said, name) for name in ("batt", "ubatt", "uext"))
    state, moving = said.get("bs"), said.get("motion")
    draft.charging = CHARGING.get(state) if isinstance(state, int) and not isinstance(state, bool) else None
    draft.moving = moving if isinstance(moving, bool) else None
    draft.network = _network(said)
    return fault


def read_transition(said: Message, draft: Draft) -> str | None:
    """Read the crossing of a border; return what was unreadable, or None."""
    fault = _read_place(said, draft)
    draft.say(*CROSSINGS.get(word(said, "event") or "", ("owntracks:transition",)))
    draft.accuracy_m = number(said, "acc")
    return fault


def _read_place(said: Message, draft: Draft) -> str | None:
    seconds, lat, lon = (number(said, name) for name in ("tst", "lat", "lon"))
    for name, value in (("tst", seconds), ("lat", lat), ("lon", lon)):
        if value is None and said.get(name) is not None:
            return f"{name} cannot be"
    draft.at = None if seconds is None else Instant(round(seconds * 1_000_000))
    if lat is not None and lon is not None:
        draft.lat, draft.lon, draft.valid = lat, lon, True
    return None


def _network(said: Message) -> Network | None:
    area, cell, heard = cell_part(said, "lac"), cell_part(said, "cid"), mac(said, "BSSID")
    mcc, mnc = number(said, "mcc"), number(said, "mnc")
    cells = (Cell(None if mcc is None else int(mcc), None if mnc is None else int(mnc), area, cell),) if area and cell else ()
    wifi = () if heard is None else (Wifi(heard),)
    return Network(cells, wifi) if cells or wifi else None
