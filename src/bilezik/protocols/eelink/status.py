"""Status bits and warnings.

1. Bits in pairs: the first says that the device has the thing, the second how it stands. A thing it has not is left out.
2. A warning is one code a package. One that no manual names is kept as `eelink:warning_XX` (law 6).
"""

from collections.abc import Mapping
from typing import Final

from bilezik.protocols.draft import Draft

FIXED: Final = 0
HAS_CHARGER, CHARGING = 7, 8
HAS_MOTION_SENSOR, MOVING = 3, 9

WARNINGS: Final[Mapping[int, str]] = {
    0x01: "power_cut", 0x02: "sos", 0x03: "low_battery", 0x04: "eelink:vibration", 0x05: "eelink:shift", 0x08: "antenna_cut",
    0x09: "antenna_cut", 0x25: "strap_open", 0x81: "eelink:low_speed", 0x82: "eelink:overspeed", 0x83: "eelink:fence_in",
    0x84: "eelink:fence_out", 0x85: "eelink:collision", 0x86: "fall",
}  # fmt: skip
"""0x25: the device was taken off or removed. 0x08 the antenna open, 0x09 in short circuit."""


def has(status: int, bit: int) -> bool:
    """Return whether a bit is set."""
    return bool(status >> bit & 1)


def put_status(draft: Draft, status: int) -> None:
    """Keep the raw word, and what it says of the charger; motion is another's (it means something in locations alone)."""
    draft.status = status
    if has(status, HAS_CHARGER):
        draft.charging = has(status, CHARGING)


def warning(code: int) -> str:
    """Return the event of a warning."""
    return WARNINGS.get(code, f"eelink:warning_{code:02x}")
