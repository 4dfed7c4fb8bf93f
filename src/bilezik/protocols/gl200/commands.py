"""What is written to a device: `AT+GTRTO=`, its password, a number, empty fields, the number of the command, `$`.

Source: "GL300 @Tracker Air Interface Protocol" 1.02, page 32: GTRTO 1 asks for the position, which comes as GTRTL; 3 restarts the
device. The device answers with `+ACK:GTRTO` and the command's number. The password is the one the model left the factory with
(`models.PASSWORDS`); a device whose owner changed it, or of another model, is asked with an empty one, as published servers write
it, and may not listen: no answer then comes. Numbers of the same command that switch off or reset (4, 5), and commands that call
and listen, are left out on purpose; how GTFRI sets an interval was not read in a manual.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot
from bilezik.domain.decoded import Session
from bilezik.protocols.gl200.models import PASSWORDS, model_of

LOCATE, RESTART = 1, 3
_LARGEST: Final = 0xFFFF


def write(command: Command, session: Session, request_id: int) -> bytes | None:
    """Return a command, or None where no number is known for it, or the device has not said who it is."""
    match command:
        case LocateNow():
            asked = LOCATE
        case Reboot():
            asked = RESTART
        case _:
            return None
    if session.device is None:
        return None
    password = PASSWORDS.get(model_of(str(dict(session.memory).get("type", ""))), "")
    return f"AT+GTRTO={password},{asked},,,,,,{number_of(request_id)}$".encode()


def number_of(request_id: int) -> str:
    """Return the number with which the device answers: four hexadecimal digits."""
    return f"{request_id & _LARGEST:04X}"
