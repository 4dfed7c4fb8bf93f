"""What may be asked of the device: where it is (D1), to report every so often (`*HQ,id,S71,hhmmss,22,n#`), to restart (R1).

Sources: S71 as a published server writes it; D1 and R1 by the manual of the TH edition of the protocol ("Fixed Position monitor
Command D1", "Cold Start Command R1": no answer but the next report). The time of the command comes back in the answer
(`V4,S71,hhmmss,…`): the request's number is written as one. The maker's two letters are those the device uses.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot, SetInterval
from bilezik.domain.decoded import Session

INTERVAL: Final = "S71"
ONCE: Final = "D1"
RESTART: Final = "R1"
_AT_ONCE: Final = "30,1"
"""Reports every thirty seconds, one of them: the manual says that with a count of 1 the first is given at once."""
MAKER: Final = "maker"
_DAY_S: Final = 86_400
_SHORTEST_S, _LONGEST_S = 5, 65_535


def number(request_id: int) -> str:
    """Return the number of a request as a time of day."""
    second = request_id % _DAY_S
    return f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"


def write(command: Command, session: Session, request_id: int) -> bytes | None:
    """Return the frame of a command, or None where the device is not known or no word is."""
    if not session.device:
        return None
    match command:
        case LocateNow():
            words = f"{ONCE},{number(request_id)},{_AT_ONCE}"
        case SetInterval(seconds=seconds):
            words = f"{INTERVAL},{number(request_id)},22,{min(max(seconds, _SHORTEST_S), _LONGEST_S)}"
        case Reboot():
            words = f"{RESTART},{number(request_id)}"
        case _:
            return None
    maker = dict(session.memory).get(MAKER, "HQ")
    return f"*{maker},{session.device},{words}#".encode("ascii", "replace")
