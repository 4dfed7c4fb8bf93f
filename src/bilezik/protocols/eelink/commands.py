"""What may be asked of the device: a package 0x80 with a kind of instruction, the server's own number, and a word.

Source: "EELINK DEVICE PROTOCOL V2.0", instruction package; `WHERE#` and `RESET#` among its action commands. The manual's LISTEN
is not here: Bilezik never listens. The copy at hand does not show the format of TIMER, so none is offered.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot
from bilezik.domain.decoded import Session
from bilezik.protocols.eelink.packages import package, written

INSTRUCTION: Final = 0x80
_COMMAND: Final = b"\x01"


def write(command: Command, session: Session, request_id: int) -> bytes | None:
    """Return the word of a command with the low 32 bits of the request's number, which the device repeats."""
    word = {LocateNow: b"WHERE#", Reboot: b"RESET#"}.get(type(command))
    if word is None:
        return None
    return written(session, package(INSTRUCTION, 0, _COMMAND + number(request_id).to_bytes(4, "big") + word))


def number(request_id: int) -> int:
    """Return the number of a request as the wire carries it."""
    return request_id & 0xFFFFFFFF
