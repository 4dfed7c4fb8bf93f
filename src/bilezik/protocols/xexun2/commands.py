"""What may be asked of the device: a message of kind 7 with a word and its values.

Source: the commands that published frames of the second edition show. `of=1` switches a device off: it is written for the tests of
the format alone; no deed and no screen offers it.
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.protocols.xexun2.messages import message

KIND: Final = 0x0007
_SHORTEST_S, _LONGEST_S = 10, 86_400


def number(request_id: int) -> int:
    """Return the number of a request as the wire carries it."""
    return request_id & 0xFFFF


def set_interval(session: Session, seconds: int, request_id: int) -> bytes | None:
    """Return `tracking_send=n,n`: how often it takes and how often it sends; None where the device is not known."""
    held = min(max(seconds, _SHORTEST_S), _LONGEST_S)
    return written(session, f"tracking_send={held},{held}", request_id)


def written(session: Session, words: str, request_id: int) -> bytes | None:
    """Return a command in words."""
    imei = session.device
    if imei is None or len(imei) != 15 or not imei.isdecimal():
        return None
    return message(KIND, number(request_id), bytes.fromhex(imei + "0"), words.encode("ascii"))
