"""What may be asked of the device.

Source: JT/T 808-2013 as the manuals of G10LS and BSJ EG01 repeat it, each in its own section: 0x8201 asks for the location (0x0201
answers), 0x8103 sets parameters (0x0029 the interval in seconds, 0x0013 the server, 0x0018 its port), 0x8105 with 4 starts the
terminal anew; 0x0001 answers the last two. Commands of the same manuals that listen, record, take pictures, cut an engine or lock
are left out on purpose. 0x8300 sends a text, which some devices show and others take for orders of any kind: it is written for
the tests of the format alone; no deed and no screen offers it.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot, SetInterval, SetServer
from bilezik.domain.decoded import Session
from bilezik.protocols.jt808.message import written
from bilezik.protocols.jt808.sender import sender_of

LOCATE, PARAMETERS, CONTROL, TEXT = 0x8201, 0x8103, 0x8105, 0x8300
INTERVAL, SERVER, PORT = 0x0029, 0x0013, 0x0018
ANEW: Final = b"\x04"
URGENT: Final = b"\x01"


def number(request_id: int) -> int:
    """Return the number of a request as the wire carries it."""
    return request_id & 0xFFFF


def write(command: Command, session: Session, request_id: int) -> bytes | None:
    """Return the message of a command, or None where the device is not known or no kind is."""
    match command:
        case LocateNow():
            return message(session, LOCATE, b"", request_id)
        case SetInterval(seconds=seconds):
            return message(session, PARAMETERS, _parameters((INTERVAL, seconds.to_bytes(4, "big"))), request_id)
        case Reboot():
            return message(session, CONTROL, ANEW, request_id)
        case SetServer(host=host, port=port):
            where = _parameters((SERVER, host.encode("ascii")), (PORT, port.to_bytes(4, "big")))
            return message(session, PARAMETERS, where, request_id)
        case _:
            return None


def message(session: Session, kind: int, body: bytes, request_id: int) -> bytes | None:
    """Return a message to the session's device, or None: it is not known."""
    sender = sender_of(session)
    return None if sender is None else written(sender, kind, body, number(request_id).to_bytes(2, "big"))


def _parameters(*pairs: tuple[int, bytes]) -> bytes:
    rows = (name.to_bytes(4, "big") + bytes((len(value),)) + value for name, value in pairs)
    return bytes((len(pairs),)) + b"".join(rows)
