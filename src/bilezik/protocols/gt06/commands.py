"""Commands to GT06 devices: kind 0x80, text that the device also understands as an SMS.

Sources: "GT06 GPS Tracker Communication Protocol" v1.8.1, the section on packets from server to terminal (0x80: length,
server flag, command, language) and its list of commands (`DWXX#` asks for the position); `TIMER,n#`, `RESET#` and `SERVER,…#`
are in the command lists of the users' manuals of the GT06 family (Concox GT06N and GT06D, SeeWorld S119, VT02S: "RESET#:
restart device", "SERVER,1,domain,port,0#", "SERVER,0,address,port,0#").
"""

import ipaddress
from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot, SetInterval, SetServer
from bilezik.domain.decoded import Session
from bilezik.protocols.gt06 import answers

ENGLISH: Final = b"\x00\x02"
SHORTEST_S: Final = 5
LONGEST_S: Final = 18_000
"""What the manuals allow TIMER."""


def server_flag(request_id: int) -> int:
    """Return the four bytes that the device repeats in its answer."""
    return request_id & 0xFFFFFFFF


def framed(text: str, request_id: int) -> bytes:
    """Return the frame that carries a command in words."""
    words = server_flag(request_id).to_bytes(4, "big") + text.encode("ascii")
    return answers.short(0x80, request_id.to_bytes(8, "big")[-2:], bytes((len(words),)) + words + ENGLISH)


def write(command: Command, session: Session, request_id: int) -> bytes | None:  # noqa: ARG001 - the same for every session
    """Return the frame of a command; DWXX is answered by 0x15 or 0x21 with `Lat:… Lon:…`, the others with a word."""
    match command:
        case LocateNow():
            return framed("DWXX#", request_id)
        case SetInterval(seconds=seconds):
            return framed(f"TIMER,{min(LONGEST_S, max(SHORTEST_S, seconds))}#", request_id)
        case Reboot():
            return framed("RESET#", request_id)
        case SetServer(host=host, port=port):
            return framed(f"SERVER,{int(not is_address(host))},{host},{port},0#", request_id)
        case _:
            return None


def is_address(host: str) -> bool:
    """Return whether a host is stated by its number."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
