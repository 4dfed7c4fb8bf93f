"""The status word: 32 bits, each nought where the thing is so. Every bit that is a warning becomes an event (law 6).

Bits that only say how a thing stands (a door, a relay, the ignition) are kept in the raw word.
"""

import re
from collections.abc import Mapping
from typing import Final

from bilezik.protocols.draft import Draft

WARNINGS: Final[Mapping[int, str]] = {
    0: "h02:theft", 1: "sos", 2: "h02:overspeed", 3: "h02:illegal_ignition", 4: "h02:fence_in", 5: "antenna_cut", 6: "antenna_cut",
    7: "h02:fence_out", 16: "h02:receiver_fault", 18: "sos", 19: "power_cut", 20: "power_cut", 21: "antenna_cut",
    22: "antenna_cut", 26: "h02:gprs_blocked",
}  # fmt: skip
"""1: the robbery alarm, which is the button; 18: the button of personal trackers; 19: it lives on its own battery; 20: the other
was taken away; 5, 21 the antenna open, 6, 22 in short circuit."""
WORD: Final = re.compile(r"[0-9A-Fa-f]{8}")


def put_status(draft: Draft, word: str) -> None:
    """Keep a status word of eight hexadecimal digits; anything else is none."""
    if WORD.fullmatch(word):
        status = draft.status = int(word, 16)
        draft.say(*(event for bit, event in WARNINGS.items() if not status >> bit & 1))
