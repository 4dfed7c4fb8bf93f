"""What may be asked of the device: a message of kind 7 with a word and its values.

Source: the commands that published frames of the second edition show; `reset` as a published server writes it. `of=1` switches a
device off: it is written for the tests of the format alone; no deed and no screen offers it.
"""

from typing import Final

from bilezik.domain.command import Command, Reboot, SetInterval
from bilezik.domain.decoded import Session
from bilezik.protocols.xexun2.messages import message

KIND: Final = 0x0007


def number(request_id: int) -> int:
    """Return the number of a request as the wire carries it."""
    return request_id & 0xFFFF


def write(command: Command, session: Session, request_id: int) -> bytes | None:
    """Return the message of a command, or None where the device is not known or no word is."""
    match command:
        case SetInterval(seconds=seconds):  # how often it takes, and how often it sends
            return written(session, f"tracking_send={seconds},{seconds}", request_id)
        case Reboot():
            return written(session, "reset", request_id)
        case _:
            return None


def written(session: Session, words: str, request_id: int) -> bytes | None:
    """Return a command in words."""
    imei = session.device
    if imei is None or len(imei) != 15 or not imei.isdecimal():
        return None
    return message(KIND, number(request_id), bytes.fromhex(imei + "0"), words.encode("ascii"))
