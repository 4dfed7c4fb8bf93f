"""What may be asked of the device: `*HQ,id,S71,hhmmss,22,n#` sets how often it reports.

The time of the command comes back in the answer (`V4,S71,hhmmss,…`): the request's number is written as one. The maker's two
letters are those the device uses.
"""

from typing import Final

from bilezik.domain.decoded import Session

INTERVAL: Final = "S71"
MAKER: Final = "maker"
_DAY_S: Final = 86_400
_SHORTEST_S, _LONGEST_S = 5, 65_535


def number(request_id: int) -> str:
    """Return the number of a request as a time of day."""
    second = request_id % _DAY_S
    return f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"


def set_interval(session: Session, seconds: int, request_id: int) -> bytes | None:
    """Return the command, or None where the device is not known."""
    if not session.device:
        return None
    maker = dict(session.memory).get(MAKER, "HQ")
    held = min(max(seconds, _SHORTEST_S), _LONGEST_S)
    return f"*{maker},{session.device},{INTERVAL},{number(request_id)},22,{held}#".encode("ascii", "replace")
