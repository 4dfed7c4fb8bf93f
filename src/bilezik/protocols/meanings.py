"""What the parts of a decoded frame mean, in words: one table for all protocols.

1. Every field of a report, of a cell and of an access point is here, with its unit; a test compares the table with the types.
2. A value is written as a person reads it: a time in UTC, an angle with six decimals, a status in hexadecimal. What is not stated
   is a dash.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from bilezik.domain.decoded import HttpReply
from bilezik.domain.instant import Instant, rfc3339

NOTHING: Final = "–"


class Meaning(msgspec.Struct, frozen=True):
    """What a part is called where `bilezik decode` writes it, its unit, and what it says."""

    name: str
    unit: str
    words: str


_TABLE: Final = (
    Meaning("device", "", "the id of the device"),
    Meaning("at", "", "when, by the device's clock, in UTC"),
    Meaning("valid", "", "what the device says of its position"),
    Meaning("lat", "°", "latitude, north of the equator above nought"),
    Meaning("lon", "°", "longitude, east of Greenwich above nought"),
    Meaning("altitude_m", "m", "height"),
    Meaning("speed_mps", "m/s", "speed"),
    Meaning("course_deg", "°", "where it moves to, clockwise from north"),
    Meaning("accuracy_m", "m", "how far the position may be off"),
    Meaning("satellites", "", "how many satellites"),
    Meaning("hdop", "", "how badly the satellites stand: less is better"),
    Meaning("source", "", "how the position was found"),
    Meaning("battery_pct", "%", "charge of the battery"),
    Meaning("battery_v", "V", "voltage of the battery"),
    Meaning("external_v", "V", "voltage of the supply"),
    Meaning("charging", "", "whether it is being charged"),
    Meaning("strap_locked", "", "whether the strap is closed"),
    Meaning("moving", "", "whether it moves"),
    Meaning("replayed", "", "whether it comes from the device's memory"),
    Meaning("signal", "", "strength of the radio signal, as the device counts it"),
    Meaning("events", "", "what happened"),
    Meaning("status", "", "the protocol's own status or alarm word"),
    Meaning("mcc", "", "country of a cell"),
    Meaning("mnc", "", "operator of a cell"),
    Meaning("lac", "", "area of a cell"),
    Meaning("cid", "", "number of a cell"),
    Meaning("signal_dbm", "dBm", "how loud it is heard"),
    Meaning("mac", "", "address of an access point"),
    Meaning("replies", "", "goes back in the reply"),
    Meaning("answers", "", "which command it answers"),
    Meaning("payload_dropped", "", "sound or pictures nobody asked for: not kept"),
    Meaning("memory", "", "what the decoder remembers of the connection"),
)
MEANINGS: Final[Mapping[str, Meaning]] = MappingProxyType({one.name: one for one in _TABLE})
"""By name."""

EVENT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "strap_open": "the strap is open", "strap_closed": "the strap is closed", "tamper": "somebody tampers with it",
        "sos": "the button for help", "low_battery": "the battery is low", "power_cut": "the supply is cut",
        "power_restored": "the supply is back", "power_off": "switched off", "power_on": "switched on",
        "jamming": "the radio is jammed", "antenna_cut": "the antenna is cut", "fall": "a fall",
        "beacon_lost": "the home unit is lost", "beacon_found": "the home unit is found",
    }
)  # fmt: skip
"""The documented events in words; a protocol's own says it by its name."""

_PATH: Final = re.compile(r"(?:reports\[(?P<report>\d+)\]\.)?(?:network\.)?(?P<rest>.+)")


def short(path: str) -> str:
    """Return a part's name without the number of its report: `lat`, `cells[0].lac`, `replies[0]`."""
    found = _PATH.fullmatch(path)
    return path if found is None else found["rest"]


def meaning_of(path: str) -> Meaning:
    """Return what a part means."""
    name = short(path)
    first = name.partition(".")[0].partition("[")[0]
    return (
        MEANINGS.get(name)
        or MEANINGS.get(name.rpartition(".")[2] if first in ("cells", "wifi") else first)
        or Meaning(name, "", "")
    )


def written(path: str, value: object) -> str:
    """Return a value as a person reads it, with its unit."""
    if value is None or value == ():
        return NOTHING
    name, unit = short(path), meaning_of(path).unit
    text = _text(name, value)
    return f"{text} {unit}" if unit else text


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name in ("at", "status"):
        return f"0x{value:x}" if name == "status" else rfc3339(Instant(value)).replace(".000Z", "Z")
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if name in ("lat", "lon") else f"{value:.6g}"
    if isinstance(value, HttpReply):
        return f"http {value.status} {value.body.decode('utf-8', 'replace')}".strip()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value.hex() if isinstance(value, bytes) else str(value)


def event_written(event: str) -> str:
    """Return an event with what it means, where its name alone does not say it."""
    words = EVENT_WORDS.get(event)
    return f"{event} ({words})" if words else event
