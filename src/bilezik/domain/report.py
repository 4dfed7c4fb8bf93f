"""What a device said, in one shape for all protocols.

1. A value the frame does not state is `None` and is left out of JSON: nothing is guessed here.
2. A report may have no position and still matter (law 6): events, battery and strap stand alone.
3. `events` holds documented words (`EVENTS`) or a protocol's own as `gt06:vibration`.
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.instant import Instant

Source = Literal["gnss", "wifi", "cell", "network", "beacon", "unknown"]
"""How a position was found: satellites, Wi-Fi, cell towers, either of the last two, an RF beacon or home unit."""

Integrity = Literal["ok", "failed", "none"]
"""`failed`: a wrong checksum or length in a frame whose structure could be read; `none`: the frame has no checksum."""

EVENTS: Final = frozenset(
    {
        "strap_open", "strap_closed", "tamper", "sos", "low_battery", "power_cut", "power_restored",
        "power_off", "power_on", "jamming", "antenna_cut", "fall", "beacon_lost", "beacon_found",
    }
)  # fmt: skip
"""The documented event words. A protocol's own are written `protocol:word`."""

TAMPERS: Final = frozenset({"strap_open", "tamper", "antenna_cut"})
"""Events that law 6 protects: never dropped, whatever else is wrong with the frame that brought them."""

FOREIGN: Final = frozenset({"gateway:wrong_key", "gateway:wrong_network"})
"""Events of a device that somebody else caused, who was refused: the device itself was not heard by them."""


class Cell(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A cell tower as the device heard it; `signal_dbm` in dBm."""

    mcc: int | None = None
    mnc: int | None = None
    lac: int | None = None
    cid: int | None = None
    signal_dbm: int | None = None


class Wifi(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A Wi-Fi access point as the device heard it; `mac` is lower case with colons."""

    mac: str
    signal_dbm: int | None = None


class Network(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What radio neighbours a report names: the raw material of a network position."""

    cells: tuple[Cell, ...] = ()
    wifi: tuple[Wifi, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One report: a moment, perhaps a position, perhaps events, perhaps health.

    `at` is the device's own clock (`None`: the frame states no time). `valid` is what the device says of its
    position (`None`: it says nothing). Angles in degrees WGS 84, `course_deg` 0 to 360 clockwise from north. The order of the
    fields is part of what stored reports are known by (`fold.keys.digest_of`): a new one comes last.
    """

    at: Instant | None = None
    valid: bool | None = None
    lat: float | None = None
    lon: float | None = None
    altitude_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    accuracy_m: float | None = None
    satellites: int | None = None
    hdop: float | None = None
    source: Source | None = None
    battery_pct: float | None = None
    battery_v: float | None = None
    external_v: float | None = None
    charging: bool | None = None
    strap_locked: bool | None = None
    moving: bool | None = None
    replayed: bool | None = None
    signal: int | None = None
    network: Network | None = None
    events: tuple[str, ...] = ()
    status: int | None = None
    """The raw status or alarm word of the protocol, kept so that every bit stays readable (law 6)."""
