"""Commands to GT06 devices: kind 0x80, text that the device also understands as an SMS.

Sources: "GT06 GPS Tracker Communication Protocol" v1.8.1, the section on packets from server to terminal (0x80: length,
server flag, command, language) and its list of commands (`DWXX#` asks for the position); `TIMER,n#` is in the command list
of the users' manuals of the GT06 family (Concox GT06N, SeeWorld S119: "TIMER,20#": data upload period 20 seconds).
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.protocols.gt06 import answers

ENGLISH: Final = b"\x00\x02"
SHORTEST_S: Final = 5
LONGEST_S: Final = 18_000
"""What the manuals allow TIMER."""


def server_flag(request_id: int) -> int:
    """Return the four bytes that the device repeats in its answer."""
    return request_id & 0xFFFFFFFF


def command(text: str, request_id: int) -> bytes:
    """Return the frame that carries a command."""
    words = server_flag(request_id).to_bytes(4, "big") + text.encode("ascii")
    return answers.short(0x80, request_id.to_bytes(8, "big")[-2:], bytes((len(words),)) + words + ENGLISH)


def locate_now(session: Session, request_id: int) -> bytes:  # noqa: ARG001 - the same for every session
    """Return the question for the position; it is answered by 0x15 or 0x21 with `Lat:… Lon:…`."""
    return command("DWXX#", request_id)


def set_interval(session: Session, seconds: int, request_id: int) -> bytes:  # noqa: ARG001 - the same for every session
    """Return the order to report every `seconds`, held to what the manuals allow."""
    return command(f"TIMER,{min(LONGEST_S, max(SHORTEST_S, seconds))}#", request_id)
