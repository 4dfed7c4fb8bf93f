"""What an alarm of Xexun's third edition is called. One that is not in the table is kept as `xexun3:alarm_N` (law 6)."""

from collections.abc import Mapping
from typing import Final

ALARMS: Final[Mapping[int, str]] = {
    1: "sos", 2: "low_battery", 4: "strap_open", 5: "xexun3:movement", 7: "fall", 8: "xexun3:collision", 11: "power_restored",
    12: "power_cut", 13: "power_on", 14: "power_off", 15: "xexun3:door", 16: "xexun3:door", 17: "xexun3:sim_changed",
}  # fmt: skip
"""4: the device was taken off."""


def event_of(alarm: int) -> str:
    """Return the event of an alarm."""
    return ALARMS.get(alarm, f"xexun3:alarm_{alarm}")
