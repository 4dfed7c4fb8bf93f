"""What the unit has heard of its bracelet.

1. `idt` holds four numbers of fifteen bits, tens of seconds that have gone by: since the last heartbeat, since the bracelet was
   last paired, since one was last unpaired, and a fourth that no source explains. All ones: not in the time that it can count.
2. Whether "last paired" is the last heartbeat of its own bracelet or the moment at which the pair was made, no source says. In
   either reading the bracelet is out of reach when nothing was heard for ten minutes, when none was ever paired, and when one was
   unpaired since and its own has been away for ten minutes.
3. Out of reach is `beacon_lost`. In reach is `rftrack:bracelet_in_reach` and not `beacon_found`: the unit has a battery and takes
   its own position, so that the bracelet is with the unit, and nothing says that both are at home.
4. `rc` is the bracelet's code (lower sixteen bits) and status (above). What their values mean, the strap among them, no source at
   hand says: every one but nought is an event with its number (law 6).
"""

from typing import Final

from bilezik.protocols.draft import Draft

LOST: Final = "beacon_lost"
IN_REACH: Final = "rftrack:bracelet_in_reach"
_STATUS: Final = "rftrack:bracelet_status_"
_CODE: Final = "rftrack:bracelet_code_"
NEVER: Final = 0x7FFF
FRESH: Final = 60
"""Tens of seconds: as long as the word of a home unit is believed."""
MOST_TIMES: Final = 2**60 - 1
MOST_CODE: Final = 2**32 - 1


def put_reach(draft: Draft, times: int | None) -> None:
    """Say whether the bracelet is in reach."""
    if times is None:
        return
    heartbeat, paired, unpaired = (times >> bit & NEVER for bit in (45, 30, 15))
    is_silent = heartbeat > FRESH
    is_parted = paired == NEVER or (unpaired < paired and paired > FRESH)
    draft.say(LOST if is_silent or is_parted else IN_REACH)


def put_code(draft: Draft, word: int | None) -> None:
    """Take code and status."""
    if word is None:
        return
    draft.status = word
    status, code = word >> 16, word & 0xFFFF
    if status:
        draft.say(f"{_STATUS}{status}")
    if code:
        draft.say(f"{_CODE}{code}")
